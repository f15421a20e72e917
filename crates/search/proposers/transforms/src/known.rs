//! Known sequences, found behind transforms: an index over what is made of them.
//!
//! The key of a sequence is made of the ratios of its second differences, so k·a(n) + c·n + d has the key of a.

use nth_num::Int;
use rustc_hash::FxHashMap;

use nth_algebra::{Residue, Ring};

use crate::screen::{MAX_TERMS, SURPLUS};
use crate::step::at;
use crate::views::{PAIRS, VIEWS, Values, is_plain, pair};

/// A sequence that is known by a name.
#[derive(Clone, Debug)]
pub struct Known {
    /// The name of its function in nth source, such as `prime`.
    pub call: String,
    /// Its first terms; the more, the better.
    pub terms: Vec<Int>,
    /// The index of the first of them.
    pub from: i64,
}

/// Terms that make a key.
const WINDOW: usize = 12;
/// Known sequences, the first ones, of which all pairs are made.
const PAIRED: usize = 400;
/// Entries of one key that are tried.
const TRIED: usize = 12;
/// Bit that marks pairs among entries.
const PAIR: u64 = 1 << 63;

/// The index.
#[derive(Default)]
pub(crate) struct Index {
    known: Vec<(String, Values)>,
    /// Where the entries of a key begin.
    starts: FxHashMap<u64, u32>,
    entries: Vec<(u64, u64)>,
}

/// A known sequence behind a transform.
pub(crate) struct Hit {
    /// The body of a formula.
    pub body: String,
    pub says: String,
    pub fitted: usize,
    pub given: usize,
    pub bits: f64,
}

