//! Definitions of a snapshot as programs that can run.

use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::{Cancel, Limits};
use nth_compiler::{Indices, ReadError, SourceFiles, Workspace};
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_lower::{LowerError, Lowerer, Reason};
use nth_num::max_bits_for_digits;
use nth_runner::{Engines, Executable, Stopwatch, Term, TermRun, run_terms};
use nth_types::hir::{Def, DefId, DefKind, ModuleId};
use nth_types::{Checker, Scope};

use nth_ide::Answer;

/// Longest number in a program that is run for an editor, in digits: longer ones take seconds to write.
const LONGEST_LITERAL: u32 = 20_000;

/// Files of a snapshot, as the compiler reads them.
pub(crate) struct SnapshotFiles(pub Snapshot);

impl SourceFiles for SnapshotFiles {
    fn read(&self, name: &str) -> Result<String, ReadError> {
        self.0.text(name).map(|text| text.to_string())
    }
}

/// A checked module with the bodies of all definitions that it uses.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    analysis: Arc<Analysis>,
    /// The check of the module together with the files that it uses; none if it uses the library only. An analysis
    /// knows the interfaces of other files, not their bodies.
    together: Option<Arc<Together>>,
}

/// A module that was checked together with the files that it uses.
#[derive(Debug)]
pub(crate) struct Together {
    checker: Checker,
    module: ModuleId,
    /// Names and texts of the files.
    texts: Vec<(String, Arc<str>)>,
}

impl Together {
    fn new(snapshot: &Snapshot, analysis: &Analysis) -> Self {
        let mut workspace = workspace(snapshot);
        let loaded = workspace.check_text(analysis.name(), analysis.text(), &Scope::default());
        let checker = workspace.checker().clone();
        let own = checker.modules().iter().filter(|m| !m.is_std);
        let texts = own.filter_map(|m| Some((m.name.clone(), snapshot.text(&m.name).ok()?))).collect();
        Self { checker, module: loaded.module, texts }
    }

    /// Whether the files still have the same texts.
    fn is_current(&self, snapshot: &Snapshot) -> bool {
        self.texts.iter().all(|(name, text)| snapshot.text(name).is_ok_and(|now| now == *text))
    }
}

impl Module {
    /// The module of a file; none if there is no such file. `old` is the module that was made for the file before.
    pub fn of(snapshot: &Snapshot, file: &str, old: Option<Self>, cancel: &Cancel) -> Answer<Option<Self>> {
        let Some(analysis) = snapshot.module(file, cancel)? else { return Ok(None) };
        if !analysis.checker().modules().iter().any(|m| m.is_interface) {
            return Ok(Some(Self { analysis, together: None }));
        }
        let old = old.filter(|o| Arc::ptr_eq(&o.analysis, &analysis)).and_then(|o| o.together);
        let together = match old.filter(|t| t.is_current(snapshot)) {
            Some(together) => together,
            None => Arc::new(Together::new(snapshot, &analysis)),
        };
        Ok(Some(Self { analysis, together: Some(together) }))
    }

    /// Whether two modules are the same check.
    pub fn is_same(&self, other: &Self) -> bool {
        let together = match (&self.together, &other.together) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        together && Arc::ptr_eq(&self.analysis, &other.analysis)
    }

    pub fn analysis(&self) -> &Arc<Analysis> {
        &self.analysis
    }

    pub fn checker(&self) -> &Checker {
        self.together.as_ref().map_or(self.analysis.checker(), |t| &t.checker)
    }

    pub fn id(&self) -> ModuleId {
        self.together.as_ref().map_or(self.analysis.module_id(), |t| t.module)
    }

    /// Definition of the module by its name. Its places are those of the text; its numbers are those of
    /// [`Module::checker`].
    pub fn def(&self, name: &str) -> Option<&Def> {
        let checker = self.checker();
        checker.def(*checker.module(self.id())?.names.get(name)?)
    }
}

/// A workspace on the files of a snapshot.
pub(crate) fn workspace(snapshot: &Snapshot) -> Workspace {
    Workspace::new(Arc::clone(snapshot.library()), Arc::new(SnapshotFiles(snapshot.clone())))
}

/// A definition in Core and in bytecode.
pub(crate) struct Lowered {
    pub arena: Arena,
    pub program: Program,
    pub entry: FuncId,
    pub kind: DefKind,
    /// Offsets of the indices; for a function of one integer, 0.
    pub offsets: Vec<i64>,
    pub executable: Executable,
}

impl Lowered {
    /// Lowers and compiles a definition.
    ///
    /// # Errors
    /// The reason why it cannot run, in words.
    pub fn new(checker: &Checker, id: DefId) -> Result<Self, String> {
        let (mut arena, mut lowerer) = (Arena::new(), Lowerer::new());
        let entry = lowerer.entry(checker.program(), &mut arena, id).map_err(|e| reason(&e))?;
        if arena.longest_literal() > max_bits_for_digits(LONGEST_LITERAL) {
            return Err("a number in it is too long for an editor".to_owned());
        }
        let program = lowerer.into_program();
        let executable = Executable::new(&arena, &program, entry.func).map_err(|e| e.to_string())?;
        Ok(Self { arena, program, entry: entry.func, kind: entry.kind, offsets: entry.offsets, executable })
    }

    /// Whether the definition has terms, or is a function from an integer to an integer.
    pub fn has_terms(&self) -> bool {
        let func = self.program.func(self.entry);
        self.kind != DefKind::Fn || func.is_sequence()
    }

    /// Text that is equal for equal programs, whatever their definitions are called: the whole Core program.
    pub fn text(&self) -> String {
        let head = format!("{:?} {:?}\n", self.kind, self.offsets);
        head + &core_text::print_program(&self.arena, &self.program, self.entry)
    }

    /// Runs the definition from a position on, in the order of a kind of definition, in bytecode.
    pub fn run(
        &self,
        kind: DefKind,
        from: u64,
        count: usize,
        limits: (&Limits, &Cancel),
        each: &mut dyn FnMut(Term),
    ) -> TermRun {
        let indices = Indices::new(kind, &self.offsets).starting_at(from).take(count);
        let (engines, watch) = (Engines::default(), Stopwatch::start(None));
        run_terms(&self.executable, &engines, from, indices, limits, watch, &mut |t| {
            each(t);
            true
        })
    }

    pub fn size(&self) -> u64 {
        self.program.size(&self.arena, self.entry)
    }
}

fn reason(e: &LowerError) -> String {
    match &e.what {
        Reason::Broken => "it has errors".to_owned(),
        Reason::NeedsArguments => "it takes functions".to_owned(),
        Reason::Limit(why) => format!("it grows too large: {why}"),
    }
}
