//! Files in DVC's remote that DVC does not track: the shards of one run, by their MD5.

use std::io;
use std::path::Path;
use std::process::Output;

use serde::{Deserialize, Serialize};

use super::TaskError;
use crate::checkout::Checkout;
use crate::remotes;

/// The program that moves them.
const PROGRAM: &str = include_str!("objects.py");
/// Where files of a run are that a worker gets from another one.
const FOLDER: &str = ".dvc/tmp/mlops/";

/// A file that one worker has sent and others get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SentFile {
    /// The stage that reads it.
    pub stage: String,
    /// Its path in the checkout.
    pub file: String,
    /// Its MD5, in hexadecimal.
    pub md5: String,
}

/// Sends the file at this path in `checkout`, for `stage`.
///
/// # Errors
///
/// When it cannot be sent.
pub(super) fn send(checkout: &Checkout, stage: &str, file: String) -> Result<SentFile, TaskError> {
    let printed = run(checkout, &["send", &file]).map_err(|reason| TaskError::Send {
        file: file.clone(),
        reason,
    })?;
    let md5 = printed.trim().to_owned();
    let stage = stage.to_owned();
    Ok(SentFile { stage, file, md5 })
}

/// Gets those that are not there. One that the remote does not have is told: the stage makes it again, as after a
/// first attempt that ended well and was not heard of.
///
/// # Errors
///
/// When one is not where files of a run are.
pub(super) fn get(checkout: &Checkout, files: &[&SentFile]) -> Result<(), TaskError> {
    for SentFile { file, md5, .. } in files {
        if !is_of_a_run(file) || !is_md5(md5) {
            return Err(TaskError::NoFileOfARun { file: file.clone() });
        }
        if checkout.path(file).is_file() {
            continue;
        }
        if let Err(reason) = run(checkout, &["get", md5, file]) {
            eprintln!("mlops: `{file}` is made here: the remote does not give it: {reason}");
        }
    }
    Ok(())
}

/// Removes them from the remote, where it lets that be done: nobody needs them any more.
pub(super) fn forget(checkout: &Checkout, files: &[&SentFile]) {
    let md5s = files.iter().map(|file| file.md5.as_str());
    let args: Vec<_> = ["forget"].into_iter().chain(md5s).collect();
    if args.len() > 1 {
        // They cost room and nothing else.
        let _ = run(checkout, &args);
    }
}

/// What steps hand on comes from outside: a path in it leads nowhere else.
fn is_of_a_run(file: &str) -> bool {
    file.starts_with(FOLDER) && !file.split('/').any(|part| part == "..")
}

fn is_md5(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What the program prints; the last line of what it says where it fails.
fn run(checkout: &Checkout, args: &[&str]) -> Result<String, String> {
    let output = start(checkout.root(), args).map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    Err(last.unwrap_or("it said nothing").trim().to_owned())
}

fn start(root: &Path, args: &[&str]) -> io::Result<Output> {
    remotes::with_code_of_dvc(PROGRAM, root)?
        .args(args)
        .output()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_put_where_a_run_has_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        let md5 = "0123456789abcdef0123456789abcdef";
        for (file, md5) in [
            ("/etc/passwd", md5),
            (".dvc/config", md5),
            (".dvc/tmp/mlops/../../config", md5),
            (".dvc/tmp/mlops/shards/a/0..5.shard", "--help"),
        ] {
            let sent = SentFile {
                stage: "train".to_owned(),
                file: file.to_owned(),
                md5: md5.to_owned(),
            };
            let error = get(&checkout, &[&sent]).unwrap_err();
            assert!(matches!(error, TaskError::NoFileOfARun { .. }), "{error}");
        }
    }
}
