//! What the system says of processes: `/proc`.
//!
//! The runner shares the host's process numbers (scripts/runner), so that what is said here
//! of a number is true for whoever wrote the number down, in a container or not.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use rustix::process::{Pid, Signal, kill_process};

/// A process, as `/proc/<pid>/stat` tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// Its number.
    pub number: u32,
    /// The number of the process that started it, or took it over.
    pub parent: u32,
    /// When it started, in ticks since the system did: numbers are used again.
    pub started: String,
    /// Whether it has ended and only waits to be noticed.
    pub ended: bool,
}

impl Process {
    /// The process with this number, if there is one and it can be seen.
    #[must_use]
    pub(crate) fn find(number: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
        Self::parse(number, &stat)
    }

    /// The fields 3, 4 and 22, counted from 1. The name in the second may hold spaces and
    /// parentheses.
    fn parse(number: u32, stat: &str) -> Option<Self> {
        let (_, rest) = stat.rsplit_once(')')?;
        let mut fields = rest.split_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        let started = fields.nth(17)?.to_owned();
        Some(Self {
            number,
            parent,
            started,
            ended: matches!(state, "Z" | "X" | "x"),
        })
    }

    /// The words of its command line; none where they cannot be read.
    #[must_use]
    pub(crate) fn command(&self) -> Option<Vec<String>> {
        let text = fs::read(format!("/proc/{}/cmdline", self.number)).ok()?;
        let words = text.split(|byte| *byte == 0);
        let mut words: Vec<_> = words
            .map(|word| String::from_utf8_lossy(word).into_owned())
            .collect();
        words.pop();
        Some(words)
    }

    /// The folder that it is in; none where the system does not tell, as of another user's.
    #[must_use]
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        fs::read_link(format!("/proc/{}/cwd", self.number)).ok()
    }

    /// The variable `name` of the environment that it was started in; none where that is not
    /// set, or the system does not tell.
    #[must_use]
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        let text = fs::read(format!("/proc/{}/environ", self.number)).ok()?;
        let mut variables = text.split(|byte| *byte == 0);
        variables.find_map(|variable| {
            let variable = String::from_utf8_lossy(variable);
            let value = variable.strip_prefix(name)?.strip_prefix('=')?;
            Some(value.to_owned())
        })
    }

    /// What names it as long as the system runs: its number and its start.
    #[must_use]
    pub(crate) fn identity(&self) -> String {
        format!("{} {}", self.number, self.started)
    }

    /// Sends it a signal. One that has ended meanwhile needs none.
    pub(crate) fn signal(&self, signal: Signal) {
        let number = i32::try_from(self.number).ok().and_then(Pid::from_raw);
        if let Some(number) = number {
            let _ = kill_process(number, signal);
        }
    }

    /// Whether it is a worker of DVC's queue of experiments: `dvc exp queue-worker <name>`.
    #[must_use]
    pub(crate) fn is_queue_worker(&self) -> bool {
        let command = self.command().unwrap_or_default();
        command.iter().any(|word| word == "queue-worker")
    }

    /// Whether it is DVC's program, by itself or run by Python.
    #[must_use]
    pub(crate) fn is_dvc(&self) -> bool {
        is_dvc(&self.command().unwrap_or_default())
    }
}

/// [`Process::identity`] of this process.
#[must_use]
pub(crate) fn own_identity() -> String {
    let number = process::id();
    Process::find(number).map_or_else(|| format!("{number} "), |own| own.identity())
}

/// Whether the process with this [`Process::identity`] runs. Where no process can be seen
/// (another system than Linux), it counts as running: nobody's work is ended by mistake.
#[must_use]
pub(crate) fn is_alive(identity: &str) -> bool {
    let Some((number, started)) = identity.split_once(' ') else {
        return false;
    };
    let Ok(number) = number.parse() else {
        return false;
    };
    match Process::find(number) {
        Some(now) => now.started == started && !now.ended,
        None => Process::find(process::id()).is_none(),
    }
}

