//! The dialect `nth`: source text of the language itself.
//!
//! The compiler is in a layer above this one, so the caller passes it in ([`Options::source`]).

use nth_core::Arena;

use crate::{Candidate, CannotWrite, Dialect, Info, Invalid, Options, Reader};

/// Compiler and printer of nth source.
pub trait SourceLanguage: Send + Sync {
    /// A reader of candidates: a line is a sequence, or an expression in n.
    fn reader(&self) -> Box<dyn Reader>;

    /// A candidate as source text; the sequence is called `name`.
    fn print(&self, arena: &Arena, candidate: &Candidate, name: &str) -> String;
}

/// Dialect of nth source text.
pub(crate) struct Nth;

const INFO: Info = Info {
    name: "nth",
    summary: "a sequence, or an expression in n",
    syntax: "a sequence `seq a(n from 1) = …`, or an expression in n (which may call a(n - 1))",
    lacks: "a compiler here",
    comment: Some("//"),
    is_source: true,
};

impl Dialect for Nth {
    fn info(&self) -> &'static Info {
        &INFO
    }

    fn reader(&self, options: &Options) -> Box<dyn Reader> {
        match &options.source {
            Some(source) => source.reader(),
            None => Box::new(NoSource),
        }
    }

    fn print(
        &self,
        arena: &mut Arena,
        candidate: &Candidate,
        name: &str,
        options: &Options,
    ) -> Result<String, CannotWrite> {
        let source = options.source.as_ref().ok_or_else(|| INFO.lacking())?;
        Ok(source.print(arena, candidate, name))
    }
}

/// The reader of nth source where no compiler was passed in: refuses every line.
struct NoSource;

impl Reader for NoSource {
    fn read(&mut self, _: &mut Arena, _: &[u8]) -> Result<Candidate, Invalid> {
        Err(Invalid::Source("there is no compiler of nth source here".to_owned()))
    }
}
