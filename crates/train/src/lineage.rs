//! Where a run comes from: the code, the image, the data, and the pipeline.
//!
//! The image holds no git and no checkout. The command that starts it says what
//! they are, in the environment; what DVC knows of the data is in `dvc.lock`.
//!
//! `dagshub` reads the environment, `tags` makes tags of what people and the registry look for,
//! `note` and `document` make pages for people, and `record` makes one for programs that has all.

mod dagshub;
mod document;
mod note;
mod record;
mod tags;

use std::fs;
use std::path::Path;

use params::shorten;
use provenance::{
    CHANGES_ARTIFACT, Changes, DataFile, DvcLock, EXPERIMENT, Git, Image, LockError,
    looks_like_credentials, user,
};

use crate::args::Args;
use crate::tables::Tables;
use dagshub::Repository;
pub(crate) use document::document;
pub(crate) use note::{RunId, note};
pub(crate) use record::record;
pub(crate) use tags::{model_tags, run_tags, try_tags, version_tags};

/// The tag by which a later run of the same checkout finds what a kill left running.
pub(crate) const PIPELINE_TAG: &str = "mlops.pipeline";

/// All that is known of where a run comes from.
#[derive(Debug)]
pub(crate) struct Lineage {
    git: Option<Git>,
    repository: Option<Repository>,
    image: Option<Image>,
    user: Option<String>,
    pipeline: Option<String>,
    experiment: Option<String>,
    /// Whether the model was there before the run.
    brought_in: bool,
    data: Option<Data>,
    texts: Texts,
    /// What was not committed, a patch; empty where there is nothing.
    patch: Vec<u8>,
}

/// Files as they were when the run began, but those with what may be credentials.
#[derive(Debug)]
struct Texts {
    params_yaml: Option<String>,
    dvc_lock: Option<String>,
    data_dvc: Option<String>,
    /// The names of the others.
    withheld: Vec<String>,
}

/// What DVC knows of the data.
#[derive(Debug)]
struct Data {
    lock: DvcLock,
    /// [`DvcLock::data_version`].
    version: String,
    /// Whether the tables on the disk are those that DVC locked.
    matches: bool,
}

impl Lineage {
    /// Reads `dvc.lock` and `data.dvc`, and the environment through `lookup`; `params_yaml` was
    /// read before.
    ///
    /// # Errors
    ///
    /// When `dvc.lock` is there and is not what DVC writes.
    pub(crate) fn read(
        args: &Args,
        params_yaml: String,
        tables: &Tables,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, LockError> {
        let known = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let (lock, dvc_lock) = DvcLock::read_with_text(&args.lock)?.unzip();
        let mut git = Git::from(known);
        let changes = fs::read(&args.changes).map(|file| Changes::from_file(&file));
        let Changes { patch, omitted } = changes.unwrap_or_default();
        if let Some(git) = &mut git {
            git.patch = (!patch.is_empty()).then(|| CHANGES_ARTIFACT.to_owned());
            git.patch_omitted = omitted;
        }
        Ok(Self {
            git,
            patch,
            repository: Repository::from(known),
            image: Image::from(known),
            user: user(known),
            pipeline: known("MLOPS_PIPELINE"),
            experiment: known(EXPERIMENT),
            brought_in: false,
            data: lock.and_then(|lock| Data::of(lock, tables)),
            // A dataset that DVC does not know has no file.
            texts: Texts::of(
                params_yaml,
                dvc_lock,
                params::text::read(&args.dataset).ok(),
            ),
        })
    }

    /// The same for a run that trains nothing: it brings in a model that was there before.
    #[must_use]
    pub(crate) fn of_existing(self) -> Self {
        Self {
            brought_in: true,
            ..self
        }
    }

    /// The name of this checkout's pipeline, if it has one.
    #[must_use]
    pub(crate) fn pipeline(&self) -> Option<&str> {
        self.pipeline.as_deref()
    }

    /// The experiment of DVC that this run is of, if it is of one.
    #[must_use]
    pub(crate) fn experiment(&self) -> Option<&str> {
        self.experiment.as_deref()
    }

    /// What a person should know of it before the run, in a line.
    #[must_use]
    pub(crate) fn warning(&self, lock: &Path) -> Option<String> {
        let lock = lock.display();
        match &self.data {
            None => Some(format!(
                "`{lock}` holds no data files, so the run does not say which it used; `dvc repro` writes it"
            )),
            Some(data) if !data.matches => Some(format!(
                "the tables are not those in `{lock}`, so the run is tagged dvc_lock_matches=false; \
                 `dvc repro` runs what they come from"
            )),
            Some(_) => None,
        }
    }

    /// Which files the run does not keep, in a line.
    #[must_use]
    pub(crate) fn withheld(&self) -> Option<String> {
        let withheld = &self.texts.withheld;
        (!withheld.is_empty()).then(|| {
            let names = shorten::list(withheld.iter().map(String::as_str));
            format!("the run does not keep the text of {names}, where credentials may be")
        })
    }

    /// What was not committed, a patch for `git apply`; empty where there is nothing.
    #[must_use]
    pub(crate) fn patch(&self) -> &[u8] {
        &self.patch
    }

    /// The files that the run was made from, in the order of the pipeline.
    fn files(&self) -> impl Iterator<Item = &DataFile> {
        let data = self.data.iter();
        data.flat_map(|data| data.lock.sources.iter().chain(&data.lock.files))
    }

    /// Where a person can see the file `path` as it was at this commit.
    fn link(&self, path: &str) -> Option<String> {
        let commit = &self.git.as_ref()?.commit;
        Some(self.repository.as_ref()?.file(commit, path))
    }
}

impl Texts {
    fn of(params_yaml: String, dvc_lock: Option<String>, data_dvc: Option<String>) -> Self {
        let mut withheld = Vec::new();
        let mut kept = |name: &str, text: Option<String>| {
            let is_kept = |text: &String| !looks_like_credentials(name, text.as_bytes());
            let (there, kept) = (text.is_some(), text.filter(is_kept));
            if there && kept.is_none() {
                withheld.push(name.to_owned());
            }
            kept
        };
        Self {
            params_yaml: kept("params.yaml", Some(params_yaml)),
            dvc_lock: kept("dvc.lock", dvc_lock),
            data_dvc: kept("data.dvc", data_dvc),
            withheld,
        }
    }
}

impl Data {
    fn of(lock: DvcLock, tables: &Tables) -> Option<Self> {
        let version = lock.data_version()?;
        let matches = [&tables.train, &tables.test].into_iter().all(|table| {
            let locked = lock.file(&table.path);
            locked.is_some_and(|locked| locked.md5 == table.md5)
        });
        Some(Self {
            lock,
            version,
            matches,
        })
    }
}
