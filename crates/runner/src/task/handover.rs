//! What one step tells the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TaskError;
use super::objects::SentFile;

/// What steps have done so far, as they print it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Handover {
    /// The stage that it was about; none before the first one.
    #[serde(default)]
    pub stage: Option<String>,
    /// Whether DVC saw no reason to run it.
    #[serde(default)]
    pub skipped: bool,
    /// The commit that the first step found, in 40 hexadecimal digits.
    #[serde(default)]
    pub commit: Option<String>,
    /// What dvc.lock says of each stage so far, in the words of the file; nothing where all share a checkout.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub locks: BTreeMap<String, String>,
    /// The parts of a forest that are to be grown, each by a step of its own: `0..50`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<String>,
    /// Those that were grown and sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<SentFile>,
}

impl Handover {
    /// Before the first stage, at `commit`.
    pub(super) fn start(commit: Option<String>) -> Self {
        Self {
            commit,
            ..Self::default()
        }
    }

    /// All that the steps before have said, each document being one of theirs, or a list of them. A
    /// step that said nothing is `null` in a list.
    ///
    /// # Errors
    ///
    /// When a text is no such document, or two come from different commits.
    pub(super) fn merge(documents: &[String]) -> Result<Self, TaskError> {
        let mut merged = Self::default();
        for text in documents {
            for one in read(text)? {
                merged.add(one)?;
            }
        }
        Ok(merged)
    }

    /// The same after `stage`, which has used the shards.
    pub(super) fn after(&self, stage: &str, skipped: bool) -> Self {
        Self {
            stage: Some(stage.to_owned()),
            skipped,
            commit: self.commit.clone(),
            locks: self.locks.clone(),
            ..Self::default()
        }
    }

    /// The same with the lines of `stage` in dvc.lock.
    pub(super) fn with_lock(mut self, stage: &str, lines: String) -> Self {
        self.locks.insert(stage.to_owned(), lines);
        self
    }

    /// One line.
    ///
    /// # Panics
    ///
    /// Never: texts and maps of texts can be written.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("maps of texts")
    }

    fn add(&mut self, other: Self) -> Result<(), TaskError> {
        match (&self.commit, other.commit) {
            (Some(one), Some(two)) if *one != two => {
                return Err(TaskError::Commits {
                    one: one.clone(),
                    two,
                });
            }
            (None, found) => self.commit = found,
            _ => {}
        }
        self.locks.extend(other.locks);
        self.shards.extend(other.shards);
        Ok(())
    }
}

/// A document, or a list of documents.
fn read(text: &str) -> Result<Vec<Handover>, TaskError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Documents {
        One(Handover),
        List(Vec<Option<Handover>>),
        Nothing,
    }
    let documents = serde_json::from_str(text).map_err(|_| TaskError::NoHandover {
        found: params::shorten::text(text),
    })?;
    Ok(match documents {
        Documents::One(one) => vec![one],
        Documents::List(list) => list.into_iter().flatten().collect(),
        Documents::Nothing => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(stage: &str) -> Handover {
        let start = Handover::start(Some("ab12".to_owned()));
        let lines = format!("  {stage}:\n    cmd: x\n");
        start.after(stage, false).with_lock(stage, lines)
    }

    #[test]
    fn what_steps_say_in_one_line_is_read_by_the_next() {
        let line = done("ingest").to_json();
        assert!(!line.contains('\n'));
        assert_eq!(
            Handover::merge(&[line]).unwrap().locks,
            done("ingest").locks
        );
    }

    /// Airflow hands on a list for several tasks, with null for one that pushed nothing.
    #[test]
    fn lists_of_steps_are_read_as_well() {
        let list = format!("[{}, null, {}]", done("a").to_json(), done("b").to_json());
        let merged = Handover::merge(&[list, "null".to_owned()]).unwrap();
        assert_eq!(merged.commit.as_deref(), Some("ab12"));
        assert_eq!(merged.locks.keys().collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn steps_of_different_commits_do_not_go_together() {
        let other = Handover::start(Some("cd34".to_owned())).to_json();
        let error = Handover::merge(&[done("a").to_json(), other]).unwrap_err();
        insta::assert_snapshot!(error, @"go on: the steps before began with different commits, ab12 and cd34; run the whole again");
    }

    #[test]
    fn what_no_step_has_said_is_refused() {
        let error = Handover::merge(&["Stage 'train' did not".to_owned()]).unwrap_err();
        insta::assert_snapshot!(error, @"read `--after`: expected the last line of a step before, a document of JSON; found `Stage 'train' did not`");
    }
}
