//! Documentation as data: names of the library and the language, pages of diagnostics.

use nth_diag::{Code, RUN_ERRORS, run_error_page};
use nth_prims::{Form, Prim};
use nth_syntax::ast::DocLine;
use nth_types::hir::Def;
use nth_types::{Checker, Meaning, Scope, prim_docs, prim_signature, signature};

use crate::words::word_page;

/// The documentation of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocPage {
    /// The name, without its module.
    pub name: String,
    /// The head of the definition with all types, such as `fn sum(xs: [Int]) -> Int`.
    pub signature: String,
    /// The documentation text with its examples, in lines.
    pub text: String,
    /// The place of the definition: file and line as `stdlib/lists.nth:12`, or `primitive`.
    pub place: String,
    /// The A-numbers of the definition's OEIS entries, as `A000045`.
    pub oeis: Vec<String>,
}

impl DocPage {
    /// The first sentence of the text, on one line and without its final dot; empty if the text has examples only.
    #[must_use]
    pub fn summary(&self) -> String {
        let lines = self.text.lines().map(str::trim).skip_while(|l| l.is_empty());
        let paragraph: Vec<&str> = lines.take_while(|l| !l.is_empty() && !l.starts_with(">>>")).collect();
        let text = paragraph.join(" ");
        // A dot within a sentence, as in "a. b", is not followed by a capital.
        let ends = text.match_indices(". ").map(|(i, _)| i);
        let end = ends.into_iter().find(|i| text[i + 2..].starts_with(|c: char| !c.is_lowercase()));
        text[..end.unwrap_or(text.len())].trim_end_matches('.').to_owned()
    }

    /// The page as text for a terminal: signature, text, links to the OEIS, place.
    #[must_use]
    pub fn render(&self) -> String {
        let mut out = format!("{}\n", self.signature);
        for line in self.text.lines() {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
        let links: Vec<String> = self.oeis.iter().map(|a| format!("{a} https://oeis.org/{a}")).collect();
        for l in links {
            out.push_str(&format!("    {l}\n"));
        }
        out.push_str(&format!("    ({})\n", self.place));
        out
    }
}

/// A group of documented names: the primitives, or the definitions of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocSection {
    /// The name of the group: `primitives`, or that of the module.
    pub name: String,
    /// The first line of the module's documentation.
    pub about: String,
    /// The pages, in the order of definition.
    pub pages: Vec<DocPage>,
}

/// All names of the library, in groups.
pub type Overview = Vec<DocSection>;

fn text_of(docs: &[DocLine]) -> String {
    docs.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn prim_page(p: Prim) -> DocPage {
    let info = p.info();
    DocPage {
        name: info.name.to_owned(),
        signature: prim_signature(p),
        text: prim_docs(p),
        place: "primitive".to_owned(),
        oeis: Vec::new(),
    }
}

fn def_page(checker: &Checker, d: &Def) -> DocPage {
    let at = checker.sources().line_col(d.name_span);
    DocPage {
        name: d.name.clone(),
        signature: signature(d),
        text: text_of(&d.docs),
        place: format!("{}:{}", checker.sources().name(d.name_span.file), at.line),
        oeis: d.oeis.iter().map(|(n, _)| nth_oeis::ANum(*n).to_string()).collect(),
    }
}

/// The documentation of a name, an operator, a keyword or an A-number. There are several pages if the name has several
/// meanings, and none if it is unknown.
#[must_use]
pub fn doc(checker: &Checker, scope: &Scope, name: &str) -> Vec<DocPage> {
    let name = name.trim().trim_matches('`');
    let mut out = Vec::new();
    match checker.lookup(scope, name) {
        Meaning::Def(d) => out.extend(checker.def(d).map(|d| def_page(checker, d))),
        Meaning::Prim(p) => out.push(prim_page(p)),
        Meaning::Ambiguous(ids) => out.extend(ids.iter().filter_map(|d| checker.def(*d)).map(|d| def_page(checker, d))),
        Meaning::Missing | Meaning::NoModule => {
            let written = |p: &Prim| match p.info().form {
                Form::Infix(op) | Form::Prefix(op) => op == name,
                Form::Index => name == "[]",
                Form::Call => false,
            };
            out.extend(Prim::ALL.iter().copied().filter(written).map(prim_page));
            out.extend(word_page(name));
            if let Some(meant) = checker.meant(scope, name).filter(|_| out.is_empty()) {
                return doc(checker, scope, meant);
            }
            if let Ok(a) = name.parse::<nth_oeis::ANum>() {
                let defs = checker.program().defs.iter();
                out.extend(defs.filter(|d| d.oeis.iter().any(|o| o.0 == a.0)).map(|d| def_page(checker, d)));
            }
        }
    }
    out
}

/// The documentation of the primitives and of all modules of the library.
#[must_use]
pub fn overview(checker: &Checker) -> Overview {
    let prims = Prim::ALL.iter().copied().map(prim_page).collect();
    let about = "what everything else is made of".to_owned();
    let mut out = vec![DocSection { name: "primitives".to_owned(), about, pages: prims }];
    for m in checker.modules().iter().filter(|m| m.is_std) {
        let pages = m.defs.iter().filter_map(|d| checker.def(*d)).map(|d| def_page(checker, d)).collect();
        let about = m.docs.first().map_or("", |l| l.text.trim()).to_owned();
        out.push(DocSection { name: m.stem().to_owned(), about, pages });
    }
    out
}

/// Searches the documentation for pages that contain all these words, regardless of case. Pages whose names contain
/// most of the words come first.
#[must_use]
pub fn search(checker: &Checker, words: &[String]) -> Vec<DocPage> {
    let words: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let mut found: Vec<(usize, DocPage)> = Vec::new();
    for page in overview(checker).into_iter().flat_map(|s| s.pages) {
        let name = page.name.to_lowercase();
        let all = format!("{} {} {} {}", name, page.signature, page.text, page.oeis.join(" ")).to_lowercase();
        if words.iter().all(|w| all.contains(w.as_str())) {
            let misses = words.iter().filter(|w| !name.contains(w.as_str())).count();
            found.push((misses, page));
        }
    }
    found.sort_by_key(|(misses, _)| *misses);
    found.into_iter().map(|(_, p)| p).collect()
}

/// The page of a diagnostic code or of a run-time error, in Markdown. A code may be written as `error[code]` or
/// `warning[code]`.
///
/// # Errors
/// Unknown code: similar names, if there are any.
pub fn explain(code: &str) -> Result<&'static str, Vec<&'static str>> {
    let code = code.trim().trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
    match Code::from_name(code).map(Code::page).or_else(|| run_error_page(code)) {
        Some(page) => Ok(page),
        None => {
            let parts: Vec<&str> = code.split(['-', '_', ' ']).filter(|p| p.len() > 2).collect();
            let near = |name: &&str| parts.iter().any(|p| name.contains(p));
            let names = Code::ALL.iter().map(|c| c.name()).chain(RUN_ERRORS.iter().map(|(name, _)| *name));
            Err(names.filter(near).collect())
        }
    }
}

/// All diagnostic codes and run-time errors, each with the first sentence of its page.
#[must_use]
pub fn explanations() -> Vec<(&'static str, &'static str)> {
    let sentence = |page: &'static str| page.lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
    let codes = Code::ALL.iter().map(|c| (c.name(), c.page()));
    codes.chain(RUN_ERRORS.iter().copied()).map(|(name, page)| (name, sentence(page))).collect()
}
