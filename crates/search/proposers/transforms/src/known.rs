//! Known sequences behind transforms: an index over the sequences that are derived from them.
//!
//! The key of a sequence is made of the ratios of its second differences: k·a(n) + c·n + d has the key of a.

use nth_algebra::Residue;
use nth_num::Int;
use nth_propose::Formula;
use nth_propose::build::{Expr, Style, with_exceptions, words};
use rustc_hash::FxHashMap;

use crate::derived::{DERIVED, PAIRS, Values};
use crate::discovery::Discovery;
use crate::screen::{MAX_TERMS, SURPLUS, is_plain};
use crate::transform::at;

/// A sequence that is known by a name.
#[derive(Clone, Debug)]
pub struct Known {
    /// The name of its function in nth source, such as `prime`.
    pub call: String,
    /// The first terms; the more, the better.
    pub terms: Vec<Int>,
    /// Index of the first term.
    pub from: i64,
    /// The program, which takes the place of the name; `None` for names that nth source may use.
    pub program: Option<Formula>,
}

/// Number of terms that make a key.
const WINDOW: usize = 12;
/// Number of the first known sequences of which all pairs are made.
const MAX_PAIRED: usize = 400;
/// Number of entries with one key that are tried.
const MAX_TRIED: usize = 12;
/// Number of the first derived sequences that are also looked up without their first two terms.
const MAX_SHIFTED: usize = 4;
/// Number of exceptional first terms that a task may have.
const MAX_EXCEPTIONS: usize = 2;
/// Largest denominator of a multiple of a known sequence.
const MAX_DENOMINATOR: i64 = 60;
/// Largest numerator of the coefficients of such a multiple.
const MAX_NUMERATOR: i64 = 1_000_000;
/// Number of terms that is enough if the derived sequence has fewer terms than the task.
const ENOUGH_TERMS: usize = 40;

/// Derived sequences by their keys.
#[derive(Default)]
pub(crate) struct Index {
    known: Vec<(String, Values)>,
    /// Position of the first entry of each key.
    starts: FxHashMap<u64, u32>,
    /// Keys and entries, in order.
    entries: Vec<(u64, Entry)>,
}

/// A derived sequence without its first terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    /// Sequence derived from one known sequence, without `skip` terms.
    Single {
        /// The known sequence, by its position.
        known: u32,
        /// The row of [`DERIVED`].
        row: u8,
        /// Number of terms that are left out.
        skip: u8,
    },
    /// Sequence derived from two known sequences.
    Pair {
        /// The row of [`PAIRS`].
        row: u8,
        /// The known sequence A, by its position.
        a: u16,
        /// The known sequence B, by its position.
        b: u16,
    },
}

/// An entry and its key take 16 bytes: there are millions.
const _: () = assert!(size_of::<(u64, Entry)>() == 16);

/// (k·v + c·n + d) / den, where v is a term of a derived sequence.
struct Multiple {
    k: i64,
    c: i64,
    d: i64,
    den: i64,
}

impl Index {
    /// The index over these known sequences.
    pub(crate) fn new(known: &[Known]) -> Self {
        let known: Vec<(String, Values)> = known
            .iter()
            .filter(|k| k.terms.len() >= WINDOW)
            .map(|k| (k.call.clone(), Values::of(&k.terms, k.from)))
            .collect();
        let mut entries: Vec<(u64, Entry)> = Vec::new();
        for (i, (_, k)) in (0..).zip(&known) {
            for (j, derived) in (0_u8..).zip(&DERIVED) {
                let Some((_, v)) = (derived.values)(k) else { continue };
                if v.len() < WINDOW || (j == 0 || (i as usize) < MAX_PAIRED) && is_plain(&v) {
                    continue;
                }
                let skips = if usize::from(j) < MAX_SHIFTED { 3 } else { 2 };
                for skip in 0..skips {
                    if let Some(key) = v.get(usize::from(skip)..).and_then(key) {
                        entries.push((key, Entry::Single { known: i, row: j, skip }));
                    }
                }
            }
        }
        for (i, a) in (0_u16..).zip(&known).take(MAX_PAIRED) {
            for (j, b) in (0_u16..).zip(&known).take(MAX_PAIRED) {
                for (row, pair) in (0_u8..).zip(&PAIRS) {
                    if i == j || pair.symmetric && i > j {
                        continue;
                    }
                    let Some((_, v)) = (pair.values)(&a.1, &b.1) else { continue };
                    if let Some(key) = key(&v) {
                        entries.push((key, Entry::Pair { row, a: i, b: j }));
                    }
                }
            }
        }
        entries.sort_unstable();
        let mut starts = FxHashMap::default();
        for (i, e) in entries.iter().enumerate().rev() {
            starts.insert(e.0, i as u32);
        }
        Self { known, starts, entries }
    }

