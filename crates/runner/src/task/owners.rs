//! Which stages make what a stage reads.

use std::fs;
use std::path::Path;

use params::yaml::{self, Node, Value};

use super::TaskError;
use crate::checkout::Checkout;
use crate::commands::CommandError;
use crate::pipeline::{self, PipelineError};

/// Where the data of a stage comes from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Owners {
    /// Stages of dvc.yaml, in its order.
    pub stages: Vec<String>,
    /// Files such as data.dvc, which DVC imports.
    pub imports: Vec<String>,
}

impl Owners {
    /// Those of the stage `name` of `checkout`.
    ///
    /// # Errors
    ///
    /// When `dvc.yaml` is wrong, or has no such stage.
    pub(super) fn of(checkout: &Checkout, name: &str) -> Result<Self, TaskError> {
        Self::read(checkout.root(), name)
            .map_err(|error| TaskError::Command(CommandError::Pipeline(error)))
    }

    fn read(root: &Path, name: &str) -> Result<Self, PipelineError> {
        let data = pipeline::stage(root, name)?.data;
        let mut owners = Self::default();
        for other in pipeline::names(root)? {
            let entry = pipeline::stage(root, &other)?;
            if other != name && overlap(&entry.outputs, &data) {
                owners.stages.push(other);
            }
        }
        for file in imports(root) {
            if overlap(&outputs_of(root, &file), &data) {
                owners.imports.push(file);
            }
        }
        Ok(owners)
    }
}

/// Whether a path of one list is a path of the other, or in it.
fn overlap(one: &[String], other: &[String]) -> bool {
    let within = |a: &str, b: &str| Path::new(a).starts_with(b) || Path::new(b).starts_with(a);
    one.iter().any(|a| other.iter().any(|b| within(a, b)))
}

/// The files at the top of the checkout with which DVC tracks data, by name.
pub(super) fn imports(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> = names
        .filter(|name| {
            name.strip_suffix(".dvc")
                .is_some_and(|stem| !stem.is_empty())
        })
        .collect();
    names.sort();
    names
}

/// What such a file tracks; nothing where DVC would not understand it either, and says so.
fn outputs_of(root: &Path, file: &str) -> Vec<String> {
    let text = fs::read_to_string(root.join(file)).unwrap_or_default();
    let parsed = yaml::parse(&text).ok();
    let Some(Value::List(outs)) = parsed
        .as_ref()
        .and_then(|file| file.get("outs"))
        .map(Node::value)
    else {
        return Vec::new();
    };
    let paths = outs.iter().filter_map(|out| out.get("path"));
    paths.map(|path| path.value().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPELINE: &str = "stages:
  ingest:
    cmd: mlops stage ingest
    deps: [data/source/iris.csv, crates/ingest]
    outs: [data/raw/iris.csv]
  train:
    cmd: mlops stage train
    deps: [data/raw]
    outs: [models/model.onnx]
";

    fn checkout() -> (tempfile::TempDir, Checkout) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("dvc.yaml"), PIPELINE).unwrap();
        let outs = "outs:\n- md5: ab\n  path: data/source/iris.csv\n";
        fs::write(folder.path().join("data.dvc"), outs).unwrap();
        fs::create_dir(folder.path().join(".dvc")).unwrap();
        let checkout = Checkout::at(folder.path());
        (folder, checkout)
    }

    #[test]
    fn data_comes_from_an_import_or_from_another_stage() {
        let (_folder, checkout) = checkout();
        let owners = Owners::of(&checkout, "ingest").unwrap();
        assert_eq!(
            (owners.stages.len(), owners.imports),
            (0, vec!["data.dvc".to_owned()])
        );
        let owners = Owners::of(&checkout, "train").unwrap();
        assert_eq!(owners.stages, ["ingest"]);
        assert!(owners.imports.is_empty());
    }

    #[test]
    fn an_unknown_stage_is_told_with_those_that_are_there() {
        let (_folder, checkout) = checkout();
        let error = Owners::of(&checkout, "trian").unwrap_err();
        insta::assert_snapshot!(error, @"find the stage `trian` in `dvc.yaml`: expected one of `ingest`, `train`");
    }
}
