//! What is made from the list of the numbers with a property: differences, sums, functions of them.

use nth_propose::Formula;

use crate::function::{NONE, OPS, apply_all};
use crate::function_levels::argument_values;
use crate::index::hash;
use crate::numbers::Numbers;
use crate::predicates::{Predicate, RANGE};
use crate::rows::ROWS;
use crate::search::{Finder, Found};
use crate::source::Source;
use crate::transforms::TRANSFORMS;

/// How many of the smallest properties are looked at.
const LISTS: usize = 20_000;
/// How many numbers of a list are used.
const LONG: usize = 110;

/// Simple functions of a member of the list.
static SIMPLE: &[&str] = &[
    "$ + 1",
    "$ - 1",
    "2 * $",
    "3 * $",
    "2 * $ + 1",
    "2 * $ - 1",
    "$ / 2",
    "$ / 3",
    "$ / 4",
    "$ / 6",
    "$ / 10",
    "$ + 2",
    "$ - 2",
    "($ - 1) / 2",
    "($ + 1) / 2",
    "($ - 1) / 4",
    "($ + 1) / 4",
    "($ - 1) / 3",
    "($ + 1) / 6",
    "$ * $ + 1",
    "$ * $ - 1",
    "$ * ($ - 1)",
    "$ * ($ + 1)",
    "$ * ($ + 2)",
    "($ * $ - 1) / 24",
    "2 ^ $ - 1",
    "10 * $ + 1",
    "$ % 10",
    "$ % 4",
    "$ % 3",
    "$ % 2",
    "$ % 5",
    "$ % 6",
    "$ % 8",
];

/// Looks them up.
pub fn find(numbers: &Numbers, finder: &Finder<'_>, predicates: &[Predicate]) {
    if predicates.is_empty() {
        return;
    }
    let simple: Vec<Source> = SIMPLE.iter().map(|t| Source::template(t)).collect();
    let tables: Vec<Vec<i64>> = simple.iter().map(|s| argument_values(s, RANGE)).collect();
    finder.look_up("functions of the numbers with a property", predicates.len().min(LISTS), |i| {
        let p = &predicates[i];
        let start = p.lo.max(1);
        let list: Vec<i64> =
            (start..RANGE).filter(|x| p.bits[x / 64] >> (x % 64) & 1 == 1).take(LONG).map(|x| x as i64).collect();
        if list.len() < 10 {
            return;
        }
        let part = || Formula::new(format!("nth k from {start} where {}", p.source.named("k"))).starting(1);
        let look = |terms: &[i64], from: usize, body: &dyn Fn() -> String, says: &str| {
            let end = terms.iter().position(|v| *v == NONE).unwrap_or(terms.len());
            let terms = &terms[..end];
            if terms.len() < 10 || finder.seen(hash(terms) ^ 5) || terms.iter().all(|t| *t == terms[0]) {
                return;
            }
            let make = || Found {
                formula: Formula::new(body()).with(vec![part()]).starting(from as i64),
                says: says.to_owned(),
                bits: finder.bits() + 1.0,
                fitted: 0,
            };
            finder.look_longer(terms, terms.len(), |_| Some(terms.to_vec()), make);
        };
        let member = Source::atom("@1(n)");
        for (row, values) in ROWS.iter().zip(apply_all(numbers, ROWS, &list)) {
            look(
                &values,
                1,
                &|| Source::template(row.source).of(&member).text.to_string(),
                "a function of the numbers with a property",
            );
        }
        for (s, table) in simple.iter().zip(&tables) {
            let values: Vec<i64> = list.iter().map(|&x| table[x as usize]).collect();
            look(&values, 1, &|| s.of(&member).text.to_string(), "a function of the numbers with a property");
        }
        let n = Source::atom("n");
        for op in &OPS[..3] {
            let values: Vec<i64> = list.iter().zip(1..).map(|(&x, n)| op.value(x, n)).collect();
            look(&values, 1, &|| op.source(&member, &n).text.to_string(), "a function of the numbers with a property");
        }
        // The transforms see the list as a function from 1.
        let values: Vec<i64> = [NONE].into_iter().chain(list.iter().copied()).collect();
        let inner = Source::atom("@1($)");
        for t in TRANSFORMS {
            let all = t.terms(numbers, &values, &values);
            if all.len() > t.from {
                look(&all[t.from..], t.from, &|| t.of(&inner, &inner), "a transform of the numbers with a property");
            }
        }
        finder.count((ROWS.len() + SIMPLE.len() + TRANSFORMS.len()) as u64, 0);
    });
}

/// Tasks that are the divisors of a number.
pub fn divisors(finder: &Finder<'_>) {
    for (task, target) in finder.index.targets.iter().enumerate() {
        let (Some(&last), true) = (target.low.last(), target.small == target.low.len()) else { continue };
        if target.low.len() < 4 || !(6..1 << 30).contains(&last) || target.low[0] != 1 {
            continue;
        }
        let small: Vec<i64> = (1..=crate::numbers::isqrt(last)).filter(|d| last % d == 0).collect();
        let mut all = small.clone();
        all.extend(small.iter().rev().map(|d| last / d).filter(|d| d * d > last));
        if all == target.low && finder.wants(task) {
            let from = target.first.unwrap_or(1);
            let index = if from == 0 { "n".to_owned() } else { format!("n - {from}") };
            finder.offer(
                task,
                Found {
                    formula: Formula::new(format!("divisors({last})[{index}]")).starting(from),
                    says: "the divisors of a number".to_owned(),
                    bits: (last as f64).log2() + 3.0,
                    fitted: 1,
                },
            );
        }
    }
}
