//! The subcommands, one file each.

mod batch;
mod bench;
mod bfile;
mod check;
mod convert;
mod dialect;
mod doc;
mod eval;
mod explain;
mod export;
mod fill;
mod fmt;
mod jupyter;
mod lsp;
mod oeis;
mod plot;
mod repl;
mod run;
mod store;
mod synthesize;
mod target;
mod test;
mod time;

use clap::Subcommand;

use crate::context::Context;
use crate::outcome::Done;

/// Subcommand.
#[derive(Subcommand)]
pub enum Command {
    /// Print the terms of a sequence
    Run(run::Args),
    /// Print the value of an expression
    Eval(eval::Args),
    /// Measure how fast sequences run, in each tier
    Bench(bench::Args),
    /// Check files: types, `check`s, comparison with the OEIS
    Check(check::Args),
    /// Run all checks and documentation examples
    Test(test::Args),
    /// Format files
    Fmt(fmt::Args),
    /// Show the documentation of a name, or search
    Doc(doc::Args),
    /// Explain an error code
    Explain(explain::Args),
    /// Draw the terms of sequences
    Plot(plot::Args),
    /// Write a b-file in the format of the OEIS
    Bfile(bfile::Args),
    /// Look up sequences and entries of the OEIS
    #[command(subcommand, after_help = oeis::EXAMPLES)]
    Oeis(oeis::Command),
    /// Check candidate programs against all sequences at once
    Batch(batch::Args),
    /// Find programs that have these terms
    Synthesize(synthesize::Args),
    /// Propose what may stand for the holes of a file
    Fill(fill::Args),
    /// Inspect, verify, merge and export stores of programs that were found
    #[command(subcommand, after_help = store::EXAMPLES)]
    Store(store::Command),
    /// Rewrite programs: the published letters as readable source, and back
    Convert(convert::Args),
    /// Write a program for PARI/GP or Python
    Export(export::Args),
    /// Use nth in Jupyter notebooks
    #[command(subcommand, after_help = jupyter::EXAMPLES)]
    Jupyter(jupyter::Command),
    /// Evaluate definitions and expressions line by line
    Repl(repl::Args),
    /// Serve an editor: the language server
    Lsp(lsp::Args),
}

impl Command {
    /// Runs the subcommand. The result is the exit status.
    pub fn execute(self, context: &Context) -> Done {
        match self {
            Self::Run(a) => run::execute(&a, context),
            Self::Eval(a) => eval::execute(&a, context),
            Self::Bench(a) => bench::execute(&a, context),
            Self::Check(a) => check::execute(&a, context),
            Self::Test(a) => test::execute(&a, context),
            Self::Fmt(a) => fmt::execute(&a, context),
            Self::Doc(a) => doc::execute(&a, context),
            Self::Explain(a) => explain::execute(&a),
            Self::Plot(a) => plot::execute(&a, context),
            Self::Bfile(a) => bfile::execute(&a, context),
            Self::Oeis(c) => oeis::execute(c, context),
            Self::Batch(a) => batch::execute(&a, context),
            Self::Synthesize(a) => synthesize::execute(&a, context),
            Self::Fill(a) => fill::execute(&a, context),
            Self::Store(c) => store::execute(c, context),
            Self::Convert(a) => convert::execute(&a, context),
            Self::Export(a) => export::execute(&a, context),
            Self::Jupyter(c) => jupyter::execute(c, context),
            Self::Repl(a) => repl::execute(&a, context),
            Self::Lsp(a) => lsp::execute(&a, context),
        }
    }
}
