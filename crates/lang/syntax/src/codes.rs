//! Codes of the diagnostics of this crate.

use nth_diag::Code;

/// Codes that the parser and the formatter report.
pub const SYNTAX_CODES: &[Code] = &[
    Code::SyntaxError,
    Code::UnknownCharacter,
    Code::ForeignOperator,
    Code::ForeignSyntax,
    Code::NumberInName,
    Code::DecimalFraction,
    Code::CommentLikeDivision,
    Code::UnclosedComment,
    Code::UnclosedBracket,
    Code::UnmatchedBracket,
    Code::MissingEquals,
    Code::MissingKeyword,
    Code::EqualsInExpression,
    Code::ChainedComparison,
    Code::KeywordAsName,
    Code::OffsetNotLiteral,
    Code::NotADefinition,
    Code::StrayDocComment,
    Code::StrayAttribute,
    Code::NestingTooDeep,
    Code::FormatterRefused,
];
