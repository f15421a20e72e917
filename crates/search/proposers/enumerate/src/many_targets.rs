//! Many targets: the bank is made, met with all targets, and larger programs are examined without being held.

use crate::bank::{Bank, Event, Growth};
use crate::expr::{Joined, Node};
use crate::index_shape::IndexShape;
use crate::loops::loops;
use crate::meet::Meet;
use crate::parallel::in_order;
use crate::proposal_writer::{Hit, MAX_OFFERS, bits};
use crate::recurrences::{Meeting, RecurrenceBank};
use crate::search::{Layer, Run};
use crate::targets::Target;
use crate::value_vec::ValueVec;

/// Largest number of targets for which a first round with small programs is worth its cost: it shows simple answers
/// soon.
const MAX_EARLY: usize = 1000;
/// Largest size of the programs of the first round.
const EARLY_SIZE: usize = 7;
/// Parts between two checkpoints.
const CHECKPOINT_STEP: usize = 64;
/// Targets in one part of the work.
const BLOCK: usize = 64;
/// Parts of a round.
const ROUND: usize = 64;
/// Number of expressions that are factors of products.
const MAX_FACTORS: usize = 2000;
/// Bytes for each expression of both banks, with what one of them is met with; and for each whose values are held,
/// which may take a quarter of the memory.
const BYTES: (u64, u64) = (700, 2200);
/// Number of expressions of earlier terms of a target, about, each of which is joined in three ways.
const RECURRENCE_PARTS: f64 = 3000.0;
/// Ways to join two expressions: sum and two differences.
const JOINS: u64 = 3;

/// A stage of the plan.
struct Stage {
    /// The name, in reports.
    name: &'static str,
    /// Whether there is anything to do for it.
    when: fn(&Many<'_>) -> bool,
    /// Function that does the stage; it returns whether all was done.
    run: fn(&mut Many<'_>) -> bool,
}

/// The stages in order.
const PLAN_BULK: &[Stage] = &[
    Stage { name: "small programs", when: |m| m.has_early_round(), run: |m| m.grow(EARLY_SIZE) },
    Stage {
        name: "recurrences with small programs",
        when: |m| m.has_early_round(),
        run: |m| m.meet(EARLY_SIZE, Meetings::Recurrences),
    },
    Stage {
        name: "sums and products of small programs",
        when: |m| m.has_early_round(),
        run: |m| m.meet(EARLY_SIZE, Meetings::Sums),
    },
    Stage { name: "programs", when: |_| true, run: |m| m.grow(m.run.settings.max_held_size) },
    Stage { name: "recurrences", when: |_| true, run: |m| m.meet(m.run.settings.max_held_size, Meetings::Recurrences) },
    Stage { name: "sums and products", when: |_| true, run: |m| m.meet(m.run.settings.max_held_size, Meetings::Sums) },
    Stage { name: "larger programs", when: |_| true, run: |m| m.look_at_larger() },
];

/// The two kinds of meetings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meetings {
    /// Expressions of their own earlier terms, joined with one of the bank.
    Recurrences,
    /// Two expressions of the bank, joined.
    Sums,
}

impl Meetings {
    fn name(self) -> &'static str {
        match self {
            Self::Recurrences => "recurrences",
            Self::Sums => "sums and products of two programs",
        }
    }
}

/// A search for many targets.
struct Many<'a> {
    run: Run<'a>,
    /// The banks of [`IndexShape::ALL`].
    banks: [Bank; 2],
    /// Number of expressions that a bank may hold.
    most: usize,
}

/// Runs the plan. Returns what was examined, by size.
pub(crate) fn run(run: Run<'_>) -> Vec<Layer> {
    let memory = run.stop.budget.memory;
    let most = run.settings.max_held.min((memory / BYTES.0) as usize);
    let values = (memory / BYTES.1) as usize;
    let mut loops = loops(run.stop);
    let banks = IndexShape::ALL.map(|shape| {
        let mut leaves = shape.leaves();
        if shape == IndexShape::Linear {
            leaves.append(&mut loops);
        }
        Bank::new(leaves).holding(values)
    });
    let mut many = Many { run, banks, most };
    for stage in PLAN_BULK {
        if (stage.when)(&many) {
            many.run.writer.progress(stage.name, None);
            if !(stage.run)(&mut many) {
                break;
            }
        }
    }
    many.run.layers
}

