//! Statements that both targets have: Core's loops and bindings, written out.

use crate::code::Code;

/// Statement of the target.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    /// Set a local variable.
    Set(String, Code),
    /// Set several local variables at once.
    SetAll(Vec<String>, Vec<Code>),
    /// Start an empty list that grows.
    NewList(String),
    /// Add an element to a list that grows.
    Push(String, Code),
    /// End a list that grows.
    ListDone(String),
    /// Branch: test, then, else.
    If(Code, Vec<Stmt>, Vec<Stmt>),
    /// Loop over the integers from the first to the second code; the end is included if the flag is set.
    For(String, Code, Code, bool, Vec<Stmt>),
    /// Loop over the elements of a list.
    ForEach(String, Code, Vec<Stmt>),
    /// Loop over the pairs of elements of two lists, to the end of the shorter one.
    ForPairs([String; 3], Code, Code, Vec<Stmt>),
    /// Loop without end, which only `Break` or `Return` leaves.
    Forever(Vec<Stmt>),
    /// Leave the innermost loop.
    Break,
    /// Continue with the next iteration of the innermost loop.
    Continue,
    /// Return the value of the function.
    Return(Code),
}

/// A function of the exported program.
#[derive(Clone, Debug)]
pub(crate) struct Function {
    pub name: String,
    pub params: Vec<String>,
    /// Local variables beside the parameters.
    pub locals: Vec<String>,
    /// Whether values are remembered.
    pub memo: bool,
    pub body: Vec<Stmt>,
}

/// Search that remembers what it found: name, name of its test, first number.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub name: String,
    pub test: String,
    pub start: Code,
}

/// Item at the top level, in the order in which it is written.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Function(Function),
    Search(Search),
}

/// Exported program without its frame.
#[derive(Clone, Debug)]
pub(crate) struct Emitted {
    pub items: Vec<Item>,
    /// Name and number of parameters of the entry.
    pub entry: String,
    pub params: usize,
}
