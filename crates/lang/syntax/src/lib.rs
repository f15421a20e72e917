//! Lexer, parser and formatter: from source text to a syntax tree, and back.
//!
//! The parser returns a tree and diagnostics for any text, in linear time; it never fails and never panics. This crate
//! knows nothing of names, types or values.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ast;
mod balance;
pub mod build;
mod codes;
mod division;
mod doc;
mod examples;
mod foreign;
mod format;
mod grammar;
mod items;
mod layout;
mod leaf;
mod lex;
mod parse;
mod place;
mod precedence;
mod same;
mod source;
mod state;

pub use codes::SYNTAX_CODES;
pub use examples::{Example, examples};
pub use format::{format, print_expr, print_module, print_type};
pub use lex::{KEYWORDS, Token, TokenKind, tokens};
pub use parse::{Comment, Parsed, is_incomplete, parse, parse_expr, parse_type};
pub use place::in_place;
pub use same::{same_expr, same_module, same_type};
