//! Normal form of Core text, in which programs are stored.

use nth_core::{Arena, FuncId};
use nth_dialects::core_text::{parse_program, print_program};

use crate::Refusal;

/// Program in the form in which it is stored.
pub(crate) struct CoreForm {
    /// Core text in the printer's form, without the functions that the entry does not reach.
    pub text: String,
    /// Size in nodes, as [`nth_core::Program::size`] counts them.
    pub size: u64,
}

/// Reads Core text. The entry must take the index and give an integer.
pub(crate) fn read(text: &str) -> Result<CoreForm, Refusal> {
    let mut arena = Arena::new();
    let program = parse_program(&mut arena, text).map_err(Refusal::Core)?;
    if !program.func(FuncId(0)).is_sequence() {
        return Err(Refusal::Shape);
    }
    let text = print_program(&arena, &program, FuncId(0));
    Ok(CoreForm { text, size: program.size(&arena, FuncId(0)) })
}
