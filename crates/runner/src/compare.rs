//! `make compare`: the workspace, experiments and registered versions side by side.

use std::fs;
use std::io::{self, IsTerminal as _};

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
use crate::settings::{DotenvError, Settings};

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
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
}

impl Failure for CompareError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Command(error) => error.exit(),
            Self::Git(_) | Self::Dotenv(_) | Self::Remotes(_) => Exit::Usage,
        }
    }
}

/// The comparison in the form that is asked for.
///
/// # Errors
///
/// When `params.yaml` is wrong, or git or the tracker cannot be asked.
pub(crate) fn run(checkout: &Checkout, args: &Compare) -> Result<String, CompareError> {
    let session = Session::open(checkout, &args.file)?;
    let comparison = comparison(checkout, &session, &args.file)?;
    Ok(match (args.json, args.csv) {
        (true, _) => comparison.json(),
        (_, true) => comparison.csv(),
        _ => comparison.table(width()),
    })
}

fn comparison(
    checkout: &Checkout,
    session: &Session,
    file: &ParamsFile,
) -> Result<Comparison, CompareError> {
    let settings = Settings::read(checkout)?;
    let cache = Cache::at(remotes::cache(checkout, &settings)?);
    let (params, tree) = read(file)?;
    let lock = fs::read_to_string(checkout.path("dvc.lock")).ok();
    let workspace = Workspace {
        params: &params,
        tree: &tree,
        lock: lock.as_deref(),
    };
    let tracked: Tracked = session.tracked()?;
    Ok(compare(
        workspace,
        &saved(checkout.root())?,
        &tracked,
        &cache,
    ))
}

/// The parameters, and the tree that they were read from.
///
/// # Errors
///
/// When the file cannot be read or is wrong.
pub(crate) fn read(file: &ParamsFile) -> Result<(Params, yaml::Node), ParamsError> {
    let text = text(file)?;
    let params = Params::parse(&text, &file.path)?;
    let tree = yaml::parse(&text).map_err(|error| ParamsError::Unreadable {
        path: file.path.clone(),
        source: io::Error::other(error),
    })?;
    Ok((params, tree))
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
