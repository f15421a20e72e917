//! Translation of Core to statements.

use std::collections::HashMap;

use nth_core::{Arena, ExprId, Func, FuncId, Node, Program, Ty, callees};
use nth_num::Int;
use nth_prims::{Kind, Prim};

use crate::code::{Code, MAX_DEPTH};
use crate::names::Names;
use crate::native::native;
use crate::sources::Control;
use crate::stmt::{Emitted, Function, Item, Memory, Search, Stmt};
use crate::{Entry, Target};

/// Deepest nesting of loops and branches in one function (Python: 20 loops); deeper parts become functions of their
/// own.
const NEST: usize = 10;

/// Translator of one program into statements.
pub(crate) struct Emitter<'a> {
    pub(crate) arena: &'a Arena,
    program: &'a Program,
    pub(crate) target: Target,
    names: Names,
    functions: HashMap<FuncId, String>,
    /// Templates of the functions that the target has itself.
    natives: HashMap<FuncId, &'static str>,
    entry: &'a Entry,
    items: Vec<Item>,
    searches: HashMap<(ExprId, Int), String>,
    pub(crate) simple: HashMap<ExprId, bool>,
}

/// Function that is being translated.
pub(crate) struct Scope {
    names: Names,
    pub(crate) env: Vec<Code>,
    locals: Vec<String>,
    pub(crate) nest: usize,
    /// The function and its parameters, if a tail call of itself may become a jump.
    this: Option<(FuncId, Vec<String>)>,
}

impl Scope {
    /// A new local variable.
    pub(crate) fn local(&mut self, base: &str) -> String {
        let name = self.names.fresh(base);
        self.locals.push(name.clone());
        name
    }

    /// New variable that a loop or comprehension declares.
    pub(crate) fn bound(&mut self, base: &str) -> String {
        self.names.fresh(base)
    }
}

pub(crate) fn emit(arena: &Arena, program: &Program, entry: &Entry, target: Target) -> Emitted {
    let natives: HashMap<FuncId, &'static str> = entry
        .library
        .iter()
        .filter(|(f, _)| *f != entry.func)
        .filter_map(|(f, name)| Some((*f, native(name, target)?)))
        .collect();
    let order = needed(arena, program, entry.func, &natives);
    let mut names = Names::new(target);
    let mut functions = HashMap::new();
    for &f in &order {
        let is_entry = f == entry.func;
        let name = if is_entry { &entry.name } else { &program.func(f).name };
        // A sequence with the name `a` is the `a(n)` of the exported program.
        let itself = is_entry && name == "a" && entry.kind == crate::Kind::Seq && program.func(f).params.len() == 1;
        functions.insert(f, if itself { "a".to_owned() } else { names.function(name, target) });
    }
    let simple = HashMap::new();
    let (items, searches) = (Vec::new(), HashMap::new());
    let mut e = Emitter { arena, program, target, names, functions, natives, entry, items, searches, simple };
    for &f in order.iter().rev() {
        e.function(f);
    }
    let name = e.functions.get(&entry.func).cloned().unwrap_or_default();
    Emitted { items: e.items, entry: name, params: program.func(entry.func).params.len() }
}

/// Functions that `entry` reaches without going through functions that the target has itself, each once, `entry` first.
fn needed(arena: &Arena, program: &Program, entry: FuncId, natives: &HashMap<FuncId, &'static str>) -> Vec<FuncId> {
    let mut order = vec![entry];
    let mut next = 0;
    while let Some(&f) = order.get(next) {
        for callee in callees(arena, program.func(f).body) {
            if !natives.contains_key(&callee) && !order.contains(&callee) {
                order.push(callee);
            }
        }
        next += 1;
    }
    order
}

/// A name for a value of this type.
pub(crate) fn base_name(ty: Ty) -> &'static str {
    if ty.is_list() {
        "xs"
    } else if ty == Ty::BOOL {
        "p"
    } else {
        "x"
    }
}

/// Translation of consumers of lists.
const CONSUMERS: [(Prim, Control); 6] = [
    (Prim::Fold, Control::Fold),
    (Prim::Scan, Control::Scan),
    (Prim::All, Control::All),
    (Prim::Any, Control::Any),
    (Prim::ZipWith, Control::ZipWith),
    (Prim::Length, Control::Length),
];

