//! Option `--tier`: the engine that runs programs.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use nth_batch::Tiering;
use nth_eval::BatchBackend;
use nth_runner::EnginePolicy;
use nth_session::Session;

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
    fn policy(self) -> EnginePolicy {
        match self.tier {
            Choice::Auto => EnginePolicy::Auto,
            Choice::Bytecode => EnginePolicy::Never,
            Choice::Native => EnginePolicy::Always,
        }
    }

    /// Settings of tiered compilation for candidates. It is an error if native code is required but not available.
    pub fn of_batch(self, backend: Option<Arc<dyn BatchBackend>>, show: bool) -> Result<Tiering, Failure> {
        let policy = self.policy();
        if policy == EnginePolicy::Always {
            match &backend {
                Some(backend) => drop(backend.start().map_err(|why| format!("there is no native code here: {why}"))?),
                None => return Err(NOT_BUILT_IN.to_owned().into()),
            }
        }
        Ok(Tiering { policy, backend, show })
    }

    /// Sets the engine policy of a session, and returns it. It is an error if native code is required but not
    /// available.
    pub fn apply(self, session: &mut Session) -> Result<EnginePolicy, Failure> {
        let policy = self.policy();
        if policy == EnginePolicy::Always {
            match session.engines().native.as_ref().map(|n| n.check()) {
                Some(Ok(())) => {}
                Some(Err(why)) => return Err(format!("there is no native code here: {why}").into()),
                None => return Err(NOT_BUILT_IN.to_owned().into()),
            }
        }
        session.engines_mut().policy = policy;
        Ok(policy)
    }
}

/// Error message if native code is required but not built in.
const NOT_BUILT_IN: &str = "native code is not built in; leave `--tier native` away, or use `--tier bytecode`";
