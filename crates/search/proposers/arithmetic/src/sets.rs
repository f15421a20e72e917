//! Tasks read as sets of integers, and the predicates, alone and in pairs, that give these sets.

use nth_propose::Formula;
use nth_propose::build::{ARGUMENT, Expr, Template};

use crate::index::Target;
use crate::predicates::{Predicate, RANGE, WORDS};
use crate::search::{ArithmeticSearch, Candidate};

/// Ways in which a task may show a set.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The numbers of the set, or a function of them.
    Positions(&'static Image),
    /// Whether n is in the set, from this index.
    Indicator(usize),
    /// The number of members up to n, from this index.
    Counting(usize),
}

/// A function that the numbers of a set are shown through.
#[derive(Debug)]
pub struct Image {
    template: Template,
    value: fn(i64) -> Option<i64>,
}

const fn image(template: &'static str, value: fn(i64) -> Option<i64>) -> Image {
    Image { template: Template::new(template), value }
}

/// The functions, the simplest first.
static IMAGES: [Image; 23] = [
    image("$", Some),
    image("square($)", |k| k.checked_mul(k)),
    image("square($) + 1", |k| Some(k * k + 1)),
    image("square($) - 1", |k| Some(k * k - 1)),
    image("triangular($)", |k| Some(k * (k + 1) / 2)),
    image("$ ^ 3", |k| Some(k * k * k)),
    image("pronic($)", |k| Some(k * (k + 1))),
    image("square($) + 2", |k| Some(k * k + 2)),
    image("2 * square($) + 1", |k| Some(2 * k * k + 1)),
    image("2 * square($) - 1", |k| Some(2 * k * k - 1)),
    image("pronic($) + 1", |k| Some(k * (k + 1) + 1)),
    image("pronic($) - 1", |k| Some(k * (k + 1) - 1)),
    image("$ ^ 4", |k| Some(k * k * k * k)),
    image("2 * square($)", |k| Some(2 * k * k)),
    image("$ ^ 3 + 1", |k| Some(k * k * k + 1)),
    image("$ ^ 3 + 2", |k| Some(k * k * k + 2)),
    image("4 * square($) + 1", |k| Some(4 * k * k + 1)),
    image("pronic($) + 41", |k| Some(k * (k + 1) + 41)),
    image("polygonal(5, $)", |k| Some(k * (3 * k - 1) / 2)),
    image("polygonal(6, $)", |k| Some(k * (2 * k - 1))),
    image("2 ^ $", |k| if k < 62 { Some(1 << k) } else { None }),
    image("2 ^ $ - 1", |k| if k < 62 { Some((1 << k) - 1) } else { None }),
    image("2 ^ $ + 1", |k| if k < 62 { Some((1 << k) + 1) } else { None }),
];

/// Fewest terms of a list of numbers.
const MIN_POSITIONS: usize = 5;
/// Fewest terms of a list of numbers that is not complete.
const MIN_POSITIONS_OF_MANY: usize = 7;
/// Fewest terms of an indicator or a counting function, and the most that are examined.
const INDICATOR_TERMS: std::ops::RangeInclusive<usize> = 14..=2000;
/// Fewest numbers in, and outside of, the set of an indicator.
const MIN_INDICATED: usize = 3;

/// A set of which a task shows the part between two bounds.
pub struct SetTask {
    task: usize,
    kind: Kind,
    members: Vec<u32>,
    from: usize,
    to: usize,
}

