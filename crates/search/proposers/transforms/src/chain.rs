//! Chains of transforms: which are tried, and the formula of one that led to a closed form or a known sequence.

use nth_algebra::{Residue, Terms, information};
use nth_closed_form::fit_simple;
use nth_num::Int;
use nth_propose::Formula;

use crate::discovery::Discovery;
use crate::known::Index;
use crate::screen::{MAX_TERMS, SURPLUS, may_be_simple, recurrence_order};
use crate::transform::{Row, Transform};
use crate::weights::{ARITHMETIC, Arithmetic, KERNELS, Kernel, WEIGHTS, Weight};

/// Bits for which a term behind a transform counts at least, however simple the terms there are.
const LEAST_BITS: f64 = 2.5;
/// Bound of the size of all terms that are examined exactly, in bits.
const MAX_EXACT_BITS: u64 = 200_000;

/// The transforms that are tried, as a tree: each with those that are tried after it.
pub(crate) struct Plan {
    roots: Vec<Node>,
    /// Number of chains in the tree.
    count: usize,
}

struct Node {
    transform: Transform,
    row: Row<Residue>,
    /// Whether a chain may end here: a recurrence behind the transform is none before it.
    last: bool,
    next: Vec<Node>,
}

impl Node {
    /// A transform at the end of a chain.
    fn leaf(transform: Transform) -> Self {
        Self { transform, row: transform.row(), last: true, next: Vec::new() }
    }

    /// A transform that leads from recurrences to recurrences, and what comes after it.
    fn inner(transform: Transform, next: Vec<Node>) -> Self {
        Self { transform, row: transform.row(), last: false, next }
    }

    /// Number of chains that begin here.
    fn count(&self) -> usize {
        usize::from(self.last) + self.next.iter().map(Self::count).sum::<usize>()
    }
}

/// All transforms, once each, for tests.
#[cfg(test)]
pub(crate) fn all_transforms() -> Vec<Transform> {
    use Transform::{Differences, DropFirst, Even, OddTerms, Signs, Sums};
    let mut out = cores();
    out.extend([DropFirst, Sums, Differences, Signs, Even, OddTerms]);
    out
}

/// The transforms that do not lead from recurrences to recurrences.
fn cores() -> Vec<Transform> {
    let mut out = vec![
        Transform::Euler(false),
        Transform::Euler(true),
        Transform::Weigh(false),
        Transform::Weigh(true),
        Transform::Exponential(false),
        Transform::Exponential(true),
        Transform::Logarithmic,
        Transform::EgfInvert(false),
        Transform::EgfInvert(true),
        Transform::Revert,
        Transform::Root(2),
        Transform::Root(3),
        Transform::EgfRoot,
        Transform::Stirling,
        Transform::InverseStirling,
        Transform::Boustrophedon,
        Transform::BinomialConvolution(Kernel::Bell),
        Transform::Products,
    ];
    out.extend(ARITHMETIC.map(Transform::Dirichlet));
    out.extend(KERNELS.map(Transform::Convolution));
    for w in WEIGHTS {
        for s in 0..=2 {
            out.extend(weighted(w, s));
        }
    }
    out
}

/// The transforms with the weight w at n + s that are new: whose weight is defined at all indices and no recurrence.
fn weighted(w: Weight, s: u8) -> Vec<Transform> {
    let mut out = Vec::new();
    let zero_at_zero =
        matches!(w, Weight::Index | Weight::Oblong | Weight::Fibonacci | Weight::Prime | Weight::TreePower);
    if !(w.is_recurrent() || s == 0 && zero_at_zero) {
        out.push(Transform::Times(w, s));
    }
    if s > 0 && w != Weight::Odd || w == Weight::CentralBinomial {
        out.push(Transform::Over(w, s));
    }
    if w.is_recurrent() || matches!(w, Weight::TwoToTriangular | Weight::Prime) {
        out.extend([false, true].map(|minus| Transform::Recursion(w, s, minus)));
    }
    out
}

