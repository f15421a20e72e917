//! The result of checking one module.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use nth_base::{FileId, Span};
use nth_diag::Diagnostic;
use nth_syntax::Parsed;
use nth_types::hir::{Def, DefId, LocalId, ModuleId, Reference, Referent};
use nth_types::{Checker, Interface, ModuleInfo};

/// A checked module: its tree, types, references and diagnostics. File, module and definition numbers are those of the
/// checker of this analysis, and mean nothing in another one: use names and [`Place`]s to go from one to another.
#[derive(Debug)]
pub struct Analysis {
    pub(crate) name: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) parsed: Arc<Parsed>,
    pub(crate) checker: Arc<Checker>,
    pub(crate) module: ModuleId,
    pub(crate) file: FileId,
    pub(crate) interface: Arc<Interface>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// All names of the text, once they are asked for.
    pub(crate) names: OnceLock<Vec<Name>>,
    /// All names of the examples in the documentation, once they are asked for.
    pub(crate) names_in_examples: OnceLock<Vec<Name>>,
}

/// A name in the text: of a definition, of a local where it is bound, or a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Bytes of the name, without the module before it.
    pub range: Range<usize>,
    /// What the name refers to, or what is defined or bound here.
    pub to: Referent,
    /// The definition that the name stands in; none for the name of a definition itself, and in documentation.
    pub def: Option<DefId>,
    /// Whether the name is defined or bound here.
    pub defines: bool,
}

/// A place that an analysis refers to, in its own file or in another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Bytes of a file.
    Text {
        /// Name of the file.
        file: Arc<str>,
        /// Offsets of the bytes.
        range: Range<usize>,
    },
    /// The name of a definition of another module, wherever it stands in the current text of that module
    /// ([`Snapshot::range`](crate::Snapshot::range)).
    Definition {
        /// Name of the file of the module.
        file: Arc<str>,
        /// Name of the definition.
        name: String,
    },
}

impl Analysis {
    /// Name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Text that was checked.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Number of the file, as in the spans of the tree.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Tree and comments of the text.
    #[must_use]
    pub fn parsed(&self) -> &Parsed {
        &self.parsed
    }

    /// The checker after the check, for names in scope, types and signatures.
    #[must_use]
    pub fn checker(&self) -> &Checker {
        &self.checker
    }

    /// Number of the module.
    #[must_use]
    pub fn module_id(&self) -> ModuleId {
        self.module
    }

    /// The module in the checker.
    #[must_use]
    pub fn module(&self) -> Option<&ModuleInfo> {
        self.checker.module(self.module)
    }

    /// What other modules see of this one.
    #[must_use]
    pub fn interface(&self) -> &Arc<Interface> {
        &self.interface
    }

    /// Errors and warnings about the text, in its order. Hints are not verified yet ([`Analysis::hint_is_right`]).
    /// Places in other modules are places in the sense of [`Analysis::place`].
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the hint of one of the diagnostics removes its cause without a new error. Checks the edited text.
    #[must_use]
    pub fn hint_is_right(&self, d: &Diagnostic) -> bool {
        Checker::clone(&self.checker).hint_is_right(&self.diagnostics, d)
    }

    /// Definitions of the module, in the order of the text.
    pub fn defs(&self) -> impl Iterator<Item = &Def> {
        let ids = self.module().map_or(&[][..], |m| &m.defs);
        ids.iter().filter_map(|d| self.checker.def(*d))
    }

    /// The definition around an offset, from its first attribute to its end.
    #[must_use]
    pub fn def_at(&self, offset: u32) -> Option<&Def> {
        self.defs().find(|d| d.span.touches(offset))
    }

    /// Names of the text with what they refer to; those in the body of a definition with the definition.
    pub fn references(&self) -> impl Iterator<Item = (Option<&Def>, Reference)> {
        let outside = self.module().map_or(&[][..], |m| &m.references).iter().map(|r| (None, *r));
        outside.chain(self.defs().flat_map(|d| d.references.iter().map(move |r| (Some(d), *r))))
    }

    /// All names of the text in its order. They are listed once.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        self.names.get_or_init(|| {
            let mut out = Vec::new();
            for def in self.defs() {
                let to = Referent::Def(def.id);
                out.push(Name { range: def.name_span.range(), to, def: None, defines: true });
                for (i, local) in def.locals.iter().enumerate().filter(|(_, l)| l.span.start < l.span.end) {
                    let to = Referent::Local(LocalId(i as u32));
                    out.push(Name { range: local.span.range(), to, def: Some(def.id), defines: true });
                }
            }
            let references = self.references().map(|(def, r)| {
                let def = def.map(|d| d.id);
                Name { range: r.span.range(), to: r.to, def, defines: false }
            });
            out.extend(references);
            out.sort_by_key(|n| (n.range.start, n.range.end));
            out
        })
    }

    /// Place of a span of this analysis.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        if span.file == self.file {
            return Place::Text { file: Arc::clone(&self.name), range: span.range() };
        }
        match self.checker.place_in_interface(span) {
            Some((file, name)) => Place::Definition { file: file.into(), name: name.to_owned() },
            None => Place::Text { file: self.checker.sources().name(span.file).into(), range: span.range() },
        }
    }

    /// Place of the name of a definition.
    #[must_use]
    pub fn place_of(&self, def: DefId) -> Option<Place> {
        self.checker.def(def).map(|d| self.place(d.name_span))
    }
}
