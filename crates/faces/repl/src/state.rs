//! Checked state of the prompt: loaded files, the module of the prompt on top of them, and a session that runs both.

use std::sync::Arc;

use nth_base::{FileId, Span, plural};
use nth_diag::{Code, Diagnostic, Style, relocate, render_all};
use nth_session::{Def, DefId, DefKind, ModuleId, Scope, Session};

use crate::prompt::{Composed, Input, Item, PROMPT, values};
use crate::rewrite::Chain;

/// Largest number of diagnostics shown for one input.
const MAX_DIAGNOSTICS: usize = 20;

/// Checked items of the prompt on top of loaded files.
pub(crate) struct State {
    pub session: Session,
    /// The loaded files, and on top of them the module of the prompt.
    pub scope: Scope,
    /// Items in the module, in its order.
    pub items: Vec<Item>,
    pub composed: Composed,
    /// Names of values, which are used without brackets.
    pub values: Vec<String>,
    /// Module of the prompt; none if there are no items.
    pub module: Option<ModuleId>,
    /// What the check of the module said.
    pub diagnostics: Vec<Diagnostic>,
}

impl State {
    /// Checks items on top of the modules of files. `base` has checked the files and run nothing.
    pub fn new(base: &Session, files: &[ModuleId], items: Vec<Item>) -> Self {
        let mut session = base.branch();
        let mut scope = Scope(files.to_vec());
        let of_files = files.iter().filter_map(|m| session.module(*m)).flat_map(|m| &m.defs);
        let of_files = of_files.filter_map(|d| session.def(*d));
        let is_value = |d: &&Def| d.kind == DefKind::Fn && d.params.is_empty();
        let values = values(of_files.filter(is_value).map(|d| d.name.clone()).collect(), &items);
        let composed = Composed::new(&items, &values);
        let (mut module, mut diagnostics) = (None, Vec::new());
        if !items.is_empty() {
            let loaded = session.check_text(PROMPT, &composed.text, &scope);
            scope.0.push(loaded.module);
            (module, diagnostics) = (Some(loaded.module), loaded.diagnostics);
        }
        Self { session, scope, items, composed, values, module, diagnostics }
    }

    /// Number of the file of the module of the prompt.
    fn file(&self) -> Option<FileId> {
        self.session.module(self.module?).map(|m| m.file)
    }

    /// The number of the item around a place; none for a place in another file.
    pub fn item_at(&self, span: Span) -> Option<usize> {
        self.composed.item_at(span.start as usize).filter(|_| Some(span.file) == self.file())
    }

    /// The errors of the check, by the number of the item; none for an error elsewhere.
    pub fn errors(&self) -> Vec<(Option<usize>, Diagnostic)> {
        let errors = self.diagnostics.iter().filter(|d| d.is_error());
        errors.map(|d| (self.item_at(d.primary.span), d.clone())).collect()
    }

    /// The definition of a name in the module of the prompt.
    pub fn def_of(&self, name: &str) -> Option<DefId> {
        self.session.module(self.module?)?.names.get(name).copied()
    }

    /// Number of the file with the text of an input, which is added if it is not there.
    fn file_of(&mut self, name: &str, text: &str) -> FileId {
        let sources = self.session.sources();
        let known = sources.ids().find(|f| sources.name(*f) == name && sources.text(*f) == text);
        known.unwrap_or_else(|| self.session.add_source(name, text))
    }

    /// Diagnostics with the places in what was typed.
    fn located(&mut self, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        let Some(file) = self.file() else { return diagnostics.to_vec() };
        let inputs: Vec<Arc<Input>> = self.items.iter().map(|i| Arc::clone(&i.input.0)).collect();
        let files: Vec<FileId> = inputs.iter().map(|i| self.file_of(&i.name, &i.text)).collect();
        let place = |s: Span| {
            let found = self.composed.original(&self.items, s.range()).filter(|_| s.file == file);
            let Some((input, range)) = found else { return s };
            let at = inputs.iter().position(|i| Arc::ptr_eq(i, &input));
            at.and_then(|at| files.get(at)).map_or(s, |f| Span::new(*f, range.start, range.end))
        };
        diagnostics.iter().map(|d| relocate(d.clone(), &place)).collect()
    }

    /// Renders diagnostics, with the places in what was typed.
    pub fn show(&mut self, diagnostics: &[Diagnostic], style: Style) -> String {
        let located = self.located(diagnostics);
        render(&self.session, &located, style)
    }

    /// Renders diagnostics about a text that was made from a typed one; `name` is that of both.
    pub fn show_typed(
        &mut self,
        (name, typed): (&str, &str),
        chain: &Chain,
        found: &[Diagnostic],
        style: Style,
    ) -> String {
        if !chain.is_changed() || found.is_empty() {
            return self.show(found, style);
        }
        let sources = self.session.sources();
        let files: Vec<_> = sources.ids().filter(|f| sources.name(*f) == name).collect();
        let shown = self.session.add_source(name, typed);
        let place = |s: Span| {
            let range = chain.original(s.range());
            if files.contains(&s.file) { Span::new(shown, range.start, range.end) } else { s }
        };
        let moved: Vec<Diagnostic> = found.iter().map(|d| relocate(d.clone(), &place)).collect();
        self.show(&moved, style)
    }

    /// Names in the errors of an item that nothing defines, each with what may be meant. None if there is an error of
    /// another kind.
    pub fn missing(&self, errors: &[Diagnostic]) -> Option<Vec<String>> {
        let mut out: Vec<String> = Vec::new();
        for d in errors {
            if d.code != Code::UnknownName {
                return None;
            }
            let name = self.session.sources().text(d.primary.span.file).get(d.primary.span.range())?;
            let hint = d.hint.as_ref().map_or(String::new(), |h| format!(" ({h})"));
            let line = format!("`{name}`{hint}");
            if !out.contains(&line) {
                out.push(line);
            }
        }
        Some(out)
    }
}

/// Renders the first diagnostics, and counts the others.
pub(crate) fn render(session: &Session, diagnostics: &[Diagnostic], style: Style) -> String {
    let (first, rest) = diagnostics.split_at(diagnostics.len().min(MAX_DIAGNOSTICS));
    let mut text = render_all(session.sources(), first, style);
    if !rest.is_empty() {
        text.push_str(&format!("and {}\n", plural(rest.len(), "more message")));
    }
    text
}
