//! Macros of the published programs: names for sequences of letters, not of operands.
//!
//! *Local*: `O` separates definitions, which come first; `P` … `Y` name definitions 0 … 9 of the same program, earlier
//! ones only. *Global*: `O` … `X` are the digits 0 … 9, least significant first, of an index into a table of
//! definitions; `Y` separates two indices that stand side by side.

use super::{MAX_TOKENS, ParseError, is_blank, spaced};

/// Number of letters to which a longer macro is cut: enough to be refused when it is used.
const CUT: usize = MAX_TOKENS + 1;

/// The longest macro that folding proposes.
const LONGEST: usize = 64;

/// Letters of one definition or body, with the column (from 1) where each stands in the line.
type Tokens = Vec<(u8, usize)>;

/// Program as it is written, with its local macros not expanded. `Display` writes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroProgram {
    defs: Vec<Tokens>,
    body: Tokens,
}

/// The tokens of a line.
fn tokens(line: &[u8]) -> Result<Tokens, ParseError> {
    let mut out = Vec::new();
    for (i, &b) in line.iter().enumerate().filter(|(_, b)| !is_blank(**b)) {
        if !(b'A'..=b'Y').contains(&b) {
            return Err(ParseError::BadToken(i + 1));
        }
        out.push((b, i + 1));
    }
    Ok(out)
}

/// Appends letters, up to a length that is refused anyway.
fn append(out: &mut Tokens, more: impl Iterator<Item = (u8, usize)>) {
    let room = CUT.saturating_sub(out.len());
    out.extend(more.take(room));
}

impl MacroProgram {
    /// Reads a program with local macros.
    ///
    /// # Errors
    /// A character that is no letter A..Y, a name that is not defined before it, more than 10 definitions.
    pub fn parse(line: &[u8]) -> Result<Self, ParseError> {
        let tokens = tokens(line)?;
        let mut parts: Vec<Tokens> = tokens.split(|t| t.0 == b'O').map(<[_]>::to_vec).collect();
        let body = parts.pop().unwrap_or_default();
        for (i, part) in parts.iter().chain([&body]).enumerate() {
            let known = i.min(10) as u8;
            if let Some(&(_, column)) = part.iter().find(|t| t.0 >= b'P' + known) {
                return Err(ParseError::UnknownMacro(column));
            }
        }
        if parts.len() > 10 {
            return Err(ParseError::TooManyMacros);
        }
        Ok(Self { defs: parts, body })
    }

    /// The letters that the program stands for.
    #[must_use]
    pub fn expand(&self) -> Expanded {
        let mut defs: Vec<Tokens> = Vec::new();
        for part in &self.defs {
            let expanded = Self::expand_part(part, &defs);
            defs.push(expanded);
        }
        Expanded(Self::expand_part(&self.body, &defs))
    }

    fn expand_part(part: &Tokens, defs: &[Tokens]) -> Tokens {
        let mut out = Vec::new();
        for &(letter, column) in part {
            match letter.checked_sub(b'P').and_then(|i| defs.get(usize::from(i))) {
                Some(def) => append(&mut out, def.iter().map(|t| (t.0, column))),
                None => append(&mut out, std::iter::once((letter, column))),
            }
        }
        out
    }

    /// Number of letters, separators apart: the published size of a program with local macros.
    #[must_use]
    pub fn size(&self) -> usize {
        self.defs.iter().map(Vec::len).sum::<usize>() + self.body.len()
    }

    /// Local macros for what repeats in a program of plain letters, as long as that makes it shorter.
    #[must_use]
    pub fn fold(letters: &str) -> Self {
        let mut body: Vec<u8> = letters.bytes().filter(|b| !is_blank(*b)).collect();
        let mut defs: Vec<Vec<u8>> = Vec::new();
        while defs.len() < 10 {
            let Some(best) = best_repeat(&body) else { break };
            body = replace(&body, &best, b'P' + defs.len() as u8);
            defs.push(best);
        }
        let place = |letters: Vec<u8>| letters.into_iter().map(|b| (b, 0)).collect();
        let mut program = Self { defs: defs.into_iter().map(place).collect(), body: place(body) };
        // The columns are those of the line that `Display` writes.
        let mut column = 1;
        for part in program.defs.iter_mut().chain([&mut program.body]) {
            for token in part.iter_mut() {
                token.1 = column;
                column += 2;
            }
            column += 2;
        }
        program
    }
}

/// Sequence of letters that saves most when it gets a name, if any saves some.
fn best_repeat(body: &[u8]) -> Option<Vec<u8>> {
    let mut best: Option<(usize, &[u8])> = None;
    for length in 2..=(body.len() / 2).min(LONGEST) {
        let mut seen = rustc_hash::FxHashSet::default();
        for part in body.windows(length) {
            if !seen.insert(part) {
                continue;
            }
            let saved = (count(body, part) * (length - 1)).saturating_sub(length);
            if saved > 0 && best.is_none_or(|(s, _)| saved > s) {
                best = Some((saved, part));
            }
        }
        // A sequence repeated twice gains least; if none of this length repeats, no longer one does.
        if seen.len() == body.len() + 1 - length {
            break;
        }
    }
    best.map(|(_, part)| part.to_vec())
}

