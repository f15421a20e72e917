//! Signature help: the head of the function whose arguments are being written.

use std::ops::Range;

use nth_analysis::Snapshot;
use nth_base::Cancel;
use nth_syntax::{Token, TokenKind as T, tokens};
use nth_types::{Meaning, prim_docs, prim_signature, signature};

use crate::Answer;
use crate::hover::lines;

/// The head of a function, with the parameter that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHelp {
    /// Head with all types.
    pub signature: String,
    /// Bytes of the parameters in the head.
    pub parameters: Vec<Range<usize>>,
    /// Number of the parameter that is being written; possibly past the last one.
    pub active: usize,
    /// Documentation.
    pub docs: String,
}

/// The function whose brackets are open at an offset. The text behind the offset does not count.
///
/// # Errors
/// `cancel` was raised.
pub fn signature_help(
    snapshot: &Snapshot,
    file: &str,
    offset: usize,
    cancel: &Cancel,
) -> Answer<Option<SignatureHelp>> {
    let Some(m) = snapshot.module(file, cancel)? else { return Ok(None) };
    let text = m.text();
    let before: Vec<Token> = tokens(text).into_iter().take_while(|t| t.span.end <= offset).collect();
    let Some((name, mut active)) = open_call(text, &before) else { return Ok(None) };
    // `x |> f(` has the first argument already.
    let behind_pipe =
        before.iter().position(|t| t.span == name).is_some_and(|i| i > 0 && before[i - 1].kind == T::Pipe);
    active += usize::from(behind_pipe);
    let Some(name) = text.get(name) else { return Ok(None) };
    let (signature, docs) = match m.checker().meaning_in(m.module_id(), name) {
        Meaning::Def(id) => {
            let Some(target) = crate::find::def_target(&m, id) else { return Ok(None) };
            let crate::Target::Def { file, name } = target else { return Ok(None) };
            let home = snapshot.module(&file, cancel)?;
            let Some(def) = home.as_ref().and_then(|h| h.defs().find(|d| d.name == name)) else { return Ok(None) };
            (signature(def), lines(&def.docs))
        }
        Meaning::Prim(p) => (prim_signature(p), prim_docs(p)),
        Meaning::Ambiguous(_) | Meaning::Missing | Meaning::NoModule => return Ok(None),
    };
    Ok(Some(SignatureHelp { parameters: parameters(&signature), signature, active, docs }))
}

/// The name before the innermost open bracket, and the number of commas behind it.
fn open_call(text: &str, before: &[Token]) -> Option<(Range<usize>, usize)> {
    let (mut depth, mut commas) = (0_usize, 0);
    for (i, t) in before.iter().enumerate().rev() {
        let opens = matches!(t.kind, T::LParen | T::LBracket);
        if matches!(t.kind, T::RParen | T::RBracket) {
            depth += 1;
        } else if opens && depth > 0 {
            depth -= 1;
        } else if opens {
            let name = i.checked_sub(1).and_then(|i| before.get(i)).filter(|n| n.kind == T::Ident);
            let head = i.checked_sub(2).and_then(|i| before.get(i));
            match name.filter(|_| t.kind == T::LParen) {
                Some(_) if head.is_some_and(|k| matches!(k.kind, T::Seq | T::Fn | T::Triangle | T::Array)) => {
                    return None;
                }
                Some(name) => return Some((name.span.clone(), commas)),
                // A group or a list: the call around it goes on.
                None => commas = 0,
            }
        } else if depth == 0 && t.kind == T::Comma {
            commas += 1;
        } else if depth == 0 && t.kind == T::Bar {
            // The parameters of a lambda, `|x, y|`, are one argument.
            commas = commas_before_lambda(before, i, commas);
        } else if begins_item(t.kind) && starts_line(text, t) {
            return None;
        }
    }
    None
}

/// The commas behind a `|` that are not those between the parameters of its lambda.
fn commas_before_lambda(before: &[Token], bar: usize, commas: usize) -> usize {
    let ends_operand = |t: &Token| t.kind.ends_operand();
    let opens = bar.checked_sub(1).and_then(|i| before.get(i)).is_none_or(|t| !ends_operand(t));
    let inside = before[bar + 1..].iter().take_while(|t| matches!(t.kind, T::Ident | T::Comma));
    if opens { commas - inside.filter(|t| t.kind == T::Comma).count().min(commas) } else { commas }
}

fn begins_item(kind: T) -> bool {
    matches!(kind, T::Use | T::Seq | T::Fn | T::Triangle | T::Array | T::Check)
}

fn starts_line(text: &str, t: &Token) -> bool {
    text.get(..t.span.start).is_some_and(|b| b.is_empty() || b.ends_with('\n'))
}

/// Bytes of the parameters in a head: what stands between its brackets and commas.
fn parameters(signature: &str) -> Vec<Range<usize>> {
    let Some(open) = signature.find('(') else { return Vec::new() };
    let (mut depth, mut start, mut out) = (0_usize, open + 1, Vec::new());
    for (i, c) in signature.char_indices().skip_while(|(i, _)| *i < open) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    out.push(start..i);
                    break;
                }
            }
            ',' if depth == 1 => {
                out.push(start..i);
                start = i + 1;
            }
            _letter => {}
        }
    }
    let trim = |r: Range<usize>| {
        let text = &signature[r.clone()];
        r.start + text.len() - text.trim_start().len()..r.start + text.trim_end().len()
    };
    out.into_iter().map(trim).filter(|r| !r.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[test]
    fn parameters_of_a_head() {
        let head = "fn f(xs: [a], g: (a, Int) -> Bool) -> Int";
        let texts: Vec<&str> = parameters(head).into_iter().map(|r| &head[r]).collect();
        assert_eq!(texts, ["xs: [a]", "g: (a, Int) -> Bool"]);
        assert!(parameters("fn none() -> Int").is_empty());
    }
}
