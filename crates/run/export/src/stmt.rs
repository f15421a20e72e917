//! Statements that both targets have: Core's loops and bindings, written out.

use crate::code::Code;

/// Statement of the target.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    /// Fail if the index, in this variable, is below the first index of the sequence of this name.
    AtLeast(String, i64, String),
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
    /// Names of what remembers its values, if they are remembered.
    pub memory: Option<Memory>,
    pub body: Vec<Stmt>,
}

/// Names of what remembers the values of a function, in PARI/GP.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    /// Map from arguments to values.
    pub values: String,
    /// Function that computes a new value.
    pub compute: String,
}

/// Search that remembers what it found: name, name of its test, first number, and the names of the list of what it
/// found and of the next number to try.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub name: String,
    pub test: String,
    pub start: Code,
    pub found: String,
    pub next: String,
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