    /// Whether the index is empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The multiple of a derived sequence, plus a linear function, that these terms are; their first index is `from`.
    /// The first terms may be exceptions.
    pub(crate) fn find(&self, f: &[Residue], from: i64) -> Option<Discovery> {
        let f = &f[..f.len().min(MAX_TERMS)];
        for skip in 0..=MAX_EXCEPTIONS {
            let Some(rest) = f.get(skip..) else { break };
            let Some(start) = key(rest).and_then(|k| self.starts.get(&k)) else { continue };
            let entries = &self.entries[*start as usize..];
            let same = entries.iter().take(MAX_TRIED).take_while(|e| e.0 == entries[0].0);
            for (_, e) in same {
                if let Some(found) = self.verify(*e, f, skip, from) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The program of the terms f after `skip` exceptions, if they are a multiple of the derived sequence.
    fn verify(&self, e: Entry, f: &[Residue], skip: usize, from: i64) -> Option<Discovery> {
        let (start, v) = self.values(e)?;
        // Index of the first term that is no exception.
        let first = from + skip as i64;
        let m = Multiple::of(&f[skip..], &v, first, skip)?;
        let exceptions: Option<Vec<Expr>> = f[..skip].iter().map(|x| x.signed().map(Expr::int)).collect();
        let (template, description) = self.source(e)?;
        let body = m.body(&at(&template, start - first));
        let body = match exceptions?.as_slice() {
            [] => body,
            terms => {
                let rest = Expr::template(&body).unwrap_or_else(|| Expr::name(body));
                with_exceptions(from, terms, rest, Style::Listed).to_string()
            }
        };
        Some(Discovery {
            formula: Formula::new(body).starting(from),
            description,
            determined_by: m.free() + skip,
            verbatim: skip,
            bits: (self.entries.len() as f64).log2() + m.bits(),
        })
    }

    /// The values of an entry, and the index of the first.
    fn values(&self, e: Entry) -> Option<(i64, Vec<Residue>)> {
        match e {
            Entry::Single { known, row, skip } => {
                let (start, mut v) = (DERIVED.get(usize::from(row))?.values)(&self.known.get(known as usize)?.1)?;
                v.drain(..usize::from(skip).min(v.len()));
                Some((start + i64::from(skip), v))
            }
            Entry::Pair { row, a, b } => {
                let (a, b) = (self.known.get(usize::from(a))?, self.known.get(usize::from(b))?);
                (PAIRS.get(usize::from(row))?.values)(&a.1, &b.1)
            }
        }
    }

    /// The template of an entry, and its description.
    fn source(&self, e: Entry) -> Option<(String, String)> {
        match e {
            Entry::Single { known, row, .. } => {
                let (name, k) = self.known.get(known as usize)?;
                let derived = DERIVED.get(usize::from(row))?;
                let from = k.from.to_string();
                let template = with_names(derived.template, &[("A", name), ("F", &from)]);
                Some((template, format!("{}{name}", derived.describe)))
            }
            Entry::Pair { row, a, b } => {
                let (a, b) = (&self.known.get(usize::from(a))?.0, &self.known.get(usize::from(b))?.0);
                let pair = PAIRS.get(usize::from(row))?;
                Some((with_names(pair.template, &[("A", a), ("B", b)]), format!("{} of {a} and {b}", pair.describe)))
            }
        }
    }
}

impl Multiple {
    /// The terms from index `first` on as a multiple of values, plus a linear function, where enough terms confirm it.
    fn of(terms: &[Residue], v: &[Residue], first: i64, exceptions: usize) -> Option<Self> {
        let len = terms.len().min(v.len());
        if len < SURPLUS + 3 + exceptions || len + 3 < terms.len() && len < ENOUGH_TERMS {
            return None;
        }
        let second = |v: &[Residue], i: usize| v[i] + v[i + 2] - (v[i + 1] + v[i + 1]);
        let j = (0..len - 2).find(|&j| !second(v, j).is_zero())?;
        let k = second(terms, j) * second(v, j).inverse()?;
        let left = |i: usize| terms[i] - k * v[i];
        let (d, c) = (left(0), left(1) - left(0));
        let mut line = d;
        for i in 0..len {
            if left(i) != line {
                return None;
            }
            line += c;
        }
        // d is the value at index 0.
        let d = d - c * Residue::from_i64(first);
        let (k, c, d) = (k.fraction()?, c.fraction()?, d.fraction()?);
        let den = num_integer::lcm(num_integer::lcm(k.1, c.1), d.1);
        if den > MAX_DENOMINATOR || k.0.abs() > MAX_NUMERATOR || c.0.abs() > MAX_NUMERATOR {
            return None;
        }
        let whole = |x: (i64, i64)| x.0 * (den / x.1);
        Some(Self { k: whole(k), c: whole(c), d: whole(d), den })
    }

    /// Number of coefficients that are not 0.
    fn free(&self) -> usize {
        1 + usize::from(self.c != 0) + usize::from(self.d != 0)
    }

    /// Bits of the coefficients.
    fn bits(&self) -> f64 {
        let size = |x: i64| f64::from(64 - x.unsigned_abs().leading_zeros()) * 1.5;
        size(self.k - 1) + size(self.c) + size(self.d) + size(self.den - 1)
    }

    /// The source, where `term` is that of the derived sequence.
    fn body(&self, term: &str) -> String {
        let mut body = match self.k {
            1 => term.to_owned(),
            -1 => format!("-{}", closed(term)),
            k => format!("{k} * {}", closed(term)),
        };
        match self.c {
            0 => {}
            1 => body += " + n",
            -1 => body += " - n",
            c if c > 0 => body += &format!(" + {c} * n"),
            c => body += &format!(" - {} * n", -c),
        }
        if self.d != 0 {
            body += &if self.d > 0 { format!(" + {}", self.d) } else { format!(" - {}", -self.d) };
        }
        if self.den == 1 {
            return body;
        }
        let is_closed = body.starts_with('(') && body.find(')') == Some(body.len() - 1);
        if is_closed { format!("{body} / {}", self.den) } else { format!("({body}) / {}", self.den) }
    }
}

/// The template with other words for some words.
fn with_names(template: &str, names: &[(&str, &str)]) -> String {
    words(template).map(|w| names.iter().find(|(old, _)| *old == w).map_or(w, |(_, new)| *new)).collect()
}

/// The source of a factor: in brackets, unless it is a name, a call or in brackets.
fn closed(term: &str) -> String {
    let plain = term.starts_with('(') || !term.contains([' ', '^']) || term.ends_with(')') && !term.contains(") ");
    if plain { term.to_owned() } else { format!("({term})") }
}

/// The key of a sequence, unless its first terms are nearly linear.
fn key(v: &[Residue]) -> Option<u64> {
    let v = v.get(..WINDOW)?;
    let second: Vec<Residue> = v.windows(3).map(|w| w[0] + w[2] - (w[1] + w[1])).collect();
    let lead = second.iter().position(|x| !x.is_zero())?;
    if lead > 5 {
        return None;
    }
    let scale = second[lead].inverse()?;
    let mut h = lead as u64;
    for x in &second[lead + 1..] {
        h = (h.rotate_left(23) ^ (*x * scale).get()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        h ^= h >> 29;
    }
    Some(h)
}
