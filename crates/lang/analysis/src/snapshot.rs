//! The state of a database at one time, and checks on demand.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

use nth_base::{Cancel, FileId, lock};
use nth_compiler::{Library, ReadError, SourceFiles, module_file, normal};
use nth_syntax::ast::ItemKind;
use nth_syntax::{Parsed, parse};
use nth_types::hir::ModuleId;
use nth_types::{Checker, FoundModule, Interface, Loader, components};
use rustc_hash::FxHashMap;

use crate::analysis::{Analysis, Place};
use crate::cache::{Cache, Checked, Inputs};
use crate::database::Read;

/// Name of a file, and offsets of bytes in its text.
pub type FileRange = (Arc<str>, Range<usize>);

/// The work was stopped by its flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// The state of all files at one time. Copies are cheap, and may go to other threads.
#[derive(Clone)]
pub struct Snapshot {
    pub(crate) library: Arc<Library>,
    pub(crate) disk: Arc<dyn SourceFiles + Send + Sync>,
    pub(crate) set: Arc<FxHashMap<Arc<str>, Arc<str>>>,
    pub(crate) read: Arc<Mutex<Read>>,
    pub(crate) cache: Arc<Cache>,
}

/// A file that is reached from another one by `use`.
struct Node {
    name: Arc<str>,
    text: Arc<str>,
    /// Files that the file uses, with repetitions.
    uses: Vec<Arc<str>>,
}

/// Files that are reached from one file, with positions by name. Files that cannot be read are not nodes.
#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    at: FxHashMap<Arc<str>, usize>,
}

/// Results for the files of a graph, as far as they are checked: what a user of the file sees.
type Interfaces = FxHashMap<Arc<str>, Arc<Interface>>;

impl Snapshot {
    /// The standard library.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Names of the files that are set, sorted.
    #[must_use]
    pub fn files(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.set.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// Whether another snapshot is of the same time. Two that are not may have the same texts.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.set, &other.set) && Arc::ptr_eq(&self.read, &other.read)
    }

    /// Text of a file: as it is set, or as it is read.
    ///
    /// # Errors
    /// The file is not set and cannot be read.
    pub fn text(&self, name: &str) -> Result<Arc<str>, ReadError> {
        if let Some(text) = self.set.get(name) {
            return Ok(Arc::clone(text));
        }
        if let Some(known) = lock(&self.read).get(name) {
            return known.clone();
        }
        let text = self.disk.read_module(name).map(Arc::from);
        lock(&self.read).insert(name.into(), text.clone());
        text
    }

    /// The check of a file: a file that is set or can be read, or a module of the library. None if there is no such
    /// file.
    ///
    /// # Errors
    /// `cancel` was raised before the end.
    pub fn module(&self, name: &str, cancel: &Cancel) -> Result<Option<Arc<Analysis>>, Cancelled> {
        let name: Arc<str> = normal(name).into();
        // A module of the library is no file, although a file of its name may be in the folder of the process.
        if !self.set.contains_key(&name)
            && let Some(module) = self.library_module(&name)
        {
            return Ok(Some(module));
        }
        let graph = self.reached(&name, cancel)?;
        let Some(&root) = graph.at.get(&name) else { return Ok(None) };
        let edges: Vec<Vec<usize>> =
            graph.nodes.iter().map(|n| n.uses.iter().filter_map(|u| graph.at.get(u).copied()).collect()).collect();
        let mut interfaces = Interfaces::default();
        let mut found = None;
        for mut circle in components(&edges) {
            circle.sort_by(|a, b| graph.nodes[*a].name.cmp(&graph.nodes[*b].name));
            let checked = self.check(&graph, &circle, &interfaces, cancel)?;
            for (at, analysis) in circle.iter().zip(&checked.analyses) {
                interfaces.insert(Arc::clone(&analysis.name), Arc::clone(&analysis.interface));
                if *at == root {
                    found = Some(Arc::clone(analysis));
                }
            }
        }
        Ok(found)
    }

