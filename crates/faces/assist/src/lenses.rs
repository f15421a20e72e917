//! Code lenses: commands on definitions and examples, shown above them.

use std::ops::Range;
use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::{Cancel, Span};
use nth_core::EvalError;
use nth_ide::Answer;
use nth_runner::End;
use nth_syntax::ast::DocLine;
use nth_syntax::{Example, examples};
use nth_types::hir::{Check, Def, DefKind};

use crate::Assist;
use crate::program::Module;
use crate::verdicts::hold;
use crate::wanted::all_wanted;

/// Kind of a command of an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommandKind {
    /// Shows terms of a definition.
    Run,
    /// Runs the `check`s of a definition.
    Check,
    /// Evaluates an example of the documentation and writes its value.
    Evaluate,
    /// Shows a plot of the terms of a definition.
    Plot,
    /// Looks up the terms of a definition in the OEIS.
    LookUp,
    /// Searches programs for a hole, a sequence without a body or a line of terms.
    Find,
}

impl CommandKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [Self::Run, Self::Check, Self::Evaluate, Self::Plot, Self::LookUp, Self::Find];

    /// Name of the command in the protocol of editors.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Run => "nth.run",
            Self::Check => "nth.check",
            Self::Evaluate => "nth.evaluate",
            Self::Plot => "nth.plot",
            Self::LookUp => "nth.lookUp",
            Self::Find => "nth.find",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.id() == id)
    }
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Kind of the command.
    pub kind: CommandKind,
    /// Name of the file.
    pub file: Arc<str>,
    /// Name of the definition; empty for the documentation of the module.
    pub name: String,
    /// Number of the example in the documentation, from 0; the byte of the place where a program is wanted; 0 for other
    /// commands.
    pub number: usize,
}

/// A command that an editor shows above a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// Bytes that the command belongs to: a name or an example.
    pub range: Range<usize>,
    /// Text of the lens.
    pub title: String,
    /// The command and its arguments.
    pub command: Command,
}

/// The lenses of a file in the order of the text. Nothing is run ([`Assist::resolve_lens`]).
///
/// # Errors
/// `cancel` was raised.
pub fn lenses(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<Lens>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    let lens = |span: Span, title: &str, kind, name: &str, number| Lens {
        range: span.range(),
        title: title.to_owned(),
        command: Command { kind, file: Arc::from(m.name()), name: name.to_owned(), number },
    };
    let of_examples = |docs: &[DocLine], name: &str, out: &mut Vec<Lens>| {
        for (number, example) in examples(docs).iter().enumerate() {
            let title = if example.expected.is_some() { "evaluate again" } else { "evaluate" };
            out.push(lens(example.span, title, CommandKind::Evaluate, name, number));
        }
    };
    of_examples(m.module().map_or(&[][..], |module| &module.docs), "", &mut out);
    for d in m.defs() {
        of_examples(&d.docs, &d.name, &mut out);
        if d.kind == DefKind::Fn || d.broken {
            continue;
        }
        out.push(lens(d.name_span, "run", CommandKind::Run, &d.name, 0));
        if checks(&m, d).next().is_some() {
            out.push(lens(d.name_span, "check", CommandKind::Check, &d.name, 0));
        }
        out.push(lens(d.name_span, "plot", CommandKind::Plot, &d.name, 0));
        out.push(lens(d.name_span, "look up in OEIS", CommandKind::LookUp, &d.name, 0));
    }
    for (at, range) in all_wanted(&m) {
        let span = Span::new(m.file(), range.start, range.end);
        let name = m.def_at(span.start).map_or("", |d| d.name.as_str());
        out.push(lens(span, "find a program", CommandKind::Find, name, at));
    }
    out.sort_by_key(|l| l.range.start);
    Ok(out)
}

/// The `check`s of a definition.
pub(crate) fn checks<'m>(m: &'m Analysis, def: &Def) -> impl Iterator<Item = &'m Check> {
    let (id, file) = (def.id, m.file());
    m.checker().program().checks.iter().filter(move |c| c.def == id && c.span.file == file)
}

/// The example of a definition, or of the module, that a command means.
pub(crate) fn example(m: &Analysis, name: &str, number: usize) -> Option<Example> {
    let docs = match name {
        "" => m.module()?.docs.clone(),
        name => m.defs().find(|d| d.name == name)?.docs.clone(),
    };
    examples(&docs).into_iter().nth(number)
}

impl Assist {
    /// The lens with what is known of its result: a lens of `check`s says whether they hold, a lens of an example
    /// whether its value is the one that is written.
    ///
    /// # Errors
    /// `cancel` was raised.
    pub fn resolve_lens(&self, snapshot: &Snapshot, lens: &Lens, cancel: &Cancel) -> Answer<Lens> {
        let Command { kind, file, name, number } = &lens.command;
        let title = match kind {
            CommandKind::Run | CommandKind::Plot | CommandKind::LookUp | CommandKind::Find => None,
            CommandKind::Check => {
                let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(lens.clone()) };
                self.check_title(&module, name, cancel)?
            }
            CommandKind::Evaluate => {
                let Some(module) = self.module(snapshot, file, cancel)? else { return Ok(lens.clone()) };
                match example(module.analysis(), name, *number).filter(|e| e.expected.is_some()) {
                    Some(example) => match self.evaluate(&module, &example, cancel)? {
                        Ok(value) if example.expects(&value) => Some("evaluate again: the value holds".to_owned()),
                        Ok(_) => Some("evaluate again: the value has changed".to_owned()),
                        Err(why) => Some(format!("evaluate again: {why}")),
                    },
                    None => None,
                }
            }
        };
        Ok(Lens { title: title.unwrap_or_else(|| lens.title.clone()), ..lens.clone() })
    }

    fn check_title(&self, module: &Module, name: &str, cancel: &Cancel) -> Answer<Option<String>> {
        let Some(def) = module.analysis().defs().find(|d| d.name == name) else { return Ok(None) };
        let (mut agree, mut all, mut failed, mut open, mut hole) = (0, 0, false, false, false);
        for check in checks(module.analysis(), def) {
            let Some(result) = self.verdict(module, name, check, cancel)? else { return Ok(None) };
            agree += result.matched;
            all += check.terms.len();
            match result.end {
                End::All => {}
                End::Failed(EvalError::Hole) => hole = true,
                End::Differs(_) | End::Failed(_) => failed = true,
                End::Limit(_) => open = true,
            }
        }
        Ok(Some(if failed {
            format!("check: fails at term {}", agree + 1)
        } else if hole {
            "check: waits for a program".to_owned()
        } else if open {
            format!("check: {agree} of {all} terms hold, more take long")
        } else {
            format!("check: {}", hold(all))
        }))
    }
}
