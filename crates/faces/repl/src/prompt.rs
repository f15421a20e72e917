//! The module of the prompt: the definitions, checks and uses that were typed, as one text.
//!
//! An input changes the module: what has the same key is replaced, so that everything sees the new definition. The
//! module is checked as a whole, in a new session on top of the loaded files. An item with a name that nothing defines
//! yet waits outside of the module until the name is defined, and so does one that no longer fits what it uses.

use std::ops::Range;
use std::sync::Arc;

use nth_base::FileId;
use nth_syntax::ast::{self, DefKind, ItemKind};
use nth_syntax::parse;

use crate::names::{FreeName, of_def};
use crate::rewrite::{Chain, Rewritten};

/// Name of the module in the session.
pub(crate) const PROMPT: &str = "<prompt>";

/// A text that was typed, with its name in messages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// Name, such as `<input 3>`.
    pub name: String,
    /// Text as it was typed.
    pub text: String,
}

/// What an item defines or says; a later item with the same key replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// Definition of a name.
    Def(String),
    /// Terms of a name, from an index on.
    Check(String, Option<String>),
    /// Use of a module.
    Use(Vec<String>),
}

/// A definition, check or use.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub key: Key,
    /// Text as nth source, from the typed text of the item.
    pub source: Rewritten,
    /// Input that it comes from, and its first byte there.
    pub input: (Arc<Input>, usize),
    /// Names that it uses, with their places in the source.
    pub names: Vec<FreeName>,
    /// Whether it is a value, which is used without brackets: a function without parameters.
    pub is_value: bool,
}

impl Item {
    /// The name that the item defines; none for a check or a use.
    pub fn defines(&self) -> Option<&str> {
        match &self.key {
            Key::Def(name) => Some(name),
            Key::Check(..) | Key::Use(_) => None,
        }
    }
}

/// The items of a text, which may have errors; those of parts that cannot be read are left out. `rewritten` is the text
/// as nth source.
pub(crate) fn items(input: &Arc<Input>, rewritten: &Rewritten) -> Vec<Item> {
    let parsed = parse(FileId(0), &rewritten.text);
    let list = &parsed.module.items;
    let text = rewritten.text.as_str();
    let starts: Vec<usize> = list.iter().map(|i| first_byte(text, i)).collect();
    let mut out = Vec::with_capacity(list.len());
    for (k, item) in list.iter().enumerate() {
        // Comments go with the item before them, and those at the beginning with the first item.
        let start = if k == 0 { 0 } else { starts[k] };
        let end = starts.get(k + 1).copied().unwrap_or(text.len());
        let Some(part) = text.get(start..end) else { continue };
        let names = |found: Vec<FreeName>| {
            let moved = |n: FreeName| FreeName { range: n.range.start - start..n.range.end - start, ..n };
            found.into_iter().map(moved).collect::<Vec<_>>()
        };
        let (key, names) = match &item.kind {
            ItemKind::Def(d) => (Key::Def(d.name.name.clone()), names(of_def(d))),
            ItemKind::Check(c) => {
                let checked = FreeName { name: c.name.name.clone(), range: c.name.span.range(), called: true };
                (Key::Check(c.name.name.clone(), c.from.as_ref().map(|n| n.text.clone())), names(vec![checked]))
            }
            ItemKind::Use(u) => (Key::Use(u.path.iter().map(|p| p.name.clone()).collect()), Vec::new()),
            ItemKind::Error => continue,
        };
        // Items of one text are not rewritten, only the one of a head is.
        let whole = list.len() == 1;
        let (source, at) = if whole {
            (rewritten.clone(), 0)
        } else {
            (Rewritten::same(part), rewritten.original(start..start).start)
        };
        let is_value = matches!(&item.kind, ItemKind::Def(d) if d.kind == DefKind::Fn && d.params.is_empty());
        out.push(Item { key, source, input: (Arc::clone(input), at), names, is_value });
    }
    out
}

