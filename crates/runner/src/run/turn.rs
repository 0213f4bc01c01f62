//! Whose turn it is: one `make run` at a time in a checkout.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::enter::Clients;
use crate::processes::{Process, is_alive, own_identity};
use crate::recovery::{Flock, Holder, RwLock};

/// The file that is locked, which names who has locked it: itself, then who called it.
const FILE: &str = ".dvc/tmp/mlops/run";
/// How long a run that was killed may take to its end: a stage has to end, and to be told of.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a program that another thread is starting may have what this process has open: until it is that program.
const MOMENT: Duration = Duration::from_millis(500);
/// How often it is looked at meanwhile.
const INTERVAL: Duration = Duration::from_millis(50);

/// The right to run the pipeline.
#[derive(Debug)]
pub(crate) struct Turn {
    lock: Flock,
}

/// Why it is not this process's turn.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TurnError {
    /// Another run has it.
    #[error(
        "run the pipeline: another `make run` is at work in this checkout (process {number}, since {seconds} s); \
         wait for it to end, or stop it with `kill {number}`"
    )]
    Run {
        /// The process that stops it.
        number: String,
        /// How long it has had it.
        seconds: u64,
    },
    /// A command of DVC that was typed by hand is at work.
    #[error(
        "run the pipeline: `{command}` is at work in this checkout (process {number}); wait for it to end"
    )]
    Dvc {
        /// Its program and arguments.
        command: String,
        /// Its number.
        number: u32,
    },
    /// The lock cannot be taken.
    #[error("run the pipeline: lock `{FILE}`: {0}")]
    Lock(#[source] io::Error),
}

impl Turn {
    /// Takes the turn in `checkout`. A run that was killed is waited for; one at work is not.
    ///
    /// # Errors
    ///
    /// When another run or a DVC is at work, or the file cannot be locked.
    pub(crate) fn take(checkout: &Checkout) -> Result<Self, TurnError> {
        let path = checkout.path(FILE);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(TurnError::Lock)?;
        }
        let since = Instant::now();
        let lock = loop {
            if let Some(lock) = Flock::take(&path, Duration::ZERO).map_err(TurnError::Lock)? {
                break lock;
            }
            wait(since, run_at_work(&path))?;
        };
        sign(&lock).map_err(TurnError::Lock)?;
        while let Some(holder) = dvc_at_work(checkout) {
            wait(since, Some(holder))?;
        }
        Ok(Self { lock })
    }

    /// The turn as the standard input of DVC, which reads nothing there: it lasts until DVC, and
    /// the stage that DVC has started, have ended, whatever becomes of this process.
    ///
    /// # Errors
    ///
    /// When the process has no file descriptor left.
    pub(crate) fn stdin(&self) -> io::Result<Stdio> {
        self.lock.file().try_clone().map(Stdio::from)
    }
}

/// Who is at work in `checkout`, if anybody is and goes on.
pub(crate) fn at_work(checkout: &Checkout) -> Option<TurnError> {
    let run = run_at_work(&checkout.path(FILE));
    let other = run.filter(|run| run.patience != PATIENCE);
    other
        .or_else(|| dvc_at_work(checkout))
        .map(|other| other.error)
}

/// Waits a moment for what is about to end.
fn wait(since: Instant, other: Option<Other>) -> Result<(), TurnError> {
    match other {
        Some(other) if since.elapsed() > other.patience => Err(other.error),
        _ => {
            thread::sleep(INTERVAL);
            Ok(())
        }
    }
}

/// Who is at work, and how long to wait for them: those who, or whose callers, were killed will soon have ended.
struct Other {
    error: TurnError,
    patience: Duration,
}

/// The run that has locked the file at `path`; none where it has not signed yet.
fn run_at_work(path: &Path) -> Option<Other> {
    let text = fs::read_to_string(path).ok()?;
    let names: Vec<_> = text.lines().collect();
    let stops = names.get(1).or(names.first())?;
    let age = fs::metadata(path).and_then(|file| file.modified()).ok();
    let age = age
        .and_then(|since| since.elapsed().ok())
        .unwrap_or_default();
    let number = stops.split(' ').next().unwrap_or_default().to_owned();
    Some(Other {
        error: TurnError::Run {
            number,
            seconds: age.as_secs(),
        },
        patience: if names.iter().any(|name| !is_alive(name)) {
            PATIENCE
        } else if names.first() == Some(&&*own_identity()) {
            MOMENT
        } else {
            Duration::ZERO
        },
    })
}

