//! The sequences of a plot: targets and terms on the command line, computed as far as they have values.

use std::fs::File;
use std::io::stdin;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{Limits, plural};
use nth_files::Claims;
use nth_num::{Int, parse_list};
use nth_oeis::{ANum, Database as _};
use nth_plot::Sequence;
use nth_session::{DefId, Session, read_source};

use crate::commands::oeis::lookup::parse_terms;
use crate::commands::{run, target};
use crate::context::Context;
use crate::data;
use crate::outcome::{Exit, Failure};
use crate::output::say;
use crate::tier::TierArgs;

/// Terms that are wanted.
pub struct Wanted {
    /// Number of terms of a sequence that is computed.
    pub count: u64,
    /// Index of the first one of terms on the command line.
    pub offset: i64,
    /// Limits of each run.
    pub limits: Limits,
    /// Engine that computes them.
    pub tier: TierArgs,
}

/// Number of terms that stand for a list in the legend.
const NAMED: usize = 4;

/// Sequences to draw, with the exit status so far; or the exit status if a target has errors, which are shown.
type Drawn = Result<(Vec<Sequence>, Exit), Exit>;

/// Reads the targets, and computes their terms.
pub fn read(targets: &[String], wanted: &Wanted, claims: &mut Claims, context: &Context) -> Result<Drawn, Failure> {
    let mut sequences = Vec::new();
    let mut exit = Exit::Done;
    let groups = targets.chunk_by(|a, b| is_one_list(a, b));
    for group in groups {
        let Some(first) = group.first() else { continue };
        if first.trim().is_empty() {
            return Err("a target is empty; give a sequence, an expression in n, or terms".to_owned().into());
        }
        if is_list(first) {
            let terms = parse_terms(group)?;
            sequences.push(Sequence::new(name_of(&terms), wanted.offset, terms));
            continue;
        }
        if let Some(listed) = listed(first, wanted, claims, context)? {
            sequences.push(listed);
            continue;
        }
        let mut opened = match target::open(first, context)? {
            Ok(opened) => opened,
            Err(exit) => return Ok(Err(exit)),
        };
        opened.session.files().try_for_each(|file| claims.reads("TARGET", file))?;
        wanted.tier.apply(&mut opened.session)?;
        for id in opened.sequences {
            match compute(&mut opened.session, id, wanted, context) {
                (_, Exit::Bad) => return Ok(Err(Exit::Bad)),
                (mut sequence, now) => {
                    if opened.is_expression {
                        sequence.name.clone_from(first);
                    }
                    sequences.push(sequence);
                    exit = if now == Exit::Done { exit } else { now };
                }
            }
            if exit == Exit::Interrupted {
                return Ok(Ok((sequences, exit)));
            }
        }
    }
    Ok(Ok((sequences, exit)))
}

/// The terms of a target that are not computed: those on standard input, of a b-file, or of an entry of the OEIS that
/// the library does not have. None for other targets.
fn listed(target: &str, wanted: &Wanted, claims: &mut Claims, context: &Context) -> Result<Option<Sequence>, Failure> {
    let is_file = Path::new(target).exists();
    if target == "-" && !is_file {
        let text = read_source("standard input", stdin())?;
        let is_bfile = text.lines().any(|l| l.split_whitespace().count() == 2 && !l.contains(','));
        if is_bfile && parse_list(&text).is_ok_and(|t| t.len() > 2) {
            return of_bfile("standard input", text.as_bytes()).map(Some);
        }
        let terms = parse_terms(&[text])?;
        return Ok(Some(Sequence::new(name_of(&terms), wanted.offset, terms)));
    }
    if is_file && Path::new(target).extension().is_some_and(|e| e.eq_ignore_ascii_case("txt")) {
        claims.reads("TARGET", target)?;
        let file = File::open(target).map_err(|e| format!("cannot open {target}: {e}"))?;
        return of_bfile(target, file).map(Some);
    }
    let Ok(number) = target.parse::<ANum>() else { return Ok(None) };
    let Some(database) = data::layered(&*context.library()?)?.filter(|_| !is_file) else { return Ok(None) };
    let Some(entry) = database.show(number)?.filter(|e| e.library.is_none() && !e.terms.is_empty()) else {
        return Ok(None);
    };
    let first = entry.offset.map_or(0, |o| o.first);
    let terms = entry.terms.into_iter().take(usize::try_from(wanted.count).unwrap_or(usize::MAX));
    Ok(Some(Sequence::new(number.to_string(), first, terms)))
}

/// The terms of a b-file.
fn of_bfile(name: &str, reader: impl std::io::Read) -> Result<Sequence, Failure> {
    let file = data::read_bfile(name, reader)?;
    let first = file.rows().first().map_or(0, |r| r.n);
    let base = Path::new(name).file_stem().map_or_else(|| name.into(), |s| s.to_string_lossy());
    let name = ANum::of_b_file_name(name).map_or_else(|| base.into_owned(), |a| a.to_string());
    Ok(Sequence::new(name, first, file.rows().iter().map(|r| r.value.clone())))
}

