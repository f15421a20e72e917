//! Tasks read as sets of integers, and the properties, alone and in pairs, that give these sets.

use nth_propose::Formula;

use crate::finder::{Finder, Found};
use crate::index::Target;
use crate::predicates::{Predicate, RANGE, WORDS};
use crate::source::Source;

/// How a task is made from a set.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The numbers of the set, or a function of them.
    Positions(&'static Image),
    /// Whether n is in the set, from this index.
    Indicator(usize),
    /// How many numbers up to n are in the set, from this index.
    Counting(usize),
}

/// A function that the numbers of a set are shown through.
#[derive(Debug)]
pub struct Image {
    template: &'static str,
    value: fn(i64) -> Option<i64>,
}

/// The functions.
pub static IMAGES: &[Image] = &[
    Image { template: "$", value: Some },
    Image { template: "square($)", value: |k| k.checked_mul(k) },
    Image { template: "square($) + 1", value: |k| Some(k * k + 1) },
    Image { template: "square($) - 1", value: |k| Some(k * k - 1) },
    Image { template: "triangular($)", value: |k| Some(k * (k + 1) / 2) },
    Image { template: "$ ^ 3", value: |k| Some(k * k * k) },
    Image { template: "pronic($)", value: |k| Some(k * (k + 1)) },
    Image { template: "square($) + 2", value: |k| Some(k * k + 2) },
    Image { template: "2 * square($) + 1", value: |k| Some(2 * k * k + 1) },
    Image { template: "2 * square($) - 1", value: |k| Some(2 * k * k - 1) },
    Image { template: "pronic($) + 1", value: |k| Some(k * (k + 1) + 1) },
    Image { template: "pronic($) - 1", value: |k| Some(k * (k + 1) - 1) },
    Image { template: "$ ^ 4", value: |k| Some(k * k * k * k) },
    Image { template: "2 * square($)", value: |k| Some(2 * k * k) },
    Image { template: "$ ^ 3 + 1", value: |k| Some(k * k * k + 1) },
    Image { template: "$ ^ 3 + 2", value: |k| Some(k * k * k + 2) },
    Image { template: "4 * square($) + 1", value: |k| Some(4 * k * k + 1) },
    Image { template: "pronic($) + 41", value: |k| Some(k * (k + 1) + 41) },
    Image { template: "polygonal(5, $)", value: |k| Some(k * (3 * k - 1) / 2) },
    Image { template: "polygonal(6, $)", value: |k| Some(k * (2 * k - 1)) },
    Image { template: "2 ^ $", value: |k| if k < 62 { Some(1 << k) } else { None } },
    Image { template: "2 ^ $ - 1", value: |k| if k < 62 { Some((1 << k) - 1) } else { None } },
    Image { template: "2 ^ $ + 1", value: |k| if k < 62 { Some((1 << k) + 1) } else { None } },
];

/// A set that a task shows between two bounds.
pub struct SetTask {
    task: usize,
    kind: Kind,
    members: Vec<u32>,
    from: usize,
    to: usize,
}

/// The sets of a task.
pub fn sets(task: usize, target: &Target) -> Vec<SetTask> {
    let mut out = Vec::new();
    let terms = &target.low[..target.small];
    if terms.len() < 5 {
        return out;
    }
    if terms[0] >= -1 && terms.windows(2).all(|w| w[0] < w[1]) {
        for image in IMAGES {
            let mut members: Vec<u32> = Vec::new();
            let mut k = 0i64;
            let mut all = true;
            for &t in terms {
                while k < RANGE as i64 && (image.value)(k).is_some_and(|v| v < t) {
                    k += 1;
                }
                if k == RANGE as i64 {
                    break;
                }
                if (image.value)(k) != Some(t) {
                    all = false;
                    break;
                }
                members.push(k as u32);
                k += 1;
            }
            let enough = members.len() == target.low.len() || members.len() >= 7;
            if all && enough && members.len() >= 5 {
                let to = if members.len() == terms.len() { members[members.len() - 1] as usize + 1 } else { RANGE };
                out.push(SetTask { task, kind: Kind::Positions(image), from: members[0] as usize, to, members });
            }
        }
    }
    if terms.len() == target.low.len() && terms.len() >= 14 {
        let len = terms.len().min(2000);
        let mut add = |kind: fn(usize) -> Kind, values: &dyn Fn(usize) -> i64| {
            if (0..len).all(|i| (0..=1).contains(&values(i))) {
                let members: Vec<u32> = (0..len as u32).filter(|&i| values(i as usize) == 1).collect();
                if members.len() >= 3 && members.len() + 3 <= len {
                    for o in 0..=1 {
                        let members = members.iter().map(|m| m + o).collect();
                        let o = o as usize;
                        out.push(SetTask { task, kind: kind(o), members, from: o, to: o + len });
                    }
                }
            }
        };
        add(Kind::Indicator, &|i| terms[i]);
        add(Kind::Counting, &|i| if i == 0 { terms[0] } else { terms[i].wrapping_sub(terms[i - 1]) });
    }
    out
}

