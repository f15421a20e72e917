//! The `nth` command.
//!
//! The crate parses arguments, calls the libraries and prints their answers. There is one file for each subcommand, in
//! `commands`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod clock;
mod commands;
mod context;
mod data;
mod files;
mod help;
mod outcome;
mod output;
mod paint;
mod progress;
mod signals;
mod terms;
mod tier;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser};

use commands::Command;
use context::{Context, Global};
use outcome::{Exit, Failure};
use output::say;

/// Memory allocator. The batch checker allocates and frees many small tables and walks one large index. mimalloc is
/// fast at small allocations and uses huge pages for large ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Stack size of the main thread, in bytes: trees may be deep, and they are walked recursively.
const STACK: usize = 512 << 20;

/// A language for integer sequences: write the n-th term, get the terms, check them.
#[derive(Parser)]
#[command(name = "nth", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  nth eval 'fold(1..=10, 1, mul)'        the value of an expression
  nth run fib.nth -n 30                  30 terms of the sequence in fib.nth
  nth check fib.nth                      types, checks, terms of the OEIS
  nth oeis lookup 1,2,5,14,42            sequences with these terms
  nth doc binomial                       documentation of a name
  nth repl                               evaluate line by line

Exit status: 0 done; 1 the answer is no (a check failed, nothing found); 2 wrong usage or input.";

fn main() {
    let matches = help::flowing(Cli::command()).get_matches_from(std::env::args_os().map(terms_are_no_options));
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|e| e.exit());
    let work = std::thread::Builder::new().name("nth".to_owned()).stack_size(STACK).spawn(move || execute(cli));
    let exit = match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        // The panic message is printed already.
        Ok(Err(_)) => Exit::Crashed,
        Err(e) => {
            say!("error: cannot start: {e}");
            Exit::Bad
        }
    };
    signals::exit(exit.status())
}

/// Adds a blank before a list of terms that begins with a minus, such as `-1,2,-3`, so that it is not parsed as an
/// option.
fn terms_are_no_options(arg: OsString) -> OsString {
    let is_list = arg.to_str().and_then(|a| a.strip_prefix('-')).is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.contains([',', ' '])
            && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | ' '))
    });
    if is_list { OsString::from(format!(" {}", arg.to_string_lossy())) } else { arg }
}

fn execute(cli: Cli) -> Exit {
    let context = match Context::new(cli.global) {
        Ok(c) => c,
        Err(f) => return report(&f),
    };
    match cli.command.execute(&context) {
        Ok(exit) => exit,
        Err(f) => report(&f),
    }
}

fn report(failure: &Failure) -> Exit {
    match failure {
        Failure::Closed => Exit::Done,
        Failure::Message(text) => {
            say!("error: {text}");
            Exit::Bad
        }
    }
}

#[test]
fn arguments_are_consistent() {
    Cli::command().debug_assert();
}
