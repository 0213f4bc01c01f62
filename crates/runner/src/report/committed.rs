//! What the last commit has: its parameters, and its scores as far as DVC's cache holds them.

use std::path::Path;

use experiments::{Cache, Results, Row};

use crate::checkout::Checkout;
use crate::compare::Here;

/// The last commit.
pub(super) struct Committed {
    /// What it is called.
    pub(super) label: String,
    /// What its `dvc.lock` leads to.
    pub(super) results: Results,
    /// Its parameters.
    pub(super) row: Option<Row>,
}

impl Committed {
    /// Reads it; none where git has no commit.
    pub(super) fn read(checkout: &Checkout, cache: &Cache) -> Option<Self> {
        let commit = checkout.head()?;
        let short = commit.get(..7).unwrap_or(&commit);
        let lock = checkout.committed("dvc.lock");
        let results = lock.as_deref().map(|lock| cache.results(lock));
        Some(Self {
            label: format!("Last commit ({short})"),
            results: results.unwrap_or_default(),
            row: row(checkout, lock),
        })
    }
}

/// The row of its workspace, for its parameters. Those that this program does not take are none.
fn row(checkout: &Checkout, lock: Option<String>) -> Option<Row> {
    let text = checkout.committed("params.yaml")?;
    let here = Here::parse(&text, Path::new("params.yaml"), lock).ok()?;
    Some(here.workspace().row())
}
