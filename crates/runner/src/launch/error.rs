//! Why a stage was not run, or its result is not accepted.

use std::ops::Range;
use std::path::PathBuf;

use params::{ParamsError, shorten};
use stage::exit::{Exit, Failure};

use crate::checkout::SourcesError;
use crate::docker::DockerError;
use crate::pipeline::PipelineError;
use crate::settings::DotenvError;
use crate::tracker::TrackerError;

/// Why a stage was not run, or its result is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// `dvc.yaml` is wrong or has no such stage.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A stage has no shards.
    #[error("share out stage `{stage}`: expected train, which alone has shards")]
    NotShared {
        /// The stage.
        stage: String,
    },
    /// The plan has other shards.
    #[error(
        "grow the trees {}..{} of stage `{stage}`: `scale.shards` makes {}",
        trees.start, trees.end, shards(known)
    )]
    NoSuchShard {
        /// The stage.
        stage: String,
        /// The trees that were asked for.
        trees: Range<usize>,
        /// The trees of the shards in the plan.
        known: Vec<String>,
    },
    /// Signals cannot be caught.
    #[error("run stage `{stage}`: catch signals: {source}")]
    Signals {
        /// The stage.
        stage: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The sources of the images cannot be read.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// The tracker of this checkout cannot be used.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// The settings of the tracker are wrong.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// No image has been built from the present sources.
    #[error(
        "run stage `{stage}`: no image is built from its present sources (`{image}`); run `make build`"
    )]
    NotBuilt {
        /// The stage.
        stage: String,
        /// The image that is not there.
        image: String,
    },
    /// An input is not there.
    #[error("run stage `{stage}`: read `{}`: {source}; run `dvc repro {stage}`", path.display())]
    Input {
        /// The stage.
        stage: String,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder of an output cannot be made.
    #[error("run stage `{stage}`: make the folder `{}`: {source}", path.display())]
    Folder {
        /// The stage.
        stage: String,
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A value in the settings is not of its kind.
    #[error("run stage `{stage}`: `STAGE_MEMORY` is {found}; expected {expected}")]
    Memory {
        /// The stage.
        stage: String,
        /// The value.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// What the stage read is not what DVC would lock.
    #[error(
        "accept the result of stage `{stage}`: while it ran, {}; run the same command again",
        changes.join(", ")
    )]
    Changed {
        /// The stage.
        stage: String,
        /// What changed, each a clause.
        changes: Vec<String>,
    },
}

fn shards(known: &[String]) -> String {
    match known {
        [] => "no shards; expected it to be above 1, for a forest".to_owned(),
        known => format!(
            "others; expected one of {}",
            shorten::list(known.iter().map(String::as_str))
        ),
    }
}

impl Failure for LaunchError {
    fn exit(&self) -> Exit {
        match self {
            Self::Input { .. } => Exit::Data,
            Self::Tracker(error) => error.exit(),
            _ => Exit::Usage,
        }
    }
}