/// First byte of an item with its documentation and attributes.
fn first_byte(text: &str, item: &ast::Item) -> usize {
    let docs = item.docs.first().map(|d| {
        // The span is that of the text after the marker.
        let at = d.span.start as usize;
        text.get(..at).and_then(|before| before.rfind("///")).unwrap_or(at)
    });
    let attrs = item.attrs.first().map(|a| a.span.start as usize);
    [docs, attrs].into_iter().flatten().fold(item.span.start as usize, usize::min)
}

/// The text of a list of items, with the way back to what was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Composed {
    /// Text of the module.
    pub text: String,
    /// For each item its first byte in the text, and its source with the calls of values written out.
    parts: Vec<(usize, Rewritten)>,
}

impl Composed {
    /// Writes the items one below the other, with the calls of these values written out.
    pub fn new(items: &[Item], values: &[String]) -> Self {
        let mut out = Self::default();
        for item in items {
            let text = call_values(&item.source.text, &item.names, values);
            let start = out.text.len();
            out.text.push_str(&text.text);
            if !out.text.ends_with('\n') {
                out.text.push('\n');
            }
            out.parts.push((start, text));
        }
        out
    }

    /// The number of the item at a byte of the text.
    pub fn item_at(&self, at: usize) -> Option<usize> {
        self.parts.partition_point(|(start, _)| *start <= at).checked_sub(1)
    }

    /// The item around a range of the text, and the range in the input that the item comes from.
    pub fn original(&self, items: &[Item], range: Range<usize>) -> Option<(Arc<Input>, Range<usize>)> {
        let k = self.item_at(range.start)?;
        let ((start, text), item) = (self.parts.get(k)?, items.get(k)?);
        let in_text = range.start - start..range.end.saturating_sub(*start).min(text.text.len());
        let typed = item.source.original(text.original(in_text));
        let (input, at) = &item.input;
        Some((Arc::clone(input), at + typed.start..at + typed.end))
    }
}

/// Names of the values that items see: those of files, unless an item has the name, and those of the items.
pub(crate) fn values(files: Vec<String>, items: &[Item]) -> Vec<String> {
    let mut out = files;
    out.retain(|name| items.iter().all(|i| i.defines() != Some(name)));
    out.extend(items.iter().filter(|i| i.is_value).filter_map(Item::defines).map(str::to_owned));
    out
}

/// Writes `x()` for each use of a value `x`, which is a function without parameters in the module.
pub(crate) fn call_values(text: &str, names: &[FreeName], values: &[String]) -> Rewritten {
    let uses = names.iter().filter(|n| !n.called && values.contains(&n.name));
    let parts: Vec<_> = uses.map(|n| (n.range.end..n.range.end, "()".to_owned())).collect();
    Rewritten::new(text, &parts)
}

/// An expression with references to results and values written out.
pub(crate) fn call_values_in(expanded: Rewritten, values: &[String]) -> Chain {
    let (e, _) = nth_syntax::parse_expr(FileId(0), &expanded.text);
    let second = call_values(&expanded.text, &crate::names::of_expr(&e), values);
    Chain(vec![expanded, second])
}

/// An item that is not in the module, and why.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub item: Item,
    /// Names that it needs and nothing defines, with what may be meant.
    pub missing: Vec<String>,
    /// Messages that say why it does not fit what it uses, if all names are defined.
    pub errors: String,
}

/// Items that depend on any of these names, by the names that they use, directly or through others.
pub(crate) fn dependents(items: &[Item], names: &[String]) -> Vec<String> {
    let mut out: Vec<String> = names.to_vec();
    let mut from = 0;
    while from < out.len() {
        let name = out[from].clone();
        from += 1;
        for item in items {
            let Some(own) = item.defines() else { continue };
            if item.names.iter().any(|n| n.name == name) && !out.iter().any(|o| o == own) {
                out.push(own.to_owned());
            }
        }
    }
    out
}
