//! Lists that are consumed where they are made: loops and comprehensions take the place of lists.

use nth_core::{ExprId, Node};
use nth_prims::Prim;

use crate::Target;
use crate::code::{Code, prec};
use crate::emit::{Emitter, Scope, base_name};
use crate::stmt::Stmt;

/// Source of the elements of a list: a range, a map, a filter, or the value of any other expression.
enum Source {
    Range { from: ExprId, to: ExprId, inclusive: bool },
    Map(ExprId, ExprId),
    Filter(ExprId, ExprId),
    Value,
}

/// Translation of list consumers and of lists made from sources.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Fold,
    Scan,
    All,
    Any,
    Length,
    ZipWith,
    Collect,
}

/// Step that runs for each element.
type Step<'s, 'a> = &'s mut dyn FnMut(&mut Emitter<'a>, &mut Scope, Code, &mut Vec<Stmt>);

impl<'a> Emitter<'a> {
    /// A name for an element of the list.
    fn element_name(&self, list: ExprId) -> &'static str {
        self.arena.ty(list).elem().map_or("x", base_name)
    }

    fn source(&self, list: ExprId) -> Source {
        let Node::Prim(p, [x, y, ..]) = self.arena.node(list) else { return Source::Value };
        if p == Prim::Range || p == Prim::RangeInclusive {
            Source::Range { from: x, to: y, inclusive: p == Prim::RangeInclusive }
        } else if p == Prim::Map {
            Source::Map(x, y)
        } else if p == Prim::Filter {
            Source::Filter(x, y)
        } else {
            Source::Value
        }
    }

    /// A loop over the elements of a list that does `step` with each.
    fn each(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>, step: Step<'_, 'a>) {
        match self.source(list) {
            Source::Range { from, to, inclusive } => {
                let (from, to) = (self.expr(sc, from, out), self.expr(sc, to, out));
                let i = sc.bound("i");
                let mut body = Vec::new();
                sc.nest += 1;
                step(self, sc, Code::atom(&i), &mut body);
                sc.nest -= 1;
                out.push(Stmt::For(i, from, to, inclusive, body));
            }
            Source::Map(x, y) => {
                let base = self.element_name(list);
                self.each(sc, x, out, &mut |s, sc, element, body| {
                    let value = s.body(sc, y, [element], body);
                    let value = Self::name(sc, value, base, body);
                    step(s, sc, value, body);
                });
            }
            Source::Filter(x, y) => self.each(sc, x, out, &mut |s, sc, element, body| {
                let test = s.body(sc, y, [element.clone()], body);
                let mut then = Vec::new();
                sc.nest += 1;
                step(s, sc, element, &mut then);
                sc.nest -= 1;
                body.push(Stmt::If(test, then, Vec::new()));
            }),
            Source::Value => self.each_of_value(sc, list, out, step),
        }
    }

    fn each_of_value(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>, step: Step<'_, 'a>) {
        let value = self.expr(sc, list, out);
        let x = sc.bound(self.element_name(list));
        let mut body = Vec::new();
        sc.nest += 1;
        step(self, sc, Code::atom(&x), &mut body);
        sc.nest -= 1;
        out.push(Stmt::ForEach(x, value, body));
    }

    /// A variable that holds the list of all values that `fill` pushes.
    fn collect(
        &mut self,
        sc: &mut Scope,
        out: &mut Vec<Stmt>,
        fill: impl FnOnce(&mut Self, &mut Scope, &str, &mut Vec<Stmt>),
    ) -> Code {
        let list = sc.local("xs");
        out.push(Stmt::NewList(list.clone()));
        fill(self, sc, &list, out);
        out.push(Stmt::ListDone(list.clone()));
        Code::atom(list)
    }

    /// Value of a list consumer, or of a list made from sources: a comprehension if possible, else a loop.
    pub(crate) fn list_control(
        &mut self,
        sc: &mut Scope,
        e: ExprId,
        control: Control,
        args: &[ExprId; 5],
        out: &mut Vec<Stmt>,
    ) -> Code {
        if self.simple(e) {
            return self.comprehension(sc, e, control, args, out);
        }
        let [x, y, z, ..] = *args;
        match control {
            Control::Fold => self.fold(sc, [x, y, z], out),
            Control::Scan => self.scan(sc, [x, y, z], out),
            Control::All => self.quantifier(sc, [x, y], true, out),
            Control::Any => self.quantifier(sc, [x, y], false, out),
            Control::Length => self.length(sc, x, out),
            Control::ZipWith => self.zip_with(sc, [x, y, z], out),
            Control::Collect => self.collect(sc, out, |s, sc, list, out| {
                s.each(sc, e, out, &mut |_, _, element, body| body.push(Stmt::Push(list.to_owned(), element)));
            }),
        }
    }

    /// New variable for the accumulator of a fold or scan, set to the start.
    fn accumulator(&mut self, sc: &mut Scope, start: ExprId, out: &mut Vec<Stmt>) -> String {
        let (value, acc) = (self.expr(sc, start, out), sc.local(base_name(self.arena.ty(start))));
        out.push(Stmt::Set(acc.clone(), value));
        acc
    }

    /// Translation of `fold(list, start, step)` to a loop.
    fn fold(&mut self, sc: &mut Scope, [list, start, step]: [ExprId; 3], out: &mut Vec<Stmt>) -> Code {
        let acc = self.accumulator(sc, start, out);
        self.each(sc, list, out, &mut |s, sc, element, body| {
            let next = s.body(sc, step, [Code::atom(&acc), element], body);
            body.push(Stmt::Set(acc.clone(), next));
        });
        Code::atom(acc)
    }

    /// Translation of `scan(list, start, step)` to a loop.
    fn scan(&mut self, sc: &mut Scope, [from, start, step]: [ExprId; 3], out: &mut Vec<Stmt>) -> Code {
        let acc = self.accumulator(sc, start, out);
        self.collect(sc, out, |s, sc, list, out| {
            out.push(Stmt::Push(list.to_owned(), Code::atom(&acc)));
            s.each(sc, from, out, &mut |s, sc, element, body| {
                let next = s.body(sc, step, [Code::atom(&acc), element], body);
                body.push(Stmt::Set(acc.clone(), next));
                body.push(Stmt::Push(list.to_owned(), Code::atom(&acc)));
            });
        })
    }

    /// `all(list, test)` if `every`, else `any(list, test)`: the loop ends at the first element that decides.
    fn quantifier(&mut self, sc: &mut Scope, [list, test]: [ExprId; 2], every: bool, out: &mut Vec<Stmt>) -> Code {
        let answer = sc.local("p");
        let value = |holds: bool| match (self.target, holds) {
            (Target::Pari, true) => Code::atom("1"),
            (Target::Pari, false) => Code::atom("0"),
            (Target::Python, true) => Code::atom("True"),
            (Target::Python, false) => Code::atom("False"),
        };
        let (known, decided) = (value(every), value(!every));
        out.push(Stmt::Set(answer.clone(), known));
        self.each(sc, list, out, &mut |s, sc, element, body| {
            let holds = s.body(sc, test, [element], body);
            let stop = vec![Stmt::Set(answer.clone(), decided.clone()), Stmt::Break];
            if every {
                body.push(Stmt::If(s.negation(&holds), stop, Vec::new()));
            } else {
                body.push(Stmt::If(holds, stop, Vec::new()));
            }
        });
        Code::atom(answer)
    }

    /// Translation of `length(list)` to a loop that counts the elements.
    fn length(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>) -> Code {
        let n = sc.local("m");
        out.push(Stmt::Set(n.clone(), Code::atom("0")));
        self.each(sc, list, out, &mut |_, _, _, body| {
            body.push(Stmt::Set(n.clone(), Code::atom(&n).plus(1)));
        });
        Code::atom(n)
    }

    /// Translation of `zip_with(xs, ys, f)` to a loop over pairs.
    fn zip_with(&mut self, sc: &mut Scope, [x, y, f]: [ExprId; 3], out: &mut Vec<Stmt>) -> Code {
        let xs = self.bind(sc, x, out);
        let ys = self.bind(sc, y, out);
        let [a, b] = [x, y].map(|l| sc.local(self.element_name(l)));
        let i = sc.bound("i");
        self.collect(sc, out, |s, sc, list, out| {
            let mut body = Vec::new();
            sc.nest += 1;
            let value = s.body(sc, f, [Code::atom(&a), Code::atom(&b)], &mut body);
            sc.nest -= 1;
            body.push(Stmt::Push(list.to_owned(), value));
            out.push(Stmt::ForPairs([a, b, i], xs, ys, body));
        })
    }

    /// The operation and the summand of a `fold` that is `sum` or `prod` of PARI/GP: over a range, of a function of the
    /// element alone.
    pub(crate) fn summed(&self, &[list, _, step, ..]: &[ExprId; 5]) -> Option<(Prim, ExprId)> {
        let over_range = matches!(self.source(list), Source::Range { .. });
        if self.target != Target::Pari || !over_range {
            return None;
        }
        let Node::Lam(_, body) = self.arena.node(step) else { return None };
        let Node::Prim(op @ (Prim::Add | Prim::Mul), [a, b, ..]) = self.arena.node(body) else { return None };
        let is_state = |e: ExprId| matches!(self.arena.node(e), Node::Var(1, _));
        let free_of_it = |e: ExprId| self.arena.meta(e).free & 0b10 == 0;
        match (is_state(a) && free_of_it(b), is_state(b) && free_of_it(a)) {
            (true, _) => Some((op, b)),
            (false, true) => Some((op, a)),
            (false, false) => None,
        }
    }

    /// Call of `sum` or `prod` of PARI/GP.
    fn sum(&mut self, sc: &mut Scope, [list, start, step]: [ExprId; 3], out: &mut Vec<Stmt>) -> String {
        let none = ExprId::NONE;
        let (Some((op, of)), Source::Range { from, to, inclusive }) =
            (self.summed(&[list, start, step, none, none]), self.source(list))
        else {
            unreachable!("a fold that is an expression is a sum")
        };
        let (from, to) = (self.expr(sc, from, out), self.expr(sc, to, out));
        let to = if inclusive { to } else { to.plus(-1) };
        let first = self.expr(sc, start, out);
        let i = sc.bound("i");
        sc.env.extend([Code::atom("?"), Code::atom(&i)]);
        let term = self.expr(sc, of, out);
        sc.env.truncate(sc.env.len() - 2);
        let (name, sign, neutral) = if op == Prim::Add { ("sum", "+", "0") } else { ("prod", "*", "1") };
        let sum = format!("{name}({i} = {}, {}, {})", from.text, to.text, term.text);
        if first.text == neutral { sum } else { format!("({} {sign} {sum})", first.at(prec::ATOM)) }
    }

    /// Source as an expression, if no statements are needed.
    fn comprehension(
        &mut self,
        sc: &mut Scope,
        e: ExprId,
        control: Control,
        &[x, y, z, ..]: &[ExprId; 5],
        out: &mut Vec<Stmt>,
    ) -> Code {
        let depth = self.arena.meta(e).depth;
        let atom = |text: String| Code { text, prec: prec::ATOM, depth };
        match control {
            Control::Collect if self.target == Target::Pari => atom(self.set_builder(sc, e, out)),
            Control::Collect => match self.source(e) {
                Source::Range { from, to, inclusive } => {
                    let (from, to) = (self.expr(sc, from, out), self.expr(sc, to, out));
                    atom(format!("list({})", python_range(&from, &to, inclusive)))
                }
                Source::Map(..) | Source::Filter(..) | Source::Value => {
                    let (value, clauses) = self.clauses(sc, e, out);
                    atom(format!("[{} {clauses}]", value.text))
                }
            },
            Control::All | Control::Any => {
                let (value, clauses) = self.clauses(sc, x, out);
                let (value, clauses) = self.named(sc, x, value, clauses);
                let test = self.body(sc, y, [value], out);
                let name = if control == Control::All { "all" } else { "any" };
                atom(format!("{name}({} {clauses})", test.text))
            }
            Control::ZipWith => {
                let (xs, ys) = (self.expr(sc, x, out), self.expr(sc, y, out));
                let [a, b] = [x, y].map(|l| sc.bound(self.element_name(l)));
                let value = self.body(sc, z, [Code::atom(&a), Code::atom(&b)], out);
                atom(format!("[{} for {a}, {b} in zip({}, {})]", value.text, xs.text, ys.text))
            }
            Control::Fold => atom(self.sum(sc, [x, y, z], out)),
            Control::Length | Control::Scan => {
                let (_, clauses) = self.clauses(sc, x, out);
                atom(format!("sum(1 {clauses})"))
            }
        }
    }

    /// A source as a list of PARI/GP.
    fn set_builder(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) -> String {
        match self.source(e) {
            Source::Range { from, to, inclusive } => {
                let (from, to) = (self.expr(sc, from, out), self.expr(sc, to, out));
                let to = if inclusive { to } else { to.plus(-1) };
                format!("[{} .. {}]", from.text, to.text)
            }
            Source::Map(x, y) => {
                let list = self.expr(sc, x, out);
                let name = sc.bound(self.element_name(x));
                let value = self.body(sc, y, [Code::atom(&name)], out);
                format!("[{} | {name} <- {}]", value.at(prec::AND), list.text)
            }
            Source::Filter(x, y) => {
                let list = self.expr(sc, x, out);
                let name = sc.bound(self.element_name(x));
                let test = self.body(sc, y, [Code::atom(&name)], out);
                format!("[{name} | {name} <- {}, {}]", list.text, test.at(prec::AND))
            }
            Source::Value => self.expr(sc, e, out).text,
        }
    }

    /// Element, and the `for` and `if` clauses of a comprehension that gives it.
    fn clauses(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>) -> (Code, String) {
        match self.source(list) {
            Source::Range { from, to, inclusive } => {
                let (from, to) = (self.expr(sc, from, out), self.expr(sc, to, out));
                let i = sc.bound("i");
                let range = python_range(&from, &to, inclusive);
                (Code::atom(&i), format!("for {i} in {range}"))
            }
            Source::Map(x, f) => {
                let (element, clauses) = self.clauses(sc, x, out);
                let (element, clauses) = self.named(sc, x, element, clauses);
                (self.body(sc, f, [element], out), clauses)
            }
            Source::Filter(x, p) => {
                let (element, clauses) = self.clauses(sc, x, out);
                let (element, clauses) = self.named(sc, x, element, clauses);
                let test = self.body(sc, p, [element.clone()], out);
                (element, format!("{clauses} if {}", test.at(prec::OR)))
            }
            Source::Value => {
                let value = self.expr(sc, list, out);
                let x = sc.bound(self.element_name(list));
                (Code::atom(&x), format!("for {x} in {}", value.at(prec::OR)))
            }
        }
    }

    /// Binds an element to a name, so that it is computed once.
    fn named(&mut self, sc: &mut Scope, list: ExprId, element: Code, clauses: String) -> (Code, String) {
        if element.is_trivial() {
            return (element, clauses);
        }
        let x = sc.bound(self.element_name(list));
        (Code::atom(&x), format!("{clauses} for {x} in [{}]", element.text))
    }
}

/// Call of Python's `range`, with or without the end.
pub(crate) fn python_range(from: &Code, to: &Code, inclusive: bool) -> String {
    let to = if inclusive { to.plus(1) } else { to.clone() };
    if from.text == "0" { format!("range({})", to.text) } else { format!("range({}, {})", from.text, to.text) }
}
