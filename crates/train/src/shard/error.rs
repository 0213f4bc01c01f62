//! What can be wrong with shards.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use stage::exit::{Exit, Failure};

/// Why there is no shard, or no forest of shards.
#[derive(Debug, thiserror::Error)]
pub enum ShardError {
    /// Another family has no trees that could be grown apart.
    #[error(
        "grow a forest in parts: `train.model` is {model}; expected random_forest or extra_trees, or train in one process"
    )]
    NoForest {
        /// The family, as params.yaml names it.
        model: &'static str,
    },
    /// A search grows many forests.
    #[error(
        "grow a forest in parts: `train.tune` tries several; expected none, or train in one process"
    )]
    Tuned,
    /// There is not a file for each part.
    #[error(
        "grow parts: there are {trees} parts to grow and {shards} `--shard`; expected one `--shard` for each"
    )]
    Unpaired {
        /// How many parts were asked for.
        trees: usize,
        /// How many files.
        shards: usize,
    },
    /// The forest does not have these trees.
    #[error(
        "grow the trees {}..{}: the forest has {n_estimators}, numbered from 0 (`n_estimators`)",
        trees.start, trees.end
    )]
    NoSuchTrees {
        /// The trees that were asked for.
        trees: Range<usize>,
        /// How many there are.
        n_estimators: usize,
    },
    /// Some parts would be empty.
    #[error(
        "grow one of {of} parts: the forest has {n_estimators} trees; expected at most as many parts (`--part`)"
    )]
    TooManyParts {
        /// How many parts were asked for.
        of: usize,
        /// How many trees there are.
        n_estimators: usize,
    },
    /// The file cannot be read.
    #[error("read the shard `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else.
    #[error(
        "read the shard `{}`: it begins with no header of a shard; expected a file that `train --shard` wrote",
        path.display()
    )]
    NoShard {
        /// The file.
        path: PathBuf,
    },
    /// Another version of the program wrote the file.
    #[error(
        "read the shard `{}`: it has format {found}, and this program reads {expected}; grow its trees again",
        path.display()
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// That of this program.
        expected: u32,
    },
    /// The file is not as it was written.
    #[error("read the shard `{}`: it is damaged ({problem}); remove it, and grow its trees again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The file is of another forest.
    #[error("use the shard `{}`: {says}; expected {expected}; grow its trees again", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What it says, a clause.
        says: String,
        /// What it must say.
        expected: String,
    },
    /// Two files hold the same trees.
    #[error(
        "put shards together: `{}` holds the trees {}..{}, and `{}` those from {}; expected each tree once",
        path.display(), trees.start, trees.end, next.display(), next_trees.start
    )]
    Overlap {
        /// A file.
        path: PathBuf,
        /// Its trees.
        trees: Range<usize>,
        /// Another one.
        next: PathBuf,
        /// Its trees.
        next_trees: Range<usize>,
    },
    /// No file holds some trees.
    #[error(
        "put shards together: {found}; expected one with the trees {}..{}", missing.start, missing.end
    )]
    Gap {
        /// Where trees are missing, a clause.
        found: String,
        /// The trees.
        missing: Range<usize>,
    },
}

impl Failure for ShardError {
    fn exit(&self) -> Exit {
        match self {
            Self::NoForest { .. }
            | Self::Tuned
            | Self::Unpaired { .. }
            | Self::NoSuchTrees { .. }
            | Self::TooManyParts { .. }
            | Self::Overlap { .. }
            | Self::Gap { .. } => Exit::Usage,
            Self::Unreadable { .. }
            | Self::NoShard { .. }
            | Self::Format { .. }
            | Self::Damaged { .. }
            | Self::Foreign { .. } => Exit::Data,
        }
    }
}
