//! The checkout that a command works in, and what names it.

pub(crate) mod changes;
mod cksum;
mod git;
mod id;
mod pipeline_id;
mod shared;
mod sources;

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

pub use git::GitState;
pub use pipeline_id::pipeline_id;
pub(crate) use shared::Shared;
pub use sources::{Sources, SourcesError, is_source, tracker_image};

/// Where DVC keeps the copies of a checkout in which experiments run.
pub(crate) const EXPERIMENTS: &str = ".dvc/tmp/exps";

/// What DVC tells the commands of an experiment: its name, and the commit that it is based on
/// (`dvc/repo/experiments/queue/base.py`).
pub(crate) const EXPERIMENT_VARIABLES: [&str; 2] = ["DVC_EXP_NAME", "DVC_EXP_BASELINE_REV"];

/// A checkout of this repository, or one of the copies in which DVC runs experiments.
#[derive(Clone, Debug)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout whose root is the current folder: DVC starts every command there.
    ///
    /// Through a symbolic link it is at the path of the link, as in the scripts, which read
    /// `$PWD`: that is where the runner has it.
    ///
    /// # Errors
    ///
    /// When the current folder is gone.
    pub fn here() -> std::io::Result<Self> {
        let pwd = env::var_os("PWD").map(PathBuf::from);
        Ok(Self::at(logical(env::current_dir()?, pwd)))
    }

    /// The checkout at `root`, an absolute path.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The checkout that this one belongs to: DVC runs experiments in copies below `.dvc/tmp/exps`
    /// of a checkout, which have neither a tracker nor an `.env`.
    #[must_use]
    pub fn main(&self) -> Self {
        let ancestors = self.root.ancestors();
        let experiments = ancestors.filter(|folder| folder.ends_with(EXPERIMENTS));
        let main = experiments
            .filter_map(|folder| folder.ancestors().nth(3))
            .last();
        Self::at(main.unwrap_or(&self.root))
    }

    /// The experiment of DVC in which a command of this checkout runs, by its name: DVC sets
    /// variables for the commands of an experiment (`lookup` gives the environment's), and runs
    /// some in copies of the checkout.
    #[must_use]
    pub fn experiment(&self, lookup: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut known = EXPERIMENT_VARIABLES.into_iter().filter_map(lookup);
        let named = known.find(|value| !value.is_empty());
        named.or_else(|| {
            let copy = (self.root != self.main().root).then(|| self.root.file_name())??;
            Some(copy.to_string_lossy().into_owned())
        })
    }

    /// The absolute path of `name` in it.
    #[must_use]
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.root.join(name)
    }

    /// Its number. Containers, networks and volumes carry it in their names, so that two
    /// checkouts on one machine never meet, and so that two runs of one stage in the same
    /// checkout do, and the second one stops.
    #[must_use]
    pub fn id(&self) -> u32 {
        id::id(&self.root)
    }

    /// The last commit, in 40 hexadecimal digits; none without git, a repository or a commit.
    #[must_use]
    pub(crate) fn head(&self) -> Option<String> {
        let head = git::git(&self.root, &["rev-parse", "--verify", "HEAD"])?;
        Some(head.trim().to_owned())
    }

    /// Whether others have the commit that names the data.
    #[must_use]
    pub(crate) fn shared(&self) -> Shared {
        shared::of(&self.root)
    }

    /// The content of the file `name` in the last commit, if git has it.
    #[must_use]
    pub(crate) fn committed(&self, name: &str) -> Option<String> {
        git::git(&self.root, &["show", &format!("HEAD:./{name}")])
    }

    /// The name of the container in which `stage` runs.
    #[must_use]
    pub fn container(&self, stage: &str) -> String {
        format!("mlops-{stage}-{}", self.id())
    }
}

/// `pwd`, what a shell calls the folder `physical`, where it is an absolute path of the same
/// folder; else `physical`. Whoever changes the folder without a shell leaves `$PWD` as it was.
fn logical(physical: PathBuf, pwd: Option<PathBuf>) -> PathBuf {
    let place = |path: &Path| {
        let folder = fs::metadata(path).ok()?;
        Some((folder.dev(), folder.ino()))
    };
    let same = |pwd: &PathBuf| pwd.is_absolute() && place(pwd) == place(&physical);
    // The place is none for both where neither can be looked at.
    let known = place(&physical).is_some();
    pwd.filter(|pwd| known && same(pwd)).unwrap_or(physical)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_checkout_behind_a_symbolic_link_is_named_by_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let [physical, link, other] =
            ["iris", "link", "other"].map(|name| folder.path().join(name));
        fs::create_dir(&physical).unwrap();
        fs::create_dir(&other).unwrap();
        symlink(&physical, &link).unwrap();
        let root = |pwd: Option<&Path>| logical(physical.clone(), pwd.map(Path::to_owned));
        assert_eq!(root(Some(&link)), link);
        for stale in [
            None,
            Some(&*other),
            Some(&folder.path().join("gone")),
            Some(Path::new(".")),
            Some(Path::new("")),
        ] {
            assert_eq!(root(stale), physical, "{stale:?}");
        }
        assert_eq!(
            logical("/gone".into(), Some("/gone/too".into())),
            Path::new("/gone")
        );
    }

    #[test]
    fn the_copy_of_an_experiment_belongs_to_the_checkout_that_it_was_made_from() {
        let main = Checkout::at("/home/ann/my iris");
        let copy = Checkout::at("/home/ann/my iris/.dvc/tmp/exps/standalone/tmpx1y2");
        assert_eq!(copy.main().root(), main.root());
        assert_eq!(main.main().root(), main.root());
        assert_ne!(copy.container("train"), main.container("train"));
    }

    #[test]
    fn an_experiment_is_known_by_dvcs_variables_or_by_its_folder() {
        let main = Checkout::at("/home/ann/iris");
        let with = |set: &[(&str, &str)]| {
            let found = |name: &str| set.iter().find(|(known, _)| *known == name);
            main.experiment(|name| found(name).map(|(_, value)| (*value).to_owned()))
        };
        let commit = ("DVC_EXP_BASELINE_REV", "ab12");
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[("DVC_EXP_NAME", "")]), None);
        assert_eq!(
            with(&[("DVC_STAGE", "train"), ("DVC_ROOT", "/home/ann/iris")]),
            None
        );
        assert_eq!(with(&[commit]).as_deref(), Some("ab12"));
        let named = with(&[commit, ("DVC_EXP_NAME", "brave-ant")]);
        assert_eq!(named.as_deref(), Some("brave-ant"));
        let copy = Checkout::at("/home/ann/iris/.dvc/tmp/exps/standalone/tmpx1y2");
        assert_eq!(copy.experiment(|_| None).as_deref(), Some("tmpx1y2"));
    }
}