/// The sets that a task may show, of numbers below `range`.
pub fn sets(task: usize, target: &Target, range: usize) -> Vec<SetTask> {
    let mut out = Vec::new();
    let terms = &target.low[..target.small];
    if terms.len() < MIN_POSITIONS {
        return out;
    }
    if terms[0] >= -1 && terms.windows(2).all(|w| w[0] < w[1]) {
        for image in &IMAGES {
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
            let enough = members.len() == target.low.len() || members.len() >= MIN_POSITIONS_OF_MANY;
            if all && enough && members.len() >= MIN_POSITIONS {
                let to = if members.len() == terms.len() { members[members.len() - 1] as usize + 1 } else { range };
                out.push(SetTask { task, kind: Kind::Positions(image), from: members[0] as usize, to, members });
            }
        }
    }
    if terms.len() == target.low.len() && terms.len() >= *INDICATOR_TERMS.start() {
        let len = terms.len().min(*INDICATOR_TERMS.end()).min(range - 1);
        let mut add = |kind: fn(usize) -> Kind, values: &dyn Fn(usize) -> i64| {
            if (0..len).all(|i| (0..=1).contains(&values(i))) {
                let members: Vec<u32> = (0..len as u32).filter(|&i| values(i as usize) == 1).collect();
                if members.len() >= MIN_INDICATED && members.len() + MIN_INDICATED <= len {
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

/// The predicates, and for each number those that hold for it.
pub struct Table<'a> {
    predicates: &'a [Predicate],
    width: usize,
    columns: Vec<u64>,
}

/// Predicates between two looks at the budget.
const BUDGET_STEP: usize = 1024;
/// Number of predicates that hold for all members that are examined for pairs.
const MAX_HOLDING: usize = 2000;
/// Number of the tightest ones that are paired with each other.
const MAX_PAIRED: usize = 100;
/// Number of the smallest ones that are paired with all.
const MAX_SMALL: usize = 16;
/// Words of a set that say which predicates are tight.
const TIGHT_WORDS: usize = 8;
/// Number of pairs or single predicates that are offered for a set.
const MAX_OFFERED: usize = 2;

/// Added to the bits of a pair one of which hardly matters.
const WEAK_BITS: f64 = 200.0;
/// Bits that a single predicate of the index must explain beyond those that it takes to choose it.
const SINGLE_MARGIN: f64 = 6.0;
/// Bits that each predicate of a pair must explain beyond those that it takes to choose it.
const PAIR_MARGIN: f64 = 8.0;

/// A predicate or its negation, with the numbers outside the set for which it holds.
#[derive(Clone)]
struct Choice {
    at: usize,
    negated: bool,
    bits: Vec<u64>,
}

impl<'a> Table<'a> {
    /// A table of these predicates.
    pub fn new(predicates: &'a [Predicate], search: &ArithmeticSearch<'_>) -> Self {
        let width = predicates.len().div_ceil(64);
        let mut columns = vec![0u64; width * RANGE];
        for (i, p) in predicates.iter().enumerate() {
            if i % BUDGET_STEP == 0 && search.ended() {
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

    /// Looks for the set among the predicates and their pairs, and offers what is found.
    pub fn find(&self, search: &ArithmeticSearch<'_>, set: &SetTask) {
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
        let mut best: Vec<(f64, Vec<Choice>)> = Vec::new();
        for c in self.exact(set, &with, &without) {
            best.push((rank(&c), vec![c]));
        }
        search.count(2 * self.predicates.len() as u64, 0);
        if best.is_empty() {
            // A small predicate with any other that excludes what it has too much; and two tight ones.
            for (at, negated) in self.listed(&with, &without, set.from, MAX_SMALL) {
                let p = &self.predicates[at];
                let extra = (set.from..set.to).filter(|x| {
                    let bit = 1 << (x % 64);
                    (p.bits[x / 64] & bit != 0) != negated && wanted[x / 64 - w0] & bit == 0
                });
                let a = Choice { at, negated, bits: Vec::new() };
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
            search.count((order.len() * order.len() / 2 + MAX_SMALL * self.predicates.len()) as u64, 0);
        }
        for (bits, chosen) in &mut best {
            let weak = match chosen.as_slice() {
                [a] => {
                    let more = if matches!(set.kind, Kind::Positions(_)) { 0.0 } else { SINGLE_MARGIN };
                    choice_bits(set.members.len(), set.to - set.from) < rank(a) + more
                }
                [a, b] => !(self.speaks(set, a, b) && self.speaks(set, b, a)),
                _ => false,
            };
            if weak {
                *bits += WEAK_BITS;
            }
        }
        best.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (bits, chosen) in best.iter().take(MAX_OFFERED) {
            let parts: Vec<&Choice> = chosen.iter().collect();
            self.offer(search, set, *bits, &parts);
        }
    }

    /// Whether the numbers that the first predicate excludes from the second explain more bits than it takes to choose
    /// it.
    fn speaks(&self, set: &SetTask, first: &Choice, second: &Choice) -> bool {
        let p = &self.predicates[second.at];
        let all = (set.from..set.to).filter(|x| p.holds(*x) != second.negated).count();
        choice_bits(set.members.len(), all) >= rank(first) + PAIR_MARGIN
    }

    /// The first predicates that give exactly the set.
    fn exact(&self, set: &SetTask, with: &[u64], without: &[u64]) -> Vec<Choice> {
        let mut members = set.members.iter().peekable();
        let others = (set.from..set.to).filter(|&x| members.next_if(|m| **m as usize == x).is_none());
        self.excluding(others, set.from, with, without)
    }

    /// The first of these predicates that hold for none of `others`.
    fn excluding(
        &self,
        others: impl Iterator<Item = usize>,
        from: usize,
        with: &[u64],
        without: &[u64],
    ) -> Vec<Choice> {
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
        first.into_iter().map(|(at, negated)| Choice { at, negated, bits: Vec::new() }).collect()
    }

    /// The first of these predicates that have a value from `from` on, by size, with whether they are negated.
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

    /// The predicates that hold for all members and few other numbers.
    fn tight(&self, set: &SetTask, with: &[u64], without: &[u64], wanted: &[u64], inside: &[u64]) -> Vec<Choice> {
        let w0 = set.from / 64;
        let looked = inside.len().min(TIGHT_WORDS);
        let extra = |at: usize, negated: bool, i: usize| {
            let flip = if negated { u64::MAX } else { 0 };
            (self.predicates[at].bits[w0 + i] ^ flip) & inside[i] & !wanted[i]
        };
        let mut order: Vec<(u32, usize, bool)> = self
            .listed(with, without, set.from, MAX_HOLDING)
            .into_iter()
            .map(|(at, negated)| ((0..looked).map(|i| extra(at, negated, i).count_ones()).sum(), at, negated))
            .collect();
        order.sort_unstable();
        order.truncate(MAX_PAIRED);
        order
            .into_iter()
            .map(|(_, at, negated)| Choice {
                at,
                negated,
                bits: (0..inside.len()).map(|i| extra(at, negated, i)).collect(),
            })
            .collect()
    }

    fn offer(&self, search: &ArithmeticSearch<'_>, set: &SetTask, bits: f64, parts: &[&Choice]) {
        if !search.wants(set.task) {
            return;
        }
        let mut parts: Vec<&Choice> = parts.to_vec();
        // The cheaper test first: short sources are cheap, mostly.
        parts.sort_by_cached_key(|c| (self.predicates[c.at].source.to_string().len(), c.at));
        let source = parts
            .iter()
            .map(|c| {
                let p = &self.predicates[c.at].source;
                if c.negated { p.negated() } else { p.clone() }
            })
            .reduce(Expr::and)
            .unwrap_or_else(|| Expr::bool(true));
        let holds = |x: usize| parts.iter().all(|c| self.predicates[c.at].holds(x) != c.negated);
        let lowest = parts.iter().map(|c| self.predicates[c.at].lo).max().unwrap_or(0);
        let first = search.index.targets[set.task].first;
        let mut determined_by = 0;
        let mut bits = bits + 2.0;
        let of = |name: &'static str| source.of(&Expr::name(name));
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
                    determined_by = 1;
                    bits += (set.from as f64).log2();
                }
                bits +=
                    IMAGES.iter().position(|i| std::ptr::eq(i, image)).map_or(0.0, |i| (i as f64 + 1.0).log2() + 1.0);
                let from = first.unwrap_or(1);
                let (start, p) = (Expr::int(start as i64), of("k"));
                let body = if image.template.expr().is_name(ARGUMENT) {
                    Expr::nth("k", start, p)
                } else {
                    let index = Expr::name("n").moved(from.saturating_neg());
                    image.template.expr().of(&Expr::call("search", [p.lambda(["k".into()]), start, index]))
                };
                Formula::new(body).starting(from)
            }
            Kind::Indicator(o) => Formula::new(Expr::call("indicator", [of("n")])).starting(o as i64),
            Kind::Counting(o) => {
                let arguments = [Expr::int(o as i64), Expr::name("n"), of("k").lambda(["k".into()])];
                Formula::new(Expr::call("count_over", arguments)).starting(o as i64)
            }
        };
        let description = match (set.kind, parts.len()) {
            (Kind::Positions(_), 1) => "numbers with a property",
            (Kind::Positions(_), _) => "numbers with two properties",
            (Kind::Indicator(_), _) => "whether the index has a property",
            (Kind::Counting(_), _) => "how many numbers have a property",
        };
        search.offer(set.task, Candidate { formula, description: description.to_owned(), bits, determined_by });
    }
}

/// Bits to choose `members` of `all` numbers.
fn choice_bits(members: usize, all: usize) -> f64 {
    (0..members).map(|i| (all.saturating_sub(i) as f64 / (i + 1) as f64).log2()).sum()
}

fn rank(c: &Choice) -> f64 {
    (c.at as f64 + 2.0).log2() + f64::from(u8::from(c.negated))
}

/// Exclusive bound of the numbers in the sets of the tasks; 0 if no task may be a set.
pub fn reach(search: &ArithmeticSearch<'_>) -> usize {
    let all = search.index.targets.iter().enumerate();
    all.flat_map(|(i, t)| sets(i, t, RANGE)).map(|s| s.to).max().unwrap_or(0)
}

/// Looks for the sets of all tasks among these predicates of the numbers below `range`.
pub fn find_all(search: &ArithmeticSearch<'_>, predicates: &[Predicate], range: usize) {
    let sets: Vec<SetTask> = search.index.targets.iter().enumerate().flat_map(|(i, t)| sets(i, t, range)).collect();
    let table = Table::new(predicates, search);
    search.share_once(sets.len(), |i| {
        if search.wants(sets[i].task) {
            table.find(search, &sets[i]);
        }
    });
}
