//! `mlops run` from outside: a model that is there becomes known to the tracker and is judged.
//!
//! In place of DVC and of the stage's container are scripts that say what they were asked for and
//! wait, while the test does to the tracker what the stages would do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use registry::testing::{Tracker, metadata};
use stage::testing::{ProgramOutput, Sandbox};

const FIRST: &[u8] = b"first";
const BETTER: &[u8] = b"better";
const SCORES: &str = r#"{"accuracy":0.75,"precision":0.875,"recall":0.75,"f1_score":0.75}"#;

/// Says what it was asked for, and ends as the test says.
const SCRIPT: &str = "#!/bin/sh\n\
    echo \"$(basename \"$0\") $* ${DVC_EXP_NAME:-}\" >asked.new && mv asked.new asked\n\
    while [ ! -e answer ]; do sleep 0.01; done\n\
    read -r code <answer && rm answer && exit \"$code\"\n";

/// A folder with the scripts, and what the stages left of the model in `file`.
fn sandbox(file: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["dvc", "mlops"] {
        let script = format!("bin/{name}");
        sandbox.write(&script, SCRIPT);
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(sandbox.path(&script), mode).unwrap();
    }
    sandbox.write("models/model_metadata.json", metadata(file).to_json());
    sandbox.write("metrics/metrics.json", SCORES);
    sandbox
}

/// Runs `mlops run`, and `stage` for each program that it starts, which gives the exit code.
fn run(
    tracker: &Tracker,
    sandbox: &Sandbox,
    mut stage: impl FnMut(&str) -> u8,
) -> (ProgramOutput, Vec<String>) {
    let uri = tracker.uri();
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let environment = [
        ("MLFLOW_TRACKING_URI", uri.as_str()),
        ("PATH", &path),
        ("DVC_EXP_NAME", "left-over"),
    ];
    let (over, ended) = mpsc::channel();
    thread::scope(|scope| {
        let program = scope.spawn(|| {
            let output = sandbox.run(env!("CARGO_BIN_EXE_mlops"), &["run"], &environment);
            let _ = over.send(());
            output
        });
        let mut asked = Vec::new();
        while let Some(line) = next(sandbox, &ended) {
            let code = stage(&line);
            asked.push(line);
            sandbox.write("answer.new", format!("{code}\n"));
            fs::rename(sandbox.path("answer.new"), sandbox.path("answer")).unwrap();
        }
        (program.join().unwrap(), asked)
    })
}

/// What the next script was asked for; none when the program has ended.
fn next(sandbox: &Sandbox, ended: &Receiver<()>) -> Option<String> {
    let since = Instant::now();
    let asked = sandbox.path("asked");
    loop {
        if asked.exists() {
            let line = sandbox.read("asked").trim().to_owned();
            fs::remove_file(&asked).unwrap();
            return Some(line);
        }
        if ended.recv_timeout(Duration::from_millis(10)).is_ok() {
            return None;
        }
        assert!(since.elapsed() < Duration::from_mins(1), "nothing happens");
    }
}

fn report(tracker: &Tracker, output: &ProgramOutput) -> String {
    output.assert_success();
    output.stdout.replace(&tracker.uri(), "TRACKER")
}