/// The properties, and for each number those that it has.
pub struct Table {
    predicates: Vec<Predicate>,
    width: usize,
    columns: Vec<u64>,
}

/// How many properties that hold for all members are looked at.
const LOOKED: usize = 6000;
/// How many of them are paired.
const PAIRED: usize = 160;

/// A property or its negation, with the numbers it has too much.
struct Candidate {
    at: usize,
    negated: bool,
    extra: u32,
    bits: Vec<u64>,
}

impl Table {
    /// Of these properties.
    pub fn new(predicates: Vec<Predicate>) -> Self {
        let width = predicates.len().div_ceil(64);
        let mut columns = vec![0u64; width * RANGE];
        for (i, p) in predicates.iter().enumerate() {
            for (w, &word) in p.bits.iter().enumerate() {
                let mut rest = word;
                while rest != 0 {
                    let x = w * 64 + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    columns[x * width + i / 64] |= 1 << (i % 64);
                }
            }
        }
        Self { predicates, width, columns }
    }

    /// Looks for the set among the properties and their pairs, and offers what is found.
    pub fn find(&self, finder: &Finder<'_>, set: &SetTask) {
        let mut with = vec![u64::MAX; self.width];
        let mut without = vec![u64::MAX; self.width];
        for &m in &set.members {
            let column = &self.columns[m as usize * self.width..][..self.width];
            for ((a, b), &c) in with.iter_mut().zip(&mut without).zip(column) {
                *a &= c;
                *b &= !c;
            }
        }
        let (w0, w1) = (set.from / 64, set.to.div_ceil(64).min(WORDS));
        let mut wanted = vec![0u64; w1 - w0];
        for &m in &set.members {
            wanted[m as usize / 64 - w0] |= 1 << (m % 64);
        }
        let mut inside = vec![u64::MAX; w1 - w0];
        inside[0] &= u64::MAX << (set.from % 64);
        if set.to % 64 != 0 {
            inside[w1 - w0 - 1] &= u64::MAX >> (64 - set.to % 64);
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        'words: for word in 0..self.width {
            for (negated, list) in [(false, &with), (true, &without)] {
                let mut rest = list[word];
                while rest != 0 {
                    let at = word * 64 + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    let Some(p) = self.predicates.get(at) else { break };
                    // An indicator says something about the first numbers too.
                    if p.lo > set.from {
                        continue;
                    }
                    let flip = if negated { u64::MAX } else { 0 };
                    let bits: Vec<u64> =
                        (w0..w1).map(|w| (p.bits[w] ^ flip) & inside[w - w0] & !wanted[w - w0]).collect();
                    let extra: u32 = bits.iter().map(|w| w.count_ones()).sum();
                    candidates.push(Candidate { at, negated, extra, bits });
                    if candidates.len() >= LOOKED {
                        break 'words;
                    }
                }
            }
        }
        finder.count(candidates.len() as u64, 0);
        let mut best: Vec<(f64, Vec<usize>)> = Vec::new();
        for (i, c) in candidates.iter().enumerate().filter(|c| c.1.extra == 0).take(2) {
            best.push((rank(c), vec![i]));
        }
        if best.is_empty() {
            let mut order: Vec<usize> = (0..candidates.len()).collect();
            order.sort_by_key(|&i| (candidates[i].extra, candidates[i].at));
            order.truncate(PAIRED);
            for (n, &i) in order.iter().enumerate() {
                for &j in &order[..n] {
                    let (a, b) = (&candidates[i], &candidates[j]);
                    if a.bits.iter().zip(&b.bits).all(|(a, b)| a & b == 0) {
                        best.push((rank(a) + rank(b) + 1.0, vec![i, j]));
                    }
                }
            }
            finder.count((order.len() * order.len() / 2) as u64, 0);
        }
        best.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        for (bits, chosen) in best.iter().take(2) {
            let parts: Vec<&Candidate> = chosen.iter().map(|&i| &candidates[i]).collect();
            self.offer(finder, set, *bits, &parts);
        }
    }

