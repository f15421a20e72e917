//! Algebraic rewriting of Core.
//!
//! Terms stand in an e-graph; [`RULES`] is the table of rules, each with a name, conditions, and what it preserves;
//! [`facts`] are bounds of values, on which conditions rest. [`simplify`] gives the smallest equal expression that is
//! found, [`rewrite`] the smallest and the cheapest, and [`equivalent`] a chain of steps from one expression to
//! another.
//!
//! # Simplifying
//!
//! ```
//! use nth_base::Cancel;
//! use nth_dialects::core_text::{parse_expr, print_expr};
//! use nth_core::{Arena, Program, Ty};
//! use nth_rewrite::{Bounds, Param, simplify};
//!
//! let mut arena = Arena::new();
//! let e = parse_expr(&mut arena, "(sub (add (var 0) 7) (add 3 (var 0)))", &Program::default(), &[Ty::INT]).unwrap();
//! let params = [Param::any(Ty::INT)];
//! let small = simplify(&mut arena, e, &params, &Bounds::default(), &Cancel::new());
//! assert_eq!(print_expr(&arena, small), "4");
//! ```
//!
//! # Explaining an equality
//!
//! An explanation is a list of steps. Each step names its rule, the place where the rule is applied, and the whole
//! expression after it. [`replays`] applies the rule of a step anew, without the e-graph.
//!
//! ```
//! # use nth_base::Cancel;
//! # use nth_dialects::core_text::{parse_expr, print_expr};
//! # use nth_core::{Arena, Program, Ty};
//! use nth_rewrite::{Bounds, Param, equivalent, replays};
//!
//! # let mut arena = Arena::new();
//! # let mut parse = |text| parse_expr(&mut arena, text, &Program::default(), &[Ty::INT]).unwrap();
//! let a = parse("(mul (var 0) (add (var 0) 1))");
//! let b = parse("(add (var 0) (mul (var 0) (var 0)))");
//! let params = [Param::any(Ty::INT)];
//! let found = equivalent(&mut arena, a, b, &params, &Bounds::default(), &Cancel::new()).unwrap();
//! let mut before = found.start;
//! for step in &found.steps {
//!     println!("{}: {}", step.reason.name(), print_expr(&arena, step.expr));
//!     assert!(replays(&arena, before, step, params.len()));
//!     before = step.expr;
//! }
//! assert_eq!((found.start, before), (a, b));
//! ```
//!
//! # Bounds of parameters
//!
//! What holds for natural numbers only is found if the parameter says so.
//!
//! ```
//! # use nth_base::Cancel;
//! # use nth_dialects::core_text::{parse_expr, print_expr};
//! # use nth_core::{Arena, Program, Ty};
//! use nth_rewrite::{Bounds, Param, Range, facts, simplify};
//!
//! # let mut arena = Arena::new();
//! let e = parse_expr(&mut arena, "(abs (var 0))", &Program::default(), &[Ty::INT]).unwrap();
//! let natural = [Param::int(Range::at_least(0))];
//! assert!(facts(&arena, e, &natural).known.range.is_from(0));
//! let small = simplify(&mut arena, e, &natural, &Bounds::default(), &Cancel::new());
//! assert_eq!(print_expr(&arena, small), "(var 0)");
//! assert_eq!(simplify(&mut arena, e, &[Param::any(Ty::INT)], &Bounds::default(), &Cancel::new()), e);
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod explain;
mod facts;
mod fold;
#[cfg(test)]
mod laws;
mod moves;
mod plain;
mod primitive;
mod range;
mod rule;
mod rules;
mod search;
mod syntactic;
mod term;

pub use explain::{Direction, Explanation, Reason, Step, equivalent, replays};
pub use facts::{Facts, Known, Value};
pub use plain::{integer_weight, plainest};
pub use range::Range;
pub use rule::{Condition, CostChange, Rule, RuleKind};
pub use rules::RULES;
pub use search::{Bounds, Param, Rewritten, facts, rewrite, simplify};
