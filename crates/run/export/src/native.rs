//! Functions of the standard library that a target has itself, with the same values at all arguments.

use crate::Target;

/// Name in the library, and the template of PARI/GP.
const PARI: &[(&str, &str)] = &[("binomial", "binomial($0, $1)"), ("lcm", "lcm($0, $1)")];

/// Template of a library function in the target, if the target has the function.
pub(crate) fn native(name: &str, target: Target) -> Option<&'static str> {
    match target {
        Target::Pari => PARI.iter().find(|(library, _)| *library == name).map(|(_, template)| *template),
        Target::Python => None,
    }
}
