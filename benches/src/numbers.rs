//! Number theory on numbers as large as people ask, beside PARI/GP: one expression a line of `numbers.txt`, and what a
//! user of GP would type for it.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_session::{Library, NoFiles, Scope, Session};

use crate::clock::cpu;
use crate::table::{Table, figure, ratio};
use crate::{Done, Options};

/// Expressions in nth and in GP, with a tabulator between them.
const ROWS: &str = include_str!("../numbers.txt");

/// Prints the table of times, in milliseconds. All values are compared.
pub fn report(options: &Options) -> Done<()> {
    println!(
        "Single numbers: CPU milliseconds of one evaluation, without start, parsing and compiling (GP counts whole"
    );
    println!("milliseconds, and parses).\n");
    let rows: Vec<(&str, &str)> = ROWS.lines().filter_map(|line| line.split_once('\t')).collect();
    let rows: Vec<(&str, &str)> = rows.into_iter().filter(|row| options.wants(row.0)).collect();
    let theirs = in_gp(&rows)?;
    if theirs.is_none() {
        println!("(no gp: its columns are empty; Debian's package is pari-gp)\n");
    }
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
    let mut table = Table::new(&["expression", "nth", "in gp", "gp", "gp : nth"]);
    for (k, (ours, gp)) in rows.iter().enumerate() {
        let begin = cpu();
        let value = session.eval_expr("bench", ours, &Scope::default(), &Limits::INTERACTIVE, &Cancel::new());
        let seconds = cpu() - begin;
        let value = value.map_err(|_| format!("{ours} is no expression"))?;
        let value = value.outcome.map_err(|e| format!("{ours}: {e}"))?.to_string();
        let value = value.replace("true", "1").replace("false", "0");
        let theirs = theirs.as_ref().and_then(|all| all.get(k));
        if let Some((_, other)) = theirs
            && *other != value
        {
            return Err(format!("{ours} is {value}, but {gp} is {other}").into());
        }
        let gp_seconds = theirs.map_or(f64::NAN, |t| t.0);
        let cells = [figure(seconds * 1e3), format!("`{gp}`"), figure(gp_seconds * 1e3), ratio(gp_seconds, seconds)];
        table.row(std::iter::once(format!("`{ours}`")).chain(cells).collect());
    }
    table.print();
    Ok(())
}

/// Seconds and values of the rows in one run of GP; `None` where it is not installed.
fn in_gp(rows: &[(&str, &str)]) -> Done<Option<Vec<(f64, String)>>> {
    let started = Command::new("gp").args(["-q", "-f"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut gp) = started else { return Ok(None) };
    let mut text = String::from("default(parisizemax, 2^31);\n");
    for (_, expression) in rows {
        text += &format!("{{my(f=()->{expression}); my(t=getabstime(), r=f()); print(getabstime()-t, \" \", r)}}\n");
    }
    let mut input = gp.stdin.take().ok_or("gp has no input")?;
    input.write_all(text.as_bytes())?;
    drop(input);
    let output = gp.wait_with_output()?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let parsed: Vec<(f64, String)> = lines
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(ms, value)| Some((ms.parse::<f64>().ok()? / 1e3, value.to_owned())))
        .collect();
    if parsed.len() != rows.len() {
        return Err(format!("gp answered {} of {} rows", parsed.len(), rows.len()).into());
    }
    Ok(Some(parsed))
}
