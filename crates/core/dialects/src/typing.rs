//! Types of primitives in Core, read from the table.

use std::sync::LazyLock;

use nth_prims::Prim;

use nth_core::Ty;

/// Largest depth of list types; Core's types allow 127.
const MAX_LISTS: usize = 120;

/// A type with variables.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Int,
    Bool,
    Var(u8),
    List(Box<Shape>),
}

/// A parameter: a value, or a function of values.
#[derive(Clone, Debug)]
enum Param {
    Value(Shape),
    Function(Vec<Shape>, Shape),
}

#[derive(Clone, Debug)]
struct Signature {
    params: Vec<Param>,
    ret: Shape,
}

static SIGNATURES: LazyLock<Vec<Signature>> =
    LazyLock::new(|| Prim::ALL.iter().map(|p| Reader(p.info().ty).signature(p.arity())).collect());

/// Reads the notation of the table. The table is tested, so anything unreadable counts as `Int`.
struct Reader<'t>(&'t str);

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.0 = self.0.trim_start();
        match self.0.strip_prefix(token) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn signature(&mut self, arity: usize) -> Signature {
        let params = if arity == 1 && !self.0.starts_with('(') { vec![self.param(true)] } else { self.params() };
        self.eat("->");
        Signature { params, ret: self.shape() }
    }

    fn params(&mut self) -> Vec<Param> {
        let mut params = Vec::new();
        self.eat("(");
        while !self.eat(")") && !self.0.is_empty() {
            params.push(self.param(false));
            self.eat(",");
        }
        params
    }

    fn param(&mut self, alone: bool) -> Param {
        let args = if self.0.trim_start().starts_with('(') {
            let values = self.params().into_iter();
            values.filter_map(|p| if let Param::Value(v) = p { Some(v) } else { None }).collect()
        } else {
            vec![self.shape()]
        };
        if !alone && self.eat("->") {
            return Param::Function(args, self.shape());
        }
        Param::Value(args.into_iter().next().unwrap_or(Shape::Int))
    }

    fn shape(&mut self) -> Shape {
        if self.eat("[") {
            let of = self.shape();
            self.eat("]");
            return Shape::List(Box::new(of));
        }
        let end = self.0.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        match (word, word.as_bytes()) {
            ("Bool", _) => Shape::Bool,
            (_, [c @ b'a'..=b'z']) => Shape::Var(*c - b'a'),
            _ => Shape::Int,
        }
    }
}

/// Types that the type variables stand for.
#[derive(Default)]
struct Known([Option<Ty>; 26]);

impl Known {
    fn fit(&mut self, shape: &Shape, ty: Ty) -> bool {
        match shape {
            Shape::Int => ty == Ty::INT,
            Shape::Bool => ty == Ty::BOOL,
            Shape::List(of) => ty.elem().is_some_and(|e| self.fit(of, e)),
            Shape::Var(v) => *self.0[usize::from(*v)].get_or_insert(ty) == ty,
        }
    }

    fn ty(&self, shape: &Shape) -> Ty {
        match shape {
            Shape::Int => Ty::INT,
            Shape::Bool => Ty::BOOL,
            Shape::List(of) => self.ty(of).list(),
            Shape::Var(v) => self.0[usize::from(*v)].unwrap_or(Ty::INT),
        }
    }

    fn show(&self, shape: &Shape) -> String {
        match shape {
            Shape::List(of) => format!("[{}]", self.show(of)),
            Shape::Var(v) if self.0[usize::from(*v)].is_none() => char::from(b'a' + v).to_string(),
            Shape::Int | Shape::Bool | Shape::Var(_) => self.ty(shape).to_string(),
        }
    }
}

/// Whether a type has too many lists inside each other.
pub(crate) fn too_deep(ty: Ty) -> bool {
    std::iter::successors(ty.elem(), |t| t.elem()).count() > MAX_LISTS
}

/// Whether the parameter of that position is a function.
pub(crate) fn is_function(p: Prim, i: usize) -> bool {
    SIGNATURES.get(p as usize).is_some_and(|s| matches!(s.params.get(i), Some(Param::Function(..))))
}

/// Types the arguments of a primitive: values first, so that the types of function parameters are known. `part` gives the
/// type of an argument; for a function it is told the types of its parameters, and gives that of the result. `clash` makes
/// an error of what was expected and found.
pub(crate) fn type_args<E>(
    p: Prim,
    mut part: impl FnMut(usize, Option<&[Ty]>) -> Result<Ty, E>,
    clash: impl Fn(usize, String) -> E,
) -> Result<Ty, E> {
    let Some(signature) = SIGNATURES.get(p as usize) else { return Ok(Ty::INT) };
    let mut known = Known::default();
    for functions in [false, true] {
        for (i, param) in signature.params.iter().enumerate() {
            let (found, want) = match (param, functions) {
                (Param::Value(want), false) => (part(i, None)?, want),
                (Param::Function(args, want), true) => {
                    let args: Vec<_> = args.iter().map(|a| known.ty(a)).collect();
                    (part(i, Some(&args))?, want)
                }
                (Param::Value(_), true) | (Param::Function(..), false) => continue,
            };
            let wanted = known.show(want);
            if !known.fit(want, found) {
                return Err(clash(i, format!("{wanted} is expected here, this is {found}")));
            }
        }
    }
    Ok(known.ty(&signature.ret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_with_its_arity() {
        for (p, s) in Prim::ALL.iter().zip(SIGNATURES.iter()) {
            assert_eq!(s.params.len(), p.arity(), "{}", p.name());
        }
        let s = &SIGNATURES[Prim::Loop2 as usize];
        assert!(matches!(&s.params[1], Param::Function(a, Shape::Var(1)) if a.len() == 2));
        assert!(is_function(Prim::Map, 1) && !is_function(Prim::Map, 0));
        let s = &SIGNATURES[Prim::Sort as usize];
        assert_eq!(s.ret, Shape::List(Box::new(Shape::Int)));
    }
}
