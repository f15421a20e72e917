//! Functions of other languages that have no equal in the library, with what is written instead.

/// Name of the functions, without case and `_`, and the note about them.
const NAMES: &[(&[&str], &str)] = &[
    (
        &["floor", "int", "trunc", "truncate", "fromintegral", "tointeger", "integerpart"],
        "all numbers are integers; `/` rounds down, `ceil_div(a, b)` up, `round_div(a, b)` to the nearest",
    ),
    (&["ceil", "ceiling"], "all numbers are integers; `ceil_div(a, b)` is the quotient, rounded up"),
    (&["round"], "all numbers are integers; `round_div(a, b)` is the quotient, rounded to the nearest"),
    (&["float", "double", "real"], "all numbers are integers"),
    (
        &["print", "println", "printf", "putstrln", "show", "str", "string", "tostring"],
        "a program prints nothing; `nth run` prints the terms of a sequence, `nth eval` the value of an expression",
    ),
    (&["vector", "list", "table", "array"], "a list is made by `map(1..=n, |k| e)`, or written `[a, b]`"),
    (&["sumdiv"], "a sum over the divisors is written `divisor_sum(n, |d| e)`"),
    (&["zip", "zip2", "thread"], "two lists are joined by `zip_with(xs, ys, |x, y| e)`; there are no pairs"),
    (&["enumerate"], "indices are made by `map(0..length(xs), |i| … xs[i] …)`"),
    (&["select"], "a list is filtered by `filter(xs, |x| p)`"),
    (
        &["none", "null", "nil", "undefined", "nothing"],
        "every expression has a value; a hole `?` stands for one not found yet",
    ),
    (
        &["infinity", "inf", "oo"],
        "a list has an end; a search without one is `nth k from a where p` or `first_from(a, p)`",
    ),
    (
        &["pi", "e", "exp", "sin", "cos", "ln"],
        "all numbers are integers; `pi_scaled(s)`, `exp_scaled(k, s)`, `ln2_scaled(s)` are multiples",
    ),
    (&["foreach", "for", "while", "do"], "there are no loops: `map`, `fold`, `sum`, or a recursive definition"),
    (&["return"], "the body of a definition is its value"),
    (
        &["case", "match", "switch", "which", "piecewise"],
        "cases are written `if n == 0 then a else if n == 1 then b else c`",
    ),
    (&["otherwise"], "the last case follows `else`"),
    (&["module", "block", "with"], "parts are named by `let x = e in`"),
];

/// Functions of other languages that bind a variable among their arguments, so that names in these are no mistakes of
/// their own. Without case.
const BINDERS: &[&str] = &["vector", "sumdiv", "table", "forprime", "fordiv", "prodeuler", "matrix", "sum", "product"];

/// Note for an unknown name, without case and `_`.
pub(crate) fn note(plain: &str) -> Option<&'static str> {
    NAMES.iter().find(|(names, _)| names.contains(&plain)).map(|(_, note)| *note)
}

/// Whether a function of this name, without case and `_`, binds variables among its arguments.
pub(crate) fn binds(plain: &str) -> bool {
    BINDERS.contains(&plain)
}
