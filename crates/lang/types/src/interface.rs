//! Interface of a module: what other modules see of it.
//!
//! A module is checked again if its text or the interface of a module that it uses has changed. An interface has no
//! bodies and no places, so a change inside a body, or a definition that moves, leaves it equal.

use std::collections::BTreeSet;
use std::sync::Arc;

use nth_base::Span;
use nth_syntax::ast::DefKind;

use crate::checker::Checker;
use crate::hir::{Def, DefId, Expr, ExprKind, Local, LocalId, ModuleId, Param, Type};
use crate::world::{ModuleInfo, Scope};

/// The definitions of a module with their types, without bodies, documentation and places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Name of the file.
    pub name: String,
    defs: Vec<Head>,
    lost: BTreeSet<String>,
}

/// A definition of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    kind: DefKind,
    name: String,
    type_params: u32,
    params: Vec<(String, Type)>,
    ret: Type,
    offsets: Vec<i64>,
    /// Whether the head has errors, so that calls are not checked.
    bad: bool,
    broken: bool,
}

impl Checker {
    /// Interface of a checked module; `None` where the number is unknown.
    #[must_use]
    pub fn interface(&self, module: ModuleId) -> Option<Interface> {
        let m = self.world.module(module)?;
        let head = |d: &Def| Head {
            kind: d.kind,
            name: d.name.clone(),
            type_params: d.type_params,
            params: d.params.iter().enumerate().map(|(i, p)| (local_name(d, i), p.ty.clone())).collect(),
            ret: d.ret.clone(),
            offsets: d.offsets.clone(),
            bad: self.world.bad.contains(&d.id),
            broken: d.broken,
        };
        let defs = m.defs.iter().filter_map(|d| self.world.def(*d)).map(head).collect();
        Some(Interface { name: m.name.clone(), defs, lost: m.lost.iter().cloned().collect() })
    }

    /// Adds a module that was checked elsewhere. The places of its definitions are their numbers: that of definition k
    /// begins at k ([`Checker::place_in_interface`]).
    pub(crate) fn add_interface(&mut self, interface: &Interface) -> ModuleId {
        let file = self.sources.add(interface.name.as_str(), "");
        let module = ModuleId(self.world.modules.len() as u32);
        let first = self.world.program.defs.len();
        for (i, head) in interface.defs.iter().enumerate() {
            let id = DefId((first + i) as u32);
            if head.bad {
                self.world.bad.insert(id);
            }
            self.world.program.defs.push(Arc::new(head.skeleton(id, module, Span::new(file, i, i))));
        }
        let ids = |i: usize| DefId((first + i) as u32);
        self.world.modules.push(Arc::new(ModuleInfo {
            name: interface.name.clone(),
            file,
            docs: Vec::new(),
            names: interface.defs.iter().enumerate().map(|(i, d)| (d.name.clone(), ids(i))).collect(),
            defs: (0..interface.defs.len()).map(ids).collect(),
            is_std: false,
            references: Vec::new(),
            uses: Vec::new(),
            scope: Scope::default(),
            lost: interface.lost.iter().cloned().collect(),
            lost_use: false,
            is_expr: false,
            is_interface: true,
        }));
        self.by_name.insert(interface.name.clone(), module);
        module
    }

    /// Name of the file and of the definition that a place in an interface stands for; `None` for a place in a text.
    #[must_use]
    pub fn place_in_interface(&self, span: Span) -> Option<(&str, &str)> {
        let m = self.world.modules.iter().find(|m| m.is_interface && m.file == span.file)?;
        let def = m.defs.get(span.start as usize).and_then(|d| self.world.def(*d))?;
        Some((&m.name, &def.name))
    }
}

fn local_name(d: &Def, i: usize) -> String {
    d.locals.get(i).map(|l| l.name.clone()).unwrap_or_default()
}

impl Head {
    fn skeleton(&self, id: DefId, module: ModuleId, span: Span) -> Def {
        let local = |(name, ty): &(String, Type)| Local { name: name.clone(), span, ty: ty.clone() };
        let param = |(i, (_, ty)): (usize, &(String, Type))| Param { local: LocalId(i as u32), ty: ty.clone() };
        Def {
            id,
            module,
            kind: self.kind,
            name: self.name.clone(),
            name_span: span,
            span,
            type_params: self.type_params,
            params: self.params.iter().enumerate().map(param).collect(),
            ret: self.ret.clone(),
            offsets: self.offsets.clone(),
            oeis: Vec::new(),
            docs: Vec::new(),
            locals: self.params.iter().map(local).collect(),
            references: Vec::new(),
            body: Expr { kind: ExprKind::Error, ty: self.ret.clone(), span },
            has_hole: false,
            broken: self.broken,
        }
    }
}
