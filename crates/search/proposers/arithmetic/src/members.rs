//! Looks up what is made from the list of the numbers with a property: functions of them, transforms.

use nth_propose::Formula;
use nth_propose::build::{Expr, Template};

use crate::arguments::argument_values;
use crate::function::{NONE, OPS, apply_all};
use crate::index::hash;
use crate::predicates::{Predicate, RANGE};
use crate::rows::ROWS;
use crate::search::{ArithmeticSearch, Candidate};
use crate::transforms::TRANSFORMS;
use nth_algebra::isqrt;
use nth_algebra::primes::PrimeTables;

/// Number of predicates, the smallest ones, whose lists are examined.
const MAX_LISTS: usize = 20_000;
/// Number of members of a list that are used.
const MAX_MEMBERS: usize = 110;
/// Fewest terms of a sequence that is looked up.
const MIN_TERMS: usize = 10;
/// Operations that join a member and its position: sum, difference, product.
const JOINING_OPS: usize = 3;

/// A number that is examined as the last of its divisors: at least the first bound, less than the second.
const DIVIDED: std::ops::Range<i64> = 6..1 << 30;
/// Fewest divisors that are examined.
const MIN_DIVISORS: usize = 4;

const OF_MEMBERS: &str = "a function of the numbers with a property";

/// Simple functions of a member of the list.
static SIMPLE: [Template; 34] = [
    Template::new("$ + 1"),
    Template::new("$ - 1"),
    Template::new("2 * $"),
    Template::new("3 * $"),
    Template::new("2 * $ + 1"),
    Template::new("2 * $ - 1"),
    Template::new("$ / 2"),
    Template::new("$ / 3"),
    Template::new("$ / 4"),
    Template::new("$ / 6"),
    Template::new("$ / 10"),
    Template::new("$ + 2"),
    Template::new("$ - 2"),
    Template::new("($ - 1) / 2"),
    Template::new("($ + 1) / 2"),
    Template::new("($ - 1) / 4"),
    Template::new("($ + 1) / 4"),
    Template::new("($ - 1) / 3"),
    Template::new("($ + 1) / 6"),
    Template::new("$ * $ + 1"),
    Template::new("$ * $ - 1"),
    Template::new("$ * ($ - 1)"),
    Template::new("$ * ($ + 1)"),
    Template::new("$ * ($ + 2)"),
    Template::new("($ * $ - 1) / 24"),
    Template::new("2 ^ $ - 1"),
    Template::new("10 * $ + 1"),
    Template::new("$ % 10"),
    Template::new("$ % 4"),
    Template::new("$ % 3"),
    Template::new("$ % 2"),
    Template::new("$ % 5"),
    Template::new("$ % 6"),
    Template::new("$ % 8"),
];

/// Looks up functions and transforms of the lists of these predicates.
pub fn find(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, predicates: &[Predicate]) {
    if predicates.is_empty() {
        return;
    }
    let tables: Vec<Vec<i64>> = SIMPLE.iter().map(|s| argument_values(s.expr(), RANGE)).collect();
    search.share_once(predicates.len().min(MAX_LISTS), |i| of_list(numbers, search, &predicates[i], &tables));
}

fn of_list(numbers: &PrimeTables, search: &ArithmeticSearch<'_>, p: &Predicate, tables: &[Vec<i64>]) {
    let start = p.lo.max(1);
    let list: Vec<i64> = (start..RANGE).filter(|&x| p.holds(x)).take(MAX_MEMBERS).map(|x| x as i64).collect();
    if list.len() < MIN_TERMS {
        return;
    }
    let part = || Formula::new(Expr::nth("k", Expr::int(start as i64), p.source.of(&Expr::name("k")))).starting(1);
    let look = |terms: &[i64], from: usize, body: &dyn Fn() -> Expr, description: &str| {
        let end = terms.iter().position(|v| *v == NONE).unwrap_or(terms.len());
        let terms = &terms[..end];
        if terms.len() < MIN_TERMS || search.seen(hash(terms) ^ 5) || terms.iter().all(|t| *t == terms[0]) {
            return;
        }
        let make = || Candidate {
            formula: Formula::new(body()).with(vec![part()]).starting(from as i64),
            description: description.to_owned(),
            bits: search.bits() + 1.0,
            determined_by: 0,
        };
        search.look_up(terms, terms.len(), |_| Some(terms.to_vec()), make);
    };
    let n = Expr::name("n");
    let member = Expr::part_at(1, [n.clone()]);
    for (row, values) in ROWS.iter().zip(apply_all(numbers, &ROWS, &list)) {
        look(&values, 1, &|| row.source.expr().of(&member), OF_MEMBERS);
    }
    for (s, table) in SIMPLE.iter().zip(tables) {
        let values: Vec<i64> = list.iter().map(|&x| table[x as usize]).collect();
        look(&values, 1, &|| s.expr().of(&member), OF_MEMBERS);
    }
    for op in &OPS[..JOINING_OPS] {
        let values: Vec<i64> = list.iter().zip(1..).map(|(&x, n)| op.value(x, n)).collect();
        look(&values, 1, &|| op.source(&member, &n), OF_MEMBERS);
    }
    // The transforms see the list as a function from 1.
    let values: Vec<i64> = [NONE].into_iter().chain(list.iter().copied()).collect();
    let inner = Expr::part_at(1, [Expr::argument()]);
    for t in &TRANSFORMS {
        let all = t.terms(numbers, &values, &values);
        if all.len() > t.from {
            look(&all[t.from..], t.from, &|| t.of(&inner, &inner), "a transform of the numbers with a property");
        }
    }
    search.count((ROWS.len() + SIMPLE.len() + TRANSFORMS.len()) as u64, 0);
}

/// Offers the divisors of a number to the tasks that are such lists.
pub fn divisors(search: &ArithmeticSearch<'_>) {
    for (task, target) in search.index.targets.iter().enumerate() {
        let (Some(&last), true) = (target.low.last(), target.small == target.low.len()) else { continue };
        if target.low.len() < MIN_DIVISORS || !DIVIDED.contains(&last) || target.low[0] != 1 {
            continue;
        }
        let small: Vec<i64> = (1..=isqrt(last)).filter(|d| last % d == 0).collect();
        let mut all = small.clone();
        all.extend(small.iter().rev().map(|d| last / d).filter(|d| d * d > last));
        if all == target.low && search.wants(task) {
            let from = target.first.unwrap_or(1);
            let index = Expr::name("n").moved(from.saturating_neg());
            search.offer(
                task,
                Candidate {
                    formula: Formula::new(Expr::call("divisors", [Expr::int(last)]).at(index)).starting(from),
                    description: "the divisors of a number".to_owned(),
                    bits: (last as f64).log2() + 3.0,
                    determined_by: 1,
                },
            );
        }
    }
}