impl Many<'_> {
    fn has_early_round(&self) -> bool {
        self.run.targets.all.len() <= MAX_EARLY
    }

    /// Makes both banks up to this size. Returns whether all was done.
    fn grow(&mut self, size: usize) -> bool {
        let size = size.min(self.run.settings.max_size);
        for (shape, bank) in IndexShape::ALL.into_iter().zip(&mut self.banks) {
            self.run.writer.shape = shape;
            while bank.largest() < size && bank.len() < self.most {
                if !layer(&mut self.run, bank, true, self.most) {
                    return false;
                }
            }
        }
        self.run.writer.memory = self.run.targets.memory() + self.banks.iter().map(Bank::memory).sum::<u64>();
        true
    }

    /// Looks at programs that are larger than those that are held. Returns whether all was done.
    fn look_at_larger(&mut self) -> bool {
        for size in self.run.settings.max_held_size + 1..=self.run.settings.max_size {
            for (shape, bank) in IndexShape::ALL.into_iter().zip(&mut self.banks) {
                self.run.writer.shape = shape;
                if bank.largest() + 1 == size && !layer(&mut self.run, bank, false, self.most) {
                    return false;
                }
            }
        }
        true
    }

    /// Meets both banks, which are complete to this size, with all targets. Returns whether all was done. The hashes of
    /// a bank are made again for each kind of meeting: that costs seconds, and holding both would cost memory.
    fn meet(&mut self, size: usize, meetings: Meetings) -> bool {
        IndexShape::ALL.into_iter().zip(&self.banks).all(|(shape, bank)| {
            let Run { settings, targets, stop, writer, .. } = &mut self.run;
            writer.shape = shape;
            let stage = format!("{}: {}s to size {size}", meetings.name(), shape.description());
            if writer.checkpoints.done(&stage).pieces as usize >= targets.all.len().div_ceil(BLOCK) {
                return true;
            }
            let Some(meet) = Meet::new(bank, settings.max_joined, stop) else { return false };
            writer.memory += meet.memory();
            let met = Met { bank, meet: &meet, stage: &stage, meetings };
            let all = met.look_up(&mut self.run);
            self.run.writer.memory -= meet.memory();
            all
        })
    }
}

/// Makes the next size of a bank, held or only examined. Returns whether all was done.
fn layer(run: &mut Run<'_>, bank: &mut Bank, store: bool, most: usize) -> bool {
    let Run { targets, stop, writer, layers, .. } = run;
    let size = bank.largest() + 1;
    writer.begin();
    let before = bank.len();
    let stage = format!("programs of size {size}");
    writer.progress(&stage, None);
    let others = writer.memory.saturating_sub(bank.memory());
    let looked = writer.programs;
    let key = format!("{} of size {size}", writer.shape.description());
    let done = writer.checkpoints.done(&key);
    let visit = |node: Node, values: &ValueVec, out: &mut Vec<(Node, u32, usize)>| {
        // Expressions that are held must be made again, but they were looked up before.
        if store && done.pieces > 0 {
            return;
        }
        targets.find(values, |task, from| out.push((node, task, from)));
    };
    let growth = Growth { store, limit: most, skip: if store { 0 } else { done.pieces as usize } };
    let (programs, all) = bank.grow(growth, stop, visit, |bank, event| match event {
        Event::Seen((node, task, from), programs) => {
            if !writer.is_full(task) {
                let hit = Hit { task, from, source: bank.write(&node), size, exceptions: 0 };
                writer.offer(hit, bits((looked + done.programs + programs) as f64));
            }
        }
        Event::Parts(parts, programs) => {
            if !store && parts % CHECKPOINT_STEP == 0 {
                writer.note(&key, parts, done.programs + programs, stop);
            }
        }
    });
    let programs = if store { programs } else { done.programs + programs };
    if store && all {
        writer.note(&key, 1, programs, stop);
    }
    writer.programs += programs;
    let distinct = (bank.len() - before) as u64;
    writer.distinct += distinct;
    layers.push(Layer { shape: writer.shape, size, programs, distinct });
    writer.memory = others + bank.memory();
    writer.progress(&stage, Some(1.0));
    all
}