    /// File and bytes of a place; the place of a definition is that of its name now. None if there is no such
    /// definition any more.
    ///
    /// # Errors
    /// `cancel` was raised before the end.
    pub fn range(&self, place: &Place, cancel: &Cancel) -> Result<Option<FileRange>, Cancelled> {
        match place {
            Place::Text { file, range } => Ok(Some((Arc::clone(file), range.clone()))),
            Place::Definition { file, name } => {
                let Some(module) = self.module(file, cancel)? else { return Ok(None) };
                let def = module.defs().find(|d| d.name == *name);
                Ok(def.map(|d| (Arc::clone(file), d.name_span.range())))
            }
        }
    }

    /// The number that the file of a module has in its own check: the first after those of the library.
    fn own_file(&self) -> FileId {
        self.library.checker().next_file()
    }

    fn parsed(&self, name: &Arc<str>, text: &Arc<str>) -> Arc<Parsed> {
        self.cache.parsed(name, text, || parse(self.own_file(), text))
    }

    /// A file and all files that it reaches by `use`.
    fn reached(&self, name: &Arc<str>, cancel: &Cancel) -> Result<Graph, Cancelled> {
        let mut graph = Graph::default();
        let mut left = vec![Arc::clone(name)];
        while let Some(name) = left.pop() {
            if cancel.is_raised() {
                return Err(Cancelled);
            }
            if graph.at.contains_key(&name) {
                continue;
            }
            let Ok(text) = self.text(&name) else { continue };
            let uses: Vec<Arc<str>> = uses(&name, &self.parsed(&name, &text)).map(Arc::from).collect();
            left.extend(uses.iter().cloned());
            graph.at.insert(Arc::clone(&name), graph.nodes.len());
            graph.nodes.push(Node { name, text, uses });
        }
        Ok(graph)
    }

    /// The check of the modules of a circle, kept or made now.
    fn check(
        &self,
        graph: &Graph,
        circle: &[usize],
        interfaces: &Interfaces,
        cancel: &Cancel,
    ) -> Result<Arc<Checked>, Cancelled> {
        let nodes = || circle.iter().filter_map(|i| graph.nodes.get(*i));
        let members = nodes().map(|n| (Arc::clone(&n.name), Arc::clone(&n.text))).collect();
        let is_member = |name: &Arc<str>| nodes().any(|n| n.name == *name);
        let mut used: BTreeMap<Arc<str>, Result<Arc<Interface>, String>> = BTreeMap::new();
        for name in nodes().flat_map(|n| &n.uses).filter(|u| !is_member(u)) {
            let found = match interfaces.get(name) {
                Some(interface) => Ok(Arc::clone(interface)),
                None => Err(self.text(name).err().map_or_else(String::new, |e| e.to_string())),
            };
            used.insert(Arc::clone(name), found);
        }
        let inputs = Inputs { members, used: used.into_iter().collect() };
        let Some((first, _)) = inputs.members.first() else {
            return Ok(Arc::new(Checked { inputs, analyses: Vec::new() }));
        };
        if let Some(old) = self.cache.checked(first).filter(|old| old.inputs == inputs) {
            return Ok(old);
        }
        let _turn = self.cache.turn(first, cancel)?;
        let old = self.cache.checked(first);
        if let Some(old) = old.as_ref().filter(|old| old.inputs == inputs) {
            return Ok(Arc::clone(old));
        }
        let analyses = self.check_now(&inputs, old.as_deref(), cancel)?;
        let checked = Arc::new(Checked { inputs, analyses });
        self.cache.keep(&checked);
        Ok(checked)
    }

