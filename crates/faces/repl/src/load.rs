//! The commands `:load`, `:reload`, `:save` and `:edit`: files, and the text of what was typed.

use nth_session::{ModuleId, ReadError, Session, Wanted, normal};
use nth_syntax::format;

use crate::define::waiting_line;
use crate::prompt::{Composed, Item, PROMPT};
use crate::repl::{Emit, Repl, Response};
use crate::state::{State, render};

impl Repl {
    /// Loads a file. If it is loaded already, all files are loaded again.
    pub(crate) fn load(&mut self, file: &str, emit: Emit<'_>) -> Response {
        if file.is_empty() {
            return Response::failed(":load needs a file, as in :load fib.nth");
        }
        let name = normal(file);
        if self.files.iter().any(|(f, _)| *f == name) {
            return self.reload(emit);
        }
        // A pipe or a device may never end.
        if let Err(why @ ReadError::NotAFile(_)) = self.base.source_files().read_module(&name) {
            return Response::failed(why.to_string());
        }
        let mut base = self.base.branch();
        match self.check_file(&mut base, &name) {
            Ok((module, warnings)) => {
                let mut files = self.files.clone();
                files.push((name, module));
                let names: Vec<String> = base.module(module).map_or(Vec::new(), |m| m.names.keys().cloned().collect());
                // The file is newer than what was typed before.
                let (kept, gone) = self.give_way(&names);
                let response = self.stand_on((base, files), kept, warnings, 1, emit);
                if !gone.is_empty() && !response.failed {
                    let those = if gone.len() == 1 { "means that" } else { "mean those" };
                    emit(&format!("{} now {those} of {file}\n", list(&gone)));
                }
                response
            }
            Err(errors) => {
                self.not_loaded = Some(name);
                Response::failed(errors)
            }
        }
    }

    /// Loads all files again, and what was typed on top of them. If a file has errors, nothing changes.
    pub(crate) fn reload(&mut self, emit: Emit<'_>) -> Response {
        if let Some(file) = self.not_loaded.take() {
            return self.load(&file, emit);
        }
        if self.files.is_empty() {
            return Response::failed("nothing is loaded; :load FILE loads a file");
        }
        let mut base = self.base.fresh();
        let (mut files, mut warnings) = (Vec::new(), String::new());
        for (name, _) in &self.files {
            match self.check_file(&mut base, name) {
                Ok((module, more)) => {
                    files.push((name.clone(), module));
                    warnings.push_str(&more);
                }
                Err(errors) => {
                    let line = if errors.ends_with('\n') { "" } else { "; " };
                    return Response::failed(format!("{errors}{line}nothing has changed"));
                }
            }
        }
        let (items, count) = (self.state.items.clone(), files.len());
        self.stand_on((base, files), items, warnings, count, emit)
    }

    /// Reads and checks a file: its module and warnings. The error is a text for people.
    fn check_file(&self, base: &mut Session, name: &str) -> Result<(ModuleId, String), String> {
        let loaded = base.check_file(name).map_err(|why| why.to_string())?;
        let shown = render(base, &loaded.diagnostics, self.options.style);
        if loaded.has_errors() { Err(shown) } else { Ok((loaded.module, shown)) }
    }

    /// Puts what was typed on top of other files, and lists the last `count` of them.
    fn stand_on(
        &mut self,
        (base, files): (Session, Vec<(String, ModuleId)>),
        items: Vec<Item>,
        warnings: String,
        count: usize,
        emit: Emit<'_>,
    ) -> Response {
        let shown = files.len().saturating_sub(count);
        self.base = base;
        self.files = files;
        for (name, module) in self.files.iter().skip(shown) {
            let defs = self.base.module(*module).map_or(&[][..], |m| &m.defs);
            let names: Vec<&str> = defs.iter().filter_map(|d| self.base.def(*d)).map(|d| d.name.as_str()).collect();
            emit(&format!("{name}: {}\n", names.join(", ")));
        }
        self.state = State::new(&self.base, &self.modules(), items);
        let mut response = self.settle_again(emit);
        for module in self.modules().into_iter().skip(shown) {
            let wanted = Wanted { checks: true, ..Wanted::default() };
            let report = self.state.session.verify(module, wanted, &self.options.limits, &self.cancel);
            self.report(&report, emit, &mut response);
        }
        response.errors.insert_str(0, &warnings);
        response
    }

    /// Writes what was defined here to a file; by default to the file that was written last.
    pub(crate) fn save(&mut self, file: &str, emit: Emit<'_>) -> Response {
        let again = self.saved_to.clone();
        let file = match (file, &again) {
            ("", None) => return Response::failed(":save needs a file, as in :save mine.nth"),
            ("", Some(file)) => file.clone(),
            (file, _) => file.to_owned(),
        };
        if self.state.items.is_empty() && self.waiting.is_empty() {
            return Response::failed("nothing was defined here; :load and :edit change files");
        }
        let text = format!("{}{}", self.text_for(&file), self.waiting_as_comments());
        if let Err(why) = self.write(&file, text.as_bytes()) {
            return Response::failed(why);
        }
        let names: Vec<&str> = self.state.items.iter().filter_map(Item::defines).collect();
        emit(&format!("{file}: {}\n", names.join(", ")));
        self.saved_to = Some(file);
        let mut left = self.unfinished();
        if !left.is_empty() {
            left.push_str("in the file, what waits is a comment\n");
        }
        Response { failed: !left.is_empty(), errors: left, ..Response::default() }
    }

