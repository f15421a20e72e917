//! Engines, and the policy that decides which of them runs a program.

use std::sync::Arc;

use nth_base::Clock;
use nth_eval::Backend;

/// Engine that runs programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// The interpreter of bytecode.
    Bytecode,
    /// Native code, made by the backend of [`Engines::native`].
    Native,
}

impl Engine {
    /// Name of the engine, in output for people and for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytecode => "bytecode",
            Self::Native => "native",
        }
    }
}

/// Policy that decides when native code is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnginePolicy {
    /// Runs begin in bytecode; native code takes over where it is available and pays.
    #[default]
    Auto,
    /// Native code from the first term on.
    Always,
    /// Bytecode only, even where native code is available.
    Never,
}

impl EnginePolicy {
    /// The policy under which a program runs on one engine only.
    #[must_use]
    pub fn only(engine: Engine) -> Self {
        match engine {
            Engine::Bytecode => Self::Never,
            Engine::Native => Self::Always,
        }
    }
}

/// Engines that run programs, and the clock that times them.
#[derive(Clone, Default)]
pub struct Engines {
    /// The native compiler; without it everything runs as bytecode.
    pub native: Option<Arc<dyn Backend>>,
    /// Policy that decides which engine runs a program.
    pub policy: EnginePolicy,
    /// The clock by which runs are timed; without it they are not.
    pub clock: Option<Arc<dyn Clock>>,
    /// Whether the place of an error is looked for, by evaluating the term that failed once more.
    pub places: bool,
}

impl Engines {
    /// The engines that are available, slowest first.
    #[must_use]
    pub fn available(&self) -> &'static [Engine] {
        if self.native.is_some() { &[Engine::Bytecode, Engine::Native] } else { &[Engine::Bytecode] }
    }
}
