//! Layout of help texts: paragraphs are wrapped once, at the width of the terminal.

use clap::Command;

/// A command whose text after its options flows, and likewise for its subcommands. In the source its lines are broken
/// where they fit; `clap` wraps lines again that are wider than the terminal.
pub fn flowing(command: Command) -> Command {
    let text = command.get_after_help().map(|t| flow(&t.to_string()));
    let command = match text {
        Some(t) => command.after_help(t),
        None => command,
    };
    command.mut_subcommands(flowing)
}

/// Joins the lines of each paragraph. Blank lines and indented lines stay as they are.
fn flow(text: &str) -> String {
    let prose = |line: &str| !line.is_empty() && !line.starts_with(' ');
    let mut out = String::with_capacity(text.len());
    let mut before = "";
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push(if prose(before) && prose(line) { ' ' } else { '\n' });
        }
        out.push_str(line);
        before = line;
    }
    out
}

#[test]
fn paragraphs_flow_and_examples_stay() {
    let text = "Examples:\n  nth run a   the\n              terms\n\nA sentence that\nis broken.\n\nAnother.";
    let flown = "Examples:\n  nth run a   the\n              terms\n\nA sentence that is broken.\n\nAnother.";
    assert_eq!(flow(text), flown);
}
