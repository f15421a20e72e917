//! The pages of diagnostics.

use nth_diag::Code;

/// The page of a code, in Markdown.
///
/// # Errors
/// There is no such code: the nearest names, if any is near.
pub fn explain(code: &str) -> Result<&'static str, Vec<&'static str>> {
    let code = code.trim().trim_start_matches("error[").trim_start_matches("warning[").trim_end_matches(']');
    match Code::from_name(code) {
        Some(c) => Ok(c.page()),
        None => {
            let parts: Vec<&str> = code.split(['-', '_', ' ']).filter(|p| p.len() > 2).collect();
            let near = |name: &&str| parts.iter().any(|p| name.contains(p));
            Err(Code::ALL.iter().map(|c| c.name()).filter(near).collect())
        }
    }
}

/// All codes, each with the first sentence of its page.
#[must_use]
pub fn explanations() -> Vec<(&'static str, &'static str)> {
    let sentence = |page: &'static str| page.lines().skip(1).find(|l| !l.trim().is_empty()).unwrap_or("");
    Code::ALL.iter().map(|c| (c.name(), sentence(c.page()))).collect()
}
