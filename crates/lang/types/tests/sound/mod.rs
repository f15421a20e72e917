//! The rules that lowering relies on, checked on typed programs by a second, simple type checker.

use std::collections::HashMap;

use nth_base::FileId;
use nth_prims::Prim;
use nth_syntax::ast::{TypeExpr, TypeExprKind};
use nth_types::hir::{Callee, Def, Expr, ExprKind, LocalId, Program, Type};
use nth_types::show_type;

fn same(what: &str, a: &Type, b: &Type) {
    assert!(a == b, "{what}: {} is not {}", show_type(a), show_type(b));
}

fn substitute(t: &Type, with: &[Type]) -> Type {
    match t {
        Type::Param(i) => with[*i as usize].clone(),
        Type::List(of) => Type::List(Box::new(substitute(of, with))),
        Type::Fun(args, ret) => {
            Type::Fun(args.iter().map(|a| substitute(a, with)).collect(), Box::new(substitute(ret, with)))
        }
        Type::Int | Type::Bool | Type::Error => t.clone(),
    }
}

fn read(t: &TypeExpr, names: &mut Vec<String>) -> Type {
    match &t.kind {
        TypeExprKind::Name(n) if n == "Int" => Type::Int,
        TypeExprKind::Name(n) if n == "Bool" => Type::Bool,
        TypeExprKind::Name(n) => {
            if !names.contains(n) {
                names.push(n.clone());
            }
            Type::Param(names.iter().position(|m| m == n).unwrap() as u32)
        }
        TypeExprKind::List(of) => Type::List(Box::new(read(of, names))),
        TypeExprKind::Fun(args, ret) => {
            Type::Fun(args.iter().map(|a| read(a, names)).collect(), Box::new(read(ret, names)))
        }
        TypeExprKind::Error => Type::Error,
    }
}

fn prim_type(p: Prim, with: &[Type]) -> Type {
    let mut names = Vec::new();
    let t = read(&nth_syntax::parse_type(FileId(0), p.info().ty).0, &mut names);
    assert_eq!(names.len(), with.len(), "types of {}", p.name());
    substitute(&t, with)
}

struct Rules<'p> {
    program: &'p Program,
    def: &'p Def,
    locals: HashMap<LocalId, Type>,
}

impl Rules<'_> {
    fn ty(&self, t: &Type) {
        match t {
            Type::Param(i) => assert!(*i < self.def.type_params),
            Type::List(of) => {
                self.ty(of);
                assert!(!matches!(**of, Type::Fun(..)), "a list of functions");
            }
            Type::Fun(args, ret) => {
                args.iter().for_each(|a| self.ty(a));
                self.ty(ret);
                assert!(!matches!(**ret, Type::Fun(..)), "a function as result");
            }
            Type::Int | Type::Bool => {}
            Type::Error => panic!("{}: an error type", self.def.name),
        }
    }

    fn callee(&self, c: &Callee) -> Type {
        let values =
            |ts: &[Type]| ts.iter().for_each(|t| assert!(!matches!(t, Type::Fun(..)), "generic in a function"));
        match c {
            Callee::Def(id, ts) => {
                values(ts);
                let d = &self.program.defs[id.0 as usize];
                assert_eq!(d.type_params as usize, ts.len(), "types of {}", d.name);
                let t = Type::Fun(d.params.iter().map(|p| p.ty.clone()).collect(), Box::new(d.ret.clone()));
                substitute(&t, ts)
            }
            Callee::Prim(p, ts) => {
                values(ts);
                prim_type(*p, ts)
            }
            Callee::Local(l) => self.locals[l].clone(),
        }
    }

    fn bind(&mut self, l: LocalId, t: &Type) {
        assert!((l.0 as usize) < self.def.locals.len() && self.locals.insert(l, t.clone()).is_none());
    }

    fn value(&mut self, e: &Expr, t: &Type) {
        assert!(!matches!(e.ty, Type::Fun(..)), "{}: a function at a value's place", self.def.name);
        self.expr(e, t);
    }

    fn expr(&mut self, e: &Expr, wanted: &Type) {
        self.ty(&e.ty);
        same(&format!("{} in {}", self.def.name, e.span.start), &e.ty, wanted);
        match &e.kind {
            ExprKind::Int(_) => same("literal", &e.ty, &Type::Int),
            ExprKind::Bool(_) => same("literal", &e.ty, &Type::Bool),
            ExprKind::Local(l) => {
                assert!(!matches!(e.ty, Type::Fun(..)));
                same("local", &e.ty, &self.locals[l].clone());
            }
            ExprKind::Hole => {}
            ExprKind::FnRef(c) => {
                assert!(matches!(e.ty, Type::Fun(..)));
                same("function", &e.ty, &self.callee(c));
            }
            ExprKind::Call(c, args) => {
                let Type::Fun(params, ret) = self.callee(c) else { panic!("call of no function") };
                assert_eq!(params.len(), args.len());
                same("result", &e.ty, &ret);
                for (a, p) in args.iter().zip(&params) {
                    self.expr(a, p);
                }
            }
            ExprKind::Lambda(ps, body) => {
                let Type::Fun(params, ret) = &e.ty else { panic!("lambda of type {}", show_type(&e.ty)) };
                assert_eq!(params.len(), ps.len());
                for (l, t) in ps.iter().zip(params) {
                    self.bind(*l, t);
                }
                self.value(body, ret);
            }
            ExprKind::If(a, b, c) => {
                self.value(a, &Type::Bool);
                self.value(b, wanted);
                self.value(c, wanted);
            }
            ExprKind::Let(l, v, b) => {
                self.expr(v, &v.ty);
                self.bind(*l, &v.ty);
                self.value(b, wanted);
            }
            ExprKind::Nth(l, a, p) => {
                self.value(a, &Type::Int);
                self.bind(*l, &Type::Int);
                self.value(p, &Type::Bool);
            }
            ExprKind::List(items) => {
                let Type::List(of) = &e.ty else { panic!("a list of type {}", show_type(&e.ty)) };
                items.iter().for_each(|i| self.value(i, of));
            }
            ExprKind::Error => panic!("{}: an error in a sound definition", self.def.name),
        }
    }
}

/// Panics where a definition that is not broken, and calls none that is, does not keep the rules.
pub fn check(program: &Program, def: &Def) {
    if def.broken || calls_broken(program, &def.body) {
        return;
    }
    let mut r = Rules { program, def, locals: HashMap::new() };
    for p in &def.params {
        r.ty(&p.ty);
        r.bind(p.local, &p.ty);
    }
    r.value(&def.body, &def.ret);
}

fn calls_broken(program: &Program, e: &Expr) -> bool {
    let broken = |c: &Callee| matches!(c, Callee::Def(d, _) if program.defs[d.0 as usize].broken);
    match &e.kind {
        ExprKind::FnRef(c) => broken(c),
        ExprKind::Call(c, args) => broken(c) || args.iter().any(|a| calls_broken(program, a)),
        ExprKind::List(items) => items.iter().any(|a| calls_broken(program, a)),
        ExprKind::Lambda(_, a) => calls_broken(program, a),
        ExprKind::Let(_, a, b) | ExprKind::Nth(_, a, b) => calls_broken(program, a) || calls_broken(program, b),
        ExprKind::If(a, b, c) => [a, b, c].into_iter().any(|x| calls_broken(program, x)),
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::Hole | ExprKind::Error => false,
    }
}
