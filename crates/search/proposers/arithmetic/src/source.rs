//! Source text put together from templates in which `$` stands for the argument.

/// A piece of source, with how tightly it binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The text; `$` stands for the argument.
    pub text: Box<str>,
    /// 0: a name, number or call. 1: a power. 2: a product. 3: a sum. 4: a comparison. 5: `not`. 6: `and`. 7: `or`.
    pub level: u8,
}

impl Source {
    /// A name, number or call.
    pub fn atom(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), level: 0 }
    }

    /// A piece of this level.
    pub fn at(level: u8, text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), level }
    }

    /// The level of a template, by the operators that stand outside all brackets.
    pub fn template(text: &str) -> Self {
        let mut depth = 0;
        let mut level = 0u8;
        let bytes = text.as_bytes();
        for (i, &c) in bytes.iter().enumerate() {
            match c {
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 && i > 0 && bytes[i - 1] == b' ' {
                let rest = &text[i..];
                let here = match c {
                    b'^' => 1,
                    b'*' | b'/' | b'%' => 2,
                    b'+' | b'-' => 3,
                    b'=' | b'!' | b'<' | b'>' => 4,
                    _ if rest.starts_with("and ") => 6,
                    _ if rest.starts_with("or ") => 7,
                    _ => 0,
                };
                level = level.max(here);
            }
        }
        if text.starts_with('-') {
            level = level.max(3);
        }
        if text.starts_with("not ") {
            level = level.max(5);
        }
        if text.starts_with("if ") || text.starts_with("let ") {
            level = 8;
        }
        Self::at(level, text)
    }

    /// The text, in brackets if it binds less tightly than `level`.
    pub fn within(&self, level: u8) -> String {
        if self.level > level { format!("({})", self.text) } else { self.text.to_string() }
    }

    /// With another piece for the argument.
    pub fn of(&self, argument: &Source) -> Source {
        if &*self.text == "$" {
            return argument.clone();
        }
        Source::at(self.level, fill(&self.text, '$', argument))
    }

    /// With a name for the argument.
    pub fn named(&self, name: &str) -> String {
        self.text.replace('$', name)
    }

    /// Two pieces with an operator between them.
    pub fn join(&self, op: &str, level: u8, other: &Source) -> Source {
        let right = if level >= 6 { level } else { level - 1 };
        let left = if level == 4 || level == 1 { level - 1 } else { level };
        Source::at(level, format!("{} {op} {}", self.within(left), other.within(right)))
    }
}

/// A template with `argument` for the mark, in brackets where it does not stand alone between brackets and commas.
pub fn fill(template: &str, mark: char, argument: &Source) -> String {
    let mut out = String::new();
    let chars: Vec<char> = template.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        if c != mark {
            out.push(c);
            continue;
        }
        let before = i == 0
            || chars[i - 1] == '('
            || chars[i - 1] == '['
            || (i > 1 && chars[i - 1] == ' ' && chars[i - 2] == ',');
        let after = chars.get(i + 1).is_none_or(|c| matches!(c, ')' | ',' | ']'));
        let alone = before && after && chars.len() > 1;
        out.push_str(&if alone { argument.text.to_string() } else { argument.within(0) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_where_they_are_needed() {
        let k = Source::atom("$");
        let square_plus_1 = Source::template("$ * $ + 1");
        assert_eq!(square_plus_1.level, 3);
        assert_eq!(&*Source::template("is_prime($)").of(&square_plus_1).text, "is_prime($ * $ + 1)");
        assert_eq!(&*square_plus_1.of(&Source::template("$ - 1")).text, "($ - 1) * ($ - 1) + 1");
        assert_eq!(&*k.join("-", 3, &square_plus_1).text, "$ - ($ * $ + 1)");
        assert_eq!(&*square_plus_1.join("-", 3, &k).text, "$ * $ + 1 - $");
        assert_eq!(&*Source::template("$ + 1").join("*", 2, &k).text, "($ + 1) * $");
        assert_eq!(&*Source::template("digit_sum($, 10)").of(&k).text, "digit_sum($, 10)");
        assert_eq!(Source::template("not is_prime($)").join("and", 6, &Source::template("$ > 3")).level, 6);
    }
}
