//! The lowerer: keeps the copies of definitions, and the queue of those whose bodies are still to be made.

use std::rc::Rc;

use nth_base::Span;
use nth_core::{Arena, ExprId, Func, FuncId, Program, Ty};
use nth_types::hir::{self, Def, DefId, DefKind, LocalId, Type};
use rustc_hash::FxHashMap;

use crate::body::Body;
use crate::error::{LowerError, Reason};
use crate::function::{Binding, Function, Home, Key, Move};
use crate::limits::{MAX_COPIES, MAX_DEPTH, MAX_LIST_DEPTH, MAX_NESTED, MAX_SIZE};
use crate::places::Places;

/// A definition that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Function of the definition. It has one parameter for each offset; for a `fn`, one for each of its parameters.
    pub func: FuncId,
    /// Keyword of the definition.
    pub kind: DefKind,
    /// Offsets of the indices; empty for `fn`.
    pub offsets: Vec<i64>,
}

/// Lowers definitions of a growing program, each copy once.
///
/// All calls must be given the same arena, which must not be cleared in between, and the same program. Definitions may
/// be added to the program; existing ones keep their numbers and meaning.
#[derive(Clone, Debug, Default)]
pub struct Lowerer {
    program: Program,
    /// Key of the copy, by function.
    keys: Vec<Key>,
    functions: FxHashMap<Key, FuncId>,
    copies: FxHashMap<DefId, u32>,
    /// Places of the body of each function, if they are kept.
    places: Option<FxHashMap<FuncId, Places>>,
}

/// State to return to, from [`Lowerer::checkpoint`].
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint(usize);

/// Copy whose body is still to be made.
pub(crate) struct Pending<'h> {
    func: FuncId,
    home: Home<'h>,
    bindings: Vec<(LocalId, Binding<'h>)>,
    params: u16,
    chain: Rc<Chain>,
    span: Span,
}

/// Chain of copies: a copy, the one for whose body it was made, and so on up to the entry.
pub(crate) struct Chain {
    def: DefId,
    parent: Option<Rc<Chain>>,
}

impl Drop for Chain {
    // Chains may be long, so they are freed without recursion.
    fn drop(&mut self) {
        let mut next = self.parent.take();
        while let Some(link) = next {
            next = Rc::into_inner(link).and_then(|mut l| l.parent.take());
        }
    }
}

impl Lowerer {
    /// A lowerer without functions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A lowerer without functions that keeps the places of the parts of all bodies.
    #[must_use]
    pub fn with_places() -> Self {
        Self { places: Some(FxHashMap::default()), ..Self::default() }
    }

    /// Whether the places of bodies are kept.
    pub(crate) fn keeps_places(&self) -> bool {
        self.places.is_some()
    }

    /// Places of the body of a function, if they are kept.
    #[must_use]
    pub fn places(&self, func: FuncId) -> Option<&Places> {
        self.places.as_ref()?.get(&func)
    }

    /// Functions made so far. Ids stay valid; later calls add functions.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Ends the lowering: the functions made so far.
    #[must_use]
    pub fn into_program(self) -> Program {
        self.program
    }

    /// Definition that a function is a copy of.
    #[must_use]
    pub fn origin(&self, func: FuncId) -> Option<DefId> {
        self.keys.get(func.0 as usize).map(|k| k.def)
    }

    /// Lowers a definition and everything it needs. Type parameters that its parameters leave open stand for `Int`.
    ///
    /// # Errors
    /// The definition or one that it needs has errors, takes functions (only if it is the entry itself), or cannot be
    /// specialised within the limits. Nothing has changed then.
    pub fn entry(&mut self, hir: &hir::Program, arena: &mut Arena, def: DefId) -> Result<Entry, LowerError> {
        let d = find(hir, def, None)?;
        let higher = d.params.iter().any(|p| matches!(p.ty, Type::Fun(..))) || matches!(d.ret, Type::Fun(..));
        if higher {
            return Err(error(d, d.name_span, Reason::NeedsArguments));
        }
        let before = self.keys.len();
        let types: Rc<[Ty]> = vec![Ty::INT; d.type_params as usize].into();
        let mut queue = Vec::new();
        let result = self.copy(hir, d, types, &[], None, d.name_span, &mut queue).and_then(|(func, _)| {
            // The last copy is taken first. The order matters for the numbers of functions only.
            while let Some(next) = queue.pop() {
                self.fill(hir, arena, next, &mut queue)?;
            }
            Ok(Entry { func, kind: d.kind, offsets: d.offsets.clone() })
        });
        if result.is_err() {
            self.forget(before);
        }
        result
    }

