//! Completion of the word that ends at an offset, in any text, also a broken one.

use std::ops::Range;

use nth_analysis::{Analysis, Snapshot};
use nth_base::Cancel;
use nth_syntax::ast::ItemKind;
use nth_syntax::{Token, TokenKind as T, tokens};
use nth_types::hir::DefKind;
use nth_types::{Meaning, plain_name, prim_signature, show_type, signature};

use crate::Answer;
use crate::scope::locals;

/// Kind of a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CompletionKind {
    /// Parameter, or a name bound by `let`, `nth` or a lambda.
    Local,
    /// Sequence, triangle or array.
    Sequence,
    /// Function or primitive.
    Function,
    /// Module.
    Module,
    /// Reserved word.
    Keyword,
    /// Type.
    Type,
    /// Form of a definition, with places to fill in.
    Snippet,
}

/// A text that may stand at an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Name or word.
    pub label: String,
    /// Kind of the completion.
    pub kind: CompletionKind,
    /// Head of a definition with all types, type of a local, or the other name that was typed.
    pub detail: String,
    /// Bytes that are replaced.
    pub range: Range<usize>,
    /// Text in their place; in a snippet `$1`, `$2` … and at last `$0` are places to fill in.
    pub insert: String,
    /// Text that the typed word is compared with: another name of the function, or the label.
    pub filter: String,
}

/// Words that begin an expression.
const EXPRESSION_WORDS: [&str; 6] = ["if", "let", "nth", "not", "true", "false"];
/// Words that may follow an operand.
const OPERAND_WORDS: [&str; 6] = ["then", "else", "in", "where", "and", "or"];
/// Forms of expressions: name, snippet.
const FORMS: [(&str, &str); 3] = [
    ("if then else", "if ${1:condition} then ${2:a} else $0"),
    ("let in", "let ${1:x} = ${2:value} in $0"),
    ("nth from where", "nth ${1:k} from ${2:1} where $0"),
];
/// Names of types.
const TYPES: [&str; 2] = ["Int", "Bool"];
/// Forms of items: word, snippet.
const ITEMS: [(&str, &str); 6] = [
    ("seq", "seq ${1:a}(${2:n}) = $0"),
    ("fn", "fn ${1:f}(${2:x}) = $0"),
    ("triangle", "triangle ${1:t}(${2:n}, ${3:k}) = $0"),
    ("array", "array ${1:a}(${2:n}, ${3:k}) = $0"),
    ("check", "check ${1:a} = $0"),
    ("use", "use ${1:module}"),
];

/// The texts that may stand at an offset, the best first. Empty in comments, in numbers and directly behind `?`, which
/// stands for an operand: a word that opens by itself there would be taken by the next key.
///
/// # Errors
/// `cancel` was raised.
pub fn complete(snapshot: &Snapshot, file: &str, offset: usize, cancel: &Cancel) -> Answer<Vec<Completion>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let text = m.text();
    if !text.is_char_boundary(offset) {
        return Ok(Vec::new());
    }
    let all = tokens(text);
    let inside = |t: &&Token| t.span.start < offset && offset <= t.span.end;
    let current = all.iter().find(inside);
    let range = match current {
        Some(t) if t.kind == T::Ident || t.kind.is_keyword() => t.span.start..offset,
        // A comment goes on to the end of its line.
        Some(t) if t.kind.is_comment() || matches!(t.kind, T::Int | T::BadName | T::Attr | T::Quoted | T::Question) => {
            return Ok(Vec::new());
        }
        Some(_) | None => offset..offset,
    };
    let before: Vec<&Token> =
        all.iter().take_while(|t| t.span.end <= range.start).filter(|t| !t.kind.is_comment()).collect();
    let word = text.get(range.clone()).unwrap_or("");
    let mut found = Found { m: &m, word: plain_name(word), range, out: Vec::new() };
    match place(text, &before) {
        Place::Item => found.items(),
        Place::Module => found.modules(snapshot),
        Place::Type => TYPES.iter().for_each(|t| found.add(t, CompletionKind::Type, String::new())),
        Place::After(dot) => found.members(text.get(dot).unwrap_or("")),
        Place::Name => found.definitions(),
        Place::Head => {}
        Place::Expression => found.expression(offset),
        Place::Operand => {
            OPERAND_WORDS.iter().for_each(|w| found.add(w, CompletionKind::Keyword, String::new()));
            // Where a line begins, the next item may begin as well.
            if text.get(..found.range.start).is_some_and(|b| b.ends_with('\n')) {
                found.items();
            }
        }
    }
    let plain = found.word;
    found.out.retain(|c| plain_name(&c.filter).starts_with(&plain));
    found.out.sort_by(|a, b| {
        let key = |c: &Completion| (!c.label.starts_with(word), c.filter != c.label, rank(c.kind), c.label.len());
        key(a).cmp(&key(b)).then_with(|| a.label.cmp(&b.label))
    });
    found.out.dedup_by(|a, b| a.label == b.label && a.kind == b.kind);
    Ok(found.out)
}

