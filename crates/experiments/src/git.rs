//! What git holds: the references of DVC's experiments, and files of their commits.
//!
//! git's program is asked and not DVC: two hundred experiments take a tenth of a second.

use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// git cannot be asked, or says no.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The program cannot be started or its pipe is broken.
    #[error("run `git {command}`: {source}")]
    Start {
        /// The command.
        command: String,
        /// What the system said.
        source: io::Error,
    },
    /// It ended with an error.
    #[error("run `git {command}`: {message}")]
    Failed {
        /// The command.
        command: String,
        /// What it said.
        message: String,
    },
}

/// The repository of a checkout.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    root: PathBuf,
}

impl Git {
    pub(crate) fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut git = Command::new("git");
        // It takes no locks: another git may be at work. Paths are told as they are.
        git.args(["-c", "core.quotepath=off"])
            .args(args)
            .current_dir(&self.root)
            .env("GIT_OPTIONAL_LOCKS", "0");
        git
    }

    /// What `git <args>` prints.
    pub(crate) fn output(&self, args: &[&str]) -> Result<String, GitError> {
        let command = || args.first().copied().unwrap_or_default().to_owned();
        let output = self.command(args).output();
        let output = output.map_err(|source| GitError::Start {
            command: command(),
            source,
        })?;
        if !output.status.success() {
            let message = String::from_utf8_lossy(&output.stderr);
            return Err(GitError::Failed {
                command: command(),
                message: message.lines().next().unwrap_or_default().to_owned(),
            });
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The contents of `objects`, such as `ab12:./params.yaml`; none for one that is not there.
    /// One process reads them all.
    pub(crate) fn contents(&self, objects: &[String]) -> Result<Vec<Option<String>>, GitError> {
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let failed = |source| GitError::Start {
            command: "cat-file --batch".to_owned(),
            source,
        };
        let mut git = self.command(&["cat-file", "--batch"]);
        let git = git.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut git = git.spawn().map_err(failed)?;
        let stdin = git.stdin.take().ok_or_else(broken).map_err(failed)?;
        let stdout = git.stdout.take().ok_or_else(broken).map_err(failed)?;
        let read = thread::scope(|scope| {
            // It answers while it is asked: who does not read meanwhile waits for good.
            scope.spawn(move || {
                let mut stdin = stdin;
                for object in objects {
                    // Without a reader there is no answer either, and that is told below.
                    let _ = writeln!(stdin, "{object}");
                }
            });
            let mut stdout = BufReader::new(stdout);
            let contents = objects.iter().map(|_| content(&mut stdout));
            contents.collect::<io::Result<Vec<_>>>()
        });
        let ended = git.wait();
        let read = read.map_err(failed)?;
        ended.map_err(failed)?;
        Ok(read)
    }
}

fn broken() -> io::Error {
    io::ErrorKind::BrokenPipe.into()
}

/// `<name> blob <size>` and the bytes, or `<object> missing`.
fn content(from: &mut impl io::BufRead) -> io::Result<Option<String>> {
    let mut header = String::new();
    if from.read_line(&mut header)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut words = header.trim_end().rsplit(' ');
    let Some(size) = words.next().and_then(|size| size.parse::<u64>().ok()) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    from.by_ref().take(size).read_to_end(&mut bytes)?;
    from.read_exact(&mut [0])?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}
