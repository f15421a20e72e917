//! Answers as a person would write them.
//!
//! A [`Rewriter`] rewrites the source of a program: arithmetic is simplified by the rules of Core, parts that are used
//! once are written out, expressions whose terms are those of a library sequence call it, and the first index is
//! chosen so that the text is shortest. A rewritten program has been executed: it has the terms of the given one, as
//! far as these can be computed, at most 60 or as many as are known.

mod arithmetic;
mod branches;
mod definitions;
mod inline;
mod meaning;
mod names;
mod nth;
mod program;
mod recognise;
mod style;
#[cfg(test)]
mod tests;
mod tree;

use std::sync::Arc;

use nth_base::Cancel;
use nth_syntax::build::{Expr, words};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::known::LibrarySequences;

use self::definitions::expanded;
use self::meaning::{Meaning, TERMS};
use self::program::{Sequence, Text, call_of_one, distance};
use self::recognise::{Recogniser, is_short_arithmetic};

pub(crate) use self::definitions::Definitions;
pub(crate) use self::meaning::LibraryIndex;

/// Largest number of times that all steps are repeated.
const ROUNDS: usize = 4;
/// Weight that another first index of a recurrence must spare.
const SPARE: u64 = 4;
/// First indices that are tried.
const FIRST: std::ops::RangeInclusive<i64> = 0..=2;

/// Rewrites programs, one after the other.
pub struct Rewriter {
    index: Option<Arc<LibraryIndex>>,
    meaning: Meaning,
    /// Names of the library's sequences.
    names: FxHashSet<String>,
    /// Short definitions of the library, by name.
    short: Arc<Definitions>,
    remembered: FxHashMap<String, Option<Expr>>,
    cancel: Cancel,
}

/// A rewritten program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The source text.
    pub source: String,
    /// The sequence of the library that the program calls and nothing else.
    pub library: Option<String>,
}

impl Readable {
    /// A description for people, if the program is a sequence of the library.
    #[must_use]
    pub fn description(&self) -> Option<String> {
        self.library.as_ref().map(|name| format!("`{name}` of the library"))
    }
}

impl Rewriter {
    /// A rewriter of programs that may use the library of these sequences. If not `recognise`, no sequence of the
    /// library is recognised.
    #[must_use]
    pub fn new(sequences: &LibrarySequences, recognise: bool, cancel: &Cancel) -> Self {
        let library = sequences.library();
        Self {
            index: recognise.then(|| sequences.index(cancel)),
            meaning: Meaning::new(library, cancel),
            names: library.sequences().map(|d| d.name.clone()).collect(),
            short: sequences.definitions(),
            remembered: FxHashMap::default(),
            cancel: cancel.clone(),
        }
    }

    /// The shortest readable program with the terms of a given one. `known` is the number of its known terms. A text
    /// that has no terms or defines more than sequences stays as it is.
    #[must_use]
    pub fn rewrite(&mut self, source: &str, known: usize) -> Readable {
        let mut given = Text::read(source);
        given.iter_mut().for_each(nth::as_search);
        let found = given.as_ref().and_then(|text| {
            let count = TERMS.max(known);
            let terms = self.meaning.terms(source, count);
            if terms.is_empty() {
                return None;
            }
            let mut old = text.clone();
            nth::as_nth(&mut old);
            // A step that is right for most programs may be wrong for one; then it is left out.
            [true, false].into_iter().find_map(|recognise| {
                let mut new = self.steps(text.clone(), recognise);
                nth::as_nth(&mut new);
                let same = self.meaning.terms(&new.source(), count).starts_with(&terms);
                (same && new.weight() <= old.weight()).then_some(new)
            })
        });
        let library = found.as_ref().or(given.as_ref()).and_then(|text| self.library_sequence(text));
        Readable { source: found.map_or_else(|| source.to_owned(), |text| text.source()), library }
    }

    /// Whether a program is a sequence of the library by itself, perhaps with another first index.
    pub(crate) fn is_library_sequence(&mut self, source: &str) -> bool {
        // Without the name of a library sequence in it, a program is none.
        words(source).any(|word| self.names.contains(word)) && self.rewrite(source, 0).library.is_some()
    }

    /// The library sequence that a program consists of.
    fn library_sequence(&self, text: &Text) -> Option<String> {
        let (name, argument) = call_of_one(&text.last.body)?;
        let is_bare = text.parts.is_empty() && distance(argument).is_some() && self.names.contains(name);
        is_bare.then(|| name.to_owned())
    }

    /// All steps, until nothing changes.
    fn steps(&mut self, mut text: Text, recognise: bool) -> Text {
        for _ in 0..ROUNDS {
            let before = text.clone();
            inline::inline(&mut text);
            self.simplify(&mut text);
            if recognise {
                self.recognise(&mut text);
            }
            if text == before || self.cancel.is_raised() {
                break;
            }
        }
        let mut best = self.moved(text);
        if recognise && let Some(call) = self.whole(&best) {
            best = self.moved(call);
        }
        names::name_parts(&mut best);
        best
    }

    /// The program with the first index for which it is shortest.
    fn moved(&self, text: Text) -> Text {
        if nth::has_search(&text.last.body) {
            return text;
        }
        let recursive = text.last.is_recursive();
        // A call is best written without a distance.
        let called = call_of_one(&text.last.body).and_then(|(_, argument)| distance(argument));
        let also = called.and_then(|d| text.last.from.checked_add(d));
        let mut best = text.clone();
        for from in FIRST.chain(also).filter(|from| *from != text.last.from) {
            let Some(mut other) = inline::moved(&text, from) else { break };
            self.simplify(&mut other);
            // The first index of a recurrence says more than a few signs less.
            let spare = if recursive { SPARE } else { 0 };
            if other.weight() + other.distances() + spare < best.weight() + best.distances() {
                best = other;
            }
        }
        best
    }

    /// Simplifies the arithmetic of all sequences.
    fn simplify(&self, text: &mut Text) {
        for s in text.parts.iter_mut().chain([&mut text.last]) {
            let body = expanded(&s.body, &self.short);
            s.body = arithmetic::simplify(&branches::prune(&body, s.from), Some(s.from), &self.cancel);
        }
    }

    /// Replaces expressions by simpler ones of the same terms.
    fn recognise(&mut self, text: &mut Text) {
        for k in 0..=text.parts.len() {
            let (called, rest) = text.parts.split_at_mut(k);
            let s = rest.first_mut().unwrap_or(&mut text.last);
            let mut recogniser = Recogniser {
                meaning: &mut self.meaning,
                index: self.index.as_deref(),
                remembered: &mut self.remembered,
                called,
            };
            s.body = recogniser.body(s);
        }
    }

    /// The call of the library sequence that has the terms of a program, if that is no longer than the program.
    fn whole(&mut self, text: &Text) -> Option<Text> {
        let (last, index) = (&text.last, self.index.as_deref()?);
        if text.parts.is_empty() && is_short_arithmetic(&last.body) {
            return None;
        }
        let mut written = text.clone();
        nth::as_nth(&mut written);
        let sample = self.meaning.sample(&text.source())?;
        let body = self.meaning.library_call(&sample, last.from, index)?;
        let new = Text { parts: Vec::new(), last: Sequence { body, ..last.clone() } };
        // The distance of the index can go.
        let distance = call_of_one(&new.last.body).and_then(|(_, n)| distance(n)).is_some_and(|d| d != 0);
        let spare = if distance { 2 } else { 0 };
        (new.weight() <= written.weight() + spare).then_some(new)
    }
}
