//! Bytecode to LLVM IR.
//!
//! Each function of bytecode becomes a function `i64 f(ptr state, i64 …)` of doubled integers. An odd result means that
//! the code stopped; the reason is in the state. Registers are stack slots, which LLVM's first pass turns into SSA
//! values.

mod arith;
mod bulk;
mod call;
mod constant;
mod cycle;
mod flow;
mod function;
mod step;

use inkwell::AddressSpace;
use inkwell::builder::BuilderError;
use inkwell::context::Context;
use inkwell::intrinsics::Intrinsic;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicMetadataTypeEnum, IntType, PointerType, StructType};
use inkwell::values::{FunctionValue, MetadataValue};
use nth_eval::{Code, Instr};

use crate::state::OUT;
use function::Emitter;

/// The result of building IR.
pub type Built<T> = Result<T, BuilderError>;

/// `tailcc`: calls in tail position take no stack, whatever the signatures.
const TAIL_CALLS: u32 = 18;

/// The types and functions of a module.
pub struct Names<'ctx> {
    pub context: &'ctx Context,
    pub word: IntType<'ctx>,
    pub half: IntType<'ctx>,
    pub pointer: PointerType<'ctx>,
    pub state: StructType<'ctx>,
    pub add: FunctionValue<'ctx>,
    pub sub: FunctionValue<'ctx>,
    pub mul: FunctionValue<'ctx>,
    pub leading_zeros: FunctionValue<'ctx>,
    pub frame: FunctionValue<'ctx>,
    pub root: FunctionValue<'ctx>,
    /// Functions of the runtime (`runtime.rs`).
    pub step3: FunctionValue<'ctx>,
    pub step5: FunctionValue<'ctx>,
    pub refill: FunctionValue<'ctx>,
    pub stop: FunctionValue<'ctx>,
    pub recall: FunctionValue<'ctx>,
    pub remember: FunctionValue<'ctx>,
    pub gcd: FunctionValue<'ctx>,
    /// Whether to spend time on fast loops.
    pub careful: bool,
    /// Metadata of a branch that is almost never taken.
    pub unlikely: MetadataValue<'ctx>,
    pub likely: MetadataValue<'ctx>,
    pub prof: u32,
}

impl<'ctx> Names<'ctx> {
    /// Declares the functions in a module. `None` if LLVM lacks an intrinsic.
    pub fn new(context: &'ctx Context, module: &Module<'ctx>, careful: bool) -> Option<Self> {
        let word = context.i64_type();
        let half = context.i32_type();
        let pointer = context.ptr_type(AddressSpace::default());
        let (w, p) = (word.into(), pointer.into());
        // The fields of `State`, as far as code uses them.
        let state = context.struct_type(&[w, w, p, w, w, word.array_type(OUT as u32).into()], false);
        let h = half.into();
        let runtime = |name: &str, args: &[BasicMetadataTypeEnum<'ctx>], returns: bool| {
            let ty = if returns { half.fn_type(args, false) } else { context.void_type().fn_type(args, false) };
            let function = module.add_function(name, ty, None);
            describe(context, function);
            function
        };
        let (m, pm) = (BasicMetadataTypeEnum::from(word), BasicMetadataTypeEnum::from(pointer));
        let gcd = module.add_function("nth_gcd", word.fn_type(&[m, m], false), None);
        let find = |name: &str, types: &[_]| Intrinsic::find(name)?.get_declaration(module, types);
        let weights = |a: u64, b: u64| {
            let kind = context.metadata_string("branch_weights").into();
            context.metadata_node(&[kind, half.const_int(a, false).into(), half.const_int(b, false).into()])
        };
        Some(Self {
            context,
            word,
            half,
            pointer,
            state,
            add: find("llvm.sadd.with.overflow", &[w])?,
            sub: find("llvm.ssub.with.overflow", &[w])?,
            mul: find("llvm.smul.with.overflow", &[w])?,
            leading_zeros: find("llvm.ctlz", &[w])?,
            frame: find("llvm.frameaddress", &[p])?,
            root: find("llvm.sqrt", &[context.f64_type().into()])?,
            step3: runtime("nth_step3", &[pm, h, m, m, m, m], true),
            step5: runtime("nth_step5", &[pm, h, m, m, m, m, m, m], true),
            refill: runtime("nth_refill", &[pm, m], true),
            stop: runtime("nth_stop", &[pm, h, h, m], false),
            recall: runtime("nth_recall", &[pm, h, h, m], true),
            remember: runtime("nth_remember", &[pm, h, h, m, m], true),
            gcd,
            unlikely: weights(1, 100_000),
            likely: weights(100_000, 1),
            prof: context.get_kind_id("prof"),
            careful,
        })
    }
}

