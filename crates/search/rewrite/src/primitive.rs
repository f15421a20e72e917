//! Facts of each primitive: when it can fail, and what its value is known to be.
//!
//! Both questions are answered by a `match` without a wildcard, so a new primitive does not compile before it has
//! facts.

use nth_num::Int;
use nth_prims::{Kind, Prim};

use crate::facts::{Facts, Known};
use crate::range::Range;

/// A condition on an argument without which a primitive fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// The argument is not 0.
    NonZero(usize),
    /// The argument is at least 0.
    Natural(usize),
}

/// Condition under which a primitive fails, if no argument does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Failure {
    /// Exactly if one of the conditions does not hold; never, if there are none.
    Unless(&'static [Need]),
    /// Under a condition that is not expressed here, or it may run forever.
    Possible,
}

const NEVER: Failure = Failure::Unless(&[]);

fn failure(p: Prim) -> Failure {
    use Need::{Natural, NonZero};
    use Prim as P;
    match p {
        P::Add | P::Sub | P::Mul | P::Neg | P::Abs | P::Min | P::Max | P::Gcd => NEVER,
        P::BitAnd | P::BitOr | P::BitXor | P::BitLength => NEVER,
        P::IsPrime | P::NextPrime | P::CountPrimes => NEVER,
        P::PreviousPrime | P::NthPrime | P::Factor => Failure::Possible,
        P::Eq | P::Ne | P::Lt | P::Le | P::Gt | P::Ge | P::Not => NEVER,
        P::Cond | P::Loop | P::Loop2 => NEVER,
        P::Cons | P::Range | P::RangeInclusive | P::Length | P::Append | P::Reverse | P::Take | P::Drop => NEVER,
        P::Sort | P::Distinct => NEVER,
        P::Map | P::Filter | P::Fold | P::Scan | P::All | P::Any | P::ZipWith => NEVER,
        P::Div | P::Mod => Failure::Unless(&[NonZero(1)]),
        P::Pow => Failure::Unless(&[Natural(1)]),
        P::Isqrt => Failure::Unless(&[Natural(0)]),
        P::Powmod => Failure::Unless(&[Natural(1), NonZero(2)]),
        P::Compr | P::Search | P::Get | P::Head | P::Tail => Failure::Possible,
    }
}

/// The arguments of a primitive.
pub(crate) struct Args<'a> {
    pub(crate) facts: &'a [&'a Facts],
    /// Whether two arguments are equal.
    pub(crate) same: &'a dyn Fn(usize, usize) -> bool,
}

impl<'a> Args<'a> {
    fn range(&self, k: usize) -> &'a Range {
        &self.facts[k].known.range
    }

    /// Whether argument `i` is less than argument `j`.
    fn below(&self, i: usize, j: usize) -> bool {
        self.range(i).is_below(self.range(j))
    }

    /// Whether argument `i` is at most argument `j`.
    fn up_to(&self, i: usize, j: usize) -> bool {
        (self.same)(i, j) || self.range(i).is_up_to(self.range(j))
    }

    /// Whether the primitive never fails, if no argument does.
    pub(crate) fn suffice(&self, p: Prim) -> bool {
        match failure(p) {
            Failure::Unless(needs) => needs.iter().all(|need| match *need {
                Need::NonZero(k) => self.range(k).excludes_zero(),
                Need::Natural(k) => self.range(k).is_from(0),
            }),
            Failure::Possible => false,
        }
    }

    /// Whether the primitive always fails.
    pub(crate) fn fail(&self, p: Prim) -> bool {
        let argument = match p.info().kind {
            Kind::Strict => self.facts.iter().any(|f| f.fails),
            Kind::Choice => self.facts[0].fails,
            Kind::Loop | Kind::Search | Kind::Source | Kind::Consumer => false,
        };
        argument
            || match failure(p) {
                Failure::Unless(needs) => needs.iter().any(|need| match *need {
                    Need::NonZero(k) => self.range(k).value() == Some(&Int::ZERO),
                    Need::Natural(k) => self.range(k).is_to(-1),
                }),
                Failure::Possible => false,
            }
    }

    /// The value of the primitive, as far as it follows from the arguments.
    pub(crate) fn value(&self, p: Prim) -> Known {
        use Prim as P;
        let natural = || Known::int(Range::at_least(0));
        let test = |yes: bool, no: bool| Known::truth(if yes { Some(true) } else { no.then_some(false) });
        match p {
            P::Add => Known::int(self.range(0).add(self.range(1))),
            P::Sub => Known::int(self.range(0).add(&self.range(1).neg())),
            P::Neg => Known::int(self.range(0).neg()),
            P::Mul if (self.same)(0, 1) && !self.range(0).is_from(0) => natural(),
            P::Mul => Known::int(self.range(0).mul(self.range(1))),
            P::Div => Known::int(self.range(0).quotient(self.range(1))),
            P::Mod => Known::int(self.range(0).modulus(self.range(1))),
            P::Powmod => Known::int(Range::default().modulus(self.range(2))),
            P::Pow if self.range(0).is_from(1) => Known::int(Range::at_least(1)),
            P::Pow if self.range(0).is_from(0) => natural(),
            P::Abs if self.range(0).is_from(0) => Known::int(self.range(0).clone()),
            P::NextPrime | P::PreviousPrime | P::NthPrime => Known::int(Range::at_least(2)),
            P::CountPrimes => natural(),
            P::IsPrime if self.range(0).is_to(1) => Known::truth(Some(false)),
            P::IsPrime | P::Factor => Known::default(),
            P::Abs | P::Gcd | P::Isqrt | P::BitLength | P::Length | P::Compr => natural(),
            P::Search => Known::int(Range::of(self.range(1).lo.clone(), None)),
            P::Min => Known::int(self.range(0).min(self.range(1))),
            P::Max => Known::int(self.range(0).max(self.range(1))),
            P::BitAnd => {
                let both = [self.range(0), self.range(1)];
                let lo = both.iter().any(|r| r.is_from(0)).then_some(Int::ZERO);
                let hi = both.iter().filter(|r| r.is_from(0)).filter_map(|r| r.hi.clone()).min();
                Known::int(Range::of(lo, hi))
            }
            P::BitOr | P::BitXor if self.range(0).is_from(0) && self.range(1).is_from(0) => natural(),
            P::Cond if self.range(0).is_to(0) => self.facts[1].known.clone(),
            P::Cond if self.range(0).is_from(1) => self.facts[2].known.clone(),
            P::Cond => self.facts[1].known.either(&self.facts[2].known),
            P::Lt => test(self.below(0, 1), self.up_to(1, 0)),
            P::Gt => test(self.below(1, 0), self.up_to(0, 1)),
            P::Le => test(self.up_to(0, 1), self.below(1, 0)),
            P::Ge => test(self.up_to(1, 0), self.below(0, 1)),
            P::Eq => test((self.same)(0, 1), self.below(0, 1) || self.below(1, 0)),
            P::Ne => test(self.below(0, 1) || self.below(1, 0), (self.same)(0, 1)),
            P::Not => Known::truth(self.facts[0].known.truth.map(|b| !b)),
            // Nothing follows from the arguments alone.
            P::Pow | P::BitOr | P::BitXor | P::Loop | P::Loop2 | P::Fold | P::All | P::Any => Known::default(),
            P::Cons | P::Range | P::RangeInclusive | P::Get | P::Head | P::Tail | P::Append => Known::default(),
            P::Reverse | P::Take | P::Drop | P::Sort | P::Distinct => Known::default(),
            P::Map | P::Filter | P::Scan | P::ZipWith => Known::default(),
        }
    }
}
