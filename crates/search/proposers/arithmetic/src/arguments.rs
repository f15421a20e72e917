//! Values of simple expressions of one argument: `2 * $ * $ + 1`.

use crate::function::floor_mod;

/// The value of the expression at x; `None` where it has none, or it is beyond 64 bits.
pub fn value(text: &str, x: i64) -> Option<i64> {
    let mut parser = Parser { rest: text, x };
    let v = parser.sum()?;
    parser.rest.is_empty().then_some(v)
}

struct Parser<'a> {
    rest: &'a str,
    x: i64,
}

impl Parser<'_> {
    fn eat(&mut self, c: char) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(c) {
            Some(r) => {
                self.rest = r.trim_start();
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Option<i64> {
        let mut v = self.product()?;
        loop {
            if self.eat('+') {
                v = v.checked_add(self.product()?)?;
            } else if self.eat('-') {
                v = v.checked_sub(self.product()?)?;
            } else {
                return Some(v);
            }
        }
    }

    fn product(&mut self) -> Option<i64> {
        let mut v = self.power()?;
        loop {
            if self.eat('*') {
                v = v.checked_mul(self.power()?)?;
            } else if self.eat('/') {
                let d = self.power()?;
                v = nth_num::floor_div_i64(v, (d != 0).then_some(d)?)?;
            } else if self.eat('%') {
                v = floor_mod(v, self.power()?)?;
            } else {
                return Some(v);
            }
        }
    }

    fn power(&mut self) -> Option<i64> {
        let base = self.atom()?;
        if self.eat('^') { base.checked_pow(u32::try_from(self.power()?).ok()?) } else { Some(base) }
    }

    fn atom(&mut self) -> Option<i64> {
        if self.eat('$') {
            return Some(self.x);
        }
        if self.eat('(') {
            let v = self.sum()?;
            return self.eat(')').then_some(v);
        }
        let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let v = self.rest[..digits].parse().ok()?;
        self.rest = &self.rest[digits..];
        Some(v)
    }
}