    /// Lowers an expression: a definition without parameters. The function has no parameters, and its result is an
    /// integer, a truth value or a list.
    ///
    /// # Errors
    /// See [`Lowerer::entry`]; also if the definition has parameters.
    pub fn expr(&mut self, hir: &hir::Program, arena: &mut Arena, def: DefId) -> Result<FuncId, LowerError> {
        let d = find(hir, def, None)?;
        if !d.params.is_empty() {
            return Err(error(d, d.name_span, Reason::NeedsArguments));
        }
        self.entry(hir, arena, def).map(|e| e.func)
    }

    /// Current state, to return to.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint(self.keys.len())
    }

    /// Removes the functions made since; their ids will be used again. Must be called whenever definitions are taken
    /// back.
    pub fn rollback(&mut self, to: Checkpoint) {
        self.forget(to.0);
    }

    fn forget(&mut self, before: usize) {
        self.program.funcs.truncate(before);
        let keep = self.program.funcs.len();
        for key in self.keys.drain(keep..) {
            if let Some(n) = self.copies.get_mut(&key.def) {
                *n -= 1;
            }
            self.functions.remove(&key);
        }
    }

    /// Copy of `d` for these types and function arguments, and the captured variables that are passed to it after its
    /// values.
    #[allow(clippy::too_many_arguments)] // one call site each in `entry` and `Body`; a struct would only rename them
    pub(crate) fn copy<'h>(
        &mut self,
        hir: &'h hir::Program,
        d: &'h Def,
        types: Rc<[Ty]>,
        functions: &[Function<'h>],
        chain: Option<&Rc<Chain>>,
        span: Span,
        queue: &mut Vec<Pending<'h>>,
    ) -> Result<(FuncId, Vec<(u16, Ty)>), LowerError> {
        debug_assert!(std::ptr::eq(&raw const *hir.defs[d.id.0 as usize], d), "definitions are listed by their number");
        if d.broken {
            return Err(error(d, d.name_span, Reason::Broken));
        }
        let home = Home { def: d, types };
        let mut bindings = Vec::with_capacity(d.params.len());
        let mut params = Vec::with_capacity(d.params.len());
        for p in d.params.iter().filter(|p| !matches!(p.ty, Type::Fun(..))) {
            let ty = home.ty(&p.ty, span)?;
            bindings.push((p.local, Binding::Value(params.len() as u16, ty)));
            params.push(ty);
        }
        let mut moved = Move { next: params.len() as u16, captured: Vec::new() };
        let mut keys = Vec::with_capacity(functions.len());
        let takers = d.params.iter().filter(|p| matches!(p.ty, Type::Fun(..)));
        for (p, f) in takers.zip(functions) {
            let (f, key) = moved.function(f);
            bindings.push((p.local, Binding::Function(f)));
            keys.push(key);
        }
        let captured = moved.captured;
        let key = Key { def: d.id, types: home.types.clone(), functions: keys };
        if let Some(&func) = self.functions.get(&key) {
            return Ok((func, captured));
        }
        let ret = home.ty(&d.ret, span)?;
        let special = !key.types.is_empty() || !key.functions.is_empty();
        let count = self.copies.entry(d.id).or_insert(0);
        if special {
            if *count >= MAX_COPIES {
                return Err(error(
                    d,
                    span,
                    Reason::Limit(format!("there are {MAX_COPIES} copies of it, and this call needs another")),
                ));
            }
            let above = std::iter::successors(chain, |c| c.parent.as_ref()).filter(|c| c.def == d.id).count();
            if above >= MAX_NESTED {
                let text = format!(
                    "{MAX_NESTED} copies of it, each for a call in the one before, and this call needs another"
                );
                return Err(error(d, span, Reason::Limit(text)));
            }
        }
        *count += 1;
        params.extend(captured.iter().map(|&(_, ty)| ty));
        let func = FuncId(self.program.funcs.len() as u32);
        let chain = Rc::new(Chain { def: d.id, parent: chain.cloned() });
        let pending = Pending { func, bindings, params: params.len() as u16, chain, span, home };
        self.program.funcs.push(Func {
            name: d.name.clone(),
            ret,
            params,
            body: ExprId::NONE,
            memo: d.kind != DefKind::Fn,
            first: if d.kind == DefKind::Seq { d.offsets.first().copied() } else { None },
        });
        queue.push(pending);
        self.functions.insert(key.clone(), func);
        self.keys.push(key);
        Ok((func, captured))
    }

    pub(crate) fn ret(&self, func: FuncId) -> Ty {
        self.program.func(func).ret
    }

    /// Lowers the body of a copy.
    fn fill<'h>(
        &mut self,
        hir: &'h hir::Program,
        arena: &mut Arena,
        p: Pending<'h>,
        queue: &mut Vec<Pending<'h>>,
    ) -> Result<(), LowerError> {
        let (func, span, def) = (p.func, p.span, p.home.def);
        let mut body = Body::new(self, hir, arena, queue, p.home, p.chain, p.params);
        for (local, binding) in p.bindings {
            body.bind(local, binding);
        }
        let body = body.expr(&def.body)?;
        check_size(arena, body.e).map_err(|why| error(def, span, why))?;
        self.program.funcs[func.0 as usize].body = body.e;
        if let (Some(places), Some(at)) = (&mut self.places, body.at) {
            places.insert(func, at);
        }
        Ok(())
    }
}