/// Whether an argument is meant as terms: it begins as a number does, and is neither a file nor an
/// expression.
fn is_list(text: &str) -> bool {
    let is_number = text.trim_start_matches(['[', ',', ' ']).starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let is_expression = match text.contains(',') {
        true => text.contains('('),
        false => text.contains(|c: char| c.is_alphabetic() || "()*^/%".contains(c)),
    };
    is_number && !is_expression && text != "-" && !Path::new(text).exists()
}

/// Whether two neighbouring arguments are parts of one list: unless both have several terms.
fn is_one_list(a: &str, b: &str) -> bool {
    let is_part = |text: &str| parse_list(text).map_or(true, |terms| terms.len() <= 1);
    is_list(a) && is_list(b) && (is_part(a) || is_part(b) || a.ends_with(',') || b.starts_with(','))
}

/// Name of a list of terms in the legend: its first terms.
fn name_of(terms: &[Int]) -> String {
    let shown: Vec<String> = terms.iter().take(NAMED).map(|t| nth_session::elide(t, 12)).collect();
    let more = if terms.len() > NAMED { ", …" } else { "" };
    shown.join(", ") + more
}

/// Computes the terms of a sequence. A term without a value is a gap; the first one is reported as `nth run` does, the
/// others are counted.
fn compute(session: &mut Session, id: DefId, wanted: &Wanted, context: &Context) -> (Sequence, Exit) {
    let name = session.def(id).map_or("", |d| d.name.as_str()).to_owned();
    let mut progress = Progress::new(&name, wanted.count, context);
    let found = session.terms_with_gaps(id, wanted.count, &wanted.limits, &context.cancel, &mut |computed| {
        progress.show(computed);
    });
    progress.end();
    let found = match found {
        Ok(found) => found,
        Err(diagnostics) => {
            context.show(session.sources(), &diagnostics);
            return (Sequence::new(name, 0, []), Exit::Bad);
        }
    };
    let mut exit = Exit::Done;
    for run in found.first_stop.iter().chain(&found.interrupted) {
        exit = run::stopped(session, id, run, context);
    }
    let gaps = found.gaps();
    if let Some(end) = session.end_of_terms(id, &found) {
        say!("{end}");
    }
    if gaps > 1 {
        say!("{} of {name} have no value, and are gaps in the drawing", plural(gaps, "term"));
    }
    (Sequence { name, offset: session.offset(id), terms: found.terms }, exit)
}

/// Time after which progress is shown.
const QUIET: Duration = Duration::from_secs(1);

/// Number of terms so far, on a terminal, if it takes long.
struct Progress<'a> {
    name: &'a str,
    count: u64,
    context: &'a Context,
    started: Duration,
    bar: Option<ProgressBar>,
}

impl<'a> Progress<'a> {
    fn new(name: &'a str, count: u64, context: &'a Context) -> Self {
        Self { name, count, context, started: context.clock.now(), bar: None }
    }

    fn show(&mut self, computed: usize) {
        if self.bar.is_none() && self.context.clock.now().saturating_sub(self.started) > QUIET {
            let bar = ProgressBar::with_draw_target(Some(self.count), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos} of {len} terms") {
                bar.set_style(style);
            }
            bar.set_message(self.name.to_owned());
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(computed as u64);
        }
    }

    /// Takes the bar off the terminal.
    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_joined_to_lists() {
        for (arguments, groups) in [
            (&["1", "2", "3"][..], &[3][..]),
            (&["1,2,3", "4,5,6"], &[1, 1]),
            (&["1,", "2,", "3"], &[3]),
            (&["1,2,3", "4"], &[2]),
            (&["a.nth", "b.nth:x", ":prime"], &[1, 1, 1]),
            (&["a.nth", "1", "2", ":prime"], &[1, 2, 1]),
            (&["[1, 2, 3]", "-1,-2,-3"], &[1, 1]),
            (&["2^n", "3 * n", "-n", "-", "2 * gcd(n, 3)"], &[1, 1, 1, 1, 1]),
        ] {
            let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
            let found: Vec<usize> = arguments.chunk_by(|a, b| is_one_list(a, b)).map(<[String]>::len).collect();
            assert_eq!(found, groups, "{arguments:?}");
        }
    }

    #[test]
    fn lists_have_short_names() {
        assert_eq!(name_of(&[1, 2, 3].map(Int::from)), "1, 2, 3");
        assert_eq!(name_of(&[1, 2, 3, 4, 5].map(Int::from)), "1, 2, 3, 4, …");
    }
}
