//! Semantic tokens: the parts of a text with their kinds, for colours.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_syntax::{TokenKind as T, tokens};
use nth_types::hir::DefKind;
use rustc_hash::FxHashMap;

use crate::Answer;
use crate::find::{Target, names};

/// Kind of a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SemanticKind {
    /// Reserved word.
    Keyword,
    /// Integer literal.
    Number,
    /// `true` or `false`.
    Bool,
    /// Sign of an operator.
    Operator,
    /// Comment.
    Comment,
    /// Documentation comment.
    Documentation,
    /// Attribute such as `@A000045`.
    Attribute,
    /// Sequence, triangle or array.
    Sequence,
    /// Function.
    Function,
    /// Parameter of a definition.
    Parameter,
    /// Name bound by `let`, `nth` or a lambda.
    Variable,
    /// Module.
    Module,
    /// Type.
    Type,
    /// Hole.
    Hole,
}

/// A part of a text with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SemanticToken {
    /// Bytes of the part, which may have several lines.
    pub range: Range<usize>,
    /// Kind of the part.
    pub kind: SemanticKind,
    /// Whether the name is defined or bound here.
    pub defines: bool,
    /// Whether the name belongs to the language or its library.
    pub library: bool,
}

/// The parts of a file, in the order of the text. Brackets and commas have no kind.
///
/// # Errors
/// `cancel` was raised.
pub fn semantic_tokens(snapshot: &Snapshot, file: &str, cancel: &Cancel) -> Answer<Vec<SemanticToken>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(Vec::new()) };
    let mut named: FxHashMap<usize, SemanticToken> = FxHashMap::default();
    for n in names(&m) {
        let (kind, library) = match &n.target {
            Target::Local { local, .. } => {
                let is_parameter = n.def.is_some_and(|d| (local.0 as usize) < d.params.len());
                (if is_parameter { SemanticKind::Parameter } else { SemanticKind::Variable }, false)
            }
            Target::Def { file, name } => {
                let checker = m.checker();
                let module = checker.module_named(file).and_then(|id| checker.module(id));
                let def = module.and_then(|module| checker.def(*module.names.get(name)?));
                let is_fn = def.is_some_and(|d| d.kind == DefKind::Fn);
                let kind = if is_fn { SemanticKind::Function } else { SemanticKind::Sequence };
                (kind, module.is_some_and(|module| module.is_std))
            }
            Target::Prim(_) => (SemanticKind::Function, true),
            Target::Module(_) => (SemanticKind::Module, false),
        };
        let token = SemanticToken { range: n.range.clone(), kind, defines: n.defines, library };
        named.entry(n.range.start).or_insert(token);
    }
    let mut out = Vec::new();
    let mut end = 0;
    for t in tokens(m.text()) {
        if t.span.start < end {
            continue;
        }
        if let Some(token) = named.remove(&t.span.start) {
            end = token.range.end;
            out.push(token);
        } else if let Some(kind) = kind_of(t.kind) {
            out.push(SemanticToken { range: t.span, kind, defines: false, library: false });
        }
    }
    Ok(out)
}

/// Kind of a token that is no name, or a name of nothing.
fn kind_of(kind: T) -> Option<SemanticKind> {
    if kind.is_keyword() && !matches!(kind, T::True | T::False) {
        return Some(SemanticKind::Keyword);
    }
    match kind {
        T::True | T::False => Some(SemanticKind::Bool),
        T::Int => Some(SemanticKind::Number),
        T::Attr => Some(SemanticKind::Attribute),
        T::Question => Some(SemanticKind::Hole),
        T::LineComment | T::BlockComment | T::OpenComment => Some(SemanticKind::Comment),
        T::Doc | T::ModuleDoc => Some(SemanticKind::Documentation),
        T::Pipe | T::EqEq | T::NotEq | T::Lt | T::Le | T::Gt | T::Ge | T::DotDot | T::DotDotEq | T::PlusPlus => {
            Some(SemanticKind::Operator)
        }
        T::Plus | T::Minus | T::Star | T::Slash | T::Percent | T::Caret | T::Assign | T::Arrow => {
            Some(SemanticKind::Operator)
        }
        T::Space | T::Ident | T::BadName | T::Foreign | T::Mark | T::Quoted | T::Unknown | T::TooDeep | T::Cut => None,
        T::LParen | T::RParen | T::LBracket | T::RBracket | T::Comma | T::Colon | T::Dot | T::Bar => None,
        T::Use | T::Seq | T::Triangle | T::Array | T::Fn | T::Check | T::From | T::Let | T::In | T::If => None,
        T::Then | T::Else | T::Nth | T::Where | T::Or | T::And | T::Not => None,
    }
}
