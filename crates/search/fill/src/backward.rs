//! The values that a hole must have, computed backwards from the checks, and programs for them.
//!
//! The definition is compiled a second time, with the hole as a parameter `h` and with calls of the definition by
//! itself as look-ups in the known terms. The value of `h` that gives a term is found by evaluation: at once where the
//! term depends on `h` by an affine map, else by bisection where it rises or falls with `h`.

use std::time::Duration;

use nth_base::Span;
use nth_compiler::Workspace;
use nth_core::Arena;
use nth_diag::Edit;
use nth_eval::Evaluator;
use nth_lower::Lowerer;
use nth_num::Int;
use nth_propose::Formula;
use nth_propose::build::{ARGUMENT, Expr, OWN, words};
use nth_runner::{Executable, Execution};
use nth_synth::{Silent, Synthesizer, Task};
use nth_types::hir::{Check, Def, DefKind};
use nth_types::{Scope, apply_edits};

use crate::holes::Hole;
use crate::solve::{Candidate, Environment, Options};
use crate::workbench::{Setting, prefix};

/// Exponent of 2 up to which values of a hole are searched by bisection.
const MAX_BITS: u32 = 200;
/// Least number of values that programs are searched for.
const MIN_VALUES: usize = 4;

/// What the term says of the hole at an index.
enum Needed {
    /// The hole has this value.
    Value(Int),
    /// The hole is not evaluated, or its value makes no difference.
    Any,
    /// No value was found with which the term is right.
    Unknown,
}

/// The definition as a function of the index and the hole.
struct Inverse {
    executable: Executable,
    evaluator: Evaluator,
}

impl Inverse {
    /// None if the definition cannot be written so.
    fn new(setting: &Setting<'_>, def: &Def, hole: &Hole, own_calls: &[Span], check: &Check) -> Option<Self> {
        let text = setting.file.1;
        let prefix = prefix(text);
        let body = def.body.span;
        let within = |start: u32, end: u32, text: String| {
            let (start, end) = ((start - body.start) as usize, (end - body.start) as usize);
            Edit { span: Span::new(body.file, start, end), text }
        };
        let mut edits = vec![within(hole.span.start, hole.span.end, format!("{prefix}h"))];
        for call in own_calls {
            let rest = text.get(call.start as usize..)?.strip_prefix(def.name.as_str())?;
            if !rest.starts_with('(') {
                return None;
            }
            edits.push(within(call.start, call.start + def.name.len() as u32, format!("{prefix}known")));
        }
        let body = apply_edits(text.get(body.range())?, &edits)?;
        let index = hole.scope.first().map(|v| v.name.as_str())?;
        let known: Vec<String> = check.terms.iter().map(|(t, _)| t.to_string()).collect();
        let added = format!(
            "\nfn {prefix}known(k: Int) -> Int = [{}][k - ({})]\n\
             fn {prefix}inverse({index}: Int, {prefix}h: Int) -> Int = {body}\n",
            known.join(", "),
            check.from
        );
        let mut workspace = Workspace::new(setting.library.clone(), setting.files.clone());
        let loaded = workspace.check_text(setting.file.0, &format!("{text}{added}"), &Scope::default());
        let id = *workspace.module(loaded.module)?.names.get(&format!("{prefix}inverse"))?;
        let (mut arena, mut lowerer) = (Arena::new(), Lowerer::new());
        let entry = lowerer.entry(workspace.checker().program(), &mut arena, id).ok()?;
        let executable = Executable::new(&arena, lowerer.program(), entry.func).ok()?;
        Some(Self { executable, evaluator: Evaluator::new(setting.limits, setting.cancel) })
    }

    fn at(&mut self, n: &Int, h: &Int) -> Option<Int> {
        Execution::in_bytecode(&mut self.evaluator, &self.executable).term_at(&[n.clone(), h.clone()]).ok()
    }

    /// The value of the hole at index `n` with which the term is `term`.
    fn needed(&mut self, n: &Int, term: &Int) -> Needed {
        let near: Vec<Option<Int>> = (-1..=3).map(|h| self.at(n, &Int::from(h))).collect();
        if near.iter().all(|v| v.as_ref() == Some(term)) {
            return Needed::Any;
        }
        if let [_, Some(a), Some(b), Some(c), _] = near.as_slice() {
            let step = b.sub(a);
            if !step.is_zero() && c.sub(b) == step {
                let h = term.sub(a).floor_div(&step).ok();
                if h.as_ref().is_some_and(|h| self.at(n, h).as_ref() == Some(term)) {
                    return h.map_or(Needed::Unknown, Needed::Value);
                }
            }
        }
        for sign in [1, -1] {
            if let Some(h) = self.bisect(n, term, sign) {
                return Needed::Value(h);
            }
        }
        Needed::Unknown
    }

