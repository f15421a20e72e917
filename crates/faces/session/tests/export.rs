//! Exported library functions that the target has itself give the same values.

#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "tests run programs and say what they skip")]

use std::process::{Command, Stdio};
use std::sync::Arc;

use nth_base::{Cancel, Limits};
use nth_session::{Disk, Library, Scope, Session, Target};

/// Each function on all pairs of small arguments of both signs.
const SOURCE: &str = "
seq binomials(n) = binomial(n / 21 - 10, n % 21 - 10)
seq multiples(n) = lcm(n / 21 - 10, n % 21 - 10)
seq sums(n) = sum_over(-3, n - 5, |k| k * binomial(n, k)) + product_over(1, n % 7, |k| k - 9)
";

#[test]
fn functions_of_the_target_are_the_same() {
    let mut session = Session::new(Arc::new(Library::embedded()), Arc::new(Disk));
    let loaded = session.check_text("t.nth", SOURCE, &Scope::default());
    assert!(!loaded.has_errors());
    for id in session.sequences(loaded.module) {
        let (terms, _) = session.first_terms(id, 441, &Limits::INTERACTIVE, &Cancel::new()).unwrap();
        let text = session.export(id, Target::Pari, 441).unwrap();
        let native = ["binomial(", "lcm(", "sum("].iter().any(|name| text.contains(name));
        assert!(native, "{text}");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.gp");
        std::fs::write(&path, &text).unwrap();
        let Ok(output) = Command::new("gp").args(["-q", "-f"]).arg(&path).stdin(Stdio::null()).output() else {
            nth_testkit::skipped("gp is not installed");
            return;
        };
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        let found: Vec<&str> = output.lines().collect();
        let expected: Vec<String> = terms.iter().map(ToString::to_string).collect();
        assert_eq!(expected.len(), 441);
        assert_eq!(found, expected, "{text}");
    }
}
