//! The parts into which a forest is cut, of what the sections `scale` and `train` say together.

use std::fmt;
use std::ops::Range;

use crate::file::Params;
use crate::scale::Scale;

/// Why a training is not shared out although `scale.shards` says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unshared {
    /// The family, which has this name, has no trees that could be grown apart.
    NoForest(&'static str),
    /// A search grows many forests.
    Tuned,
    /// There is nothing to share.
    OneTree,
}

impl fmt::Display for Unshared {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoForest(model) => write!(out, "`train.model` is {model}, which is no forest"),
            Self::Tuned => out.write_str("`train.tune` tries several forests"),
            Self::OneTree => out.write_str("the forest has one tree"),
        }
    }
}

impl Params {
    /// The trees of each shard, counted from 0: as many to each as to the others, or one more.
    /// Nothing where one process is asked for.
    ///
    /// # Errors
    ///
    /// When several are asked for, and the model has no parts.
    pub fn shards(&self) -> Result<Vec<Range<usize>>, Unshared> {
        let Scale { shards, .. } = self.scale;
        if shards == 1 {
            return Ok(Vec::new());
        }
        if self.tune.is_some() {
            return Err(Unshared::Tuned);
        }
        let model = self.train.model();
        let forest = self.train.forest().ok_or(Unshared::NoForest(model))?;
        match forest.n_estimators {
            1 => Err(Unshared::OneTree),
            trees => Ok(ranges(trees, shards.min(trees))),
        }
    }
}

fn ranges(trees: usize, shards: usize) -> Vec<Range<usize>> {
    (0..shards)
        .map(|shard| trees_of_shard(trees, shard, shards))
        .collect()
}

/// The trees, counted from 0, of shard `shard`, counted from 0, of a forest of `trees` that is cut into
/// `shards`, of which there is at least one: what [`Params::shards`] has at that place. None where there are more shards than
/// trees and this one is empty.
#[must_use]
pub fn trees_of_shard(trees: usize, shard: usize, shards: usize) -> Range<usize> {
    let place = |shard: usize| (shard * trees).div_ceil(shards);
    place(shard)..place(shard + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_follow_one_another_and_differ_by_one_tree_at_most() {
        assert_eq!(ranges(100, 3), [0..34, 34..67, 67..100]);
        assert_eq!(ranges(100, 8)[..2], [0..13, 13..25]);
        assert_eq!(trees_of_shard(100, 7, 8), 88..100);
        assert!((0..3).any(|shard| trees_of_shard(2, shard, 3).is_empty()));
        for (trees, shards) in [(100, 8), (5, 5), (7, 3), (1000, 999), (100_000, 1000)] {
            let found = ranges(trees, shards);
            assert_eq!(found.len(), shards);
            assert_eq!((found[0].start, found[shards - 1].end), (0, trees));
            assert!(found.windows(2).all(|pair| pair[0].end == pair[1].start));
            let lengths = found.iter().map(ExactSizeIterator::len);
            let (least, most) = (lengths.clone().min(), lengths.max());
            assert!(most.unwrap() - least.unwrap() <= 1 && least > Some(0));
        }
    }
}