/// Checks that an expression is small enough for later walks by recursion.
pub(crate) fn check_size(arena: &Arena, e: ExprId) -> Result<(), Reason> {
    let meta = arena.meta(e);
    if meta.size > MAX_SIZE {
        Err(Reason::Limit(format!("its body has more than {MAX_SIZE} steps once the functions in it are inlined")))
    } else if meta.depth > MAX_DEPTH {
        Err(Reason::Limit(format!("its body is more than {MAX_DEPTH} deep once the functions in it are inlined")))
    } else {
        Ok(())
    }
}

pub(crate) fn error(d: &Def, span: Span, what: Reason) -> LowerError {
    LowerError { def: d.id, name: d.name.clone(), span, what }
}

/// Definition of this number.
pub(crate) fn find<'h>(hir: &'h hir::Program, def: DefId, from: Option<&Def>) -> Result<&'h Def, LowerError> {
    hir.def(def).ok_or_else(|| match from {
        Some(d) => error(d, d.name_span, Reason::Broken),
        None => {
            LowerError { def, name: String::new(), span: Span::new(nth_base::FileId(0), 0, 0), what: Reason::Broken }
        }
    })
}

impl Home<'_> {
    /// Core type of a value in this definition.
    pub(crate) fn ty(&self, t: &Type, span: Span) -> Result<Ty, LowerError> {
        let mut lists = 0;
        let mut t = t;
        while let Type::List(of) = t {
            t = of;
            lists += 1;
        }
        let mut ty = match t {
            Type::Int => Ty::INT,
            Type::Bool => Ty::BOOL,
            Type::Param(i) => *self.types.get(*i as usize).ok_or_else(|| error(self.def, span, Reason::Broken))?,
            Type::List(_) | Type::Fun(..) | Type::Error => return Err(error(self.def, span, Reason::Broken)),
        };
        let inner = u32::from(ty.list_depth());
        if lists + inner > MAX_LIST_DEPTH {
            let text = format!("a type with more than {MAX_LIST_DEPTH} lists inside each other");
            return Err(error(self.def, span, Reason::Limit(text)));
        }
        for _ in 0..lists {
            ty = ty.list();
        }
        Ok(ty)
    }
}
