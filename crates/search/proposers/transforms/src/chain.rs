//! Chains of transforms: which are tried, and the formula of one that led to something simple.

use nth_closed_form::fit_simple;
use nth_num::Int;
use nth_propose::Formula;

use crate::known::Index;
use crate::screen::{MAX_TERMS, SURPLUS, may_be_simple, recurrence_order};
use crate::step::Step;
use crate::weights::{ARITHMETIC, Arithmetic, KERNELS, Kernel, WEIGHTS, Weight};
use nth_algebra::Residue;

/// Bits of the terms that are looked at exactly, all together.
const EXACT_BITS: u64 = 200_000;

/// The transforms that are tried, as a tree: each step with those that come after it.
pub(crate) struct Plan {
    roots: Vec<Node>,
    /// The number of chains.
    count: usize,
}

struct Node {
    step: Step,
    /// Whether a recurrence behind this step says something new.
    last: bool,
    next: Vec<Node>,
}

/// A chain of steps that led to something simple.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The whole.
    pub formula: Formula,
    /// For people.
    pub says: String,
    /// See [`nth_propose::Proposal`].
    pub fitted: usize,
    /// See [`nth_propose::Proposal`].
    pub given: usize,
    /// See [`nth_propose::Proposal`].
    pub bits: f64,
}

/// All steps, once each, for tests.
#[cfg(test)]
pub(crate) fn all_steps() -> Vec<Step> {
    let mut out = cores();
    out.extend([Step::DropFirst, Step::Sums, Step::Differences, Step::Signs, Step::Even, Step::OddTerms]);
    out
}

/// The transforms that do not lead from recurrences to recurrences.
fn cores() -> Vec<Step> {
    let mut out = vec![
        Step::Euler(false),
        Step::Euler(true),
        Step::Weigh(false),
        Step::Weigh(true),
        Step::Exponential(false),
        Step::Exponential(true),
        Step::Logarithmic,
        Step::EgfInvert(false),
        Step::EgfInvert(true),
        Step::Revert,
        Step::Root(2),
        Step::Root(3),
        Step::EgfRoot,
        Step::Stirling,
        Step::InverseStirling,
        Step::Boustrophedon,
        Step::BinomialConvolution(Kernel::Bell),
        Step::Products,
    ];
    out.extend(ARITHMETIC.map(Step::Dirichlet));
    out.extend(KERNELS.map(Step::Convolution));
    for w in WEIGHTS {
        for s in 0..=2 {
            let defined = s > 0 || !matches!(w, Weight::Index | Weight::Oblong | Weight::Fibonacci | Weight::Prime);
            if !w.is_recurrent() && defined && !(matches!(w, Weight::TreePower) && s == 0) {
                out.push(Step::Times(w, s));
            }
            if s > 0 && !matches!(w, Weight::Odd) || w == Weight::CentralBinomial {
                out.push(Step::Over(w, s));
            }
            if matches!(
                w,
                Weight::Index
                    | Weight::Odd
                    | Weight::Oblong
                    | Weight::TwoToTriangular
                    | Weight::Fibonacci
                    | Weight::Prime
            ) {
                out.push(Step::Recursion(w, s, false));
                out.push(Step::Recursion(w, s, true));
            }
        }
    }
    out
}

impl Plan {
    /// The number of chains of transforms that are tried for a task.
    pub(crate) fn chains(&self) -> u64 {
        self.count as u64
    }

