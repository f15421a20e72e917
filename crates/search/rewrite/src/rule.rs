//! Rules: what a row of the table says, and how it is applied.

use std::sync::LazyLock;

use egg::{Applier, ENodeOrVar, Id, Pattern, PatternAst, RecExpr, Rewrite, Subst, Symbol, Var};

use crate::facts::{Facts, Graph, Setting, describe, smallest};
use crate::syntactic::{Binding, instantiate};
use crate::term::{Op, Term};
use crate::{moves, rules};

/// Meaning that a rule preserves. Limits of resources (budget, digits, memory, depth) are excepted: either side may
/// meet one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Value and error of both sides are the same.
    Exact,
    /// The right side has the value of the left side, where that has one. Where the left side fails, the right side may
    /// have a value or another error.
    RefinesErrors,
}

/// Effect of a rule on the cost (published reading), where both sides have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CostChange {
    /// The right side never costs more.
    NeverMore,
    /// The right side may cost more.
    MayBeMore,
}

/// A side condition on the variables of the left side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The term cannot fail (see [`Facts::total`]).
    Total(&'static str),
    /// The term is a known integer and cannot fail.
    Known(&'static str),
    /// The term is never 0.
    NonZero(&'static str),
    /// The term is at least this.
    AtLeast(&'static str, i64),
    /// The term is at most this.
    AtMost(&'static str, i64),
    /// A test made of the variables is known to be true.
    Holds(&'static str),
    /// The term does not use the variable of this de Bruijn index.
    Unused(&'static str, u16),
}

/// A rewriting rule. Both sides are in the notation of Core text with `?a` for any term; `$0` is a variable bound
/// inside, and `(down2 ?a)`, `(up1 ?a)`, `(subst1 ?a ?b)`, `(under1 ?a ?b)` move a term across binders.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The name, unique in the table.
    pub name: &'static str,
    /// The term that the rule matches.
    pub left: &'static str,
    /// The term that is equal to it.
    pub right: &'static str,
    /// Conditions, all of which must hold.
    pub when: &'static [Condition],
    /// The meaning that is preserved.
    pub kind: RuleKind,
    /// The effect on the cost.
    pub costs: CostChange,
}

/// A rule whose texts have been parsed.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    pub(crate) left: Pattern<Term>,
    pub(crate) right: PatternAst<Term>,
    when: Vec<Check>,
}

#[derive(Clone, Debug)]
enum Check {
    Total(Var),
    Known(Var),
    NonZero(Var),
    AtLeast(Var, i64),
    AtMost(Var, i64),
    Holds(PatternAst<Term>),
    Unused(Var, u16),
}

impl Rule {
    /// Parses both sides and the conditions. `None` if a text is malformed; a test parses every row of the table.
    pub(crate) fn parse(&self) -> Option<Parsed> {
        let var = |s: &str| s.parse::<Var>().ok();
        let check = |w: &Condition| {
            Some(match w {
                Condition::Total(v) => Check::Total(var(v)?),
                Condition::Known(v) => Check::Known(var(v)?),
                Condition::NonZero(v) => Check::NonZero(var(v)?),
                Condition::AtLeast(v, x) => Check::AtLeast(var(v)?, *x),
                Condition::AtMost(v, x) => Check::AtMost(var(v)?, *x),
                Condition::Unused(v, i) => Check::Unused(var(v)?, *i),
                Condition::Holds(test) => Check::Holds(test.parse::<Pattern<Term>>().ok()?.ast),
            })
        };
        Some(Parsed {
            left: self.left.parse().ok()?,
            right: self.right.parse::<Pattern<Term>>().ok()?.ast,
            when: self.when.iter().map(check).collect::<Option<_>>()?,
        })
    }
}

impl Parsed {
    /// Whether the conditions hold for a match.
    pub(crate) fn holds(&self, graph: &Graph, subst: &Subst) -> bool {
        self.when.iter().all(|check| {
            let range = |v: &Var| &graph[subst[*v]].data.known.range;
            match check {
                Check::Total(v) => graph[subst[*v]].data.total,
                Check::Known(v) => range(v).value().is_some() && graph[subst[*v]].data.total,
                Check::NonZero(v) => range(v).excludes_zero(),
                Check::AtLeast(v, x) => range(v).is_from(*x),
                Check::AtMost(v, x) => range(v).is_to(*x),
                Check::Unused(v, i) => !moves::uses(&smallest(graph, subst[*v]), *i),
                Check::Holds(test) => facts(graph, test, test.root(), subst).known.truth == Some(true),
            }
        })
    }

    /// Adds the right side of a match to the graph. `None` if a move is not allowed.
    pub(crate) fn build(&self, graph: &mut Graph, subst: &Subst) -> Option<Id> {
        make(graph, &self.right, subst)
    }

    /// Adds both sides of a match to the graph, each variable being the smallest term of its class. So an explanation
    /// contains terms to which the rule applies literally.
    fn sides(&self, graph: &mut Graph, subst: &Subst) -> Option<(Id, Id)> {
        let mut binding = Binding::new();
        for var in self.left.vars() {
            binding.insert(var, smallest(graph, *subst.get(var)?));
        }
        let left = instantiate(&self.left.ast, &binding)?;
        let right = instantiate(&self.right, &binding)?;
        Some((graph.add_expr_uncanonical(&left), graph.add_expr_uncanonical(&right)))
    }
}

/// The facts of a pattern under a substitution. Nothing is added to the graph, since a test may fail.
fn facts(graph: &Graph, ast: &PatternAst<Term>, at: Id, subst: &Subst) -> Facts {
    match &ast[at] {
        ENodeOrVar::Var(v) => graph[subst[*v]].data.clone(),
        ENodeOrVar::ENode(node) => {
            let parts: Vec<Facts> = node.parts.iter().map(|&c| facts(graph, ast, c, subst)).collect();
            describe(node, &parts.iter().collect::<Vec<_>>(), &|_, _| false, &graph.analysis)
        }
    }
}

/// Adds a pattern under a substitution to the graph.
fn make(graph: &mut Graph, ast: &PatternAst<Term>, subst: &Subst) -> Option<Id> {
    fn at(graph: &mut Graph, ast: &PatternAst<Term>, id: Id, subst: &Subst) -> Option<Id> {
        let node = match &ast[id] {
            ENodeOrVar::Var(v) => return subst.get(*v).copied(),
            ENodeOrVar::ENode(node) => node,
        };
        let mut parts = Vec::with_capacity(node.parts.len());
        for &c in &node.parts {
            parts.push(at(graph, ast, c, subst)?);
        }
        let Op::Move(what) = node.op else {
            return Some(graph.add(Term { op: node.op.clone(), parts: parts.into() }));
        };
        let terms: Vec<RecExpr<Term>> = parts.iter().map(|&p| smallest(graph, p)).collect();
        let moved = moves::apply(what, &terms);
        Some(graph.add_expr(&moved?))
    }
    at(graph, ast, ast.root(), subst)
}

impl Applier<Term, Setting> for Parsed {
    fn apply_one(
        &self,
        graph: &mut Graph,
        class: Id,
        subst: &Subst,
        _left: Option<&PatternAst<Term>>,
        name: Symbol,
    ) -> Vec<Id> {
        // A term that always fails would prove anything by rules that refine errors.
        if graph.analysis.poisoned || graph[class].data.fails || !self.holds(graph, subst) {
            return Vec::new();
        }
        let (left, right) = if graph.are_explanations_enabled() {
            match self.sides(graph, subst) {
                Some(sides) => sides,
                None => return Vec::new(),
            }
        } else {
            match self.build(graph, subst) {
                Some(right) => (class, right),
                None => return Vec::new(),
            }
        };
        let changed = !graph[right].data.fails && graph.union_trusted(left, right, name);
        if changed { vec![class] } else { Vec::new() }
    }
}

/// A selection of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Whether only [`RuleKind::Exact`] rules are selected.
    pub(crate) exact: bool,
    /// Whether only [`CostChange::NeverMore`] rules are selected.
    pub(crate) tidy: bool,
}

type Rewrites = Vec<Rewrite<Term, Setting>>;

/// The rules for egg: `[exact][tidy]`.
static REWRITES: LazyLock<[[Rewrites; 2]; 2]> = LazyLock::new(|| {
    let select = |exact: bool, tidy: bool| -> Rewrites {
        let fits = |r: &&Rule| !(exact && r.kind != RuleKind::Exact || tidy && r.costs != CostChange::NeverMore);
        let make = |r: &Rule| {
            let read = r.parse()?;
            Rewrite::new(r.name, read.left.clone(), read).ok()
        };
        rules::RULES.iter().filter(fits).filter_map(make).collect()
    };
    [false, true].map(|exact| [false, true].map(|tidy| select(exact, tidy)))
});

/// The selected rules, in the form that the e-graph applies.
pub(crate) fn rewrites(selection: Selection) -> &'static [Rewrite<Term, Setting>] {
    &REWRITES[usize::from(selection.exact)][usize::from(selection.tidy)]
}
