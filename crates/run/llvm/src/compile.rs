//! The tiers: programs in, native code out.

use std::sync::Arc;

use inkwell::OptimizationLevel;
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine};
use nth_eval::{Backend, Code, Form, Host, Leave, Native, OptLevel};

use crate::emit::{Names, program};
use crate::jit::{Jit, Loaded};
use crate::load::load;
use crate::state::{Places, State};

/// LLVM's passes for a level.
fn passes(level: OptLevel) -> &'static str {
    match level {
        OptLevel::Light => "function(mem2reg,simplifycfg)",
        OptLevel::Full => "default<O2>",
    }
}

/// The level of LLVM's code generator.
fn codegen(level: OptLevel) -> OptimizationLevel {
    match level {
        OptLevel::Light => OptimizationLevel::None,
        OptLevel::Full => OptimizationLevel::Default,
    }
}

/// The name of the tier, for people.
fn tier_name(level: OptLevel) -> &'static str {
    match level {
        OptLevel::Light => "T1",
        OptLevel::Full => "T2",
    }
}

/// Compiles programs of one tier. One thread uses it at a time; what it makes may run anywhere.
pub struct Compiler {
    level: OptLevel,
    context: Context,
    machine: TargetMachine,
    jit: Arc<Jit>,
    modules: u64,
}

/// Programs that were compiled together. Their code is freed when the last of them is dropped.
pub type Batch = Vec<Arc<dyn Native>>;

type Entry = unsafe extern "C" fn(&mut State, *const i64) -> i64;

struct Program {
    entry: Entry,
    params: usize,
    level: OptLevel,
    operands: Vec<Places>,
    _code: Arc<Loaded>,
}

impl Native for Program {
    fn call(&self, host: &mut Host<'_>, args: &[i64]) -> Result<i64, Leave> {
        if args.len() < self.params {
            // Too few arguments for the entry: the bytecode gives the error.
            return Err(Leave::Stack);
        }
        let mut state = State::new(host, &self.operands);
        // SAFETY: the code was compiled for this signature, and lives as long as `self`; `args` are as many as the
        // entry has parameters.
        let value = unsafe { (self.entry)(&mut state, args.as_ptr()) };
        let (left, why) = (state.left, state.why);
        if value & 1 == 1 {
            return Err(why);
        }
        host.set_left(left);
        Ok(value >> 1)
    }

    fn tier(&self) -> &'static str {
        tier_name(self.level)
    }
}

fn machine(level: OptLevel) -> Result<TargetMachine, String> {
    load()?;
    let config = InitializationConfig { asm_parser: false, disassembler: false, ..InitializationConfig::default() };
    if cfg!(target_arch = "aarch64") {
        Target::initialize_aarch64(&config);
    } else {
        Target::initialize_x86(&config);
    }
    let triple = TargetMachine::get_default_triple();
    let target = Target::from_triple(&triple).map_err(|e| e.to_string())?;
    let cpu = TargetMachine::get_host_cpu_name().to_string();
    let features = TargetMachine::get_host_cpu_features().to_string();
    target
        .create_target_machine(&triple, &cpu, &features, codegen(level), RelocMode::PIC, CodeModel::Default)
        .ok_or_else(|| "LLVM has no code generator for this machine".to_owned())
}

/// A module of programs, after the passes of a level.
fn module<'ctx>(
    context: &'ctx Context,
    machine: &TargetMachine,
    level: OptLevel,
    programs: &[(String, &Code)],
) -> Result<Module<'ctx>, String> {
    let module = context.create_module("nth");
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    let names = Names::new(context, &module, level == OptLevel::Full).ok_or("LLVM lacks an intrinsic")?;
    for (name, code) in programs {
        program(&names, &module, name, code).map_err(|e| e.to_string())?;
    }
    if cfg!(debug_assertions) {
        module.verify().map_err(|e| e.to_string())?;
    }
    module.run_passes(passes(level), machine, PassBuilderOptions::create()).map_err(|e| e.to_string())?;
    Ok(module)
}

impl Compiler {
    /// Creates a compiler of a level. Loads LLVM if it is not loaded.
    ///
    /// # Errors
    /// LLVM is not there, or not for this machine: one line for people.
    pub fn new(level: OptLevel) -> Result<Self, String> {
        let machine = machine(level)?;
        Ok(Self { level, context: Context::create(), machine, jit: Jit::new()?, modules: 0 })
    }

    /// Compiles programs as one module.
    ///
    /// # Errors
    /// LLVM's message.
    pub fn compile(&mut self, codes: &[&Code]) -> Result<Batch, String> {
        self.modules += 1;
        let programs: Vec<(String, &Code)> =
            codes.iter().enumerate().map(|(k, code)| (format!("nth.{}.{k}", self.modules), *code)).collect();
        let module = module(&self.context, &self.machine, self.level, &programs)?;
        let object = self.machine.write_to_memory_buffer(&module, FileType::Object).map_err(|e| e.to_string())?;
        drop(module);
        let names: Vec<String> = programs.into_iter().map(|(name, _)| name).collect();
        let (code, addresses) = self.jit.add(object, &names)?;
        Ok(addresses
            .into_iter()
            .zip(codes)
            .map(|(address, code_of)| {
                // SAFETY: the address is that of the function of this name, which was made with this signature.
                let entry = unsafe { std::mem::transmute::<usize, Entry>(address) };
                let params = code_of.funcs.first().map_or(0, |f| usize::from(f.params));
                let operands = code_of.instrs.iter().map(|i| Places::new(i.operands())).collect();
                let program: Arc<dyn Native> =
                    Arc::new(Program { entry, params, level: self.level, operands, _code: Arc::clone(&code) });
                program
            })
            .collect())
    }
}

/// The back end of `nth run` and the other faces: T2, one program at a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Llvm;

impl Backend for Llvm {
    fn name(&self) -> String {
        "LLVM 19".to_owned()
    }

    fn check(&self) -> Result<(), String> {
        load()
    }

    fn compile(&self, code: &Code) -> Result<Arc<dyn Native>, String> {
        let mut made = Compiler::new(OptLevel::Full)?.compile(&[code])?;
        made.pop().ok_or_else(|| "nothing was compiled".to_owned())
    }

    fn emit(&self, code: &Code, name: &str, form: Form) -> Result<String, String> {
        let machine = machine(OptLevel::Full)?;
        let context = Context::create();
        let module = module(&context, &machine, OptLevel::Full, &[(name.to_owned(), code)])?;
        Ok(match form {
            Form::Intermediate => module.print_to_string().to_string(),
            Form::Assembly => {
                let text = machine.write_to_memory_buffer(&module, FileType::Assembly).map_err(|e| e.to_string())?;
                String::from_utf8_lossy(text.as_slice()).trim_end_matches('\0').to_owned()
            }
        })
    }
}
