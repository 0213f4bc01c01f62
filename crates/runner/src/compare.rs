//! `make compare`: the workspace, experiments and registered versions side by side.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::Path;

use experiments::{Cache, Comparison, GitError, Tracked, Workspace, compare, saved};
use params::yaml;
use params::{Params, ParamsError};
use rustix::fs::{Mode, OFlags, open};
use rustix::termios::tcgetwinsize;
use stage::exit::{Exit, Failure};

use crate::args::{Compare, ParamsFile};
use crate::checkout::Checkout;
use crate::commands::{CommandError, Session};
use crate::remotes::{self, RemotesError};

/// How wide a table is where there is no terminal.
const WIDTH: usize = 100;

/// Why there is nothing to compare.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompareError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The tracker cannot be used.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// git cannot be asked.
    #[error(transparent)]
    Git(#[from] GitError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
}

impl Failure for CompareError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Command(error) => error.exit(),
            Self::Git(_) | Self::Remotes(_) => Exit::Usage,
        }
    }
}

/// The comparison in the form that is asked for.
///
/// # Errors
///
/// When `params.yaml` is wrong, or git or the tracker cannot be asked.
pub(crate) fn run(checkout: &Checkout, args: &Compare) -> Result<String, CompareError> {
    let here = Here::read(checkout, &args.file)?;
    let session = Session::with(checkout, here.params.clone())?;
    let comparison = comparison(checkout, &session, &here)?;
    Ok(match (args.json, args.csv) {
        (true, _) => comparison.json(),
        (_, true) => comparison.csv(),
        _ => comparison.table(width()),
    })
}

fn comparison(
    checkout: &Checkout,
    session: &Session,
    here: &Here,
) -> Result<Comparison, CompareError> {
    let cache = Cache::at(remotes::cache(checkout, session.settings())?);
    let tracked: Tracked = session.tracked()?;
    Ok(compare(
        here.workspace(),
        &saved(checkout.root())?,
        &tracked,
        &cache,
    ))
}

/// What is in the checkout, or in a commit of it.
pub(crate) struct Here {
    /// Its parameters.
    pub params: Params,
    /// The tree that they were read from.
    pub tree: yaml::Node,
    /// Its `dvc.lock`, if there is one.
    pub lock: Option<String>,
}

impl Here {
    /// What is in `checkout`, whose parameters are in `file`.
    ///
    /// # Errors
    ///
    /// When the parameters cannot be read or are wrong.
    pub(crate) fn read(checkout: &Checkout, file: &ParamsFile) -> Result<Self, ParamsError> {
        let lock = fs::read_to_string(checkout.path("dvc.lock")).ok();
        Self::parse(&text(file)?, &file.path, lock)
    }

    /// Parameters from the text of the file at `path`, beside this `dvc.lock`.
    ///
    /// # Errors
    ///
    /// When the text is wrong.
    pub(crate) fn parse(
        text: &str,
        path: &Path,
        lock: Option<String>,
    ) -> Result<Self, ParamsError> {
        let params = Params::parse(text, path)?;
        let tree = yaml::parse(text).map_err(|error| ParamsError::Unreadable {
            path: path.to_owned(),
            source: io::Error::other(error),
        })?;
        Ok(Self { params, tree, lock })
    }

    /// The same, to be compared with others.
    #[must_use]
    pub(crate) fn workspace(&self) -> Workspace<'_> {
        Workspace {
            params: &self.params,
            tree: &self.tree,
            lock: self.lock.as_deref(),
        }
    }
}

/// The file's text.
///
/// # Errors
///
/// When it cannot be read.
pub(crate) fn text(file: &ParamsFile) -> Result<String, ParamsError> {
    params::text::read(&file.path).map_err(|source| ParamsError::Unreadable {
        path: file.path.clone(),
        source,
    })
}

/// That of the terminal, if there is one.
fn width() -> usize {
    let columns = || {
        let terminal = open("/dev/tty", OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).ok()?;
        Some(usize::from(tcgetwinsize(&terminal).ok()?.ws_col))
    };
    let columns = io::stdout().is_terminal().then(columns).flatten();
    columns.filter(|columns| *columns > 0).unwrap_or(WIDTH)
}
