//! The commands `:export` and `:bfile`.

use nth_base::plural;
use nth_session::{BFileRun, DefId, Target};

use crate::repl::{Emit, Repl, Response};

/// Number of terms that an exported program prints.
const EXPORTED_TERMS: u64 = 20;
/// Number of terms of a b-file.
const BFILE_TERMS: u64 = 1000;

impl Repl {
    /// Shows a sequence as a program of PARI/GP or Python, or writes it to a file.
    pub(crate) fn export(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let mut words = rest.split_whitespace();
        let target = match words.next() {
            Some("pari" | "gp") => Target::Pari,
            Some("python" | "py") => Target::Python,
            Some(_) | None => return Response::failed(":export needs a system and a name, as in :export pari fib"),
        };
        let Some(name) = words.next() else {
            return Response::failed(":export needs a sequence, as in :export pari fib");
        };
        let Some(id) = self.sequence(name) else { return Response::failed(self.no_sequence(name)) };
        match self.state.session.export(id, target, EXPORTED_TERMS) {
            Ok(text) => self.out(words.next(), &text, emit),
            Err(diagnostics) => Response::failed(self.show(&diagnostics)),
        }
    }

    /// Shows terms as a b-file, or writes them to a file.
    pub(crate) fn bfile(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        let mut words = rest.split_whitespace().peekable();
        let Some(name) = words.next() else {
            return Response::failed(":bfile needs a sequence, as in :bfile fib 100 b000045.txt");
        };
        let Some(id) = self.sequence(name) else { return Response::failed(self.no_sequence(name)) };
        let count = words.peek().and_then(|w| w.replace('_', "").parse().ok());
        if count.is_some() {
            words.next();
        }
        let (text, mut response) = self.bfile_text(id, count.unwrap_or(BFILE_TERMS));
        if text.is_empty() {
            return response;
        }
        let written = self.out(words.next(), &text, emit);
        response.errors.push_str(&written.errors);
        response.failed |= written.failed;
        response
    }

    /// Lines of a b-file, as far as the terms can be computed.
    fn bfile_text(&mut self, id: DefId, count: u64) -> (String, Response) {
        let mut bytes = Vec::new();
        let (limits, cancel) = (self.options.limits, self.cancel.clone());
        let written = self.state.session.write_bfile(&mut bytes, id, count, &limits, &cancel);
        let BFileRun { count, long, run } = match written {
            Ok(Ok(written)) => written,
            Ok(Err(diagnostics)) => return (String::new(), Response::failed(self.show(&diagnostics))),
            Err(e) => return (String::new(), Response::failed(e.to_string())),
        };
        let mut response = match run.stopped {
            None => Response::default(),
            Some(s) => {
                let term = self.state.session.term_text(id, &s.index);
                self.stopped(&format!("stopped at {term}: {}", s.error), s.error, run.spent)
            }
        };
        if let Some(index) = long {
            let place = self.state.session.term_text(id, &index);
            let terms = plural(count, "term");
            response.errors.push_str(&format!("note: {terms}; {place} has more than 1,000 digits\n"));
        }
        (String::from_utf8(bytes).unwrap_or_default(), response)
    }

    /// Shows a text, or writes it to a file if one is named.
    fn out(&mut self, file: Option<&str>, text: &str, emit: Emit<'_>) -> Response {
        let Some(file) = file else {
            emit(text);
            return Response::default();
        };
        match self.write(file, text.as_bytes()) {
            Ok(()) => {
                emit(&format!("{file}: {}\n", plural(text.lines().count(), "line")));
                Response::default()
            }
            Err(why) => Response::failed(why),
        }
    }
}
