//! Comparison of num-bigint with GMP: the operations that the sequences of `benches/sequences.nth` and
//! `benches/loda.nth` come down to, and single ones on larger numbers. Prints the table of `benches/NOTES.md`.

use num_bigint::BigInt;
use num_integer::Integer as _;
use rug::ops::DivRounding;
use rug::{Complete, Integer};
use rustix::time::{ClockId, clock_gettime};

/// Global allocator, the one that the `nth` command uses. GMP takes its memory from the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 7;

/// Operations that num-bigint and GMP both have. Every result is a new number, as in the evaluator.
trait Number: Clone + From<i64> {
    fn add(&self, o: &Self) -> Self;
    fn sub(&self, o: &Self) -> Self;
    fn mul(&self, o: &Self) -> Self;
    fn div(&self, o: &Self) -> Self;
    fn gcd(&self, o: &Self) -> Self;
    fn times(&self, o: i64) -> Self;
    fn over(&self, o: i64) -> Self;
    fn times_in_place(&mut self, o: i64);
    fn over_in_place(&mut self, o: i64);
    fn power(base: i64, exponent: u32) -> Self;
    fn decimal(&self) -> String;
}

impl Number for BigInt {
    fn add(&self, o: &Self) -> Self {
        self + o
    }
    fn sub(&self, o: &Self) -> Self {
        self - o
    }
    fn mul(&self, o: &Self) -> Self {
        self * o
    }
    fn div(&self, o: &Self) -> Self {
        self.div_floor(o)
    }
    fn gcd(&self, o: &Self) -> Self {
        num_integer::Integer::gcd(self, o)
    }
    fn times(&self, o: i64) -> Self {
        self * o
    }
    fn over(&self, o: i64) -> Self {
        self / o
    }
    fn times_in_place(&mut self, o: i64) {
        *self *= o;
    }
    fn over_in_place(&mut self, o: i64) {
        *self = std::mem::take(self) / o;
    }
    fn power(base: i64, exponent: u32) -> Self {
        Self::from(base).pow(exponent)
    }
    fn decimal(&self) -> String {
        self.to_string()
    }
}

impl Number for Integer {
    fn add(&self, o: &Self) -> Self {
        (self + o).complete()
    }
    fn sub(&self, o: &Self) -> Self {
        (self - o).complete()
    }
    fn mul(&self, o: &Self) -> Self {
        (self * o).complete()
    }
    fn div(&self, o: &Self) -> Self {
        Self::from(self.div_floor(o))
    }
    fn gcd(&self, o: &Self) -> Self {
        self.gcd_ref(o).complete()
    }
    fn times(&self, o: i64) -> Self {
        (self * o).complete()
    }
    fn over(&self, o: i64) -> Self {
        (self / o).complete()
    }
    fn times_in_place(&mut self, o: i64) {
        *self *= o;
    }
    fn over_in_place(&mut self, o: i64) {
        *self /= o;
    }
    fn power(base: i64, exponent: u32) -> Self {
        rug::ops::Pow::pow(Self::from(base), exponent)
    }
    fn decimal(&self) -> String {
        self.to_string()
    }
}

fn fibonacci<N: Number>() -> Vec<N> {
    let mut v = vec![N::from(0), N::from(1)];
    for k in 2..20_000 {
        v.push(v[k - 1].add(&v[k - 2]));
    }
    v
}

fn catalan<N: Number>() -> Vec<N> {
    let mut v = vec![N::from(1)];
    for n in 1..6_000 {
        v.push(v[n as usize - 1].times(4 * n - 2).over(n + 1));
    }
    v
}

fn factorial<N: Number>() -> Vec<N> {
    let mut v = vec![N::from(1)];
    for n in 1..6_000 {
        v.push(v[n as usize - 1].times(n));
    }
    v
}

fn partitions<N: Number>() -> Vec<N> {
    let mut p = vec![N::from(1)];
    for n in 1..3_000i64 {
        let (mut s, mut k) = (N::from(0), 1);
        loop {
            let a = n - k * (3 * k - 1) / 2;
            if a < 0 {
                break;
            }
            let t = if a < k { p[a as usize].clone() } else { p[a as usize].add(&p[(a - k) as usize]) };
            s = if k % 2 == 1 { s.add(&t) } else { s.sub(&t) };
            k += 1;
        }
        p.push(s);
    }
    p
}

