//! Types of arguments of primitives, for the readers of typed dialects.

use nth_core::Ty;
use nth_grammar::{Param, Types, signature};
use nth_prims::Prim;

/// Bound on the depth of list types. Core's types hold 127.
const MAX_LISTS: u16 = 120;

/// Whether a type has too many lists inside each other.
pub(crate) fn too_deep(ty: Ty) -> bool {
    ty.list_depth() > MAX_LISTS
}

/// Whether the parameter of that position is a function.
pub(crate) fn is_function(p: Prim, i: usize) -> bool {
    signature(p).params.get(i).is_some_and(Param::is_function)
}

/// Types the arguments of a primitive: values first, so that the types of function parameters are known. `part` gives
/// the type of an argument. For a function it is told the types of its parameters, and gives that of the result.
/// `clash` makes an error from the position and a sentence that names the expected and the found type.
pub(crate) fn type_args<E>(
    p: Prim,
    mut part: impl FnMut(usize, Option<&[Ty]>) -> Result<Ty, E>,
    clash: impl Fn(usize, String) -> E,
) -> Result<Ty, E> {
    let signature = signature(p);
    let mut known = Types::default();
    for (i, param) in signature.values_first() {
        let found = if param.is_function() {
            // The dialects write the second parameter of the function of `compr` in ways of their own.
            let written = param.takes.len() - usize::from(p == Prim::Compr);
            let args: Vec<_> = param.takes[..written].iter().map(|a| known.ty(a)).collect();
            part(i, Some(&args))?
        } else {
            part(i, None)?
        };
        let wanted = known.show(&param.gives);
        if !known.fit(&param.gives, found) {
            return Err(clash(i, format!("{wanted} is expected here, this is {found}")));
        }
    }
    Ok(known.ty(&signature.ret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_told_from_values() {
        assert!(is_function(Prim::Map, 1) && !is_function(Prim::Map, 0));
    }
}
