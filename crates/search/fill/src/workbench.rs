//! Runs of a program whose holes are functions, so that a filling is a body of such a function.

use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_compiler::{Indices, Library, SourceFiles, Workspace};
use nth_core::{Arena, ExprId, FuncId, Program, Ty};
use nth_diag::{Diagnostic, Edit};
use nth_eval::{CompileError, Evaluator, Output};
use nth_lower::Lowerer;
use nth_num::Int;
use nth_runner::{At, Executable, Execution, ExpectedTerms, agree};
use nth_types::hir::{self, DefId, ModuleId};
use nth_types::{Scope, apply_edits};

use crate::holes::Hole;
use crate::problem::Problem;

/// Number of table entries of the evaluator beyond which its tables are cleared.
const MAX_ENTRIES: usize = 1 << 18;

/// Sources and limits that a workbench is made from.
pub(crate) struct Setting<'a> {
    pub library: &'a Arc<Library>,
    pub files: &'a Arc<dyn SourceFiles>,
    /// Name and text of the file.
    pub file: (&'a str, &'a str),
    pub limits: &'a Limits,
    pub cancel: &'a Cancel,
}

/// Terms of a check: the function, the arguments of each term, and the terms.
struct Expected {
    entry: FuncId,
    at: Vec<Vec<Int>>,
    terms: Vec<Int>,
}

/// The program with each hole as a call of a function of the variables in scope.
pub(crate) struct Workbench {
    workspace: Workspace,
    module: ModuleId,
    lowerer: Lowerer,
    /// Functions with the bodies that are tried; those of the lowerer and further ones.
    program: Program,
    pub arena: Arena,
    evaluator: Evaluator,
    /// The function of each hole, in order.
    holes: Vec<FuncId>,
    checks: Vec<Expected>,
    /// Definition of the first hole, if it has a function.
    own: Option<FuncId>,
}

/// Beginning of names that the text does not use.
pub(crate) fn prefix(text: &str) -> String {
    let mut prefix = "nth_hole_".to_owned();
    while text.contains(&prefix) {
        prefix.push('_');
    }
    prefix
}

/// The text with each hole as a call, the functions behind it, and the beginning of their names.
fn instrumented(text: &str, holes: &[Hole]) -> Option<(String, String)> {
    let prefix = prefix(text);
    let (mut edits, mut functions) = (Vec::new(), String::from("\n"));
    for (i, hole) in holes.iter().enumerate() {
        let arguments = if hole.scope.is_empty() { "0".to_owned() } else { hole.names(0).join(", ") };
        let call = hole.written(&format!("{prefix}{i}({arguments})"));
        edits.push(Edit { span: hole.span, text: call });
        let params: Vec<String> = match hole.scope.as_slice() {
            [] => vec!["x: Int".to_owned()],
            scope => scope.iter().map(|v| format!("{}: {}", v.name, v.ty)).collect(),
        };
        functions.push_str(&format!("fn {prefix}{i}({}) -> {} = ?\n", params.join(", "), hole.ty));
    }
    Some((apply_edits(text, &edits)? + &functions, prefix))
}

impl Workbench {
    /// The workbench of a problem.
    ///
    /// # Errors
    /// Diagnostics if the program cannot be lowered.
    pub fn new(setting: &Setting<'_>, problem: &Problem, names: &[String], own: &str) -> Result<Self, Vec<Diagnostic>> {
        let (text, prefix) = instrumented(setting.file.1, &problem.holes).ok_or_else(Vec::new)?;
        let mut workspace = Workspace::new(Arc::clone(setting.library), Arc::clone(setting.files));
        let loaded = workspace.check_text(setting.file.0, &text, &Scope::default());
        if loaded.has_errors() {
            return Err(loaded.diagnostics);
        }
        let mut bench = Self {
            workspace,
            module: loaded.module,
            lowerer: Lowerer::new(),
            program: Program::default(),
            arena: Arena::new(),
            evaluator: Evaluator::new(setting.limits, setting.cancel),
            holes: Vec::new(),
            checks: Vec::new(),
            own: None,
        };
        for i in 0..problem.holes.len() {
            let Some(func) = bench.definition(&format!("{prefix}{i}")).and_then(|id| bench.lower(id)) else {
                return Err(loaded.diagnostics);
            };
            bench.holes.push(func);
        }
        for (check, name) in problem.checks.iter().zip(names) {
            let Some((id, entry)) = bench.definition(name).and_then(|id| Some((id, bench.lower(id)?))) else {
                continue;
            };
            let Some(def) = bench.workspace.def(id) else { continue };
            let Some(position) = Indices::position(def.kind, &def.offsets, check.from) else { continue };
            let indices = Indices::new(def.kind, &def.offsets).starting_at(position);
            let at = indices.take(check.terms.len()).map(|i| i.into_iter().map(Int::from).collect()).collect();
            let terms = check.terms.iter().map(|(t, _)| t.clone()).collect();
            bench.checks.push(Expected { entry, at, terms });
        }
        bench.own = bench.definition(own).and_then(|id| bench.lower(id));
        bench.program = bench.lowerer.program().clone();
        Ok(bench)
    }

