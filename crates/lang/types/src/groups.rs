//! Inference of all definitions of a batch, group by group.

use std::cell::Cell;

use nth_base::{Cancel, Sources};
use nth_diag::{Code, Diagnostic};
use rustc_hash::FxHashMap;

use crate::declare::Job;
use crate::finish::{Finish, growing, type_params};
use crate::hir::{self, Def, DefId, DefKind, LocalId, Param, Reference, Type};
use crate::infer::{Body, Group, Local, Mono, ty_of};
use crate::names::Names;
use crate::order::{components, index_edges, references};
use crate::own_terms::searches;
use crate::report::{Why, too_big};
use crate::table::{Table, TyId, TypeParams, ValueReason};
use crate::world::World;

/// Result of inference for one definition.
struct Done {
    id: DefId,
    type_params: u32,
    params: Vec<Type>,
    ret: Type,
    locals: Vec<hir::Local>,
    references: Vec<Reference>,
    body: crate::hir::Expr,
    has_hole: bool,
    broken: bool,
}

/// Infers the definitions of `jobs` and fills them in. Those after a raised flag `cancel` stay broken.
pub(crate) fn infer_all(
    world: &mut World,
    sources: &Sources,
    jobs: &[Job],
    quota: &Cell<u32>,
    cancel: Option<&Cancel>,
    diags: &mut Vec<Diagnostic>,
) {
    for j in jobs {
        if j.bad {
            world.bad.insert(j.id);
        } else if let Some(s) = &j.scheme {
            world.pending.insert(j.id, s.clone());
        }
    }
    let ids: Vec<DefId> = jobs.iter().map(|j| j.id).collect();
    let edges: Vec<Vec<DefId>> = jobs
        .iter()
        .map(|j| {
            let params: Vec<String> = j.def.params.iter().map(|p| p.name.name.clone()).collect();
            let mut refs = references(world, j.module, &params, &j.def.body);
            // A definition with a full annotation need not be waited for.
            refs.retain(|d| !world.pending.contains_key(d) && !world.bad.contains(d));
            refs
        })
        .collect();
    for group in components(&index_edges(&ids, &edges)) {
        if cancel.is_some_and(Cancel::is_raised) {
            break;
        }
        let group: Vec<&Job> = group.iter().filter_map(|i| jobs.get(*i)).collect();
        for d in infer_group(world, sources, quota, &group, diags) {
            if let Some(def) = world.def_mut(d.id) {
                fill(def, d);
            }
        }
    }
    world.pending.clear();
    for def in jobs.iter().filter_map(|j| world.program.defs.get(j.id.0 as usize)) {
        searches(def, diags);
    }
    let first = ids.first().map_or(0, |d| d.0 as usize);
    let grown = growing(world.program.defs.get(first..).unwrap_or(&[]));
    for (id, d) in grown {
        diags.push(d);
        if let Some(def) = world.def_mut(id) {
            def.broken = true;
        }
    }
}

fn fill(def: &mut Def, d: Done) {
    def.type_params = d.type_params;
    def.params = d.params.into_iter().enumerate().map(|(i, ty)| Param { local: LocalId(i as u32), ty }).collect();
    def.ret = d.ret;
    def.locals = d.locals;
    def.references = d.references;
    def.body = d.body;
    def.has_hole = d.has_hole;
    def.broken = d.broken;
}

/// Definition whose body has nodes in the place of types.
struct Raw {
    id: DefId,
    mono: Mono,
    locals: Vec<Local>,
    references: Vec<Reference>,
    body: crate::hir::Expr,
    has_hole: bool,
    broken: bool,
}

