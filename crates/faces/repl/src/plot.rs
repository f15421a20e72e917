//! The command `:plot`.

use nth_core::EvalError;
use nth_plot::{Form, Kind, Plot, Sequence, TEXT_SIZE, TEXT_SIZES, text};
use nth_session::DefId;

use crate::repl::{Emit, Repl, Response};

/// Number of terms of a sequence that are drawn.
const TERMS: u64 = 100;

/// Largest number of lines of a plot among other output.
const MOST_LINES: u32 = 18;

/// What the words of the command ask for.
struct Asked<'a> {
    names: Vec<&'a str>,
    count: u64,
    kind: Option<Kind>,
    file: Option<&'a str>,
}

/// Reads the words of the command. A list of terms has commas, so that it is told from a number of terms.
fn asked(rest: &str) -> Asked<'_> {
    let mut out = Asked { names: Vec::new(), count: TERMS, kind: None, file: None };
    for word in rest.split_whitespace() {
        if let Ok(count) = word.replace('_', "").parse() {
            out.count = count;
        } else if let Some(kind) = Kind::from_name(word) {
            out.kind = Some(kind);
        } else if Form::of_file(word).is_some() {
            out.file = Some(word);
        } else {
            out.names.push(word);
        }
    }
    out
}

/// A list of terms, and the words behind it that say how and where it is drawn.
fn list_and_options(rest: &str) -> (&str, &str) {
    let mut list = rest.trim_end();
    while let Some((before, word)) = list.rsplit_once(char::is_whitespace) {
        if Kind::from_name(word).is_none() && Form::of_file(word).is_none() {
            break;
        }
        list = before.trim_end();
    }
    (list, rest.get(list.len()..).unwrap_or(""))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl Repl {
    /// Offset of the sequence that a text names; none if it names none.
    #[must_use]
    pub fn offset(&self, text: &str) -> Option<i64> {
        self.sequence(text).map(|id| self.state.session.offset(id))
    }

    /// Draws sequences, a list of terms, or the last list, as text, or as a picture in a file.
    pub(crate) fn plot(&mut self, rest: &str, emit: Emit<'_>) -> Response {
        // A list of terms has commas; behind it, a kind and a file may stand.
        let (list, options) = if rest.contains(',') { list_and_options(rest) } else { ("", rest) };
        let asked = asked(options);
        let names = if list.is_empty() { asked.names } else { vec![list] };
        let mut response = Response::default();
        let mut sequences = Vec::new();
        let expression = self.drawn_expression(rest, &names);
        let drawn = match &expression {
            Some((text, ..)) => vec![text.as_str()],
            None if names.is_empty() => vec![""],
            None => names,
        };
        let count = expression.as_ref().and_then(|e| e.2).unwrap_or(asked.count);
        for name in drawn {
            let id = expression.as_ref().map_or_else(|| self.sequence(name), |e| Some(e.1));
            match self.drawn(name, id, count, &mut response) {
                Ok(sequence) => sequences.push(sequence),
                Err(response) => return response,
            }
        }
        if sequences.iter().all(|s| s.terms.iter().all(Option::is_none)) {
            return Response { errors: response.errors + "there are no terms to draw\n", failed: true, ..response };
        }
        let plot = match asked.kind {
            Some(kind) => Plot { sequences, kind },
            None => Plot::new(sequences),
        };
        if asked.file.is_none() && self.options.host.draw(&plot) {
            return response;
        }
        let drawn = match asked.file.and_then(Form::of_file) {
            None => text(&plot, self.plot_size(), self.options.colours).map(String::into_bytes),
            Some(form) => form.draw(&plot, form.size()),
        };
        match (drawn, asked.file) {
            (Err(e), _) => Response::failed(e.to_string()),
            (Ok(drawn), None) => {
                emit(&String::from_utf8_lossy(&drawn));
                response
            }
            (Ok(drawn), Some(file)) => {
                if let Err(why) = self.write(file, &drawn) {
                    return Response::failed(why);
                }
                emit(&format!("{file}: a plot\n"));
                response
            }
        }
    }

    /// The sequence of an expression in n, with its text and the number of terms, if the words of the command are one.
    /// A number at their end is a number of terms if the words before it are an expression and all of them are none.
    fn drawn_expression(&mut self, rest: &str, names: &[&str]) -> Option<(String, DefId, Option<u64>)> {
        if names.iter().all(|n| self.sequence(n).is_some() || n.starts_with('%')) {
            return None;
        }
        let is_word = |w: &&str| Kind::from_name(w).is_none() && Form::of_file(w).is_none();
        let mut words: Vec<&str> = rest.split_whitespace().filter(is_word).collect();
        if let Some(id) = self.of_index(&words.join(" ")) {
            return Some((words.join(" "), id, Some(TERMS)));
        }
        let count = words.pop()?.replace('_', "").parse().ok()?;
        let text = words.join(" ");
        self.of_index(&text).map(|id| (text, id, Some(count)))
    }

    /// Terms to draw: those of a sequence, of a list, or of the last list. What stops a sequence early is a part of the
    /// response.
    fn drawn(
        &mut self,
        name: &str,
        id: Option<DefId>,
        count: u64,
        response: &mut Response,
    ) -> Result<Sequence, Response> {
        let Some(id) = id else {
            return match self.terms_meant(":plot", name) {
                Ok(terms) => Ok(Sequence::new(if name.contains(',') { "terms" } else { name }, 0, terms)),
                Err(_) if name.rsplit_once('.').is_some_and(|(a, b)| !a.is_empty() && b.len() < 5 && is_name(b)) => {
                    Err(Response::failed(format!("{name}: a plot is written as .svg, .png or .txt")))
                }
                Err(_) if is_name(name) => Err(Response::failed(self.no_sequence(name))),
                Err(failed) => Err(failed),
            };
        };
        let (limits, cancel) = (self.options.limits, self.cancel.clone());
        let found = self.state.session.terms_with_gaps(id, count, &limits, &cancel, &mut |_| {});
        let found = found.map_err(|diagnostics| Response::failed(self.show(&diagnostics)))?;
        let session = &self.state.session;
        for stop in found.first_stop.iter().chain(&found.interrupted).filter_map(|run| run.stopped.as_ref()) {
            let term = session.term_text(id, &stop.index);
            response.errors.push_str(&format!("stopped at {term}: {}\n", stop.error));
            response.failed = true;
            response.interrupted |= stop.error == EvalError::Interrupted;
        }
        if let Some(end) = session.end_of_terms(id, &found) {
            response.errors.push_str(&format!("{end}\n"));
        }
        Ok(Sequence { name: name.to_owned(), offset: session.offset(id), terms: found.terms })
    }

    /// Columns and lines of a plot: those of the terminal, and not more than suit a plot among other output.
    fn plot_size(&self) -> (u32, u32) {
        let (columns, lines) = self.options.host.size().unwrap_or(TEXT_SIZE);
        let [least, _] = TEXT_SIZES;
        (columns.clamp(least.0, 120), lines.saturating_sub(4).clamp(least.1, MOST_LINES))
    }
}
