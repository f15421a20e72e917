//! `--tier`: what runs the programs.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use nth_batch::Tiering;
use nth_eval::BatchBackend;
use nth_session::{Backend, Session, TierChoice};

use crate::outcome::Failure;

/// Which tier runs the terms.
#[derive(Args, Clone, Copy, Debug)]
pub struct TierArgs {
    /// What runs the terms; they are the same in every tier
    #[arg(long, value_enum, default_value_t)]
    tier: Choice,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// Bytecode at once, native code where it pays.
    #[default]
    Auto,
    /// The interpreter only.
    Bytecode,
    /// Native code from the first term on.
    Native,
}

impl TierArgs {
    /// The same for candidates.
    pub fn of_batch(self, backend: Option<Arc<dyn BatchBackend>>, show: bool) -> Result<Tiering, Failure> {
        let choice = match self.tier {
            Choice::Auto => nth_batch::Choice::Auto,
            Choice::Bytecode => nth_batch::Choice::Bytecode,
            Choice::Native => nth_batch::Choice::Native,
        };
        if choice == nth_batch::Choice::Native {
            match &backend {
                Some(backend) => drop(backend.start().map_err(|why| format!("there is no native code here: {why}"))?),
                None => return Err(NOT_BUILT_IN.to_owned().into()),
            }
        }
        Ok(Tiering { choice, backend, show })
    }

    /// Makes the session run programs so, and gives the choice.
    pub fn apply(self, session: &mut Session) -> Result<TierChoice, Failure> {
        let choice = match self.tier {
            Choice::Auto => TierChoice::Auto,
            Choice::Bytecode => TierChoice::Bytecode,
            Choice::Native => TierChoice::Native,
        };
        if choice == TierChoice::Native {
            match session.native().map(Backend::check) {
                Some(Ok(())) => {}
                Some(Err(why)) => return Err(format!("there is no native code here: {why}").into()),
                None => return Err(NOT_BUILT_IN.to_owned().into()),
            }
        }
        session.set_tier(choice);
        Ok(choice)
    }
}

/// What is said where native code is asked for.
const NOT_BUILT_IN: &str = "native code is not built in; leave `--tier native` away, or use `--tier bytecode`";
