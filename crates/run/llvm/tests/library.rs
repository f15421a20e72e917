//! Every sequence of the standard library and of the examples, in both tiers against the bytecode: terms, errors,
//! costs.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests read files and print")]
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use nth_base::{Cancel, CostReading, Limits};
use nth_core::Ty;
use nth_eval::{Code, Evaluator, compile};
use nth_llvm::{Compiler, OptLevel};
use nth_num::Int;
use nth_session::{Disk, Library, Scope, Session};
use nth_testkit::on_all_cores;

use support::{Counted, Counts, llvm_is_here, run};

const LEVELS: [OptLevel; 2] = [OptLevel::Light, OptLevel::Full];
/// Terms of each; the checks have 12 to some 70.
const TERMS: u64 = 80;

/// A sequence as bytecode, with the indices of its terms.
struct Sequence {
    name: String,
    code: Code,
    args: Vec<Vec<Int>>,
}

/// The sequences of a module; those with a hole have no program yet.
fn add(session: &mut Session, module: nth_session::ModuleId, out: &mut Vec<Sequence>) {
    for id in session.sequences(module) {
        let def = session.def(id).unwrap();
        if def.broken || def.has_hole {
            continue;
        }
        let name = def.name.clone();
        let args = (0..TERMS).map(|k| session.index_at(id, k).into_iter().map(Int::from).collect()).collect();
        let (arena, program, entry) = session.core(id).unwrap();
        let code = compile(arena, program, entry.func).unwrap();
        out.push(Sequence { name, code, args });
    }
}

fn sequences() -> Vec<Sequence> {
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(Disk));
    let mut out = Vec::new();
    for (name, text) in Library::embedded_texts() {
        let module = session.check_text(&name, &text, &Scope::default()).module;
        add(&mut session, module, &mut out);
    }
    let library = out.len();
    let files = nth_testkit::files("examples", ".nth");
    for path in files {
        let module = session.check_file(&path.display().to_string()).unwrap().module;
        add(&mut session, module, &mut out);
    }
    println!("{library} sequences of the library, {} of the examples", out.len() - library);
    assert!(library > 100 && out.len() > library + 10, "{library} of {}", out.len());
    out
}

#[test]
fn library_and_examples() {
    if !llvm_is_here() {
        return;
    }
    let all = sequences();
    let counts: [Arc<Counts>; 2] = Default::default();
    let limits = [
        Limits { budget: 300_000, reading: CostReading::Published, ..Limits::INTERACTIVE },
        Limits { budget: 300_000, reading: CostReading::Continued, ..Limits::INTERACTIVE },
        // Where it ends in the middle of a term for many of them.
        Limits { budget: 300, ..Limits::INTERACTIVE },
    ];
    let compilers = || LEVELS.map(|level| Compiler::new(level).unwrap());
    on_all_cores(all.len(), compilers, |compilers, k| {
        let Sequence { name, code, args } = &all[k];
        let natives = compilers.each_mut().map(|c| c.compile(&[code]).unwrap().remove(0));
        for limits in &limits {
            let mut evaluator = Evaluator::new(limits, &Cancel::new());
            let bytecode = run(&mut evaluator, code, args, Ty::INT, None);
            for ((level, native), counts) in LEVELS.iter().zip(&natives).zip(&counts) {
                let native = Counted::of(native, counts);
                evaluator.clear();
                let ours = run(&mut evaluator, code, args, Ty::INT, Some((&native, 0)));
                assert!(bytecode == ours, "{name}, {level:?}, {limits:?}:\n{bytecode:?}\n{ours:?}");
            }
        }
    });
    for (level, counts) in LEVELS.iter().zip(&counts) {
        let (begun, ended) = (counts.begun.load(Ordering::Relaxed), counts.ended.load(Ordering::Relaxed));
        println!("{level:?}: {ended} terms in native code");
        assert!(ended > 20 * all.len() as u64, "{level:?}: only {ended} of {begun} terms ended in native code");
    }
}
