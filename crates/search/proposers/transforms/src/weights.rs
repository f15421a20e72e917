//! Well-known sequences that stand as factors in transforms.

use crate::series;
use nth_algebra::Ring;
use nth_algebra::primes::{factor, primes};

/// A sequence that a transform multiplies or divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The index itself: n
    Index,
    /// Odd numbers: 2n + 1
    Odd,
    /// Oblong numbers: n (n + 1)
    Oblong,
    /// Factorials of the index: n!
    Factorial,
    /// Factorials of even numbers: (2n)!
    FactorialTwice,
    /// Squares of factorials: n!²
    FactorialSquared,
    /// Double factorials of odd numbers: (2n − 1)!!
    OddFactorial,
    /// Central binomial coefficients: binomial(2n, n)
    CentralBinomial,
    /// Catalan numbers: binomial(2n, n) / (n + 1)
    Catalan,
    /// Powers with equal base and exponent: nⁿ
    SelfPower,
    /// Numbers of labelled rooted trees: nⁿ⁻¹
    TreePower,
    /// Powers of 2 with triangular exponents: 2^(n (n − 1)/2)
    TwoToTriangular,
    /// Powers of 2 with square exponents: 2^(n²)
    TwoToSquare,
    /// Fibonacci numbers, with F(0) = 0 and F(1) = 1
    Fibonacci,
    /// the n-th prime, from 1
    Prime,
    /// products of the first n primes
    Primorial,
}

/// All weights that are tried.
pub(crate) const WEIGHTS: [Weight; 16] = [
    Weight::Index,
    Weight::Odd,
    Weight::Oblong,
    Weight::Factorial,
    Weight::FactorialTwice,
    Weight::FactorialSquared,
    Weight::OddFactorial,
    Weight::CentralBinomial,
    Weight::Catalan,
    Weight::SelfPower,
    Weight::TreePower,
    Weight::TwoToTriangular,
    Weight::TwoToSquare,
    Weight::Fibonacci,
    Weight::Prime,
    Weight::Primorial,
];

impl Weight {
    /// Whether it is linearly recurrent, so that products with it are nothing new.
    pub(crate) fn is_recurrent(self) -> bool {
        matches!(self, Self::Index | Self::Odd | Self::Oblong | Self::Fibonacci)
    }

    /// The weight as nth source; `$` is the index in an expression, `#` the index as an argument.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::Index => "$",
            Self::Odd => "(2 * $ + 1)",
            Self::Oblong => "($ * ($ + 1))",
            Self::Factorial => "factorial(#)",
            Self::FactorialTwice => "factorial(2 * $)",
            Self::FactorialSquared => "square(factorial(#))",
            Self::OddFactorial => "odd_double_factorial(#)",
            Self::CentralBinomial => "binomial(2 * $, #)",
            Self::Catalan => "catalan(#)",
            Self::SelfPower => "$ ^ $",
            Self::TreePower => "$ ^ ($ - 1)",
            Self::TwoToTriangular => "2 ^ ($ * ($ - 1) / 2)",
            Self::TwoToSquare => "2 ^ ($ * $)",
            Self::Fibonacci => "fib(#)",
            Self::Prime => "prime(#)",
            Self::Primorial => "product(map(1..=#, prime))",
        }
    }

    /// The values from index `start` ≥ 0 on; those with no inverse or no meaning are 0 (such as the prime 0).
    pub(crate) fn values<R: Ring>(self, start: usize, len: usize) -> Vec<R> {
        let all = start + len;
        let step = |f: fn(i64) -> (i64, i64)| {
            // Products of ratios num(n)/den(n), n from 1, from 1 on.
            let mut v = vec![R::small(1)];
            for n in 1..all {
                let (num, den) = f(n as i64);
                let next = v[n - 1].times(num).over(den).unwrap_or_else(|| R::small(0));
                v.push(next);
            }
            v
        };
        let each = |f: fn(i64) -> i64| (0..all).map(|n| R::small(f(n as i64))).collect::<Vec<R>>();
        let v: Vec<R> = match self {
            Self::Index => each(|n| n),
            Self::Odd => each(|n| 2 * n + 1),
            Self::Oblong => each(|n| n * (n + 1)),
            Self::Factorial => step(|n| (n, 1)),
            Self::FactorialTwice => step(|n| (2 * n * (2 * n - 1), 1)),
            Self::FactorialSquared => step(|n| (n * n, 1)),
            Self::OddFactorial => step(|n| (2 * n - 1, 1)),
            Self::CentralBinomial => step(|n| (2 * (2 * n - 1), n)),
            Self::Catalan => step(|n| (2 * (2 * n - 1), n + 1)),
            Self::SelfPower => (0..all).map(|n| power(n as i64, n)).collect(),
            Self::TreePower => (0..all).map(|n| if n == 0 { R::small(0) } else { power(n as i64, n - 1) }).collect(),
            Self::TwoToTriangular => powers_of_two(all, |n| n),
            Self::TwoToSquare => powers_of_two(all, |n| 2 * n + 1),
            Self::Fibonacci => {
                let mut v = vec![R::small(0), R::small(1)];
                while v.len() < all {
                    let next = v[v.len() - 1].add(&v[v.len() - 2]);
                    v.push(next);
                }
                v
            }
            Self::Prime => std::iter::once(R::small(0)).chain(primes().take(all).map(R::small)).collect(),
            Self::Primorial => {
                let mut v = vec![R::small(1)];
                for p in primes().take(all) {
                    v.push(v[v.len() - 1].times(p));
                }
                v
            }
        };
        v.into_iter().skip(start).take(len).collect()
    }
}

