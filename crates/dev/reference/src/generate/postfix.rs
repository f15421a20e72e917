//! Random programs of the published postfix language.

use super::Random;

/// A valid program in the letters A..N, of about 3 to 40 letters. Counts are mostly small enough to end.
#[must_use]
pub fn postfix(seed: u64) -> String {
    write(seed, false)
}

/// A valid program of the list version: A..N and O (push), P (pop).
#[must_use]
pub fn postfix_lists(seed: u64) -> String {
    write(seed, true)
}

fn write(seed: u64, lists: bool) -> String {
    let mut rng = Random::new(seed);
    let mut letters = Vec::new();
    let fuel = 2 + rng.below(38);
    expr(&mut rng, fuel, lists, &mut letters);
    letters.join(" ")
}

fn expr(rng: &mut Random, fuel: usize, lists: bool, out: &mut Vec<&'static str>) {
    if fuel <= 1 {
        out.push(rng.pick(&["A", "B", "C", "K", "K", "L", "K"]));
        return;
    }
    let letter = match rng.below(if lists { 22 } else { 18 }) {
        0..=9 => rng.pick(&["D", "E", "F", "G", "H", "D", "E", "F"]),
        10 | 11 => "I",
        12 | 13 => "J",
        14 | 15 => "M",
        16 | 17 => "N",
        18 | 19 => "O",
        _rest => "P",
    };
    let arity = match letter {
        "P" => 1,
        "I" | "J" => 3,
        "N" => 5,
        _binary => 2,
    };
    for _ in 0..arity {
        expr(rng, (fuel - 1) / arity, lists, out);
    }
    out.push(letter);
}
