//! How stages are started: with which privileges, and what happens when something comes
//! in between.

use std::thread;
use std::time::{Duration, Instant};

use end_to_end::{Checkout, CommandOutput};
use serde_json::Value;

use crate::after_first_run;
use crate::tracking::{AWAIT_RUNNING, in_tracker};

/// So many trees that something can be done while they are stored.
const MANY: &str = "n_estimators: 30000";

/// The settings of a container that are not the same for all containers of a daemon.
fn inspect(clone: &Checkout, container: &str) -> Value {
    let output = clone.command("docker", &["inspect", container]);
    let mut found: Value = serde_json::from_str(&output.assert_success().text).unwrap();
    found[0].take()
}

#[test]
fn a_stage_is_one_short_line_on_the_screen() {
    let guard = after_first_run();
    let (_, first) = &*guard;
    for stage in ["ingest", "preprocess", "train", "evaluate"] {
        first.assert_contains(&format!("> mlops stage {stage}\n"));
    }
}

/// The line teaches what `mlops` does, so it has to be the same.
#[test]
fn the_printed_line_makes_the_container_that_the_stage_runs_in() {
    let guard = after_first_run();
    let clone = &guard.0;
    let container = clone.container("train");
    let before = clone.edit("params.yaml", "n_estimators: 100", MANY);
    let printed = clone.in_runner(&["mlops", "stage", "train", "--print"]);
    let line = printed.assert_success().text;
    let line = line.trim().replacen("docker run --rm", "docker create", 1);
    let (_, running) = while_training(clone, &["mlops", "stage", "train"], || {
        inspect(clone, &container)
    });
    let _ = clone.command("sh", &["-c", &line]).assert_success();
    let created = inspect(clone, &container);
    let _ = clone
        .command("docker", &["rm", &container])
        .assert_success();
    clone.write("params.yaml", &before);
    for key in [
        "Init",
        "ReadonlyRootfs",
        "CapDrop",
        "CapAdd",
        "SecurityOpt",
        "PidsLimit",
        "Memory",
        "Mounts",
        "ExtraHosts",
        "Privileged",
        "Binds",
        "IpcMode",
        "PidMode",
        "UsernsMode",
        "Devices",
    ] {
        let settings = [&running, &created].map(|found| setting(&found["HostConfig"], key));
        assert_eq!(settings[0], settings[1], "{key}");
    }
    let modes = [&running, &created].map(|found| network_mode(clone, found));
    assert_eq!(modes[0], modes[1]);
    for found in [&running, &created] {
        // Docker leaves the key out where there are none.
        assert_eq!(found["HostConfig"].get("Tmpfs"), None, "{found}");
    }
    for key in ["Image", "User", "Entrypoint", "Cmd", "WorkingDir"] {
        let settings = [&running, &created].map(|found| setting(&found["Config"], key));
        assert_eq!(settings[0], settings[1], "{key}");
    }
    // Whoever types the line has no use for what `mlops` alone reads and takes off the screen.
    let told = r#""MLOPS_TELL_USAGE=1""#;
    let mut environment = sorted(&running["Config"]["Env"]);
    assert!(environment.iter().any(|variable| variable == told));
    environment.retain(|variable| variable != told);
    assert_eq!(environment, sorted(&created["Config"]["Env"]));
    let mounts = sorted(&running["HostConfig"]["Mounts"]);
    assert_eq!(
        mounts.len(),
        7,
        "params, two tables, models, and for the record dvc.lock, data.dvc and the changes: {mounts:?}"
    );
    let _ = clone
        .in_runner(&["dvc", "checkout", "--force"])
        .assert_success();
}

/// The setting `key`, which has to be there: two misspelt ones would be equal. A list is
/// absent as `null` or empty, as it was left out of the request or not.
fn setting(settings: &Value, key: &str) -> Value {
    let found = settings
        .get(key)
        .unwrap_or_else(|| panic!("no `{key}` in {settings}"));
    match found {
        Value::Array(items) if items.is_empty() => Value::Null,
        found => found.clone(),
    }
}

/// The network of a container, where another one's is told by its id: the request names that
/// container, and some versions of Docker put the id in the place of the name.
fn network_mode(clone: &Checkout, container: &Value) -> String {
    let mode = setting(&container["HostConfig"], "NetworkMode");
    let mode = mode.as_str().expect("a network mode");
    match mode.strip_prefix("container:") {
        Some(other) => format!("container:{}", inspect(clone, other)["Id"]),
        None => mode.to_owned(),
    }
}

fn sorted(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    let mut items: Vec<_> = items.map(Value::to_string).collect();
    items.sort();
    items
}

/// Runs `command` in the runner, and `act` as soon as its training has a run in the tracker.
fn while_training<T>(
    clone: &Checkout,
    command: &[&str],
    act: impl FnOnce() -> T,
) -> (CommandOutput, T) {
    thread::scope(|scope| {
        let command = scope.spawn(|| clone.in_runner(command));
        let _ = in_tracker(clone, &[AWAIT_RUNNING]);
        let result = act();
        (command.join().expect("a command does not panic"), result)
    })
}

