//! Few targets: small programs first, then everything towards the targets.

use nth_propose::Checkpoint;

use crate::bank::{Bank, Event, Growth};
use crate::expr::{Leaf, Node};
use crate::goal_index::{Found, GoalHit};
use crate::goals::{Goals, Search};
use crate::index_shape::IndexShape;
use crate::loops::loops;
use crate::parallel::in_order;
use crate::proposal_writer::{Hit, ProposalWriter, bits};
use crate::search::{Layer, Run};
use crate::targets::Targets;
use crate::value_vec::ValueVec;

/// Largest size of the first round, which has no loops.
const FIRST_SIZE: usize = 6;
/// Least size of programs from which there are goals.
const MIN_GOAL_SIZE: usize = 5;
/// Programs of row and column are made to sizes that are smaller by this.
const TRIANGULAR_LAG: usize = 1;
/// Bytes for each expression that is held, and for each whose values are held.
const BYTES: (u64, u64) = (180, 2400);
/// Parts between two checkpoints.
const CHECKPOINT_STEP: usize = 64;
/// Expressions in one part of a look at all that is held, and parts of a round.
const SCAN: (usize, usize) = (4096, 64);

/// A stage of the plan.
struct Stage {
    /// The name, in reports.
    name: &'static str,
    /// Function that does the stage; it returns whether all was done.
    run: fn(&mut Few<'_>) -> bool,
}

/// The stages in order: what small programs give within milliseconds, then larger programs with loops until the search
/// is over.
const PLAN_INTERACTIVE: &[Stage] = &[
    Stage {
        name: "small programs",
        run: |f| f.grow(Vec::new(), FIRST_SIZE.min(f.run.settings.max_size_of_few), usize::MAX),
    },
    Stage { name: "programs with loops", run: |f| f.grow(loops(f.run.stop), f.run.settings.max_size_of_few, f.most) },
];

/// A search for few targets.
struct Few<'a> {
    run: Run<'a>,
    /// Number of expressions that may be held.
    most: usize,
    /// Number of expressions of a bank whose values may be held.
    values: usize,
}

/// A bank and what is looked for in it.
struct Side {
    shape: IndexShape,
    bank: Bank,
    goals: Goals,
}

impl Side {
    fn new(shape: IndexShape, more: Vec<Leaf>, targets: &Targets, values: usize) -> Self {
        let mut leaves = shape.leaves();
        leaves.extend(more);
        Self { shape, bank: Bank::new(leaves).holding(values), goals: Goals::new(&targets.all) }
    }

    fn memory(&self) -> u64 {
        self.bank.memory() + self.goals.memory()
    }
}

/// Runs the plan. Returns what was examined, by size.
pub(crate) fn run(run: Run<'_>) -> Vec<Layer> {
    let memory = run.stop.budget.memory;
    let room = memory.saturating_sub(run.writer.memory) / BYTES.0;
    let most = run.settings.max_held.min(usize::try_from(room).unwrap_or(usize::MAX));
    let values = usize::try_from(memory / BYTES.1).unwrap_or(usize::MAX);
    let mut few = Few { run, most, values };
    for stage in PLAN_INTERACTIVE {
        few.run.writer.progress(stage.name, None);
        if !(stage.run)(&mut few) {
            break;
        }
    }
    few.run.layers
}

impl Few<'_> {
    /// Makes banks of both shapes up to this size, with `store` expressions held in all. Returns whether all was done.
    fn grow(&mut self, more: Vec<Leaf>, end: usize, store: usize) -> bool {
        let targets = self.run.targets;
        let mut linear = Side::new(IndexShape::Linear, more, targets, self.values);
        let mut triangular = Side::new(IndexShape::Triangular, Vec::new(), targets, self.values);
        for size in 1..=end + TRIANGULAR_LAG {
            // The linear bank takes two thirds of the room.
            if size <= end && !step(&mut self.run, &mut linear, store / 3 * 2) {
                return false;
            }
            if size > TRIANGULAR_LAG && !step(&mut self.run, &mut triangular, store / 3) {
                return false;
            }
        }
        true
    }
}

