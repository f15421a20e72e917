//! Names of exported programs never meet, whatever the functions are called.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use nth_core::FuncId;
use nth_export::{Entry, Kind, Target, export};
use nth_reference::parse_case;
use nth_testkit::Random;

/// Three functions that remember, one that does not, and a search.
const PROGRAM: &str = "memo f0(Int) -> Int = (add (f1:Int $0) (mul 1000 (f2:Int $0)))
memo f1(Int) -> Int = (if (lt $0 1) 0 (f1:Int (sub $0 1)))
memo f2(Int) -> Int = (add (f3:Int $0) (f1:Int (search (lam1 (gt $0 2)) 0 1)))
f3(Int) -> Int = (mul 2 $0)";

/// Pieces that names are made of: those that the exporters add themselves, and those that they change.
const PIECES: [&str; 22] = [
    "f", "g", "_", "__", "_memo", "_new", "_found", "_next", "search", "test", "part_", "2", "3", "a", "n", "k",
    "nth_", "f_", "é", "'", "done", "main",
];

fn random_name(rng: &mut Random) -> String {
    (0..=rng.below(3)).map(|_| rng.pick(&PIECES)).collect()
}

/// The global names that a program defines, in order.
fn defined(text: &str, target: Target) -> Vec<String> {
    let word = |t: &str| t.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for line in text.lines() {
        match target {
            Target::Python => {
                let def = line.strip_prefix("def ").or_else(|| line.strip_prefix("class "));
                let set = line.split_once(" = _nth_search(").map(|(name, _)| name);
                names.extend(def.or(set).map(word));
            }
            Target::Pari => {
                if line.contains(" = List(); ") || line.ends_with(" = Map();") {
                    names.extend(line.split("; ").map(word));
                }
                let head = line.split_once(") =").is_some_and(|(head, _)| !head.starts_with(['i', ' ', '\\']));
                names.extend(head.then(|| word(line)));
            }
        }
    }
    names.retain(|n| !n.is_empty());
    names
}

#[test]
fn names_never_meet() {
    let case = parse_case(PROGRAM).unwrap();
    let mut rng = Random::new(10);
    for _ in 0..3_000 {
        let mut case = case.clone();
        for func in &mut case.program.funcs {
            func.name = random_name(&mut rng);
        }
        let name = random_name(&mut rng);
        let entry = Entry { func: FuncId(0), name, offset: 0, second_offset: 0, kind: Kind::Seq, library: Vec::new() };
        for target in [Target::Python, Target::Pari] {
            let text = export(&case.arena, &case.program, &entry, target, 5);
            let names = defined(&text, target);
            // Four functions, `a`, the test of the search and the search; in PARI/GP also their memories.
            assert!(names.len() >= if target == Target::Pari { 12 } else { 6 }, "{names:?}\n{text}");
            let distinct: HashSet<&String> = names.iter().collect();
            assert_eq!(distinct.len(), names.len(), "{names:?}\n{text}");
        }
    }
}

/// The names of the issue: a function and the memory of another.
#[test]
fn a_name_that_ends_in_underscores_is_another_function() {
    let text = "f0(Int) -> Int = (add (f1:Int $0) (mul 1000 (f2:Int $0)))
memo f1(Int) -> Int = $0
memo f2(Int) -> Int = (mul 2 $0)";
    let mut case = parse_case(text).unwrap();
    for (func, name) in case.program.funcs.iter_mut().zip(["g", "f", "f__"]) {
        func.name = name.to_owned();
    }
    let name = "g".to_owned();
    let entry = Entry { func: FuncId(0), name, offset: 0, second_offset: 0, kind: Kind::Seq, library: Vec::new() };
    let text = export(&case.arena, &case.program, &entry, Target::Pari, 3);
    let maps: Vec<&str> = text.lines().filter(|l| l.ends_with(" = Map();")).collect();
    assert_eq!(maps.len(), 2, "{text}");
    assert_ne!(maps[0], maps[1], "{text}");
}
