//! The letters: what is read is printed back, in each meaning that the later letters have.

#![allow(clippy::unwrap_used)]

use nth_base::Limits;
use nth_core::Arena;
use nth_dialects::qsynt::{
    GlobalMacros, MAX_TOKENS, MacroProgram, ParseError, QsyntVariant, parse, parse_lists, print, read, write,
};
use nth_reference::{Reference, generate, with_stack};

fn terms(arena: Arena, e: nth_core::ExprId, n: i64) -> Vec<String> {
    let limits = Limits { budget: 20_000, max_digits: 285, max_words: 1_000_000, max_depth: 10, ..Limits::CANDIDATE };
    let case = generate::of_expression(arena, e);
    let mut run = Reference::new(&case.arena, &case.program, case.entry, limits);
    let mut out = Vec::new();
    for i in 0..n {
        match run.term(&case.args(i)).0 {
            Ok(v) => out.push(v.int().to_string()),
            Err(_) => break,
        }
    }
    out
}

fn lists(text: &str) -> Vec<String> {
    let mut arena = Arena::new();
    let e = parse_lists(&mut arena, text.as_bytes()).unwrap();
    assert_eq!(write(&arena, e, &QsyntVariant::Lists).as_deref(), Some(text));
    terms(arena, e, 5)
}

#[test]
fn lists_round_trip_and_mean_the_same_without_push_and_pop() {
    with_stack(|| {
        let mut long = 0;
        for seed in 0..500 {
            lists(&generate::postfix_lists(seed));
            let plain = generate::postfix(seed);
            let mut arena = Arena::new();
            let e = parse(&mut arena, plain.as_bytes(), &mut Vec::new()).unwrap();
            assert_eq!(print(&arena, e).as_deref(), Some(plain.as_str()));
            let (a, b) = (terms(arena, e, 5), lists(&plain));
            let common = a.len().min(b.len());
            assert_eq!(a[..common], b[..common], "{plain}");
            long += usize::from(common == 5);
        }
        assert!(long > 150, "only {long} programs give terms");
    });
}

#[test]
fn lists_by_hand() {
    // push(x, [2]): the head is x; popped: 2; popped twice: a singleton stays.
    assert_eq!(lists("K C O"), ["0", "1", "2", "3", "4"]);
    assert_eq!(lists("K C O P"), ["2"; 5]);
    assert_eq!(lists("K C O P P"), ["2"; 5]);
    // The tail of the first operand stays: pop(push(x, 2) + 1) = 2, pop(1 + push(x, 2)) = 1 + x.
    assert_eq!(lists("K C O B D P"), ["2"; 5]);
    assert_eq!(lists("B K C O D P"), ["1", "2", "3", "4", "5"]);
    // Fibonacci on a list: push(hd + hd(pop), l), from push(1, [0]).
    assert_eq!(lists("K K P D K O K B A O J"), ["1", "1", "2", "3", "5"]);
    // The counter of a loop is a singleton.
    assert_eq!(lists("L P K D K A J"), ["0", "1", "3", "6", "10"]);
    // The a-th m with m mod 2 at most 0; its result is a singleton.
    assert_eq!(lists("K C H K M P"), ["0", "2", "4", "6", "8"]);
}

#[test]
fn local_macros() {
    let p = MacroProgram::parse(b"K K F O P P F").unwrap();
    assert_eq!(p.expand().letters(), b"KKFKKFF");
    assert_eq!((p.size(), p.to_string().as_str()), (6, "K K F O P P F"));
    for text in ["K", "K D O K P", "O K", "K D O P P O K Q", "O O K", "K D O O K P"] {
        assert_eq!(MacroProgram::parse(text.as_bytes()).unwrap().to_string(), text);
    }
    let bad = |text: &str| {
        let mut arena = Arena::new();
        read(&mut arena, text.as_bytes(), &QsyntVariant::LocalMacros, &mut Vec::new()).unwrap_err()
    };
    assert_eq!(bad("K P"), ParseError::UnknownMacro(3));
    assert_eq!(bad("P O K"), ParseError::UnknownMacro(1));
    assert_eq!(bad("K D O P Q"), ParseError::UnknownMacro(9));
    assert_eq!(bad("K D O P"), ParseError::MissingOperand(7));
    assert_eq!(bad("K Z"), ParseError::BadToken(3));
    assert_eq!(bad(&format!("{}K", "O".repeat(11))), ParseError::TooManyMacros);
    assert_eq!(bad("K O"), ParseError::Empty);
    // Each definition is ten times the one before: 10^9 letters are not built.
    let tower: String = (0..9u8).map(|i| format!("{}O", char::from(b'P' + i).to_string().repeat(10))).collect();
    assert_eq!(bad(&format!("KDO{tower}KY")), ParseError::TooLong);
}

