//! What an experiment came to, by its `dvc.lock` and DVC's cache.

use std::fs;
use std::path::{Path, PathBuf};

use params::yaml::{self, Node, Value};
use provenance::DvcLock;
use registry::Metrics;

/// The file of scores, as `dvc.yaml` names it.
const METRICS: &str = "metrics/metrics.json";
/// What train writes of its model.
const METADATA: &str = "models/model_metadata.json";

/// Where DVC keeps what the stages wrote.
#[derive(Clone, Debug)]
pub struct Cache(PathBuf);

/// What a `dvc.lock` leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// The scores on the test rows.
    pub metrics: Option<Metrics>,
    /// What finds the model in the tracker.
    pub key: Option<String>,
    /// Eight digits for the data.
    pub data_version: Option<String>,
}

impl Cache {
    /// The cache in `folder`.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// What `lock`, the text of a `dvc.lock`, leads to, as far as it is here.
    #[must_use]
    pub fn results(&self, lock: &str) -> Results {
        let metrics = self.file(lock, "evaluate", METRICS);
        let metadata = self.file(lock, "train", METADATA);
        let metadata =
            metadata.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
        let key = metadata.and_then(|metadata| Some(metadata.get("key")?.as_str()?.to_owned()));
        Results {
            metrics: metrics.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            key,
            data_version: DvcLock::parse(lock)
                .ok()
                .and_then(|lock| lock.data_version()),
        }
    }

    /// The outputs of `lock` that are not here.
    pub(crate) fn missing(&self, lock: &str) -> Vec<String> {
        let mut outputs = outputs(lock);
        outputs.retain(|(_, _, md5)| !self.path(md5).is_some_and(|path| path.exists()));
        outputs.into_iter().map(|(_, path, _)| path).collect()
    }

    fn file(&self, lock: &str, stage: &str, path: &str) -> Option<Vec<u8>> {
        let mut outputs = outputs(lock).into_iter();
        let (_, _, md5) = outputs.find(|(of, found, _)| of == stage && found == path)?;
        fs::read(self.path(&md5)?).ok()
    }

    fn path(&self, md5: &str) -> Option<PathBuf> {
        let (folder, name) = md5.split_at_checked(2)?;
        let files = Path::new(&self.0).join("files/md5");
        Some(files.join(folder).join(name))
    }
}

/// The outputs of a `dvc.lock`: stage, path, digest.
fn outputs(lock: &str) -> Vec<(String, String, String)> {
    let Ok(root) = yaml::parse(lock) else {
        return Vec::new();
    };
    let stages = root.get("stages").map(Node::entries);
    let mut found = Vec::new();
    for stage in stages.unwrap_or_default() {
        let Some(Value::List(outs)) = stage.node().get("outs").map(Node::value) else {
            continue;
        };
        for out in outs {
            let text = |key| out.get(key).map(|node| node.value().to_string());
            if let (Some(path), Some(md5)) = (text("path"), text("md5")) {
                found.push((stage.key().to_owned(), path, md5));
            }
        }
    }
    found
}
