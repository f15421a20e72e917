//! Types of primitives, read from the text of their rows: which arguments are functions, and of what.

use std::sync::LazyLock;

use nth_core::{Arena, ExprId, Ty};
use nth_prims::{Kind, Prim};

/// A type with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Int,
    Bool,
    Var(u8),
    List(Box<Shape>),
}

/// A parameter of a primitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Param {
    /// Types of the parameters of a function argument; none for a value.
    pub(crate) takes: Vec<Shape>,
    /// The type of the value, or of the function's value.
    pub(crate) gives: Shape,
}

/// The type of a primitive.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) params: Vec<Param>,
    pub(crate) ret: Shape,
    /// How many type variables there are.
    pub(crate) vars: usize,
}

static ALL: LazyLock<Vec<Signature>> = LazyLock::new(|| Prim::ALL.iter().map(|&p| read(p)).collect());

/// The type of a primitive.
pub(crate) fn signature(p: Prim) -> &'static Signature {
    &ALL[p as usize]
}

/// The strict primitives of two integers to an integer.
static BINARY: LazyLock<Vec<Prim>> = LazyLock::new(|| {
    let int = |q: &Param| q.takes.is_empty() && q.gives == Shape::Int;
    let fits = |p: &Prim| {
        let s = signature(*p);
        p.info().kind == Kind::Strict && s.params.len() == 2 && s.params.iter().all(int) && s.ret == Shape::Int
    };
    Prim::ALL.iter().copied().filter(fits).collect()
});

/// The strict primitives of two integers to an integer.
pub(crate) fn binary() -> &'static [Prim] {
    &BINARY
}

/// What the type variables stand for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Types([Option<Ty>; 4]);

impl Types {
    /// With the type variables standing for these, in order.
    pub(crate) fn of(types: impl IntoIterator<Item = Ty>) -> Self {
        let mut all = Self::default();
        for (place, ty) in all.0.iter_mut().zip(types) {
            *place = Some(ty);
        }
        all
    }

    /// Makes the shape be the type, if it can be.
    pub(crate) fn fit(&mut self, shape: &Shape, ty: Ty) -> bool {
        match shape {
            Shape::Int => ty == Ty::INT,
            Shape::Bool => ty == Ty::BOOL,
            Shape::List(of) => ty.elem().is_some_and(|e| self.fit(of, e)),
            Shape::Var(v) => self.0.get_mut(usize::from(*v)).is_some_and(|t| *t.get_or_insert(ty) == ty),
        }
    }

    /// The type of a shape; a variable that is not known counts as `Int`.
    pub(crate) fn ty(&self, shape: &Shape) -> Ty {
        match shape {
            Shape::Int => Ty::INT,
            Shape::Bool => Ty::BOOL,
            Shape::List(of) => self.ty(of).list(),
            Shape::Var(v) => self.0.get(usize::from(*v)).copied().flatten().unwrap_or(Ty::INT),
        }
    }
}

/// The types of the parameters of each function among the arguments of a primitive; none where the argument is a value.
pub(crate) fn binders(arena: &Arena, p: Prim, args: &[ExprId]) -> [Vec<Ty>; 5] {
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

/// Reads the notation of the table, which is tested: what cannot be read counts as `Int`.
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
