//! The commands.

/// A command.
pub(crate) struct About {
    pub name: &'static str,
    pub usage: &'static str,
    pub about: &'static str,
}

/// All commands, as `:help` shows them.
pub(crate) const COMMANDS: &[About] = &[
    About { name: "help", usage: ":help", about: "this page" },
    About { name: "type", usage: ":type EXPR", about: "the type of an expression, without running it" },
    About { name: "terms", usage: ":terms NAME [N]", about: "the first N terms of a sequence (20)" },
    About { name: "doc", usage: ":doc NAME, ?NAME", about: "what a name means; with several words: search" },
    About { name: "explain", usage: ":explain CODE", about: "the page of an error" },
    About {
        name: "oeis",
        usage: ":oeis TERMS",
        about: "which sequences have these terms; also a NAME, an A-number, or nothing: the last list",
    },
    About { name: "load", usage: ":load FILE", about: "the names of a file" },
    About { name: "reload", usage: ":reload", about: "reads the files again, then repeats the definitions made here" },
    About { name: "time", usage: ":time", about: "time and cost of each input, on or off" },
    About { name: "quit", usage: ":quit", about: "ends, as Ctrl-D does" },
];

/// The page.
pub(crate) fn help() -> String {
    let width = COMMANDS.iter().map(|c| c.usage.len()).max().unwrap_or(0);
    let mut out = String::from(
        "Type a definition (`seq`, `triangle`, `array`, `fn`), a `check`, a `use`, or an expression.\n\
         %1, %2, … are earlier results; % and `it` are the last one. A sequence's name alone shows its terms.\n\
         Ctrl-C stops what runs and keeps everything else.\n\n",
    );
    for c in COMMANDS {
        out.push_str(&format!("  {:width$}  {}\n", c.usage, c.about));
    }
    out
}