/// After `make pull` into a fresh clone, or with a tracker that is new: evaluate failed for want
/// of a version, and the advice was to train again.
#[test]
fn a_model_that_the_tracker_never_saw_is_brought_in_judged_and_reported() {
    let (tracker, sandbox) = (Tracker::new(), sandbox(FIRST));
    let (output, asked) = run(&tracker, &sandbox, |asked| {
        match asked {
            "mlops stage train --existing" => drop(tracker.register(&metadata(FIRST), FIRST)),
            "dvc repro --force --single-item evaluate" => {
                drop(tracker.evaluate(FIRST, 0.75).unwrap());
            }
            _ => {}
        }
        0
    });
    assert_snapshot!(report(&tracker, &output), @"
    mlops: the model was not judged yet
    accuracy   0.7500
    precision  0.8750
    recall     0.7500
    F1         0.7500
    model      iris-classifier version 1
    gate       passed: accuracy 0.7500 (minimum 0.5000); first model
    production iris-classifier version 1
    tracker    TRACKER/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
    assert_snapshot!(asked.join("\n"), @"
    dvc repro train
    mlops stage train --existing
    dvc repro
    dvc repro --force --single-item evaluate
    ");
}

/// `dvc pull` brought the model, and the sources or parameters are others: DVC trains.
#[test]
fn a_model_that_dvc_trains_again_is_not_brought_in() {
    let (tracker, sandbox) = (Tracker::new(), sandbox(FIRST));
    let (output, asked) = run(&tracker, &sandbox, |asked| {
        match asked {
            "dvc repro train" => {
                sandbox.write("models/model_metadata.json", metadata(BETTER).to_json());
                tracker.register(&metadata(BETTER), BETTER);
            }
            "dvc repro" => drop(tracker.evaluate(BETTER, 1.0).unwrap()),
            other => panic!("{other}"),
        }
        0
    });
    output.assert_success();
    assert_eq!(asked, ["dvc repro train", "dvc repro"]);
    assert_eq!(tracker.state().versions.len(), 1);
}

/// `dvc exp apply` and `make run`: what the experiment left out is done.
#[test]
fn the_model_of_an_experiment_is_registered_and_judged_when_it_is_applied() {
    let (tracker, sandbox) = (Tracker::evaluated(&[(FIRST, 0.75)]), sandbox(BETTER));
    let id = tracker.experiment("brave-ant", &metadata(BETTER), BETTER);
    let (output, asked) = run(&tracker, &sandbox, |asked| {
        if asked.ends_with("evaluate") {
            tracker.evaluate(BETTER, 1.0).unwrap();
        }
        0
    });
    assert_snapshot!(report(&tracker, &output), @"
    mlops: registered iris-classifier version 2: the model of run e2
    mlops: the model was not judged yet
    accuracy   0.7500
    precision  0.8750
    recall     0.7500
    F1         0.7500
    model      iris-classifier version 2
    gate       passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); better than production
    paired     this model alone is right on 1 of 4 rows, version 1 alone on 0; McNemar p 1.0000
    production iris-classifier version 2
    tracker    TRACKER/#/experiments/1/runs/e2?workflowType=machine_learning
    ");
    assert_snapshot!(asked.join("\n"), @"
    dvc repro train
    dvc repro
    dvc repro --force --single-item evaluate
    ");
    let state = tracker.state();
    assert_eq!(state.versions[1].run, id);
    assert_eq!(state.versions[1].tags["mlops.experiment"], "brave-ant");
}

#[test]
fn a_model_that_was_judged_costs_no_more_requests_than_its_report() {
    let (tracker, sandbox) = (Tracker::evaluated(&[(FIRST, 0.75)]), sandbox(FIRST));
    let (output, asked) = run(&tracker, &sandbox, |_| 0);
    output.assert_success();
    assert_eq!(asked, ["dvc repro"]);
    assert_snapshot!(tracker.take_requests().join("\n"), @"
    GET model-versions/search
    GET registered-models/get
    GET runs/get
    ");
}

/// The report is about what the stages wrote, and not about what was there before.
#[test]
fn a_model_that_dvc_replaces_is_looked_at_again() {
    let (tracker, sandbox) = (Tracker::evaluated(&[(FIRST, 0.75)]), sandbox(FIRST));
    let (output, asked) = run(&tracker, &sandbox, |_| {
        // As a stage does: beside the file, and renamed.
        sandbox.write("models/new.json", metadata(BETTER).to_json());
        let target = sandbox.path("models/model_metadata.json");
        fs::rename(sandbox.path("models/new.json"), target).unwrap();
        tracker.register(&metadata(BETTER), BETTER);
        tracker.evaluate(BETTER, 1.0).unwrap();
        0
    });
    assert_eq!(asked, ["dvc repro"]);
    let said = report(&tracker, &output);
    assert!(
        said.contains("model      iris-classifier version 2\n"),
        "{said}"
    );
    assert!(
        said.contains("production iris-classifier version 2\n"),
        "{said}"
    );
}

#[test]
fn what_fails_on_the_way_ends_the_run_with_its_code() {
    for (failing, code) in [
        ("dvc repro train", 255),
        ("mlops stage train --existing", 5),
        ("dvc repro", 255),
        ("dvc repro --force --single-item evaluate", 4),
    ] {
        let (tracker, sandbox) = (Tracker::new(), sandbox(FIRST));
        let (output, asked) = run(&tracker, &sandbox, |asked| {
            if asked == failing {
                return code;
            }
            if asked.starts_with("mlops") {
                tracker.register(&metadata(FIRST), FIRST);
            }
            0
        });
        assert_eq!(output.code, Some(code.into()), "{failing}: {output:?}");
        assert_eq!(asked.last().unwrap(), failing);
        assert!(!output.stdout.contains("accuracy"), "{output:?}");
    }
}

/// A first run has nothing to bring in, and neither has one whose files somebody edited.
#[test]
fn outputs_that_are_missing_or_were_edited_are_left_to_dvc() {
    let edited = metadata(FIRST).to_json().replace("setosa", "rosa");
    for existing in [None, Some(edited)] {
        let (tracker, sandbox) = (Tracker::new(), sandbox(FIRST));
        match existing {
            Some(text) => sandbox.write("models/model_metadata.json", text),
            None => fs::remove_dir_all(sandbox.path("models")).unwrap(),
        }
        let (output, asked) = run(&tracker, &sandbox, |_| {
            sandbox.write("models/model_metadata.json", metadata(FIRST).to_json());
            tracker.register(&metadata(FIRST), FIRST);
            tracker.evaluate(FIRST, 0.75).unwrap();
            0
        });
        output.assert_success();
        assert_eq!(asked, ["dvc repro"]);
    }
}
