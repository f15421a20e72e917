//! Names that are not taken in the target.

use std::collections::HashSet;

use crate::Target;

/// Keywords of Python, and names that exported programs use.
const PYTHON: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "abs",
    "all",
    "any",
    "hasattr",
    "int",
    "len",
    "list",
    "main",
    "math",
    "max",
    "min",
    "pow",
    "print",
    "range",
    "sorted",
    "sum",
    "sys",
    "threading",
    "zip",
    "count",
    "IndexError",
    "NotImplementedError",
    "ValueError",
    "ZeroDivisionError",
];

/// Set of names that are taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    used: HashSet<String>,
}

impl Names {
    /// Set with `a` and the reserved names of the target.
    pub fn new(target: Target) -> Self {
        let mut names = Self::default();
        names.used.insert("a".to_owned());
        match target {
            Target::Python => names.used.extend(PYTHON.iter().map(|&n| n.to_owned())),
            Target::Pari => {}
        }
        names
    }

    /// Name of a function in the exported program.
    pub fn function(&mut self, name: &str, target: Target) -> String {
        let mut text: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) || text.starts_with("nth_") {
            text.insert_str(0, "f_");
        }
        // PARI/GP has some 1,300 functions that cannot be redefined; none of their names has an underscore. In Python
        // the variables of the frame must stay free.
        let taken = match target {
            Target::Python => ["n", "row", "diagonal", "thread", "done"].contains(&text.as_str()),
            Target::Pari => !text.contains('_'),
        };
        if taken {
            text.push('_');
        }
        self.fresh(&text)
    }

    /// Name for a part of a function, such as its memory: the name of the function without its last underscores, and
    /// `part`.
    pub fn part(&mut self, function: &str, part: &str) -> String {
        self.fresh(&format!("{}_{part}", function.trim_end_matches('_')))
    }

    /// Takes this name, or if it is taken the name with a number.
    pub fn fresh(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut i = 1;
        while !self.used.insert(name.clone()) {
            i += 1;
            name = format!("{base}{i}");
        }
        name
    }
}