/// A bank that is met with targets.
struct Met<'a> {
    bank: &'a Bank,
    meet: &'a Meet,
    /// The key of checkpoints.
    stage: &'a str,
    meetings: Meetings,
}

impl Met<'_> {
    /// Meets the bank with all targets, block by block. Returns whether all was done.
    fn look_up(&self, run: &mut Run<'_>) -> bool {
        let Run { settings, targets, stop, writer, .. } = run;
        writer.begin();
        let blocks = targets.all.len().div_ceil(BLOCK);
        let mark = writer.checkpoints.done(self.stage);
        let (mut done, mut programs) = (mark.pieces as usize, mark.programs);
        writer.programs += programs;
        // All pairs of expressions that are examined, about.
        let choices = match self.meetings {
            Meetings::Recurrences => RECURRENCE_PARTS * JOINS as f64,
            Meetings::Sums => settings.max_joined as f64 * JOINS as f64,
        };
        let choices = bits(choices * self.bank.len() as f64);
        let (sink, shape) = (writer.sink, writer.shape);
        let part = |block: usize| {
            let mut own = RecurrenceBank::default();
            let mut hits = Vec::new();
            let mut looked = 0u64;
            for task in block * BLOCK..(block * BLOCK + BLOCK).min(targets.all.len()) {
                if stop.is_over() {
                    break;
                }
                if !sink.wants(task) {
                    continue;
                }
                match self.meetings {
                    Meetings::Recurrences => self.recurrences(shape, task, &targets.all[task], &mut own, &mut hits),
                    Meetings::Sums => looked += self.sums(task, &targets.all[task], &mut hits),
                }
            }
            (hits, looked + own.programs)
        };
        in_order((done, blocks), ROUND, stop, part, |(mut hits, looked)| {
            done += 1;
            writer.programs += looked;
            programs += looked;
            stop.budget.spend(looked);
            hits.sort_by_key(|h: &Hit| (h.task, h.exceptions, h.size));
            hits.into_iter().for_each(|h| writer.offer(h, choices));
            if done % CHECKPOINT_STEP == 0 || done == blocks {
                writer.note(self.stage, done, programs, stop);
                writer.progress(self.meetings.name(), Some(done as f64 / blocks as f64));
            }
            true
        })
    }

    /// Recurrences that a target has.
    fn recurrences(
        &self,
        shape: IndexShape,
        task: usize,
        target: &Target,
        own: &mut RecurrenceBank,
        hits: &mut Vec<Hit>,
    ) {
        for side in self.meet.sides(target.terms.len()).filter(|s| s.from < shape.recurrence_starts()) {
            let mut count = 0;
            own.search(&Meeting::new(shape, self.bank, side, target), &mut |r| {
                let (source, size, exceptions) = (r.source, r.size, r.exceptions);
                hits.push(Hit { task: task as u32, from: side.from, source, size, exceptions });
                count += 1;
                count < MAX_OFFERS
            });
        }
    }

    /// Sums, differences and products that a target is. Returns the number of programs that were examined.
    fn sums(&self, task: usize, target: &Target, hits: &mut Vec<Hit>) -> u64 {
        let mut looked = 0;
        for side in self.meet.sides(target.terms.len()) {
            let hit = |joined: Joined, a: u32, b: u32, exceptions: usize| Hit {
                task: task as u32,
                from: side.from,
                source: joined.write(&self.bank.source(a), &self.bank.source(b)),
                size: self.bank.size(a) + self.bank.size(b) + 1,
                exceptions,
            };
            let mut count = 0;
            side.sums(self.bank, target, |joined, a, b, exceptions| {
                hits.push(hit(joined, a, b, exceptions));
                count += 1;
                count < MAX_OFFERS
            });
            side.products(self.bank, target, MAX_FACTORS, |a, b, exceptions| {
                hits.push(hit(Joined::Product, a, b, exceptions));
                false
            });
            looked += side.small.len() as u64 * JOINS;
        }
        looked
    }
}
