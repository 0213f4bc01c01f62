//! DVC's queue of experiments, as its files tell of it (`dvc/repo/experiments/queue/celery.py`).
//!
//! `dvc queue status` says the same, takes a second of a processor's time for it, and would be
//! asked twice a second.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;

/// Where the queue is: messages that wait, those that a worker has taken, and results.
const FOLDER: &str = ".dvc/tmp/exps/celery";
const WAITING: &str = "broker/in";
const TAKEN: &str = "broker/processed";
const RESULTS: &str = "result";
/// How the name of a message ends; those to the workers themselves end otherwise.
const MESSAGE: &str = ".celery.msg";
/// The task that runs an experiment.
const RUN: &str = "dvc.repo.experiments.queue.tasks.run_exp";
/// Where DVC writes of each experiment how it ended, and what its stages printed.
const RUNS: &str = ".dvc/tmp/exps/run";

/// An experiment in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The commit that holds its parameters.
    pub commit: String,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub progress: Progress,
}

/// How far an experiment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// No worker has taken it.
    Waiting,
    /// A worker has taken it.
    Running,
    /// It has ended.
    Ended {
        /// When.
        at: SystemTime,
        /// The reference of the saved experiment; none for one that failed.
        saved: Option<String>,
    },
}

impl Task {
    /// Whether it waits or runs.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.progress, Progress::Ended { .. })
    }
}

/// A message of the queue, as far as it is needed.
#[derive(Deserialize)]
struct Message {
    body: String,
    headers: Headers,
}

#[derive(Deserialize)]
struct Headers {
    id: String,
    task: String,
}

/// The first argument of the task.
#[derive(Deserialize)]
struct Entry {
    stash_rev: String,
    name: Option<String>,
}

/// What DVC writes of an experiment.
#[derive(Deserialize)]
struct Info {
    result_ref: Option<String>,
}

/// The experiments in the queue of the checkout at `root`, in their order, also those that have
/// ended and were not removed. What cannot be read, because it is just being written, is left
/// out.
#[must_use]
pub fn tasks(root: &Path) -> Vec<Task> {
    let folder = root.join(FOLDER);
    // In this order: what is taken meanwhile is met once more and not missed.
    let mut found = messages(&folder.join(WAITING));
    found.extend(messages(&folder.join(TAKEN)));
    found.sort();
    // The later of two has been taken: `broker/processed` sorts behind `broker/in`.
    found.reverse();
    found.dedup_by(|a, b| a.0 == b.0);
    found.reverse();
    let tasks = found.iter().filter_map(|(_, path)| task(root, path));
    tasks.collect()
}

/// The names and paths of the messages in a folder.
fn messages(folder: &Path) -> Vec<(String, PathBuf)> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = files.filter_map(|file| Some((file.file_name().into_string().ok()?, file.path())));
    named.filter(|(name, _)| name.ends_with(MESSAGE)).collect()
}

fn task(root: &Path, path: &Path) -> Option<Task> {
    let message: Message = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    if message.headers.task != RUN {
        return None;
    }
    let body = BASE64_STANDARD.decode(message.body).ok()?;
    let (args, ..): (Vec<Entry>, serde_json::Value, serde_json::Value) =
        serde_json::from_slice(&body).ok()?;
    let Entry { stash_rev, name } = args.into_iter().next()?;
    let result = root.join(FOLDER).join(RESULTS);
    let result = result.join(format!("celery-task-meta-{}", message.headers.id));
    let ended = fs::metadata(result).and_then(|file| file.modified());
    let is_waiting = path
        .parent()
        .is_some_and(|folder| folder.ends_with(WAITING));
    let progress = match ended {
        Ok(at) => Progress::Ended {
            at,
            saved: saved(root, &stash_rev),
        },
        Err(_) if is_waiting => Progress::Waiting,
        Err(_) => Progress::Running,
    };
    let name = name.unwrap_or_else(|| stash_rev.chars().take(7).collect());
    Some(Task {
        commit: stash_rev,
        name,
        progress,
    })
}

fn saved(root: &Path, commit: &str) -> Option<String> {
    let text = fs::read_to_string(run_file(root, commit, "run")).ok()?;
    serde_json::from_str::<Info>(&text).ok()?.result_ref
}

