//! The model to begin with.

use std::path::Path;

use mlflow::{Client, Config};
use stage::exit::with_causes;

use super::last_good::LastGood;
use super::registered::Registered;
use crate::error::ServeError;
use crate::log;
use crate::model::{ModelFiles, ModelReference, ServedModel};

/// How often a request to the tracker is repeated where there is a copy to begin with.
const RETRIES_WITH_COPY: u32 = 1;

/// The model to begin with, and how it is followed.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) model: ServedModel,
    /// The registry, where an alias is followed.
    pub(super) followed: Option<Followed>,
    /// Why the last good copy is served, and not what the registry has.
    pub(crate) problem: Option<ServeError>,
}

/// An alias that is followed, and where copies are kept.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) registered: Registered,
    pub(super) last_good: Option<LastGood>,
}

/// Loads the model of the reference. If the registry cannot be asked, or what it has is bad, the copy in the folder
/// `last_good` does.
///
/// # Errors
///
/// When there is no model that can be used.
pub(crate) fn load(
    reference: &ModelReference,
    last_good: Option<&Path>,
) -> Result<Loaded, ServeError> {
    let name = match reference {
        ModelReference::File(path) => {
            let model = ServedModel::read(path)?;
            return Ok(Loaded {
                model,
                followed: None,
                problem: None,
            });
        }
        ModelReference::Alias { name, .. } | ModelReference::Version { name, .. } => name,
    };
    let last_good = last_good.map(LastGood::open).transpose()?;
    let copy = copy(last_good.as_ref(), name);
    let registered = Registered::new(client(copy.is_some())?, reference.clone());
    let (model, problem) = match newest(&registered, last_good.as_ref()) {
        Ok(model) => (model, None),
        Err(error) => match copy {
            Some(copy) if fits(&copy, reference) => (ServedModel::from_files(&copy)?, Some(error)),
            _ => return Err(error),
        },
    };
    let follows = matches!(reference, ModelReference::Alias { .. });
    let followed = follows.then_some(Followed {
        registered,
        last_good,
    });
    Ok(Loaded {
        model,
        followed,
        problem,
    })
}

/// The copy, if there is one that can be read: the registry may have what it lacks.
fn copy(last_good: Option<&LastGood>, name: &str) -> Option<ModelFiles> {
    let found = last_good?.read(name);
    found.unwrap_or_else(|error| {
        log::warn(format_args!("failed to {}", with_causes(&error)));
        None
    })
}

/// A copy of another version than was asked for does not do.
fn fits(copy: &ModelFiles, reference: &ModelReference) -> bool {
    match reference {
        ModelReference::Version { version, .. } => copy.version == Some(*version),
        _ => true,
    }
}

fn client(has_copy: bool) -> Result<Client, ServeError> {
    let mut config = Config::from_env()?;
    if has_copy {
        config.retries.limit = config.retries.limit.min(RETRIES_WITH_COPY);
    }
    Ok(Client::connect(config)?)
}

/// What the registry has, of which a copy is kept.
fn newest(
    registered: &Registered,
    last_good: Option<&LastGood>,
) -> Result<ServedModel, ServeError> {
    let version = registered.look()?;
    let files = registered.fetch(&version)?;
    checked(&files, last_good)
}

/// The model of these files, of which a copy is kept when it is good.
pub(super) fn checked(
    files: &ModelFiles,
    last_good: Option<&LastGood>,
) -> Result<ServedModel, ServeError> {
    let model = ServedModel::from_files(files)?;
    if let Some(Err(error)) = last_good.map(|last_good| last_good.keep(files)) {
        // It can be served nevertheless.
        log::warn(format_args!("failed to {}", with_causes(&error)));
    }
    Ok(model)
}
