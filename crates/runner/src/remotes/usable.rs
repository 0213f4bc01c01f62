//! Whether a command finds the folders that it needs, asked before DVC starts: what DVC says of
//! a folder that is not there, or not writable, does not name the setting.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::outside::{Outside, Purpose};

/// A folder that a command needs cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("use the folder `{}` of {user}, which `{}` names: {problem}", path.display(), file.display())]
pub(crate) struct UnusableFolder {
    path: PathBuf,
    /// The remote or the cache, in words.
    user: String,
    file: PathBuf,
    problem: Problem,
}

/// A folder that nothing names yet cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("use the folder `{}`: {problem}", path.display())]
pub(crate) struct UnusablePlace {
    path: PathBuf,
    problem: Problem,
}

/// Why.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("it does not exist and cannot be created; create it, or correct the setting")]
    Missing,
    #[error("the runner has a folder of its own there; choose another place")]
    Taken,
    #[error("nothing can be written there: {0}; change its permissions, or choose another place")]
    Unwritable(io::Error),
}

/// What a command does with the folders.
#[derive(Debug, Default, PartialEq, Eq)]
struct Needs {
    /// Whether it uses the cache.
    cache: bool,
    /// What it does with a remote.
    remote: Option<Access>,
    /// The remote that its options name.
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

/// Looks at each folder that `command` needs; `default` is the remote that it uses unless it
/// names one.
pub(super) fn check(
    outside: &[Outside],
    default: &str,
    command: &[OsString],
) -> Result<(), UnusableFolder> {
    let needs = Needs::of(command);
    let used = needs.name.as_deref().unwrap_or(default).to_lowercase();
    for place in outside {
        let access = match &place.purpose {
            Purpose::Cache => needs.cache.then_some(Access::Write),
            Purpose::Remote(name) => needs.remote.filter(|_| *name == used),
            Purpose::File => None,
        };
        if let Some(access) = access {
            place.allows(access)?;
        }
    }
    Ok(())
}

impl Needs {
    /// DVC's commands and `mlops run`. What is typed in a shell is not known here.
    fn of(command: &[OsString]) -> Self {
        let words: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
        let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
        match words.as_slice() {
            ["mlops", "run", ..] => Self {
                cache: true,
                ..Self::default()
            },
            ["mlops", rest @ ("push" | "pull"), ..] => Self {
                cache: true,
                remote: access(&[rest]),
                name: None,
            },
            ["dvc", rest @ ..] => Self {
                cache: true,
                remote: access(rest),
                name: remote_option(rest),
            },
            _ => Self::default(),
        }
    }
}

/// What a command of DVC does with the remote.
fn access(words: &[&str]) -> Option<Access> {
    let command = words.iter().find(|word| !word.starts_with('-'))?;
    match *command {
        "push" => Some(Access::Write),
        "pull" | "fetch" => Some(Access::Read),
        _ => None,
    }
}

/// The value of `-r`, `--remote`.
fn remote_option(words: &[&str]) -> Option<String> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let joined = word.strip_prefix("--remote=");
        let value = match *word {
            "-r" | "--remote" => words.next().copied(),
            word if word.starts_with("--") => joined,
            word => word.strip_prefix("-r"),
        };
        if let Some(value) = value {
            return Some(value.to_owned());
        }
    }
    None
}

/// Whether data can be sent to a folder that is not in DVC's configuration yet.
///
/// # Errors
///
/// When it is not there, or nothing can be written to it.
pub(crate) fn check_folder(folder: &Path) -> Result<(), UnusablePlace> {
    let path = folder.to_owned();
    let place = Outside {
        path: path.clone(),
        purpose: Purpose::Cache,
        file: PathBuf::new(),
    };
    let problem = place.problem(Access::Write);
    problem.map_or(Ok(()), |problem| Err(UnusablePlace { path, problem }))
}

impl Outside {
    fn allows(&self, access: Access) -> Result<(), UnusableFolder> {
        let problem = self.problem(access);
        problem.map_or(Ok(()), |problem| Err(self.unusable(problem)))
    }

    fn problem(&self, access: Access) -> Option<Problem> {
        if !self.is_mountable() {
            Some(Problem::Taken)
        } else if !self.path.is_dir() {
            Some(Problem::Missing)
        } else if access == Access::Write {
            try_writing(&self.path).err().map(Problem::Unwritable)
        } else {
            None
        }
    }

    fn unusable(&self, problem: Problem) -> UnusableFolder {
        let user = match &self.purpose {
            Purpose::Remote(name) => format!("the remote `{name}`"),
            Purpose::Cache | Purpose::File => "DVC's cache".to_owned(),
        };
        UnusableFolder {
            path: self.path.clone(),
            user,
            file: self.file.clone(),
            problem,
        }
    }
}

