//! Command `nth run`: prints the terms of sequences.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use clap::ValueEnum;
use nth_base::{Cost, CostReading, grouped, plural};
use nth_session::{DefId, DefKind, ErrorPlace, Form, Session, TermRun};
use serde_json::{Value, json};

use crate::commands::{target, time};
use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit, Failure};
use crate::output::{Json, say};
use crate::tier::TierArgs;

/// Print the terms of a sequence
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth run fib.nth                 the first 20 terms of every sequence in the file
  nth run fib.nth:lucas -n 100    100 terms of one of them
  nth run :bell -n 30             30 terms of a sequence of the library
  nth run fib.nth -n 1000000      stop it with Ctrl-C; it reports how far it got
  nth run fib.nth --json          for programs: terms are strings of digits
  nth run fib.nth --time          also print times, on standard error
  nth run fib.nth --emit core     the program in Core, as nth source")]
pub struct Args {
    /// File, and one of its sequences; or :NAME or an A-number of the library, or an expression in n
    #[arg(value_name = "FILE[:NAME]")]
    target: String,
    /// Number of terms
    #[arg(short, long, default_value_t = 20)]
    n: u64,
    /// Print one JSON object for each sequence
    #[arg(long)]
    json: bool,
    /// Also print the cost of the terms: published, with every loop counted from its start, and continued, where a loop
    /// that
    /// continues one of the term before counts its new steps only
    #[arg(long)]
    cost: bool,
    /// Also print the time of compiling, of running and of the slowest term
    #[arg(long)]
    time: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    tier: TierArgs,
    /// Print the program in this form instead of its terms
    #[arg(long, value_enum)]
    emit: Option<Emit>,
}

/// Form of a program.
#[derive(Clone, Copy, ValueEnum)]
enum Emit {
    /// First-order functions, as nth source.
    Core,
    /// Bytecode, which the interpreter runs.
    Bytecode,
    /// LLVM IR, optimised.
    LlvmIr,
    /// Assembly of this machine.
    Asm,
}

/// Runs `nth run`: prints the terms of each sequence of the target, or its program in the form asked for.
pub fn execute(args: &Args, context: &Context) -> Done {
    let mut opened = match target::open(&args.target, context)? {
        Ok(o) => o,
        Err(exit) => return Ok(exit),
    };
    args.tier.apply(&mut opened.session)?;
    let started = context.clock.now();
    if args.time {
        opened.session.engines_mut().clock = Some(Arc::clone(&context.clock));
    }
    let mut out = Out::new();
    let mut exit = Exit::Done;
    let several = opened.sequences.len() > 1;
    for id in opened.sequences {
        let session = &mut opened.session;
        if let Some(stage) = args.emit {
            let text = match stage {
                Emit::Core => session.core_text(id).map(Ok),
                Emit::Bytecode => session.bytecode_text(id).map(Ok),
                Emit::LlvmIr => session.native_text(id, Form::Intermediate),
                Emit::Asm => session.native_text(id, Form::Assembly),
            };
            match text {
                Ok(Ok(t)) => write!(out, "{t}")?,
                Ok(Err(why)) => return Err(why.into()),
                Err(diags) => {
                    context.show(session.sources(), &diags);
                    exit = Exit::Bad;
                }
            }
            continue;
        }
        let one = if args.json {
            json_terms(session, id, args, started, context, &mut out)
        } else {
            terms(session, id, args, several, context, &mut out)
        };
        exit = match (one?, exit) {
            (Exit::Done, before) => before,
            (now, _) => now,
        };
        if exit == Exit::Interrupted {
            break;
        }
    }
    out.flush()?;
    if args.time && !args.json && args.emit.is_none() {
        time::say_all(started, context.clock.now());
    }
    Ok(exit)
}