fn power<R: Ring>(base: i64, e: usize) -> R {
    (0..e).fold(R::small(1), |x, _| x.times(base))
}

/// v(0) = 1 and v(n + 1) = 2^e(n) v(n).
fn powers_of_two<R: Ring>(len: usize, e: fn(usize) -> usize) -> Vec<R> {
    let mut v: Vec<R> = vec![R::small(1)];
    for n in 0..len {
        let mut x = v[n].clone();
        let mut rest = e(n);
        while rest > 0 {
            let part = rest.min(40);
            x = x.times(1 << part);
            rest -= part;
        }
        v.push(x);
    }
    v
}

/// The other factor of a Dirichlet convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    /// The constant function 1
    One,
    /// The Möbius function μ(n)
    Mobius,
    /// The identity function n
    Identity,
    /// Euler's totient function φ(n)
    Totient,
    /// Squares of the index: n²
    Square,
    /// The product μ(n) n
    MobiusIdentity,
    /// The Liouville function λ(n)
    Liouville,
    /// 1 for squarefree n, else 0: |μ(n)|
    Squarefree,
    /// the number of divisors
    Tau,
    /// the sum of divisors
    Sigma,
    /// 1 for squares, 0 for other numbers
    SquareIndicator,
    /// Alternating signs: (−1)ⁿ⁺¹, from 1 on
    Alternating,
    /// 1 for odd n
    OddIndicator,
    /// the character modulo 4
    Character4,
    /// the character modulo 3
    Character3,
}

/// All factors of Dirichlet convolutions.
pub(crate) const ARITHMETIC: [Arithmetic; 15] = [
    Arithmetic::One,
    Arithmetic::Mobius,
    Arithmetic::Identity,
    Arithmetic::Totient,
    Arithmetic::Square,
    Arithmetic::MobiusIdentity,
    Arithmetic::Liouville,
    Arithmetic::Squarefree,
    Arithmetic::Tau,
    Arithmetic::Sigma,
    Arithmetic::SquareIndicator,
    Arithmetic::Alternating,
    Arithmetic::OddIndicator,
    Arithmetic::Character4,
    Arithmetic::Character3,
];

impl Arithmetic {
    /// The transform as nth source.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::One => "inverse_moebius_transform(@1, #)",
            Self::Mobius => "moebius_transform(@1, #)",
            Self::Identity => "dirichlet_convolution(@1, identity, #)",
            Self::Totient => "dirichlet_convolution(@1, euler_phi, #)",
            Self::Square => "dirichlet_convolution(@1, square, #)",
            Self::MobiusIdentity => "dirichlet_convolution(@1, |d| mobius(d) * d, #)",
            Self::Liouville => "dirichlet_convolution(@1, liouville, #)",
            Self::Squarefree => "dirichlet_convolution(@1, |d| square(mobius(d)), #)",
            Self::Tau => "dirichlet_convolution(@1, num_divisors, #)",
            Self::Sigma => "dirichlet_convolution(@1, |d| sigma(1, d), #)",
            Self::SquareIndicator => "dirichlet_convolution(@1, |d| indicator(is_square(d)), #)",
            Self::Alternating => "dirichlet_convolution(@1, |d| alternating_sign(d + 1), #)",
            Self::OddIndicator => "dirichlet_convolution(@1, |d| d % 2, #)",
            Self::Character4 => "dirichlet_convolution(@1, character_mod_4, #)",
            Self::Character3 => "dirichlet_convolution(@1, character_mod_3, #)",
        }
    }

    /// English name of the transform, for descriptions.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::One => "sums over the divisors",
            Self::Mobius => "the Möbius transform",
            Self::Identity => "Dirichlet convolution with n",
            Self::Totient => "Dirichlet convolution with Euler's phi",
            Self::Square => "Dirichlet convolution with the squares",
            Self::MobiusIdentity => "Dirichlet convolution with n μ(n)",
            Self::Liouville => "Dirichlet convolution with Liouville's function",
            Self::Squarefree => "sums over squarefree divisors",
            Self::Tau => "Dirichlet convolution with the number of divisors",
            Self::Sigma => "Dirichlet convolution with the sum of divisors",
            Self::SquareIndicator => "sums over divisors with square quotient",
            Self::Alternating => "alternating sums over the divisors",
            Self::OddIndicator => "sums over divisors with odd quotient",
            Self::Character4 => "Dirichlet convolution with the character modulo 4",
            Self::Character3 => "Dirichlet convolution with the character modulo 3",
        }
    }

    /// The value at n ≥ 1.
    fn value(self, n: usize) -> i64 {
        let sign = |odd: bool| if odd { -1 } else { 1 };
        let factors = factor(n as i64);
        let m = n as i64;
        match self {
            Self::One => 1,
            Self::Mobius => mobius(&factors),
            Self::Identity => m,
            Self::Totient => factors.iter().map(|&(p, e)| p.pow(e - 1) * (p - 1)).product(),
            Self::Square => m * m,
            Self::MobiusIdentity => m * mobius(&factors),
            Self::Liouville => sign(factors.iter().map(|f| f.1).sum::<u32>() % 2 == 1),
            Self::Squarefree => mobius(&factors).pow(2),
            Self::Tau => factors.iter().map(|f| i64::from(f.1) + 1).product(),
            Self::Sigma => factors.iter().map(|&(p, e)| (p.pow(e + 1) - 1) / (p - 1)).product(),
            Self::SquareIndicator => i64::from(factors.iter().all(|f| f.1 % 2 == 0)),
            Self::Alternating => sign(n.is_multiple_of(2)),
            Self::OddIndicator => m % 2,
            Self::Character4 => [0, 1, 0, -1][n % 4],
            Self::Character3 => [0, 1, -1][n % 3],
        }
    }

    /// The Dirichlet inverse, from index 1, `len` values.
    pub(crate) fn inverse(self, len: usize) -> Vec<i64> {
        let g: Vec<i64> = (1..=len).map(|n| self.value(n)).collect();
        let mut f = vec![0; len];
        if let Some(first) = f.first_mut() {
            *first = 1;
        }
        for d in 1..=len {
            for q in 2..=len / d {
                f[d * q - 1] -= f[d - 1] * g[q - 1];
            }
        }
        f
    }
}