/// Rank of a kind among the completions of a word: names before words of the language.
fn rank(kind: CompletionKind) -> u8 {
    match kind {
        CompletionKind::Local => 0,
        CompletionKind::Sequence | CompletionKind::Function | CompletionKind::Type => 1,
        CompletionKind::Keyword | CompletionKind::Snippet => 2,
        CompletionKind::Module => 3,
    }
}

/// The kind of place where a word is written.
enum Place {
    /// Where an item begins.
    Item,
    /// Behind `use`.
    Module,
    /// In a type.
    Type,
    /// Behind a module and a dot; the bytes of the module.
    After(Range<usize>),
    /// Where a name of a sequence is wanted: behind `check`.
    Name,
    /// In the head of a definition, where a new name is written.
    Head,
    /// Where an expression begins.
    Expression,
    /// Behind an operand.
    Operand,
}

/// The kind of place behind these tokens.
fn place(text: &str, before: &[&Token]) -> Place {
    let Some(last) = before.last() else { return Place::Item };
    let item = before.iter().rposition(|t| {
        let at_start = text
            .get(..t.span.start)
            .is_none_or(|b| b.trim_end_matches([' ', '\t']).ends_with('\n') || b.trim().is_empty());
        at_start && matches!(t.kind, T::Use | T::Seq | T::Fn | T::Triangle | T::Array | T::Check)
    });
    let Some(item) = item else { return Place::Item };
    let inside = &before[item..];
    let kind = inside[0].kind;
    if kind == T::Use {
        return if inside.iter().any(|t| t.kind == T::LParen) { Place::Name } else { Place::Module };
    }
    if kind == T::Check {
        return if inside.len() == 1 { Place::Name } else { Place::Item };
    }
    if !inside.iter().any(|t| t.kind == T::Assign) {
        return if matches!(last.kind, T::Colon | T::Arrow) { Place::Type } else { Place::Head };
    }
    if last.kind == T::Dot {
        let module = before.len().checked_sub(2).and_then(|i| before.get(i)).filter(|t| t.kind == T::Ident);
        return module.map_or(Place::Head, |t| Place::After(t.span.clone()));
    }
    if matches!(last.kind, T::Let | T::Nth) {
        return Place::Head;
    }
    if last.kind.ends_operand() { Place::Operand } else { Place::Expression }
}

/// Completions that were found.
struct Found<'a> {
    m: &'a Analysis,
    /// The typed word without case and `_`.
    word: String,
    range: Range<usize>,
    out: Vec<Completion>,
}

