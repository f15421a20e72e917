//! The meter of a search: the work that each proposer has spent.

use std::sync::atomic::{AtomicU64, Ordering};

use nth_propose::WorkLimit;

use crate::registry::ProposerInfo;

/// Units of work ([`WorkLimit`]) that each proposer of a search has spent, and may spend.
pub(crate) struct Meter {
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    spent: AtomicU64,
    /// Units that the proposer may spend; [`WorkLimit::NONE`] if work is not limited.
    limit: u64,
    searches: bool,
}

impl Meter {
    /// A meter for these proposers. A limit of all work is divided among the proposers that search, by their shares.
    /// The others end by themselves soon; each may spend as much as all of those.
    pub(crate) fn new<'p>(proposers: impl Iterator<Item = &'p ProposerInfo> + Clone, limit: Option<u64>) -> Self {
        let shares: f64 = proposers.clone().filter(|p| p.searches).map(|p| p.share).sum();
        let row = |p: &ProposerInfo| {
            let part = if p.searches { p.share / shares } else { 1.0 };
            let limit = limit.map_or(WorkLimit::NONE, |l| (l as f64 * part) as u64);
            Row { name: p.name, spent: AtomicU64::new(0), limit, searches: p.searches }
        };
        Self { rows: proposers.map(row).collect() }
    }

    /// The counter and the limit of a proposer.
    pub(crate) fn of(&self, proposer: usize) -> Option<WorkLimit<'_>> {
        self.rows.get(proposer).map(|r| WorkLimit { spent: &r.spent, until: r.limit })
    }

    /// Units spent by the proposers that search.
    pub(crate) fn searched(&self) -> u64 {
        self.rows.iter().filter(|r| r.searches).map(|r| r.spent.load(Ordering::Relaxed)).sum()
    }

    /// The units that each proposer has spent, by its name.
    pub(crate) fn by_proposer(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.rows.iter().map(|r| (r.name, r.spent.load(Ordering::Relaxed)))
    }

    /// Whether a proposer has spent all that it may.
    pub(crate) fn is_spent(&self) -> bool {
        self.rows.iter().any(|r| r.spent.load(Ordering::Relaxed) >= r.limit)
    }
}
