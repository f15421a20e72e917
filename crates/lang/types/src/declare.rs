//! Declaration of definitions from their heads: parameters, offsets, annotations, attributes.

use nth_base::Span;
use nth_diag::{Code, Diagnostic};
use nth_syntax::ast::{self, Attr, Item};
use rustc_hash::FxHashMap;

use crate::hir::{Def, DefId, DefKind, Expr, ExprKind, Local, LocalId, ModuleId, Param, Type};
use crate::report_names::count;
use crate::scheme::{Scheme, TypeReader};

/// Definition whose head has been read and whose body is still syntax.
pub(crate) struct Job {
    pub id: DefId,
    pub module: ModuleId,
    pub def: ast::Def,
    /// Annotated types of the parameters; type variables are numbered by `names`.
    pub params: Vec<Option<Type>>,
    pub ret: Option<Type>,
    pub names: Vec<String>,
    /// Type of the definition, if it is fully annotated, so that others need not wait for the body.
    pub scheme: Option<Scheme>,
    /// Whether the head has errors, so that calls cannot be checked.
    pub bad: bool,
    pub broken: bool,
}

/// Keyword of a kind of definition.
pub(crate) fn keyword(kind: DefKind) -> &'static str {
    match kind {
        DefKind::Seq => "seq",
        DefKind::Triangle => "triangle",
        DefKind::Array => "array",
        DefKind::Fn => "fn",
    }
}

/// Number of indices; `None` for a `fn`, which may have any number of parameters.
fn indices(kind: DefKind) -> Option<usize> {
    match kind {
        DefKind::Seq => Some(1),
        DefKind::Triangle | DefKind::Array => Some(2),
        DefKind::Fn => None,
    }
}

/// Reads a head. Returns the definition as far as it is known, and the work that is left.
pub(crate) fn declare(
    id: DefId,
    module: ModuleId,
    item: &Item,
    def: &ast::Def,
    diags: &mut Vec<Diagnostic>,
) -> (Def, Job) {
    let before = diags.len();
    let bad = !parameters_fit(item, def, diags);
    let mut reader = TypeReader::default();
    let is_fn = def.kind == DefKind::Fn;
    let params: Vec<Option<Type>> = def
        .params
        .iter()
        .map(|p| {
            let written = p.ty.as_ref().map(|t| (t, reader.read(t)));
            if is_fn { written.map(|w| w.1) } else { Some(index_type(def, written, "an index", diags)) }
        })
        .collect();
    let ret = def.ret.as_ref().map(|t| (t, reader.read_value(t, "a function must return a value, not a function")));
    let ret = if is_fn { ret.map(|w| w.1) } else { Some(index_type(def, ret, "a term", diags)) };
    diags.append(&mut reader.diags);
    duplicate_params(def, diags);
    let offsets = if is_fn {
        Vec::new()
    } else {
        def.params.iter().map(|p| p.from.as_ref().map_or(0, |lit| offset(lit, diags))).collect()
    };
    let oeis = item.attrs.iter().filter_map(|a| oeis_number(a, diags)).collect();
    let broken = diags[before..].iter().any(Diagnostic::is_error);
    let scheme = match (params.iter().cloned().collect::<Option<Vec<Type>>>(), &ret) {
        (Some(params), Some(ret)) => Some(Scheme { type_params: reader.names.len() as u32, params, ret: ret.clone() }),
        _ => None,
    };
    let skeleton = Def {
        id,
        module,
        kind: def.kind,
        name: def.name.name.clone(),
        name_span: def.name.span,
        span: item.span,
        type_params: 0,
        params: (0..def.params.len() as u32).map(|i| Param { local: LocalId(i), ty: Type::Error }).collect(),
        ret: Type::Error,
        offsets,
        oeis,
        docs: item.docs.clone(),
        locals: def
            .params
            .iter()
            .map(|p| Local { name: p.name.name.clone(), span: p.name.span, ty: Type::Error })
            .collect(),
        references: Vec::new(),
        body: Expr { kind: ExprKind::Error, ty: Type::Error, span: def.body.span },
        has_hole: false,
        broken: true,
    };
    let job = Job { id, module, def: def.clone(), params, ret, names: reader.names, scheme, bad, broken };
    (skeleton, job)
}

