//! `:oeis`: terms, a name, or an A-number.

use nth_num::Int;
use nth_oeis::{ANum, LookupOptions};
use nth_session::{elide, embedded_database};

use crate::repl::{Emit, Repl, Response};

/// So many terms of a sequence are looked up.
const ASKED: u64 = 16;

impl Repl {
    pub(crate) fn oeis(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        if self.options.database.is_none() {
            self.options.database = Some(Box::new(embedded_database(self.session.library())));
        }
        if let Ok(anum) = rest.parse::<ANum>() {
            return self.entry(anum, emit);
        }
        let terms = match self.terms_meant(rest) {
            Ok(t) => t,
            Err(r) => return r,
        };
        let Some(database) = &self.options.database else { return Response::default() };
        let found = match database.lookup(&terms, &LookupOptions { limit: 8, ..LookupOptions::default() }) {
            Ok(f) => f,
            Err(e) => return Response::failed(e.to_string()),
        };
        if found.is_empty() {
            return Response::failed(format!("none of {} sequences has these terms", database.len()));
        }
        for m in &found {
            let at = if m.position == 0 { String::new() } else { format!(" (from term {})", m.position + 1) };
            emit(&format!("{}  {}{at}\n", m.anum, m.name.as_deref().unwrap_or("(no name here)")));
        }
        emit(&format!("({})\n", database.attribution()));
        Response::default()
    }

    /// The terms of a list, a sequence, or the last result.
    fn terms_meant(&mut self, rest: &str) -> Result<Vec<Int>, Response> {
        if rest.is_empty() {
            return self.last_terms().ok_or_else(|| {
                Response::failed(":oeis wants terms, as in :oeis 1,2,5,14, or a sequence, or a list as last result")
            });
        }
        if let Some(id) = self.sequence(rest) {
            let limits = self.options.limits;
            let (terms, run) = self
                .session
                .first_terms(id, ASKED, &limits, &self.cancel)
                .map_err(|diags| Response::failed(self.show(&diags)))?;
            return match run.stopped {
                Some(s) if terms.is_empty() || s.error.name() == "interrupted" => {
                    Err(self.stopped(&format!("no terms: {}", s.error), s.error.name(), run.spent))
                }
                Some(_) | None => Ok(terms),
            };
        }
        let words = rest.trim_matches(['[', ']']).split(|c: char| c == ',' || c.is_whitespace());
        let terms: Result<Vec<Int>, ()> = words.filter(|w| !w.is_empty()).map(str::parse).collect();
        terms.map_err(|()| Response::failed(format!("`{rest}` is neither terms nor a sequence")))
    }

    fn entry(&self, anum: ANum, emit: Emit<'_>) -> Response {
        let Some(database) = &self.options.database else { return Response::default() };
        match database.show(anum) {
            Ok(Some(e)) => {
                let terms: Vec<String> = e.terms.iter().map(|t| elide(t, 60)).collect();
                emit(&format!("{anum}  {}\n", e.name.as_deref().unwrap_or("(no name here)")));
                if let Some(o) = e.offset {
                    emit(&format!("offset {}\n", o.first));
                }
                emit(&format!("{}\n({})\n", terms.join(", "), database.attribution()));
                Response::default()
            }
            Ok(None) => Response::failed(format!("{anum} is not in the data here")),
            Err(e) => Response::failed(e.to_string()),
        }
    }
}
