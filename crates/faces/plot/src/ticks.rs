//! Ticks of axes: positions at round numbers, and their labels.

use crate::scale::log_of_distance;

/// Position on an axis with a label.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub at: f64,
    pub label: String,
}

/// Smallest step of the form 1, 2 or 5 times a power of ten with at most `count` steps in `span`.
fn step(span: f64, count: usize) -> f64 {
    let least = span / count.max(1) as f64;
    let power = 10_f64.powf(least.log10().floor());
    let round = [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|s| *s >= least * (1.0 - 1e-9));
    round.unwrap_or(10.0 * power)
}

/// Ticks of indices, at most about `count`: whole numbers. Coordinates are relative to the index `base`.
pub(crate) fn index_ticks(base: i64, low: f64, high: f64, count: usize) -> Vec<Tick> {
    let step = step(high - low, count).max(1.0) as i128;
    let base = i128::from(base);
    let first = (base + low.ceil() as i128).div_euclid(step) * step;
    let all = (0..).map(|k| first + k * step).map(|n| ((n - base) as f64, n));
    all.skip_while(|(at, _)| *at < low)
        .take_while(|(at, _)| *at <= high)
        .map(|(at, n)| Tick { at, label: label_of_whole(n) })
        .collect()
}

fn label_of_whole(n: i128) -> String {
    n.to_string()
}

/// Ticks of a linear axis, at most about `count`, for coordinates that are terms divided by 10^`exponent`. Whole
/// numbers if the exponent is 0.
pub(crate) fn linear_ticks(low: f64, high: f64, exponent: i64, count: usize) -> Vec<Tick> {
    let least = if exponent == 0 { 1.0 } else { 0.0 };
    let step = step(high - low, count).max(least);
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    (first..=last).map(|k| k as f64 * step).map(|at| Tick { at, label: label(at, exponent, step) }).collect()
}

/// Largest coordinate that is written without a power of ten.
const PLAIN: f64 = 1e5;

/// The number at · 10^exponent for people, where neighbours are `step` apart.
fn label(at: f64, exponent: i64, step: f64) -> String {
    let sign = if at < 0.0 { "-" } else { "" };
    let at = at.abs();
    if at == 0.0 || at < step / 2.0 {
        return "0".to_owned();
    }
    if exponent == 0 && at < PLAIN {
        return format!("{sign}{at:.0}");
    }
    let own = at.log10().mul_add(1.0, 1e-9).floor();
    // Digits after the point that tell neighbours apart.
    let places = (own - (step.log10() + 1e-9).floor()).max(0.0) as usize;
    let digits = format!("{:.places$}", at / 10_f64.powf(own));
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("{sign}{digits}e{}", exponent.saturating_add(own as i64))
}

/// Exponent up to which powers of ten are written in full.
const SHORT: i64 = 4;

fn label_of_power(digit: i64, exponent: i64) -> String {
    match (digit, exponent) {
        (d, 0..=SHORT) => format!("{d}{}", "0".repeat(usize::try_from(exponent).unwrap_or(0))),
        (1, e) => format!("10^{e}"),
        (d, e) => format!("{d}e{e}"),
    }
}

/// Ticks of a logarithmic axis, at most about `count`: powers of ten of either sign, and zero. Coordinates are those of
/// [`crate::scale::signed_log`].
pub(crate) fn log_ticks(low: f64, high: f64, count: usize) -> Vec<Tick> {
    let decades = step(high - low, count).max(1.0) as i64;
    let is_close = high - low <= 1.5;
    let digits: &[i64] = if is_close && count >= 4 { &[1, 2, 5] } else { &[1] };
    let mut ticks = Vec::new();
    if low <= 0.0 && high >= 0.0 {
        ticks.push(Tick { at: 0.0, label: "0".to_owned() });
    }
    for (sign, from, to) in [(1.0, low, high), (-1.0, -high, -low)] {
        if to <= 0.0 {
            continue;
        }
        // Exponents that are multiples of `decades`, around the range.
        let first = ((from.max(0.0) as i64 - 1).max(0) / decades) * decades;
        let mut exponent = first;
        while exponent as f64 <= to {
            for &digit in digits {
                let log = (digit as f64).log10() + exponent as f64;
                let at = if exponent < 15 { log_of_distance(10_f64.powf(log).round()) } else { log };
                if (from..=to).contains(&at) {
                    let mark = if sign < 0.0 { "-" } else { "" };
                    ticks.push(Tick { at: sign * at, label: format!("{mark}{}", label_of_power(digit, exponent)) });
                }
            }
            exponent += decades;
        }
    }
    if ticks.len() < 2 && high < 15.0 && low > -15.0 {
        let of = |at: f64| at.signum() * (10_f64.powf(at.abs()) - 1.0);
        let between = linear_ticks(of(low), of(high), 0, count);
        ticks = between.into_iter().map(|t| Tick { at: t.at.signum() * log_of_distance(t.at.abs()), ..t }).collect();
    }
    thinned(ticks, (high - low) / (count.max(1) as f64 * 1.5))
}

/// Leaves out ticks that are closer than `distance` to the one before, towards larger absolute values.
fn thinned(mut ticks: Vec<Tick>, distance: f64) -> Vec<Tick> {
    ticks.sort_by(|a, b| a.at.abs().total_cmp(&b.at.abs()));
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        if kept.iter().all(|k| (k.at - tick.at).abs() >= distance) {
            kept.push(tick);
        }
    }
    kept.sort_by(|a, b| a.at.total_cmp(&b.at));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(ticks: &[Tick]) -> String {
        ticks.iter().map(|t| t.label.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels() {
        assert_eq!(shown(&index_ticks(0, -0.5, 49.5, 5)), "0 10 20 30 40");
        assert_eq!(shown(&index_ticks(-3, -0.5, 6.5, 10)), "-3 -2 -1 0 1 2 3");
        assert_eq!(
            shown(&index_ticks(i64::MAX, -0.5, 2.5, 3)),
            "9223372036854775807 9223372036854775808 9223372036854775809"
        );
        assert_eq!(shown(&linear_ticks(-3.0, 14.0, 0, 4)), "0 5 10");
        assert_eq!(shown(&linear_ticks(0.0, 0.4, 0, 4)), "0");
        assert_eq!(shown(&linear_ticks(0.0, 2_100_000.0, 0, 5)), "0 5e5 1e6 1.5e6 2e6");
        assert_eq!(shown(&linear_ticks(-1.2, 9.9, 40, 5)), "0 5e40");
        assert_eq!(shown(&linear_ticks(1.0, 1.35, 400, 5)), "1e400 1.1e400 1.2e400 1.3e400");
        assert_eq!(shown(&log_ticks(-0.1, 10.0, 6)), "0 100 10000 10^6 10^8");
        assert_eq!(shown(&log_ticks(-5.0, 5.0, 6)), "-10000 -100 0 100 10000");
        assert_eq!(shown(&log_ticks(9999.5, 10_000.5, 4)), "5e9999 10^10000 2e10000");
        assert_eq!(shown(&log_ticks(3.0004, 3.0047, 4)), "1000 1005");
    }
}
