//! Incremental checking gives what a check from scratch gives, checks no more than it must, and keeps nothing.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use nth_analysis::{Analysis, Cancelled, Database, Place, Snapshot};
use nth_base::Cancel;
use nth_compiler::{Library, NoFiles};
use nth_testkit::{Random, resident_bytes};
use nth_types::hir::Referent;

fn library() -> Arc<Library> {
    Arc::new(Library::embedded())
}

fn database(library: &Arc<Library>, files: &[(&str, &str)]) -> Database {
    let mut db = Database::new(Arc::clone(library), Arc::new(NoFiles));
    files.iter().for_each(|(name, text)| db.set_file(name, *text));
    db
}

fn module(snapshot: &Snapshot, name: &str) -> Arc<Analysis> {
    snapshot.module(name, &Cancel::new()).unwrap().unwrap()
}

fn titles(db: &Database, name: &str) -> Vec<String> {
    module(&db.snapshot(), name).diagnostics().iter().map(|d| d.title.clone()).collect()
}

/// All that an analysis says: diagnostics, definitions with their types, references, with places in current texts.
fn told(snapshot: &Snapshot, name: &str) -> String {
    let m = module(snapshot, name);
    let place = |span| match snapshot.range(&m.place(span), &Cancel::new()).unwrap() {
        Some((file, range)) => format!("{file}:{range:?}"),
        None => "nowhere".to_owned(),
    };
    let mut out = String::new();
    for d in m.diagnostics() {
        let labels: Vec<_> = std::iter::once(&d.primary).chain(&d.secondary).collect();
        let labels: Vec<_> = labels.iter().map(|l| format!("{} {}", place(l.span), l.text)).collect();
        out +=
            &format!("{:?} {} {labels:?} {:?} {:?} {:?}\n", d.severity, d.title, d.notes, d.hint, m.hint_is_right(d));
    }
    for d in m.defs() {
        out += &format!("{} {:?} broken {}\n", nth_types::signature(d), d.locals, d.broken);
    }
    for (def, r) in m.references() {
        let to = match r.to {
            Referent::Local(l) => format!("{l:?}"),
            Referent::Prim(p) => p.name().to_owned(),
            Referent::Module(id) => m.checker().module(id).unwrap().name.clone(),
            Referent::Def(id) => {
                format!("{} {}", m.checker().def(id).unwrap().name, place(m.checker().def(id).unwrap().name_span))
            }
        };
        out += &format!("{:?} {} -> {to}\n", def.map(|d| &d.name), place(r.span));
    }
    out
}

const USER: &str = "use doubles\nseq a(n) = twice(n) + 1\ncheck a = 1, 3, 5\n";
const DOUBLES: &str = "fn twice(x) = 2 * x\nfn other(x) = x\n";

#[test]
fn users_are_checked_again_only_if_the_interface_changes() {
    let mut db = database(&library(), &[("x/user.nth", USER), ("x/doubles.nth", DOUBLES)]);
    assert_eq!(titles(&db, "x/user.nth"), [""; 0]);
    assert_eq!(db.checks(), 2);
    assert_eq!(titles(&db, "x/user.nth"), [""; 0]);
    assert_eq!(db.checks(), 2, "nothing has changed");

    // Another body, and definitions that move.
    db.set_file("x/doubles.nth", format!("/// Doubles.\n{}", DOUBLES.replace("2 * x", "x + x")));
    assert_eq!(titles(&db, "x/user.nth"), [""; 0]);
    assert_eq!(db.checks(), 3, "only the changed file");
    let snapshot = db.snapshot();
    let user = module(&snapshot, "x/user.nth");
    let at = USER.find("twice").unwrap() as u32;
    let (_, name) = user.references().find(|(_, r)| r.span.touches(at)).unwrap();
    let Referent::Def(id) = name.to else { panic!("{name:?}") };
    let place = user.place_of(id).unwrap();
    assert_eq!(place, Place::Definition { file: "x/doubles.nth".into(), name: "twice".to_owned() });
    let (_, range) = snapshot.range(&place, &Cancel::new()).unwrap().unwrap();
    assert_eq!(&snapshot.text("x/doubles.nth").unwrap()[range.clone()], "twice");
    assert!(range.start > DOUBLES.find("twice").unwrap(), "the place in the text of now");

    db.set_file("x/doubles.nth", DOUBLES.replace("2 * x", "[x]"));
    assert_eq!(titles(&db, "x/user.nth").len(), 1, "the type has changed");
    assert_eq!(db.checks(), 5);
    db.set_file("x/user.nth", USER.replace("+ 1", "+ 2"));
    assert_eq!(titles(&db, "x/user.nth").len(), 1);
    assert_eq!(db.checks(), 6);
}

#[test]
fn files_come_and_go() {
    let mut db = database(&library(), &[("x/user.nth", USER)]);
    assert_eq!(titles(&db, "x/user.nth"), ["there is no module `doubles`"]);
    db.set_file("x/doubles.nth", DOUBLES);
    assert_eq!(titles(&db, "x/user.nth"), [""; 0]);
    let before = db.snapshot();
    db.unset_file("x/doubles.nth");
    assert_eq!(titles(&db, "x/user.nth"), ["there is no module `doubles`"]);
    assert!(db.snapshot().module("x/doubles.nth", &Cancel::new()).unwrap().is_none());
    assert_eq!(module(&before, "x/user.nth").diagnostics().len(), 0, "a snapshot does not change");
}

