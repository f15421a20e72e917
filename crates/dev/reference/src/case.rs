//! Test case: a program with its arena.

use std::fmt;

use nth_core::{Arena, ExprId, FuncId, Node, Program, Ty};
use nth_num::Int;

/// Program to test evaluators with. `Display` writes one function a line, as prefix expressions
/// that [`parse_case`](crate::parse_case) reads.
#[derive(Clone, Debug)]
pub struct Case {
    /// Arena of the bodies.
    pub arena: Arena,
    /// Functions.
    pub program: Program,
    /// Entry: a function of one or two integers that gives an integer.
    pub entry: FuncId,
}

impl Case {
    /// Arguments of the entry for term `i`: the index, and 0 if it takes a second one.
    #[must_use]
    pub fn args(&self, i: i64) -> Vec<Int> {
        [Int::Small(i), Int::ZERO].into_iter().take(self.program.func(self.entry).params.len()).collect()
    }

    /// Number of nodes of the functions that the entry needs.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.program.size(&self.arena, self.entry)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, func) in self.program.funcs.iter().enumerate() {
            let params: Vec<String> = func.params.iter().map(ToString::to_string).collect();
            let memo = match (func.memo, func.first) {
                (false, _) => String::new(),
                (true, None) => "memo ".to_owned(),
                (true, Some(first)) => format!("memo from {first} "),
            };
            writeln!(f, "{memo}f{i}({}) -> {} = {}", params.join(" "), func.ret, self.show(func.body))?;
        }
        Ok(())
    }
}

impl Case {
    fn show(&self, e: ExprId) -> String {
        let all = |head: String, parts: &[ExprId]| {
            let parts: Vec<String> = parts.iter().map(|&p| self.show(p)).collect();
            format!("({head}{}{})", if parts.is_empty() { "" } else { " " }, parts.join(" "))
        };
        match self.arena.node(e) {
            Node::Int(i) => i.to_string(),
            Node::Big(b) => self.arena.big(b).to_string(),
            Node::Bool(b) => b.to_string(),
            Node::Var(i, Ty::INT) => format!("${i}"),
            Node::Var(i, ty) => format!("${i}:{ty}"),
            Node::Prim(p, args) => all(p.name().to_owned(), Arena::prim_args(&args)),
            Node::Lam(n, body) => all(format!("lam{n}"), &[body]),
            Node::If(a, b, c) => all("if".to_owned(), &[a, b, c]),
            Node::Let(a, b) => all("let".to_owned(), &[a, b]),
            Node::Call(f, args, ty) => all(format!("f{}:{ty}", f.0), self.arena.args(args)),
            Node::List(elements, ty) => all(format!("list:{ty}"), self.arena.args(elements)),
            Node::Hole(ty) => format!("?:{ty}"),
        }
    }
}
