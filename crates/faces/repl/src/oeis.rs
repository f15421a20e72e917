//! The command `:oeis`: looks up terms, the terms of a sequence, or an A-number.

use nth_base::{grouped, printable};
use nth_core::EvalError;
use nth_num::{Int, ListError, parse_list};
use nth_oeis::{ANum, LookupOptions, Ranked};
use nth_session::{Output, elide, embedded_database};

use crate::repl::{Emit, Repl, Response};

/// Largest number of terms of a named sequence that are looked up.
const LOOKUP_TERMS: u64 = 16;
/// Largest number of matching sequences shown.
const MAX_ANSWERS: usize = 8;
/// Longest term shown in full, in digits.
const MAX_DIGITS: usize = 60;

/// Elements of a value, if it is a list of integers.
pub(crate) fn terms_of(value: &Output) -> Option<Vec<Int>> {
    let Output::List(items) = value else { return None };
    let element = |x: &Output| match x {
        Output::Int(x) => Some(x.clone()),
        Output::Bool(_) | Output::List(_) => None,
    };
    items.iter().map(element).collect()
}

impl Repl {
    /// Looks up an A-number, a list of terms or a sequence, in the database of the options or in the sequences of the
    /// standard library. Empty text means the last result.
    pub(crate) fn oeis(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        if self.options.database.is_none() {
            self.options.database = Some(Box::new(embedded_database(self.state.session.library())));
        }
        if let Ok(anum) = rest.parse::<ANum>() {
            return self.entry(anum, emit);
        }
        let terms = match self.terms_meant(":oeis", rest) {
            Ok(t) => t,
            Err(r) => return r,
        };
        let Some(database) = &self.options.database else { return Response::default() };
        let options = LookupOptions { limit: MAX_ANSWERS, ..LookupOptions::default() };
        let Ranked { best: found, total } = match database.lookup(&terms, &options) {
            Ok(f) => f,
            Err(e) => return Response::failed(e.to_string()),
        };
        if total == 0 {
            return Response::failed(format!("none of the {} sequences has these terms", database.len()));
        }
        for m in &found {
            let at = if m.position == 0 { String::new() } else { format!(" (from term {})", m.position + 1) };
            let library = m.library.as_ref().map_or_else(String::new, |l| format!(" (`{l}`)"));
            emit(&format!("{}  {}{library}{at}\n", m.anum, printable(m.name.as_deref().unwrap_or("(no name)"))));
        }
        if total > found.len() {
            emit(&format!("and {} more\n", grouped((total - found.len()) as u64)));
        }
        emit(&format!("({})\n", database.attribution()));
        Response::default()
    }

    /// Terms that a command is about: those of the list or sequence in `rest`, or of the last result if `rest` is
    /// empty. The error is the response.
    pub(crate) fn terms_meant(&mut self, command: &str, rest: &str) -> Result<Vec<Int>, Response> {
        if rest.is_empty() {
            return self.last_terms().ok_or_else(|| {
                Response::failed(format!(
                    "{command} needs terms, as in {command} 1,2,5,14, or a sequence, or a list as last result"
                ))
            });
        }
        if let Some(terms) = self.listed(rest) {
            return Ok(terms);
        }
        if let Some(id) = self.sequence(rest) {
            let limits = self.options.limits;
            let (terms, run) = self
                .state
                .session
                .first_terms(id, LOOKUP_TERMS, &limits, &self.cancel)
                .map_err(|diags| Response::failed(self.show(&diags)))?;
            return match run.stopped {
                Some(s) if terms.is_empty() || s.error == EvalError::Interrupted => {
                    Err(self.stopped(&format!("no terms: {}", s.error), s.error, run.spent))
                }
                Some(_) | None => Ok(terms),
            };
        }
        match parse_list(rest) {
            Ok(terms) => Ok(terms),
            Err(e @ ListError::Missing { .. }) => {
                Err(Response::failed(format!("{e}\n{}", e.pointer(rest).unwrap_or_default())))
            }
            Err(ListError::NotAnInteger(_)) => self.list_of(rest),
        }
    }

    /// Elements of an expression that is a list of integers. The error is the response.
    fn list_of(&mut self, text: &str) -> Result<Vec<Int>, Response> {
        let no_list = || Response::failed(format!("`{text}` is neither a list of terms nor a sequence"));
        let is_word = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' '));
        if is_word && !self.is_value(text) {
            return Err(no_list());
        }
        let chain = self.expression_of(text).map_err(Response::failed)?;
        let found = self.evaluated("<terms>", (text, chain, None))?;
        terms_of(&found.value).ok_or_else(no_list)
    }

    /// Elements of an earlier result that `%3` names, if it is a list of integers.
    fn listed(&self, text: &str) -> Option<Vec<Int>> {
        let number = match text {
            "%" | "it" => self.results.len(),
            text => text.strip_prefix('%')?.parse().ok()?,
        };
        terms_of(&self.results.get(number.checked_sub(1)?)?.value)
    }

    /// Shows an OEIS entry: name, offset and listed terms.
    fn entry(&self, anum: ANum, emit: Emit<'_>) -> Response {
        let Some(database) = &self.options.database else { return Response::default() };
        match database.show(anum) {
            Ok(Some(e)) => {
                let terms: Vec<String> = e.terms.iter().map(|t| elide(t, MAX_DIGITS)).collect();
                let library = e.library.as_ref().map_or_else(String::new, |l| format!(" (`{l}`)"));
                emit(&format!("{anum}  {}{library}\n", printable(e.name.as_deref().unwrap_or("(no name)"))));
                if let Some(o) = e.offset {
                    emit(&format!("offset {}\n", o.first));
                }
                emit(&format!("{}\n({})\n", terms.join(", "), database.attribution()));
                Response::default()
            }
            Ok(None) => Response::failed(format!("{anum} is not in the OEIS data on this machine")),
            Err(e) => Response::failed(e.to_string()),
        }
    }
}
