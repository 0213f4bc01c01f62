//! The folder in which a run is repeated: its commit, its changes, its parameters, and DVC with its
//! data.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use params::yaml::{self, Node, Value};
use provenance::{REPRODUCTION, is_reproduction};

use super::document::Document;
use super::worktree::{self, Repository};
use super::{ReproduceError, Subject};
use crate::checkout::{Checkout, EXPERIMENTS};
use crate::enter::Clients;
use crate::processes::{is_alive, own_identity};
use crate::recovery::Flock;
use crate::remotes;
use crate::run::{Programs, Turn};
use crate::settings::Settings;

/// What is repeated there, and who does so.
const DOCUMENT: &str = ".dvc/tmp/mlops/reproduce.json";
const OWNER: &str = ".dvc/tmp/mlops/reproduce.owner";
/// The file of the checkout that is locked while a folder is made.
const LOCK: &str = ".dvc/tmp/mlops/reproduce.lock";
/// How long another one may take to make its own: git writes the files of a commit.
const PATIENCE: Duration = Duration::from_secs(30);
/// The configuration of DVC that git does not know.
const CONFIGURATION: &str = ".dvc/config.local";
/// Where the dataset comes from.
const DATASET: &str = "data.dvc";
/// Where it is then.
const SOURCES: &str = "data/source";

/// The folder, which is taken away in the end.
#[derive(Debug)]
pub(super) struct Place {
    checkout: Checkout,
    repository: Repository,
}

impl Place {
    /// The one at `root`, which [`Place::make`] has made before.
    ///
    /// # Errors
    ///
    /// When it is another folder, which nobody wants to be taken away.
    pub(super) fn made(main: &Checkout, root: &Path) -> Result<Self, ReproduceError> {
        let name = root.strip_prefix(main.path(EXPERIMENTS)).ok();
        let name = name.and_then(Path::to_str).unwrap_or_default();
        if !is_reproduction(name) || name.contains('/') {
            return Err(ReproduceError::Nothing);
        }
        Ok(Self::at(main, root))
    }

    fn at(main: &Checkout, root: &Path) -> Self {
        Self {
            checkout: Checkout::at(root),
            repository: Repository::of(main),
        }
    }

    /// Makes the folder for the run of `document`. Those that killed processes have left are taken away.
    ///
    /// # Errors
    ///
    /// When somebody is at work in it, the changes do not fit, or the data cannot be had; no folder is
    /// left then.
    pub(super) fn make(
        main: &Checkout,
        settings: &Settings,
        repository: &Repository,
        document: &Document,
    ) -> Result<Self, ReproduceError> {
        let place = Self::claim(main, repository, &document.subject)?;
        match place.fill(main, settings, document) {
            Ok(()) => Ok(place),
            Err(error) => {
                place.remove();
                Err(error)
            }
        }
    }

    /// Makes the folder with the commit in it, and notes whose it is. Until that is noted, another process
    /// would take the folder for one that was left.
    fn claim(
        main: &Checkout,
        repository: &Repository,
        subject: &Subject,
    ) -> Result<Self, ReproduceError> {
        let busy = |owner: &Path| ReproduceError::Busy {
            told: subject.told(),
            number: number(owner),
        };
        let _lock = lock(main)?.ok_or_else(|| busy(&main.path(LOCK)))?;
        clear(main, repository);
        let name = format!("{REPRODUCTION}{}", subject.name);
        let root = main.path(EXPERIMENTS).join(name);
        if root.exists() {
            return Err(busy(&root.join(OWNER)));
        }
        let place = Self::at(main, &root);
        let made = repository.check_out(subject.commit()?, &root);
        match made.and_then(|()| place.write(OWNER, &owner())) {
            Ok(()) => Ok(place),
            Err(error) => {
                place.remove();
                Err(error)
            }
        }
    }

    fn fill(
        &self,
        main: &Checkout,
        settings: &Settings,
        document: &Document,
    ) -> Result<(), ReproduceError> {
        let subject = &document.subject;
        self.write(DOCUMENT, &document.to_json())?;
        if let Some(patch) = &subject.patch {
            worktree::apply(self.root(), patch)?;
        }
        if let Some(omitted) = subject.omitted() {
            eprintln!("reproduce: not all changes of the run were kept with it: {omitted}");
        }
        for name in &subject.record.withheld {
            eprintln!("reproduce: the run did not keep `{name}`: that of its commit is taken");
        }
        for (name, text) in [
            ("params.yaml", &subject.record.params_yaml),
            (DATASET, &subject.record.data_dvc),
            ("dvc.lock", &subject.record.dvc_lock),
        ] {
            if let Some(text) = text {
                self.write(name, text)?;
            }
        }
        self.write(CONFIGURATION, &remotes::of_copy(main, settings)?)?;
        self.pull(subject)
    }

