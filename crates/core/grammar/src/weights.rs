//! Relative frequencies of tokens in random programs.

use nth_core::Ty;
use nth_prims::{Cost, Form, Kind, Prim};

/// Relative frequencies of tokens. A weight of at most 0 excludes a token, unless nothing else fits: then an integer is
/// 0, a truth value `false`, a list empty.
///
/// In a hole, each token that can give the type of the hole, and for which there is room left, is drawn in proportion
/// to its weight. A primitive of a polymorphic type shares its weight equally between the types that it can have there.
#[derive(Clone, Debug)]
pub struct Weights {
    prims: Vec<f64>,
    /// Weight of an integer literal.
    pub int: f64,
    /// Values of integer literals, each with its weight among them.
    pub ints: Vec<(i64, f64)>,
    /// Weight of a literal truth value.
    pub truth: f64,
    /// Weight of a list of 0 to 3 elements.
    pub list: f64,
    /// Weight of a variable, if one of the type is in scope. Variables of one type are equally likely.
    pub variable: f64,
    /// Weight of the conditional `if`.
    pub choice: f64,
    /// Weight of `let`, with a value of any of `types`.
    pub binding: f64,
    /// Factor on the weight of a primitive for each function that it takes.
    pub lambda: f64,
    /// Types of expressions, beside those of the program's parameters and result.
    pub types: Vec<Ty>,
    /// Whether a function uses its own parameters only, as in the published language.
    pub closed: bool,
}

impl Default for Weights {
    /// All primitives; arithmetic is more frequent than the rest.
    fn default() -> Self {
        let prims = Prim::ALL.iter().map(|p| default_weight(*p)).collect();
        Self {
            prims,
            int: 24.0,
            ints: [(0, 4.0), (1, 8.0), (2, 8.0), (3, 4.0)]
                .into_iter()
                .chain((4..=10).map(|x| (x, 1.0)))
                .chain([(-1, 1.0)])
                .collect(),
            truth: 1.0,
            list: 2.0,
            variable: 30.0,
            choice: 2.0,
            binding: 1.0,
            lambda: 1.0,
            types: vec![Ty::INT, Ty::BOOL, Ty::INT.list()],
            closed: false,
        }
    }
}

/// The default weight of a primitive, by its kind and form.
fn default_weight(p: Prim) -> f64 {
    let info = p.info();
    let infix = matches!(info.form, Form::Infix(_));
    match info.kind {
        Kind::Strict if matches!(info.cost, Cost::Primality | Cost::NextPrime | Cost::PrimeCount | Cost::Factoring) => {
            0.4
        }
        Kind::Strict if infix && info.cost.is_arithmetic() => 6.0,
        Kind::Strict if infix => 3.0,
        Kind::Strict | Kind::Choice => 1.5,
        Kind::Loop | Kind::Consumer => 1.5,
        Kind::Source => 3.0,
        Kind::Search => 0.5,
    }
}

impl Weights {
    /// The published language: its letters with equal weights, the literals 0, 1 and 2, closed functions.
    #[must_use]
    pub fn published() -> Self {
        let letter = |p: &Prim| f64::from(u8::from(p.info().qsynt.is_some()));
        Self {
            prims: Prim::ALL.iter().map(letter).collect(),
            int: 3.0,
            ints: vec![(0, 1.0), (1, 1.0), (2, 1.0)],
            truth: 0.0,
            list: 0.0,
            variable: 2.0,
            choice: 0.0,
            binding: 0.0,
            lambda: 1.0,
            types: vec![Ty::INT],
            closed: true,
        }
    }

    /// The weight of a primitive.
    #[must_use]
    pub fn prim(&self, p: Prim) -> f64 {
        self.prims.get(p as usize).copied().unwrap_or(0.0)
    }

    /// Sets the weight of a token: the name of a primitive, or `int`, `bool`, `list`, `var`, `if`, `let`, `lam`.
    /// Returns `false` if there is no such token.
    pub fn set(&mut self, token: &str, weight: f64) -> bool {
        let place = match token {
            "int" => &mut self.int,
            "bool" => &mut self.truth,
            "list" => &mut self.list,
            "var" => &mut self.variable,
            "if" => &mut self.choice,
            "let" => &mut self.binding,
            "lam" => &mut self.lambda,
            name => match Prim::from_name(name).and_then(|p| self.prims.get_mut(p as usize)) {
                Some(place) => place,
                None => return false,
            },
        };
        *place = weight;
        true
    }
}
