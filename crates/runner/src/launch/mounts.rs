//! What a stage sees of the checkout: what its entry in `dvc.yaml` names.

use std::path::Path;

use crate::checkout::Checkout;
use crate::pipeline::StageEntry;

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

/// The mounts of a stage: parameters and data read-only, the folders of its outputs writable.
/// What it reads as well, where it is there, comes last.
pub(super) fn of(checkout: &Checkout, entry: &StageEntry) -> Vec<Mount> {
    let read = |name: &String| mount(checkout, name, true);
    let params = entry.params.iter().map(|params| read(&params.file));
    let data = entry.data.iter().map(read);
    let folders = output_folders(entry);
    let written = folders.iter().map(|name| mount(checkout, name, false));
    let there = entry
        .optional
        .iter()
        .filter(|name| checkout.path(name).exists());
    params
        .chain(data)
        .chain(written)
        .chain(there.map(read))
        .collect()
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

fn mount(checkout: &Checkout, name: &str, readonly: bool) -> Mount {
    Mount {
        source: checkout.path(name).to_string_lossy().into_owned(),
        target: format!("{WORKSPACE}/{name}"),
        readonly,
    }
}