fn sign(lock: &Flock) -> io::Result<()> {
    let mut file = lock.file();
    let names = [&[own_identity()], Clients::of_environment().identities()].concat();
    file.set_len(0)?;
    file.write_all(names.join("\n").as_bytes())
}

/// A DVC that reads or writes data in `checkout`.
fn dvc_at_work(checkout: &Checkout) -> Option<Other> {
    let lock = RwLock::read(checkout);
    let mut holders = lock.holders().into_iter();
    let Holder { pid, cmd } = holders.find(|holder| holder.is_alive(checkout))?;
    let caller = Process::find(*pid).map(|process| Clients::of(&process));
    Some(Other {
        error: TurnError::Dvc {
            command: cmd.clone(),
            number: *pid,
        },
        patience: if caller.is_some_and(|caller| caller.are_gone()) {
            PATIENCE
        } else {
            Duration::ZERO
        },
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn checkout() -> (tempfile::TempDir, Checkout) {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        (folder, checkout)
    }

    /// The second one ended after three seconds with eight lines of DVC about a lock.
    #[test]
    fn a_second_run_says_at_once_who_is_at_work() {
        let (_folder, checkout) = checkout();
        let first = Turn::take(&checkout).unwrap();
        let since = Instant::now();
        let error = Turn::take(&checkout).unwrap_err().to_string();
        assert!(since.elapsed() < Duration::from_secs(1));
        let error = error.replace(&std::process::id().to_string(), "N");
        assert_snapshot!(error, @"run the pipeline: another `make run` is at work in this checkout (process N, since 0 s); wait for it to end, or stop it with `kill N`");
        drop(first);
        let _third = Turn::take(&checkout).unwrap();
    }

    /// Killed with its process group, the first one still ended its stage when the second began.
    #[test]
    fn a_run_whose_caller_was_killed_is_waited_for() {
        let (_folder, checkout) = checkout();
        let first = Turn::take(&checkout).unwrap();
        let killed = format!("{}\n4194303 1", own_identity());
        fs::write(checkout.path(FILE), killed).unwrap();
        let second = thread::scope(|scope| {
            let second = scope.spawn(|| Turn::take(&checkout));
            thread::sleep(Duration::from_millis(200));
            assert!(!second.is_finished());
            drop(first);
            second.join().unwrap()
        });
        let _second = second.unwrap();
    }

    /// On a busy machine, a turn that was just given back was refused: a child that another thread had begun to start
    /// still had the lock.
    #[test]
    fn a_turn_that_a_child_has_for_a_moment_is_waited_for() {
        let (_folder, checkout) = checkout();
        let first = Turn::take(&checkout).unwrap();
        let of_child = first.lock.file().try_clone().unwrap();
        drop(first);
        let child = thread::spawn(move || {
            thread::sleep(MOMENT / 5);
            drop(of_child);
        });
        let _second = Turn::take(&checkout).unwrap();
        child.join().unwrap();
    }

    #[test]
    fn a_dvc_that_was_typed_by_hand_is_named() {
        let (_folder, checkout) = checkout();
        fs::create_dir_all(checkout.path(".dvc/tmp")).unwrap();
        let command = std::env::args().collect::<Vec<_>>().join(" ");
        let list =
            serde_json::json!({"read": {"/a": [{"pid": std::process::id(), "cmd": command}]}});
        fs::write(checkout.path(".dvc/tmp/rwlock"), list.to_string()).unwrap();
        let error = Turn::take(&checkout).unwrap_err().to_string();
        let error = error
            .replace(&std::process::id().to_string(), "N")
            .replace(&command, "dvc repro");
        assert_snapshot!(error, @"run the pipeline: `dvc repro` is at work in this checkout (process N); wait for it to end");
    }
}
