//! Parts of programs as text, and what they cost in bits.

use nth_num::Int;

/// Bits to write an integer: more for large ones.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn int_bits(x: &Int) -> f64 {
    match x {
        Int::Small(0) => 1.0,
        Int::Small(x) => prefixed((x.unsigned_abs() as f64).log2()),
        Int::Big(b) => prefixed(b.bits() as f64),
    }
}

/// So many bits, with a sign and what says how many they are.
fn prefixed(bits: f64) -> f64 {
    2.0 + bits + bits.min(2.0 * (1.0 + bits).log2())
}

/// Bits to write a number from 0 on.
pub(crate) fn count_bits(x: usize) -> f64 {
    int_bits(&Int::from(i64::try_from(x).unwrap_or(i64::MAX)))
}

/// Bits to write integers, together with how many there are.
pub(crate) fn ints_bits(xs: &[Int]) -> f64 {
    xs.iter().map(int_bits).sum()
}

/// What a term is worth when it stands in a program: about the bits that say how far it is from 0 or from the term before.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn given_bits(terms: &[Int]) -> f64 {
    let mut before = &Int::ZERO;
    let mut sum = 0.0;
    for x in terms {
        let least = x.bits().min(x.sub(before).bits());
        sum += least as f64 + 1.0;
        before = x;
    }
    sum
}

/// `n - 3`, `n`, `n + 2`: the index moved by `by`.
pub(crate) fn moved(by: i64) -> String {
    match by {
        0 => "n".into(),
        1.. => format!("n + {by}"),
        _ => format!("n - {}", by.unsigned_abs()),
    }
}

/// A signed sum of multiples; an empty name is the number itself. `0` if there is nothing.
pub(crate) fn sum(parts: &[(Int, String)]) -> String {
    let mut parts: Vec<&(Int, String)> = parts.iter().filter(|(c, _)| !c.is_zero()).collect();
    // It reads better if it does not begin with a minus.
    if let Some(at) = parts.iter().position(|(c, _)| c.signum() > 0) {
        parts[..=at].rotate_right(1);
    }
    let mut out = String::new();
    for (c, name) in parts {
        let (size, minus) = (c.abs(), c.signum() < 0);
        out.push_str(match (out.is_empty(), minus) {
            (true, false) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (false, true) => " - ",
        });
        if name.is_empty() {
            out.push_str(&size.to_string());
        } else if size == Int::ONE {
            out.push_str(name);
        } else {
            out.push_str(&format!("{size} * {name}"));
        }
    }
    if out.is_empty() { "0".into() } else { out }
}

/// How many parts of a sum are not 0.
pub(crate) fn count(parts: &[(Int, String)]) -> usize {
    parts.iter().filter(|(c, _)| !c.is_zero()).count()
}

/// A sum over a denominator.
pub(crate) fn over(parts: &[(Int, String)], den: &Int) -> String {
    let text = sum(parts);
    if *den == Int::ONE {
        text
    } else if count(parts) == 1 {
        format!("{text} / {den}")
    } else {
        format!("({text}) / {den}")
    }
}

/// `[1, 2, 3]`.
pub(crate) fn list(xs: &[Int]) -> String {
    let xs: Vec<String> = xs.iter().map(Int::to_string).collect();
    format!("[{}]", xs.join(", "))
}

/// The first terms as they are, and `rest` after them.
pub(crate) fn after(given: &[Int], from: i64, rest: &str) -> String {
    let Some(first) = given.first() else { return rest.into() };
    let len = i64::try_from(given.len()).unwrap_or(i64::MAX);
    let test = if len == 1 { format!("n == {from}") } else { format!("n < {}", from.saturating_add(len)) };
    let value = if given.iter().all(|x| x == first) {
        first.to_string()
    } else if given.iter().zip(from..).all(|(x, n)| *x == Int::from(n)) {
        "n".into()
    } else {
        format!("{}[{}]", list(given), moved(from.saturating_neg()))
    };
    format!("if {test} then {value} else {rest}")
}
