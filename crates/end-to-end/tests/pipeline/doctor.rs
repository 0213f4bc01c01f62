//! `make doctor` in a checkout in which all is well, and where something is not.

use crate::after_first_run;

/// Also that a stage reaches the tracker by its own way, in a container of its kind.
#[test]
fn nothing_fails_in_a_checkout_that_has_run() {
    let guard = after_first_run();
    let clone = &guard.0;
    let output = clone.make("doctor").assert_success();
    for expected in [
        "ok    git ",
        "ok    images         all are built from the present sources",
        "ok    params.yaml    every parameter is in its range",
        "ok    tracker        MLflow 3",
        "ok    tracker clock  as the one here",
        "ok    stage          reaches the tracker at http://127.0.0.1:5000 in the tracker's network",
        "ok    remote         `bundled` (",
        ", 0 failed",
    ] {
        output.assert_contains(expected);
    }
    assert_eq!(clone.changes(), "");
    let containers = clone.command("docker", &["ps", "--all", "--filter", "name=mlops-doctor"]);
    assert_eq!(
        containers.assert_success().text.lines().count(),
        1,
        "their heading"
    );
}

#[test]
fn the_host_and_the_runner_say_what_they_found_in_one_document() {
    let guard = after_first_run();
    let output = guard
        .0
        .command("scripts/doctor", &["--json"])
        .assert_success();
    let document: serde_json::Value = serde_json::from_str(&output.text).unwrap();
    let checks = document["checks"].as_array().unwrap();
    for name in ["git", "socket", "settings", "tracker", "stage", "remote"] {
        assert!(
            checks.iter().any(|check| check["name"] == name),
            "{name}: {document}"
        );
    }
    assert_eq!(document["fail"], 0);
}

/// In a container `localhost` is the container: the tracker answered the host, and every stage failed.
#[test]
fn a_tracker_that_only_the_host_reaches_comes_with_the_name_that_a_stage_needs() {
    let guard = after_first_run();
    let clone = &guard.0;
    let url = clone
        .in_runner(&["mlops", "tracker", "url"])
        .assert_success()
        .text;
    let variable = format!("MLFLOW_TRACKING_URI={}", url.trim());
    let output = clone.command("env", &[&variable, "scripts/doctor"]);
    assert_eq!(output.code, Some(5), "{}", output.text);
    output.assert_contains("ok    tracker        MLflow 3");
    output.assert_contains("FAIL  stage          failed to reach the tracker");
    output.assert_contains("edit .env: MLFLOW_TRACKING_URI=http://host.docker.internal:");
}

/// A line that is no setting kept the runner from starting at all.
#[test]
fn broken_settings_are_one_failure_among_many_answers() {
    let guard = after_first_run();
    let clone = &guard.0;
    clone.write(".env", "STAGE_MEMORY 2g\n");
    let output = clone.command("scripts/doctor", &[]);
    std::fs::remove_file(clone.path(".env")).unwrap();
    assert_eq!(output.code, Some(2), "{}", output.text);
    output.assert_contains("FAIL  settings       failed to read `.env`: line 1");
    output.assert_contains("ok    tracker        MLflow 3");
    output.assert_contains(", 1 failed");
}

/// Debian as it is: neither git nor Docker, and a disk of 300 kB.
#[test]
fn a_machine_with_nothing_but_a_shell_and_a_full_disk() {
    let guard = after_first_run();
    let clone = &guard.0;
    let scripts = clone.path("scripts");
    let mount = format!(
        "type=bind,readonly,\"source={}\",target=/scripts",
        scripts.display()
    );
    let program = "mkdir /checkout/scripts && cp /scripts/doctor* /scripts/help /checkout/scripts && exec /checkout/scripts/doctor";
    let machine = [
        "run",
        "--rm",
        "--network",
        "none",
        "--tmpfs",
        "/checkout:size=300k,mode=755,exec",
    ];
    let args = ["--mount", &mount, "debian:trixie-slim", "sh", "-c", program];
    let output = clone.command("docker", &[&machine[..], &args].concat());
    assert_eq!(output.code, Some(2), "{}", output.text);
    for expected in [
        "FAIL  git            git is not installed\n                     sudo apt-get install git\n",
        "FAIL  docker         there is no `docker` on PATH\n",
        "FAIL  disk           0 MB free for the checkout (/checkout)\n                     make clean\n",
    ] {
        output.assert_contains(expected);
    }
}
