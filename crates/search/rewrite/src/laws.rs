//! Tests of every rule on random instances: random terms for its variables, of their types and within its conditions,
//! and random values for the variables of these. Rules are applied as `improve` applies them; the meaning of both sides
//! is computed by the reference evaluator.

use std::collections::BTreeMap;

use egg::{ENodeOrVar, Id, PatternAst, RecExpr, Searcher};
use nth_base::{CostReading, Limits};
use nth_core::{Arena, EvalError, ExprId, Func, FuncId, Program, Ty};
use nth_num::Int;
use nth_reference::{Reference, Value, with_stack};

use crate::facts::{Graph, Setting, smallest};
use crate::fold::fold;
use crate::range::Range;
use crate::rule::{Condition, CostChange, Parsed, Rule, RuleKind};
use crate::rules::RULES;
use crate::term::{Op, Term, write};
use nth_grammar::{Rng, Shape, signature};

const LIMITS: Limits =
    Limits { budget: 3_000, reading: CostReading::Published, max_digits: 200, max_words: 2_000, max_depth: 100 };

/// A variable of a left side: its type, and how many binders stand around it.
type Variables = BTreeMap<String, (Ty, u16)>;

fn variables(ast: &PatternAst<Term>) -> Variables {
    fn visit(ast: &PatternAst<Term>, at: Id, ty: Option<Ty>, inside: u16, out: &mut Variables) {
        let node = match &ast[at] {
            ENodeOrVar::Var(v) => {
                let new = (ty.unwrap_or(Ty::INT), inside);
                let old = out.entry(v.to_string()).or_insert(new);
                assert_eq!(old.1, inside, "{v} stands at two depths");
                if ty.is_some() {
                    old.0 = new.0;
                }
                return;
            }
            ENodeOrVar::ENode(node) => node,
        };
        for (k, &c) in node.parts.iter().enumerate() {
            let want = match &node.op {
                Op::If => {
                    if k == 0 {
                        Some(Ty::BOOL)
                    } else {
                        ty
                    }
                }
                Op::Let => {
                    if k == 1 {
                        ty
                    } else {
                        None
                    }
                }
                Op::Prim(p) => match &signature(*p).params[k].gives {
                    Shape::Int => Some(Ty::INT),
                    Shape::Bool => Some(Ty::BOOL),
                    Shape::List(_) => Some(Ty::INT.list()),
                    Shape::Var(_) => {
                        let truth = |&c: &Id| matches!(&ast[c], ENodeOrVar::ENode(n) if matches!(n.op, Op::Bool(_)));
                        node.parts.iter().any(truth).then_some(Ty::BOOL)
                    }
                },
                Op::Int(_) | Op::Bool(_) | Op::Var(..) | Op::Param(..) | Op::Lam(_) => ty,
                Op::Call(..) | Op::List(_) | Op::Hole(_) | Op::Move(_) => None,
            };
            visit(ast, c, want, inside + node.binds(k), out);
        }
    }
    let mut out = Variables::new();
    visit(ast, ast.root(), None, 0, &mut out);
    out
}

/// Random terms in the notation of the rules.
struct Random(Rng);

