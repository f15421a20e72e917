//! Few targets: small programs first, then everything towards the targets.

use nth_propose::{Checkpoint, StopSignal};

use crate::bank::{Bank, Event, Growth};
use crate::expr::Expr;
use crate::goal_index::{Goals, Reached};
use crate::index_shape::World;
use crate::loops::loops;
use crate::parallel::in_order;
use crate::proposal_writer::{Desk, Hit, bits};
use crate::search::{Enumerate, Layer};
use crate::targets::Targets;
use crate::value_vec::Lanes;

/// The first round has no loops and ends with this size.
const FIRST: usize = 6;
/// From this size on there are goals.
const GOALS: usize = 5;
/// Programs of rows and columns are so much smaller, in turn.
const BEHIND: usize = 1;
/// Bytes for each expression that is held, and for each whose values are held.
const BYTES: u64 = 180;
const VALUES: u64 = 2400;
/// Parts between two marks.
const NOTED: usize = 64;
/// Expressions in one part of a scan.
const PART: usize = 4096;

/// A bank and what is looked for in it.
struct Side {
    world: World,
    bank: Bank,
    goals: Goals,
}

impl Side {
    fn new(world: World, more: Vec<(usize, String, Lanes)>, targets: &Targets, values: usize) -> Self {
        let mut leaves = world.leaves();
        leaves.extend(more);
        Self { world, bank: Bank::new(leaves).holding(values), goals: Goals::new(&targets.all) }
    }

    fn memory(&self) -> u64 {
        self.bank.memory() + self.goals.memory()
    }
}

impl Enumerate {
    /// All of it: what small programs give within milliseconds, the same with loops, then larger programs until the time is over.
    pub(crate) fn towards(&mut self, targets: &Targets, stop: &StopSignal<'_>, desk: &mut Desk<'_>) {
        let room = stop.budget.memory.saturating_sub(desk.memory) / BYTES;
        let most = self.most.min(usize::try_from(room).unwrap_or(usize::MAX));
        let values = usize::try_from(stop.budget.memory / VALUES).unwrap_or(usize::MAX);
        for first in [true, false] {
            let more = if first { Vec::new() } else { loops(stop) };
            let (end, store) = if first { (FIRST.min(self.farthest), usize::MAX) } else { (self.farthest, most) };
            let mut sides =
                [Side::new(World::Line, more, targets, values), Side::new(World::Rows, Vec::new(), targets, values)];
            for size in 1..=end + BEHIND {
                for (k, side) in sides.iter_mut().enumerate() {
                    let size = size.saturating_sub(if k == 0 { 0 } else { BEHIND });
                    // The index takes two thirds of the room.
                    let share = if k == 0 { store / 3 * 2 } else { store / 3 };
                    if (1..=end).contains(&size) && !self.step(side, share, targets, stop, desk) {
                        return;
                    }
                }
            }
        }
    }

    /// The next size, and the goals that it gives. Whether all was done.
    fn step(
        &mut self,
        side: &mut Side,
        most: usize,
        targets: &Targets,
        stop: &StopSignal<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        let before = side.memory();
        desk.world = side.world;
        desk.offered.clear();
        let all = self.programs(side, most, targets, stop, desk)
            && (side.bank.largest() < GOALS || self.goals(side, targets, stop, desk));
        desk.memory = (desk.memory + side.memory()).saturating_sub(before);
        all
    }

    fn programs(
        &mut self,
        side: &mut Side,
        most: usize,
        targets: &Targets,
        stop: &StopSignal<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        let Side { world, bank, goals } = side;
        let size = bank.largest() + 1;
        let stage = match world {
            World::Line => format!("programs of size {size}"),
            World::Rows => format!("programs of row and column of size {size}"),
        };
        desk.progress(&stage, None);
        let held = bank.len();
        let store = held < most;
        let looked = desk.programs;
        let visit = |expr: Expr, lanes: &Lanes, out: &mut Vec<(Expr, Lanes, bool)>| {
            let mut whole = false;
            targets.find(lanes, |_, _| whole = true);
            if whole || goals.may(lanes) {
                out.push((expr, *lanes, whole));
            }
        };
        // What is not held need not be made again to go on.
        let done = if store { Checkpoint::default() } else { desk.marks.done(&stage) };
        let growth = Growth { store, limit: most, skip: done.pieces as usize };
        let (programs, all) = bank.grow(growth, stop, visit, |bank, event| {
            let (expr, lanes, whole, looked) = match event {
                Event::Seen((expr, lanes, whole), programs) => (expr, lanes, whole, looked + done.programs + programs),
                Event::Parts(parts, programs) => {
                    if !store && parts % NOTED == 0 {
                        desk.note(&stage, parts, done.programs + programs, stop);
                    }
                    return;
                }
            };
            if whole {
                targets.find(&lanes, |task, from| {
                    let text = bank.written(&expr).text;
                    desk.offer(Hit { task, from, text, size, given: 0 }, bits(looked as f64));
                });
            }
            goals.reached(bank, &expr, &lanes, size, &targets.all, |reached| partly(desk, reached, looked));
        });
        desk.programs += done.programs + programs;
        let distinct = (bank.len() - held) as u64;
        desk.distinct += distinct;
        self.layers.push(Layer { world: *world, size, programs, distinct });
        desk.progress(&stage, Some(1.0));
        all
    }

    /// New goals, and a look at all that is held for those.
    fn goals(&self, side: &mut Side, targets: &Targets, stop: &StopSignal<'_>, desk: &mut Desk<'_>) -> bool {
        let Side { world, bank, goals } = side;
        let looked = goals.programs;
        let mut alone = Vec::new();
        if !goals.grow(*world, bank, self.small, &targets.all, stop, |r| alone.push(r)) {
            return false;
        }
        if goals.programs == looked {
            return true;
        }
        desk.programs += goals.programs - looked;
        alone.into_iter().for_each(|r| partly(desk, r, 1));
        let parts = bank.len().div_ceil(PART);
        let part = |i: usize| {
            let range = i * PART..((i + 1) * PART).min(bank.len());
            range.filter(|&id| goals.may(&bank.values(id as u32))).collect::<Vec<usize>>()
        };
        in_order((0, parts), 64, stop, part, |ids| {
            for id in ids {
                let size = bank.size(id as u32);
                goals.reached(bank, &bank.exprs[id], &bank.values(id as u32), size, &targets.all, |r| {
                    partly(desk, r, id as u64)
                });
            }
            true
        })
    }
}

/// Offers what follows from a program; so many were looked at before it.
fn partly(desk: &mut Desk<'_>, reached: Reached, looked: u64) {
    let Reached { task, from, text, size, given, rank } = reached;
    let bits = bits(looked as f64) + bits(f64::from(rank));
    desk.offer(Hit { task, from, text, size, given }, bits);
}