    fn definition(&self, name: &str) -> Option<DefId> {
        self.workspace.module(self.module)?.names.get(name).copied()
    }

    fn lower(&mut self, id: DefId) -> Option<FuncId> {
        let program = self.workspace.checker().program();
        self.lowerer.entry(program, &mut self.arena, id).ok().map(|e| e.func)
    }

    /// All checked definitions.
    pub fn definitions(&self) -> &[Arc<hir::Def>] {
        &self.workspace.checker().program().defs
    }

    /// Whether the definition is in scope under its name: in the module itself or in the library.
    pub fn is_visible(&self, def: &hir::Def) -> bool {
        let own = self.workspace.module(self.module).and_then(|m| m.names.get(&def.name));
        let is_std = self.workspace.module(def.module).is_some_and(|m| m.is_std);
        own.map_or(is_std, |id| *id == def.id)
    }

    /// The functions of these definitions, with the ones that they need. None for a definition that cannot be lowered.
    pub fn functions(&mut self, ids: &[DefId]) -> Vec<Option<FuncId>> {
        let out = ids.iter().map(|id| self.lower(*id)).collect();
        self.program = self.lowerer.program().clone();
        out
    }

    /// The function of the definition that contains the first hole.
    pub fn own(&self) -> Option<FuncId> {
        self.own
    }

    /// Number of terms of all checks.
    pub fn term_count(&self) -> usize {
        self.checks.iter().map(|c| c.terms.len()).sum()
    }

    /// The terms of all checks, one after the other.
    pub fn terms(&self) -> impl Iterator<Item = &Int> {
        self.checks.iter().flat_map(|c| &c.terms)
    }

    fn fill(&mut self, bodies: &[ExprId]) {
        for (func, body) in self.holes.iter().zip(bodies) {
            self.program.funcs[func.0 as usize].body = *body;
        }
        if self.evaluator.entries() > MAX_ENTRIES {
            self.evaluator.clear();
        }
    }

    /// Whether all checks hold with these bodies for the holes.
    pub fn holds(&mut self, bodies: &[ExprId]) -> bool {
        self.fill(bodies);
        let (program, arena, evaluator) = (&self.program, &self.arena, &mut self.evaluator);
        self.checks.iter().all(|check| {
            let Ok(executable) = Executable::new(arena, program, check.entry) else { return false };
            let expected = ExpectedTerms { terms: &check.terms, at: At::Each(&check.at) };
            agree(&mut Execution::in_bytecode(evaluator, &executable), &expected).is_full()
        })
    }

    /// The values at the places of all terms with these bodies for the holes; none for a term without a value.
    pub fn values(&mut self, bodies: &[ExprId]) -> Vec<Option<Int>> {
        self.fill(bodies);
        let (program, arena, evaluator) = (&self.program, &self.arena, &mut self.evaluator);
        let mut out = Vec::new();
        for check in &self.checks {
            let Ok(executable) = Executable::new(arena, program, check.entry) else {
                out.extend(check.terms.iter().map(|_| None));
                continue;
            };
            let mut at = check.at.as_slice();
            // A run is over after its first error; the next term begins another run.
            while !at.is_empty() {
                let mut execution = Execution::in_bytecode(evaluator, &executable);
                while let Some((first, rest)) = at.split_first() {
                    at = rest;
                    let value = execution.term_at(first).ok();
                    let is_over = value.is_none();
                    out.push(value);
                    if is_over {
                        break;
                    }
                }
            }
        }
        out
    }

    /// The values of a body at each of `0..count`, its only parameter; none for an error.
    ///
    /// # Errors
    /// The body is beyond the limits of the bytecode compiler.
    pub fn samples(&mut self, body: ExprId, ty: Ty, count: usize) -> Result<Vec<Option<Output>>, CompileError> {
        let entry = FuncId(self.program.funcs.len() as u32);
        let (name, params) = ("sample".to_owned(), vec![Ty::INT]);
        let func = nth_core::Func { name, params, ret: ty, body, memo: false, first: None };
        self.program.funcs.push(func);
        let code = nth_eval::compile(&self.arena, &self.program, entry);
        self.program.funcs.pop();
        let code = code?;
        let value = |i: usize| self.evaluator.run(&code).value(&[Int::from(i as i64)], ty).ok();
        Ok((0..count).map(value).collect())
    }

    /// Source of a body of a hole.
    pub fn source(&self, body: ExprId, hole: &Hole) -> String {
        nth_lower::raise_expr(&self.arena, &self.program, body, &hole.names(0))
    }
}