#[test]
fn global_macros() {
    let mut text = String::from("# a table\nK D\nK C\n\nK O K\n");
    text += &"B C D\n".repeat(10);
    let table = GlobalMacros::parse(&text).unwrap();
    assert_eq!(table.len(), 13);
    let expand = |t: &str| table.expand(t.as_bytes()).map(|e| String::from_utf8(e.letters()).unwrap());
    assert_eq!(expand("K O").as_deref(), Ok("KKD"));
    assert_eq!(expand("Q P").as_deref(), Ok("BCD"));
    assert_eq!(expand("Q Y P").as_deref(), Ok("KKDKKC"));
    assert_eq!(expand("R P"), Err(ParseError::UnknownMacro(1)));
    assert_eq!(expand("Y K"), Err(ParseError::BadToken(1)));
    assert_eq!(expand("K Y O"), Err(ParseError::BadToken(3)));
    assert_eq!(expand(&"X".repeat(500)), Err(ParseError::UnknownMacro(1)));
    assert_eq!(GlobalMacros::parse("K\nP\n"), Err((2, ParseError::UnknownMacro(1))));
    assert_eq!(table.fold("K K D K C D K K D K B C D"), "Q C D Q Y R");
    let letters = QsyntVariant::GlobalMacros(table);
    let mut arena = Arena::new();
    let e = read(&mut arena, b"K O", &letters, &mut Vec::new()).unwrap();
    assert_eq!(write(&arena, e, &letters).as_deref(), Some("K K D"));
}

#[test]
fn folding_is_undone_by_expanding() {
    let table =
        GlobalMacros::parse("K D\nK C\nK O K\nK K F\nB C D\nC D\nL D\nA B\nK L\nL L\nK P\nB C D C F\n").unwrap();
    for seed in 0..500 {
        let text = [generate::postfix(seed), generate::postfix(seed + 1), "D".to_owned()].join(" ");
        let plain: Vec<u8> = text.bytes().filter(|b| *b != b' ').collect();
        let local = MacroProgram::fold(&text);
        assert_eq!(local.expand().letters(), plain);
        assert!(local.size() <= plain.len());
        assert_eq!(MacroProgram::parse(local.to_string().as_bytes()), Ok(local));
        let global = table.fold(&text);
        assert_eq!(table.expand(global.as_bytes()).unwrap().letters(), plain, "{global}");
        assert!(global.len() <= text.len());
        let mut arena = Arena::new();
        let e =
            read(&mut arena, global.as_bytes(), &QsyntVariant::GlobalMacros(table.clone()), &mut Vec::new()).unwrap();
        assert_eq!(print(&arena, e), Some(text));
    }
}

#[test]
fn any_bytes_are_read_without_panic() {
    let mut rng = generate::Random::new(7);
    let table = GlobalMacros::parse("K D\nK C\n").unwrap();
    let all = [QsyntVariant::Plain, QsyntVariant::Lists, QsyntVariant::LocalMacros, QsyntVariant::GlobalMacros(table)];
    for _ in 0..5000 {
        let n = rng.below(40);
        let line: Vec<u8> =
            (0..n).map(|_| if rng.once_in(30) { rng.below(256) as u8 } else { b'A' + rng.below(25) as u8 }).collect();
        for letters in &all {
            let mut arena = Arena::new();
            if let Ok(e) = read(&mut arena, &line, letters, &mut Vec::new()) {
                assert!(write(&arena, e, letters).is_some());
            }
        }
    }
    let mut arena = Arena::new();
    for letter in [b'K', b'P', b'O'] {
        let line = vec![letter; 1_000_000];
        for letters in &all {
            assert!(read(&mut arena, &line, letters, &mut Vec::new()).is_err());
        }
    }
    let mut deep = vec![b'K'];
    deep.extend(vec![b'P'; MAX_TOKENS - 1]);
    let e = read(&mut arena, &deep, &QsyntVariant::Lists, &mut Vec::new()).unwrap();
    assert!(write(&arena, e, &QsyntVariant::Lists).is_some());
}

/// Every published program that is at hand.
#[test]
fn published_pairs_print_back() {
    let Some(published) = nth_testkit::published_programs() else { return };
    let (mut arena, mut stack) = (Arena::new(), Vec::new());
    for (anum, programs) in &published {
        for text in programs {
            let e = parse(&mut arena, text.as_bytes(), &mut stack).unwrap_or_else(|e| panic!("{anum} {text}: {e}"));
            assert_eq!(print(&arena, e).as_deref(), Some(text.as_str()));
            assert_eq!(arena.meta(e).size as usize, text.split(' ').count());
        }
    }
    assert_eq!(published.len(), 26_789);
}
