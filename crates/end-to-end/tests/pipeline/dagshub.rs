//! Data and runs on DagsHub, by a server of the tests' own in its place, from the token to a colleague.

use std::fs;
use std::path::Path;

use end_to_end::dagshub::DagsHub;
use end_to_end::programs::image;
use end_to_end::server::Server;
use end_to_end::{Checkout, CommandOutput};

use crate::after_first_run;

/// Two people who may use the repository `ann/iris`, with their tokens.
const ANN: (&str, &str) = ("ann", "t0ken-of-ann");
const BOB: (&str, &str) = ("bob", "t0ken-of-bob");
const REMOTE: &str = "TO=dagshub:ann/iris";

/// Types a command with these variables.
fn with(clone: &Checkout, variables: &[String], command: &[&str]) -> CommandOutput {
    let variables: Vec<_> = variables.iter().map(String::as_str).collect();
    clone.command("env", &[&variables[..], command].concat())
}

/// No `.env` any more, when it is dropped: other tests have a tracker of the checkout's own.
struct WithoutEnv<'a>(&'a Checkout);

impl Drop for WithoutEnv<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0.path(".env"));
    }
}

/// What a person sets who has a token.
fn variables(server: &DagsHub, (user, token): (&str, &str)) -> [String; 3] {
    [
        format!("DAGSHUB_CLIENT_HOST={}", server.host()),
        format!("DAGSHUB_USER_NAME={user}"),
        format!("DAGSHUB_TOKEN={token}"),
    ]
}

#[test]
fn data_and_runs_go_to_dagshub_and_a_colleague_gets_them_by_a_token_of_his_own() {
    let guard = after_first_run();
    let clone = &guard.0;
    let _env = WithoutEnv(clone);
    let earlier = clone.digests();
    let tracker = Server::mlflow_below("/ann/iris.mlflow", &image("mlflow"));
    let server = DagsHub::start("ann/iris", &[ANN, BOB], tracker.address).unwrap();

    let chosen = with(clone, &variables(&server, ANN), &["make", "remote", REMOTE]);
    let chosen = chosen.assert_success();
    chosen.assert_contains("takes data and runs from `ann`");
    assert!(!chosen.text.contains(ANN.1), "{}", chosen.text);
    assert!(clone.read(".env").contains("DAGSHUB_TOKEN=t0ken-of-ann\n"));
    assert_eq!(clone.changes(), "");
    // The model that is there becomes a version of a tracker that has none.
    let run = clone.make("run").assert_success();
    run.assert_contains("production iris-classifier version 1");
    run.assert_contains(&format!("{}/ann/iris.mlflow/#/experiments/", server.host()));
    let pushed = clone.make("push").assert_success();
    pushed.assert_contains(&format!(
        "and there: DAGSHUB_CLIENT_HOST={} make remote TO=dagshub:ann/iris, make pull, make run",
        server.host()
    ));
    assert!(server.file_count() >= 4, "{}", pushed.text);

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clone of a colleague");
    let other = Checkout::fresh(&folder);
    other.write("dvc.lock", &clone.read("dvc.lock"));
    other.commit_new_lock();
    let chosen = with(
        &other,
        &variables(&server, BOB),
        &["make", "remote", REMOTE],
    );
    chosen
        .assert_success()
        .assert_contains("takes data and runs from `bob`");
    assert!(other.read(".env").contains("DAGSHUB_REPO=ann/iris\n"));
    let _ = other.make("pull").assert_success();
    assert_eq!(other.digests(), earlier);
    let run = other.make("run").assert_success();
    assert!(run.ran().is_empty(), "{}", run.text);
    run.assert_contains("production iris-classifier version 1");
    assert_eq!(other.changes(), "");
    assert_eq!(clone.changes(), "");
}

#[test]
fn what_dagshub_refuses_is_told_in_a_line_and_nothing_is_written() {
    let guard = after_first_run();
    let clone = &guard.0;
    let _env = WithoutEnv(clone);
    let tracker = Server::mlflow_below("/ann/iris.mlflow", &image("mlflow"));
    let server = DagsHub::start("ann/iris", &[ANN], tracker.address).unwrap();
    let host = server.host();
    let refused = |to: &str, token: &str, code: i32| {
        let variables = variables(&server, ("ann", token));
        let output = with(
            clone,
            &variables,
            &["scripts/runner", "mlops", "remote", to],
        );
        assert_eq!(output.code, Some(code), "{}", output.text);
        assert!(!clone.path(".env").exists());
        assert_eq!(clone.changes(), "");
        output.text.replace(&host, "HOST")
    };
    let line = refused("dagshub:ann/iris", "wrong", 2);
    assert_eq!(
        line,
        "mlops: failed to use `HOST/ann/iris`: it refuses the token of `ann` (runs, 401); make another one at \
         HOST/user/settings/tokens, and give it as DAGSHUB_TOKEN\n"
    );
    let line = refused("dagshub:ann/other", ANN.1, 2);
    assert_eq!(
        line,
        "mlops: failed to use `HOST/ann/other`: there is no such repository, or `ann` may not see it (404); create it at HOST, \
         or correct the name\n"
    );
    let line = refused("dagshub:ann/iris", "", 2);
    assert!(
        line.contains("there is no token; make one at HOST"),
        "{line}"
    );
    drop(tracker);

    // A token that has become wrong since.
    let settings = variables(&server, ("ann", "wrong")).join("\n") + "\nDAGSHUB_REPO=iris\n";
    clone.write(".env", &settings);
    for way in ["push", "pull"] {
        let output = clone.in_runner(&["mlops", way]);
        assert_eq!(output.code, Some(2), "{}", output.text);
        let expected = format!(
            "mlops: failed to {way} the data: the remote `dagshub` ({host}/ann/iris.dvc) cannot be used: 401 Unauthorized; \
             edit .env: DAGSHUB_TOKEN=\n"
        );
        assert_eq!(output.text, expected);
    }
    assert_eq!(server.file_count(), 0);
}
