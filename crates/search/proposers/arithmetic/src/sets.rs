//! Tasks read as sets of integers, and the properties, alone and in pairs, that give these sets.

use nth_propose::Formula;

use crate::index::Target;
use crate::predicates::{Predicate, RANGE, WORDS};
use crate::search::{Finder, Found};
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
pub fn sets(task: usize, target: &Target, range: usize) -> Vec<SetTask> {
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
                while k < range as i64 && (image.value)(k).is_some_and(|v| v < t) {
                    k += 1;
                }
                if k == range as i64 {
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
                let to = if members.len() == terms.len() { members[members.len() - 1] as usize + 1 } else { range };
                out.push(SetTask { task, kind: Kind::Positions(image), from: members[0] as usize, to, members });
            }
        }
    }
    if terms.len() == target.low.len() && terms.len() >= 14 {
        let len = terms.len().min(2000).min(range - 1);
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
pub struct Table<'a> {
    predicates: &'a [Predicate],
    width: usize,
    columns: Vec<u64>,
}

/// Properties between two looks at the clock.
const LOOK: usize = 1024;
/// How many properties that hold for all members are looked at.
const LOOKED: usize = 2000;
/// How many of the tightest are paired with each other.
const PAIRED: usize = 100;
/// How many of the smallest are paired with all.
const SMALL: usize = 16;

/// What is added to the bits of a pair one of which hardly matters.
const WEAK: f64 = 200.0;
/// How many bits one property of the index must say beyond what it takes to choose it.
const ALONE: f64 = 6.0;
/// How many bits each of a pair must say beyond what it takes to choose it.
const MARGIN: f64 = 8.0;

/// A property or its negation, with the numbers it has too much.
#[derive(Clone)]
struct Candidate {
    at: usize,
    negated: bool,
    bits: Vec<u64>,
}

