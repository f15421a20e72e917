//! How often what is drawn.

use nth_core::Ty;
use nth_prims::{Form, Kind, Prim};

/// How often each token is drawn, relative to the others that fit. A weight of 0 (or less, or none) keeps a token out,
/// unless nothing else fits: then an integer is 0, a truth value `false`, a list empty.
///
/// Where a token is wanted, each one that can give the type wanted, and for which there is room left, has a chance in
/// proportion to its weight. A primitive of a polymorphic type shares its weight equally between the types that it can
/// have there.
#[derive(Clone, Debug)]
pub struct Weights {
    prims: Vec<f64>,
    /// An integer literal.
    pub int: f64,
    /// Which one: values, with weights among themselves.
    pub ints: Vec<(i64, f64)>,
    /// A literal truth value.
    pub truth: f64,
    /// A list of 0 to 3 elements.
    pub list: f64,
    /// A variable, if one of the type is in scope; each of these is as likely.
    pub variable: f64,
    /// `if`.
    pub choice: f64,
    /// `let`; the type of its value is any of `types`.
    pub binding: f64,
    /// Each function that a primitive takes multiplies the primitive's weight by this.
    pub lambda: f64,
    /// The types that expressions may have; those of the program's parameters and result are added.
    pub types: Vec<Ty>,
    /// Functions see their own parameters only, as in the published language.
    pub closed: bool,
}

impl Default for Weights {
    /// For sequences: all primitives, arithmetic more often than others.
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

/// By kind and form, so that a new primitive has a weight, too.
fn default_weight(p: Prim) -> f64 {
    let info = p.info();
    let infix = matches!(info.form, Form::Infix(_));
    match info.kind {
        Kind::Strict if infix && info.cost.is_arithmetic() => 6.0,
        Kind::Strict if infix => 3.0,
        Kind::Strict | Kind::Choice => 1.5,
        Kind::Loop | Kind::Consumer => 1.5,
        Kind::Source => 3.0,
        Kind::Search => 0.5,
    }
}

impl Weights {
    /// For the published language: its letters, equally often; literals 0, 1, 2; closed functions.
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

    /// Sets the weight of a token: a primitive by its name, or `int`, `bool`, `list`, `var`, `if`, `let`, `lam`. `false`
    /// if there is no such token.
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
