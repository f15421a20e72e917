//! Names for variables and functions, which have none in Core.

use nth_core::Ty;
use nth_prims::{Form, Prim};
use nth_syntax::KEYWORDS;
use rustc_hash::FxHashSet;

use super::expr::Bound;

/// Role of a variable, which determines its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Role {
    /// The index of a sequence, or an integer parameter.
    Index,
    /// The value that a loop or fold carries on.
    Value,
    /// The second value of a pair.
    Other,
    /// The counter of a loop.
    Counter,
    /// The number that a search tries.
    Candidate,
    /// An element of a list.
    Element,
    /// A value with a name.
    Part,
    /// A variable of list type.
    List,
    /// A variable of type `Bool`.
    Truth,
}

impl Role {
    fn hints(self) -> &'static [&'static str] {
        match self {
            Self::Index => &["n", "k", "m", "i", "j"],
            Self::Value => &["x", "u", "w", "p", "r"],
            Self::Other => &["y", "v", "z", "q", "s"],
            Self::Counter => &["i", "j", "k", "l"],
            Self::Candidate => &["m", "k", "d", "h"],
            Self::Element => &["e", "g", "t"],
            Self::Part => &["t", "s", "r", "b"],
            Self::List => &["xs", "ys", "zs"],
            Self::Truth => &["p", "q"],
        }
    }

    pub(super) fn of_parameter(ty: Ty) -> Self {
        match ty {
            Ty::INT => Self::Index,
            Ty::BOOL => Self::Truth,
            _ => Self::List,
        }
    }
}

/// Names that are in use in the whole text.
#[derive(Clone, Debug)]
pub(super) struct Names {
    taken: FxHashSet<String>,
}

impl Names {
    pub(super) fn new() -> Self {
        let called = Prim::ALL.iter().filter(|p| p.info().form == Form::Call).map(|p| p.name());
        Self { taken: called.chain(KEYWORDS.iter().copied()).map(String::from).collect() }
    }

    /// New name for a function, as close to the wish as possible.
    pub(super) fn function(&mut self, wish: &str) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '\'';
        let mut name: String = wish.chars().map(|c| if fits(c) { c } else { '_' }).collect();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            name.insert(0, 'a');
        }
        let mut unique = name.clone();
        let mut i = 2;
        while !self.taken.insert(unique.clone()) {
            unique = format!("{name}_{i}");
            i += 1;
        }
        unique
    }

    /// Name for a local variable that no visible variable has.
    pub(super) fn local(&self, role: Role, scope: &[Bound]) -> String {
        let free = |name: &str| !self.taken.contains(name) && !scope.iter().any(|b| b.is(name));
        let hints = role.hints();
        if let Some(hint) = hints.iter().find(|h| free(h)) {
            return (*hint).to_owned();
        }
        let first = hints.first().copied().unwrap_or("x");
        (1..).map(|i| format!("{first}{i}")).find(|n| free(n)).unwrap_or_default()
    }
}
