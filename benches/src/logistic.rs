//! Logistic regression, for the weights of `nth_synth`'s confidence.

use nth_synth::WEIGHT_COUNT;

type Row = [f64; WEIGHT_COUNT];

/// Holds the weights small where the data say nothing.
const RIDGE: f64 = 0.1;
/// Steps of Newton's method; it has settled long before.
const STEPS: usize = 20;

/// The weights that make the outcomes likeliest (Newton's method, ridge 0.1).
pub fn fit(rows: &[(Row, bool)]) -> Row {
    let mut weights = [0.0; WEIGHT_COUNT];
    for _ in 0..STEPS {
        let mut system = [[0.0; WEIGHT_COUNT + 1]; WEIGHT_COUNT];
        for (i, row) in system.iter_mut().enumerate() {
            row[i] = RIDGE;
            row[WEIGHT_COUNT] = -RIDGE * weights[i];
        }
        for (x, right) in rows {
            let p = probability(&weights, x);
            for i in 0..WEIGHT_COUNT {
                system[i][WEIGHT_COUNT] += x[i] * (f64::from(u8::from(*right)) - p);
                for j in 0..WEIGHT_COUNT {
                    system[i][j] += p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let step = solve(system);
        weights.iter_mut().zip(step).for_each(|(w, s)| *w += s);
    }
    weights
}

/// Probability that the weights give to a row: the logistic function of their scalar product.
pub fn probability(weights: &Row, x: &Row) -> f64 {
    let sum: f64 = weights.iter().zip(x).map(|(w, x)| w * x).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Gaussian elimination; the system is positive definite.
fn solve(mut m: [[f64; WEIGHT_COUNT + 1]; WEIGHT_COUNT]) -> Row {
    for i in 0..WEIGHT_COUNT {
        for r in 0..WEIGHT_COUNT {
            if r != i {
                let factor = m[r][i] / m[i][i];
                let pivot = m[i];
                m[r].iter_mut().zip(pivot).for_each(|(x, p)| *x -= factor * p);
            }
        }
    }
    std::array::from_fn(|i| m[i][WEIGHT_COUNT] / m[i][i])
}
