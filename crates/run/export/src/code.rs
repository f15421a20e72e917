//! Expressions of the target as text, with the binding strength that decides about parentheses.

use nth_num::Int;

use crate::Target;

/// Deepest expression without variables for its parts: targets limit nesting (Python: 200 parentheses).
pub(crate) const MAX_DEPTH: u16 = 30;

/// Binding strengths, the same order in both targets.
pub(crate) mod prec {
    pub const LOOSEST: u8 = 0;
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARE: u8 = 4;
    pub const UNARY: u8 = 10;
    pub const ATOM: u8 = 12;
}

/// An expression of the target.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub text: String,
    /// Binding strength of the outermost operator.
    pub prec: u8,
    /// Depth of nesting, at least that of the parentheses.
    pub depth: u16,
}

impl Code {
    pub fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), prec: prec::ATOM, depth: 0 }
    }

    pub fn int(value: &Int) -> Self {
        let prec = if value.signum() < 0 { prec::UNARY } else { prec::ATOM };
        Self { text: value.to_string(), prec, depth: 0 }
    }

    /// Whether the code is a name or a number, so that it may be written twice.
    pub fn is_trivial(&self) -> bool {
        self.depth == 0
    }

    /// Text as an operand of at least this strength, in parentheses if needed.
    pub fn at(&self, prec: u8) -> String {
        if self.prec >= prec { self.text.clone() } else { format!("({})", self.text) }
    }

    /// Call of a function of the target.
    pub fn call(name: &str, args: &[Self]) -> Self {
        let texts: Vec<&str> = args.iter().map(|a| a.text.as_str()).collect();
        Self { text: format!("{name}({})", texts.join(", ")), prec: prec::ATOM, depth: deeper(args) }
    }

    /// Integer expression plus a constant.
    pub fn plus(&self, difference: i64) -> Self {
        if let Ok(value) = self.text.parse::<Int>() {
            return Self::int(&value.add(&Int::from(difference)));
        }
        let (op, by) = if difference < 0 { ('-', -difference) } else { ('+', difference) };
        let prec = infix("+").map_or(prec::ATOM, |(p, _)| p);
        Self { text: format!("{} {op} {by}", self.at(prec)), prec, depth: self.depth + 1 }
    }

    /// Conditional expression in the syntax of the target.
    pub fn choice(target: Target, test: &Self, then: &Self, otherwise: &Self) -> Self {
        let parts = [test.clone(), then.clone(), otherwise.clone()];
        match target {
            Target::Python => {
                let text = format!("{} if {} else {}", then.at(prec::OR), test.at(prec::OR), otherwise.text);
                Self { text, prec: prec::LOOSEST, depth: deeper(&parts) }
            }
            Target::Pari => Self::call("if", &parts),
        }
    }

    /// Conjunction or disjunction of two conditions: `and` and `or`, or `&&` and `||`.
    pub fn logic(target: Target, and: bool, a: &Self, b: &Self) -> Self {
        let (op, prec) = match (target, and) {
            (Target::Python, true) => ("and", prec::AND),
            (Target::Python, false) => ("or", prec::OR),
            (Target::Pari, true) => ("&&", prec::AND),
            (Target::Pari, false) => ("||", prec::OR),
        };
        let depth = a.depth.max(b.depth) + 1;
        // In PARI/GP both bind equally, from the left.
        let (left, right) = if target == Target::Pari { (prec::NOT, prec::NOT) } else { (prec, prec + 1) };
        Self { text: format!("{} {op} {}", a.at(left), b.at(right)), prec, depth }
    }

    /// Comparison `test <= 0`.
    pub fn at_most_zero(&self) -> Self {
        let text = format!("{} <= 0", self.at(prec::COMPARE + 1));
        Self { text, prec: prec::COMPARE, depth: self.depth + 1 }
    }

    /// Template of the table of primitives with its arguments filled in.
    pub fn template(template: &str, args: &[Self]) -> Self {
        let depth = deeper(args);
        if let (Some(op), [a, b]) = (template.strip_prefix("$0 ").and_then(|t| t.strip_suffix(" $1")), args)
            && let Some((prec, right)) = infix(op)
        {
            // PARI/GP reads `x - -1` as `x -- 1`.
            let right = if b.text.starts_with('-') && matches!(op, "+" | "-") { prec::ATOM } else { right };
            // Python chains comparisons: `x == y == z` means something else.
            let left = if prec == prec::COMPARE { prec + 1 } else { prec };
            return Self { text: format!("{} {op} {}", a.at(left), b.at(right)), prec, depth };
        }
        if let (Some(op), [a]) = (template.strip_suffix("$0"), args) {
            let (own, operand) = match op {
                "not " => (prec::NOT, prec::NOT),
                _minus_or_other => (prec::UNARY, prec::ATOM),
            };
            return Self { text: format!("{op}{}", a.at(operand)), prec: own, depth };
        }
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            text += &rest[..at];
            let index = rest[at + 1..].chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as usize;
            rest = rest.get(at + 2..).unwrap_or("");
            // Between brackets and commas no operand needs parentheses.
            let free = (text.is_empty() || text.ends_with(['(', '[', ' '])) && rest.starts_with([')', ']', ',']);
            let free = free && !text.is_empty();
            if let Some(arg) = args.get(index) {
                text += &arg.at(if free { prec::LOOSEST } else { prec::ATOM });
            }
        }
        Self { text: text + rest, prec: prec::ATOM, depth }
    }
}

fn deeper(args: &[Code]) -> u16 {
    args.iter().map(|a| a.depth).max().unwrap_or(0) + 1
}

/// Strength of an infix operator, and the least strength of its right operand.
pub(crate) fn infix(op: &str) -> Option<(u8, u8)> {
    let prec = match op {
        "==" | "!=" | "<" | "<=" | ">" | ">=" => return Some((prec::COMPARE, prec::COMPARE + 1)),
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "+" | "-" => 8,
        "*" | "//" | "%" | "\\" => 9,
        _unknown => return None,
    };
    Some((prec, prec + 1))
}