    fn offer(&self, finder: &Finder<'_>, set: &SetTask, bits: f64, parts: &[&Candidate]) {
        if !finder.wants(set.task) {
            return;
        }
        let mut parts: Vec<&Candidate> = parts.to_vec();
        // The cheaper test first: short sources are cheap, mostly.
        parts.sort_by_key(|c| (self.predicates[c.at].source.text.len(), c.at));
        let source = parts
            .iter()
            .map(|c| {
                let p = &self.predicates[c.at].source;
                if c.negated { negated(p) } else { p.clone() }
            })
            .reduce(|a, b| a.join("and", 6, &b))
            .unwrap_or_else(|| Source::atom("true"));
        let holds =
            |x: usize| parts.iter().all(|c| (self.predicates[c.at].bits[x / 64] >> (x % 64) & 1 == 1) != c.negated);
        let lowest = parts.iter().map(|c| self.predicates[c.at].lo).max().unwrap_or(0);
        let first = finder.index.targets[set.task].first;
        let mut fitted = 0;
        let mut bits = bits + 2.0;
        let formula = match set.kind {
            Kind::Positions(image) => {
                let mut start = set.from;
                while start > lowest && !holds(start - 1) {
                    start -= 1;
                }
                if start == 0 && set.from > 0 {
                    start = 1;
                }
                if start > 2 {
                    fitted = 1;
                    bits += (set.from as f64).log2();
                }
                bits +=
                    IMAGES.iter().position(|i| std::ptr::eq(i, image)).map_or(0.0, |i| (i as f64 + 1.0).log2() + 1.0);
                let from = first.unwrap_or(1);
                let p = source.named("k");
                let body = if image.template == "$" {
                    format!("nth k from {start} where {p}")
                } else {
                    let index = match from {
                        0 => "n".to_owned(),
                        f if f > 0 => format!("n - {f}"),
                        f => format!("n + {}", -f),
                    };
                    image.template.replace('$', &format!("search(|k| {p}, {start}, {index})"))
                };
                Formula::new(body).starting(from)
            }
            Kind::Indicator(o) => Formula::new(format!("indicator({})", source.named("n"))).starting(o as i64),
            Kind::Counting(o) => {
                Formula::new(format!("count_over({o}, n, |k| {})", source.named("k"))).starting(o as i64)
            }
        };
        let says = match (set.kind, parts.len()) {
            (Kind::Positions(_), 1) => "numbers with a property",
            (Kind::Positions(_), _) => "numbers with two properties",
            (Kind::Indicator(_), _) => "whether the index has a property",
            (Kind::Counting(_), _) => "how many numbers have a property",
        };
        finder.offer(set.task, Found { formula, says: says.to_owned(), bits, fitted });
    }
}

fn rank(c: &Candidate) -> f64 {
    (c.at as f64 + 2.0).log2() + f64::from(u8::from(c.negated))
}

/// The source of the opposite.
fn negated(p: &Source) -> Source {
    for (op, opposite) in [(" == ", " != "), (" < ", " >= "), (" > ", " <= ")] {
        let outside = |at: usize| {
            let before = &p.text[..at];
            before.matches(['(', '[']).count() == before.matches([')', ']']).count()
        };
        let place = p.text.match_indices(op).map(|m| m.0).find(|&at| outside(at));
        if let (4, Some(at)) = (p.level, place) {
            return Source::at(4, format!("{}{opposite}{}", &p.text[..at], &p.text[at + op.len()..]));
        }
    }
    Source::at(5, format!("not {}", p.within(4)))
}

/// Looks for the sets of all tasks.
pub fn find_all(finder: &Finder<'_>, predicates: Vec<Predicate>) {
    let sets: Vec<SetTask> = finder.index.targets.iter().enumerate().flat_map(|(i, t)| sets(i, t)).collect();
    let table = Table::new(predicates);
    finder.share("numbers with one or two properties", sets.len(), |i| {
        if finder.wants(sets[i].task) {
            table.find(finder, &sets[i]);
        }
    });
}
