//! Commands: `:word …`, `?name`.

use nth_diag::Diagnostic;
use nth_session::{Scope, explain, normal};

use crate::help::{COMMANDS, help};
use crate::repl::{Emit, Repl, Response, Step};

impl Repl {
    pub(crate) fn command(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if let Some(rest) = text.strip_prefix('?') {
            let rest = rest.trim_start_matches('?').trim();
            return if rest.is_empty() { page(&help(), emit) } else { self.doc(rest, emit) };
        }
        let text = text.trim_start_matches(':');
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let mut matching = COMMANDS.iter().filter(|c| c.name.starts_with(word) && !word.is_empty());
        let exact = COMMANDS.iter().find(|c| c.name == word);
        let name = match (exact, matching.next(), matching.next()) {
            (Some(c), ..) | (None, Some(c), None) => c.name,
            (None, Some(a), Some(b)) => {
                return Response::failed(format!(":{word} may be :{} or :{}", a.name, b.name));
            }
            (None, None, _) => return Response::failed(format!("there is no command :{word}; :help lists all")),
        };
        match name {
            "help" => page(&help(), emit),
            "type" => self.type_of(rest, emit),
            "terms" => self.terms_command(rest, emit),
            "doc" => self.doc(rest, emit),
            "explain" => match explain(rest) {
                Ok(text) => page(text, emit),
                Err(near) if near.is_empty() => Response::failed(format!("there is no code `{rest}`")),
                Err(near) => Response::failed(format!("there is no code `{rest}`; did you mean {}?", near.join(", "))),
            },
            "oeis" => self.oeis(rest, emit),
            "load" => self.load(rest, emit),
            "reload" => self.reload(emit),
            "time" => {
                self.time = !self.time;
                page(if self.time { "time and cost are shown\n" } else { "time and cost are not shown\n" }, emit)
            }
            _ => Response { quit: true, ..Response::default() },
        }
    }

    fn type_of(&mut self, text: &str, emit: Emit<'_>) -> Response {
        if text.is_empty() {
            return Response::failed(":type wants an expression, as in :type 1..10");
        }
        let expanded = match self.expand(text) {
            Ok(e) => e,
            Err(why) => return Response::failed(why.to_string()),
        };
        if let Some(head) = self.function(text) {
            emit(&format!("{head}\n"));
            return Response::default();
        }
        let before = self.session.checkpoint();
        let (expr, diagnostics) = self.session.check_expr("<type>", &expanded.text, &self.scope);
        let errors = self.original("<type>", text, &expanded, diagnostics.clone());
        let failed = diagnostics.iter().any(Diagnostic::is_error);
        if !failed {
            emit(&format!("{}\n", self.session.type_of(expr)));
        }
        self.session.rollback(before);
        Response { errors, failed, ..Response::default() }
    }

    fn terms_command(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let (name, count) = rest.split_once(char::is_whitespace).unwrap_or((rest, "20"));
        let Ok(count) = count.trim().replace('_', "").parse::<u64>() else {
            return Response::failed(format!("`{}` is no number of terms; try :terms {name} 20", count.trim()));
        };
        match self.sequence(name) {
            Some(id) => self.terms(id, count, emit),
            None if name.is_empty() => Response::failed(":terms wants a sequence, as in :terms fib 30"),
            None => Response::failed(format!("`{name}` is not a sequence here")),
        }
    }

    fn doc(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let pages = self.session.doc(&self.scope, rest);
        if !pages.is_empty() {
            for p in pages {
                emit(&p.render());
            }
            return Response::default();
        }
        let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        let found = if words.is_empty() { Vec::new() } else { self.session.search(&words) };
        for p in found.iter().take(30) {
            emit(&format!("{}  {}\n", p.name, p.summary()));
        }
        match (found.is_empty(), rest.is_empty()) {
            (_, true) => Response::failed(":doc wants a name, as in :doc fold"),
            (true, false) => Response::failed(format!("nothing is known of {rest}")),
            (false, false) => Response::default(),
        }
    }

    fn load(&mut self, file: &str, emit: Emit<'_>) -> Response {
        if file.is_empty() {
            return Response::failed(":load wants a file, as in :load fib.nth");
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

    fn loaded_line(&self, file: &str, module: nth_session::ModuleId) -> String {
        let defs = self.session.module(module).map_or(&[][..], |m| &m.defs);
        let names: Vec<&str> = defs.iter().filter_map(|d| self.session.def(*d)).map(|d| d.name.as_str()).collect();
        format!("{file}: {}\n", names.join(", "))
    }

    /// Everything again in a fresh session; if something is wrong, all stays as it is.
    pub(crate) fn reload(&mut self, emit: Emit<'_>) -> Response {
        if self.steps.is_empty() {
            return Response::failed("nothing is loaded; :load FILE does");
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
                let text = crate::repl::show(session.sources(), &loaded.diagnostics, self.options.style);
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

fn page(text: &str, emit: Emit<'_>) -> Response {
    emit(text);
    Response::default()
}