impl Random {
    fn one_in(&mut self, n: usize) -> bool {
        self.0.below(n) == 0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.0.below(of.len())]
    }

    fn literal(&mut self) -> String {
        match self.0.below(12) {
            0 => (1i128 << 62).to_string(),
            1 => (-(1i128 << 70) + 3).to_string(),
            2 => (self.0.below(2_000) as i64 - 1_000).to_string(),
            3 => (1 << self.0.below(8)).to_string(),
            _small => (self.0.below(14) as i64 - 4).to_string(),
        }
    }

    /// A term in which the variables below `vars` may stand.
    fn term(&mut self, ty: Ty, vars: u16, fuel: usize) -> String {
        if fuel <= 1 {
            return self.leaf(ty, vars);
        }
        let fuel = (fuel - 1) / 2;
        let int = |r: &mut Self| r.term(Ty::INT, vars, fuel);
        if self.one_in(12) {
            let (c, a, b) = (self.term(Ty::BOOL, vars, fuel), self.term(ty, vars, fuel), self.term(ty, vars, fuel));
            return format!("(if {c} {a} {b})");
        }
        if ty == Ty::BOOL {
            let op = self.pick(&["eq", "ne", "lt", "le", "gt", "ge", "eq", "not"]);
            if op == "not" {
                return format!("(not {})", self.term(Ty::BOOL, vars, fuel));
            }
            return format!("({op} {} {})", int(self), int(self));
        }
        if ty == Ty::INT.list() {
            let list = |r: &mut Self| r.term(ty, vars, fuel);
            return match self.0.below(6) {
                0 => format!("(cons {} {})", int(self), list(self)),
                1 => format!("(reverse {})", list(self)),
                2 => format!("(tail {})", list(self)),
                3 => format!("(map {} (lam1 {}))", list(self), self.term(Ty::INT, vars + 1, fuel)),
                _range => format!("(range {} (mod {} 7))", int(self), int(self)),
            };
        }
        match self.0.below(20) {
            0..=8 => {
                let op =
                    self.pick(&["add", "sub", "mul", "div", "mod", "min", "max", "gcd", "bit_and", "bit_xor", "add"]);
                format!("({op} {} {})", int(self), int(self))
            }
            9 | 10 => format!("({} {})", self.pick(&["neg", "abs", "abs", "isqrt", "bit_length"]), int(self)),
            11 | 12 => format!("(mod {} {})", int(self), self.literal()),
            13 => format!("(pow {} (mod {} 4))", int(self), int(self)),
            14 => format!("(pow {} {})", int(self), int(self)),
            15 => format!("(cond {} {} {})", int(self), int(self), int(self)),
            16 => format!("(loop (lam2 {}) (mod {} 5) {})", self.term(Ty::INT, vars + 2, fuel), int(self), int(self)),
            17 => format!("(let {} {})", int(self), self.term(Ty::INT, vars + 1, fuel)),
            18 => format!("(head {})", self.term(Ty::INT.list(), vars, fuel)),
            _length => format!("(length {})", self.term(Ty::INT.list(), vars, fuel)),
        }
    }

    fn leaf(&mut self, ty: Ty, vars: u16) -> String {
        if ty == Ty::BOOL {
            return self.pick(&["true", "false", "(lt p1 3)", "(eq $0 1)", "(lt p0 (div 6 p1))"]).to_owned();
        }
        if ty == Ty::INT.list() {
            return self
                .pick(&["nil", "(cons p0 nil)", "(cons 3 (cons p1 nil))", "(range 0 4)", "(tail nil)"])
                .to_owned();
        }
        match self.0.below(10) {
            0..=2 => self.literal(),
            3 => "p0".to_owned(),
            4 => "p1".to_owned(),
            5 => self
                .pick(&["(div 5 p1)", "(abs p1)", "(add p0 1)", "(isqrt p1)", "(mod p1 7)", "(sub p1 p0)"])
                .to_owned(),
            _var => format!("${}", self.0.below(usize::from(vars))),
        }
    }

    /// A term for a variable of a rule: where there are conditions, one that may meet them.
    fn instance(&mut self, rule: &Rule, name: &str, ty: Ty, vars: u16) -> String {
        let mut fuel = 1 + self.0.below(6);
        for when in rule.when {
            match *when {
                Condition::Known(v) if v == name => return self.literal(),
                Condition::NonZero(v) if v == name && !self.one_in(3) => return self.literal(),
                Condition::AtLeast(v, x) if v == name => {
                    return match self.0.below(4) {
                        0 => (x + self.0.below(9) as i64).to_string(),
                        1 => format!("(add (mod {} 6) {x})", self.term(ty, vars, fuel)),
                        2 if x == 0 || x == -1 => "p0".to_owned(),
                        _large => format!("(max {} {x})", self.term(ty, vars, fuel)),
                    };
                }
                Condition::AtMost(v, x) if v == name => {
                    return match self.0.below(3) {
                        0 => (x - self.0.below(9) as i64).to_string(),
                        1 => format!("(sub {x} (mod {} 6))", self.term(ty, vars, fuel)),
                        _small => format!("(min {} {x})", self.term(ty, vars, fuel)),
                    };
                }
                Condition::Holds(test) if test.contains(name) => {
                    return match self.0.below(4) {
                        0 => format!("(mod {} {})", self.term(ty, vars, fuel), self.0.below(9) + 1),
                        1 => "p0".to_owned(),
                        _literal => self.literal(),
                    };
                }
                Condition::Unused(v, _) if v == name => fuel = fuel.min(3),
                Condition::Total(_)
                | Condition::Known(_)
                | Condition::NonZero(_)
                | Condition::AtLeast(..)
                | Condition::AtMost(..) => {}
                Condition::Holds(_) | Condition::Unused(..) => {}
            }
        }
        self.term(ty, vars, fuel)
    }
}

