//! DVC's remotes, asked by DVC itself with the credentials that a push has.

use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde::Deserialize;
use serde_json::json;

/// The program that asks.
const PROGRAM: &str = include_str!("ask.py");

/// Which remotes are asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// All of DVC's configuration.
    All,
    /// The one that a push goes to.
    Default,
    /// One that is not in the configuration yet, which also has to take data.
    Candidate(&'a Candidate),
}

/// A remote as it would be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// Its name in DVC's configuration.
    pub name: &'static str,
    /// Its settings, in the place of those that are there; none takes one away. They may hold a secret.
    pub settings: Vec<(&'static str, Option<String>)>,
    /// Variables with credentials, in the place of the environment's.
    pub variables: Vec<(&'static str, String)>,
}

/// What one remote answered.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Answer {
    /// Its name in DVC's configuration.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Whether `make push` and `make pull` use it.
    pub default: bool,
    /// What is wrong with it; nothing where it can be used.
    pub kind: Option<Kind>,
    /// The same as a sentence.
    pub found: String,
}

/// What can be wrong with a remote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// It can be used, and holds nothing.
    New,
    /// There is no such bucket or folder.
    Absent,
    /// It refuses the credentials, or there are none.
    Denied,
    /// Its configuration is wrong.
    Config,
    /// The image lacks what DVC needs for it.
    Missing,
    /// It does not answer.
    Unreachable,
}

/// DVC cannot be asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// There is no DVC on the path.
    #[error("ask DVC for its remotes: DVC is not here; type `make build`, or install DVC")]
    NotHere,
    /// It does not start.
    #[error("ask DVC for its remotes: it does not start: {0}")]
    Start(#[source] io::Error),
    /// It ended without an answer.
    #[error("ask DVC for its remotes: it does not answer: {0}")]
    Silent(String),
}

impl Answer {
    /// Whether data can be sent to it.
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.kind, None | Some(Kind::New))
    }

    /// Whether another try may mend it: it is not reached. What is denied stays denied until somebody changes a
    /// setting.
    pub(crate) fn is_worth_a_retry(&self) -> bool {
        self.kind == Some(Kind::Unreachable)
    }

    /// Its address without a user and password.
    pub(crate) fn shown_url(&self) -> String {
        mlflow::without_userinfo(&self.url)
    }

    /// What to do where it cannot be used: the one table of that, for whoever sets a remote up, uses it, or asks the
    /// doctor.
    pub(crate) fn remedy(&self) -> String {
        let name = &self.name;
        let scheme = self.url.split("://").next().unwrap_or_default();
        let other = match name.as_str() {
            "storage" => "`make remote`".to_owned(),
            _ => format!("`dvc remote modify {name} url ...`"),
        };
        match self.kind {
            Some(Kind::Missing) => {
                format!("edit Dockerfile.runner: ARG REMOTES=\"{scheme}\" (docs/sharing.md)")
            }
            Some(Kind::Denied) if scheme == "s3" => {
                "edit .env: AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)".to_owned()
            }
            Some(Kind::Denied) if name == "dagshub" => "edit .env: DAGSHUB_TOKEN=".to_owned(),
            Some(Kind::Denied) => format!("dvc remote modify --local {name} ... (docs/sharing.md)"),
            Some(Kind::Absent) => format!("create it, or name another place by {other}"),
            Some(Kind::Config) => format!("edit .dvc/config, or name another place by {other}"),
            Some(Kind::Unreachable | Kind::New) | None => {
                "check the address, and try again".to_owned()
            }
        }
    }
}

/// Asks `which` remotes of the checkout at `root`, and gives each at most this number of `seconds`.
///
/// # Errors
///
/// When DVC is not here, or does not answer because its configuration is wrong.
pub(crate) fn ask(root: &Path, which: Which<'_>, seconds: u32) -> Result<Vec<Answer>, AskError> {
    let python = python().ok_or(AskError::NotHere)?;
    let output = run(&python, root, which, seconds).map_err(AskError::Start)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let answers = text.lines();
    let answers: Vec<Answer> = answers
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    if answers.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or_default();
        return Err(AskError::Silent(last.to_owned()));
    }
    Ok(answers)
}

/// Settings go to the program's standard input and credentials into its environment, neither of which
/// other users see.
fn run(python: &Path, root: &Path, which: Which<'_>, seconds: u32) -> io::Result<Output> {
    let (word, candidate) = match which {
        Which::All => ("all", None),
        Which::Default => ("default", None),
        Which::Candidate(candidate) => ("candidate", Some(candidate)),
    };
    let mut program = Command::new(python);
    program
        .args(["-c", PROGRAM, &seconds.to_string(), word])
        .current_dir(root)
        .stdin(candidate.map_or_else(Stdio::null, |_| Stdio::piped()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(candidate) = candidate {
        let variables = candidate.variables.iter();
        program.envs(variables.map(|(name, value)| (name, value)));
    }
    let mut child = program.spawn()?;
    if let (Some(candidate), Some(mut input)) = (candidate, child.stdin.take()) {
        let settings = candidate.settings.iter();
        let settings: serde_json::Map<_, _> = settings
            .map(|(key, value)| ((*key).to_owned(), json!(value)))
            .collect();
        let question = json!({"name": candidate.name, "settings": settings});
        // One that has ended without reading says why on standard error.
        let _ = input.write_all(question.to_string().as_bytes());
    }
    child.wait_with_output()
}

/// A program of ours, run with the code of DVC at `root`.
///
/// # Errors
///
/// When DVC is not installed.
pub(crate) fn with_code_of_dvc(program: &str, root: &Path) -> io::Result<Command> {
    let python = python().ok_or_else(|| io::Error::other("DVC is not here"))?;
    let mut command = Command::new(python);
    command.args(["-c", program]).current_dir(root);
    Ok(command)
}

/// The Python that DVC is installed for: the first line of its program names it.
fn python() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let mut found = env::split_paths(&folders).map(|folder| folder.join("dvc"));
    let script = found.find_map(|path| fs::read_to_string(path).ok())?;
    let python = script.lines().next()?.strip_prefix("#!")?.trim().to_owned();
    Some(python.into()).filter(|python: &PathBuf| python.is_absolute())
}
