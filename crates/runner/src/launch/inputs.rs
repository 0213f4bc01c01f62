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

use params::text;
use params::yaml::{self, Entry, Node, Value as Yaml};

use super::LaunchError;
use crate::checkout::{Checkout, Sources};
use crate::pipeline::{Params, StageEntry};

/// Parameters by value, data by what the file system says of it, sources by their digest.
#[derive(Debug)]
pub(super) struct Inputs {
    sources: Sources,
    params: Vec<ParamsFile>,
    data: BTreeMap<String, Stamp>,
}

/// What a stage uses of a file of parameters.
#[derive(Debug)]
struct ParamsFile {
    name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// The values of the keys in use.
    Values(Vec<Value>),
    /// The whole text of a file that has no sections of YAML, such as one of TOML: its keys
    /// cannot be looked up here.
    Text(String),
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
    /// The parameters and data of `entry`, and its `sources` as they are or were.
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
            let text = text::read(&checkout.path(&file.file));
            let text = text.map_err(|error| failed(&file.file, error))?;
            params.push(ParamsFile {
                name: file.file.clone(),
                content: content(file, text),
            });
        }
        Ok(Self {
            sources,
            params,
            data,
        })
    }

    /// What is not the same by now, each as a clause.
    pub(super) fn changes_until_now(
        &self,
        checkout: &Checkout,
        entry: &StageEntry,
    ) -> Result<Vec<String>, LaunchError> {
        let root = checkout.root();
        let sources = Sources::of(root, &entry.sources).map_err(LaunchError::from);
        match sources.and_then(|sources| Self::read(checkout, entry, sources)) {
            Ok(now) => Ok(self.changes(&now)),
            Err(error) => {
                let path = missing(&error).map(|path| path.strip_prefix(root).unwrap_or(path));
                let removed = path.map(|path| vec![format!("`{}` was removed", path.display())]);
                removed.ok_or(error)
            }
        }
    }

    /// What is not the same in `later`, each as a clause.
    fn changes(&self, later: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (before, after) in self.params.iter().zip(&later.params) {
            before.changes(after, &mut changes);
        }
        for (name, stamp) in &self.data {
            match later.data.get(name) {
                Some(later) if later == stamp => {}
                Some(_) => changes.push(format!("`{name}` was written to")),
                None => changes.push(format!("`{name}` was removed")),
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

impl ParamsFile {
    fn changes(&self, later: &Self, found: &mut Vec<String>) {
        match (&self.content, &later.content) {
            (Content::Values(before), Content::Values(after)) => {
                for (before, after) in before.iter().zip(after) {
                    let (was, is) = (before.node.as_ref(), after.node.as_ref());
                    differences(&before.name, was, is, found);
                }
            }
            (Content::Text(before), Content::Text(after)) if before == after => {}
            _ => found.push(format!("`{}` was written to", self.name)),
        }
    }
}

/// The input that is not there, if that is what is wrong.
fn missing(error: &LaunchError) -> Option<&Path> {
    match error {
        LaunchError::Input { path, source, .. } if source.kind() == io::ErrorKind::NotFound => {
            Some(path)
        }
        LaunchError::Sources(error) => error.missing(),
        _ => None,
    }
}

/// The values of the keys that the stage uses; the whole file counts as one. What is not
/// YAML may pass for one long text in it.
fn content(params: &Params, text: String) -> Content {
    let root = yaml::parse(&text).ok();
    let Some(root) = root.filter(|root| matches!(root.value(), Yaml::Section(_))) else {
        return Content::Text(text);
    };
    let value = |key: &String| Value {
        name: key.clone(),
        node: root.at(key).cloned(),
    };
    if params.keys.is_empty() {
        let (name, node) = (params.file.clone(), Some(root));
        return Content::Values(vec![Value { name, node }]);
    }
    Content::Values(params.keys.iter().map(value).collect())
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
mod tests;