/// Creates a file and removes it: on a disk of the network, permissions do not tell all.
fn try_writing(folder: &Path) -> io::Result<()> {
    let file = folder.join(format!(".mlops-{:016x}", rand::random::<u64>()));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).open(&file)?;
    fs::remove_file(file)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use insta::assert_snapshot;

    use super::*;

    fn words(command: &str) -> Vec<OsString> {
        command.split(' ').map(OsString::from).collect()
    }

    fn place(purpose: Purpose, path: &Path) -> Outside {
        let (path, file) = (path.to_owned(), "/work/iris/.dvc/config".into());
        Outside {
            path,
            purpose,
            file,
        }
    }

    fn remote(path: &Path) -> [Outside; 1] {
        [place(Purpose::Remote("nas".to_owned()), path)]
    }

    #[test]
    fn a_command_needs_the_folders_that_it_uses_and_no_other() {
        let needs = |command: &str| {
            let needs = Needs::of(&words(command));
            (needs.cache, needs.remote, needs.name)
        };
        let nas = || Some("nas".to_owned());
        assert_eq!(needs("dvc push"), (true, Some(Access::Write), None));
        assert_eq!(
            needs("dvc -v pull -r nas"),
            (true, Some(Access::Read), nas())
        );
        assert_eq!(
            needs("dvc fetch --remote=nas"),
            (true, Some(Access::Read), nas())
        );
        assert_eq!(needs("dvc push -rnas data.dvc").2, nas());
        assert_eq!(needs("dvc repro --recursive"), (true, None, None));
        assert_eq!(needs("mlops run"), (true, None, None));
        assert_eq!(needs("mlops push"), (true, Some(Access::Write), None));
        assert_eq!(needs("mlops pull"), (true, Some(Access::Read), None));
        assert_eq!(needs("mlops tracker down"), (false, None, None));
        assert_eq!(needs("bash --norc"), (false, None, None));
    }

    /// A disk that was not there: DVC wrote into the container instead, where a user may write.
    #[test]
    fn a_folder_that_is_not_there_is_refused_for_what_uses_it() {
        let outside = remote(Path::new("/nowhere/store"));
        let error = check(&outside, "nas", &words("dvc push")).unwrap_err();
        assert_snapshot!(error, @"use the folder `/nowhere/store` of the remote `nas`, which `/work/iris/.dvc/config` names: it does not exist and cannot be created; create it, or correct the setting");
        assert!(check(&outside, "NAS", &words("dvc pull")).is_err());
        assert!(check(&outside, "storage", &words("dvc push -r nas")).is_err());
        for command in ["dvc status", "mlops run", "dvc push -r storage", "bash"] {
            check(&outside, "nas", &words(command)).unwrap();
        }
        let cache = [place(Purpose::Cache, Path::new("/nowhere/cache"))];
        let error = check(&cache, "nas", &words("mlops run")).unwrap_err();
        assert_snapshot!(error, @"use the folder `/nowhere/cache` of DVC's cache, which `/work/iris/.dvc/config` names: it does not exist and cannot be created; create it, or correct the setting");
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_refused_for_a_push_alone() {
        // Whoever runs this, nothing can be created there.
        let outside = remote(Path::new("/proc/self"));
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("store");
        symlink("/proc/self", &link).unwrap();
        let error = check(&outside, "nas", &words("dvc push")).unwrap_err();
        assert_snapshot!(error, @"use the folder `/proc/self` of the remote `nas`, which `/work/iris/.dvc/config` names: the runner has a folder of its own there; choose another place");
        let outside = remote(&link);
        check(&outside, "nas", &words("dvc pull")).unwrap();
        let error = check(&outside, "nas", &words("dvc push")).unwrap_err();
        // The system's words depend on who runs this.
        let Problem::Unwritable(reason) = &error.problem else {
            panic!("{error}");
        };
        let message = error.to_string().replace(&reason.to_string(), "REASON");
        let message = message.replace(folder.path().to_str().unwrap(), "FOLDER");
        assert_snapshot!(message, @"use the folder `FOLDER/store` of the remote `nas`, which `/work/iris/.dvc/config` names: nothing can be written there: REASON; change its permissions, or choose another place");
    }

    #[test]
    fn nothing_is_left_in_a_folder_that_can_be_written_to() {
        let folder = tempfile::tempdir().unwrap();
        check(&remote(folder.path()), "nas", &words("dvc push")).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