    /// The value of least size with the sign `sign` with which the term is `term`, if the term rises or falls with the
    /// size of the value.
    fn bisect(&mut self, n: &Int, term: &Int, sign: i64) -> Option<Int> {
        let signed = |x: &Int| if sign < 0 { x.neg() } else { x.clone() };
        let mut value = |x: &Int| self.at(n, &signed(x));
        let first = value(&Int::ZERO)?;
        if first == *term {
            return Some(Int::ZERO);
        }
        let rises = first < *term;
        let reached = |v: &Int| if rises { v >= term } else { v <= term };
        let (mut low, mut high) = (Int::ZERO, Int::from(1));
        let mut bits = 0;
        // A value that cannot be computed is taken for one that is too large.
        while !value(&high).is_none_or(|v| reached(&v)) {
            (low, high) = (high.clone(), high.add(&high));
            bits += 1;
            if bits > MAX_BITS {
                return None;
            }
        }
        loop {
            let middle = low.add(&high).floor_div(&Int::from(2)).ok()?;
            if middle == low {
                break;
            }
            if value(&middle).is_none_or(|v| reached(&v)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        (value(&high).as_ref() == Some(term)).then(|| signed(&high))
    }
}

/// Fillings of the only hole of a sequence: programs for the values that the hole must have.
pub(crate) fn fillings(
    environment: &Environment<'_>,
    setting: &Setting<'_>,
    (def, hole, own_calls, checks): (&Def, &Hole, &[Span], &[Check]),
    options: &Options,
    time: Option<Duration>,
) -> Vec<Candidate> {
    let longest = checks.iter().filter(|c| c.def == def.id).max_by_key(|c| c.terms.len());
    let Some(check) = longest else { return Vec::new() };
    if def.kind != DefKind::Seq || !hole.once || hole.ty != nth_core::Ty::INT {
        return Vec::new();
    }
    let Some(mut inverse) = Inverse::new(setting, def, hole, own_calls, check) else { return Vec::new() };
    let (mut values, mut first) = (Vec::new(), check.from);
    for (i, (term, _)) in check.terms.iter().enumerate() {
        let n = check.from.saturating_add(i as i64);
        match inverse.needed(&Int::from(n), term) {
            Needed::Value(h) => {
                if values.is_empty() {
                    first = n;
                }
                values.push(h);
            }
            // At the first indices the hole may not be reached.
            Needed::Any if values.is_empty() => {}
            Needed::Any | Needed::Unknown => break,
        }
    }
    if values.len() < MIN_VALUES {
        return Vec::new();
    }
    let task = Task { terms: values.into(), first: Some(first) };
    let (top, work) = (options.top.max(1), Some(options.work));
    let search = nth_synth::Options { top, work, time, ..nth_synth::Options::default() };
    let new = environment.synthesizer.is_none().then(|| Synthesizer::new(setting.library.clone()));
    let Some(synthesizer) = environment.synthesizer.or(new.as_ref()) else { return Vec::new() };
    let found = synthesizer.search(&[task], &search, environment.clock, setting.cancel, &Silent);
    let answers = found.answers.into_iter().flatten();
    answers.filter_map(|a| candidate(&a.source, def, hole, first)).collect()
}

/// The program of an answer as an expression of the index, or as a call of a definition that is added.
fn candidate(source: &str, def: &Def, hole: &Hole, first: i64) -> Option<Candidate> {
    let index = hole.scope.first()?.name.as_str();
    let (body, definitions) = fitted(&Formula::parse(source.trim_end())?, &def.name, index, first);
    Some(Candidate { parts: vec![body], definitions })
}

/// A program written as the body of the sequence `name`, whose index is called `index`, where the first term of the
/// program belongs to the index `first`: an expression, and the definitions that it needs, which are empty unless the
/// program refers to itself or has parts.
#[must_use]
pub fn fitted(formula: &Formula, name: &str, index: &str, first: i64) -> (String, String) {
    let argument = Expr::name(index.to_owned()).moved(formula.from.saturating_sub(first));
    if formula.parts.is_empty() && !formula.body.contains(OWN) {
        let template: String = words(&formula.body).map(|w| if w == "n" { ARGUMENT } else { w }).collect();
        if let Some(body) = Expr::template(&template) {
            return (body.of(&argument).to_string(), String::new());
        }
    }
    let name = format!("{name}_part");
    (format!("{name}({argument})"), formula.source(&name))
}
