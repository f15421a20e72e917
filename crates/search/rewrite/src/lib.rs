//! Algebraic rewriting: terms in an e-graph, rules from a table, the smallest and the cheapest term out.

mod constant;
mod extract;
mod facts;
mod lang;
#[cfg(test)]
mod laws;
mod moves;
mod rule;
mod rules;

pub(crate) use extract::rewrite;
pub(crate) use facts::Range;
