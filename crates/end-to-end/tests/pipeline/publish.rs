//! What a run made goes where others get it: `mlops task publish`, against a real git server.

use std::path::Path;

use end_to_end::upstream::Upstream;
use end_to_end::{Checkout, CommandOutput};

use crate::after_first_run;
use crate::tasks::{Worker, last_line};

/// The step, by a member with this token.
fn publish(checkout: &Checkout, token: &str) -> CommandOutput {
    let login = "MLOPS_PUSH_LOGIN=ann".to_owned();
    let variables = [login, format!("MLOPS_PUSH_PASSWORD={token}")];
    let worker = Worker {
        checkout,
        variables: &variables,
        share: false,
    };
    worker.step(&["publish", "--message", "A run"], "")
}

fn refused(checkout: &Checkout, token: &str, code: i32, expected: &str) {
    let output = publish(checkout, token);
    assert_eq!(output.code, Some(code), "{}", output.text);
    output.assert_contains(expected);
    assert!(!output.text.contains(token), "{}", output.text);
}

#[test]
fn a_run_is_committed_and_pushed_once_and_what_prevents_that_is_told() {
    let guard = after_first_run();
    let clone = &guard.0;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("published.git");
    let upstream = Upstream::of(clone, &folder);
    let git = |args: &[&str]| clone.command("git", args).assert_success().text;
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 3");
    refused(
        clone,
        "t0ken",
        2,
        "the results do not belong to what is here",
    );
    clone.write("params.yaml", &before);
    let with_comment = "max_depth: 5 # as the reference";
    let _ = clone.edit("params.yaml", "max_depth: 5", with_comment);
    refused(
        clone,
        "t0ken",
        2,
        "the runner pushes by http and https alone",
    );
    assert!(upstream.is_as_it_was());

    let server = upstream.served(("ann", "t0ken"));
    refused(
        clone,
        "wr0ng",
        2,
        "it refuses this login; set login and password of Airflow's connection `git`",
    );
    let first = publish(clone, "t0ken").assert_success();
    first.assert_contains("publish: pushed sync to upstream");
    assert_eq!(last_line(&first)["skipped"], false);
    let here = git(&["log", "-1", "--format=%H %s", "@{upstream}"]);
    assert!(here.ends_with(" A run\n"), "{here}");
    assert_eq!(upstream.last(), here);
    assert_eq!(clone.changes(), "");

    let again = publish(clone, "t0ken").assert_success();
    assert_eq!(last_line(&again)["skipped"], true);

    let _ = git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    let _ = clone.edit("params.yaml", "max_depth: 5", "max_depth: 5 # of mine");
    refused(clone, "t0ken", 2, "somebody has pushed to it meanwhile");
    drop(server);
    refused(clone, "t0ken", 5, "it does not answer");
}
