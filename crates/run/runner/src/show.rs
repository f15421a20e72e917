//! Values as short text for people.

use std::fmt::Write as _;

use nth_base::grouped;
use nth_eval::Output;
use nth_num::Int;

/// Digits of a long number that are shown at each end.
const SHOWN_DIGITS: usize = 20;

/// Formats a number. If it has more than `longest` digits (at least 40), the middle is left out and the number of
/// digits is added.
#[must_use]
pub fn elide(x: &Int, longest: usize) -> String {
    let text = x.to_string();
    let digits = text.trim_start_matches('-').len();
    if digits <= longest.max(2 * SHOWN_DIGITS) {
        return text;
    }
    let head = text.len() - digits + SHOWN_DIGITS;
    format!("{}…{} ({} digits)", &text[..head], &text[text.len() - SHOWN_DIGITS..], grouped(digits as u64))
}

/// Formats a value. Numbers of more than `longest_number` digits and lists of more than `longest_list` elements are
/// shortened.
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
    }
}