/// DVC reads params.yaml once more when a stage has ended: with 3000 trees in training and an
/// edit to 77 during it, dvc.lock said 77 for a model of 3000.
#[test]
fn the_result_of_parameters_that_were_edited_meanwhile_is_not_locked() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let before = clone.edit("params.yaml", "n_estimators: 100", MANY);
    let (output, ()) = while_training(clone, &["dvc", "repro"], || {
        clone.write(
            "params.yaml",
            &before.replace("n_estimators: 100", "n_estimators: 77"),
        );
    });
    output.assert_failure().assert_contains(
        "mlops: failed to accept the result of stage `train`: while it ran, `train.n_estimators` changed from \
         30000 to 77; run the same command again",
    );
    clone.write("params.yaml", &before);
    let lock = clone.command("git", &["status", "--short", "dvc.lock"]);
    assert_eq!(lock.assert_success().text, "", "nothing is locked");
    let _ = clone.in_runner(&["dvc", "repro"]).assert_success();
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn an_edit_of_what_a_stage_does_not_use_does_not_disturb_it() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "n_estimators: 100", MANY);
    let (output, edited) = while_training(clone, &["mlops", "stage", "train"], || {
        clone.edit("params.yaml", "hard: false", "hard: true")
    });
    assert_ne!(edited, before);
    let _ = output.assert_success();
    clone.write("params.yaml", &before);
    let _ = clone
        .in_runner(&["dvc", "checkout", "--force"])
        .assert_success();
    assert_eq!(clone.changes(), "");
}

/// Train handles the first two; the last one, which comes when a terminal is closed, kills it.
#[test]
fn a_signal_reaches_the_stage_and_its_exit_code_comes_back() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let before = clone.edit("params.yaml", "n_estimators: 100", MANY);
    for (signal, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        signal_while_training(clone, signal, code);
    }
    clone.write("params.yaml", &before);
    assert_eq!(clone.digests(), earlier);
    // A train that is killed leaves its run open in the tracker, and the next one ends it.
    let _ = clone
        .in_runner(&["mlops", "stage", "train"])
        .assert_success();
    assert_eq!(clone.digests(), earlier);
}

fn signal_while_training(clone: &Checkout, signal: &str, code: u8) {
    let container = clone.container("train");
    let command = ["sh", "-c", "mlops stage train; echo it ended with $?"];
    let (output, since) = while_training(clone, &command, || {
        let owner = inspect(clone, &container);
        let owner = owner["Config"]["Labels"]["mlops.owner"].as_str().unwrap();
        let process = owner.split(' ').next().unwrap();
        let option = format!("-{signal}");
        let _ = clone.command("kill", &[&option, process]).assert_success();
        Instant::now()
    });
    output.assert_contains(&format!("it ended with {code}\n"));
    let took = since.elapsed();
    assert!(took < Duration::from_secs(5), "{signal}: {took:?}");
    assert!(
        !clone.command("docker", &["inspect", &container]).success,
        "{signal}: no container is left"
    );
}

/// The stage ran on, wrote its outputs beside the next run's, and its name stopped that run.
#[test]
fn what_a_killed_run_left_running_is_removed_by_the_next() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let container = clone.container("train");
    let before = clone.edit("params.yaml", "n_estimators: 100", MANY);
    let train = ["dvc", "repro", "--single-item", "train"];
    let (_, id) = while_training(clone, &train, || {
        let found = inspect(clone, &container);
        let owner = found["Config"]["Labels"]["mlops.owner"].as_str().unwrap();
        let process = owner.split(' ').next().unwrap();
        let _ = clone
            .command("docker", &["pause", &container])
            .assert_success();
        let _ = clone.command("kill", &["-KILL", process]).assert_success();
        found["Id"].clone()
    });
    assert_eq!(inspect(clone, &container)["Id"], id, "it is still there");
    clone.write("params.yaml", &before);
    let _ = clone
        .in_runner(&["dvc", "repro", "--force", "--single-item", "train"])
        .assert_success();
    assert!(
        !clone.command("docker", &["inspect", &container]).success,
        "no container is left"
    );
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

/// DVC on the host works as in the runner: it finds the tracker without any setting.
#[test]
fn the_program_works_on_the_host_as_well() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let _ = clone
        .command("make", &["install-mlops", "TO=target/bin"])
        .assert_success();
    let output = clone
        .command("target/bin/mlops", &["stage", "train"])
        .assert_success();
    output.assert_contains("train: registered iris-classifier version");
    let output = clone
        .command("target/bin/mlops", &["report"])
        .assert_success();
    output.assert_contains("accuracy   0.9333");
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

/// DVC runs it in a copy of the checkout, which has no tracker of its own.
#[test]
fn an_experiment_in_a_folder_of_its_own_finds_the_tracker_of_its_checkout() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let command = [
        "dvc",
        "exp",
        "run",
        "--temp",
        "--name",
        "shallow",
        "--set-param",
        "train.max_depth=3",
    ];
    let output = clone.in_runner(&command).assert_success();
    output.assert_contains("train: experiment `shallow` is tracked in run");
    assert_eq!(clone.digests(), earlier);
    let _ = clone
        .in_runner(&["dvc", "exp", "remove", "shallow"])
        .assert_success();
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_stage_that_is_not_there_is_refused_with_a_list_of_the_stages() {
    let guard = after_first_run();
    let output = guard
        .0
        .in_runner(&["mlops", "stage", "trian"])
        .assert_failure();
    output.assert_contains(
        "mlops: failed to find the stage `trian` in `dvc.yaml`: expected one of `ingest`, `preprocess`, `train`, `evaluate`\n",
    );
}