    /// Its root.
    pub(super) fn root(&self) -> &Path {
        self.checkout.root()
    }

    /// What is repeated here.
    ///
    /// # Errors
    ///
    /// When it was not made by [`Place::make`].
    pub(super) fn document(&self) -> Result<Document, ReproduceError> {
        Document::read(&self.checkout.path(DOCUMENT))
    }

    /// Brings the dataset, from DVC's cache or a remote.
    fn pull(&self, subject: &Subject) -> Result<(), ReproduceError> {
        let Ok(text) = fs::read_to_string(self.checkout.path(DATASET)) else {
            return Ok(());
        };
        let pulled = self.programs()?.quietly(&["pull", DATASET]);
        let Some(problem) = pulled.map_err(ReproduceError::Dvc)? else {
            return Ok(());
        };
        // What the commit holds needs no remote: DVC copies it.
        if self.is_copied(&text) {
            return Ok(());
        }
        let data = subject.record.data.iter().map(|file| &file.path);
        let sources = data.filter(|path| path.starts_with(SOURCES)).cloned();
        let mut files: Vec<_> = sources.collect();
        if files.is_empty() {
            files.push(SOURCES.to_owned());
        }
        Err(ReproduceError::NoData { files, problem })
    }

    /// Whether the dataset is made from files that are here.
    fn is_copied(&self, text: &str) -> bool {
        let root = yaml::parse(text).ok();
        let deps = root
            .as_ref()
            .and_then(|root| root.get("deps"))
            .map(Node::value);
        let Some(Value::List(deps)) = deps else {
            return false;
        };
        let path = |dep: &Node| dep.get("path").map(|path| path.value().to_string());
        let is_here = |dep: &Node| path(dep).is_some_and(|path| self.checkout.path(path).exists());
        !deps.is_empty() && deps.iter().all(is_here)
    }

    /// Runs all stages of the pipeline, whatever DVC knows of them; gives the exit code.
    ///
    /// # Errors
    ///
    /// When DVC cannot be started.
    pub(super) fn repro(&self) -> Result<u8, ReproduceError> {
        let ended = self.programs()?.repro(&["--force"])?;
        Ok(ended.map_or_else(|failed| failed.0, |()| 0))
    }

    fn programs(&self) -> Result<Programs, ReproduceError> {
        let turn = Turn::take(&self.checkout)?;
        Programs::new(turn, self.root()).map_err(ReproduceError::Dvc)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), ReproduceError> {
        let path = self.checkout.path(name);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written = folder.and_then(|()| write_private(&path, text));
        written.map_err(|source| ReproduceError::Write { path, source })
    }

    /// Takes the folder away.
    pub(super) fn remove(&self) {
        self.repository.remove(self.root());
    }
}

/// DVC's configuration may hold credentials.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    if path.ends_with(CONFIGURATION) {
        options.mode(0o600);
    }
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

/// The right to make and to clear folders, signed; none where another process does not let go of it.
fn lock(main: &Checkout) -> Result<Option<Flock>, ReproduceError> {
    let path = main.path(LOCK);
    let lock = || {
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        let lock = Flock::take(&path, PATIENCE)?;
        if let Some(lock) = &lock {
            lock.file().set_len(0)?;
            io::Write::write_all(&mut lock.file(), owner().as_bytes())?;
        }
        Ok(lock)
    };
    lock().map_err(|source| ReproduceError::Lock { path: LOCK, source })
}

/// The number of the process that has signed the file at `path`.
fn number(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// The process that stays until the end: `scripts/reproduce`, or else this one.
fn owner() -> String {
    let clients = Clients::of_environment();
    clients
        .identities()
        .last()
        .cloned()
        .unwrap_or_else(own_identity)
}

/// Takes away the folders whose owner is gone.
fn clear(main: &Checkout, repository: &Repository) {
    let entries = fs::read_dir(main.path(EXPERIMENTS)).into_iter().flatten();
    let ours = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        is_reproduction(&name.to_string_lossy())
    });
    let left = |root: &PathBuf| {
        let owner = fs::read_to_string(root.join(OWNER)).unwrap_or_default();
        !is_alive(&owner)
    };
    for root in ours.map(|entry| entry.path()).filter(left) {
        repository.remove(&root);
    }
}
