//! Command `nth eval`: prints the value of an expression.

use std::io::Write;

use nth_base::grouped;
use nth_core::EvalError;
use nth_diag::Diagnostic;
use nth_session::{DefId, DefKind, ErrorPlace, Meaning, Output, Scope, Session, read_source};
use serde_json::{Value, json};

use crate::commands::run;
use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit};
use crate::output::{Json, say};

/// Number of terms that are shown of a sequence that stands alone.
const SHOWN_TERMS: u64 = 20;

/// Print the value of an expression, or the first terms of a sequence
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth eval '2 ^ 100'
  nth eval 'map(1..=10, |n| n * n)'
  nth eval prime                        a sequence by its name: its first 20 terms
  nth eval --file fib.nth 'fib(100)'    with the definitions of a file
  echo '6 * 7' | nth eval -             the expression from standard input")]
pub struct Args {
    /// Expression; `-` reads it from standard input
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expr: String,
    /// File whose definitions the expression may use
    #[arg(long, short, value_name = "FILE")]
    file: Option<String>,
    /// Print value, type and cost as a JSON object
    #[arg(long)]
    json: bool,
    /// Also print the cost
    #[arg(long)]
    cost: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Runs `nth eval`: evaluates one expression and prints its value.
pub fn execute(args: &Args, context: &Context) -> Done {
    let mut session = context.session()?;
    let mut scope = Scope::default();
    if let Some(file) = &args.file {
        let loaded = session.check_file(file)?;
        context.show(session.sources(), &loaded.diagnostics);
        if loaded.has_errors() {
            return Ok(Exit::Bad);
        }
        scope.0.push(loaded.module);
    }
    let text = if args.expr == "-" { read_source("standard input", std::io::stdin())? } else { args.expr.clone() };
    if let Meaning::Def(id) = session.meaning(&scope, text.trim())
        && session.def(id).is_some_and(|d| d.kind != DefKind::Fn)
    {
        return terms(&mut session, id, args, context);
    }
    let (expr, diagnostics) = session.check_expr("<expr>", &text, &scope);
    context.show(session.sources(), &diagnostics);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Ok(Exit::Bad);
    }
    let value = match session.value(expr, &args.limits.limits(), &context.cancel) {
        Ok(v) => v,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok(Exit::Bad);
        }
    };
    let mut out = Out::new();
    if args.json {
        let (status, shown) = match &value.outcome {
            Ok(v) => ("ok", to_json(v)),
            Err(e) => (e.name(), Value::Null),
        };
        let mut object = json!({
            "value": shown, "type": value.ty, "cost": value.spent.published, "continued": value.spent.continued,
            "status": status,
        });
        if let (Err(_), Some(o)) = (&value.outcome, object.as_object_mut()) {
            o.insert("place".to_owned(), run::place_json(&session, value.place.as_ref()));
        }
        writeln!(out, "{}", Json(&object))?;
    } else if let Ok(v) = &value.outcome {
        writeln!(out, "{v}")?;
        if args.cost {
            writeln!(out, "cost: {} units", grouped(value.spent.published))?;
        }
    }
    out.flush()?;
    Ok(match value.outcome {
        Ok(_) => Exit::Done,
        Err(e) => {
            let what = ErrorPlace::describe(e, value.place.as_ref());
            say!("{}: {what}", context.paint_err.bad("no value"));
            run::show_place(&session, value.place.as_ref(), context);
            if e == EvalError::Interrupted { Exit::Interrupted } else { Exit::No }
        }
    })
}

/// Prints the first terms of a sequence, which stands alone.
fn terms(session: &mut Session, id: DefId, args: &Args, context: &Context) -> Done {
    let (terms, run) = match session.first_terms(id, SHOWN_TERMS, &args.limits.limits(), &context.cancel) {
        Ok(found) => found,
        Err(diags) => {
            context.show(session.sources(), &diags);
            return Ok(Exit::Bad);
        }
    };
    let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
    let mut out = Out::new();
    if args.json {
        let status = run.stopped.as_ref().map_or("ok", |s| s.error.name());
        let (published, continued) = (run.spent.published, run.spent.continued);
        let object = json!({"terms": terms, "cost": published, "continued": continued, "status": status});
        writeln!(out, "{}", Json(&object))?;
    } else {
        let more = if run.stopped.is_none() { ", …" } else { "" };
        writeln!(out, "{}{more}", terms.join(", "))?;
        if args.cost {
            writeln!(out, "cost: {} units", grouped(run.spent.published))?;
        }
    }
    out.flush()?;
    Ok(run::stopped(session, id, &run, context))
}

/// Converts a value to JSON. Integers become strings of digits, since JSON readers round large numbers.
fn to_json(v: &Output) -> Value {
    match v {
        Output::Int(x) => Value::String(x.to_string()),
        Output::Bool(b) => Value::Bool(*b),
        Output::List(items) => Value::Array(items.iter().map(to_json).collect()),
    }
}
