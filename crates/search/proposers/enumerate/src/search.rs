//! The stages, in order, and what they offer.

use nth_propose::{Budget, Checkpoints, Proposer, Sink, StopSignal, Task, fingerprint};

use crate::bank::{Bank, Event, Growth};
use crate::expr::Expr;
use crate::index_shape::World;
use crate::loops::loops;
use crate::meet::{Joined, Meet};
use crate::parallel::in_order;
use crate::proposal_writer::{Desk, Hit, OFFERS, bits};
use crate::recurrences::{Own, joined_text};
use crate::targets::Targets;
use crate::value_vec::Lanes;

/// So many targets are few.
const FEW: usize = 1000;
/// So few are each worth goals of their own.
const TOWARDS: usize = 8;
/// Parts between two marks.
const NOTED: usize = 64;
/// Targets in one part of the work.
const BLOCK: usize = 64;

/// What was looked at of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// What the programs are made of.
    pub world: World,
    /// The size.
    pub size: usize,
    /// Programs looked at.
    pub programs: u64,
    /// Of these, with values that none before has. 0 for a layer that is only looked at.
    pub distinct: u64,
}

/// Enumeration of programs by size.
#[derive(Debug)]
pub struct Enumerate {
    /// At most so many expressions are held.
    pub most: usize,
    /// Sums are looked for with so many of the smallest expressions.
    pub small: usize,
    /// Largest size of which expressions are held, where targets are many.
    pub stored: usize,
    /// Largest size that is looked at.
    pub largest: usize,
    /// The same where targets are few.
    pub farthest: usize,
    pub(crate) layers: Vec<Layer>,
}

impl Default for Enumerate {
    fn default() -> Self {
        Self { most: 3_000_000, small: 30_000, stored: 9, largest: 11, farthest: 14, layers: Vec::new() }
    }
}

impl Enumerate {
    /// With the usual bounds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Programs and distinct values by size, of the last search.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }
}

impl Proposer for Enumerate {
    fn propose(&mut self, tasks: &[Task], watch: &Budget<'_>, sink: &dyn Sink) {
        self.layers.clear();
        let wanted = |task| sink.wants(task);
        let stop = &StopSignal::new(watch, &wanted, tasks.len());
        let targets = Targets::new(tasks);
        let mut desk = {
            let settings = (self.most, self.small, self.stored, self.largest, self.farthest, watch.memory);
            let marks = Checkpoints::new(watch.checkpoints, "enumerate", fingerprint(tasks, settings));
            Desk::new(tasks, sink, marks, targets.memory())
        };
        if tasks.len() <= TOWARDS {
            return self.towards(&targets, stop, &mut desk);
        }
        // Expressions of both banks, and what one of them is met with; values are a quarter.
        let most = self.most.min((watch.memory / 700) as usize);
        let values = (watch.memory / 2200) as usize;
        let worlds = [World::Line, World::Rows];
        let mut loops = loops(stop);
        let mut banks = worlds.map(|world| {
            let mut leaves = world.leaves();
            if world == World::Line {
                leaves.append(&mut loops);
            }
            Bank::new(leaves).holding(values)
        });
        // Few targets: a first round with small programs costs little and shows simple answers soon.
        let rounds: &[usize] = if tasks.len() <= FEW { &[7, self.stored] } else { &[self.stored] };
        for &round in rounds {
            for (world, bank) in worlds.into_iter().zip(&mut banks) {
                desk.world = world;
                while bank.largest() < self.largest.min(round) && bank.len() < most {
                    if !self.layer(bank, true, most, &targets, stop, &mut desk) {
                        return;
                    }
                }
            }
            desk.memory = targets.memory() + banks.iter().map(Bank::memory).sum::<u64>();
            if !self.meetings(round, &worlds, &banks, &targets, stop, &mut desk) {
                return;
            }
        }
        for size in self.stored + 1..=self.largest {
            for (world, bank) in worlds.into_iter().zip(&mut banks) {
                desk.world = world;
                if bank.largest() + 1 == size && !self.layer(bank, false, most, &targets, stop, &mut desk) {
                    return;
                }
            }
        }
    }
}

impl Enumerate {
    /// What is met in the middle: recurrences, then sums and products. Whether all was done.
    fn meetings(
        &self,
        round: usize,
        worlds: &[World],
        banks: &[Bank],
        targets: &Targets,
        stop: &StopSignal<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        // What is met with is made again for the second phase: that costs seconds, and holding both costs memory.
        [true, false].into_iter().all(|recurrent| {
            worlds.iter().zip(banks).all(|(&world, bank)| {
                desk.world = world;
                let stage = if recurrent { "recurrences" } else { "sums and products of two programs" };
                let stage = format!("{stage}: {}s to size {round}", world.says());
                if desk.marks.done(&stage).pieces as usize >= targets.all.len().div_ceil(BLOCK) {
                    return true;
                }
                let Some(meet) = Meet::new(bank, self.small, stop) else { return false };
                desk.memory += meet.memory();
                let all = if recurrent {
                    recurrences(&stage, bank, &meet, targets, stop, desk)
                } else {
                    self.sums(&stage, bank, &meet, targets, stop, desk)
                };
                desk.memory -= meet.memory();
                all
            })
        })
    }

