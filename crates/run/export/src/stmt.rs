//! Statements that both targets have: Core's loops and bindings, written out.

use crate::code::Code;

/// A statement.
#[derive(Clone, Debug)]
pub(crate) enum Stmt {
    /// Sets a local variable.
    Set(String, Code),
    /// Sets several at once.
    SetAll(Vec<String>, Vec<Code>),
    /// Starts an empty list that grows.
    NewList(String),
    /// Adds an element to a list that grows.
    Push(String, Code),
    /// The list has its elements.
    ListDone(String),
    /// Test, then, else.
    If(Code, Vec<Stmt>, Vec<Stmt>),
    /// For each integer from the first to the second code, which counts if the flag is set.
    For(String, Code, Code, bool, Vec<Stmt>),
    /// For each element of a list.
    ForEach(String, Code, Vec<Stmt>),
    /// For each pair of elements of two lists, as far as both go.
    ForPairs([String; 3], Code, Code, Vec<Stmt>),
    /// Until left.
    Forever(Vec<Stmt>),
    /// Leaves the loop around.
    Break,
    /// The next turn of the loop around.
    Continue,
    /// The value of the function.
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

/// A search that remembers: name, name of its test, first number.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub name: String,
    pub test: String,
    pub start: Code,
}

/// Something at the top level, in the order in which it is written.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Function(Function),
    Search(Search),
}

/// All of a program but its frame.
#[derive(Clone, Debug)]
pub(crate) struct Emitted {
    pub items: Vec<Item>,
    /// Name and number of parameters of the entry.
    pub entry: String,
    pub params: usize,
}
