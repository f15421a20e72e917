//! What a rule is, and how egg applies it.

use std::sync::LazyLock;

use egg::{Applier, ENodeOrVar, Id, Pattern, PatternAst, RecExpr, Rewrite, Subst, Symbol, Var};

use super::facts::{Facts, Graph, Setting, describe, smallest};
use super::lang::{Move, Op, Term};
use super::{moves, rules};

/// What a rule promises, limits of resources apart (budget, digits, memory, depth), which either side may meet alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Both sides have the same value, or the same error.
    Exact,
    /// Where the left side has a value, the right side has the same. Where it fails, the right side may have a value
    /// or another error.
    RefinesErrors,
}

/// What a rule does to the cost (published reading), where both sides have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Costs {
    /// The right side never costs more.
    NeverMore,
    /// The right side may cost more.
    MayBeMore,
}

/// A side condition on what the variables of the left side stand for, or on terms made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// It cannot fail (see [`super::facts::Facts::total`]).
    Total(&'static str),
    /// It is a known integer and cannot fail.
    Known(&'static str),
    /// It is never 0.
    NonZero(&'static str),
    /// It is at least this.
    AtLeast(&'static str, i64),
    /// It is at most this.
    AtMost(&'static str, i64),
    /// The truth value of a test made of the variables is known to be true.
    Holds(&'static str),
    /// Its variable of that index is not used.
    Unused(&'static str, u16),
}

/// A rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) left: &'static str,
    pub(crate) right: &'static str,
    pub(crate) when: &'static [When],
    pub(crate) kind: Kind,
    pub(crate) costs: Costs,
}

/// A rule that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
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
    /// Reads the texts. A row that cannot be read gives nothing; a test reads them all.
    pub(crate) fn read(&self) -> Option<Ready> {
        let var = |s: &str| s.parse::<Var>().ok();
        let check = |w: &When| {
            Some(match w {
                When::Total(v) => Check::Total(var(v)?),
                When::Known(v) => Check::Known(var(v)?),
                When::NonZero(v) => Check::NonZero(var(v)?),
                When::AtLeast(v, x) => Check::AtLeast(var(v)?, *x),
                When::AtMost(v, x) => Check::AtMost(var(v)?, *x),
                When::Unused(v, i) => Check::Unused(var(v)?, *i),
                When::Holds(test) => Check::Holds(test.parse::<Pattern<Term>>().ok()?.ast),
            })
        };
        Some(Ready {
            left: self.left.parse().ok()?,
            right: self.right.parse::<Pattern<Term>>().ok()?.ast,
            when: self.when.iter().map(check).collect::<Option<_>>()?,
        })
    }
}

impl Ready {
    /// Whether the conditions hold of a match.
    pub(crate) fn holds(&self, graph: &Graph, subst: &Subst) -> bool {
        self.when.iter().all(|check| {
            let range = |v: &Var| &graph[subst[*v]].data.range;
            match check {
                Check::Total(v) => graph[subst[*v]].data.total,
                Check::Known(v) => range(v).value().is_some() && graph[subst[*v]].data.total,
                Check::NonZero(v) => range(v).excludes_zero(),
                Check::AtLeast(v, x) => range(v).is_from(*x),
                Check::AtMost(v, x) => range(v).is_to(*x),
                Check::Unused(v, i) => !moves::uses(&smallest(graph, subst[*v]), *i),
                Check::Holds(test) => facts(graph, test, test.root(), subst).truth == Some(true),
            }
        })
    }

    /// The right side of a match, if it can be made.
    pub(crate) fn build(&self, graph: &mut Graph, subst: &Subst) -> Option<Id> {
        make(graph, &self.right, subst)
    }
}

/// What is known of a pattern whose variables are known. Nothing is added to the graph: a test may fail.
fn facts(graph: &Graph, ast: &PatternAst<Term>, at: Id, subst: &Subst) -> Facts {
    match &ast[at] {
        ENodeOrVar::Var(v) => graph[subst[*v]].data.clone(),
        ENodeOrVar::ENode(node) => {
            let parts: Vec<Facts> = node.parts.iter().map(|&c| facts(graph, ast, c, subst)).collect();
            describe(node, &parts.iter().collect::<Vec<_>>(), &|_, _| false, &graph.analysis)
        }
    }
}

/// The class of a pattern whose variables are known.
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
        let (first, rest) = terms.split_first()?;
        let moved = match what {
            Move::Down(n) => moves::down(first, n),
            Move::Up(n) => moves::up(first, n),
            Move::Subst(_) => moves::subst(first, rest),
            Move::Under(_) => moves::under(first, rest),
        };
        Some(graph.add_expr(&moved?))
    }
    at(graph, ast, ast.root(), subst)
}

impl Applier<Term, Setting> for Ready {
    fn apply_one(
        &self,
        graph: &mut Graph,
        class: Id,
        subst: &Subst,
        _left: Option<&PatternAst<Term>>,
        _name: Symbol,
    ) -> Vec<Id> {
        // Of a term that always fails, rules that refine errors prove anything.
        if graph.analysis.poisoned || graph[class].data.fails || !self.holds(graph, subst) {
            return Vec::new();
        }
        match self.build(graph, subst) {
            Some(right) if graph[right].data.fails => Vec::new(),
            Some(right) if graph.union(class, right) => vec![class],
            Some(_) | None => Vec::new(),
        }
    }
}

/// Which rules are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Only rules that keep all errors.
    pub(crate) exact: bool,
    /// Only rules that never cost more.
    pub(crate) tidy: bool,
}

type Rewrites = Vec<Rewrite<Term, Setting>>;

/// The rules for egg, by what is chosen.
static READY: LazyLock<[[Rewrites; 2]; 2]> = LazyLock::new(|| {
    let ready = |exact: bool, tidy: bool| -> Rewrites {
        let fits = |r: &&Rule| !(exact && r.kind != Kind::Exact || tidy && r.costs != Costs::NeverMore);
        let make = |r: &Rule| {
            let read = r.read()?;
            Rewrite::new(r.name, read.left.clone(), read).ok()
        };
        rules::RULES.iter().filter(fits).filter_map(make).collect()
    };
    [false, true].map(|exact| [false, true].map(|tidy| ready(exact, tidy)))
});

/// The rules that are chosen.
pub(crate) fn rewrites(choice: Choice) -> &'static [Rewrite<Term, Setting>] {
    &READY[usize::from(choice.exact)][usize::from(choice.tidy)]
}
