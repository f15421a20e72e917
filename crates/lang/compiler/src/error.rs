//! Errors of compiling a short text.

/// Reason why a text could not be compiled. Displayed as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// The text is empty.
    Empty,
    /// The text has an error; the title of its first diagnostic.
    Invalid(String),
    /// Text follows the expression.
    NotOneExpression,
    /// The text defines no sequence.
    NoSequence,
    /// The last sequence is a triangle or an array.
    TwoIndices,
    /// The sequence of this name grows too large when it is specialised.
    TooLarge(String),
    /// The sequence of this name cannot run.
    CannotRun(String),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("the line is empty"),
            Self::Invalid(title) => f.write_str(title),
            Self::NotOneExpression => f.write_str("something follows the expression"),
            Self::NoSequence => f.write_str("there is no sequence; write `seq a(n) = …`, or an expression in n"),
            Self::TwoIndices => f.write_str("triangles and arrays cannot be candidates; write a `seq` that reads it"),
            Self::TooLarge(name) => write!(f, "`{name}` becomes too large"),
            Self::CannotRun(name) => write!(f, "`{name}` cannot run"),
        }
    }
}

impl std::error::Error for CompileError {}
