//! Values as short text for people.

use std::fmt::Write as _;

use nth_eval::Output;
use nth_num::Int;

/// Digits of a long number that are shown at each end.
const ENDS: usize = 20;

/// The digits of a number; the middle of one with more than `longest` digits is left out, and the number of digits added.
#[must_use]
pub fn elide(x: &Int, longest: usize) -> String {
    let text = x.to_string();
    let digits = text.trim_start_matches('-').len();
    if digits <= longest.max(2 * ENDS) {
        return text;
    }
    let head = text.len() - digits + ENDS;
    format!("{}…{} ({} digits)", &text[..head], &text[text.len() - ENDS..], grouped(digits as u64))
}

/// A value; long numbers and long lists are shortened.
#[must_use]
pub fn show_value(v: &Output, longest_number: usize, longest_list: usize) -> String {
    match v {
        Output::Int(x) => elide(x, longest_number),
        Output::Bool(b) => b.to_string(),
        Output::List(items) => {
            let mut out = String::from("[");
            for (i, x) in items.iter().take(longest_list).enumerate() {
                let _ =
                    write!(out, "{}{}", if i == 0 { "" } else { ", " }, show_value(x, longest_number, longest_list));
            }
            if items.len() > longest_list {
                let _ = write!(out, ", …] ({} elements)", grouped(items.len() as u64));
            } else {
                out.push(']');
            }
            out
        }
    }
}

/// `1,234,567`.
#[must_use]
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 term`, `2 terms`.
#[must_use]
pub fn plural(n: usize, word: &str) -> String {
    format!("{} {word}{}", grouped(n as u64), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shortened() {
        let big: Int = format!("-{}", "7".repeat(1234)).parse().unwrap();
        assert_eq!(elide(&big, 100), format!("-{0}…{0} (1,234 digits)", "7".repeat(20)));
        assert_eq!(elide(&Int::from(-12), 100), "-12");
        let list = Output::List((0..5).map(|i| Output::Int(Int::from(i))).collect());
        assert_eq!(show_value(&list, 50, 3), "[0, 1, 2, …] (5 elements)");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