fn mobius(factors: &[(i64, u32)]) -> i64 {
    if factors.iter().any(|f| f.1 > 1) {
        0
    } else if factors.len() % 2 == 1 {
        -1
    } else {
        1
    }
}

/// The other factor of a convolution; its term 0 is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    /// numbers of partitions: 1, 1, 2, 3, 5, 7, …
    Partitions,
    /// numbers of partitions into distinct parts
    Distinct,
    /// Catalan numbers: 1, 1, 2, 5, 14, …
    Catalan,
    /// central binomial coefficients: 1, 2, 6, 20, 70, …
    CentralBinomial,
    /// factorials: 1, 1, 2, 6, 24, …
    Factorial,
    /// Bell numbers: 1, 1, 2, 5, 15, …
    Bell,
    /// zigzag numbers: 1, 1, 1, 2, 5, 16, …
    Zigzag,
}

/// All kernels that are tried.
pub(crate) const KERNELS_ALL: [Kernel; 7] = [
    Kernel::Partitions,
    Kernel::Distinct,
    Kernel::Catalan,
    Kernel::CentralBinomial,
    Kernel::Factorial,
    Kernel::Bell,
    Kernel::Zigzag,
];

/// Factors of ordinary convolutions.
pub(crate) const KERNELS: [Kernel; 5] =
    [Kernel::Partitions, Kernel::Distinct, Kernel::Catalan, Kernel::CentralBinomial, Kernel::Factorial];

impl Kernel {
    /// The name of the function.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::Partitions => "partitions",
            Self::Distinct => "distinct_partitions",
            Self::Catalan => "catalan",
            Self::CentralBinomial => "central_binomial",
            Self::Factorial => "factorials",
            Self::Bell => "bell",
            Self::Zigzag => "zigzag",
        }
    }

    /// The values from index 0 on.
    pub(crate) fn values<R: Ring>(self, len: usize) -> Vec<R> {
        match self {
            Self::Partitions => (1..len).fold(one(len), |mut v, m| {
                for n in m..len {
                    v[n] = v[n].add(&v[n - m]);
                }
                v
            }),
            Self::Distinct => (1..len).fold(one(len), |mut v, m| {
                for n in (m..len).rev() {
                    v[n] = v[n].add(&v[n - m]);
                }
                v
            }),
            Self::Catalan => Weight::Catalan.values(0, len),
            Self::CentralBinomial => Weight::CentralBinomial.values(0, len),
            Self::Factorial => Weight::Factorial.values(0, len),
            Self::Bell => {
                let ones = vec![R::small(1); len];
                let mut f = series::logarithmic(&ones).unwrap_or_default();
                f.truncate(len);
                f
            }
            Self::Zigzag => series::zigzag(len),
        }
    }
}

fn one<R: Ring>(len: usize) -> Vec<R> {
    (0..len).map(|i| R::small(i64::from(i == 0))).collect()
}
