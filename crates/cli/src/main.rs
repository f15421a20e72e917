//! The `nth` command.
//!
//! A thin face: it reads arguments, calls the library (`nth-session`, `nth-oeis`, `nth-repl`) and prints. One file for each
//! subcommand, in `commands`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod commands;
mod context;
mod data;
mod files;
mod outcome;
mod paint;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;
use context::{Context, Global};
use outcome::{Exit, Failure};

/// Trees may be deep, and they are walked by recursion.
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
  nth oeis lookup 1,2,5,14,42            which sequence is this?
  nth doc binomial                       what a name means
  nth repl                               try things out

Exit status: 0 done; 1 the answer is no (a check failed, nothing found); 2 wrong usage or input.";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let work = std::thread::Builder::new().name("nth".to_owned()).stack_size(STACK).spawn(move || execute(cli));
    let exit = match work.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        // The panic has been printed.
        Ok(Err(_)) => Exit::Crashed,
        Err(e) => {
            eprintln!("error: cannot start: {e}");
            Exit::Bad
        }
    };
    exit.into()
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
            eprintln!("error: {text}");
            Exit::Bad
        }
    }
}

#[test]
fn arguments_are_consistent() {
    use clap::CommandFactory as _;
    Cli::command().debug_assert();
}
