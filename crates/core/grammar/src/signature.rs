//! Types of primitives, read from the text of their rows.

use std::sync::LazyLock;

use nth_core::{Arena, ExprId, Ty};
use nth_prims::{Kind, Prim};

/// A type with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The type of integers.
    Int,
    /// The type of truth values.
    Bool,
    /// The type variable of this number.
    Var(u8),
    /// The type of lists of this element type.
    List(Box<Shape>),
}

/// A parameter of a primitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Types of the parameters of a function argument; empty for a value.
    pub takes: Vec<Shape>,
    /// Type of the value, or of the function's result.
    pub gives: Shape,
}

impl Param {
    /// Whether the argument is a function.
    #[must_use]
    pub fn is_function(&self) -> bool {
        !self.takes.is_empty()
    }
}

/// The type of a primitive.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The parameters, in order.
    pub params: Vec<Param>,
    /// The type of the result.
    pub ret: Shape,
    /// Number of type variables.
    pub vars: usize,
}

impl Signature {
    /// The parameters with their positions: values before functions, whose types depend on the values.
    pub fn values_first(&self) -> impl Iterator<Item = (usize, &Param)> {
        let params = |functions| self.params.iter().enumerate().filter(move |(_, p)| p.is_function() == functions);
        params(false).chain(params(true))
    }
}

static ALL: LazyLock<Vec<Signature>> = LazyLock::new(|| Prim::ALL.iter().map(|&p| read(p)).collect());

/// The type of a primitive.
#[must_use]
pub fn signature(p: Prim) -> &'static Signature {
    &ALL[p as usize]
}

static BINARY: LazyLock<Vec<Prim>> = LazyLock::new(|| {
    let int = |q: &Param| !q.is_function() && q.gives == Shape::Int;
    let fits = |p: &Prim| {
        let s = signature(*p);
        p.info().kind == Kind::Strict && s.params.len() == 2 && s.params.iter().all(int) && s.ret == Shape::Int
    };
    Prim::ALL.iter().copied().filter(fits).collect()
});

/// The strict primitives that take two integers and give an integer.
#[must_use]
pub fn binary() -> &'static [Prim] {
    &BINARY
}

/// An assignment of types to the type variables of a signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct Types([Option<Ty>; 4]);

impl Types {
    /// The assignment of these types to the variables, in order.
    #[must_use]
    pub fn of(types: impl IntoIterator<Item = Ty>) -> Self {
        let mut all = Self::default();
        for (place, ty) in all.0.iter_mut().zip(types) {
            *place = Some(ty);
        }
        all
    }

    /// Assigns types to the variables of `shape` so that it becomes `ty`; whether that is possible.
    pub fn fit(&mut self, shape: &Shape, ty: Ty) -> bool {
        match shape {
            Shape::Int => ty == Ty::INT,
            Shape::Bool => ty == Ty::BOOL,
            Shape::List(of) => ty.elem().is_some_and(|e| self.fit(of, e)),
            Shape::Var(v) => self.0.get_mut(usize::from(*v)).is_some_and(|t| *t.get_or_insert(ty) == ty),
        }
    }

    /// The type of a shape under the assignment. A variable without a type counts as `Int`.
    #[must_use]
    pub fn ty(&self, shape: &Shape) -> Ty {
        match shape {
            Shape::Int => Ty::INT,
            Shape::Bool => Ty::BOOL,
            Shape::List(of) => self.ty(of).list(),
            Shape::Var(v) => self.0.get(usize::from(*v)).copied().flatten().unwrap_or(Ty::INT),
        }
    }

    /// The type of a shape as text. A variable without a type is a lower-case letter.
    #[must_use]
    pub fn show(&self, shape: &Shape) -> String {
        match shape {
            Shape::List(of) => format!("[{}]", self.show(of)),
            Shape::Var(v) if self.0.get(usize::from(*v)).is_none_or(Option::is_none) => {
                char::from(b'a' + v).to_string()
            }
            Shape::Int | Shape::Bool | Shape::Var(_) => self.ty(shape).to_string(),
        }
    }
}