impl<'a> Table<'a> {
    /// Of these properties.
    pub fn new(predicates: &'a [Predicate], finder: &Finder<'_>) -> Self {
        let width = predicates.len().div_ceil(64);
        let mut columns = vec![0u64; width * RANGE];
        for (i, p) in predicates.iter().enumerate() {
            if i % LOOK == 0 && finder.ended() {
                break;
            }
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
        if !set.to.is_multiple_of(64) {
            inside[w1 - w0 - 1] &= u64::MAX >> (64 - set.to % 64);
        }
        let mut best: Vec<(f64, Vec<Candidate>)> = Vec::new();
        for c in self.exact(set, &with, &without) {
            best.push((rank(&c), vec![c]));
        }
        finder.count(2 * self.predicates.len() as u64, 0);
        if best.is_empty() {
            // A small property with any other that takes away what is too much; and two that are tight.
            for (at, negated) in self.listed(&with, &without, set.from, SMALL) {
                let p = &self.predicates[at];
                let extra = (set.from..set.to).filter(|x| {
                    let bit = 1 << (x % 64);
                    (p.bits[x / 64] & bit != 0) != negated && wanted[x / 64 - w0] & bit == 0
                });
                let a = Candidate { at, negated, bits: Vec::new() };
                for b in self.excluding(extra, set.from, &with, &without) {
                    best.push((rank(&a) + rank(&b) + 1.0, vec![a.clone(), b]));
                }
            }
            let order = self.tight(set, &with, &without, &wanted, &inside);
            for (n, a) in order.iter().enumerate() {
                for b in &order[..n] {
                    if a.bits.iter().zip(&b.bits).all(|(a, b)| a & b == 0) {
                        best.push((rank(a) + rank(b) + 1.0, vec![a.clone(), b.clone()]));
                    }
                }
            }
            finder.count((order.len() * order.len() / 2 + SMALL * self.predicates.len()) as u64, 0);
        }
        for (bits, chosen) in &mut best {
            let weak = match chosen.as_slice() {
                [a] => {
                    let more = if matches!(set.kind, Kind::Positions(_)) { 0.0 } else { ALONE };
                    said(set.members.len(), set.to - set.from) < rank(a) + more
                }
                [a, b] => !(self.speaks(set, a, b) && self.speaks(set, b, a)),
                _ => false,
            };
            if weak {
                *bits += WEAK;
            }
        }
        best.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (bits, chosen) in best.iter().take(2) {
            let parts: Vec<&Candidate> = chosen.iter().collect();
            self.offer(finder, set, *bits, &parts);
        }
    }

    /// Whether more is said by the numbers that the first property takes away from the second than it takes to choose it.
    fn speaks(&self, set: &SetTask, first: &Candidate, second: &Candidate) -> bool {
        let p = &self.predicates[second.at];
        let all = (set.from..set.to).filter(|x| (p.bits[x / 64] >> (x % 64) & 1 == 1) != second.negated).count();
        said(set.members.len(), all) >= rank(first) + MARGIN
    }

    /// The first properties that give exactly the set.
    fn exact(&self, set: &SetTask, with: &[u64], without: &[u64]) -> Vec<Candidate> {
        let mut members = set.members.iter().peekable();
        let others = (set.from..set.to).filter(|&x| members.next_if(|m| **m as usize == x).is_none());
        self.excluding(others, set.from, with, without)
    }

    /// The first of these properties that none of `others` has.
    fn excluding(
        &self,
        others: impl Iterator<Item = usize>,
        from: usize,
        with: &[u64],
        without: &[u64],
    ) -> Vec<Candidate> {
        let (mut with, mut without) = (with.to_vec(), without.to_vec());
        for x in others {
            let column = &self.columns[x * self.width..][..self.width];
            let mut any = 0;
            for ((a, b), &c) in with.iter_mut().zip(&mut without).zip(column) {
                *a &= !c;
                *b &= c;
                any |= *a | *b;
            }
            if any == 0 {
                return Vec::new();
            }
        }
        let first = self.listed(&with, &without, from, 2);
        first.into_iter().map(|(at, negated)| Candidate { at, negated, bits: Vec::new() }).collect()
    }

    /// The first of these properties that have a value from `from` on, by size.
    fn listed(&self, with: &[u64], without: &[u64], from: usize, most: usize) -> Vec<(usize, bool)> {
        let mut out = Vec::new();
        for word in 0..self.width {
            for (negated, list) in [(false, with), (true, without)] {
                let mut rest = list[word];
                while rest != 0 {
                    let at = word * 64 + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    // An indicator says something about the first numbers too.
                    if self.predicates.get(at).is_some_and(|p| p.lo <= from) {
                        out.push((at, negated));
                    }
                }
            }
            if out.len() >= most {
                out.truncate(most);
                break;
            }
        }
        out
    }

    /// The properties that all members have and few others.
    fn tight(&self, set: &SetTask, with: &[u64], without: &[u64], wanted: &[u64], inside: &[u64]) -> Vec<Candidate> {
        let w0 = set.from / 64;
        let looked = inside.len().min(8);
        let extra = |at: usize, negated: bool, i: usize| {
            let flip = if negated { u64::MAX } else { 0 };
            (self.predicates[at].bits[w0 + i] ^ flip) & inside[i] & !wanted[i]
        };
        let mut order: Vec<(u32, usize, bool)> = self
            .listed(with, without, set.from, LOOKED)
            .into_iter()
            .map(|(at, negated)| ((0..looked).map(|i| extra(at, negated, i).count_ones()).sum(), at, negated))
            .collect();
        order.sort_unstable();
        order.truncate(PAIRED);
        order
            .into_iter()
            .map(|(_, at, negated)| Candidate {
                at,
                negated,
                bits: (0..inside.len()).map(|i| extra(at, negated, i)).collect(),
            })
            .collect()
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

/// The logarithm of the number of ways to choose so many of all.
fn said(members: usize, all: usize) -> f64 {
    (0..members).map(|i| (all.saturating_sub(i) as f64 / (i + 1) as f64).log2()).sum()
}

fn rank(c: &Candidate) -> f64 {
    (c.at as f64 + 2.0).log2() + f64::from(u8::from(c.negated))
}

/// The source of the opposite.
pub fn negated(p: &Source) -> Source {
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

/// How many numbers the sets of the tasks reach to; 0 without sets.
pub fn reach(finder: &Finder<'_>) -> usize {
    let all = finder.index.targets.iter().enumerate();
    all.flat_map(|(i, t)| sets(i, t, RANGE)).map(|s| s.to).max().unwrap_or(0)
}

/// Looks for the sets of all tasks.
pub fn find_all(finder: &Finder<'_>, predicates: &[Predicate], range: usize) {
    let sets: Vec<SetTask> = finder.index.targets.iter().enumerate().flat_map(|(i, t)| sets(i, t, range)).collect();
    let table = Table::new(predicates, finder);
    finder.look_up("numbers with one or two properties", sets.len(), |i| {
        if finder.wants(sets[i].task) {
            table.find(finder, &sets[i]);
        }
    });
}
