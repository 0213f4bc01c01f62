//! Why a table did not become the dataset.

use std::io;
use std::path::{Path, PathBuf};

use params::ParamsError;
use params::yaml::YamlError;
use signal_hook::consts::SIGINT;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;

use crate::launch::LaunchError;
use crate::recovery::HealError;
use crate::run::TurnError;

/// Why a table did not become the dataset.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewDatasetError {
    /// The name given is not one that files can have.
    #[error("name the dataset: `NAME` is {0}")]
    Name(String),
    /// The file's name has nothing of which a name can be made.
    #[error("name the dataset after `{}`: it has no letter or digit of ASCII; give it a name, as in `NAME=customers`", path.display())]
    Nameless {
        /// The file that was named.
        path: PathBuf,
    },
    /// Somebody else is at work in the checkout.
    #[error(transparent)]
    Turn(#[from] TurnError),
    /// What a killed DVC left cannot be made good.
    #[error(transparent)]
    Heal(#[from] HealError),
    /// Signals cannot be caught.
    #[error("catch signals: {0}")]
    Signals(#[source] io::Error),
    /// It was interrupted by this signal.
    #[error("put the dataset in place: interrupted; everything is as it was")]
    Interrupted(i32),
    /// The table cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Table {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder that was named holds no files.
    #[error("read `{}`: the folder holds no files; expected files of a table", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// `params.yaml` cannot be read.
    #[error("read `params.yaml`: {0}; run this in the root of a checkout")]
    ParamsUnreadable(#[source] io::Error),
    /// It is not YAML.
    #[error("read `params.yaml`: {0}")]
    ParamsMalformed(#[source] YamlError),
    /// Its section cannot be told from the rest of it line by line.
    #[error(
        "replace the section `data` of `params.yaml`: line {line}: expected `data:` and the other sections at the \
         beginnings of lines of their own"
    )]
    Layout {
        /// Counted from 1.
        line: usize,
    },
    /// What is to stand in `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The section does not name what was asked for.
    #[error("use the section `data` that ingest wrote: it has another name or source")]
    OtherNames,
    /// The section cannot be read.
    #[error("read the section `data` that ingest wrote: {0}")]
    Section(#[source] io::Error),
    /// Ingest cannot be started.
    #[error(transparent)]
    Profile(#[from] LaunchError),
    /// A file cannot be written, moved or put back.
    #[error("write `{}`: {source}", path.display())]
    Place {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make new-dataset`), or install DVC")]
    Dvc(#[source] io::Error),
    /// DVC failed and said why.
    #[error("hand the dataset to DVC: `dvc commit` failed, see above; everything is as it was")]
    Refused,
}

impl NewDatasetError {
    /// The same with a table's path as a person knows it: the runner has `here` what they call
    /// `named`.
    pub(super) fn named(mut self, here: &Path, named: &Path) -> Self {
        if let Self::Table { path, .. } | Self::Empty { path } = &mut self
            && let Ok(rest) = path.strip_prefix(here)
        {
            // A path that is joined with nothing ends with a slash.
            *path = named.components().chain(rest.components()).collect();
        }
        self
    }

    /// For what the system said of the file or folder at `path`, which was to be written.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Place { path, source }
    }
}

impl Failure for NewDatasetError {
    fn exit(&self) -> Exit {
        match self {
            Self::Interrupted(SIGINT) => Exit::Interrupted,
            Self::Interrupted(_) => Exit::Terminated,
            Self::Table { .. } | Self::Empty { .. } => Exit::Data,
            Self::Params(error) => error.exit(),
            Self::Profile(error) => error.exit(),
            Self::OtherNames | Self::Section(_) => Exit::Internal,
            Self::Name(_)
            | Self::Nameless { .. }
            | Self::Turn(_)
            | Self::Heal(_)
            | Self::Signals(_)
            | Self::ParamsUnreadable(_)
            | Self::ParamsMalformed(_)
            | Self::Layout { .. }
            | Self::Place { .. }
            | Self::Output(_)
            | Self::Dvc(_)
            | Self::Refused => Exit::Usage,
        }
    }
}
