//! Names within the examples of the documentation, which are programs in the scope of their module.

use nth_base::Cancel;
use nth_syntax::ast::DocLine;
use nth_syntax::{Example, examples};
use nth_types::Scope;
use nth_types::hir::{LocalId, Referent};

use crate::analysis::{Analysis, Name};
use crate::snapshot::Cancelled;

impl Analysis {
    /// All names in the examples of the documentation, in the order of the text; none of them stands in a definition,
    /// and what is bound within an example is a local of that example only. The examples are checked once.
    ///
    /// # Errors
    /// `cancel` was raised before the end.
    pub fn names_in_examples(&self, cancel: &Cancel) -> Result<&[Name], Cancelled> {
        if let Some(known) = self.names_in_examples.get() {
            return Ok(known);
        }
        let all: Vec<Example> = self.docs().flat_map(examples).collect();
        let mut names = self.names_of(&all, cancel)?;
        names.sort_by_key(|n| (n.range.start, n.range.end));
        Ok(self.names_in_examples.get_or_init(|| names))
    }

    /// The names in the example around an offset, in any order; only this example is checked.
    #[must_use]
    pub fn names_in_example_at(&self, offset: usize) -> Vec<Name> {
        let at = u32::try_from(offset).unwrap_or(u32::MAX);
        // Most offsets are in no documentation, which is seen without a look at its text.
        let docs = self.docs().find(|lines| match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => first.span.start <= at && at <= last.span.end,
            (None, _) | (_, None) => false,
        });
        let all = docs.map(examples).unwrap_or_default();
        match all.iter().find(|e| e.span.touches(at)) {
            Some(example) => self.names_of(std::slice::from_ref(example), &Cancel::new()).unwrap_or_default(),
            None => Vec::new(),
        }
    }

    /// Documentation of the module and of its definitions.
    fn docs(&self) -> impl Iterator<Item = &[DocLine]> {
        let own = self.module().map(|m| m.docs.as_slice());
        own.into_iter().chain(self.defs().map(|d| d.docs.as_slice()))
    }

    fn names_of(&self, examples: &[Example], cancel: &Cancel) -> Result<Vec<Name>, Cancelled> {
        let mut out = Vec::new();
        if examples.is_empty() {
            return Ok(out);
        }
        let mut checker = self.checker().clone();
        let scope = Scope(vec![self.module_id()]);
        for example in examples {
            if cancel.is_raised() {
                return Err(Cancelled);
            }
            let (id, _) = checker.check_expr("example", &example.text, &scope);
            let Some(def) = checker.def(id) else { continue };
            let start = example.span.start as usize;
            let mut add = |span: nth_base::Span, to: Referent, defines: bool| {
                let range = start + span.start as usize..start + span.end as usize;
                out.push(Name { range, to, def: None, defines });
            };
            for (i, local) in def.locals.iter().enumerate().filter(|(_, l)| l.span.start < l.span.end) {
                add(local.span, Referent::Local(LocalId(i as u32)), true);
            }
            for r in &def.references {
                add(r.span, r.to, false);
            }
        }
        Ok(out)
    }
}
