//! DVC on the host: no container gets Docker's socket. docs/without-the-socket.md types the same.

use std::env;

use end_to_end::command_output::STAGES;
use end_to_end::{Checkout, CommandOutput};

use crate::after_first_run;

/// A command on a host that has DVC, and `mlops` beside it.
fn on_host(clone: &Checkout, command: &[&str]) -> CommandOutput {
    let dvc = env::var("HOST_DVC").expect("HOST_DVC names the folder of DVC's program");
    let mlops = clone.path("target/bin");
    let others = env::var("PATH").expect("a path");
    let path = format!("PATH={}:{dvc}:{others}", mlops.display());
    clone.command("env", &[&[path.as_str()], command].concat())
}

/// The images of the containers that were made for the checkout since `start`, in seconds since 1970.
fn containers_since(clone: &Checkout, start: &str) -> Vec<String> {
    let now = seconds(clone);
    let label = format!("label=mlops.root={}", clone.root().display());
    let events = clone.command(
        "docker",
        &[
            "events",
            "--since",
            start,
            "--until",
            &now,
            "--filter",
            &label,
            "--filter",
            "event=create",
            "--format",
            "{{.Actor.Attributes.image}}",
        ],
    );
    let text = events.assert_success().text;
    let images = text
        .lines()
        .map(|image| image.split(':').next().unwrap_or(image));
    images.map(str::to_owned).collect()
}

fn seconds(clone: &Checkout) -> String {
    let date = clone.command("date", &["+%s.%N"]).assert_success();
    date.text.trim().to_owned()
}

#[test]
fn dvc_on_the_host_runs_the_stages_and_no_container_but_theirs() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let _ = clone
        .command("make", &["install-mlops", "TO=target/bin"])
        .assert_success();
    let start = seconds(clone);
    let output = on_host(clone, &["dvc", "repro", "--force"]).assert_success();
    assert_eq!(output.ran(), STAGES);
    output.assert_contains("train: registered iris-classifier version");
    assert_eq!(clone.digests(), earlier);
    let status = on_host(clone, &["dvc", "status"]).assert_success();
    status.assert_contains("Data and pipelines are up to date.");
    let stages = STAGES.map(|stage| format!("mlops-{stage}"));
    assert_eq!(containers_since(clone, &start), stages);
    // What the runner would have asked for by itself.
    let _ = on_host(clone, &["mlops", "report"]).assert_success();
    assert_eq!(clone.changes(), "");
}