fn parameters_fit(item: &Item, def: &ast::Def, diags: &mut Vec<Diagnostic>) -> bool {
    let word = keyword(def.kind);
    let at = Span::new(item.span.file, item.span.start as usize, item.span.start as usize + word.len());
    let n = def.params.len();
    let Some(wanted) = indices(def.kind) else {
        for p in &def.params {
            if let Some(from) = &p.from {
                let mut d = Diagnostic::error(Code::BadParameters, from.span, "a `fn` has no offset", "an offset");
                if n == 1 {
                    d = d.hint("use `seq` for a sequence").edit(at, "seq");
                }
                diags.push(d);
            }
        }
        return true;
    };
    if n == wanted {
        return true;
    }
    // The parser has reported that the parameters are missing.
    if def.params.iter().all(|p| p.name.name.is_empty()) && n == 1 {
        return false;
    }
    let article = if def.kind == DefKind::Array { "an" } else { "a" };
    let title = format!("{article} `{word}` has {}, not {n}", if wanted == 1 { "one index" } else { "two indices" });
    let label = format!("has {}", count(n, "parameter"));
    let mut d = Diagnostic::error(Code::BadParameters, def.name.span, title, label);
    let typed = def.params.iter().any(|p| p.ty.is_some());
    d = match (wanted, n) {
        (1, 2) if !typed => d.hint("two indices, read by rows, make a `triangle`").edit(at, "triangle"),
        (2, 1) if !typed => d.hint("one index makes a `seq`").edit(at, "seq"),
        _ => d.note("a `seq` has one index, a `triangle` or an `array` has two, a `fn` any number of parameters"),
    };
    diags.push(d);
    false
}

/// Reports an annotation of an index or a term that is not `Int`; the type is taken as `Int`.
fn index_type(
    def: &ast::Def,
    written: Option<(&ast::TypeExpr, Type)>,
    what: &str,
    diags: &mut Vec<Diagnostic>,
) -> Type {
    if let Some((t, ty)) = written
        && !matches!(ty, Type::Int | Type::Error)
    {
        let title = format!("{what} of `{}` is an Int", def.name.name);
        let d = Diagnostic::error(Code::SeqType, t.span, title, "another type is written here")
            .note(format!("expected Int, found {}", crate::show::show_type(&ty)))
            .hint("write `Int`")
            .edit(t.span, "Int");
        diags.push(d);
    }
    Type::Int
}

fn duplicate_params(def: &ast::Def, diags: &mut Vec<Diagnostic>) {
    let mut seen: FxHashMap<&str, &ast::Param> = FxHashMap::default();
    for p in &def.params {
        let first = *seen.entry(p.name.name.as_str()).or_insert(p);
        if !std::ptr::eq(first, p) && !p.name.name.is_empty() && !p.name.name.starts_with('_') {
            let title = format!("two parameters are named `{}`", p.name.name);
            diags.push(
                Diagnostic::error(Code::DuplicateName, p.name.span, title, "the second")
                    .and(first.name.span, "the first"),
            );
        }
    }
}

/// Value of an offset or a position, which must fit into 64 bits.
pub(crate) fn offset(lit: &ast::IntLit, diags: &mut Vec<Diagnostic>) -> i64 {
    lit.text.parse().unwrap_or_else(|_| {
        let d = Diagnostic::error(Code::OffsetTooLarge, lit.span, "this offset is too large", "not within 64 bits")
            .note("offsets lie between -9223372036854775808 and 9223372036854775807");
        diags.push(d);
        0
    })
}

fn oeis_number(a: &Attr, diags: &mut Vec<Diagnostic>) -> Option<(u32, Span)> {
    let digits = a.name.name.strip_prefix('A').filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    match digits.and_then(|d| d.parse::<u32>().ok()).filter(|n| *n > 0) {
        Some(n) => Some((n, a.span)),
        None => {
            let title = format!("`@{}` is not the name of an OEIS entry", a.name.name);
            diags.push(
                Diagnostic::error(Code::BadAttribute, a.span, title, "not an A-number")
                    .note("entries are named like `@A000045`: `A` and digits"),
            );
            None
        }
    }
}