/// The transforms that are tried after a core.
fn after(core: Transform) -> Vec<Transform> {
    use Transform::{Dirichlet, EgfInvert, Euler, Exponential, Over, Products, Root, Times};
    let dirichlet = ARITHMETIC.map(Dirichlet);
    if matches!(core, Euler(_) | Dirichlet(Arithmetic::One)) {
        dirichlet.to_vec()
    } else if matches!(core, Times(Weight::Factorial, 0..=1) | Over(Weight::Factorial, 1)) {
        vec![Euler(false), Root(2), Exponential(false), Products]
    } else if core == Over(Weight::Index, 1) {
        dirichlet[..6].to_vec()
    } else if core == Products {
        vec![Products, Times(Weight::Factorial, 0)]
    } else if matches!(core, Exponential(_) | EgfInvert(_)) {
        vec![Times(Weight::Factorial, 1), Times(Weight::Factorial, 2), Products]
    } else {
        Vec::new()
    }
}

/// The transforms that lead from recurrences to recurrences, with the cores that are tried after each.
fn inner() -> Vec<Node> {
    use Transform::{
        Differences, Dirichlet, DropFirst, EgfInvert, EgfRoot, Euler, Even, Exponential, Logarithmic, OddTerms,
        Products, Revert, Root, Signs, Sums, Times, Weigh,
    };
    let leaves = |transforms: &[Transform]| transforms.iter().copied().map(Node::leaf).collect::<Vec<_>>();
    let dirichlet = ARITHMETIC.map(Dirichlet);
    let mut drop_first = leaves(&[
        Euler(false),
        Euler(true),
        Weigh(true),
        Exponential(false),
        Exponential(true),
        EgfInvert(false),
        Revert,
        Root(2),
        Products,
        Logarithmic,
        Times(Weight::Factorial, 0),
        Times(Weight::Factorial, 1),
        Times(Weight::CentralBinomial, 1),
    ]);
    drop_first.extend(leaves(&dirichlet));
    let mut sums = leaves(&dirichlet);
    sums.extend(leaves(&[Euler(false), Euler(true), Weigh(false), Products]));
    sums.push(Node::inner(DropFirst, leaves(&dirichlet)));
    let differences = leaves(&[Euler(false), Euler(true), Products, Dirichlet(Arithmetic::One)]);
    let signs = leaves(&[Euler(false), Exponential(false), EgfInvert(false), Revert, EgfRoot, Weigh(false)]);
    vec![
        Node::inner(DropFirst, drop_first),
        Node::inner(Sums, sums),
        Node::inner(Differences, differences),
        Node::inner(Signs, signs),
        Node::inner(Even, leaves(&[Exponential(false), EgfInvert(false), EgfRoot])),
        Node::inner(OddTerms, leaves(&[Logarithmic, Revert])),
    ]
}

impl Plan {
    /// Number of chains that are tried for a task.
    pub(crate) fn chains(&self) -> u64 {
        self.count as u64
    }

    /// All chains that are tried.
    pub(crate) fn new() -> Self {
        let core = |t: Transform| Node { next: after(t).into_iter().map(Node::leaf).collect(), ..Node::leaf(t) };
        let mut roots: Vec<Node> = cores().into_iter().map(core).collect();
        roots.extend(inner());
        let count = roots.iter().map(Node::count).sum();
        Self { roots, count }
    }

    /// The chains that lead from these terms to a simple closed form or a known sequence of the index, where the terms
    /// themselves are no recurrence.
    pub(crate) fn search(&self, index: &Index, all: &Terms, from: i64) -> Vec<Discovery> {
        let terms = prefix(all);
        if terms.len() <= SURPLUS {
            return Vec::new();
        }
        let residues = &all.residues()[..terms.len()];
        if recurrence_order(residues).is_some() {
            return Vec::new();
        }
        let search = Search { plan: self, index, terms, from };
        let mut out = Vec::new();
        let mut path = Vec::new();
        out.extend(search.known(&path, from, residues));
        for node in &self.roots {
            search.descend(node, residues, &mut path, &mut out);
        }
        out
    }
}

/// The search for one sequence.
struct Search<'a> {
    plan: &'a Plan,
    index: &'a Index,
    terms: &'a [Int],
    from: i64,
}

/// The transforms of a chain, from the outermost on, made exact.
struct Chain {
    rows: Vec<Row<Int>>,
    /// The terms behind 0, 1, … of the transforms.
    levels: Vec<Vec<Int>>,
}

