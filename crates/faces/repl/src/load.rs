//! The commands `:load` and `:reload`: files of a session.

use nth_session::{ModuleId, Scope, normal};

use crate::repl::{Emit, Repl, Response, Step, show};

impl Repl {
    /// Loads a file. If it is loaded already, all files are loaded again.
    pub(crate) fn load(&mut self, file: &str, emit: Emit<'_>) -> Response {
        if file.is_empty() {
            return Response::failed(":load needs a file, as in :load fib.nth");
        }
        if self.steps.iter().any(|s| matches!(s, Step::File(f) if *f == normal(file))) {
            return self.reload(emit);
        }
        let before = self.session.checkpoint();
        let loaded = match self.session.check_file(file) {
            Ok(l) => l,
            Err(why) => return Response::failed(why.to_string()),
        };
        let errors = self.show(&loaded.diagnostics);
        if loaded.has_errors() {
            self.session.rollback(before);
            return Response::failed(errors);
        }
        self.scope.0.push(loaded.module);
        self.steps.push(Step::File(normal(file)));
        emit(&self.loaded_line(file, loaded.module));
        Response { errors, ..Response::default() }
    }

    /// Lists the names that a file defines, in one line.
    fn loaded_line(&self, file: &str, module: ModuleId) -> String {
        let defs = self.session.module(module).map_or(&[][..], |m| &m.defs);
        let names: Vec<&str> = defs.iter().filter_map(|d| self.session.def(*d)).map(|d| d.name.as_str()).collect();
        format!("{file}: {}\n", names.join(", "))
    }

    /// Repeats all steps in a new session. If a step has errors, the old session is kept unchanged.
    pub(crate) fn reload(&mut self, emit: Emit<'_>) -> Response {
        if self.steps.is_empty() {
            return Response::failed("nothing is loaded; :load FILE loads a file");
        }
        let mut session = self.session.fresh();
        let mut scope = Scope::default();
        let mut lines = Vec::new();
        for (i, step) in self.steps.iter().enumerate() {
            let loaded = match step {
                Step::File(f) => session.check_file(f),
                Step::Text(t) => Ok(session.check_text(&format!("<again {}>", i + 1), t, &scope)),
            };
            let loaded = match loaded {
                Ok(l) => l,
                Err(why) => return Response::failed(format!("{why}; nothing has changed")),
            };
            if loaded.has_errors() {
                let text = show(session.sources(), &loaded.diagnostics, self.options.style);
                return Response::failed(format!("{text}nothing has changed"));
            }
            scope.0.push(loaded.module);
            if let Step::File(f) = step {
                lines.push((f.clone(), loaded.module));
            }
        }
        self.session = session;
        self.scope = scope;
        for (file, module) in lines {
            emit(&self.loaded_line(&file, module));
        }
        Response::default()
    }
}