#[test]
fn modules_of_the_library_are_there() {
    let db = database(&library(), &[]);
    let primes = module(&db.snapshot(), "stdlib/primes.nth");
    assert!(primes.defs().any(|d| d.name == "primorial"));
    assert!(primes.references().count() > 20);
}

#[test]
fn circles_are_checked_together() {
    let even = "use odd\nfn is_0(n) = if n == 0 then true else is_1(n - 1)\n";
    let odd = "use even\nfn is_1(n) = if n == 0 then false else is_0(n - 1)\n";
    let user = "use even\nseq a(n) = if is_0(n) then 1 else 0\n";
    let mut db = database(&library(), &[("even.nth", even), ("odd.nth", odd), ("user.nth", user)]);
    assert_eq!(titles(&db, "user.nth"), [""; 0]);
    assert_eq!(db.checks(), 2);
    assert_eq!(titles(&db, "odd.nth"), [""; 0]);
    assert_eq!(db.checks(), 2, "odd was checked with even");
    db.set_file("odd.nth", odd.replace("false", "7"));
    assert!(!titles(&db, "odd.nth").is_empty());
    let _ = titles(&db, "user.nth");
}

#[test]
fn a_raised_flag_stops_a_check() {
    let db = database(&library(), &[("user.nth", USER)]);
    let cancel = Cancel::new();
    cancel.raise();
    assert_eq!(db.snapshot().module("user.nth", &cancel).unwrap_err(), Cancelled);
    assert_eq!(titles(&db, "user.nth").len(), 1, "and leaves nothing wrong behind");
}

/// Pieces that random edits insert.
const PIECES: [&str; 24] = [
    "x",
    "n",
    " + 1",
    "(",
    ")",
    "[",
    "]",
    ",",
    "\n",
    "seq b(n) = n\n",
    "fn twice(x) = x\n",
    "twice",
    "other",
    "use c\n",
    "use b (other)\n",
    "\"",
    "if ",
    " then ",
    " else ",
    "?",
    "check a = 1, 2\n",
    "é",
    "😀",
    "let y = 2 in ",
];

fn edited(text: &str, random: &mut Random) -> String {
    let place = |random: &mut Random| {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (mut from, mut to) = (place(random), place(random));
    if from > to {
        std::mem::swap(&mut from, &mut to);
    }
    // Most edits are small.
    if random.below(4) > 0 {
        to = from + text[from..to].chars().take(random.below(4)).map(char::len_utf8).sum::<usize>();
    }
    let piece = if random.below(3) == 0 { "" } else { PIECES[random.below(PIECES.len())] };
    format!("{}{piece}{}", &text[..from], &text[to..])
}

#[test]
fn random_edits_give_what_a_check_from_scratch_gives() {
    let library = library();
    let start = [
        ("a.nth", "use b\nuse c (third)\nseq a(n) = twice(n) + third(n)\ncheck a = 0, 3, 6\n"),
        ("b.nth", "use c\nfn twice(x) = 2 * x\nfn other(f, x) = f(third(x))\n"),
        ("c.nth", "/// Third.\nfn third(x) = let y = x in if y > 2 then y else x\n"),
    ];
    let (rounds, length) = if nth_testkit::full() { (60, 60) } else { (6, 40) };
    let mut random = Random::new(11);
    for round in 0..rounds {
        let mut texts: Vec<(String, String)> = start.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        let mut db = database(&library, &start);
        for step in 0..length {
            let at = random.below(texts.len());
            // Now and then a file is as it was at the start.
            texts[at].1 =
                if random.below(12) == 0 { start[at].1.to_owned() } else { edited(&texts[at].1, &mut random) };
            db.set_file(&texts[at].0, texts[at].1.as_str());
            let fresh: Vec<(&str, &str)> = texts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
            let fresh = database(&library, &fresh).snapshot();
            let now = db.snapshot();
            for (name, text) in &texts {
                assert_eq!(told(&now, name), told(&fresh, name), "round {round}, step {step}, {name}:\n{text}");
            }
        }
    }
}

#[test]
fn memory_does_not_grow_with_edits() {
    let mut db = database(&library(), &[("user.nth", USER), ("doubles.nth", DOUBLES)]);
    let mut edit = |k: usize| {
        // Now and then the other file changes, too.
        if k.is_multiple_of(20) {
            db.set_file("doubles.nth", format!("fn twice(x) = {k} * x\nfn f{k}(x) = [x, {k}]\n"));
        }
        let from = k / 20 * 20;
        db.set_file("user.nth", format!("use doubles\nseq a{k}(n) = f{from}(n)[0] + unknown{k}(n)\n"));
        assert_eq!(titles(&db, "user.nth").len(), 1);
    };
    let edits = if nth_testkit::full() { 100_000 } else { 2_000 };
    (0..edits / 10).for_each(&mut edit);
    let before = resident_bytes();
    (edits / 10..edits).for_each(&mut edit);
    let (Some(before), Some(after)) = (before, resident_bytes()) else { return };
    assert!(after < before + (8 << 20), "{before} bytes, then {after}");
}