    /// Checks the modules of a circle together, from the first on.
    fn check_now(
        &self,
        inputs: &Inputs,
        old: Option<&Checked>,
        cancel: &Cancel,
    ) -> Result<Vec<Arc<Analysis>>, Cancelled> {
        let Some((name, text)) = inputs.members.first() else { return Ok(Vec::new()) };
        let mut checker = self.library.checker().clone();
        let parsed = self.parsed(name, text);
        let checked = checker.check_parsed(name, text, &parsed, &mut InputLoader(inputs), cancel);
        let (first, diagnostics) = checked.ok_or(Cancelled)?;
        let checker = Arc::new(checker);
        let mut analyses = Vec::with_capacity(inputs.members.len());
        for (name, text) in &inputs.members {
            let Some(module) = checker.module_named(name) else { continue };
            let parsed = if module == first {
                Arc::clone(&parsed)
            } else {
                let file = checker.module(module).map_or(self.own_file(), |m| m.file);
                Arc::new(parse(file, text))
            };
            let (name, text) = (Arc::clone(name), Arc::clone(text));
            let Some(mut analysis) = analysis(name, text, parsed, &checker, module, &diagnostics) else { continue };
            // An equal interface stays the same object, so that users of the module need not compare it.
            let before = old.and_then(|o| o.analyses.iter().find(|a| a.name == analysis.name));
            if let Some(before) = before.filter(|b| b.interface == analysis.interface) {
                analysis.interface = Arc::clone(&before.interface);
            }
            analyses.push(Arc::new(analysis));
        }
        Ok(analyses)
    }

    /// A module of the library, which is checked already.
    fn library_module(&self, name: &Arc<str>) -> Option<Arc<Analysis>> {
        let checker = self.library.checker();
        let module = checker.module_named(name).filter(|m| checker.module(*m).is_some_and(|m| m.is_std))?;
        self.cache.of_library(name, || {
            let file = checker.module(module)?.file;
            let text: Arc<str> = checker.sources().text(file).into();
            let parsed = Arc::new(parse(file, &text));
            let checker = Arc::new(checker.clone());
            analysis(Arc::clone(name), text, parsed, &checker, module, self.library.diagnostics())
        })
    }
}

/// The analysis of one module of a checker, with those of the diagnostics that are about it.
fn analysis(
    name: Arc<str>,
    text: Arc<str>,
    parsed: Arc<Parsed>,
    checker: &Arc<Checker>,
    module: ModuleId,
    diagnostics: &[nth_diag::Diagnostic],
) -> Option<Analysis> {
    let file = checker.module(module)?.file;
    let interface = Arc::new(checker.interface(module)?);
    let diagnostics = diagnostics.iter().filter(|d| d.primary.span.file == file).cloned().collect();
    let (checker, names, names_in_examples) = (Arc::clone(checker), OnceLock::new(), OnceLock::new());
    Some(Analysis { name, text, parsed, checker, module, file, interface, diagnostics, names, names_in_examples })
}

/// Names of the files that a file uses, as far as paths tell.
fn uses(name: &str, parsed: &Parsed) -> impl Iterator<Item = String> {
    let paths = parsed.module.items.iter().filter_map(|i| match &i.kind {
        ItemKind::Use(u) => Some(u.path.iter().map(|p| p.name.as_str()).collect::<Vec<_>>()),
        ItemKind::Def(_) | ItemKind::Check(_) | ItemKind::Error => None,
    });
    paths.map(|path| module_file(name, &path))
}

/// Loads members as texts, and other files by their interfaces.
struct InputLoader<'a>(&'a Inputs);

impl Loader for InputLoader<'_> {
    fn load(&mut self, path: &[String], from: &str) -> Result<FoundModule, String> {
        let name = module_file(from, path);
        if let Some((name, text)) = self.0.members.iter().find(|(n, _)| **n == *name) {
            return Ok(FoundModule::Text { name: name.to_string(), text: text.to_string() });
        }
        match self.0.used.iter().find(|(n, _)| **n == *name) {
            Some((_, found)) => found.clone().map(FoundModule::Interface),
            None => Err(ReadError::NotFound(name).to_string()),
        }
    }
}
