//! The stages, in order, and what they offer.

use nth_propose::{Proposer, Sink, Stop, Task, Watch};

use crate::bank::Bank;
use crate::desk::{Desk, Hit, OFFERS, bits};
use crate::expr::Expr;
use crate::lanes::Lanes;
use crate::loops::loops;
use crate::meet::{Joined, Meet};
use crate::recur::{Own, joined_text};
use crate::targets::Targets;
use crate::work::in_order;
use crate::world::World;

/// The largest size of which all expressions are held.
const STORED: usize = 9;
/// So many targets are few.
const FEW: usize = 1000;
/// So few are each worth goals of their own.
const TOWARDS: usize = 8;
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
    /// Largest size that is looked at.
    pub largest: usize,
    /// The same where targets are few.
    pub farthest: usize,
    pub(crate) layers: Vec<Layer>,
}

impl Default for Enumerate {
    fn default() -> Self {
        Self { most: 3_000_000, small: 30_000, largest: 11, farthest: 14, layers: Vec::new() }
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
    fn name(&self) -> &'static str {
        "enumerate"
    }

    fn propose(&mut self, tasks: &[Task], watch: &Watch<'_>, sink: &dyn Sink) {
        self.layers.clear();
        let stop = &Stop::new(watch, sink, tasks.len());
        let targets = Targets::new(tasks);
        let mut desk = Desk::new(tasks, sink, targets.memory());
        if tasks.len() <= TOWARDS {
            return self.towards(&targets, stop, &mut desk);
        }
        let worlds = [World::Line, World::Rows];
        let mut loops = loops(stop);
        let mut banks = worlds.map(|world| {
            let mut leaves = world.leaves();
            if world == World::Line {
                leaves.append(&mut loops);
            }
            Bank::new(leaves)
        });
        // Half for each bank, and for what it is met with.
        let most = self.most.min((watch.memory / 1600) as usize);
        // Few targets: a first round with small programs costs little and shows simple answers soon.
        let rounds: &[usize] = if tasks.len() <= FEW { &[7, STORED] } else { &[STORED] };
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
            if !self.meetings(&worlds, &banks, &targets, stop, &mut desk) {
                return;
            }
        }
        for size in STORED + 1..=self.largest {
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
        worlds: &[World],
        banks: &[Bank],
        targets: &Targets,
        stop: &Stop<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        // What is met with is made again for the second phase: that costs seconds, and holding both costs memory.
        [true, false].into_iter().all(|recurrent| {
            worlds.iter().zip(banks).all(|(&world, bank)| {
                desk.world = world;
                let Some(meet) = Meet::new(bank, self.small, stop) else { return false };
                desk.memory += meet.memory();
                let all = if recurrent {
                    recurrences(world, bank, &meet, targets, stop, desk)
                } else {
                    self.sums(bank, &meet, targets, stop, desk)
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
        stop: &Stop<'_>,
        desk: &mut Desk<'_>,
    ) -> bool {
        let size = bank.largest() + 1;
        desk.offered.clear();
        let before = bank.len();
        let stage = format!("programs of size {size}");
        desk.progress(&stage, None);
        let others = desk.memory.saturating_sub(bank.memory());
        let looked = desk.programs;
        let visit = |expr: Expr, lanes: &Lanes, out: &mut Vec<(Expr, u32, usize)>| {
            targets.find(lanes, |task, from| out.push((expr, task, from)));
        };
        let (programs, all) = bank.grow(store, most, stop, visit, |bank, (expr, task, from), programs| {
            if desk.offered.get(&task).is_none_or(|&c| c < OFFERS) {
                let text = bank.written(&expr).text;
                desk.offer(Hit { task, from, text, size, given: 0 }, bits((looked + programs) as f64));
            }
        });
        desk.programs += programs;
        desk.distinct += (bank.len() - before) as u64;
        self.layers.push(Layer { world: desk.world, size, programs, distinct: (bank.len() - before) as u64 });
        desk.memory = others + bank.memory();
        desk.progress(&stage, Some(1.0));
        all
    }

    fn sums(&self, bank: &Bank, meet: &Meet, targets: &Targets, stop: &Stop<'_>, desk: &mut Desk<'_>) -> bool {
        desk.offered.clear();
        let blocks = targets.all.len().div_ceil(BLOCK);
        let mut done = 0;
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
        in_order(blocks, 64, stop, part, |(mut hits, looked)| {
            done += 1;
            desk.programs += looked;
            hits.sort_by_key(|h: &Hit| (h.task, h.given, h.size));
            hits.into_iter().for_each(|h| desk.offer(h, pairs));
            if done % 64 == 0 {
                desk.progress("sums and products of two programs", Some(done as f64 / blocks as f64));
            }
            true
        })
    }
}

fn recurrences(
    world: World,
    bank: &Bank,
    meet: &Meet,
    targets: &Targets,
    stop: &Stop<'_>,
    desk: &mut Desk<'_>,
) -> bool {
    desk.offered.clear();
    let blocks = targets.all.len().div_ceil(BLOCK);
    let mut done = 0;
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
    in_order(blocks, 64, stop, part, |(mut hits, looked)| {
        done += 1;
        desk.programs += looked;
        hits.sort_by_key(|h: &Hit| (h.task, h.given, h.size));
        // A few thousand of its own, each with all of the bank.
        hits.into_iter().for_each(|h| desk.offer(h, bits(3000.0 * 3.0 * bank.len() as f64)));
        if done % 64 == 0 {
            desk.progress("recurrences", Some(done as f64 / blocks as f64));
        }
        true
    })
}
