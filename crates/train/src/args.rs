//! The command line of `train`.

use std::ops::Range;
use std::path::PathBuf;

use clap::{ArgGroup, Parser};
use params::Data;
use provenance::CHANGES_FILE;

/// Trains the model, writes it as ONNX, tracks and registers it.
///
/// The tracker is the one that `MLFLOW_TRACKING_URI` names.
#[derive(Debug, Parser)]
#[command(version, group = ArgGroup::new("grown").args(["trees", "part"]))]
pub struct Args {
    /// The parameters; the sections `data`, `train` and `tracking` are used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The table of training rows. By default `data/processed/train.<data.format>`.
    #[arg(long)]
    pub train: Option<PathBuf>,
    /// The table of test rows. By default `data/processed/test.<data.format>`.
    #[arg(long)]
    pub test: Option<PathBuf>,
    /// What DVC knows of the data; only the tracker is told, and it may be missing.
    #[arg(long, default_value = "dvc.lock")]
    pub lock: PathBuf,
    /// What DVC knows of the dataset; only the tracker is told, and it may be missing.
    #[arg(long, default_value = "data.dvc")]
    pub dataset: PathBuf,
    /// What was not committed when the run began; only the tracker is told, and it may be missing.
    #[arg(long, default_value = CHANGES_FILE)]
    pub changes: PathBuf,
    /// The model to write, an ONNX file.
    #[arg(long, default_value = "models/model.onnx")]
    pub model: PathBuf,
    /// What is to be known of the model, as JSON.
    #[arg(long, default_value = "models/model_metadata.json")]
    pub metadata: PathBuf,
    /// Trains and writes nothing: tracks and registers the model that is there.
    #[arg(long)]
    pub existing: bool,
    /// Grows these trees of the forest alone, counted from 0, such as `40..80`, and writes them to
    /// `--shard`. No tracker is asked. Several parts may be asked for, each with a `--shard`: the tables are read once.
    #[arg(long, value_parser = trees, requires = "shard", conflicts_with_all = ["existing", "merge"])]
    pub trees: Vec<Range<usize>>,
    /// Grows one part of the forest alone, as `--trees` does: `0/8` is the first of eight, and `7/8` the last. They
    /// are the parts that `scale.shards: 8` makes.
    #[arg(long, value_parser = part, requires = "shard", conflicts_with_all = ["existing", "merge"])]
    pub part: Option<Part>,
    /// The file that the trees are written to.
    #[arg(long, requires = "grown")]
    pub shard: Vec<PathBuf>,
    /// Grows nothing: puts the trees of these files together, which `--shard` wrote. All else is as
    /// in a training.
    #[arg(long, num_args = 1.., conflicts_with = "existing")]
    pub merge: Vec<PathBuf>,
}

/// One of several parts of a forest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which, counted from 0; less than `of`.
    pub index: usize,
    /// How many there are.
    pub of: usize,
}

/// A part, such as `0/8`.
fn part(text: &str) -> Result<Part, &'static str> {
    let numbers = text.split_once('/');
    let read = |number: &str| number.parse().ok();
    let part = numbers.and_then(|(index, of)| {
        let (index, of) = (read(index)?, read(of)?);
        Some(Part { index, of })
    });
    let part = part.filter(|part| part.index < part.of);
    part.ok_or("expected the part, counted from 0, and how many there are, as in `0/8` to `7/8`")
}

/// The numbers of some trees, such as `40..80`.
fn trees(text: &str) -> Result<Range<usize>, &'static str> {
    let ends = text.split_once("..");
    let read = |end: &str| end.parse().ok();
    let range = ends.and_then(|(first, end)| Some(read(first)?..read(end)?));
    let range = range.filter(|range| !range.is_empty());
    range.ok_or(
        "expected the first tree, counted from 0, and the one after the last, as in `40..80`",
    )
}

impl Args {
    /// The table of training rows: that of the command line, or else that of `data.format`.
    pub(crate) fn train(&self, data: &Data) -> PathBuf {
        self.train.clone().unwrap_or_else(|| data.train_path())
    }

    /// The table of test rows: that of the command line, or else that of `data.format`.
    pub(crate) fn test(&self, data: &Data) -> PathBuf {
        self.test.clone().unwrap_or_else(|| data.test_path())
    }
}