    fn layer(
        &mut self,
        bank: &mut Bank,
        store: bool,
        most: usize,
        targets: &Targets,
        stop: &StopSignal<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        let size = bank.largest() + 1;
        desk.begin();
        let before = bank.len();
        let stage = format!("programs of size {size}");
        desk.progress(&stage, None);
        let others = desk.memory.saturating_sub(bank.memory());
        let looked = desk.programs;
        let key = format!("{} of size {size}", desk.world.says());
        let done = desk.marks.done(&key);
        let visit = |expr: Expr, lanes: &Lanes, out: &mut Vec<(Expr, u32, usize)>| {
            // What is held must be made again, but it was looked up.
            if store && done.pieces > 0 {
                return;
            }
            targets.find(lanes, |task, from| out.push((expr, task, from)));
        };
        let growth = Growth { store, limit: most, skip: if store { 0 } else { done.pieces as usize } };
        let (programs, all) = bank.grow(growth, stop, visit, |bank, event| {
            let ((expr, task, from), programs) = match event {
                Event::Seen(seen, programs) => (seen, done.programs + programs),
                Event::Parts(parts, programs) => {
                    if !store && parts % NOTED == 0 {
                        desk.note(&key, parts, done.programs + programs, stop);
                    }
                    return;
                }
            };
            if desk.offered.get(&task).is_none_or(|&c| c < OFFERS) {
                let text = bank.written(&expr).text;
                desk.offer(Hit { task, from, text, size, given: 0 }, bits((looked + programs) as f64));
            }
        });
        let programs = if store { programs } else { done.programs + programs };
        if store && all {
            desk.note(&key, 1, programs, stop);
        }
        desk.programs += programs;
        desk.distinct += (bank.len() - before) as u64;
        self.layers.push(Layer { world: desk.world, size, programs, distinct: (bank.len() - before) as u64 });
        desk.memory = others + bank.memory();
        desk.progress(&stage, Some(1.0));
        all
    }

    fn sums(
        &self,
        stage: &str,
        bank: &Bank,
        meet: &Meet,
        targets: &Targets,
        stop: &StopSignal<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        desk.begin();
        let blocks = targets.all.len().div_ceil(BLOCK);
        let mark = desk.marks.done(stage);
        let (mut done, mut programs) = (mark.pieces as usize, mark.programs);
        desk.programs += programs;
        let pairs = bits(self.small as f64 * bank.len() as f64 * 3.0);
        let sink = desk.sink;
        let part = |block: usize| {
            let mut hits = Vec::new();
            let mut looked = 0u64;
            for task in block * BLOCK..(block * BLOCK + BLOCK).min(targets.all.len()) {
                if stop.is_over() {
                    break;
                }
                let target = &targets.all[task];
                if !sink.wants(task) {
                    continue;
                }
                for side in meet.sides(target.terms.len()) {
                    let from = side.from;
                    let hit = |joined: Joined, a: u32, b: u32, given: usize| {
                        let write = |id: u32| bank.written(&bank.exprs[id as usize]);
                        let text = joined_text(joined, &write(a), &write(b));
                        Hit { task: task as u32, from, text, size: bank.size(a) + bank.size(b) + 1, given }
                    };
                    let mut count = 0;
                    side.sums(bank, target, |joined, a, b, given| {
                        hits.push(hit(joined, a, b, given));
                        count += 1;
                        count < OFFERS
                    });
                    side.products(bank, target, 2000, |a, b, given| {
                        hits.push(hit(Joined::Product, a, b, given));
                        false
                    });
                    looked += side.small.len() as u64 * 3;
                }
            }
            (hits, looked)
        };
        in_order((done, blocks), 64, stop, part, |(mut hits, looked)| {
            done += 1;
            desk.programs += looked;
            programs += looked;
            hits.sort_by_key(|h: &Hit| (h.task, h.given, h.size));
            hits.into_iter().for_each(|h| desk.offer(h, pairs));
            if done % 64 == 0 || done == blocks {
                desk.note(stage, done, programs, stop);
                desk.progress("sums and products of two programs", Some(done as f64 / blocks as f64));
            }
            true
        })
    }
}

fn recurrences(
    stage: &str,
    bank: &Bank,
    meet: &Meet,
    targets: &Targets,
    stop: &StopSignal<'_>,
    desk: &mut Desk<'_>,
) -> bool {
    desk.begin();
    let world = desk.world;
    let blocks = targets.all.len().div_ceil(BLOCK);
    let mark = desk.marks.done(stage);
    let (mut done, mut programs) = (mark.pieces as usize, mark.programs);
    desk.programs += programs;
    let sink = desk.sink;
    let part = |block: usize| {
        let mut own = Own::default();
        let mut hits = Vec::new();
        for task in block * BLOCK..(block * BLOCK + BLOCK).min(targets.all.len()) {
            if stop.is_over() {
                break;
            }
            let target = &targets.all[task];
            if !sink.wants(task) {
                continue;
            }
            for side in meet.sides(target.terms.len()).filter(|s| s.from < world.starts()) {
                let mut count = 0;
                own.search(world, bank, side, target, |r| {
                    let (text, size, given) = (r.text, r.size, r.given);
                    hits.push(Hit { task: task as u32, from: side.from, text, size, given });
                    count += 1;
                    count < OFFERS
                });
            }
        }
        (hits, own.programs)
    };
    in_order((done, blocks), 64, stop, part, |(mut hits, looked)| {
        done += 1;
        desk.programs += looked;
        programs += looked;
        hits.sort_by_key(|h: &Hit| (h.task, h.given, h.size));
        // A few thousand of its own, each with all of the bank.
        hits.into_iter().for_each(|h| desk.offer(h, bits(3000.0 * 3.0 * bank.len() as f64)));
        if done % 64 == 0 || done == blocks {
            desk.note(stage, done, programs, stop);
            desk.progress("recurrences", Some(done as f64 / blocks as f64));
        }
        true
    })
}
