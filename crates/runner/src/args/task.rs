//! The command line of what an orchestrator asks for: steps, and parts of a forest.

use std::ops::Range;

use clap::{Args as Options, Subcommand};

use super::{Files, ParamsFile};

/// A step of the pipeline.
#[derive(Clone, Debug, Subcommand)]
pub enum TaskAction {
    /// Checks params.yaml and the settings, and starts the tracker: before the first stage.
    Start {
        /// How.
        #[command(flatten)]
        options: TaskOptions,
        /// Where the parameters are.
        #[command(flatten)]
        file: ParamsFile,
    },
    /// Has DVC run one stage of dvc.yaml, if it changed.
    Stage {
        /// The stage.
        name: String,
        /// How.
        #[command(flatten)]
        options: TaskOptions,
    },
    /// Says into which parts a forest is cut (`scale.shards`), as `plan` in the last line: none where DVC sees no reason
    /// to train.
    Plan {
        /// The stage: train.
        stage: String,
        /// How.
        #[command(flatten)]
        options: TaskOptions,
    },
    /// Grows one of these parts. The stage, after all of them, puts them together.
    Shard {
        /// The stage: train.
        stage: String,
        /// The part, as the plan names it.
        #[arg(value_parser = trees)]
        trees: Range<usize>,
        /// How.
        #[command(flatten)]
        options: TaskOptions,
    },
    /// Prints the scores, the registered version, the gate's verdict and the tracker's link: after the last stage.
    Report {
        /// How.
        #[command(flatten)]
        options: TaskOptions,
        /// What it is made from.
        #[command(flatten)]
        files: Files,
    },
    /// Commits what the run made, and pushes its data and the branch: after the report, for whoever wants that.
    Publish {
        /// What the commit says.
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "Record a run of the pipeline"
        )]
        message: String,
        /// How.
        #[command(flatten)]
        options: TaskOptions,
    },
}

/// How a step is taken.
#[derive(Clone, Debug, Options)]
pub struct TaskOptions {
    /// The last line of a step before this one, or a JSON list of such lines; may be repeated.
    #[arg(long, value_name = "JSON")]
    pub after: Vec<String>,
    /// Gets inputs from the DVC remote and sends outputs there: for workers without a common folder.
    #[arg(long)]
    pub share: bool,
}

/// What can be done with the parts of a forest.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ShardAction {
    /// Prints the trees of each part as a list in JSON, such as `["0..50","50..100"]`; an empty one where
    /// a single process trains.
    Plan {
        /// The stage: train.
        stage: String,
    },
    /// Grows one of these parts, unless it is there, and prints the path of its file in the last line. The stage puts all
    /// together when it runs.
    Grow {
        /// The stage: train.
        stage: String,
        /// The part, as the plan names it.
        #[arg(value_parser = trees)]
        trees: Range<usize>,
    },
}

fn trees(text: &str) -> Result<Range<usize>, &'static str> {
    let ends = text.split_once("..");
    let range = ends.and_then(|(start, end)| Some(start.parse().ok()?..end.parse().ok()?));
    range.ok_or(
        "expected a part of the forest as `mlops shard plan train` prints it, such as `0..50`",
    )
}
