//! From a version or a run back to code, image, data and parameters.

use mlflow::{Client, ModelVersion, Run, utc};
use params::Tracking;
use provenance::{DataFile, RunRecord};
use registry::record::Record;
use serde_json::{Value, json};

use crate::error::LineageError;
use crate::short;
use crate::tree::Tree;

/// How many digits of a commit are shown.
const COMMIT: usize = 9;
/// How many other versions are listed by their numbers.
const MOST_LISTED: usize = 12;

/// Where a model comes from.
#[derive(Debug)]
pub(crate) struct Back {
    name: String,
    version: Option<ModelVersion>,
    run: Run,
    record: RunRecord,
    /// Other versions that were trained on the same data.
    siblings: Vec<u64>,
}

impl Back {
    /// Of `run`, and of the newest version that it made, if it made one.
    pub(crate) fn of_run(
        client: &Client,
        names: &Tracking,
        versions: &[ModelVersion],
        run: Run,
    ) -> Result<Self, LineageError> {
        let record = provenance::fetch(client, &run)?;
        let record = record.unwrap_or_else(|| RunRecord::of_tags(&run));
        let version = versions.iter().find(|version| version.run_id == run.id);
        let data = record.data_version.as_ref();
        let same = versions.iter().filter(|other| {
            data.is_some() && other.tags.get("data_version") == data && other.run_id != run.id
        });
        Ok(Self {
            name: names.registered_model.clone(),
            siblings: same.map(|version| version.version).collect(),
            version: version.cloned(),
            run,
            record,
        })
    }

    /// As what `version` is asked for.
    pub(crate) fn with(mut self, version: &ModelVersion) -> Self {
        self.version = Some(version.clone());
        self
    }

    pub(crate) fn tree(&self) -> Tree {
        let (mut lines, title) = match &self.version {
            Some(version) => (verdict(version), title(&self.name, version)),
            None => (Vec::new(), format!("run {}", self.run.name)),
        };
        lines.push(self.run_line());
        lines.push(self.code());
        lines.extend(self.image());
        lines.push(Tree::listed("params", &self.params(), ", "));
        lines.push(self.data());
        Tree::new(title).with(lines)
    }

    fn run_line(&self) -> Tree {
        let started = utc(u64::try_from(self.run.start_time).unwrap_or_default());
        let minutes: String = started.chars().take("2026-11-23 07:25".len()).collect();
        let mut parts = vec![
            format!("run {}", self.run.name),
            self.run.id.clone(),
            format!("{minutes} UTC"),
        ];
        let experiment = self.record.dvc_experiment.iter();
        parts.extend(experiment.map(|name| format!("experiment {name}")));
        if self.record.brought_in {
            parts.push("brought in, trained before".to_owned());
        }
        Tree::new(parts.join("  "))
    }

    fn code(&self) -> Tree {
        let Some(git) = &self.record.git else {
            return Tree::new("code not known to git");
        };
        let commit = git.commit.get(..COMMIT).unwrap_or(&git.commit);
        let branch = git.branch.as_ref();
        let branch = branch.map(|branch| format!(" on {branch}"));
        let mut below = Vec::new();
        match (git.dirty, &git.patch) {
            (Some(true), Some(patch)) => below.push(Tree::new(format!("with changes: {patch}"))),
            (Some(true), None) => below.push(Tree::new("with changes that are not kept")),
            _ => {}
        }
        let omitted = git.patch_omitted.iter();
        below.extend(omitted.map(|what| Tree::new(format!("without {what}"))));
        let withheld = self.record.withheld.iter();
        below.extend(withheld.map(|name| {
            let text = format!("without the text of `{name}`, where credentials may be");
            Tree::new(text)
        }));
        below.extend(git.repo_url.iter().map(Tree::new));
        Tree::new(format!("code {commit}{}", branch.unwrap_or_default())).with(below)
    }

    fn image(&self) -> Option<Tree> {
        let image = self.record.images.train.as_ref()?;
        let id = image.id.strip_prefix("sha256:").unwrap_or(&image.id);
        let id = id.get(..12).unwrap_or(id);
        Some(Tree::new(format!("image {} ({id})", image.name)))
    }

    /// `max_depth 5` and so on, without what is no param.
    fn params(&self) -> Vec<String> {
        let params = self.run.params.iter();
        let others = ["data_version", "rows_held", "rows_total"];
        params
            .filter(|(name, _)| {
                !name.starts_with("mlops.")
                    && !name.starts_with("dvc_")
                    && !others.contains(&name.as_str())
            })
            .map(|(name, value)| format!("{name} {value}"))
            .collect()
    }

    fn data(&self) -> Tree {
        let Some(version) = &self.record.data_version else {
            return Tree::new("data not known to DVC");
        };
        let mut facts = vec![format!("data {version}")];
        if self.record.lock_matches == Some(false) {
            facts.push("but other tables were read".to_owned());
        }
        facts.extend(self.same_data());
        Tree::new(facts.join(", ")).with(files(&self.record.data))
    }

    /// Which other versions are of the same data, if there are some.
    fn same_data(&self) -> Option<String> {
        let mut numbers = self.siblings.clone();
        numbers.sort_unstable();
        let listed: Vec<_> = numbers.iter().map(u64::to_string).collect();
        match &listed[..] {
            [] => None,
            [one] => Some(format!("as of version {one}")),
            [.., last] if listed.len() > MOST_LISTED => {
                Some(format!("as of {} versions up to {last}", listed.len()))
            }
            _ => Some(format!("as of versions {}", listed.join(", "))),
        }
    }

    pub(crate) fn json(&self) -> Value {
        let version = self.version.as_ref().map(|version| {
            let record = Record::of(version);
            json!({
                "name": self.name,
                "version": version.version,
                "aliases": version.aliases,
                "gate": record.evaluation.map(|found| found.result.to_string()),
            })
        });
        json!({
            "version": version,
            "run": {
                "id": self.run.id,
                "name": self.run.name,
                "start_time": self.run.start_time,
                "params": self.run.params,
                "metrics": self.run.metrics,
            },
            "record": serde_json::from_str::<Value>(&self.record.to_json()).unwrap_or_default(),
            "versions_of_the_same_data": self.siblings,
        })
    }
}

/// `iris-classifier version 3  production`.
fn title(name: &str, version: &ModelVersion) -> String {
    let aliases = version.aliases.join(", ");
    format!("{name} version {}  {aliases}", version.version)
        .trim_end()
        .to_owned()
}

fn verdict(version: &ModelVersion) -> Vec<Tree> {
    let record = Record::of(version);
    let Some(found) = record.evaluation else {
        return vec![Tree::new("gate not asked yet")];
    };
    let text = found.result.to_string();
    let facts: Vec<_> = text.split("; ").map(str::to_owned).collect();
    vec![Tree::listed("gate", &facts, "; ")]
}

/// A line for each file, in columns.
pub(crate) fn files(files: &[DataFile]) -> Vec<Tree> {
    let widest = files.iter().map(|file| file.path.chars().count()).max();
    let width = widest.unwrap_or(0);
    let line = |file: &DataFile| {
        let DataFile {
            path, md5, size, ..
        } = file;
        // Runs of earlier versions tell the size in another place, or not at all.
        let size = match size {
            0 => String::new(),
            size => format!("  {size} bytes"),
        };
        Tree::new(format!("{path:width$}  {}{size}", short(md5)))
    };
    files.iter().map(line).collect()
}
