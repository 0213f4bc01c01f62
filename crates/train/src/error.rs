//! What can go wrong in train.

use std::io;
use std::path::PathBuf;

use estimators::{FitError, ForestError};
use labeled_table::LabeledTableError;
use onnx::OnnxError;
use params::ParamsError;
use provenance::LockError;
use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;
use stage::outputs::OutputError;

use crate::shard::error::ShardError;

/// Why there is no new model.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A table is wrong.
    #[error(transparent)]
    LabeledTable(#[from] LabeledTableError),
    /// The tables do not have the same features.
    #[error(
        "use `{}`: its features are not those of `{}`; run the preprocess stage again",
        test.display(), train.display()
    )]
    DifferentFeatures {
        /// The table of training rows.
        train: PathBuf,
        /// The table of test rows.
        test: PathBuf,
    },
    /// A table cannot be read.
    #[error("read `{}`: {source}; run `dvc repro preprocess`", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no shard, or no forest of shards.
    #[error(transparent)]
    Shard(#[from] ShardError),
    /// The training rows are not those any more that the forest was to be grown on.
    #[error(
        "read `{}`: it changed while it was used; run the train stage again when nobody writes \
         to it", path.display()
    )]
    Changed {
        /// The table of training rows.
        path: PathBuf,
    },
    /// The training rows cannot be encoded.
    #[error(transparent)]
    Encode(#[from] encoders::FitError),
    /// The training rows cannot be split as `train.validation` says.
    #[error("{0}")]
    Validation(
        /// What is wrong, and what to do.
        String,
    ),
    /// A setting of `train.tune` has values that do not go together.
    #[error("use the setting {setting} of `train.tune`: {problem}")]
    Setting {
        /// The values that differ between settings.
        setting: String,
        /// What is wrong with them.
        problem: String,
    },
    /// No setting of `train.tune` has a score to compare.
    #[error(
        "choose by `{metric}`: it is not defined on the rows of `train.validation`, which lack \
         classes; name another `train.tune.metric`, or hold out more rows"
    )]
    NothingToCompare {
        /// The metric.
        metric: &'static str,
    },
    /// `dvc.lock` is wrong.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The family refuses the parameters or the data.
    #[error(transparent)]
    Fit(#[from] FitError),
    /// The model cannot be written as ONNX.
    #[error("write the model as ONNX: {0}")]
    Onnx(#[from] OnnxError),
    /// The tracker is not configured.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// What an earlier train wrote of its model is wrong.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The model that is there cannot be read.
    #[error("read `{}`: {source}; run `dvc repro train`", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The model that is there is not the one of the present tables and parameters.
    #[error(
        "use `{}`: it is not what a training would write now ({other}); run `dvc repro train`",
        path.display()
    )]
    OtherModel {
        /// The metadata.
        path: PathBuf,
        /// The fields that differ.
        other: String,
    },
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Failure for TrainError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::LabeledTable(error) => error.exit(),
            Self::Lock(error) => error.exit(),
            Self::Fit(
                FitError::Params(_)
                | FitError::Forest(
                    ForestError::Param(_)
                    | ForestError::ClassWithoutWeight { .. }
                    | ForestError::InexactWeight { .. }
                    | ForestError::NoWeight,
                ),
            )
            | Self::Validation(_)
            | Self::Setting { .. }
            | Self::NothingToCompare { .. }
            | Self::Config(_)
            | Self::Output(_) => Exit::Usage,
            Self::Metadata(error) => error.exit(),
            Self::Shard(error) => error.exit(),
            Self::DifferentFeatures { .. }
            | Self::Changed { .. }
            | Self::Table { .. }
            | Self::Encode(_)
            | Self::Fit(_)
            | Self::Model { .. }
            | Self::OtherModel { .. } => Exit::Data,
            Self::Onnx(_) => Exit::Internal,
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_) => Exit::Tracker,
        }
    }
}