fn terms(session: &mut Session, id: DefId, args: &Args, several: bool, context: &Context, out: &mut Out) -> Done {
    let Some(def) = session.def(id) else { return Ok(Exit::Bad) };
    let (name, by_rows) = (def.name.clone(), def.kind == DefKind::Triangle && !several);
    if several {
        write!(out, "{}: ", context.paint.bold(&name))?;
    }
    let mut written = Ok(());
    let mut last_cost = (Cost::default(), Cost::default());
    let limits = args.limits.limits();
    let rows = session.indices(id);
    let run = session.run_terms(id, 0, args.n, &limits, &context.cancel, &mut |t| {
        last_cost = (last_cost.1, t.spent);
        let between = match t.position {
            0 => "",
            _ if by_rows && rows.starts_row(&t.index) => "\n",
            _ => ", ",
        };
        written = write!(out, "{between}{}", t.value).and_then(|()| out.tick());
        written.is_ok()
    });
    let run = match run {
        Ok(r) => r,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok(Exit::Bad);
        }
    };
    written?;
    if run.computed > 0 || several {
        writeln!(out)?;
    }
    if args.cost {
        let (before, last) = last_cost;
        let terms = plural(run.computed as usize, "term");
        for (words, reading) in [("cost", CostReading::Published), ("continued", CostReading::Continued)] {
            let [all, before, last] = [run.spent, before, last].map(|c| c.of(reading));
            writeln!(out, "{words}: {} units for {terms}, the last {}", grouped(all), grouped(last - before))?;
        }
    }
    out.flush()?;
    let exit = stopped(session, id, &run, context);
    if let Some(timing) = &run.timing {
        time::say_run(session, id, timing);
    }
    Ok(exit)
}

/// Prints the reason why a run ended early, if it did. The result is the exit status of the run.
pub fn stopped(session: &mut Session, id: DefId, run: &TermRun, context: &Context) -> Exit {
    let Some(stop) = &run.stopped else { return Exit::Done };
    let term = session.term_text(id, &stop.index);
    let so_far = plural(run.computed as usize, "term");
    let place = session.stop_place(id, stop);
    let what = ErrorPlace::describe(stop.error, place.as_ref());
    say!("{} at {term}, after {so_far}: {what}", context.paint_err.bad("stopped"));
    show_place(session, place.as_ref(), context);
    if stop.error == nth_core::EvalError::Interrupted { Exit::Interrupted } else { Exit::No }
}

/// Shows the source line of an error, if its place is known.
pub fn show_place(session: &Session, place: Option<&ErrorPlace>, context: &Context) {
    if let Some(place) = place {
        context.show(session.sources(), &[place.note()]);
    }
}

/// The place of an error as a JSON object; null if it is not known.
pub fn place_json(session: &Session, place: Option<&ErrorPlace>) -> Value {
    let Some(place) = place else { return Value::Null };
    let at = session.sources().line_col(place.span);
    let file = session.sources().name(place.span.file);
    json!({"what": place.what, "file": file, "line": at.line, "column": at.col, "calls": place.calls})
}

fn json_terms(
    session: &mut Session,
    id: DefId,
    args: &Args,
    started: Duration,
    context: &Context,
    out: &mut Out,
) -> Result<Exit, Failure> {
    let limits = args.limits.limits();
    let (terms, run) = match session.first_terms(id, args.n, &limits, &context.cancel) {
        Ok(r) => r,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok(Exit::Bad);
        }
    };
    let Some(def) = session.def(id) else { return Ok(Exit::Bad) };
    let kind = match def.kind {
        DefKind::Seq => "seq",
        DefKind::Triangle => "triangle",
        DefKind::Array => "array",
        DefKind::Fn => "fn",
    };
    let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
    let oeis: Vec<String> = def.oeis.iter().map(|(n, _)| nth_oeis::ANum(*n).to_string()).collect();
    let mut object = json!({
        "name": def.name, "kind": kind, "offsets": def.offsets, "oeis": oeis, "terms": terms,
        "cost": run.spent.published, "continued": run.spent.continued,
        "status": run.stopped.as_ref().map_or("ok", |s| s.error.name()),
    });
    if let (Some(s), Some(o)) = (&run.stopped, object.as_object_mut()) {
        o.insert("stopped_at".to_owned(), json!(s.index));
        let place = session.stop_place(id, s);
        o.insert("place".to_owned(), place_json(session, place.as_ref()));
    }
    if let (Some(t), Some(o)) = (&run.timing, object.as_object_mut()) {
        o.insert("time".to_owned(), time::json(session, id, t, started));
    }
    writeln!(out, "{}", Json(&object))?;
    let interrupted = run.stopped.as_ref().is_some_and(|s| s.error == nth_core::EvalError::Interrupted);
    Ok(match run.stopped {
        None => Exit::Done,
        Some(_) if interrupted => Exit::Interrupted,
        Some(_) => Exit::No,
    })
}