impl Chain {
    /// Bits by which the terms hold more information than those behind some of the transforms.
    ///
    /// A transform adds nothing to the terms behind it, so a program agrees with the terms by chance as often as with
    /// those. Large terms whose Euler transform is undone, say, give a few small exponents.
    fn inflation(&self) -> f64 {
        let [outer, behind @ ..] = self.levels.as_slice() else { return 0.0 };
        // Terms that have no counterpart behind the transforms stand in the program.
        let dropped = outer.len().saturating_sub(self.innermost().len());
        let outer: f64 = information(outer).iter().skip(dropped).sum();
        let bits = |t: &Vec<Int>| information(t).iter().sum::<f64>().max(LEAST_BITS * t.len() as f64);
        outer - behind.iter().map(bits).fold(outer, f64::min)
    }

    /// The terms behind all transforms.
    fn innermost(&self) -> &[Int] {
        self.levels.last().map_or(&[], Vec::as_slice)
    }
}

impl Search<'_> {
    /// Tries the chains that go on with this node from the terms t behind the path.
    fn descend(&self, node: &Node, t: &[Residue], path: &mut Vec<Transform>, out: &mut Vec<Discovery>) {
        let Some(f) = node.row.undo(t) else { return };
        if f.len() <= SURPLUS {
            return;
        }
        path.push(node.transform);
        if node.last && may_be_simple(&f) {
            out.extend(self.simple(path, node.row.inner_start));
        } else {
            // Known sequences without their first term are in the index.
            if node.transform != Transform::DropFirst {
                out.extend(self.known(path, node.row.inner_start, &f));
            }
            for next in &node.next {
                self.descend(next, &f, path, out);
            }
        }
        path.pop();
    }

    /// The chain of these transforms, exactly.
    fn exact(&self, path: &[Transform]) -> Option<Chain> {
        let rows: Vec<Row<Int>> = path.iter().map(|t| t.row()).collect();
        let mut levels = vec![self.terms.to_vec()];
        for row in &rows {
            levels.push(row.undo(levels.last()?)?);
        }
        Some(Chain { rows, levels })
    }

    /// A simple closed form behind these transforms, whose first index is `start`.
    fn simple(&self, path: &[Transform], start: i64) -> Option<Discovery> {
        let chain = self.exact(path)?;
        let terms = chain.innermost();
        let fit = fit_simple(terms, start)?;
        if fit.determined_by + SURPLUS > terms.len() {
            return None;
        }
        Some(self.whole(&chain, fit.into()))
    }

    /// A known sequence behind these transforms, which led to the terms f from the index `start` on.
    fn known(&self, path: &[Transform], start: i64, f: &[Residue]) -> Option<Discovery> {
        if self.index.is_empty() {
            return None;
        }
        let found = self.index.find(f, start)?;
        Some(self.whole(&self.exact(path)?, found))
    }

    /// The transforms written around the sequence that they led to.
    fn whole(&self, chain: &Chain, inner: Discovery) -> Discovery {
        let Discovery { mut formula, mut description, determined_by, mut verbatim, bits } = inner;
        for (i, row) in chain.rows.iter().enumerate().rev() {
            let from = if i == 0 { self.from } else { chain.rows[i - 1].inner_start };
            formula = Formula::new(row.body(from, &chain.levels[i])).with(vec![formula]).starting(from);
            if !row.describe.is_empty() {
                description = format!("{} {description}", row.describe);
            }
            verbatim += row.verbatim;
        }
        let dropped = self.terms.len().saturating_sub(chain.innermost().len());
        let choice = if chain.rows.is_empty() { 0.0 } else { (self.plan.count as f64).log2() };
        Discovery {
            formula,
            description,
            determined_by: (determined_by + dropped).max(verbatim),
            verbatim,
            bits: bits + choice + chain.inflation(),
        }
    }
}

/// The first terms, as many as are examined.
fn prefix(terms: &[Int]) -> &[Int] {
    let mut bits = 0;
    let small = |t: &&Int| {
        bits += t.bits() + 1;
        bits <= MAX_EXACT_BITS
    };
    &terms[..terms.iter().take(MAX_TERMS).take_while(small).count()]
}
