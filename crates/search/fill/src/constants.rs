//! Integers for a single hole.

use nth_core::{ExprId, Ty};
use nth_num::Int;

use crate::holes::Hole;
use crate::solve::Work;
use crate::workbench::Workbench;

/// Largest absolute value that is tried.
const LARGEST: i64 = 1_000;

/// The smallest integer, by absolute value, with which all checks hold.
pub(crate) fn integer(bench: &mut Workbench, holes: &[Hole], work: &mut Work<'_>) -> Option<ExprId> {
    let [hole] = holes else { return None };
    if hole.ty != Ty::INT {
        return None;
    }
    for x in (0..=LARGEST).flat_map(|x| [x, -x]) {
        work.spend(1);
        let body = bench.arena.int(&Int::from(x));
        if bench.holds(&[body]) {
            return Some(body);
        }
        if work.is_over() {
            return None;
        }
    }
    None
}