fn pascal<N: Number>() -> Vec<N> {
    let mut row = vec![N::from(1)];
    for _ in 1..500 {
        let mut next = vec![N::from(1)];
        next.extend(row.windows(2).map(|w| w[0].add(&w[1])));
        next.push(N::from(1));
        row = next;
    }
    row
}

fn bell<N: Number>() -> Vec<N> {
    let mut row = vec![N::from(1)];
    for _ in 1..500 {
        let mut next = vec![row[row.len() - 1].clone()];
        for k in 0..row.len() {
            next.push(next[k].add(&row[k]));
        }
        row = next;
    }
    row
}

fn binomial<N: Number>() -> Vec<N> {
    (0..300).map(|n| (1..=n).fold(N::from(1), |b, i| b.times(n + i).over(i))).collect()
}

fn falling<N: Number>() -> Vec<N> {
    (0..300).map(|n| (0..n).fold(N::from(1), |b, i| b.times(n - i))).collect()
}

fn binomial_in_place<N: Number>() -> Vec<N> {
    let step = |n, mut b: N, i| {
        b.times_in_place(n + i);
        b.over_in_place(i);
        b
    };
    (0..300).map(|n| (1..=n).fold(N::from(1), |b, i| step(n, b, i))).collect()
}

fn falling_in_place<N: Number>() -> Vec<N> {
    let step = |mut b: N, i| {
        b.times_in_place(i);
        b
    };
    (0..300).map(|n| (0..n).fold(N::from(1), |b, i| step(b, n - i))).collect()
}

fn cpu() -> f64 {
    let t = clock_gettime(ClockId::ThreadCPUTime);
    t.tv_sec as f64 * 1e3 + t.tv_nsec as f64 / 1e6
}

/// Median CPU milliseconds, and what was computed.
fn time<T>(run: impl Fn() -> T) -> (f64, T) {
    let value = run();
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let begin = cpu();
            let value = std::hint::black_box(run());
            let end = cpu();
            drop(value);
            end - begin
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[RUNS / 2], value)
}

fn row(name: &str, num: (f64, String), gmp: (f64, String)) {
    assert!(num.1 == gmp.1, "{name}: the values differ");
    println!("| {name:<34} | {:>10.3} | {:>8.3} | {:>9.2}× |", num.0, gmp.0, num.0 / gmp.0);
}

macro_rules! sequence {
    ($f:ident) => {
        row(stringify!($f), last(time($f::<BigInt>)), last(time($f::<Integer>)))
    };
}

fn last<N: Number>((t, v): (f64, Vec<N>)) -> (f64, String) {
    (t, v.last().map(N::decimal).unwrap_or_default())
}

/// An operation, repeated, on numbers of about so many bits.
fn operation<N: Number>(bits: u32, repeat: usize, f: impl Fn(&N, &N) -> String) -> (f64, String) {
    let (a, b) = (N::power(3, bits * 5 / 8), N::power(7, bits * 5 / 14));
    time(|| (0..repeat).fold(String::new(), |_, _| f(std::hint::black_box(&a), &b)))
}

macro_rules! operation {
    ($name:literal, $bits:expr, $repeat:expr, $f:expr) => {
        row(
            &format!("{} × {}, {} bits", $repeat, $name, $bits),
            operation::<BigInt>($bits, $repeat, $f),
            operation::<Integer>($bits, $repeat, $f),
        )
    };
}

fn main() {
    println!("| CPU ms, median of {RUNS}                | num-bigint |      GMP | num : GMP |");
    println!("|------------------------------------|-----------:|---------:|----------:|");
    sequence!(fibonacci);
    sequence!(catalan);
    sequence!(partitions);
    sequence!(pascal);
    sequence!(factorial);
    sequence!(bell);
    sequence!(binomial);
    sequence!(falling);
    sequence!(binomial_in_place);
    sequence!(falling_in_place);
    for (bits, repeat) in [(256, 20_000), (4_096, 500), (65_536, 10)] {
        let none = String::new;
        operation!("product", bits, repeat, |a, b| {
            std::hint::black_box(Number::mul(a, b));
            none()
        });
        operation!("square and quotient", bits, repeat, |a, b| {
            std::hint::black_box(Number::div(&Number::mul(a, a), b));
            none()
        });
        operation!("gcd", bits, repeat.div_ceil(10), |a, b| {
            std::hint::black_box(Number::gcd(a, b));
            none()
        });
        operation!("decimal digits", bits, repeat.div_ceil(10), |a, _| a.decimal());
    }
}
