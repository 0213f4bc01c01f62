//! Why a model was not made again.

use std::io;
use std::path::PathBuf;

use params::shorten;
use provenance::RecordError;
use stage::exit::{Exit, Failure};

use crate::commands::CommandError;
use crate::remotes::RemotesError;
use crate::run::{RunError, TurnError};
use crate::settings::DotenvError;

/// Why a model was not made again, or not exported.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReproduceError {
    /// Nothing is named.
    #[error(
        "reproduce a model: none is named; say which, as in `make reproduce VERSION=3` or \
         `make reproduce FILE=experiment.json`; `make models` lists the versions"
    )]
    Nothing,
    /// There is no such version.
    #[error("reproduce version `{version}`: `{model}` has no such version{hint}")]
    UnknownVersion {
        /// What was typed.
        version: String,
        /// The registered model.
        model: String,
        /// What was perhaps meant.
        hint: String,
    },
    /// There is no such run.
    #[error("export run `{run}`: the tracker has no such run; the link of a run ends with its id")]
    UnknownRun {
        /// Its id.
        run: String,
    },
    /// The run was made before runs kept what reproduces them.
    #[error(
        "reproduce run {run}: it has no file `lineage/run.json`, as runs of earlier versions of the \
         pipeline have none"
    )]
    NoRecord {
        /// Its id.
        run: String,
    },
    /// The run has kept too little.
    #[error("reproduce run {run}: {problem}")]
    Lacking {
        /// Its id.
        run: String,
        /// What is missing.
        problem: String,
    },
    /// A run or an export tells of itself what no run does. It was written by others, and git and the
    /// file system take such a text for something else.
    #[error("reproduce run `{}`: its {what} is `{}`; expected {expected}", shorten::text(.run), shorten::text(.value))]
    Forged {
        /// Its id.
        run: String,
        /// What is wrong.
        what: &'static str,
        /// What it says.
        value: String,
        /// What it has to say.
        expected: &'static str,
    },
    /// The commit is not here, and no remote has it.
    #[error(
        "reproduce commit {commit}: neither this repository nor a remote of it has it{}; fetch it from where it \
         is, as in `git fetch <repository> {commit}`",
        branch.as_ref().map(|name| format!(" (it was on the branch `{}`)", shorten::text(name))).unwrap_or_default()
    )]
    CommitGone {
        /// 40 digits.
        commit: String,
        /// Where it was.
        branch: Option<String>,
    },
    /// The export is of another repository.
    #[error(
        "reproduce an export of another project{url}: it has no commit in common with this one; type it in a \
         checkout of that one"
    )]
    OtherProject {
        /// Where that one lives, in parentheses.
        url: String,
    },
    /// A file cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no export.
    #[error("read `{}`: {problem}; expected what `make export` writes", path.display())]
    NoExport {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A file cannot be written.
    #[error("write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What the run has kept is not to be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The same is reproduced already.
    #[error(
        "reproduce {told}: another `make reproduce` is at work on it in this checkout (process {number}); wait \
         for it to end"
    )]
    Busy {
        /// What it is.
        told: String,
        /// The process that stays to the end of it.
        number: String,
    },
    /// The folders of reproductions cannot be locked.
    #[error("reproduce a model: lock `{path}`: {source}")]
    Lock {
        /// The file that is locked.
        path: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// git does not check the commit out.
    #[error("check the commit out into a folder of its own: git says: {0}")]
    Git(String),
    /// The changes of the run do not fit to the commit.
    #[error("apply the changes of the run to its commit: git says: {0}")]
    Patch(String),
    /// The dataset cannot be had.
    #[error(
        "fetch the dataset of the run: neither DVC's cache nor a remote has {}: DVC says: {problem}; push it \
         from where it is, with `make push`",
        shorten::list(files.iter().map(String::as_str))
    )]
    NoData {
        /// Its files.
        files: Vec<String>,
        /// DVC's line.
        problem: String,
    },
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// The tracker cannot be used.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// Somebody else is at work there.
    #[error(transparent)]
    Turn(#[from] TurnError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
    /// The pipeline cannot be started.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl Failure for ReproduceError {
    fn exit(&self) -> Exit {
        match self {
            Self::NoRecord { .. }
            | Self::Lacking { .. }
            | Self::NoExport { .. }
            | Self::Patch(_)
            | Self::NoData { .. } => Exit::Data,
            Self::Record(error) => error.exit(),
            Self::Command(error) => error.exit(),
            Self::Run(error) => error.exit(),
            _ => Exit::Usage,
        }
    }
}