struct Sides {
    left: RecExpr<Term>,
    right: RecExpr<Term>,
}

/// The outermost variables of an instance are bound by these.
fn wrap(term: &RecExpr<Term>) -> RecExpr<Term> {
    let mut all: RecExpr<Term> = "(add p0 1)".parse().unwrap();
    let first = all.root();
    let put = |all: &mut RecExpr<Term>, term: &RecExpr<Term>| {
        let base = all.len();
        for node in term {
            let parts: Vec<Id> = node.parts.iter().map(|&p| Id::from(base + usize::from(p))).collect();
            all.add(Term::new(node.op.clone(), &parts));
        }
        all.root()
    };
    let second = put(&mut all, &"(sub 2 p1)".parse().unwrap());
    let body = put(&mut all, term);
    let inner = all.add(Term::new(Op::Let, &[second, body]));
    all.add(Term::new(Op::Let, &[first, inner]));
    all
}

/// Variables bound by [`wrap`].
const OUTSIDE: u16 = 2;

/// Random instances until one meets the conditions.
fn instance(rule: &Rule, parsed: &Parsed, vars: &Variables, random: &mut Random) -> Vec<Sides> {
    for _ in 0..2_000 {
        let mut text = rule.left.to_owned();
        let mut names: Vec<&String> = vars.keys().collect();
        names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        for name in names {
            let (ty, inside) = vars[name];
            let term = random.instance(rule, name, ty, OUTSIDE + inside);
            text = text.replace(name.as_str(), &term);
        }
        let left: RecExpr<Term> = text.parse().unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let params = vec![Range::of(Int::ZERO, None), Range::default()];
        let exact = rule.kind == RuleKind::Exact;
        let mut graph = Graph::new(Setting { params, exact, literals: random.one_in(3), poisoned: false, fold });
        let root = graph.add_expr(&left);
        graph.rebuild();
        let Some(matches) = parsed.left.search_eclass(&graph, root).map(|m| m.substs) else { continue };
        let mut sides = Vec::new();
        for subst in matches {
            if parsed.holds(&graph, &subst)
                && let Some(right) = parsed.build(&mut graph, &subst)
            {
                graph.rebuild();
                if !graph.analysis.poisoned {
                    sides.push(Sides { left: left.clone(), right: smallest(&graph, right) });
                }
            }
        }
        if !sides.is_empty() {
            return sides;
        }
    }
    panic!("{}: no instance meets the conditions", rule.name);
}

fn run(arena: &Arena, body: ExprId, args: &[Int; 2]) -> (Result<Value, EvalError>, u64) {
    let func = Func { name: "f".into(), params: vec![Ty::INT; 2], ret: arena.ty(body), body, memo: false, first: None };
    let program = Program { funcs: vec![func] };
    Reference::new(arena, &program, FuncId(0), LIMITS).term(args)
}

fn value(random: &mut Random, natural: bool) -> Int {
    let x = match random.0.below(10) {
        0 => (1i128 << 62) + random.0.below(5) as i128 - 2,
        1 => (1i128 << 90) + random.0.below(9) as i128,
        2 => random.0.below(1_000) as i128,
        _small => random.0.below(8) as i128,
    };
    Int::from(if natural || random.one_in(2) { x } else { -x })
}