/// Whether a function of the program is called in tail position by another one. A call by itself is a loop.
fn has_tail_calls(code: &Code) -> bool {
    (0..code.funcs.len()).any(|f| {
        let range = code.funcs[f].start as usize..code.end(f) as usize;
        code.instrs[range].iter().any(|i| matches!(i, Instr::TailCall { f: g, .. } if *g as usize != f))
    })
}

/// Adds a program to a module. Its entry is `name(ptr state, ptr arguments)`, with arguments that are not doubled.
pub fn program<'ctx>(names: &Names<'ctx>, module: &Module<'ctx>, name: &str, code: &Code) -> Built<()> {
    let convention = if has_tail_calls(code) { TAIL_CALLS } else { 0 };
    let functions: Vec<FunctionValue<'ctx>> = code
        .funcs
        .iter()
        .enumerate()
        .map(|(f, func)| {
            let mut params: Vec<BasicMetadataTypeEnum<'ctx>> = vec![names.pointer.into()];
            params.extend((0..func.params).map(|_| BasicMetadataTypeEnum::from(names.word)));
            let ty = names.word.fn_type(&params, false);
            let function = module.add_function(&format!("{name}.{f}"), ty, Some(Linkage::Internal));
            function.set_call_conventions(convention);
            describe(names.context, function);
            function
        })
        .collect();
    for f in 0..code.funcs.len() {
        Emitter::new(names, code, &functions, f, convention)?.emit()?;
    }
    entry(names, module, name, code, functions[0], convention)
}

fn describe(context: &Context, function: FunctionValue<'_>) {
    use inkwell::attributes::{Attribute, AttributeLoc};
    let kind = Attribute::get_named_enum_kind_id("nounwind");
    function.add_attribute(AttributeLoc::Function, context.create_enum_attribute(kind, 0));
    let kind = Attribute::get_named_enum_kind_id("noalias");
    function.add_attribute(AttributeLoc::Param(0), context.create_enum_attribute(kind, 0));
}

fn entry<'ctx>(
    names: &Names<'ctx>,
    module: &Module<'ctx>,
    name: &str,
    code: &Code,
    first: FunctionValue<'ctx>,
    convention: u32,
) -> Built<()> {
    let ty = names.word.fn_type(&[names.pointer.into(), names.pointer.into()], false);
    let function = module.add_function(name, ty, None);
    describe(names.context, function);
    let builder = names.context.create_builder();
    builder.position_at_end(names.context.append_basic_block(function, "entry"));
    let (Some(state), Some(args)) = (function.get_nth_param(0), function.get_nth_param(1)) else {
        return Err(BuilderError::UnsetPosition);
    };
    let one = names.word.const_int(1, false);
    let mut params = vec![state.into()];
    for k in 0..u64::from(code.funcs[0].params) {
        let at = names.word.const_int(k, false);
        // SAFETY: the caller gives as many arguments as the entry has parameters (`Program::call`).
        let place = unsafe { builder.build_in_bounds_gep(names.word, args.into_pointer_value(), &[at], "")? };
        let x = builder.build_load(names.word, place, "")?.into_int_value();
        params.push(builder.build_left_shift(x, one, "")?.into());
    }
    let call = builder.build_call(first, &params, "")?;
    call.set_call_convention(convention);
    let value = call.try_as_basic_value().basic().ok_or(BuilderError::UnsetPosition)?;
    builder.build_return(Some(&value))?;
    Ok(())
}