impl Found<'_> {
    fn add(&mut self, label: &str, kind: CompletionKind, detail: String) {
        self.out.push(Completion {
            label: label.to_owned(),
            kind,
            detail,
            range: self.range.clone(),
            insert: label.to_owned(),
            filter: label.to_owned(),
        });
    }

    fn items(&mut self) {
        ITEMS.iter().for_each(|(word, snippet)| self.snippet(word, snippet));
    }

    fn snippet(&mut self, label: &str, snippet: &str) {
        self.add(label, CompletionKind::Snippet, String::new());
        if let Some(last) = self.out.last_mut() {
            snippet.clone_into(&mut last.insert);
        }
    }

    /// Modules of the library, and files beside this one.
    fn modules(&mut self, snapshot: &Snapshot) {
        let folder = |name: &str| name.rfind('/').map_or(0, |i| i + 1);
        let own = self.m.name();
        let beside: Vec<String> = snapshot
            .files()
            .iter()
            .filter(|f| ***f != *own && f[..folder(f)] == own[..folder(own)])
            .filter_map(|f| Some(f[folder(f)..].strip_suffix(".nth")?.to_owned()))
            .collect();
        beside.iter().for_each(|name| self.add(name, CompletionKind::Module, String::new()));
        self.library_modules();
    }

    fn library_modules(&mut self) {
        let modules: Vec<(String, String)> = self
            .m
            .checker()
            .modules()
            .iter()
            .filter(|m| m.is_std)
            .map(|m| (m.stem().to_owned(), m.docs.first().map_or(String::new(), |l| l.text.trim().to_owned())))
            .collect();
        modules.into_iter().for_each(|(name, about)| self.add(&name, CompletionKind::Module, about));
    }

    /// Names of a module, behind its dot.
    fn members(&mut self, module: &str) {
        let names: Vec<String> =
            self.m.checker().members(self.m.module_id(), module).into_iter().map(str::to_owned).collect();
        names.iter().for_each(|name| self.name(name, &format!("{module}.{name}")));
    }

    /// Definitions of this file.
    fn definitions(&mut self) {
        let defs: Vec<(String, CompletionKind, String)> = self
            .m
            .defs()
            .map(|d| {
                let kind = if d.kind == DefKind::Fn { CompletionKind::Function } else { CompletionKind::Sequence };
                (d.name.clone(), kind, signature(d))
            })
            .collect();
        defs.into_iter().for_each(|(name, kind, detail)| self.add(&name, kind, detail));
    }

    /// A name with its meaning.
    fn name(&mut self, label: &str, full: &str) {
        let checker = self.m.checker();
        let meaning = checker.meaning_in(self.m.module_id(), full);
        let (kind, detail) = match meaning {
            Meaning::Def(id) => {
                let Some(def) = checker.def(id) else { return };
                let kind = if def.kind == DefKind::Fn { CompletionKind::Function } else { CompletionKind::Sequence };
                (kind, signature(def))
            }
            Meaning::Prim(p) => (CompletionKind::Function, prim_signature(p)),
            Meaning::Ambiguous(_) => (CompletionKind::Function, "several modules have it".to_owned()),
            Meaning::Missing | Meaning::NoModule => return,
        };
        self.add(label, kind, detail);
    }

    /// All that an expression may begin with.
    fn expression(&mut self, offset: usize) {
        let m = self.m;
        let mut tree = m.parsed().module.items.iter().filter_map(|i| match &i.kind {
            ItemKind::Def(d) => Some((i, d)),
            ItemKind::Use(_) | ItemKind::Check(_) | ItemKind::Error => None,
        });
        // A definition goes on to the next item.
        if let Some((item, def)) = tree.rfind(|(i, _)| i.span.start as usize <= offset) {
            let types = m.defs().find(|d| d.span == item.span);
            for local in locals(def, offset) {
                let ty = types.and_then(|d| d.locals.iter().find(|l| l.span == local.span));
                let ty = ty.map_or(String::new(), |l| show_type(&l.ty));
                self.add(&local.name, CompletionKind::Local, ty);
            }
        }
        let names: Vec<String> = m.checker().visible_in(m.module_id()).into_iter().map(str::to_owned).collect();
        names.iter().for_each(|name| self.name(name, name));
        let typed = self.word.clone();
        let begins = |synonym: &str| !typed.is_empty() && plain_name(synonym).starts_with(&typed);
        for (synonym, name) in m.checker().synonyms().into_iter().filter(|(s, _)| begins(s)) {
            let count = self.out.len();
            self.name(name, name);
            if let Some(added) = self.out.get_mut(count) {
                synonym.clone_into(&mut added.filter);
            }
        }
        EXPRESSION_WORDS.iter().for_each(|w| self.add(w, CompletionKind::Keyword, String::new()));
        FORMS.iter().for_each(|(name, snippet)| self.snippet(name, snippet));
        self.library_modules();
    }
}
