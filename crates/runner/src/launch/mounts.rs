//! What a stage sees of the checkout: what its entry in `dvc.yaml` names. And of the host: what
//! the settings say vouches for the tracker.

use std::path::Path;

use mlflow::ConfigError;

use super::Task;
use crate::certificate::{self, Certificate};
use crate::checkout::Checkout;
use crate::pipeline::StageEntry;
use crate::settings::Settings;

/// Where the programs of the images look for their files.
const WORKSPACE: &str = "/workspace";

/// A file or folder of the checkout at its place in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Its absolute path on the host.
    pub source: String,
    /// Its absolute path in the container.
    pub target: String,
    /// Whether it can only be read.
    pub readonly: bool,
}

impl Mount {
    /// `source` at the place `name` of what a stage sees of the checkout.
    pub(crate) fn of(source: &Path, name: &str, readonly: bool) -> Self {
        Self {
            source: source.to_string_lossy().into_owned(),
            target: format!("{WORKSPACE}/{name}"),
            readonly,
        }
    }
}

/// The mounts of a stage: parameters and data read-only, the folders of its outputs writable
/// where it makes any. What it reads as well, where it is there, comes last.
pub(super) fn of(checkout: &Checkout, entry: &StageEntry, task: Task) -> Vec<Mount> {
    let read = |name: &String| mount(checkout, name, true);
    let data = entry.data.iter().map(read);
    let folders = output_folders(entry);
    let readonly = task == Task::TrackExisting;
    let outputs = folders.iter().map(|name| mount(checkout, name, readonly));
    let there = entry
        .optional
        .iter()
        .filter(|name| checkout.path(name).exists());
    of_params(checkout, entry)
        .into_iter()
        .chain(data)
        .chain(outputs)
        .chain(there.map(read))
        .collect()
}

/// The mounts of a program that grows a shard: parameters and data read-only, and the folder
/// `shards` to write to.
pub(super) fn of_shard(checkout: &Checkout, entry: &StageEntry, shards: &str) -> Vec<Mount> {
    let data = entry.data.iter();
    let mut mounts = of_params(checkout, entry);
    mounts.extend(data.map(|name| mount(checkout, name, true)));
    mounts.push(mount(checkout, shards, false));
    mounts
}

/// The mounts of a stage that only checks its parameters.
pub(super) fn of_params(checkout: &Checkout, entry: &StageEntry) -> Vec<Mount> {
    let files = entry.params.iter();
    files
        .map(|params| mount(checkout, &params.file, true))
        .collect()
}

/// The certificate of the authority that vouches for the tracker, where the settings name one.
///
/// # Errors
///
/// When there is no such file.
pub(super) fn certificate(
    checkout: &Checkout,
    settings: &Settings,
) -> Result<Option<Mount>, ConfigError> {
    let found = Certificate::of(checkout, settings)?;
    Ok(found.map(|certificate| Mount {
        source: certificate.on_host.to_string_lossy().into_owned(),
        target: certificate::IN_STAGE.to_owned(),
        readonly: true,
    }))
}

/// The folders that hold outputs, each once, in order.
pub(super) fn output_folders(entry: &StageEntry) -> Vec<String> {
    let mut folders = Vec::new();
    for output in &entry.outputs {
        let folder = Path::new(output).parent().unwrap_or(Path::new(""));
        let folder = folder.to_string_lossy().into_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

pub(super) fn mount(checkout: &Checkout, name: &str, readonly: bool) -> Mount {
    Mount::of(&checkout.path(name), name, readonly)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline;

    #[test]
    fn what_only_checks_its_parameters_sees_nothing_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let entry = pipeline::stage(&root, "train").unwrap();
        let mounts = of_params(&Checkout::at(&root), &entry).into_iter();
        let mounts: Vec<_> = mounts.map(|mount| (mount.target, mount.readonly)).collect();
        assert_eq!(mounts, [(format!("{WORKSPACE}/params.yaml"), true)]);
    }

    #[test]
    fn what_grows_a_shard_can_write_shards_and_nothing_else() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let entry = pipeline::stage(&root, "train").unwrap();
        let mounts = of_shard(&Checkout::at(&root), &entry, ".dvc/tmp/mlops/shards/0a1b");
        let (read, write): (Vec<_>, _) = mounts.into_iter().partition(|mount| mount.readonly);
        let targets = |mounts: Vec<Mount>| mounts.into_iter().map(|mount| mount.target);
        let shards = format!("{WORKSPACE}/.dvc/tmp/mlops/shards/0a1b");
        assert!(targets(write).eq([shards]));
        let read: Vec<_> = targets(read).collect();
        assert_eq!(read.len(), 3, "parameters and two tables: {read:?}");
    }

    #[test]
    fn what_makes_no_outputs_can_write_nowhere() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let entry = pipeline::stage(&root, "train").unwrap();
        let mounts = |task| {
            let mounts = of(&Checkout::at(&root), &entry, task).into_iter();
            mounts
                .map(|mount| (mount.target, mount.readonly))
                .collect::<Vec<_>>()
        };
        let (run, existing) = (mounts(Task::Run), mounts(Task::TrackExisting));
        let models = format!("{WORKSPACE}/models");
        let writable: Vec<_> = run.iter().filter(|(_, readonly)| !readonly).collect();
        assert_eq!(writable, [&(models.clone(), false)]);
        assert!(existing.contains(&(models, true)), "{existing:?}");
        assert!(
            existing.iter().all(|(_, readonly)| *readonly),
            "{existing:?}"
        );
    }
}
