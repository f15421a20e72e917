//! Command `nth eval`: prints the value of an expression.

use std::io::Write;

use nth_base::grouped;
use nth_core::EvalError;
use nth_session::{Output, Scope, read_source};
use serde_json::{Value as Json, json};

use crate::context::{Context, LimitArgs, Out};
use crate::outcome::{Done, Exit};
use crate::output::say;

/// Print the value of an expression
#[derive(clap::Args)]
#[command(after_help = "Examples:
  nth eval '2 ^ 100'
  nth eval 'map(1..=10, |n| n * n)'
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
    let value = match session.eval_expr("<expr>", &text, &scope, &args.limits.limits(), &context.cancel) {
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
            Err(e) => (e.name(), Json::Null),
        };
        writeln!(
            out,
            "{}",
            json!({"value": shown, "type": value.ty, "cost": value.spent.published, "continued": value.spent.continued, "status": status})
        )?;
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
            let spent = value.spent.of(args.limits.limits().reading);
            say!("{}: {e} (after {} units)", context.paint_err.bad("no value"), grouped(spent));
            if e == EvalError::Interrupted { Exit::Interrupted } else { Exit::No }
        }
    })
}

/// Converts a value to JSON. Integers become strings of digits, since JSON readers round large numbers.
fn to_json(v: &Output) -> Json {
    match v {
        Output::Int(x) => Json::String(x.to_string()),
        Output::Bool(b) => Json::Bool(*b),
        Output::List(items) => Json::Array(items.iter().map(to_json).collect()),
    }
}
