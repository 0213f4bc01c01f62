//! DVC's remotes, asked by DVC itself with the credentials that a push has.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::Scene;
use super::finding::Finding;

pub(super) const NAME: &str = "remote";

/// The program that asks, and how many seconds it gives the remotes.
const PROGRAM: &str = include_str!("remotes.py");
const LIMIT: &str = "6";

/// What one remote answered.
#[derive(Debug, Deserialize)]
struct Answer {
    name: String,
    url: String,
    /// Whether `make push` and `make pull` use it.
    default: bool,
    /// What is wrong with it; nothing where it can be used.
    kind: Option<Kind>,
    found: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
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
    Unreachable,
}

/// A finding for each remote.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let Some(python) = python() else {
        return Finding::warn(NAME, "not looked at: DVC is not here", "make build").into();
    };
    let output = Command::new(python)
        .args(["-c", PROGRAM, LIMIT])
        .current_dir(scene.checkout.root())
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            return Finding::fail(NAME, format!("DVC does not start: {error}"), "make build")
                .into();
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let answers: Vec<Answer> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    if answers.is_empty() && !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or_default();
        return Finding::fail(
            NAME,
            format!("DVC does not answer: {last}"),
            "edit .dvc/config",
        )
        .into();
    }
    if answers.is_empty() {
        return Finding::ok(NAME, "there is none: `make push` and `make pull` need one").into();
    }
    answers.iter().map(finding).collect()
}

/// The Python that DVC is installed for: the first line of its program names it.
fn python() -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let mut found = env::split_paths(&folders).map(|folder| folder.join("dvc"));
    let script = found.find_map(|path| fs::read_to_string(path).ok())?;
    let python = script.lines().next()?.strip_prefix("#!")?.trim().to_owned();
    Some(python.into()).filter(|python: &PathBuf| python.is_absolute())
}

fn finding(answer: &Answer) -> Finding {
    let url = mlflow::without_userinfo(&answer.url);
    let used = if answer.default {
        ", which push and pull use"
    } else {
        ""
    };
    let remote = format!("`{}` ({url}{used})", answer.name);
    let found = match answer.kind {
        None => return Finding::ok(NAME, format!("{remote} answers")),
        Some(Kind::New) => return Finding::ok(NAME, format!("{remote}: {}", answer.found)),
        Some(_) => format!("{remote}: {}", answer.found),
    };
    let failed = Finding::fail(NAME, found, remedy(answer));
    let failed = match answer.kind {
        Some(Kind::Unreachable | Kind::Denied) => failed.into_unreachable(),
        _ => failed,
    };
    // Nothing waits for a remote that nothing uses.
    if answer.default {
        failed
    } else {
        failed.into_warning()
    }
}

fn remedy(answer: &Answer) -> String {
    let (name, scheme) = (
        &answer.name,
        answer.url.split("://").next().unwrap_or_default(),
    );
    match answer.kind {
        Some(Kind::Missing) => {
            format!("edit Dockerfile.runner: ARG REMOTES=\"{scheme}\" (docs/sharing.md)")
        }
        Some(Kind::Denied) if scheme == "s3" => {
            "edit .env: AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)".to_owned()
        }
        Some(Kind::Denied) if name == "dagshub" => "edit .env: DAGSHUB_TOKEN=".to_owned(),
        Some(Kind::Denied) => format!("dvc remote modify --local {name} ... (docs/sharing.md)"),
        Some(Kind::Absent | Kind::Config) => format!("dvc remote modify {name} url ..."),
        _ => format!("dvc push --remote {name} --verbose"),
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn told(line: &str) -> String {
        let found = finding(&serde_json::from_str(line).unwrap());
        format!(
            "{:?} {} | {}",
            found.status,
            found.found,
            found.remedy.unwrap_or_default()
        )
    }

    #[test]
    fn what_is_wrong_with_a_remote_comes_with_what_mends_it() {
        let denied = r#"{"name":"team","url":"s3://bucket/iris","default":true,"kind":"denied","found":"Unable to locate credentials"}"#;
        assert_snapshot!(told(denied), @"Fail `team` (s3://bucket/iris, which push and pull use): Unable to locate credentials | edit .env: AWS_ACCESS_KEY_ID=, AWS_SECRET_ACCESS_KEY= (docs/sharing.md)");
        let missing = r#"{"name":"az","url":"azure://x/y","default":false,"kind":"missing","found":"No module named 'dvc_azure'"}"#;
        assert_snapshot!(told(missing), @r#"Warn `az` (azure://x/y): No module named 'dvc_azure' | edit Dockerfile.runner: ARG REMOTES="azure" (docs/sharing.md)"#);
        let secret = r#"{"name":"web","url":"https://ann:s3cret@example.org/x","default":false,"kind":null,"found":""}"#;
        assert_snapshot!(told(secret), @"Ok `web` (https://example.org/x) answers | ");
    }
}
