//! Why there is no report.

use std::io;
use std::path::PathBuf;

use ::params::ParamsError;
use plots::PlotError;
use registry::RegistryError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;

use crate::commands::CommandError;
use crate::pipeline::PipelineError;
use crate::remotes::RemotesError;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReportError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The tracker cannot be used.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Client(#[from] mlflow::Error),
    /// What the stages wrote is missing or wrong, or the tracker refuses.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// What evaluate wrote beside the metrics is missing or wrong.
    #[error("read `{}`: {source}; run `dvc repro evaluate`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: io::Error,
    },
    /// Files of two models lie beside each other.
    #[error(
        "use `{}`: its classes are not those of the model; run `make run`, so that both are of one model",
        path.display()
    )]
    OtherClasses {
        /// The file.
        path: PathBuf,
    },
    /// What evaluate wrote cannot be drawn.
    #[error("{0}; run `dvc repro -f evaluate` to write it anew")]
    Plot(#[from] PlotError),
    /// `dvc.yaml` is wrong.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// The page cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Failure for ReportError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Command(error) => error.exit(),
            Self::Registry(error) => error.exit(),
            Self::Client(error) if error.is_usage() => Exit::Usage,
            Self::Client(_) => Exit::Tracker,
            Self::Unreadable { .. } | Self::OtherClasses { .. } | Self::Plot(_) => Exit::Data,
            Self::Pipeline(_) | Self::Remotes(_) | Self::Output(_) => Exit::Usage,
        }
    }
}
