//! Values of the reference evaluator.

use nth_num::Int;

/// Value of Core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An integer.
    Int(Int),
    /// A truth value.
    Bool(bool),
    /// A list.
    List(Vec<Value>),
}

impl Value {
    /// The integer.
    ///
    /// # Panics
    /// If the value has another type: the program is ill-typed.
    #[must_use]
    pub fn int(self) -> Int {
        match self {
            Self::Int(i) => i,
            Self::Bool(_) | Self::List(_) => panic!("ill-typed Core: {self:?} is no integer"),
        }
    }

    /// The truth value.
    ///
    /// # Panics
    /// If the value has another type: the program is ill-typed.
    #[must_use]
    pub fn bool(self) -> bool {
        match self {
            Self::Bool(b) => b,
            Self::Int(_) | Self::List(_) => panic!("ill-typed Core: {self:?} is no truth value"),
        }
    }

    /// The elements.
    ///
    /// # Panics
    /// If the value has another type: the program is ill-typed.
    #[must_use]
    pub fn list(self) -> Vec<Self> {
        match self {
            Self::List(l) => l,
            Self::Int(_) | Self::Bool(_) => panic!("ill-typed Core: {self:?} is no list"),
        }
    }

    /// Number of values in this one, itself among them.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Self::Int(_) | Self::Bool(_) => 1,
            Self::List(items) => 1 + items.iter().map(Self::size).sum::<u64>(),
        }
    }

    /// Whether two values are equal, and the cost of the comparison.
    #[must_use]
    pub fn compare(&self, other: &Self) -> (bool, u64) {
        let (Self::List(a), Self::List(b)) = (self, other) else { return (self == other, 1) };
        let mut cost = 1;
        if a.len() != b.len() {
            return (false, cost);
        }
        for (x, y) in a.iter().zip(b) {
            let (same, c) = x.compare(y);
            cost += c;
            if !same {
                return (false, cost);
            }
        }
        (true, cost)
    }
}