fn infer_group(
    world: &World,
    sources: &Sources,
    quota: &Cell<u32>,
    jobs: &[&Job],
    diags: &mut Vec<Diagnostic>,
) -> Vec<Done> {
    let mut group = Group { world, sources, quota, table: Table::new(), mono: FxHashMap::default() };
    let heads: Vec<Mono> = jobs.iter().map(|j| head(&mut group.table, j)).collect();
    for (j, m) in jobs.iter().zip(&heads) {
        if j.scheme.is_none() && !j.bad {
            group.mono.insert(j.id, m.clone());
        }
    }
    let mut raws = Vec::with_capacity(jobs.len());
    for (j, m) in jobs.iter().zip(heads) {
        raws.push(infer_body(&mut group, j, m, diags));
    }
    let vars: FxHashMap<DefId, TypeParams> = raws.iter().map(|r| (r.id, type_params(&group.table, &r.mono))).collect();
    let none = TypeParams::default();
    // Types are missing for calls within the group only; other calls have them.
    let inside: FxHashMap<DefId, TypeParams> =
        vars.iter().filter(|(d, _)| group.mono.contains_key(d)).map(|(d, v)| (*d, v.clone())).collect();
    raws.into_iter()
        .map(|mut r| {
            let params = vars.get(&r.id).unwrap_or(&none);
            let mut f = Finish { table: &group.table, params, group: &inside, too_big: None, has_error: false };
            let types = r.mono.params.iter().map(|t| f.ty(*t, r.body.span)).collect();
            let ret = f.ty(r.mono.ret, r.body.span);
            let locals = r.locals.into_iter().map(|l| hir::Local { ty: f.known(l.ty), name: l.name, span: l.span });
            let locals = locals.collect();
            f.expr(&mut r.body);
            let (too_large, has_error) = (f.too_big, f.has_error);
            if let Some(at) = too_large
                && !r.broken
            {
                diags.push(too_big(at));
            }
            Done {
                id: r.id,
                type_params: params.nodes().len() as u32,
                params: types,
                ret,
                locals,
                references: r.references,
                body: r.body,
                has_hole: r.has_hole,
                broken: r.broken || has_error || too_large.is_some(),
            }
        })
        .collect()
}

/// Types of a head: the annotations, and variables for the rest.
fn head(table: &mut Table, j: &Job) -> Mono {
    let named: Vec<TyId> = j.names.iter().map(|n| table.named(n)).collect();
    let params = j
        .params
        .iter()
        .map(|p| match p {
            Some(t) => table.import(t, &named),
            None => table.fresh(),
        })
        .collect();
    let ret = match &j.ret {
        Some(t) => table.import(t, &named),
        None => table.fresh_value(ValueReason::Result, j.def.body.span),
    };
    Mono { params, ret }
}

fn infer_body(group: &mut Group<'_>, j: &Job, mono: Mono, diags: &mut Vec<Diagnostic>) -> Raw {
    let world = group.world;
    let mut b = Body {
        group,
        world,
        module: j.module,
        kind: j.def.kind,
        locals: Vec::new(),
        env: Names::new(),
        binding: Vec::new(),
        references: Vec::new(),
        diags: Vec::new(),
        has_hole: false,
        broken: j.broken,
        too_general: Vec::new(),
    };
    for (p, ty) in j.def.params.iter().zip(&mono.params) {
        b.bind(&p.name, *ty, false);
    }
    let name = j.def.name.name.as_str();
    let body = if j.def.kind != DefKind::Fn {
        b.expect(&j.def.body, mono.ret, Why::Term(name))
    } else if j.ret.is_some() {
        b.expect(&j.def.body, mono.ret, Why::Declared(name, j.def.ret.as_ref().map(|t| t.span)))
    } else {
        let found = b.infer_value(&j.def.body, ValueReason::Result);
        if let Err(clash) = b.group.table.unify(ty_of(&found), mono.ret) {
            b.report_clash_at(j.def.body.span, ty_of(&found), mono.ret, Why::Declared(name, None), clash);
        }
        found
    };
    // Uses may have been lost in a body with an error.
    if !b.broken {
        for l in &b.locals {
            if l.warn && !l.used {
                b.diags.push(unused(l));
            }
        }
    }
    let Body { locals, mut references, diags: mut found, has_hole, broken, .. } = b;
    diags.append(&mut found);
    // Arguments that are lambdas are inferred after the others.
    references.sort_by_key(|r| (r.span.start, r.span.end));
    references.dedup();
    Raw { id: j.id, mono, locals, references, body, has_hole, broken }
}

fn unused(l: &Local) -> Diagnostic {
    let fixed = format!("_{}", l.name);
    Diagnostic::warning(Code::UnusedVariable, l.span, format!("`{}` is never used", l.name), "not used")
        .hint(format!("if this is intended, name it `{fixed}`"))
        .edit(l.span, fixed)
}