    /// What was defined here as the text of a file of this name, with the `use`s that it needs.
    pub(crate) fn text_for(&self, file: &str) -> String {
        let text = format!("{}{}", self.uses_from(file), self.state.composed.text);
        // A text that cannot be formatted safely is kept as it is.
        format(&text).unwrap_or(text)
    }

    /// Definitions and checks that wait, as comments that say why.
    fn waiting_as_comments(&self) -> String {
        let mut out = String::new();
        for w in &self.waiting {
            let text = Composed::new(std::slice::from_ref(&w.item), &self.state.values).text;
            out.push('\n');
            for line in waiting_line(w).lines().chain(text.trim().lines()) {
                out.push_str(format!("// {line}").trim_end());
                out.push('\n');
            }
        }
        out
    }

    /// `use`s of the loaded files whose names are used here, as far as a file of this name can name them.
    pub(crate) fn uses_from(&self, file: &str) -> String {
        let folder = file.rfind('/').map_or("", |i| file.get(..=i).unwrap_or(""));
        let mut out = String::new();
        for (name, module) in &self.files {
            let names = self.base.module(*module).map(|m| &m.names);
            let is_used = |i: &Item| i.names.iter().any(|n| names.is_some_and(|all| all.contains_key(&n.name)));
            let path = name.strip_prefix(folder).and_then(|n| n.strip_suffix(".nth")).map(|n| n.replace('/', "."));
            let is_path = |p: &String| p.split('.').all(is_word);
            if let Some(path) = path.filter(is_path).filter(|_| self.state.items.iter().any(is_used)) {
                out.push_str(&format!("use {path}\n"));
            }
        }
        if out.is_empty() { out } else { out + "\n" }
    }

    /// Opens a definition, a file, or all that was defined here, in the user's editor.
    pub(crate) fn edit(&mut self, what: &str, emit: Emit<'_>) -> Response {
        let is_loaded = self.files.iter().any(|(f, _)| *f == normal(what));
        if is_loaded || what.ends_with(".nth") {
            return match self.options.host.edit_file(what) {
                Ok(()) => self.load(what, emit),
                Err(why) => Response::failed(why),
            };
        }
        self.inputs += 1;
        if !what.is_empty() {
            let Some(text) = self.source_text(what) else {
                return Response::failed(format!("there is no definition `{what}`; :edit alone edits all"));
            };
            return match self.options.host.edit(&text) {
                Ok(edited) if edited.trim() == text.trim() => Response::default(),
                Ok(edited) => self.items(&edited, emit),
                Err(why) => Response::failed(why),
            };
        }
        let text = self.state.composed.text.clone();
        let edited = match self.options.host.edit(&text) {
            Ok(edited) if edited.trim() == text.trim() => return Response::default(),
            Ok(edited) => edited,
            Err(why) => return Response::failed(why),
        };
        // What is no longer in the text is removed, so the text is checked without what was there.
        let empty = State::new(&self.base, &self.modules(), Vec::new());
        let (state, waiting) = (std::mem::replace(&mut self.state, empty), std::mem::take(&mut self.waiting));
        let steps = self.steps;
        let response = if edited.trim().is_empty() { Response::default() } else { self.items(&edited, emit) };
        if response.failed && self.steps == steps {
            (self.state, self.waiting) = (state, waiting);
        }
        response
    }

    /// Source text of a definition: of the prompt, of a file or of the library.
    pub(crate) fn source_text(&self, name: &str) -> Option<String> {
        let name = name.trim();
        let own = self.state.items.iter().chain(self.waiting.iter().map(|w| &w.item));
        if let Some(item) = own.into_iter().find(|i| i.defines() == Some(name)) {
            return Some(Composed::new(std::slice::from_ref(item), &self.state.values).text);
        }
        let session = &self.state.session;
        let nth_session::Meaning::Def(id) = session.meaning(&self.state.scope, name) else { return None };
        let def = session.def(id).filter(|d| session.module(d.module).is_some_and(|m| m.name != PROMPT))?;
        let text = session.sources().text(def.span.file);
        let start = def.docs.first().map_or(def.span.start, |d| d.span.start.min(def.span.start)) as usize;
        let line = text.get(..start)?.rfind('\n').map_or(0, |i| i + 1);
        Some(format!("{}\n", text.get(line..def.span.end as usize)?.trim_end()))
    }
}

/// Whether a text is a name.
fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn list(names: &[String]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
