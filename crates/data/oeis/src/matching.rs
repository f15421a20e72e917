//! Comparison of given terms with the terms of one sequence, and the best matches.

use std::cmp::Ordering;

use nth_num::{BigInt, Int};

use crate::anum::ANum;
use crate::database::{Fame, LookupOptions, Match, Place, Ranked, SignMatch};

/// Least number of common terms of a match with a sequence whose listed terms end before the given ones.
pub(crate) const PARTIAL: usize = 8;

/// Last position that counts as the start.
const NEAR: usize = 3;

/// Match, ordered from best to worst by its fields in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Whether the listed terms end before the given ones.
    partial: bool,
    pub(crate) sign: SignMatch,
    pub(crate) fame: Fame,
    /// Position; the first few count alike, since people leave out a 0 or a 1, and the lower A-number is the better
    /// known.
    depth: usize,
    pub(crate) anum: ANum,
    pub(crate) position: usize,
    pub(crate) matched: usize,
}

impl Hit {
    /// Match of the first `matched` of `given` terms with those of an entry, from `position` on.
    fn new((anum, fame): (ANum, Fame), position: usize, (sign, matched): (SignMatch, usize), given: usize) -> Self {
        Self { partial: matched < given, sign, fame, depth: position.saturating_sub(NEAR), anum, position, matched }
    }

    /// Place of a match among the answers to a question of `given` terms.
    pub(crate) fn of(m: &Match, given: usize) -> Self {
        Self::new((m.anum, m.fame), m.position, (m.sign, m.matched), given)
    }
}

/// The best match of `query` in the terms of one sequence.
pub(crate) fn best_in(entry: (ANum, Fame), terms: &[Int], query: &[Int], options: &LookupOptions) -> Option<Hit> {
    let last = match options.place {
        Place::Start => 1,
        Place::Anywhere => terms.len(),
    };
    let mut best: Option<Hit> = None;
    for position in 0..last {
        let Some(agreement) = agree(terms.get(position..)?, query, options.ignore_sign) else { continue };
        let hit = Hit::new(entry, position, agreement, query.len());
        if best.is_none_or(|b| hit < b) {
            best = Some(hit);
        }
        // No later match is better than a full match with equal signs.
        if !hit.partial && hit.sign == SignMatch::Same {
            break;
        }
    }
    best
}

/// Match of `query` at the start of `terms`: relation of the signs, and number of terms compared.
fn agree(terms: &[Int], query: &[Int], ignore_sign: bool) -> Option<(SignMatch, usize)> {
    if query.is_empty() || terms.len() < query.len().min(PARTIAL) {
        return None;
    }
    let (mut same, mut negated) = (true, true);
    let mut matched = 0;
    for (a, b) in terms.iter().zip(query) {
        same &= a == b;
        let accepted = same || (ignore_sign && equal_abs(a, b));
        if !accepted {
            return None;
        }
        negated &= a.signum() == -b.signum();
        matched += 1;
    }
    let sign = match (same, negated) {
        (true, _) => SignMatch::Same,
        (false, true) => SignMatch::Negated,
        (false, false) => SignMatch::Absolute,
    };
    Some((sign, matched))
}

fn equal_abs(a: &Int, b: &Int) -> bool {
    cmp_abs(a, b) == Ordering::Equal
}

/// Compares two numbers by their absolute values.
pub(crate) fn cmp_abs(a: &Int, b: &Int) -> Ordering {
    match (a, b) {
        (Int::Small(x), Int::Small(y)) => x.unsigned_abs().cmp(&y.unsigned_abs()),
        (Int::Big(x), Int::Big(y)) => x.magnitude().cmp(y.magnitude()),
        (Int::Small(x), Int::Big(y)) => small_to_big(*x, y),
        (Int::Big(x), Int::Small(y)) => small_to_big(*y, x).reverse(),
    }
}

/// 2^63 is big where −2^63 is small, so the two kinds can be equal.
fn small_to_big(x: i64, y: &BigInt) -> Ordering {
    match u64::try_from(y.magnitude()) {
        Ok(y) => x.unsigned_abs().cmp(&y),
        Err(_) => Ordering::Less,
    }
}

/// The best hits, up to a limit, and the number of all.
pub(crate) struct Best<H> {
    limit: usize,
    total: usize,
    hits: Vec<H>,
}

impl<H: Ord> Best<H> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, total: 0, hits: Vec::new() }
    }

    pub(crate) fn push(&mut self, hit: H) {
        self.total += 1;
        self.hits.push(hit);
        // The worse half is dropped now and then, so that memory depends on the limit and not on the number of hits.
        if self.hits.len() >= self.limit.saturating_mul(2).saturating_add(1024) {
            self.hits.sort_unstable();
            self.hits.truncate(self.limit);
        }
    }

    pub(crate) fn finish(mut self) -> Ranked<H> {
        self.hits.sort_unstable();
        self.hits.truncate(self.limit);
        Ranked { best: self.hits, total: self.total }
    }
}