impl Index {
    /// The index of these.
    pub(crate) fn new(known: &[Known]) -> Self {
        let known: Vec<(String, Values)> = known
            .iter()
            .filter(|k| k.terms.len() >= WINDOW)
            .map(|k| (k.call.clone(), Values::of(&k.terms, k.from)))
            .collect();
        let mut entries: Vec<(u64, u64)> = Vec::new();
        for (i, (_, k)) in known.iter().enumerate() {
            for (j, view) in VIEWS.iter().enumerate() {
                let Some((_, v)) = (view.values)(k) else { continue };
                if v.len() < WINDOW || (j == 0 || i < PAIRED) && is_plain(&v) {
                    continue;
                }
                let shifts = if j < 4 { 3 } else { 2 };
                for s in 0..shifts {
                    if let Some(key) = v.get(s..).and_then(key) {
                        entries.push((key, (i as u64) << 16 | (j as u64) << 4 | s as u64));
                    }
                }
            }
        }
        for (i, a) in known.iter().enumerate().take(PAIRED) {
            for (j, b) in known.iter().enumerate().take(PAIRED) {
                for op in 0..PAIRS.len() {
                    if i == j || op != 3 && i > j {
                        continue;
                    }
                    let Some((_, v)) = pair(op, &a.1, &b.1) else { continue };
                    if let Some(key) = key(&v) {
                        entries.push((key, PAIR | (op as u64) << 48 | (i as u64) << 24 | j as u64));
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

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Known sequences that these terms are made of; their first index is `p`.
    pub(crate) fn look(&self, f: &[Residue], p: i64) -> Option<Hit> {
        let f = &f[..f.len().min(MAX_TERMS)];
        for skip in 0..=2 {
            let Some(rest) = f.get(skip..) else { break };
            let Some(start) = key(rest).and_then(|k| self.starts.get(&k)) else { continue };
            let first = self.entries[*start as usize].0;
            let all = self.entries[*start as usize..].iter().take(TRIED).take_while(|e| e.0 == first);
            for (_, e) in all {
                if let Some(hit) = self.verify(*e, f, skip, p) {
                    return Some(hit);
                }
            }
        }
        None
    }

    fn verify(&self, e: u64, f: &[Residue], skip: usize, p: i64) -> Option<Hit> {
        let (template, says, start, v, shift) = self.entry(e)?;
        let (rest, v) = (&f[skip..], v.get(shift..)?);
        let len = rest.len().min(v.len());
        if len < SURPLUS + 3 + skip || len + 3 < rest.len() && len < 40 {
            return None;
        }
        let second = |v: &[Residue], i: usize| v[i].add(&v[i + 2]).sub(&v[i + 1].add(&v[i + 1]));
        let j = (0..len - 2).find(|&j| !second(v, j).is_zero())?;
        let k = second(rest, j).div(&second(v, j))?;
        let left = |i: usize| rest[i].sub(&k.mul(&v[i]));
        let (d, c) = (left(0), left(1).sub(&left(0)));
        let mut line = d;
        for i in 0..len {
            if left(i) != line {
                return None;
            }
            line = line.add(&c);
        }
        // In the index n = p + skip + i.
        let d = d.sub(&c.times(p + skip as i64));
        let (k, c, d) = (k.fraction()?, c.fraction()?, d.fraction()?);
        let den = num_integer::lcm(num_integer::lcm(k.1, c.1), d.1);
        if den > 60 || k.0.abs() > 1_000_000 || c.0.abs() > 1_000_000 {
            return None;
        }
        let whole = |x: (i64, i64)| x.0 * (den / x.1);
        let (k, c, d) = (whole(k), whole(c), whole(d));
        let term = at(&template, start + shift as i64 - (p + skip as i64));
        let mut body = match k {
            1 => term,
            -1 => format!("-{}", closed(&term)),
            _ => format!("{k} * {}", closed(&term)),
        };
        match c {
            0 => {}
            1 => body += " + n",
            -1 => body += " - n",
            _ if c > 0 => body += &format!(" + {c} * n"),
            _ => body += &format!(" - {} * n", -c),
        }
        if d != 0 {
            body += &if d > 0 { format!(" + {d}") } else { format!(" - {}", -d) };
        }
        if den != 1 {
            let whole = body.starts_with('(') && body.find(')') == Some(body.len() - 1);
            body = if whole { format!("{body} / {den}") } else { format!("({body}) / {den}") };
        }
        if skip > 0 {
            let given: Option<Vec<String>> = f[..skip].iter().map(|x| x.signed().map(|x| x.to_string())).collect();
            let given = given?;
            body = match &given[..] {
                [x] => format!("if n == {p} then {x} else {body}"),
                _ => format!("if n < {} then [{}][n - {p}] else {body}", p + skip as i64, given.join(", "))
                    .replace("n - 0]", "n]"),
            };
        }
        let size = |x: i64| f64::from(64 - x.unsigned_abs().leading_zeros()) * 1.5;
        let free = 1 + usize::from(c != 0) + usize::from(d != 0);
        let bits = (self.entries.len() as f64).log2() + size(k - 1) + size(c) + size(d) + size(den - 1);
        Some(Hit { body, says, fitted: free + skip, given: skip, bits })
    }

    /// The template, the words, the index of the first value, the values and how many of them are left out.
    fn entry(&self, e: u64) -> Option<(String, String, i64, Vec<Residue>, usize)> {
        let part = |e: u64, mask: u64| usize::try_from(e & mask).ok();
        if e & PAIR != 0 {
            let op = part(e >> 48, 0xFF)?;
            let (a, b) = (self.known.get(part(e >> 24, 0xFF_FFFF)?)?, self.known.get(part(e, 0xFF_FFFF)?)?);
            let (start, v) = pair(op, &a.1, &b.1)?;
            let template = PAIRS[op].replace('A', "\u{1}").replace('B', &b.0).replace('\u{1}', &a.0);
            let word = ["sum", "difference", "product", "composition"][op];
            return Some((template, format!("{word} of {} and {}", a.0, b.0), start, v, 0));
        }
        let (name, k) = self.known.get(part(e >> 16, 0xFFFF_FFFF)?)?;
        let view = VIEWS.get(part(e >> 4, 0xFFF)?)?;
        let (start, v) = (view.values)(k)?;
        let template = view.template.replace('F', &k.from.to_string()).replace('A', name);
        Some((template, format!("{}{name}", view.says), start, v, part(e, 0xF)?))
    }
}

fn closed(term: &str) -> String {
    let plain = term.starts_with('(') || !term.contains([' ', '^']) || term.ends_with(')') && !term.contains(") ");
    if plain { term.to_owned() } else { format!("({term})") }
}

/// The key of a sequence, if the first terms are not nearly linear.
fn key(v: &[Residue]) -> Option<u64> {
    let v = v.get(..WINDOW)?;
    let second: Vec<Residue> = v.windows(3).map(|w| w[0].add(&w[2]).sub(&w[1].add(&w[1]))).collect();
    let lead = second.iter().position(|x| !x.is_zero())?;
    if lead > 5 {
        return None;
    }
    let scale = second[lead].inverse()?;
    let mut h = lead as u64;
    for x in &second[lead + 1..] {
        h = (h.rotate_left(23) ^ x.mul(&scale).get()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        h ^= h >> 29;
    }
    Some(h)
}
