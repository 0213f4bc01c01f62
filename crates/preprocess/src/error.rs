//! What can go wrong in preprocess.

use model_selection::SplitError;
use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;
use table::TableError;

/// Why the parts were not written.
#[derive(Debug, thiserror::Error)]
pub enum PreprocessError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The raw table is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Some classes have one row, which cannot be in both parts.
    #[error(
        "split the rows: there is only 1 row of {0}; expected at least 2 of each class, one for \
         each part: add rows, or remove these and their classes in `data.classes` of params.yaml"
    )]
    ClassTooSmall(
        /// The names of the classes.
        String,
    ),
    /// The split that `params.yaml` asks for cannot be made of these rows.
    #[error("{}", .0.of_setting("preprocess.test_size"))]
    Split(SplitError),
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl PreprocessError {
    /// The error of a split, with the classes by their names.
    pub(crate) fn of_split(error: SplitError, names: &[String]) -> Self {
        match error {
            SplitError::ClassTooSmall { classes } => {
                let names = classes.iter().map(|&class| names[class].as_str());
                Self::ClassTooSmall(params::shorten::list(names))
            }
            error => Self::Split(error),
        }
    }
}

impl Failure for PreprocessError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Table(_)
            | Self::ClassTooSmall(_)
            | Self::Split(SplitError::ClassTooSmall { .. } | SplitError::TooManyRows(_)) => {
                Exit::Data
            }
            Self::Split(_) | Self::Output(_) => Exit::Usage,
        }
    }
}