    /// All that is tried.
    pub(crate) fn new() -> Self {
        let leaf = |step| Node { step, last: true, next: Vec::new() };
        let leaves = |steps: &[Step]| steps.iter().copied().map(leaf).collect::<Vec<_>>();
        let dirichlet = ARITHMETIC.map(Step::Dirichlet);
        let mut roots = Vec::new();
        for step in cores() {
            let next = match step {
                Step::Euler(_) => leaves(&dirichlet),
                Step::Times(Weight::Factorial, 0..=1) | Step::Over(Weight::Factorial, 1) => {
                    leaves(&[Step::Euler(false), Step::Root(2), Step::Exponential(false), Step::Products])
                }
                Step::Over(Weight::Index, 1) => leaves(&dirichlet[..6]),
                Step::Products => leaves(&[Step::Products, Step::Times(Weight::Factorial, 0)]),
                Step::Dirichlet(Arithmetic::One) => leaves(&dirichlet),
                Step::Exponential(_) | Step::EgfInvert(_) => {
                    leaves(&[Step::Times(Weight::Factorial, 1), Step::Times(Weight::Factorial, 2), Step::Products])
                }
                Step::DropFirst
                | Step::Sums
                | Step::Differences
                | Step::Signs
                | Step::Even
                | Step::OddTerms
                | Step::Times(..)
                | Step::Over(..)
                | Step::Recursion(..)
                | Step::Weigh(_)
                | Step::Logarithmic
                | Step::Revert
                | Step::Root(_)
                | Step::EgfRoot
                | Step::Dirichlet(_)
                | Step::Stirling
                | Step::InverseStirling
                | Step::Boustrophedon
                | Step::Convolution(_)
                | Step::BinomialConvolution(_) => Vec::new(),
            };
            roots.push(Node { step, last: true, next });
        }
        let drop_next = [
            Step::Euler(false),
            Step::Euler(true),
            Step::Weigh(true),
            Step::Exponential(false),
            Step::Exponential(true),
            Step::EgfInvert(false),
            Step::Revert,
            Step::Root(2),
            Step::Products,
            Step::Logarithmic,
            Step::Times(Weight::Factorial, 0),
            Step::Times(Weight::Factorial, 1),
            Step::Times(Weight::CentralBinomial, 1),
        ];
        let mut next = leaves(&drop_next);
        next.extend(leaves(&dirichlet));
        roots.push(Node { step: Step::DropFirst, last: false, next });
        let mut next = leaves(&dirichlet);
        next.extend(leaves(&[Step::Euler(false), Step::Euler(true), Step::Weigh(false), Step::Products]));
        roots.push(Node { step: Step::Sums, last: false, next });
        let drop = Node { step: Step::DropFirst, last: false, next: leaves(&dirichlet) };
        if let Some(sums) = roots.last_mut() {
            sums.next.push(drop);
        }
        let next = leaves(&[Step::Euler(false), Step::Euler(true), Step::Products, Step::Dirichlet(Arithmetic::One)]);
        roots.push(Node { step: Step::Differences, last: false, next });
        let next = leaves(&[
            Step::Euler(false),
            Step::Exponential(false),
            Step::EgfInvert(false),
            Step::Revert,
            Step::EgfRoot,
            Step::Weigh(false),
        ]);
        roots.push(Node { step: Step::Signs, last: false, next });
        let egf = [Step::Exponential(false), Step::EgfInvert(false), Step::EgfRoot];
        roots.push(Node { step: Step::Even, last: false, next: leaves(&egf) });
        let odd = [Step::Logarithmic, Step::Revert];
        roots.push(Node { step: Step::OddTerms, last: false, next: leaves(&odd) });
        let count = roots.iter().map(Node::count).sum();
        Self { roots, count }
    }

    /// The chains that lead from these terms to something simple, where the terms themselves are not.
    ///
    /// Known sequences of the index count as simple.
    pub(crate) fn search(&self, index: &Index, terms: &[Int], from: i64) -> Vec<Found> {
        let terms = prefix(terms);
        if terms.len() <= SURPLUS {
            return Vec::new();
        }
        let residues: Vec<Residue> = terms.iter().map(Residue::of).collect();
        if recurrence_order(&residues).is_some() {
            return Vec::new();
        }
        let task = Search { plan: self, index, terms, from };
        let mut out = Vec::new();
        let mut path = Vec::new();
        out.extend(task.known(&path, &residues));
        for node in &self.roots {
            task.descend(node, &residues, &mut path, &mut out);
        }
        out.sort_by(|a: &Found, b| a.bits.total_cmp(&b.bits));
        out
    }
}