impl Emitter<'_> {
    fn scope(&self) -> Scope {
        Scope { names: self.names.clone(), env: Vec::new(), locals: Vec::new(), nest: 0, this: None }
    }

    fn function(&mut self, f: FuncId) {
        let func: &Func = self.program.func(f);
        let mut sc = self.scope();
        let params: Vec<String> = func
            .params
            .iter()
            .enumerate()
            .map(|(i, &ty)| match (ty == Ty::INT, i) {
                (true, 0) => sc.bound("n"),
                (true, 1) => sc.bound("k"),
                (true, _) => sc.bound("m"),
                (false, _) => sc.bound(base_name(ty)),
            })
            .collect();
        sc.env = params.iter().map(Code::atom).collect();
        if !func.memo && self.calls_itself_last(f, func.body) {
            sc.this = Some((f, params.clone()));
        }
        let mut body = Vec::new();
        if let (Some(first), Some(index)) = (func.first, params.first()) {
            let name = if f == self.entry.func { &self.entry.name } else { &func.name };
            body.push(Stmt::AtLeast(index.clone(), first, name.clone()));
        }
        self.tail(&mut sc, func.body, &mut body);
        if sc.this.is_some() {
            if let Some(Stmt::Continue) = body.last() {
                body.pop();
            }
            body = vec![Stmt::Forever(body)];
        }
        let name = self.functions.get(&f).cloned().unwrap_or_default();
        let memory = func
            .memo
            .then(|| Memory { values: self.names.part(&name, "memo"), compute: self.names.part(&name, "new") });
        self.items.push(Item::Function(Function { name, params, locals: sc.locals, memory, body }));
    }

    fn calls_itself_last(&self, f: FuncId, e: ExprId) -> bool {
        match self.arena.node(e) {
            Node::Call(g, _, _) => f == g,
            Node::If(_, a, b) | Node::Prim(Prim::Cond, [_, a, b, ..]) => {
                self.calls_itself_last(f, a) || self.calls_itself_last(f, b)
            }
            Node::Let(_, body) => self.calls_itself_last(f, body),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) => false,
            Node::Lam(..) | Node::List(..) | Node::Hole(_) => false,
        }
    }

    /// Translates an expression in tail position: its value is that of the function.
    fn tail(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) {
        match self.arena.node(e) {
            Node::If(_, a, b) | Node::Prim(Prim::Cond, [_, a, b, ..]) if self.arena.ty(e) != Ty::BOOL => {
                let mut test = self.test(sc, e, out);
                // Of two branches one is nested: where both could be, the smaller one if the other is deep.
                let deep = usize::from(self.arena.meta(a).depth) > NEST;
                let (nested, flat) = if deep && self.arena.meta(b).size < self.arena.meta(a).size {
                    test = self.negation(&test);
                    (b, a)
                } else {
                    (a, b)
                };
                let mut then = Vec::new();
                sc.nest += 1;
                self.tail(sc, nested, &mut then);
                sc.nest -= 1;
                out.push(Stmt::If(test, then, Vec::new()));
                self.tail(sc, flat, out);
            }
            Node::Let(value, body) => {
                let v = self.bind(sc, value, out);
                sc.env.push(v);
                self.tail(sc, body, out);
                sc.env.pop();
            }
            Node::Call(f, args, _) if sc.this.as_ref().is_some_and(|(this, _)| *this == f) => {
                let args = self.all(sc, self.arena.args(args), out);
                if let Some((_, params)) = &sc.this {
                    out.push(Stmt::SetAll(params.clone(), args));
                    out.push(Stmt::Continue);
                }
            }
            Node::Int(_)
            | Node::Big(_)
            | Node::Bool(_)
            | Node::Var(..)
            | Node::Prim(..)
            | Node::Lam(..)
            | Node::If(..)
            | Node::Call(..)
            | Node::List(..)
            | Node::Hole(_) => {
                let v = self.expr(sc, e, out);
                out.push(Stmt::Return(v));
            }
        }
    }

    /// Condition that holds where this one does not.
    pub(crate) fn negation(&self, test: &Code) -> Code {
        let not = Prim::Not.info();
        let template = if self.target == Target::Python { not.python } else { not.pari };
        Code::template(template, std::slice::from_ref(test))
    }

    /// Condition of an `if` or `cond`.
    fn test(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) -> Code {
        match self.arena.node(e) {
            Node::Prim(Prim::Cond, [test, ..]) => self.expr(sc, test, out).at_most_zero(),
            Node::If(test, ..) => self.expr(sc, test, out),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => {
                self.expr(sc, e, out)
            }
            Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => self.expr(sc, e, out),
        }
    }

    /// Name of a variable that holds a value.
    pub(crate) fn bind(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) -> Code {
        let code = self.expr(sc, e, out);
        Self::name(sc, code, base_name(self.arena.ty(e)), out)
    }

    /// Code that may be repeated: the code itself if it is trivial, else a new variable that holds its value.
    pub(crate) fn name(sc: &mut Scope, code: Code, base: &str, out: &mut Vec<Stmt>) -> Code {
        if code.is_trivial() {
            return code;
        }
        let name = sc.local(base);
        out.push(Stmt::Set(name.clone(), code));
        Code::atom(name)
    }

    fn all(&mut self, sc: &mut Scope, args: &[ExprId], out: &mut Vec<Stmt>) -> Vec<Code> {
        args.iter().map(|&a| self.expr(sc, a, out)).collect()
    }

    /// Value of an expression; statements that must run before go to `out`.
    pub(crate) fn expr(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) -> Code {
        if sc.nest >= NEST && !self.simple(e) {
            return self.part(sc, e);
        }
        let code = self.expr_here(sc, e, out);
        if code.depth > MAX_DEPTH { Self::name(sc, code, base_name(self.arena.ty(e)), out) } else { code }
    }

    /// Call of a new function, whose body is this expression.
    fn part(&mut self, sc: &mut Scope, e: ExprId) -> Code {
        let free = self.arena.meta(e).free;
        let used: Vec<usize> = (0..sc.env.len()).filter(|&i| free >> i.min(63) & 1 == 1).collect();
        let mut inner = self.scope();
        let name = self.names.fresh("part_");
        inner.names.fresh(&name);
        inner.env = vec![Code::atom("?"); sc.env.len()];
        let (mut params, mut args) = (Vec::new(), Vec::new());
        for i in used {
            let at = sc.env.len() - 1 - i;
            let param = inner.bound("v");
            inner.env[at] = Code::atom(&param);
            params.push(param);
            args.push(sc.env[at].clone());
        }
        let mut body = Vec::new();
        self.tail(&mut inner, e, &mut body);
        let function = Function { name: name.clone(), params, locals: inner.locals, memory: None, body };
        self.items.push(Item::Function(function));
        Code::call(&name, &args)
    }

    fn expr_here(&mut self, sc: &mut Scope, e: ExprId, out: &mut Vec<Stmt>) -> Code {
        match self.arena.node(e) {
            Node::Int(i) => Code::int(&Int::Small(i)),
            Node::Big(b) => Code::int(self.arena.big(b)),
            Node::Bool(b) => Code::atom(match (self.target, b) {
                (Target::Python, true) => "True",
                (Target::Python, false) => "False",
                (Target::Pari, true) => "1",
                (Target::Pari, false) => "0",
            }),
            Node::Var(i, _) => sc.env[sc.env.len() - 1 - usize::from(i)].clone(),
            Node::Prim(p, args) => self.prim(sc, e, p, &args, out),
            Node::If(_, a, b) => self.choice(sc, e, a, b, out),
            Node::Let(value, body) => {
                let v = self.bind(sc, value, out);
                sc.env.push(v);
                let v = self.expr(sc, body, out);
                sc.env.pop();
                v
            }
            Node::Call(f, args, _) => {
                let args = self.all(sc, self.arena.args(args), out);
                match self.natives.get(&f) {
                    Some(template) => Code::template(template, &args),
                    None => Code::call(self.functions.get(&f).map_or("", String::as_str), &args),
                }
            }
            Node::List(elements, _) => {
                let elements = self.all(sc, self.arena.args(elements), out);
                let mut list = Code::call("", &elements);
                list.text = format!("[{}]", &list.text[1..list.text.len() - 1]);
                list
            }
            Node::Lam(_, body) => self.expr(sc, body, out),
            Node::Hole(_) => {
                let mut hole = Code::call(self.helper("hole").as_str(), &[]);
                hole.depth = 1;
                hole
            }
        }
    }

    fn helper(&self, name: &str) -> String {
        match self.target {
            Target::Python => format!("_nth_{name}"),
            Target::Pari => format!("nth_{name}"),
        }
    }

    fn choice(&mut self, sc: &mut Scope, e: ExprId, a: ExprId, b: ExprId, out: &mut Vec<Stmt>) -> Code {
        let test = self.test(sc, e, out);
        if self.simple(a) && self.simple(b) {
            let no = Node::Bool(false);
            let (then, otherwise) = (self.expr(sc, a, out), self.expr(sc, b, out));
            return match (self.arena.node(a), self.arena.node(b)) {
                (_, node) if node == no => Code::logic(self.target, true, &test, &then),
                (Node::Bool(true), _) => Code::logic(self.target, false, &test, &otherwise),
                _values => Code::choice(self.target, &test, &then, &otherwise),
            };
        }
        let name = sc.local(base_name(self.arena.ty(e)));
        sc.nest += 1;
        let [then, otherwise] = [a, b].map(|branch| {
            let mut stmts = Vec::new();
            let v = self.expr(sc, branch, &mut stmts);
            stmts.push(Stmt::Set(name.clone(), v));
            stmts
        });
        sc.nest -= 1;
        out.push(Stmt::If(test, then, otherwise));
        Code::atom(name)
    }

    /// Body of a lambda with these parameters.
    pub(crate) fn body<const N: usize>(
        &mut self,
        sc: &mut Scope,
        lam: ExprId,
        params: [Code; N],
        out: &mut Vec<Stmt>,
    ) -> Code {
        let Node::Lam(_, body) = self.arena.node(lam) else { return self.expr(sc, lam, out) };
        let outer = sc.env.len();
        sc.env.extend(params);
        let v = self.expr(sc, body, out);
        sc.env.truncate(outer);
        v
    }

    fn prim(&mut self, sc: &mut Scope, e: ExprId, p: Prim, args: &[ExprId; 5], out: &mut Vec<Stmt>) -> Code {
        let control = match p.info().kind {
            Kind::Strict => return self.step(sc, p, args, out),
            Kind::Choice => return self.choice(sc, e, args[1], args[2], out),
            Kind::Loop if p == Prim::Loop => return self.repeat(sc, args, out),
            Kind::Loop => return self.repeat_pair(sc, args, out),
            Kind::Search => return self.search(sc, p, args, out),
            Kind::Source => Control::Collect,
            Kind::Consumer if p == Prim::Length && !self.arena.is_source(args[0]) => {
                return self.step(sc, p, args, out);
            }
            Kind::Consumer => CONSUMERS.iter().find(|c| c.0 == p).map_or(Control::Fold, |c| c.1),
        };
        self.list_control(sc, e, control, args, out)
    }

    /// Strict primitive: its template from the table of primitives, with the values of all arguments.
    fn step(&mut self, sc: &mut Scope, p: Prim, args: &[ExprId; 5], out: &mut Vec<Stmt>) -> Code {
        let values = self.all(sc, Arena::prim_args(args), out);
        if matches!(p, Prim::Pow | Prim::Div | Prim::Mod) && self.plain_operator(p, args[1]) {
            if p == Prim::Pow {
                let op = if self.target == Target::Python { " ** " } else { " ^ " };
                let text = format!("{}{op}{}", values[0].at(12), values[1].at(12));
                return Code { text, prec: 11, depth: values[0].depth + 1 };
            }
            return Code::template(if p == Prim::Div { "$0 \\ $1" } else { "$0 % $1" }, &values);
        }
        let info = p.info();
        Code::template(if self.target == Target::Python { info.python } else { info.pari }, &values)
    }

    fn repeat(&mut self, sc: &mut Scope, &[x, y, z, ..]: &[ExprId; 5], out: &mut Vec<Stmt>) -> Code {
        let count = self.expr(sc, y, out);
        let init = self.expr(sc, z, out);
        let acc = sc.local(base_name(self.arena.ty(z)));
        let i = sc.bound("i");
        out.push(Stmt::Set(acc.clone(), init));
        let mut body = Vec::new();
        sc.nest += 1;
        let next = self.body(sc, x, [Code::atom(&acc), Code::atom(&i)], &mut body);
        sc.nest -= 1;
        body.push(Stmt::Set(acc.clone(), next));
        out.push(Stmt::For(i, Code::atom("1"), count, true, body));
        Code::atom(acc)
    }

    fn repeat_pair(&mut self, sc: &mut Scope, &[x, y, z, u, v]: &[ExprId; 5], out: &mut Vec<Stmt>) -> Code {
        let count = self.expr(sc, z, out);
        let inits = vec![self.expr(sc, u, out), self.expr(sc, v, out)];
        let pair = vec![sc.local(base_name(self.arena.ty(u))), sc.local("y")];
        let i = sc.bound("i");
        out.push(Stmt::SetAll(pair.clone(), inits));
        let mut body = Vec::new();
        sc.nest += 1;
        let both = || [Code::atom(&pair[0]), Code::atom(&pair[1])];
        let next = vec![self.body(sc, x, both(), &mut body), self.body(sc, y, both(), &mut body)];
        sc.nest -= 1;
        body.push(Stmt::SetAll(pair.clone(), next));
        out.push(Stmt::For(i, Code::atom("1"), count, true, body));
        Code::atom(&pair[0])
    }

    /// Whether the operator of the target is enough, because the second operand is a literal: a power with an exponent
    /// that
    /// is not negative, in PARI/GP also a division by a positive number.
    fn plain_operator(&self, p: Prim, operand: ExprId) -> bool {
        match self.arena.node(operand) {
            Node::Int(i) if p == Prim::Pow => i >= 0,
            Node::Int(i) => i > 0 && self.target == Target::Pari,
            Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) | Node::If(..) => false,
            Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => false,
        }
    }

    fn search(&mut self, sc: &mut Scope, p: Prim, args: &[ExprId; 5], out: &mut Vec<Stmt>) -> Code {
        let compr = p == Prim::Compr;
        let index = if compr { args[1] } else { args[2] };
        if self.is_remembered(p, args) {
            let name = self.remembered(compr, args);
            let index = self.expr(sc, index, out);
            return Code::call(&name, &[index]);
        }
        let start = if compr { Code::atom("0") } else { self.expr(sc, args[1], out) };
        let index = self.expr(sc, index, out);
        let (k, left) = (sc.local("k"), sc.local("left"));
        out.push(Stmt::Set(left.clone(), Code::call(&self.helper("position"), &[index])));
        out.push(Stmt::Set(k.clone(), start));
        let mut body = Vec::new();
        sc.nest += 1;
        let test = self.search_test(sc, compr, args[0], Code::atom(&k), &mut body);
        sc.nest -= 1;
        let mut last = Code::atom(&left).at_most_zero();
        last.text = last.text.replace("<=", "==");
        let done = Stmt::If(last, vec![Stmt::Break], Vec::new());
        let fewer = Stmt::Set(left.clone(), Code::atom(&left).plus(-1));
        body.push(Stmt::If(test, vec![done, fewer], Vec::new()));
        body.push(Stmt::Set(k.clone(), Code::atom(&k).plus(1)));
        out.push(Stmt::Forever(body));
        Code::atom(k)
    }

    fn search_test(&mut self, sc: &mut Scope, compr: bool, lam: ExprId, k: Code, out: &mut Vec<Stmt>) -> Code {
        if compr { self.body(sc, lam, [k, Code::atom("0")], out).at_most_zero() } else { self.body(sc, lam, [k], out) }
    }

    /// Name of a top-level search that remembers what it found.
    fn remembered(&mut self, compr: bool, args: &[ExprId; 5]) -> String {
        let start = match self.arena.node(args[1]) {
            Node::Big(b) if !compr => self.arena.big(b).clone(),
            Node::Int(i) if !compr => Int::Small(i),
            Node::Int(_) | Node::Big(_) | Node::Bool(_) | Node::Var(..) | Node::Prim(..) | Node::Lam(..) => Int::ZERO,
            Node::If(..) | Node::Let(..) | Node::Call(..) | Node::List(..) | Node::Hole(_) => Int::ZERO,
        };
        let key = (args[0], start);
        if let Some(name) = self.searches.get(&key) {
            return name.clone();
        }
        let [test, name] = ["test", "search"].map(|base| self.names.function(base, self.target));
        let mut sc = self.scope();
        let k = sc.bound("k");
        let mut body = Vec::new();
        let holds = self.search_test(&mut sc, compr, key.0, Code::atom(&k), &mut body);
        body.push(Stmt::Return(holds));
        let function = Function { name: test.clone(), params: vec![k], locals: sc.locals, memory: None, body };
        self.items.push(Item::Function(function));
        let [found, next] = ["found", "next"].map(|part| self.names.part(&name, part));
        self.items.push(Item::Search(Search { name: name.clone(), test, start: Code::int(&key.1), found, next }));
        self.searches.insert(key, name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_consumer_is_known() {
        let of_kind: Vec<Prim> = Prim::ALL.iter().copied().filter(|p| p.info().kind == Kind::Consumer).collect();
        assert!(of_kind.iter().all(|p| CONSUMERS.iter().any(|c| c.0 == *p)), "{of_kind:?}");
    }
}
