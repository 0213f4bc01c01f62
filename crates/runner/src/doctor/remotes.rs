//! DVC's remotes, asked by DVC itself with the credentials that a push has.

use super::Scene;
use super::finding::Finding;
use crate::remotes::{Answer, AskError, Kind, Which, ask};

pub(super) const NAME: &str = "remote";

/// How many seconds the remotes have.
const LIMIT: u32 = 6;

/// A finding for each remote.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    match ask(scene.checkout.root(), Which::All, LIMIT) {
        Ok(answers) if answers.is_empty() => {
            Finding::ok(NAME, "there is none: `make push` and `make pull` need one").into()
        }
        Ok(answers) => answers.iter().map(finding).collect(),
        Err(AskError::NotHere) => {
            Finding::warn(NAME, "not looked at: DVC is not here", "make build").into()
        }
        Err(AskError::Start(error)) => {
            Finding::fail(NAME, format!("DVC does not start: {error}"), "make build").into()
        }
        Err(AskError::Silent(last)) => {
            let found = format!("DVC does not answer: {last}");
            Finding::fail(NAME, found, "edit .dvc/config").into()
        }
    }
}

fn finding(answer: &Answer) -> Finding {
    let url = answer.shown_url();
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
    let failed = Finding::fail(NAME, found, answer.remedy());
    let failed = if answer.is_worth_a_retry() {
        failed.into_unreachable()
    } else {
        failed
    };
    // Nothing waits for a remote that nothing uses.
    if answer.default {
        failed
    } else {
        failed.into_warning()
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