/// What tells the numbers of these processes from those that mean others, in a container with
/// numbers of its own.
pub(crate) fn namespace() -> String {
    let link = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
    link.to_string_lossy().into_owned()
}

fn is_dvc(command: &[String]) -> bool {
    let name = |word: &str| Path::new(word).file_name().map(std::ffi::OsStr::to_owned);
    let is = |word: &str, expected: &str| name(word).is_some_and(|name| name == expected);
    let Some((program, args)) = command.split_first() else {
        return false;
    };
    let by_python = Path::new(program)
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("python"));
    let script = args.iter().position(|word| !word.starts_with('-'));
    let module = script.is_some_and(|at| at > 0 && args[at - 1] == "-m");
    is(program, "dvc")
        || by_python && script.is_some_and(|at| is(&args[at], "dvc") && (module || at == 0))
}

/// All processes that can be seen.
#[must_use]
pub(crate) fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter_map(Process::find).collect()
}

/// Those of `processes` that the process `root` has started, directly or not.
#[must_use]
pub(crate) fn descendants(processes: Vec<Process>, root: u32) -> Vec<Process> {
    let parents: HashMap<u32, u32> = processes.iter().map(|p| (p.number, p.parent)).collect();
    let is_below = |number: u32| {
        let mut number = number;
        // A chain is no longer than the list: one that is read while it changes may be a ring.
        for _ in 0..parents.len() {
            match parents.get(&number) {
                Some(parent) if *parent == root => return true,
                Some(parent) => number = *parent,
                None => return false,
            }
        }
        false
    };
    let found = processes.into_iter();
    found.filter(|process| is_below(process.number)).collect()
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};
    use std::thread;

    use super::*;

    #[test]
    fn a_name_with_spaces_and_parentheses_does_not_shift_the_fields() {
        let stat = "42 (a) S (b c) S 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2";
        let process = Process::parse(42, stat).unwrap();
        assert_eq!((process.parent, &*process.started), (7, "98765"));
        assert!(!process.ended);
    }

    #[test]
    fn a_process_is_found_with_its_command_and_its_folder() {
        let mut child = Command::new("sleep")
            .arg("60")
            .current_dir("/")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let found = Process::find(child.id()).unwrap();
        let below = descendants(all(), process::id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(found.parent, process::id());
        assert!(below.contains(&found), "{below:?}");
        assert_eq!(Process::find(found.number), None);
    }

    #[test]
    fn a_process_that_ended_or_whose_number_was_given_again_is_not_alive() {
        let own = own_identity();
        assert!(is_alive(&own));
        let (number, _) = own.split_once(' ').unwrap();
        let again = format!("{number} 1");
        let ended = format!("{} 1", u32::MAX);
        for gone in [&*again, &ended, "x y", ""] {
            assert!(!is_alive(gone), "{gone}");
        }
    }

    #[test]
    fn the_environment_of_a_process_is_that_of_its_start() {
        let mut child = Command::new("sleep")
            .arg("60")
            .env("MLOPS_TEST", "a=b c")
            .spawn()
            .unwrap();
        let process = Process::find(child.id()).unwrap();
        // For a moment after its start, a process shows nothing.
        while process.command().is_none_or(|words| words.is_empty()) {
            thread::yield_now();
        }
        let found = process.variable("MLOPS_TEST");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(found.as_deref(), Some("a=b c"));
    }

    #[test]
    fn dvc_is_told_from_what_only_names_it() {
        let is = |line: &str| {
            let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
            is_dvc(&words)
        };
        for line in [
            "dvc repro",
            "/usr/bin/python3 /usr/local/dvc/bin/dvc repro",
            "python -I -m dvc status",
        ] {
            assert!(is(line), "{line}");
        }
        for line in [
            "mlops enter dvc repro",
            "sh -c dvc repro",
            "docker run --rm image dvc repro",
            "vim dvc",
            "python train.py dvc",
            "python -c dvc",
        ] {
            assert!(!is(line), "{line}");
        }
    }
}
