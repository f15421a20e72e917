//! Lists that are consumed where they stand: loops or comprehensions instead of lists.

use nth_core::{ExprId, Node};
use nth_prims::Prim;

use crate::Target;
use crate::code::{Code, prec};
use crate::emit::{Emitter, Scope, base_name};
use crate::stmt::Stmt;

/// What is done with each element.
type Step<'s, 'a> = &'s mut dyn FnMut(&mut Emitter<'a>, &mut Scope, Code, &mut Vec<Stmt>);

impl<'a> Emitter<'a> {
    /// A name for an element of the list.
    fn element_name(&self, list: ExprId) -> &'static str {
        self.arena.ty(list).elem().map_or("x", base_name)
    }

    /// A loop over the elements of a list that does `step` with each.
    fn each(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>, step: Step<'_, 'a>) {
        let Node::Prim(p, [x, y, ..]) = self.arena.node(list) else { return self.each_of_value(sc, list, out, step) };
        match p {
            Prim::Range | Prim::RangeInclusive => {
                let (from, to) = (self.expr(sc, x, out), self.expr(sc, y, out));
                let i = sc.bound("i");
                let mut body = Vec::new();
                sc.nest += 1;
                step(self, sc, Code::atom(&i), &mut body);
                sc.nest -= 1;
                out.push(Stmt::For(i, from, to, p == Prim::RangeInclusive, body));
            }
            Prim::Map => {
                let base = self.element_name(list);
                self.each(sc, x, out, &mut |s, sc, element, body| {
                    let value = s.body(sc, y, [element], body);
                    let value = Self::name(sc, value, base, body);
                    step(s, sc, value, body);
                });
            }
            Prim::Filter => self.each(sc, x, out, &mut |s, sc, element, body| {
                let test = s.body(sc, y, [element.clone()], body);
                let mut then = Vec::new();
                sc.nest += 1;
                step(s, sc, element, &mut then);
                sc.nest -= 1;
                body.push(Stmt::If(test, then, Vec::new()));
            }),
            _no_source => self.each_of_value(sc, list, out, step),
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

    pub(crate) fn list_control(
        &mut self,
        sc: &mut Scope,
        e: ExprId,
        p: Prim,
        args: &[ExprId; 5],
        out: &mut Vec<Stmt>,
    ) -> Code {
        if self.simple(e) {
            return self.comprehension(sc, e, p, args, out);
        }
        let [x, y, z, ..] = *args;
        match p {
            Prim::Fold => {
                let (value, acc) = (self.expr(sc, y, out), sc.local(base_name(self.arena.ty(y))));
                out.push(Stmt::Set(acc.clone(), value));
                self.each(sc, x, out, &mut |s, sc, element, body| {
                    let next = s.body(sc, z, [Code::atom(&acc), element], body);
                    body.push(Stmt::Set(acc.clone(), next));
                });
                Code::atom(acc)
            }
            Prim::Scan => {
                let (value, acc) = (self.expr(sc, y, out), sc.local(base_name(self.arena.ty(y))));
                out.push(Stmt::Set(acc.clone(), value));
                self.collect(sc, out, |s, sc, list, out| {
                    out.push(Stmt::Push(list.to_owned(), Code::atom(&acc)));
                    s.each(sc, x, out, &mut |s, sc, element, body| {
                        let next = s.body(sc, z, [Code::atom(&acc), element], body);
                        body.push(Stmt::Set(acc.clone(), next));
                        body.push(Stmt::Push(list.to_owned(), Code::atom(&acc)));
                    });
                })
            }
            Prim::All | Prim::Any => {
                let (known, decided) = if p == Prim::All { ("1", "0") } else { ("0", "1") };
                let answer = sc.local("p");
                let value = |bit: &str| match (self.target, bit) {
                    (Target::Pari, _) => Code::atom(bit),
                    (Target::Python, "1") => Code::atom("True"),
                    (Target::Python, _) => Code::atom("False"),
                };
                let (known, decided) = (value(known), value(decided));
                out.push(Stmt::Set(answer.clone(), known));
                self.each(sc, x, out, &mut |s, sc, element, body| {
                    let holds = s.body(sc, y, [element], body);
                    let stop = vec![Stmt::Set(answer.clone(), decided.clone()), Stmt::Break];
                    if p == Prim::Any {
                        body.push(Stmt::If(holds, stop, Vec::new()));
                    } else {
                        let not = Prim::Not.info();
                        let not = if s.target == Target::Python { not.python } else { not.pari };
                        body.push(Stmt::If(Code::template(not, &[holds]), stop, Vec::new()));
                    }
                });
                Code::atom(answer)
            }
            Prim::Length => {
                let n = sc.local("m");
                out.push(Stmt::Set(n.clone(), Code::atom("0")));
                self.each(sc, x, out, &mut |_, _, _, body| {
                    body.push(Stmt::Set(n.clone(), Code::atom(&n).plus(1)));
                });
                Code::atom(n)
            }
            Prim::ZipWith => {
                let xs = self.bind(sc, x, out);
                let ys = self.bind(sc, y, out);
                let [a, b] = [x, y].map(|l| sc.local(self.element_name(l)));
                let i = sc.bound("i");
                self.collect(sc, out, |s, sc, list, out| {
                    let mut body = Vec::new();
                    sc.nest += 1;
                    let value = s.body(sc, z, [Code::atom(&a), Code::atom(&b)], &mut body);
                    sc.nest -= 1;
                    body.push(Stmt::Push(list.to_owned(), value));
                    out.push(Stmt::ForPairs([a, b, i], xs, ys, body));
                })
            }
            _source => self.collect(sc, out, |s, sc, list, out| {
                s.each(sc, e, out, &mut |_, _, element, body| body.push(Stmt::Push(list.to_owned(), element)));
            }),
        }
    }

    /// The same for what needs no statements.
    fn comprehension(
        &mut self,
        sc: &mut Scope,
        e: ExprId,
        p: Prim,
        &[x, y, z, ..]: &[ExprId; 5],
        out: &mut Vec<Stmt>,
    ) -> Code {
        let depth = self.arena.meta(e).depth;
        let atom = |text: String| Code { text, prec: prec::ATOM, depth };
        match (self.target, p) {
            (Target::Pari, Prim::Range | Prim::RangeInclusive) => {
                let (from, to) = (self.expr(sc, x, out), self.expr(sc, y, out));
                let to = if p == Prim::Range { to.plus(-1) } else { to };
                atom(format!("[{} .. {}]", from.text, to.text))
            }
            (Target::Pari, Prim::Map | Prim::Filter) => {
                let list = self.expr(sc, x, out);
                let name = sc.bound(self.element_name(x));
                let value = self.body(sc, y, [Code::atom(&name)], out);
                if p == Prim::Map {
                    atom(format!("[{} | {name} <- {}]", value.at(prec::AND), list.text))
                } else {
                    atom(format!("[{name} | {name} <- {}, {}]", list.text, value.at(prec::AND)))
                }
            }
            (Target::Python, Prim::Range | Prim::RangeInclusive) => {
                let (from, to) = (self.expr(sc, x, out), self.expr(sc, y, out));
                atom(format!("list({})", python_range(&from, &to, p == Prim::RangeInclusive)))
            }
            (Target::Python, Prim::Map | Prim::Filter) => {
                let (value, clauses) = self.clauses(sc, e, out);
                atom(format!("[{} {clauses}]", value.text))
            }
            (Target::Python, Prim::All | Prim::Any) => {
                let (value, clauses) = self.clauses(sc, x, out);
                let (value, clauses) = self.named(sc, x, value, clauses);
                let test = self.body(sc, y, [value], out);
                atom(format!("{}({} {clauses})", p.name(), test.text))
            }
            (Target::Python, Prim::ZipWith) => {
                let (xs, ys) = (self.expr(sc, x, out), self.expr(sc, y, out));
                let [a, b] = [x, y].map(|l| sc.bound(self.element_name(l)));
                let value = self.body(sc, z, [Code::atom(&a), Code::atom(&b)], out);
                atom(format!("[{} for {a}, {b} in zip({}, {})]", value.text, xs.text, ys.text))
            }
            _length => {
                let (_, clauses) = self.clauses(sc, x, out);
                atom(format!("sum(1 {clauses})"))
            }
        }
    }

    /// The element, and the `for` and `if` that give it.
    fn clauses(&mut self, sc: &mut Scope, list: ExprId, out: &mut Vec<Stmt>) -> (Code, String) {
        if let Node::Prim(p, [x, y, ..]) = self.arena.node(list) {
            match p {
                Prim::Range | Prim::RangeInclusive => {
                    let (from, to) = (self.expr(sc, x, out), self.expr(sc, y, out));
                    let i = sc.bound("i");
                    let range = python_range(&from, &to, p == Prim::RangeInclusive);
                    return (Code::atom(&i), format!("for {i} in {range}"));
                }
                Prim::Map | Prim::Filter => {
                    let (element, clauses) = self.clauses(sc, x, out);
                    let (element, clauses) = self.named(sc, x, element, clauses);
                    let value = self.body(sc, y, [element.clone()], out);
                    if p == Prim::Map {
                        return (value, clauses);
                    }
                    return (element, format!("{clauses} if {}", value.at(prec::OR)));
                }
                _no_source => {}
            }
        }
        let value = self.expr(sc, list, out);
        let x = sc.bound(self.element_name(list));
        (Code::atom(&x), format!("for {x} in {}", value.at(prec::OR)))
    }

    /// Gives an element a name, so that it is computed once.
    fn named(&mut self, sc: &mut Scope, list: ExprId, element: Code, clauses: String) -> (Code, String) {
        if element.is_trivial() {
            return (element, clauses);
        }
        let x = sc.bound(self.element_name(list));
        (Code::atom(&x), format!("{clauses} for {x} in [{}]", element.text))
    }
}

/// Python's range.
pub(crate) fn python_range(from: &Code, to: &Code, inclusive: bool) -> String {
    let to = if inclusive { to.plus(1) } else { to.clone() };
    if from.text == "0" { format!("range({})", to.text) } else { format!("range({}, {})", from.text, to.text) }
}
