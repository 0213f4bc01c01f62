//! The parameters beside those of production and of the last commit.

use std::collections::{BTreeMap, BTreeSet};

use experiments::Row;
use report_page::content::{Param, Params};

use super::committed::Committed;
use super::tracked::Tracked;

/// What is not about a model: where it goes, and how its table is read.
const OTHERS: [&str; 2] = ["data.", "tracking."];

pub(super) fn of(here: &Row, tracked: &Tracked, committed: Option<&Committed>) -> Params {
    let here = &here.params;
    let rival = tracked.rival.as_ref();
    let rival = rival.and_then(|rival| Some((&rival.label, rival.params.as_ref()?)));
    let before = committed.and_then(|found| Some((&found.label, &found.row.as_ref()?.params)));
    let nothing = BTreeMap::new();
    let production = rival.map_or(&nothing, |(_, params)| params);
    let commit = before.map_or(&nothing, |(_, params)| params);
    let keys: BTreeSet<_> = [here, production, commit]
        .into_iter()
        .flat_map(BTreeMap::keys)
        .filter(|key| !OTHERS.iter().any(|section| key.starts_with(section)))
        .cloned()
        .collect();
    let param = |key: String| Param {
        here: here.get(&key).cloned(),
        production: production.get(&key).cloned(),
        commit: commit.get(&key).cloned(),
        key,
    };
    Params {
        production: rival.map(|(label, _)| label.clone()),
        commit: before.map(|(label, _)| label.clone()),
        all: keys.into_iter().map(param).collect(),
    }
}
