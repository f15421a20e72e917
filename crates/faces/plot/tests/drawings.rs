//! Drawings of small inputs, compared with `tests/plot/*.txt`.
//!
//! The input of a case has lines `kind KIND` (else the kind that suits the terms), `size WIDTH HEIGHT` and, for each
//! sequence, `NAME from OFFSET: TERMS`, where `?` is a term without a value. The parts of the output are those that the
//! title names after its colon: `text`, `marks` (text without colours), `svg`.

#![allow(clippy::unwrap_used)]

use nth_plot::{Kind, Plot, Sequence, TEXT_SIZE, svg, text};
use nth_testkit::{Case, Part, cases};

fn plot(case: &Case) -> (Plot, (u32, u32)) {
    let (mut kind, mut size, mut sequences) = (None, TEXT_SIZE, Vec::new());
    for line in case.input.lines().filter(|l| !l.is_empty()) {
        if let Some(word) = line.strip_prefix("kind ") {
            kind = Some(Kind::from_name(word).unwrap());
        } else if let Some(words) = line.strip_prefix("size ") {
            let (width, height) = words.split_once(' ').unwrap();
            size = (width.parse().unwrap(), height.parse().unwrap());
        } else {
            let (head, terms) = line.split_once(':').unwrap();
            let (name, offset) = head.split_once(" from ").unwrap();
            let terms = terms.split(',').map(str::trim).filter(|t| !t.is_empty());
            let terms = terms.map(|t| (t != "?").then(|| t.parse().unwrap())).collect();
            sequences.push(Sequence { name: name.to_owned(), offset: offset.parse().unwrap(), terms });
        }
    }
    let mut plot = Plot::new(sequences);
    plot.kind = kind.unwrap_or(plot.kind);
    (plot, size)
}

#[test]
fn drawings() {
    cases("tests/plot", |case| {
        let (plot, size) = plot(case);
        let parts = case.title.rsplit(": ").next().unwrap().split(' ');
        parts
            .map(|part| {
                let shown = match part {
                    "text" => text(&plot, size, false),
                    "colours" => text(&plot, size, true).map(|t| t.replace('\u{1b}', "␛")),
                    "svg" => svg(&plot, size),
                    other => panic!("{}: there is no drawing `{other}`", case.at()),
                };
                // The runner takes blanks off the ends of a part.
                Part::new(part, shown.map_or_else(|e| e.to_string(), |t| format!(".\n{t}.")))
            })
            .collect()
    });
}
