//! Option `nth check --bfile`: compares a sequence with a b-file.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use nth_base::{grouped, plural};
use nth_oeis::{ANum, BFile, Difference};
use nth_session::{BFileReport, DefId, ErrorPlace, Session, elide, split_target};
use serde_json::json;

use super::Args;
use crate::commands::{run, target, time};
use crate::context::{Context, Out};
use crate::data;
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Json, say};

/// Runs `nth check --bfile`: compares one sequence with the b-file at `path` and prints the result.
pub fn execute(args: &Args, path: &str, context: &Context) -> Done {
    let [target] = args.files.as_slice() else {
        return Err("--bfile compares one sequence; give one FILE:NAME".to_owned().into());
    };
    let reader = File::open(path).map_err(|e| format!("cannot open {path}: {e}"))?;
    let bfile = data::read_bfile(path, reader)?;
    let (mut session, id) = match open_for(target, ANum::of_b_file_name(path), context)? {
        Ok(o) => o,
        Err(exit) => return Ok(exit),
    };
    args.tier.apply(&mut session)?;
    let started = context.clock.now();
    if args.time {
        session.engines_mut().clock = Some(Arc::clone(&context.clock));
    }
    let bar = ProgressBar::with_draw_target(Some(bfile.rows().len() as u64), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} terms, {eta} left") {
        bar.set_style(style);
    }
    let mut progress = |agree: usize| bar.set_position(agree as u64);
    let compared = session.compare_bfile(id, &bfile, &args.limits.limits(), &context.cancel, &mut progress);
    bar.finish_and_clear();
    let report = match compared {
        Ok(r) => r,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok(Exit::Bad);
        }
    };
    if let Some(d) = report.verdict.difference.as_ref().filter(|d| is_cut(&bfile, d)) {
        let (line, agree) = (d.line, plural(report.verdict.agrees, "term"));
        let what = format!("the file ends within the term at index {}, after agreeing on {agree}", d.n);
        return Err(format!("{path}:{line}: {what}; download it again").into());
    }
    let mut out = Out::new();
    if args.json {
        let mut object = json(path, &session, id, &report);
        if let (Some(t), Some(o)) = (&report.timing, object.as_object_mut()) {
            o.insert("time".to_owned(), time::json(&session, id, t, started));
        }
        writeln!(out, "{}", Json(&object))?;
    } else {
        write_report(&mut out, path, &session, id, &report, context)?;
    }
    out.flush()?;
    if let Some(s) = &report.stopped {
        let term = session.term_text(id, &s.index);
        let place = session.stop_place(id, s);
        let what = ErrorPlace::describe(s.error, place.as_ref());
        say!("{} at {term}: {what}", context.paint_err.bad("stopped"));
        run::show_place(&session, place.as_ref(), context);
    }
    if let Some(timing) = report.timing.as_ref().filter(|_| !args.json) {
        time::say_run(&session, id, timing);
        time::say_all(started, context.clock.now());
    }
    let interrupted = report.stopped.as_ref().is_some_and(|s| s.error == nth_core::EvalError::Interrupted);
    Ok(match report.agrees() {
        _ if interrupted => Exit::Interrupted,
        true => Exit::Done,
        false => Exit::No,
    })
}

/// Whether the file ends within a term: its last line has no line feed and is a prefix of the term.
fn is_cut(file: &BFile, d: &Difference) -> bool {
    let last = file.rows().last().is_some_and(|r| r.line == d.line);
    last && file.is_open() && d.found.to_string().starts_with(&d.expected.to_string())
}

fn write_report(
    out: &mut Out,
    path: &str,
    session: &Session,
    id: DefId,
    report: &BFileReport,
    context: &Context,
) -> std::io::Result<()> {
    let name = session.def(id).map_or("", |d| d.name.as_str());
    let (v, paint) = (&report.verdict, context.paint);
    if let Some((theirs, ours)) = report.offsets {
        writeln!(out, "{} {path} starts at index {theirs}, {name} at {ours}", paint.bad("✗"))?;
    }
    match &v.difference {
        Some(d) => {
            let (file_line, n) = (format!("{path}:{}", d.line), d.n);
            let agree = plural(v.agrees, "term");
            writeln!(out, "{} {file_line}: {name} differs at index {n}, after agreeing on {agree}", paint.bad("✗"))?;
            writeln!(out, "  expected {}", elide(&d.expected, 100))?;
            writeln!(out, "  found    {}", elide(&d.found, 100))
        }
        None if v.agrees == v.of => {
            writeln!(out, "{} {name} agrees with {path} on all {}", paint.good("✓"), plural(v.of, "term"))
        }
        None => {
            writeln!(out, "? {name} agrees with {path} on {} of {}", grouped(v.agrees as u64), plural(v.of, "term"))
        }
    }
}

fn json(path: &str, session: &Session, id: DefId, report: &BFileReport) -> serde_json::Value {
    let v = &report.verdict;
    json!({
        "name": session.def(id).map_or("", |d| d.name.as_str()), "file": path, "ok": report.agrees(), "agrees": v.agrees,
        "of": v.of, "status": report.stopped.as_ref().map_or("ok", |s| s.error.name()),
        "differs": v.difference.as_ref().map(|d| json!({
            "index": d.n, "line": d.line, "expected": d.expected.to_string(), "found": d.found.to_string(),
        })),
        "starts_at": report.offsets.map(|(theirs, ours)| json!({ "file": theirs, "sequence": ours })),
    })
}

/// Opens the sequence to compare: the one that is named, else the one with the A-number of the b-file.
fn open_for(target: &str, anum: Option<ANum>, context: &Context) -> Result<Result<(Session, DefId), Exit>, Failure> {
    if let (Some(anum), (_, None)) = (anum, split_target(target)) {
        let opened = match target::open(target, context)? {
            Ok(o) => o,
            Err(exit) => return Ok(Err(exit)),
        };
        let named = |d: &&DefId| opened.session.def(**d).is_some_and(|d| d.oeis.iter().any(|o| o.0 == anum.0));
        if let Some(id) = opened.sequences.iter().find(named).copied() {
            return Ok(Ok((opened.session, id)));
        }
    }
    target::open_one(target, context)
}
