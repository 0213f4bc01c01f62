//! What DVC's configuration names outside of the checkout: folders of remotes, a shared cache,
//! files with credentials.
//!
//! The runner's container holds the checkout and no other folder of the machine. DVC would write
//! into the container, which is thrown away, and say that all went well. So `scripts/runner` asks
//! `mlops outside` for these paths and mounts them at their own place, and everything else in the
//! container is read-only: what was overlooked fails, and is not lost.
//!
//! # Layout
//!
//! - [`ask`]: what remotes answer.
//! - [`configuration`]: DVC's configuration from its files.
//! - [`copy`]: the same for a copy of the checkout at another place.
//! - [`defaults`]: the runner's part of it.
//! - [`edit`]: other settings in the text of a file.
//! - [`outside`]: the paths in it that lie outside of the checkout.
//! - [`used`]: the remote that a push goes to.
//! - [`usable`]: whether a command finds the folders that it needs.

mod ask;
mod configuration;
mod copy;
mod defaults;
mod edit;
mod outside;
mod usable;
mod used;

use std::ffi::OsString;
use std::path::PathBuf;

use crate::checkout::Checkout;
use crate::settings::Settings;

pub(crate) use ask::{Answer, AskError, Candidate, Kind, Which, ask, with_code_of_dvc};
pub(crate) use configuration::normalized;
use configuration::{Configuration, ConfigurationError};
pub(crate) use defaults::{Defaults, Level};
pub(crate) use edit::{Change, edited};
pub(crate) use outside::Outside;
use usable::UnusableFolder;
pub(crate) use usable::{UnusablePlace, check_folder};
pub(crate) use used::{Used, folder_url, overruled, used};

/// The folder of the caller's own configuration, as DVC calls it.
const GLOBAL_VARIABLE: &str = "DVC_GLOBAL_CONFIG_DIR";
/// Where DVC's cache is unless its configuration says otherwise.
const CACHE: &str = ".dvc/cache";
/// The configuration of the checkout and of this copy of it; the second wins.
const CHECKOUT_FILES: [&str; 2] = [".dvc/config", ".dvc/config.local"];
/// The variable by which `scripts/remote` names a folder that is to become the remote.
const FOLDER_VARIABLE: &str = "MLOPS_REMOTE";

/// What has to be mounted from outside of `checkout`, in the order of the paths.
///
/// # Errors
///
/// When a file of DVC's configuration cannot be read.
pub(crate) fn outside(
    checkout: &Checkout,
    settings: &Settings,
) -> Result<Vec<Outside>, RemotesError> {
    let configuration = Configuration::read(&files(checkout, settings, Level::System))?;
    let mut found = outside::of(&configuration, checkout, &home(settings));
    found.extend(candidate(checkout, settings));
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.retain(Outside::is_mountable);
    // Docker refuses to mount at one place twice.
    found.dedup_by(|a, b| a.path == b.path);
    Ok(found)
}

/// The folder that is to become the remote, if it lies outside of `checkout`.
fn candidate(checkout: &Checkout, settings: &Settings) -> Option<Outside> {
    let path = settings.get(FOLDER_VARIABLE).map(PathBuf::from)?;
    let path = normalized(&path);
    // What is told of it is a line.
    let one_line = !path.to_string_lossy().contains(char::is_control);
    let outside = one_line && !path.starts_with(checkout.root());
    outside.then(|| Outside {
        path,
        purpose: outside::Purpose::Remote(used::STORAGE.to_owned()),
        file: checkout.path(used::CONFIG),
    })
}

/// Makes sure that `command` finds the folders that it reads and writes.
///
/// # Errors
///
/// When a file of DVC's configuration cannot be read, or such a folder cannot be used.
pub(crate) fn check(
    checkout: &Checkout,
    settings: &Settings,
    defaults: &Defaults,
    command: &[OsString],
) -> Result<(), RemotesError> {
    let configuration = Configuration::read(&files(checkout, settings, defaults.level))?;
    let outside = outside::of(&configuration, checkout, &home(settings));
    let default = configuration.default_remote().unwrap_or(defaults.remote);
    Ok(usable::check(&outside, default, command)?)
}

/// The folder of DVC's cache.
///
/// # Errors
///
/// When a file of DVC's configuration cannot be read.
pub(crate) fn cache(checkout: &Checkout, settings: &Settings) -> Result<PathBuf, RemotesError> {
    let configuration = Configuration::read(&files(checkout, settings, Level::System))?;
    let set = configuration
        .cache()
        .and_then(|setting| setting.path(&home(settings)));
    Ok(set.unwrap_or_else(|| checkout.path(CACHE)))
}

/// The configuration of `checkout` as one file for a copy of it, which shares its cache and the
/// folders below `.dvc`.
///
/// # Errors
///
/// When a file of DVC's configuration cannot be read.
pub(crate) fn of_copy(checkout: &Checkout, settings: &Settings) -> Result<String, RemotesError> {
    let own = CHECKOUT_FILES.map(|name| checkout.path(name));
    let configuration = Configuration::read(&own)?;
    let cache = cache(checkout, settings)?;
    Ok(copy::text(
        &configuration,
        checkout,
        &home(settings),
        &cache,
    ))
}

/// Why the folders that a command needs are not known, or not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemotesError {
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// A folder cannot be used.
    #[error(transparent)]
    Folder(#[from] UnusableFolder),
}

/// The files of DVC's configuration, of which a later one wins: the caller's own, unless the
/// runner's stands in its place, and the checkout's. The system's is the image's.
fn files(checkout: &Checkout, settings: &Settings, runner: Level) -> Vec<PathBuf> {
    let global = global(settings).filter(|_| runner != Level::Global);
    let own = CHECKOUT_FILES.map(|name| checkout.path(name));
    global.into_iter().chain(own).collect()
}

/// The caller's own configuration, where DVC looks for it.
fn global(settings: &Settings) -> Option<PathBuf> {
    let set = |name| settings.get(name).map(PathBuf::from);
    let configuration = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")));
    let folder = set(GLOBAL_VARIABLE).or_else(|| Some(configuration?.join("dvc")));
    Some(folder?.join("config"))
}

fn home(settings: &Settings) -> PathBuf {
    settings.get("HOME").unwrap_or_default().into()
}