/// Tries a rule on random instances. Returns the number of values compared, or a counterexample.
fn hold(rule: &Rule, instances: usize) -> Result<usize, String> {
    let parsed = rule.parse().unwrap();
    let vars = variables(&parsed.left.ast);
    let mut random = Random(Rng::new(rule.name.bytes().fold(7, |h: u64, b| h.wrapping_mul(31) + u64::from(b))));
    let mut compared = 0;
    let mut done = 0;
    while done < instances {
        let mut arena = Arena::new();
        for sides in instance(rule, &parsed, &vars, &mut random) {
            done += 1;
            let types = [Ty::INT; 2];
            let [Some(left), Some(right)] = [&sides.left, &sides.right].map(|t| write(&mut arena, &wrap(t), &types))
            else {
                panic!("{}: {} ⇒ {} is ill-typed", rule.name, sides.left, sides.right);
            };
            for _ in 0..3 {
                let args = [value(&mut random, true), value(&mut random, false)];
                let ((a, cost_a), (b, cost_b)) = (run(&arena, left, &args), run(&arena, right, &args));
                if [&a, &b].into_iter().any(|x| x.as_ref().is_err_and(|e| e.is_limit())) {
                    continue;
                }
                let what = || format!("{}: {} ⇒ {} at {args:?}: {a:?} ⇒ {b:?}", rule.name, sides.left, sides.right);
                if a != b && (a.is_ok() || rule.kind == RuleKind::Exact) {
                    return Err(what());
                }
                if a.is_ok() {
                    compared += 1;
                    if rule.costs == CostChange::NeverMore && cost_b > cost_a {
                        return Err(format!("{}; cost {cost_a} ⇒ {cost_b}", what()));
                    }
                }
            }
        }
    }
    Ok(compared)
}

#[test]
fn every_row_can_be_read_and_has_its_own_name() {
    let mut names = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(rule.parse().is_some(), "{}", rule.name);
        assert!(names.insert(rule.name), "{} twice", rule.name);
    }
}

/// The laws must find rows that are false.
#[test]
fn false_rows_are_found() {
    use CostChange::{MayBeMore, NeverMore};
    use RuleKind::{Exact, RefinesErrors};
    let row = |left, right, when, kind, costs| Rule { name: "false", left, right, when, kind, costs };
    let rows = [
        row("(mod (mod ?a ?b) ?c)", "(mod ?a ?c)", &[][..], RefinesErrors, MayBeMore),
        row("(div (div ?a ?b) ?c)", "(div ?a (mul ?b ?c))", &[], RefinesErrors, MayBeMore),
        row("(add ?a ?b)", "(add ?b ?a)", &[], Exact, MayBeMore),
        row("(mul ?a 0)", "0", &[], Exact, MayBeMore),
        row("(neg ?a)", "(sub 0 ?a)", &[], Exact, NeverMore),
        row(
            "(loop (lam2 (add $1 ?c)) ?n ?a)",
            "(add ?a (mul (down2 ?c) ?n))",
            &[Condition::Total("?c")],
            RefinesErrors,
            MayBeMore,
        ),
        row("(if (lt ?a ?b) ?a ?b)", "(max ?a ?b)", &[], Exact, MayBeMore),
        row("(let ?a ?b)", "(subst1 ?b 0)", &[], RefinesErrors, MayBeMore),
    ];
    let found = with_stack(|| rows.map(|r| hold(&r, 3_000).is_err()));
    assert_eq!(found, [true; 8]);
}

#[test]
fn every_row_holds() {
    let instances = if nth_testkit::full() { 10_000 } else { 1_000 };
    let failed = std::sync::Mutex::new(Vec::new());
    nth_testkit::each_on_all_cores(RULES, |rule| {
        match with_stack(|| hold(rule, instances)) {
            // Values must be compared, not skipped, in at least a quarter of the instances.
            Ok(compared) if compared >= instances / 4 => {}
            Ok(compared) => failed.lock().unwrap().push(format!("{}: only {compared} values compared", rule.name)),
            Err(what) => failed.lock().unwrap().push(what),
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} rows\n{}", failed.len(), failed.join("\n"));
}
