//! Whether an experiment can be put into the checkout without losing anything.
//!
//! DVC makes all files of the checkout that git knows those of the experiment's commit, and
//! fetches the outputs from its cache.

use std::collections::BTreeSet;
use std::path::Path;

use params::shorten;
use params::yaml::{self, Node};
use stage::exit::{Exit, Failure};

use crate::flat::{differing, settings};
use crate::git::{Git, GitError};
use crate::plan::changed;
use crate::results::Cache;
use crate::saved::{self, LOCK, PARAMS, Saved};

/// An experiment that can be put into the checkout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicable {
    /// Its name.
    pub name: String,
    /// Its commit: experiments of several commits may have one name.
    pub commit: String,
    /// What becomes another value in `params.yaml`: names of keys and values.
    pub settings: Vec<(String, String)>,
}

/// Why it cannot.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// There is no experiment of this name.
    #[error("apply `{}`: there is no such experiment (`make compare` lists them){hint}", shorten::text(.name))]
    Unknown {
        /// What was typed.
        name: String,
        /// What was perhaps meant.
        hint: String,
    },
    /// Values that a person has typed are nowhere else.
    #[error(
        "apply `{name}`: `params.yaml` has changes that would be lost: {}; keep them with `git commit` or \
         `git stash push params.yaml`, or drop them with `git checkout params.yaml`",
        shorten::list(keys.iter().map(String::as_str))
    )]
    Unsaved {
        /// The experiment.
        name: String,
        /// The keys whose values would be lost.
        keys: Vec<String>,
    },
    /// Its sources are not those that are here.
    #[error(
        "apply `{name}`: it was made when other files were here than now: {}; check out {commit}, from \
         which it was made, or run it again with what is here, as in `make exp SET=...`",
        shorten::list(files.iter().map(String::as_str))
    )]
    OtherSources {
        /// The experiment.
        name: String,
        /// The files that differ.
        files: Vec<String>,
        /// The beginning of the commit's number.
        commit: String,
    },
    /// DVC cannot bring its outputs.
    #[error(
        "apply `{name}`: {}; run it again, as in `make exp SET=...`",
        match &files[..] {
            [] => format!("its commit has no `{LOCK}`, which names its outputs"),
            files => format!(
                "DVC's cache has not all of its outputs: {}",
                shorten::list(files.iter().map(String::as_str))
            ),
        }
    )]
    NoOutputs {
        /// The experiment.
        name: String,
        /// What is missing; none where nothing says what there is.
        files: Vec<String>,
    },
    /// git cannot be asked.
    #[error(transparent)]
    Git(#[from] GitError),
}

impl Failure for ApplyError {
    fn exit(&self) -> Exit {
        match self {
            Self::NoOutputs { .. } => Exit::Data,
            _ => Exit::Usage,
        }
    }
}

/// Looks whether the experiment called `name` can be put into the checkout at `root`, whose `params.yaml`
/// holds `text`. Nothing is changed.
///
/// # Errors
///
/// When there is none, something would be lost or be something else than the experiment, or git
/// cannot be asked.
pub fn applicable(
    root: &Path,
    text: &str,
    name: &str,
    cache: &Cache,
) -> Result<Applicable, ApplyError> {
    let git = Git::at(root);
    let all = saved::read(&git)?;
    let owned = || name.to_owned();
    let found = saved::named(&all, name);
    let found = found.map_err(|hint| ApplyError::Unknown {
        name: owned(),
        hint,
    })?;
    let files = changed(&git, &found.commit)?;
    if !files.is_empty() {
        let commit = found.baseline.chars().take(7).collect();
        return Err(ApplyError::OtherSources {
            name: owned(),
            files,
            commit,
        });
    }
    let present = yaml::parse(text).ok();
    let keys = unsaved(&git, text, present.as_ref(), &all)?;
    if !keys.is_empty() {
        return Err(ApplyError::Unsaved {
            name: owned(),
            keys,
        });
    }
    let missing = found.lock.as_deref().map(|lock| cache.missing(lock));
    if missing.as_ref().is_none_or(|files| !files.is_empty()) {
        return Err(ApplyError::NoOutputs {
            name: owned(),
            files: missing.unwrap_or_default(),
        });
    }
    let settings = match (&present, &found.params) {
        (Some(present), Some(params)) => settings(params, &differing([present, params])),
        _ => Vec::new(),
    };
    Ok(Applicable {
        name: owned(),
        commit: found.commit.clone(),
        settings,
    })
}

/// The keys whose values are in no commit: neither in the checked-out one, nor together in one of
/// an experiment.
fn unsaved(
    git: &Git,
    text: &str,
    present: Option<&Node>,
    all: &[Saved],
) -> Result<Vec<String>, GitError> {
    let committed = git.contents(&[format!("HEAD:./{PARAMS}")])?;
    let committed = committed.into_iter().next().flatten().unwrap_or_default();
    if committed == text {
        return Ok(Vec::new());
    }
    let Some(present) = present else {
        return Ok(vec!["the file is no YAML".to_owned()]);
    };
    // Comments are worth something, too.
    let lost = || Ok(vec!["comments".to_owned()]);
    let same = all
        .iter()
        .filter(|saved| saved.params.as_ref() == Some(present));
    let objects = same.map(|saved| format!("{}:./{PARAMS}", saved.commit));
    let kept = git.contents(&objects.collect::<Vec<_>>())?;
    if !kept.is_empty() {
        let mut kept = kept.into_iter().flatten();
        let is_kept = kept.any(|kept| has_comments_of(&kept, text));
        return if is_kept { Ok(Vec::new()) } else { lost() };
    }
    let committed = yaml::parse(&committed).ok();
    let keys = differing([present].into_iter().chain(committed.as_ref()));
    if keys.is_empty() { lost() } else { Ok(keys) }
}

/// Whether each comment of `text` is in `kept`. DVC writes values in its own way, so that the two
/// are seldom the same.
fn has_comments_of(kept: &str, text: &str) -> bool {
    let kept: BTreeSet<_> = comments(kept).collect();
    comments(text).all(|comment| kept.contains(comment))
}

/// What stands behind `#`, at the begin of a line or behind a space.
fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let line = line.trim();
        let at = line.find(" #").map(|at| at + 1);
        let comment = line.starts_with('#').then_some(0).or(at)?;
        Some(&line[comment..])
    })
}

#[cfg(test)]
mod tests;