/// One search.
struct Search<'a> {
    plan: &'a Plan,
    index: &'a Index,
    terms: &'a [Int],
    from: i64,
}

impl Search<'_> {
    fn descend(&self, node: &Node, t: &[Residue], path: &mut Vec<Step>, out: &mut Vec<Found>) {
        let Some(f) = node.step.undo(t) else { return };
        if f.len() <= SURPLUS {
            return;
        }
        path.push(node.step);
        if node.last && may_be_simple(&f) {
            out.extend(self.simple(path));
        } else {
            // What is made of a known sequence by dropping a term is in the index.
            if node.step != Step::DropFirst {
                out.extend(self.known(path, &f));
            }
            for n in &node.next {
                self.descend(n, &f, path, out);
            }
        }
        path.pop();
    }

    /// The terms behind each of the steps, exactly.
    fn levels(&self, steps: &[Step]) -> Option<Vec<Vec<Int>>> {
        let mut levels = vec![self.terms.to_vec()];
        for s in steps {
            let f = s.undo(&levels[levels.len() - 1])?;
            levels.push(f);
        }
        Some(levels)
    }

    fn simple(&self, steps: &[Step]) -> Option<Found> {
        let levels = self.levels(steps)?;
        let last = &levels[levels.len() - 1];
        let fit = fit_simple(last, steps.last()?.part_start())?;
        if fit.fitted + SURPLUS > last.len() {
            return None;
        }
        let inner =
            Inner { formula: fit.formula, says: fit.says, fitted: fit.fitted, given: fit.given, bits: fit.bits };
        Some(self.whole(steps, &levels, inner))
    }

    fn known(&self, steps: &[Step], f: &[Residue]) -> Option<Found> {
        if self.index.is_empty() {
            return None;
        }
        let start = steps.last().map_or(self.from, |s| s.part_start());
        let hit = self.index.look(f, start)?;
        let levels = self.levels(steps)?;
        let formula = Formula::new(hit.body).starting(start);
        let inner = Inner { formula, says: hit.says, fitted: hit.fitted, given: hit.given, bits: hit.bits };
        Some(self.whole(steps, &levels, inner))
    }

    /// The steps written around what they led to.
    fn whole(&self, steps: &[Step], levels: &[Vec<Int>], inner: Inner) -> Found {
        let Inner { mut formula, mut says, fitted, mut given, bits } = inner;
        for (i, s) in steps.iter().enumerate().rev() {
            let own_from = if i == 0 { self.from } else { steps[i - 1].part_start() };
            let written = s.write(own_from, &levels[i]);
            formula = Formula::new(written.body).with(vec![formula]).starting(own_from);
            says = if written.says.is_empty() { says } else { format!("{} {says}", written.says) };
            given += written.given;
        }
        let dropped = self.terms.len().saturating_sub(levels[levels.len() - 1].len());
        let bits = if steps.is_empty() { bits } else { bits + (self.plan.count as f64).log2() };
        Found { formula, says, fitted: (fitted + dropped).max(given), given, bits }
    }
}

/// What the last step led to.
struct Inner {
    formula: Formula,
    says: String,
    fitted: usize,
    given: usize,
    bits: f64,
}

impl Node {
    fn count(&self) -> usize {
        usize::from(self.last) + self.next.iter().map(Self::count).sum::<usize>()
    }
}

/// As many of the first terms as are looked at.
fn prefix(terms: &[Int]) -> &[Int] {
    let mut bits = 0;
    let len = terms
        .iter()
        .take(MAX_TERMS)
        .take_while(|t| {
            bits += t.bits() + 1;
            bits <= EXACT_BITS
        })
        .count();
    &terms[..len]
}
