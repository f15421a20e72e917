//! Plots as data: sequences, and how they are to be drawn.

use std::fmt;

use nth_num::Int;

use crate::scale::log10_abs;

/// Terms of one sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Name in the legend.
    pub name: String,
    /// Index of the first term.
    pub offset: i64,
    /// Terms in order. `None` is a term without a value, which is left out of the drawing and counted in the header.
    pub terms: Vec<Option<Int>>,
}

impl Sequence {
    /// Sequence whose terms all have values.
    pub fn new(name: impl Into<String>, offset: i64, terms: impl IntoIterator<Item = Int>) -> Self {
        Self { name: name.into(), offset, terms: terms.into_iter().map(Some).collect() }
    }
}

/// Kind of a plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A line from zero to each term, with a dot at its end.
    Pin,
    /// A dot for each term.
    Scatter,
    /// A line through the terms, broken where one has no value.
    Line,
    /// A dot for each term, on a logarithmic axis: the term t stands at sign(t) · log10(1 + |t|).
    Log,
    /// Two panels as on the graph pages of the OEIS: pins of the first terms, and a dot for each term, on a
    /// logarithmic axis where terms are large.
    Oeis,
}

impl Kind {
    /// All kinds, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Pin, Self::Scatter, Self::Line, Self::Log, Self::Oeis];

    /// Word for the kind in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Scatter => "scatter",
            Self::Line => "line",
            Self::Log => "log",
            Self::Oeis => "oeis",
        }
    }

    /// Drawing of the kind in a few words, for help texts.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Pin => "A line from zero to each term",
            Self::Scatter => "A dot for each term",
            Self::Line => "A line through the terms",
            Self::Log => {
                "A dot for each term, on a logarithmic axis: t stands at the place of log(1 + |t|), with the sign of t"
            }
            Self::Oeis => "As on the graph pages of the OEIS: pins of the first 100 terms, and below dots for all",
        }
    }

    /// Kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// Kind that suits the terms where none was asked for: logarithmic if they grow beyond [`LINEAR`] digits, pins if
    /// they are few, else dots.
    #[must_use]
    pub fn suited_to(sequences: &[Sequence]) -> Self {
        let count = sequences.iter().map(|s| s.terms.len()).max().unwrap_or(0);
        if has_large_terms(sequences) {
            Self::Log
        } else if count <= FEW && sequences.len() == 1 {
            Self::Pin
        } else {
            Self::Scatter
        }
    }
}

/// Decimal digits of a term from which on a logarithmic axis shows more than a linear one.
const LINEAR: f64 = 5.0;

/// Largest number of terms that are drawn as pins where no kind was asked for.
const FEW: usize = 100;

/// Whether some term has more than [`LINEAR`] digits.
pub(crate) fn has_large_terms(sequences: &[Sequence]) -> bool {
    sequences.iter().flat_map(|s| s.terms.iter().flatten()).any(|t| log10_abs(t) > LINEAR)
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plot {
    /// Sequences, in the order of the legend.
    pub sequences: Vec<Sequence>,
    /// How they are drawn.
    pub kind: Kind,
}

impl Plot {
    /// Plot of the sequences, of the kind that suits their terms.
    #[must_use]
    pub fn new(sequences: Vec<Sequence>) -> Self {
        let kind = Kind::suited_to(&sequences);
        Self { sequences, kind }
    }
}

/// Reason why a plot cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The drawing would be too small or too large. In pixels, or in characters for text.
    Size {
        /// Width and height that were asked for.
        asked: (u32, u32),
        /// Smallest width and height.
        least: (u32, u32),
        /// Largest width and height.
        most: (u32, u32),
    },
    /// The drawing library or the PNG encoder failed. This is a bug.
    Drawing(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size { asked: (w, h), least, most } => write!(
                f,
                "a plot of {w} by {h} cannot be drawn; the width may be {} to {}, the height {} to {}",
                least.0, most.0, least.1, most.1
            ),
            Self::Drawing(why) => write!(f, "the plot cannot be drawn: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// Checks a size against the sizes that are allowed.
pub(crate) fn check_size(asked: (u32, u32), [least, most]: [(u32, u32); 2]) -> Result<(), Error> {
    let fits = (least.0..=most.0).contains(&asked.0) && (least.1..=most.1).contains(&asked.1);
    if fits { Ok(()) } else { Err(Error::Size { asked, least, most }) }
}
