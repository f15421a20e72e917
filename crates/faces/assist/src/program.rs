//! Definitions of a snapshot as programs that can run.

use std::sync::Arc;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_compiler::{ReadError, SourceFiles, Workspace};
use nth_core::{Arena, FuncId, Program};
use nth_dialects::core_text;
use nth_lower::{LowerError, Lowerer, Reason};
use nth_runner::Executable;
use nth_types::hir::{Def, DefId, DefKind, ModuleId};
use nth_types::{Checker, Scope};

use nth_ide::Answer;

/// Files of a snapshot, as the compiler reads them.
pub(crate) struct SnapshotFiles(pub Snapshot);

impl SourceFiles for SnapshotFiles {
    fn read(&self, name: &str) -> Result<String, ReadError> {
        self.0.text(name).map(|text| text.to_string())
    }
}

/// A checked module with the bodies of all definitions that it uses.
pub(crate) struct Module {
    analysis: Arc<Analysis>,
    bodies: Bodies,
}

/// The checker that has the bodies.
enum Bodies {
    /// That of the analysis: the module uses the library only.
    Analysis,
    /// That of a workspace, where the module and the files that it uses were checked together. An analysis knows the
    /// interfaces of other files only.
    Workspace(Box<Workspace>, ModuleId),
}

impl Module {
    /// The module of a file; none if there is no such file.
    pub fn of(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Option<Self>> {
        let Some(analysis) = snapshot.module(file, cancel)? else { return Ok(None) };
        let uses_files = analysis.checker().modules().iter().any(|m| m.is_interface);
        let bodies = if uses_files {
            let mut workspace = workspace(snapshot);
            let loaded = workspace.check_text(analysis.name(), analysis.text(), &Scope::default());
            Bodies::Workspace(Box::new(workspace), loaded.module)
        } else {
            Bodies::Analysis
        };
        Ok(Some(Self { analysis, bodies }))
    }

    /// Whether the module uses no file but those of the library.
    pub fn stands_alone(&self) -> bool {
        matches!(self.bodies, Bodies::Analysis)
    }

    pub fn analysis(&self) -> &Arc<Analysis> {
        &self.analysis
    }

    pub fn checker(&self) -> &Checker {
        match &self.bodies {
            Bodies::Analysis => self.analysis.checker(),
            Bodies::Workspace(workspace, _) => workspace.checker(),
        }
    }

    pub fn id(&self) -> ModuleId {
        match &self.bodies {
            Bodies::Analysis => self.analysis.module_id(),
            Bodies::Workspace(_, id) => *id,
        }
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
