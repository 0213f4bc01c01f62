//! Shards that make a forest together.

use std::path::Path;

use estimators::ForestPart;
use rayon::prelude::*;

use super::error::ShardError;
use super::header::Origin;
use super::reader::Shard;

/// What shards must say.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) n_estimators: usize,
    pub(super) origin: Origin,
    /// The paths of the training rows and of the test rows.
    pub(super) tables: [&'a str; 2],
}

/// The shards at `paths`, in any order, in the order of their trees: all of the forest, each once.
///
/// # Errors
///
/// When one cannot be read or is of another forest, or there are others than these.
pub(super) fn open(
    paths: &[impl AsRef<Path>],
    expected: &Expected<'_>,
) -> Result<Vec<Shard>, ShardError> {
    let shards = paths.iter().map(|path| {
        let shard = Shard::open(path.as_ref())?;
        check_origin(&shard, expected)?;
        Ok(shard)
    });
    let mut shards: Vec<_> = shards.collect::<Result<_, _>>()?;
    shards.sort_by_key(|shard| (shard.header.trees.start, shard.header.trees.end));
    check_order(&shards, expected.n_estimators)?;
    Ok(shards)
}

/// Their trees.
///
/// # Errors
///
/// When one is not as it was written: of several the first.
pub(super) fn read(shards: &[Shard], n_classes: usize) -> Result<Vec<ForestPart>, ShardError> {
    let parts = shards.par_iter().map(|shard| shard.read(n_classes));
    let parts: Vec<_> = parts.collect();
    parts.into_iter().collect()
}

fn check_origin(shard: &Shard, expected: &Expected<'_>) -> Result<(), ShardError> {
    let (header, present) = (&shard.header, &expected.origin);
    let (found, n_estimators) = (&header.origin, expected.n_estimators);
    let foreign = |says: String, expected: String| ShardError::Foreign {
        path: shard.path.clone(),
        says,
        expected,
    };
    if header.n_estimators != n_estimators {
        let says = format!("it is of a forest of {} trees", header.n_estimators);
        return Err(foreign(says, n_estimators.to_string()));
    }
    for (at, rows) in ["training rows", "test rows"].into_iter().enumerate() {
        if found.data[at] != present.data[at] {
            let says = format!("it was grown for {rows} with the MD5 {}", found.data[at]);
            let expected = format!("{}, that of `{}`", present.data[at], expected.tables[at]);
            return Err(foreign(says, expected));
        }
    }
    if found.params != present.params {
        let says = format!(
            "it was grown with parameters of the digest {}",
            found.params
        );
        let expected = format!(
            "the digest {}, that of `data` and `train` in params.yaml",
            present.params
        );
        return Err(foreign(says, expected));
    }
    if found.program() != present.program() {
        let says = format!("it was grown by {}", found.program());
        return Err(foreign(says, present.program()));
    }
    Ok(())
}

/// Makes sure that each shard begins where the one before it ends.
fn check_order(shards: &[Shard], n_estimators: usize) -> Result<(), ShardError> {
    let mut before: Option<&Shard> = None;
    for shard in shards {
        let trees = &shard.header.trees;
        let end = before.map_or(0, |before| before.header.trees.end);
        match before {
            Some(before) if trees.start < end => {
                return Err(ShardError::Overlap {
                    path: before.path.clone(),
                    trees: before.header.trees.clone(),
                    next: shard.path.clone(),
                    next_trees: trees.clone(),
                });
            }
            _ if trees.start > end => {
                let found = format!(
                    "`{}` begins with tree {}, and no shard holds those before it",
                    shard.path.display(),
                    trees.start
                );
                let missing = end..trees.start;
                return Err(ShardError::Gap { found, missing });
            }
            _ => before = Some(shard),
        }
    }
    match before {
        Some(last) if last.header.trees.end < n_estimators => {
            let end = last.header.trees.end;
            let found = format!(
                "`{}` ends before tree {end}, and no shard holds those behind it",
                last.path.display()
            );
            let missing = end..n_estimators;
            Err(ShardError::Gap { found, missing })
        }
        _ => Ok(()),
    }
}