/// The parameter types of each function argument of a primitive; empty where the argument is a value.
#[must_use]
pub fn binders(arena: &Arena, p: Prim, args: &[ExprId]) -> [Vec<Ty>; 5] {
    let signature = signature(p);
    let mut types = Types::default();
    for (param, &arg) in signature.params.iter().zip(args) {
        if param.takes.is_empty() {
            types.fit(&param.gives, arena.ty(arg));
        }
    }
    let mut all: [Vec<Ty>; 5] = Default::default();
    for (out, param) in all.iter_mut().zip(&signature.params) {
        out.extend(param.takes.iter().map(|s| types.ty(s)));
    }
    all
}

fn read(p: Prim) -> Signature {
    let text: Vec<char> = p.info().ty.chars().filter(|c| !c.is_whitespace()).collect();
    let mut reader = Reader { text, at: 0, vars: 0 };
    let mut params = if p.arity() == 1 && reader.text.first() != Some(&'(') {
        vec![Param { takes: Vec::new(), gives: reader.shape() }]
    } else {
        reader.params()
    };
    reader.eat("->");
    let ret = reader.shape();
    // The function of `compr` has a second parameter, 0, as in the published language.
    if p == Prim::Compr
        && let Some(f) = params.first_mut()
    {
        f.takes.push(Shape::Int);
    }
    Signature { params, ret, vars: reader.vars }
}

/// A parser of the table's type notation. The table is tested, so a type that cannot be read counts as `Int`.
struct Reader {
    text: Vec<char>,
    at: usize,
    vars: usize,
}

impl Reader {
    fn eat(&mut self, token: &str) -> bool {
        let token: Vec<char> = token.chars().collect();
        let found = self.text[self.at..].starts_with(&token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn params(&mut self) -> Vec<Param> {
        let mut params = Vec::new();
        self.eat("(");
        while self.at < self.text.len() && !self.eat(")") {
            params.push(self.param());
            self.eat(",");
        }
        params
    }

    fn param(&mut self) -> Param {
        let takes = if self.text.get(self.at) == Some(&'(') {
            self.params().into_iter().map(|p| p.gives).collect()
        } else {
            vec![self.shape()]
        };
        if self.eat("->") {
            let gives = self.shape();
            return Param { takes, gives };
        }
        Param { takes: Vec::new(), gives: takes.into_iter().next().unwrap_or(Shape::Int) }
    }

    fn shape(&mut self) -> Shape {
        if self.eat("[") {
            let of = self.shape();
            self.eat("]");
            return Shape::List(Box::new(of));
        }
        if self.eat("Bool") {
            return Shape::Bool;
        }
        if self.eat("Int") {
            return Shape::Int;
        }
        match self.text.get(self.at) {
            Some(&c) if c.is_ascii_lowercase() => {
                self.at += 1;
                let v = c as u8 - b'a';
                self.vars = self.vars.max(usize::from(v) + 1);
                Shape::Var(v)
            }
            _ => Shape::Int,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_whole() {
        for &p in Prim::ALL {
            let s = signature(p);
            assert_eq!(s.params.len(), p.arity(), "{}", p.name());
            assert!(s.vars <= 4, "{}: more type variables than `Types` holds", p.name());
            let functions = s.params.iter().filter(|q| !q.takes.is_empty()).count();
            assert_eq!(p.info().ty.matches("->").count(), functions + 1, "{}", p.name());
        }
        assert_eq!(signature(Prim::Loop2).params[1].gives, Shape::Var(1));
        assert_eq!(signature(Prim::Compr).params[0].takes.len(), 2);
        assert_eq!(signature(Prim::Sort).ret, Shape::List(Box::new(Shape::Int)));
    }
}