fn run_file(root: &Path, commit: &str, kind: &str) -> PathBuf {
    root.join(RUNS)
        .join(commit)
        .join(format!("{commit}.{kind}"))
}

/// Why an experiment failed: what its stage said, and the code that the stage ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The line of the stage, or DVC's last one.
    pub text: String,
    /// 255 where DVC does not tell.
    pub code: u8,
}

/// Why the experiment `task` failed, as far as what was printed tells.
#[must_use]
pub fn cause(root: &Path, task: &Task) -> Cause {
    let printed = fs::read(run_file(root, &task.commit, "out")).unwrap_or_default();
    let printed = String::from_utf8_lossy(&printed);
    cause_in(&printed)
}

fn cause_in(printed: &str) -> Cause {
    let lines = || printed.lines().rev().map(str::trim);
    let code = lines().find_map(|line| line.rsplit_once("exited with ")?.1.parse().ok());
    let is_own = |line: &&str| line.contains(": failed to ") && !line.starts_with("ERROR");
    let text = lines().find(is_own);
    let text = text.or_else(|| lines().find(|line| line.starts_with("ERROR")));
    let text = text.or_else(|| lines().find(|line| !line.is_empty()));
    Cause {
        text: text.unwrap_or("it said nothing").to_owned(),
        code: code.unwrap_or(u8::MAX),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn write(root: &Path, name: &str, text: &str) {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn message(id: &str, name: &str) -> String {
        let entry = json!({"stash_rev": id.repeat(20), "name": name, "dvc_root": "/a"});
        let body = json!([[entry], {"copy_paths": null}, {"callbacks": null}]).to_string();
        json!({
            "body": BASE64_STANDARD.encode(body),
            "headers": {"id": id, "task": RUN},
        })
        .to_string()
    }

    #[test]
    fn each_experiment_is_where_its_files_say() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert_eq!(tasks(root), []);
        let at = |place: &str, number: &str| format!("{FOLDER}/{place}/{number}.celery.msg");
        write(root, &at(TAKEN, "1_a"), &message("a1", "brave-ant"));
        write(root, &at(TAKEN, "2_b"), &message("b2", "calm-bee"));
        write(root, &at(TAKEN, "3_c"), &message("c3", "dire-cat"));
        write(root, &at(WAITING, "4_d"), &message("d4", "eager-doe"));
        // Seen in both places while it was taken, and one that is being written.
        write(root, &at(WAITING, "3_c"), &message("c3", "dire-cat"));
        write(root, &at(WAITING, "5_e"), "{\"bo");
        let to_worker = format!("{FOLDER}/{WAITING}/6.dvc-exp-1@localhost.celery.pidbox.msg");
        write(root, &to_worker, "{}");
        for id in ["a1", "b2"] {
            write(
                root,
                &format!("{FOLDER}/{RESULTS}/celery-task-meta-{id}"),
                "{}",
            );
        }
        let saved = r#"{"result_ref": "refs/exps/ab/cd/brave-ant", "status": 6}"#;
        let run = |id: &str| run_file(Path::new(""), &id.repeat(20), "run");
        write(root, run("a1").to_str().unwrap(), saved);
        write(root, run("b2").to_str().unwrap(), r#"{"result_ref": null}"#);
        let found = tasks(root).into_iter().map(|task| {
            let progress = match task.progress {
                Progress::Waiting => "waits",
                Progress::Running => "runs",
                Progress::Ended { saved: Some(_), .. } => "is done",
                Progress::Ended { .. } => "failed",
            };
            format!("{} {progress}", task.name)
        });
        assert_eq!(
            found.collect::<Vec<_>>(),
            [
                "brave-ant is done",
                "calm-bee failed",
                "dire-cat runs",
                "eager-doe waits"
            ]
        );
    }

    #[test]
    fn the_cause_is_the_stages_own_line_and_its_code() {
        let printed = "Running stage 'train':\n> mlops stage train\n\
            train: failed to reach the tracker\nERROR: failed to reproduce 'train': failed to run: \
            mlops stage train, exited with 5\n";
        let Cause { text, code } = cause_in(printed);
        assert_eq!(code, 5);
        assert_eq!(text, "train: failed to reach the tracker");
        assert_eq!(cause_in("").text, "it said nothing");
    }
}