/// Number of occurrences of `part` in `body`, counted from the left without overlaps.
fn count(body: &[u8], part: &[u8]) -> usize {
    let (mut at, mut n) = (0, 0);
    while let Some(rest) = body.get(at..) {
        if rest.len() < part.len() {
            break;
        }
        let here = rest.starts_with(part);
        n += usize::from(here);
        at += if here { part.len() } else { 1 };
    }
    n
}

fn replace(body: &[u8], part: &[u8], name: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = body;
    while let Some((&first, more)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(part) {
            out.push(name);
            rest = after;
        } else {
            out.push(first);
            rest = more;
        }
    }
    out
}

impl std::fmt::Display for MacroProgram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, part) in self.defs.iter().chain([&self.body]).enumerate() {
            let letters: Vec<u8> = part.iter().map(|t| t.0).collect();
            let gap = if letters.is_empty() || i == 0 { "" } else { " " };
            let separator = match i {
                0 => "",
                1 if self.defs.first().is_some_and(Vec::is_empty) => "O",
                _later => " O",
            };
            write!(f, "{separator}{gap}{}", spaced(&letters))?;
        }
        Ok(())
    }
}

/// Expansion of macros, with the column of the written line that each letter comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded(Tokens);

impl Expanded {
    /// The letters after expansion, without their columns.
    #[must_use]
    pub fn letters(&self) -> Vec<u8> {
        self.0.iter().map(|t| t.0).collect()
    }

    /// An error in the letters, placed in the line.
    #[must_use]
    pub fn place(&self, error: ParseError) -> ParseError {
        let column = |c: usize| self.0.get(c.wrapping_sub(1)).map_or(c, |t| t.1);
        match error {
            ParseError::BadToken(c) => ParseError::BadToken(column(c)),
            ParseError::MissingOperand(c) => ParseError::MissingOperand(column(c)),
            ParseError::UnknownMacro(_) | ParseError::TooManyMacros | ParseError::LeftOver(_) => error,
            ParseError::Empty | ParseError::TooLong => error,
        }
    }
}

/// A table of global macros.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlobalMacros {
    /// Letters of each definition after expansion, without columns.
    defs: Vec<Vec<u8>>,
}

impl GlobalMacros {
    /// Reads a table: definition i on the i-th line that holds one. A definition may use those before it. Empty lines
    /// and lines that start with `#` are skipped.
    ///
    /// # Errors
    /// The line (from 1) that is none, and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, (usize, ParseError)> {
        let mut table = Self::default();
        for (i, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let def = table.expand(line.as_bytes()).map_err(|e| (i + 1, e))?;
            table.defs.push(def.letters());
        }
        Ok(table)
    }

    /// Number of definitions in the table.
    #[must_use]
    pub fn len(&self) -> usize {
        self.defs.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.defs.is_empty()
    }

    /// The letters that a program with global macros stands for.
    ///
    /// # Errors
    /// A character that is no letter A..Y, an index without definition, a `Y` that separates nothing.
    pub fn expand(&self, line: &[u8]) -> Result<Expanded, ParseError> {
        let tokens = tokens(line)?;
        let is_digit = |i: usize| tokens.get(i).is_some_and(|t| (b'O'..=b'X').contains(&t.0));
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(&(letter, column)) = tokens.get(at) {
            if letter == b'Y' {
                if at == 0 || !is_digit(at - 1) || !is_digit(at + 1) {
                    return Err(ParseError::BadToken(column));
                }
                at += 1;
                continue;
            }
            if !is_digit(at) {
                append(&mut out, std::iter::once((letter, column)));
                at += 1;
                continue;
            }
            let (mut index, mut unit) = (0usize, 1usize);
            while is_digit(at) {
                let digit = tokens.get(at).map_or(0, |t| usize::from(t.0 - b'O'));
                index = index.saturating_add(unit.saturating_mul(digit));
                unit = unit.saturating_mul(10);
                at += 1;
            }
            let def = self.defs.get(index).ok_or(ParseError::UnknownMacro(column))?;
            append(&mut out, def.iter().map(|&b| (b, column)));
        }
        Ok(Expanded(out))
    }

    /// The program with the macros of the table, from the left the one that saves most, wherever one saves a letter.
    #[must_use]
    pub fn fold(&self, letters: &str) -> String {
        let body: Vec<u8> = letters.bytes().filter(|b| !is_blank(*b)).collect();
        let mut out: Vec<u8> = Vec::new();
        let mut rest = body.as_slice();
        let mut after_index = false;
        while let Some((&first, more)) = rest.split_first() {
            let saved = |i: usize, def: &[u8]| def.len().saturating_sub(digits(i).len() + usize::from(after_index));
            let fits = self.defs.iter().enumerate().filter(|(i, def)| rest.starts_with(def) && saved(*i, def) > 0);
            match fits.max_by_key(|(i, def)| (saved(*i, def), std::cmp::Reverse(*i))) {
                Some((i, def)) => {
                    if after_index {
                        out.push(b'Y');
                    }
                    out.extend(digits(i));
                    rest = rest.get(def.len()..).unwrap_or_default();
                    after_index = true;
                }
                None => {
                    out.push(first);
                    rest = more;
                    after_index = false;
                }
            }
        }
        spaced(&out)
    }
}

/// An index as letters, least significant digit first.
fn digits(mut index: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        out.push(b'O' + (index % 10) as u8);
        index /= 10;
        if index == 0 {
            return out;
        }
    }
}
