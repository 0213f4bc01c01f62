//! The pipeline as a DAG of Airflow, from a fresh clone.
//!
//! One clone and one tracker serve all tests, one test at a time; each puts back what it changed.
//! What is in which file:
//!
//! - `cluster`: `make airflow-cluster`.
//! - `endings`: runs that fail, and how they end.
//! - `page`: `make airflow`.
//! - `publish`: a run that goes where others get it.
//! - `ran`: what a run says of its tasks.
//! - `shards`: a forest in parts.
//! - `tracker`: one that is away for a while.
//!
//! The rest is here.

mod cluster;
mod endings;
mod page;
mod publish;
mod ran;
mod shards;
mod tracker;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use end_to_end::command_output::STAGES;
use end_to_end::{Checkout, CommandOutput};
use params::yaml::{self, Node, Value};

use crate::ran::{ENDED, SKIPPED, stages_that, states};

/// The path has a comma and a space, which is where unquoted CSV and shell break.
static CLONE: LazyLock<Mutex<(Checkout, CommandOutput)>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("airflow, clone");
    let clone = Checkout::fresh(&root);
    let first = clone.make("airflow-run");
    clone.commit_new_lock();
    Mutex::new((clone, first))
});

/// The clone after its first `make airflow-run`, and its output.
fn after_first_run() -> MutexGuard<'static, (Checkout, CommandOutput)> {
    let guard = CLONE.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(guard.1.success, "the first run failed:\n{}", guard.1.text);
    guard
}

/// The MD5 of each output in the committed `dvc.lock`.
fn locked(clone: &Checkout) -> BTreeMap<String, String> {
    let text = clone.command("git", &["show", "HEAD:dvc.lock"]);
    let lock = yaml::parse(&text.assert_success().text).unwrap();
    let stages = lock.get("stages").unwrap().entries().iter();
    let outs = stages.flat_map(|stage| match stage.node().get("outs").map(Node::value) {
        Some(Value::List(outs)) => outs.clone(),
        _ => Vec::new(),
    });
    let text = |out: &Node, key: &str| out.get(key).unwrap().value().to_string();
    outs.map(|out| (text(&out, "path"), text(&out, "md5")))
        .collect()
}

#[test]
fn the_first_run_runs_all_stages_and_gives_the_bytes_that_were_committed() {
    let guard = after_first_run();
    let (clone, first) = &*guard;
    assert_eq!(first.ran(), ["ingest", "preprocess", "train", "evaluate"]);
    assert_eq!(stages_that(ENDED, &first.text), first.ran());
    let locked = locked(clone);
    assert!(locked.len() >= 10, "{locked:?}");
    for (name, md5) in locked {
        assert_eq!(clone.md5(&name), md5, "{name}");
    }
    clone
        .make("status")
        .assert_success()
        .assert_contains("up to date");
    assert_eq!(clone.changes(), "");
    // As after `make run`. An earlier clone's tracker may still have its versions.
    for expected in [
        "accuracy   0.9333",
        "gate       ",
        "production iris-classifier",
    ] {
        first.assert_contains(expected);
    }
}

#[test]
fn a_second_run_skips_every_stage() {
    let guard = after_first_run();
    let again = guard.0.make("airflow-run").assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);
    let states = states(&again.text);
    for stage in STAGES {
        assert_eq!(
            states.get(stage).map(String::as_str),
            Some(SKIPPED),
            "{}",
            again.text
        );
    }
    assert_eq!(states["mlops.report"], ENDED, "{}", again.text);
    assert_eq!(guard.0.changes(), "");
}

#[test]
fn an_edit_reruns_the_stages_that_make_run_reruns() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 1");
    let by_airflow = clone.make("airflow-run").assert_success();
    assert_eq!(by_airflow.ran(), ["train", "evaluate"]);
    assert_eq!(
        stages_that(SKIPPED, &by_airflow.text),
        ["ingest", "preprocess"]
    );
    clone.write("params.yaml", &before);
    let by_make = clone.make("run").assert_success();
    assert_eq!(by_make.ran(), by_airflow.ran());
    assert_eq!(clone.changes(), "");
}

/// The scheduler has nothing but the configuration of the run to tell an experiment by.
#[test]
fn the_parameters_of_a_run_are_an_experiment_beside_the_checkout() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (digests, changes) = (clone.digests(), clone.changes());
    let conf = r#"CONF={"train.max_depth": 2, "train.n_estimators": 7}"#;
    let tried = clone
        .command("make", &["airflow-run", conf])
        .assert_success();
    tried.assert_contains("max_depth=2");
    let states = states(&tried.text);
    assert_eq!(states["mlops.experiment"], ENDED, "{}", tried.text);
    for stage in ["ingest", "train", "mlops.report"] {
        assert_eq!(states[stage], SKIPPED, "{}", tried.text);
    }
    assert_eq!((clone.digests(), clone.changes()), (digests, changes));

    let conf = r#"CONF={"train.max_dept": 2}"#;
    let refused = clone
        .command("make", &["airflow-run", conf])
        .assert_failure();
    refused.assert_contains("max_dept");
    refused.assert_contains("did you mean");
    refused.assert_contains("airflow-run] Error 2\n");
}

/// What the DAG is derived from, in the Python of the image.
#[test]
fn the_units_of_the_dag_do_what_their_tests_say() {
    let guard = after_first_run();
    let clone = &guard.0;
    let image = clone
        .command("scripts/image", &["airflow"])
        .assert_success();
    let root = clone.root().to_str().unwrap();
    let mount = format!("type=bind,readonly,\"source={root}\",target=/checkout");
    let mut run = vec!["run", "--rm", "--network", "none", "--mount", &mount];
    run.extend(["--workdir", "/checkout/airflow", "--env", "PYTHONPATH=dags"]);
    run.extend(["--env", "AIRFLOW_HOME=/tmp/airflow", image.text.trim()]);
    run.extend([
        "python",
        "-m",
        "unittest",
        "discover",
        "--top-level-directory",
        ".",
    ]);
    run.extend(["--start-directory", "tests"]);
    let tested = clone.command("docker", &run).assert_success();
    let ran = tested
        .text
        .lines()
        .find_map(|line| line.strip_prefix("Ran "));
    let count = ran.and_then(|rest| rest.split(' ').next()?.parse().ok());
    assert!(
        count.is_some_and(|count: usize| count > 20),
        "{}",
        tested.text
    );
}
