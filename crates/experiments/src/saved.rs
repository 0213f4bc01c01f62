//! Experiments that DVC has saved: commits that `refs/exps/<baseline>/<name>` keeps.

use std::path::Path;

use params::suggest::did_you_mean;
use params::yaml::{self, Node};

use crate::git::{Git, GitError};

/// What an experiment consists of, apart from the sources.
pub(crate) const PARAMS: &str = "params.yaml";
pub(crate) const LOCK: &str = "dvc.lock";

/// A saved experiment.
#[derive(Clone, Debug)]
pub struct Saved {
    /// What DVC calls it.
    pub name: String,
    /// Its commit.
    pub commit: String,
    /// The commit that it was made from.
    pub baseline: String,
    /// Seconds since 1970.
    pub created: i64,
    /// Its `params.yaml`; none where it has none that can be read.
    pub params: Option<Node>,
    /// Its `dvc.lock`, as text.
    pub lock: Option<String>,
}

/// All saved experiments of the repository that the checkout at `root` is of, the newest first.
///
/// # Errors
///
/// When git cannot be asked.
pub fn saved(root: &Path) -> Result<Vec<Saved>, GitError> {
    read(&Git::at(root))
}

/// The same.
pub(crate) fn read(git: &Git) -> Result<Vec<Saved>, GitError> {
    let format = "--format=%(objectname) %(creatordate:unix) %(refname)";
    let listed = git.output(&["for-each-ref", "--sort=-creatordate", format, "refs/exps/"])?;
    let mut found: Vec<_> = listed.lines().filter_map(reference).collect();
    let object = |saved: &Saved, file| format!("{}:./{file}", saved.commit);
    let objects = found
        .iter()
        .flat_map(|saved| [object(saved, PARAMS), object(saved, LOCK)]);
    let mut contents = git.contents(&objects.collect::<Vec<_>>())?.into_iter();
    for saved in &mut found {
        let params = contents.next().flatten();
        saved.params = params.and_then(|text| yaml::parse(&text).ok());
        saved.lock = contents.next().flatten();
    }
    Ok(found)
}

/// `<commit> <seconds> refs/exps/<2 digits>/<38 digits>/<name>`; other references there are DVC's
/// own.
fn reference(line: &str) -> Option<Saved> {
    let mut words = line.splitn(3, ' ');
    let (commit, created, name) = (words.next()?, words.next()?, words.next()?);
    let mut parts = name.strip_prefix("refs/exps/")?.splitn(3, '/');
    let baseline = format!("{}{}", parts.next()?, parts.next()?);
    let name = parts.next()?;
    let is_commit = baseline.len() == 40 && baseline.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_commit.then(|| Saved {
        name: name.to_owned(),
        commit: commit.to_owned(),
        baseline,
        created: created.parse().unwrap_or_default(),
        params: None,
        lock: None,
    })
}

/// The experiment that is called `name`; the newest where several are.
///
/// # Errors
///
/// The end of a message: which name is near.
pub(crate) fn named<'a>(saved: &'a [Saved], name: &str) -> Result<&'a Saved, String> {
    let found = saved.iter().find(|saved| saved.name == name);
    found.ok_or_else(|| did_you_mean(name, saved.iter().map(|saved| saved.name.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dvcs_own_references_are_no_experiments() {
        let baseline = "0123456789012345678901234567890123456789";
        let line = format!(
            "ab12 17 refs/exps/{}/{}/brave-ant",
            &baseline[..2],
            &baseline[2..]
        );
        let saved = reference(&line).unwrap();
        assert_eq!(
            (&*saved.name, &*saved.baseline, saved.created),
            ("brave-ant", baseline, 17)
        );
        for own in [
            "ab12 17 refs/exps/celery/stash",
            "ab12 17 refs/exps/exec/EXEC_APPLY",
            "ab12 17 refs/exps/temp/head-1/x",
            "ab12 17 refs/heads/main",
        ] {
            assert!(reference(own).is_none(), "{own}");
        }
    }
}