/// Makes the next size, and the goals that it gives. Returns whether all was done.
fn step(run: &mut Run<'_>, side: &mut Side, most: usize) -> bool {
    let before = side.memory();
    run.writer.shape = side.shape;
    run.writer.begin_share();
    let all = programs(run, side, most) && (side.bank.largest() < MIN_GOAL_SIZE || goals(run, side));
    run.writer.memory = (run.writer.memory + side.memory()).saturating_sub(before);
    all
}

fn programs(run: &mut Run<'_>, side: &mut Side, most: usize) -> bool {
    let Run { targets, stop, writer, layers, .. } = run;
    let Side { shape, bank, goals } = side;
    let size = bank.largest() + 1;
    let stage = match shape {
        IndexShape::Linear => format!("programs of size {size}"),
        IndexShape::Triangular => format!("programs of row and column of size {size}"),
    };
    writer.progress(&stage, None);
    let held = bank.len();
    let store = held < most;
    let before = writer.programs;
    let visit = |node: Node, values: &ValueVec, out: &mut Vec<(Node, ValueVec, bool)>| {
        let mut whole = false;
        targets.find(values, |_, _| whole = true);
        if whole || goals.may(values) {
            out.push((node, *values, whole));
        }
    };
    // Expressions that are not held need not be made again to go on.
    let done = if store { Checkpoint::default() } else { writer.checkpoints.done(&stage) };
    let growth = Growth { store, limit: most, skip: done.pieces as usize };
    let (programs, all) = bank.grow(growth, stop, visit, |bank, event| {
        let (node, values, whole, looked) = match event {
            Event::Seen((node, values, whole), programs) => (node, values, whole, before + done.programs + programs),
            Event::Parts(parts, programs) => {
                if !store && parts % CHECKPOINT_STEP == 0 {
                    writer.note(&stage, parts, done.programs + programs, stop);
                }
                return;
            }
        };
        if whole {
            targets.find(&values, |task, from| {
                let hit = Hit { task, from, source: bank.write(&node), size, exceptions: 0 };
                writer.offer(hit, bits(looked as f64));
            });
        }
        let found = Found { node: &node, values: &values, size };
        goals.reached(bank, &targets.all, found, |hit| offer(writer, hit, looked));
    });
    writer.programs += done.programs + programs;
    let distinct = (bank.len() - held) as u64;
    writer.distinct += distinct;
    layers.push(Layer { shape: *shape, size, programs, distinct });
    writer.progress(&stage, Some(1.0));
    all
}

/// Makes new goals, and looks them up among all expressions held. Returns whether all was done.
fn goals(run: &mut Run<'_>, side: &mut Side) -> bool {
    let Run { settings, targets, stop, writer, .. } = run;
    let Side { shape, bank, goals } = side;
    let before = goals.programs;
    let mut alone = Vec::new();
    let search = Search { shape: *shape, bank, targets: &targets.all, stop };
    if !goals.grow(&search, settings.max_joined, &mut |hit| alone.push(hit)) {
        return false;
    }
    if goals.programs == before {
        return true;
    }
    writer.programs += goals.programs - before;
    alone.into_iter().for_each(|hit| offer(writer, hit, 1));
    let part = |i: usize| {
        let range = i * SCAN.0..((i + 1) * SCAN.0).min(bank.len());
        range.filter(|&id| goals.may(&bank.values(id as u32))).collect::<Vec<usize>>()
    };
    in_order((0, bank.len().div_ceil(SCAN.0)), SCAN.1, stop, part, |ids| {
        for id in ids {
            let (values, size) = (bank.values(id as u32), bank.size(id as u32));
            let found = Found { node: &bank.nodes[id], values: &values, size };
            goals.reached(bank, &targets.all, found, |hit| offer(writer, hit, id as u64));
        }
        true
    })
}

/// Offers what follows from an expression; `looked` expressions were examined before it.
fn offer(writer: &mut ProposalWriter<'_>, found: GoalHit, looked: u64) {
    writer.offer(found.hit, bits(looked as f64) + bits(f64::from(found.rank)));
}
