//! What a stage depends on, as it is at a moment.
//!
//! DVC looks at parameters and dependencies once more after a stage has ended, and locks
//! what it finds then. An edit while the stage ran would thus be locked for a result that
//! it had no part in. A stage is looked at before and after, and refused if the two differ.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use params::yaml::{self, Entry, Node};

use super::LaunchError;
use crate::checkout::{Checkout, Sources};
use crate::pipeline::{Params, StageEntry};

/// Parameters by value, data by what the file system says of it, sources by their digest.
#[derive(Debug)]
pub(super) struct Inputs {
    sources: Sources,
    params: Vec<Value>,
    data: BTreeMap<String, Stamp>,
}

/// A parameter; its node is none where the key is not there.
#[derive(Debug)]
struct Value {
    name: String,
    node: Option<Node>,
}

/// What changes when a file is written to: its place, its length, and when it was written.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    length: u64,
    written: (i64, i64),
}

impl Inputs {
    /// Those of `entry`, and the sources of its image as they are or were.
    pub(super) fn read(
        checkout: &Checkout,
        entry: &StageEntry,
        sources: Sources,
    ) -> Result<Self, LaunchError> {
        let failed = |name: &str, source| LaunchError::Input {
            stage: entry.name.clone(),
            path: name.into(),
            source,
        };
        let mut data = BTreeMap::new();
        for name in &entry.data {
            stamp(checkout.root(), name, &mut data).map_err(|error| failed(name, error))?;
        }
        let mut params = Vec::new();
        for file in &entry.params {
            let text = fs::read_to_string(checkout.path(&file.file));
            let text = text.map_err(|error| failed(&file.file, error))?;
            params.extend(values(file, &text));
        }
        Ok(Self {
            sources,
            params,
            data,
        })
    }

    /// What is not the same in `later`, each as a clause.
    pub(super) fn changes(&self, later: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (before, after) in self.params.iter().zip(&later.params) {
            differences(
                &before.name,
                before.node.as_ref(),
                after.node.as_ref(),
                &mut changes,
            );
        }
        for (name, stamp) in &self.data {
            if later.data.get(name) != Some(stamp) {
                changes.push(format!("`{name}` was written to"));
            }
        }
        let added = later
            .data
            .keys()
            .filter(|name| !self.data.contains_key(*name));
        changes.extend(added.map(|name| format!("`{name}` was added")));
        if self.sources != later.sources {
            changes.push("the sources of its image were edited".to_owned());
        }
        changes
    }
}

/// The values of the keys that the stage uses; those of the whole file, or of one that is no
/// YAML any more, count as one.
fn values(params: &Params, text: &str) -> Vec<Value> {
    let root = yaml::parse(text).ok();
    let value = |key: &String| Value {
        name: key.clone(),
        node: root.as_ref().and_then(|root| root.at(key)).cloned(),
    };
    if params.keys.is_empty() {
        let name = params.file.clone();
        return vec![Value { name, node: root }];
    }
    params.keys.iter().map(value).collect()
}

/// Adds what differs between two values, key by key where both are sections.
fn differences(name: &str, before: Option<&Node>, after: Option<&Node>, found: &mut Vec<String>) {
    if before == after {
        return;
    }
    let (was, is) = (entries(before), entries(after));
    if was.is_empty() || is.is_empty() {
        let shown = |node: Option<&Node>| node.map_or("nothing".to_owned(), Node::to_string);
        found.push(format!(
            "`{name}` changed from {} to {}",
            shown(before),
            shown(after)
        ));
        return;
    }
    let mut keys: Vec<_> = was.iter().chain(is).map(Entry::key).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let get = |node: Option<&'_ Node>| node.and_then(|node| node.get(key).cloned());
        let (was, is) = (get(before), get(after));
        differences(&format!("{name}.{key}"), was.as_ref(), is.as_ref(), found);
    }
}

fn entries(node: Option<&Node>) -> &[Entry] {
    node.map(Node::entries).unwrap_or_default()
}

/// Adds the file `name`, or all files below the folder `name`.
fn stamp(root: &Path, name: &str, stamps: &mut BTreeMap<String, Stamp>) -> io::Result<()> {
    let path = root.join(name);
    let found = fs::metadata(&path)?;
    if found.is_dir() {
        for entry in fs::read_dir(&path)? {
            let below = entry?.file_name();
            stamp(root, &format!("{name}/{}", below.to_string_lossy()), stamps)?;
        }
        return Ok(());
    }
    let stamp = Stamp {
        inode: found.ino(),
        length: found.len(),
        written: (found.mtime(), found.mtime_nsec()),
    };
    stamps.insert(name.to_owned(), stamp);
    Ok(())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn changes(before: &str, after: &str, keys: &[&str]) -> String {
        let params = Params {
            file: "params.yaml".to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        };
        let inputs = |text| Inputs {
            sources: Sources {
                digest: String::new(),
            },
            params: values(&params, text),
            data: BTreeMap::new(),
        };
        inputs(before).changes(&inputs(after)).join(", ")
    }

    const PARAMS: &str = "gate:\n  hard: false\ntrain:\n  n_estimators: 3000\n  seed: 1\n";

    /// Training with 3000 trees, an edit to 77 during it: dvc.lock then said 77 for a model of 3000.
    #[test]
    fn an_edit_of_a_parameter_in_use_is_named_with_both_values() {
        let edited = PARAMS.replace("3000", "77");
        assert_snapshot!(changes(PARAMS, &edited, &["train"]), @"`train.n_estimators` changed from 3000 to 77");
        assert_snapshot!(changes(PARAMS, &edited, &[]), @"`params.yaml.train.n_estimators` changed from 3000 to 77");
        let removed = PARAMS.replace("  seed: 1\n", "");
        assert_snapshot!(changes(PARAMS, &removed, &["train.seed"]), @"`train.seed` changed from 1 to nothing");
        assert_snapshot!(changes(PARAMS, "a: [", &["train.seed"]), @"`train.seed` changed from 1 to nothing");
    }

    #[test]
    fn an_edit_of_what_the_stage_does_not_use_is_no_change() {
        let edited = PARAMS
            .replace("false", "true")
            .replace("gate:", "# A comment.\ngate:");
        assert_eq!(changes(PARAMS, &edited, &["train"]), "");
    }

    #[test]
    fn a_file_that_is_written_to_changes_and_a_folder_with_a_file_more_does_too() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("parts")).unwrap();
        fs::write(root.join("parts/a.csv"), "1").unwrap();
        let stamps = || {
            let mut data = BTreeMap::new();
            stamp(root, "parts", &mut data).unwrap();
            data
        };
        let before = stamps();
        assert_eq!(stamps(), before);
        fs::write(root.join("parts/b.csv"), "1").unwrap();
        assert_ne!(stamps(), before);
        fs::remove_file(root.join("parts/b.csv")).unwrap();
        fs::write(root.join("parts/a.csv"), "12").unwrap();
        assert_ne!(stamps(), before);
    }
}
