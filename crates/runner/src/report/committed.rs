//! What the last commit has: its parameters, and its scores as far as DVC's cache holds them.

use std::path::Path;

use ::params::Params;
use ::params::yaml::{self, Node};
use experiments::{Cache, Results, Row, Workspace};

use crate::checkout::Checkout;

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
            row: row(checkout, lock.as_deref()),
        })
    }
}

/// The row of its workspace, for its parameters. Those that this program does not take are none.
fn row(checkout: &Checkout, lock: Option<&str>) -> Option<Row> {
    let text = checkout.committed("params.yaml")?;
    let tree: Node = yaml::parse(&text).ok()?;
    let params = Params::parse(&text, Path::new("params.yaml")).ok()?;
    let workspace = Workspace {
        params: &params,
        tree: &tree,
        lock,
    };
    Some(workspace.row())
}
