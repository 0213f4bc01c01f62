//! `make apply EXP=...`: puts the parameters and outputs of an experiment into the checkout.

use std::fmt;
use std::io;

use experiments::{Applicable, ApplyError, Cache, applicable};
use params::ParamsError;
use stage::exit::{Exit, Failure};

use crate::args::Apply;
use crate::checkout::Checkout;
use crate::compare;
use crate::remotes::{self, RemotesError};
use crate::run::{Turn, TurnError, dvc};
use crate::settings::{DotenvError, Settings};

/// Why an experiment was not applied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CannotApply {
    /// None is named.
    #[error(
        "apply an experiment: none is named; say which, as in `make apply EXP=brave-ant`; `make compare` lists them"
    )]
    Nothing,
    /// `params.yaml` cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// It is not there, or something would be lost.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Somebody else is at work in the checkout.
    #[error(transparent)]
    Turn(#[from] TurnError),
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
    /// DVC refuses.
    #[error("apply `{name}`: DVC says: {message}")]
    Refused {
        /// The experiment.
        name: String,
        /// DVC's line.
        message: String,
    },
}

impl Failure for CannotApply {
    fn exit(&self) -> Exit {
        match self {
            Self::Apply(error) => error.exit(),
            _ => Exit::Usage,
        }
    }
}

/// What was applied; it prints as lines.
#[derive(Debug)]
pub(crate) struct Applied(Applicable);

/// Goes over to the experiment that is named.
///
/// # Errors
///
/// When there is no such experiment, something would be lost, or DVC refuses; nothing is changed
/// then.
pub(crate) fn run(checkout: &Checkout, args: &Apply) -> Result<Applied, CannotApply> {
    let name = args.experiment.as_deref().ok_or(CannotApply::Nothing)?;
    let settings = Settings::read(checkout)?;
    let cache = Cache::at(remotes::cache(checkout, &settings)?);
    let turn = Turn::take(checkout)?;
    let text = compare::text(&args.file)?;
    let found = applicable(checkout.root(), &text, name, &cache)?;
    // By its commit: DVC would look for a name among the experiments of one commit only.
    let args = ["exp", "apply", "--", &found.commit];
    let refused = turn
        .stdin()
        .and_then(|stdin| dvc(checkout.root(), &args, stdin));
    match refused.map_err(CannotApply::Dvc)? {
        None => Ok(Applied(found)),
        Some(message) => Err(CannotApply::Refused {
            name: name.to_owned(),
            message,
        }),
    }
}

impl fmt::Display for Applied {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Applicable { name, settings, .. } = &self.0;
        let settings = settings.iter().map(|(key, value)| format!("{key}={value}"));
        let settings = settings.collect::<Vec<_>>().join(" ");
        if settings.is_empty() {
            writeln!(out, "applied {name}: params.yaml stays as it was")?;
        } else {
            writeln!(out, "applied {name}: {settings}")?;
        }
        write!(
            out,
            "next    `make run` registers its model and lets the gate decide; `git checkout params.yaml dvc.lock` \
             and `make run` go back"
        )
    }
}
