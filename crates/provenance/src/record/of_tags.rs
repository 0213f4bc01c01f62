//! What runs say of themselves that were made before there were records: tags, one for each fact.

use std::collections::BTreeMap;

use mlflow::Run;

use super::{Images, RunNames, RunRecord};
use crate::experiment::EXPERIMENT_TAG;
use crate::git::Git;
use crate::lock::DataFile;
use crate::program::Image;

impl RunRecord {
    /// What the tags and params of `run` say, as far as they say it: the text of no file is among them,
    /// and in the paths of data files `_` stands for `/`.
    #[must_use]
    pub fn of_tags(run: &Run) -> Self {
        let tag = |name: &str| run.tags.get(name).cloned();
        Self {
            run: RunNames {
                experiment: String::new(),
                name: run.name.clone(),
            },
            git: git(&run.tags),
            dvc_experiment: tag(EXPERIMENT_TAG),
            images: Images {
                train: image(&run.tags),
            },
            data_version: tag("data_version"),
            lock_matches: tag("dvc_lock_matches").and_then(|found| found.parse().ok()),
            data: data(run),
            dagshub_url: tag("dagshub_repo_url"),
            brought_in: run.tags.contains_key("mlops.brought_in"),
            key: tag("mlops.key").unwrap_or_default(),
            model_sha256: tag("model_sha256").unwrap_or_default(),
            ..Self::default()
        }
    }
}

fn git(tags: &BTreeMap<String, String>) -> Option<Git> {
    let tag = |name: &str| tags.get(name).cloned();
    Some(Git {
        commit: tag("git_commit").or_else(|| tag(mlflow::tags::GIT_COMMIT))?,
        branch: tag("git_branch"),
        dirty: tag("git_dirty").and_then(|dirty| dirty.parse().ok()),
        repo_url: tag(mlflow::tags::GIT_REPO_URL),
        patch: None,
        patch_omitted: None,
    })
}

fn image(tags: &BTreeMap<String, String>) -> Option<Image> {
    let tag = |name: &str| tags.get(name).cloned();
    let name = tag("mlflow.docker.image.uri").or_else(|| tag("mlflow.docker.image.name"))?;
    let id = tag("mlflow.docker.image.id").unwrap_or_default();
    Some(Image::new(&name, &id))
}

fn data(run: &Run) -> Vec<DataFile> {
    let files = run.tags.iter().filter_map(|(name, md5)| {
        let path = name.strip_prefix("dvc_")?.strip_suffix("_md5")?;
        let size = run.params.get(&format!("dvc_{path}_size"));
        Some(DataFile {
            stage: String::new(),
            path: path.to_owned(),
            md5: md5.clone(),
            size: size.and_then(|size| size.parse().ok()).unwrap_or_default(),
        })
    });
    files.collect()
}
