//! Sequences of one source file, run by the library that the `nth` command uses.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_num::Int;
use nth_runner::{Engine, EnginePolicy};
use nth_session::{DefId, Library, NoFiles, Session};

use crate::Done;
use crate::clock::{cpu, median};

/// Way in which a program is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The interpreter of bytecode.
    Bytecode,
    /// Native code, compiled by LLVM.
    Native,
}

impl Tier {
    /// Whether it is there; where not, its columns stay empty.
    pub fn built(self) -> bool {
        match self {
            Self::Bytecode => true,
            Self::Native => nth_llvm::load().is_ok(),
        }
    }
}

/// A checked file and its sequences by name.
pub struct Programs {
    session: Session,
    sequences: Vec<(String, DefId)>,
}

/// Several runs of the same terms.
pub struct Timed {
    /// The number that stands for all values, see [`Digest`].
    pub digest: i64,
    /// The last value that was computed.
    pub last: Int,
    /// Cost of all terms.
    pub units: u64,
    /// Median of the CPU seconds for all terms, without parsing and compiling.
    pub seconds: f64,
}

/// A number that stands for a list of values: the sum of i · value(i) modulo 2⁶¹ − 1, for i from 1. PARI/GP computes
/// the same.
#[derive(Default)]
pub struct Digest {
    i: i64,
    sum: i128,
}

impl Digest {
    /// The modulus, a Mersenne prime.
    pub const MODULUS: i64 = (1 << 61) - 1;

    /// Adds the next value.
    ///
    /// # Errors
    /// The value has no remainder that fits 64 bits.
    pub fn add(&mut self, value: &Int) -> Done<()> {
        self.i += 1;
        let rest = value.floor_mod(&Int::from(Self::MODULUS)).ok().and_then(|r| r.to_i64()).ok_or("no remainder")?;
        self.sum = (self.sum + i128::from(self.i) * i128::from(rest)) % i128::from(Self::MODULUS);
        Ok(())
    }

    /// The number for the values added so far.
    pub fn value(&self) -> i64 {
        self.sum as i64
    }
}

impl Programs {
    /// Checks a source text and lists its sequences.
    pub fn new(name: &str, text: &str) -> Done<Self> {
        let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(NoFiles));
        session.engines_mut().native = Some(Arc::new(nth_llvm::Llvm));
        let loaded = session.check_text(name, text, &nth_session::Scope::default());
        if let Some(d) = loaded.diagnostics.iter().find(|d| d.is_error()) {
            return Err(format!("{name}: {}", d.title).into());
        }
        let ids = session.sequences(loaded.module);
        let sequences = ids.into_iter().filter_map(|id| Some((session.def(id)?.name.clone(), id))).collect();
        Ok(Self { session, sequences })
    }

    fn id(&self, name: &str) -> Done<DefId> {
        let found = self.sequences.iter().find(|(n, _)| n == name);
        found.map(|(_, id)| *id).ok_or_else(|| format!("no sequence {name}").into())
    }

    /// The terms at positions `from`, `from` + 1, …, several times; nothing is remembered from one time to the next.
    /// None where the tier is not built.
    pub fn time(&mut self, tier: Tier, name: &str, from: u64, count: u64, runs: usize) -> Done<Option<Timed>> {
        if !tier.built() {
            return Ok(None);
        }
        let id = self.id(name)?;
        // Compiles, so that the times below are those of running.
        self.session.bytecode_text(id).map_err(|_| format!("{name} does not compile"))?;
        let (mut digest, mut last, mut failed) = (Digest::default(), Int::ZERO, None);
        let units = self.run(tier, name, id, from, count, &mut |value| {
            failed = failed.take().or_else(|| digest.add(&value).err());
            last = value;
        })?;
        if let Some(e) = failed {
            return Err(e);
        }
        let mut seconds = Vec::new();
        for _ in 0..runs {
            let begin = cpu();
            self.run(tier, name, id, from, count, &mut drop)?;
            seconds.push(cpu() - begin);
        }
        Ok(Some(Timed { digest: digest.value(), last, units, seconds: median(seconds) }))
    }

    /// Gives the terms to `each`; what they cost.
    fn run(
        &mut self,
        tier: Tier,
        name: &str,
        id: DefId,
        from: u64,
        count: u64,
        each: &mut dyn FnMut(Int),
    ) -> Done<u64> {
        self.session.engines_mut().policy = EnginePolicy::only(match tier {
            Tier::Bytecode => Engine::Bytecode,
            Tier::Native => Engine::Native,
        });
        let (limits, cancel) = (Limits::INTERACTIVE, Cancel::new());
        let run = self.session.run_terms(id, from, count, &limits, &cancel, &mut |t| {
            each(t.value);
            true
        });
        let run = run.map_err(|_| format!("{name} does not run"))?;
        match run.stopped {
            Some(stop) => Err(format!("{name} stops: {}", stop.error.name()).into()),
            None => Ok(run.spent.published),
        }
    }
}
