//! Several promoters at once, against a real tracker.
//!
//! ```sh
//! MLFLOW_LIVE_URI=http://127.0.0.1:5000 cargo test -p evaluate --features live --test live
//! ```
//!
//! Without a tracker the tests fail: a skipped test would look like a passed one.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

use evaluate::promotion::{self, Change, Outcome, PRODUCTION, Standing};
use evaluate::record::Record;
use mlflow::{Client, Config, LoggedModel, ModelVersion, NewRun};
use stage::testing::Sandbox;

const PROMOTERS: usize = 8;
const ROUNDS: usize = 5;

fn uri() -> String {
    std::env::var("MLFLOW_LIVE_URI").expect("MLFLOW_LIVE_URI is set; see the top of this file")
}

fn connect() -> Client {
    Client::connect(Config::new(&uri()).unwrap()).unwrap()
}

/// A name that no earlier test run has used.
fn unique(prefix: &str) -> String {
    let nanos = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    format!("{prefix}-{nanos:x}")
}

/// A registered model with as many versions as there are promoters; what is in
/// their files does not matter here.
fn versions(client: &Client, name: &str) -> Vec<ModelVersion> {
    let experiment = client.experiment(name).unwrap();
    let register = |_| {
        let tags = Vec::new();
        let new = NewRun {
            name: "run".into(),
            tags,
        };
        let run = client.start_run(&experiment, &new).unwrap();
        let location = format!("{}/model", run.run().artifact_uri);
        let model = LoggedModel {
            run_id: run.id().to_owned(),
            model_id: None,
            source: location.clone(),
            location,
        };
        let version = client.register(name, &model, &[]).unwrap();
        run.finish().unwrap();
        version
    };
    (0..PROMOTERS).map(register).collect()
}

/// All have seen the same production before the first of them moves it.
fn race(versions: &[ModelVersion]) -> Vec<(u64, Outcome)> {
    let barrier = Arc::new(Barrier::new(versions.len()));
    let racers: Vec<_> = versions
        .iter()
        .map(|version| {
            let (version, barrier) = (version.clone(), Arc::clone(&barrier));
            thread::spawn(move || {
                let client = connect();
                let standing = Standing::read(&client, &version.name).unwrap();
                barrier.wait();
                let change = Change {
                    version: &version,
                    record: Record::of(&version),
                    reason: "manual".into(),
                    previous: standing.number(),
                    by: None,
                    rolled_back: Vec::new(),
                };
                let outcome = promotion::promote(&client, &standing, &change, None).unwrap();
                (version.version, outcome)
            })
        })
        .collect();
    racers
        .into_iter()
        .map(|racer| racer.join().unwrap())
        .collect()
}

#[test]
fn of_eight_at_once_exactly_one_wins_and_the_others_know_which() {
    let client = connect();
    let name = unique("race");
    let versions = versions(&client, &name);
    for round in 1..=ROUNDS {
        let before = client.alias(&name, PRODUCTION).unwrap();
        // Who is production already has nothing to promote.
        let racers: Vec<_> = versions
            .iter()
            .filter(|one| {
                before
                    .as_ref()
                    .is_none_or(|before| before.version != one.version)
            })
            .cloned()
            .collect();
        let outcomes = race(&racers);
        let won = |(_, outcome): &&(u64, Outcome)| *outcome == Outcome::Promoted;
        let winners: Vec<_> = outcomes
            .iter()
            .filter(won)
            .map(|(version, _)| *version)
            .collect();
        assert_eq!(winners.len(), 1, "round {round}: {outcomes:?}");
        let production = client.alias(&name, PRODUCTION).unwrap().unwrap();
        assert_eq!(production.version, winners[0], "round {round}");
        for (version, outcome) in &outcomes {
            let told = *outcome == Outcome::Overtaken(Some(winners[0]));
            assert!(
                told || *version == winners[0],
                "round {round}: {outcomes:?}"
            );
        }
        let promoted = Record::of(&production).promoted.unwrap();
        assert_eq!(promoted.number, round as u64);
        assert_eq!(promoted.previous, before.map(|before| before.version));
    }
}

/// Processes that died right after their claims must not stop the others for
/// ever, and of those that wait for them still only one may win.
#[test]
fn claims_of_the_dead_are_passed_by_exactly_one_after_one_wait() {
    let client = connect();
    let name = unique("dead");
    let versions = versions(&client, &name);
    for number in 1..=7 {
        let key = promotion::claim_key(number);
        let run = &versions[0].run_id;
        client.claim(run, &key, "version 9 dead").unwrap();
    }
    let started = Instant::now();
    let outcomes = race(&versions);
    let won = |(_, outcome): &&(u64, Outcome)| *outcome == Outcome::Promoted;
    assert_eq!(outcomes.iter().filter(won).count(), 1, "{outcomes:?}");
    let production = client.alias(&name, PRODUCTION).unwrap().unwrap();
    assert_eq!(Record::of(&production).promoted.unwrap().number, 8);
    assert!(started.elapsed().as_secs() < 25, "{:?}", started.elapsed());
}

fn promote(sandbox: &Sandbox, version: u64) -> Child {
    Command::new(env!("CARGO_BIN_EXE_evaluate"))
        .args(["promote", &version.to_string()])
        .current_dir(sandbox.path("."))
        .env_clear()
        .env("MLFLOW_TRACKING_URI", uri())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Processes do not start at the same moment, so more than one may win, one
/// after the other: then each replaced the winner before.
#[test]
fn programs_started_at_once_replace_each_other_in_a_chain() {
    let client = connect();
    let name = unique("chain");
    let versions = versions(&client, &name);
    let sandbox = Sandbox::new();
    sandbox.edit_params("iris-classifier", &name);
    let started: Vec<_> = versions
        .iter()
        .map(|one| promote(&sandbox, one.version))
        .collect();
    let mut won = Vec::new();
    for (child, version) in started.into_iter().zip(&versions) {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            Some(0) => won.push(version.version),
            Some(5) => assert!(stderr.contains("was promoted meanwhile"), "{stderr}"),
            code => panic!("{code:?}: {stderr}"),
        }
    }
    let mut chain = Vec::new();
    let mut next = client
        .alias(&name, PRODUCTION)
        .unwrap()
        .map(|one| one.version);
    while let Some(version) = next {
        chain.push(version);
        let found = client.version(&name, version).unwrap();
        next = Record::of(&found).promoted.unwrap().previous;
    }
    chain.sort_unstable();
    assert_eq!(chain, won, "every winner is in the chain, and nobody else");
}

#[test]
fn a_production_version_whose_run_is_deleted_can_be_replaced() {
    let client = connect();
    let name = unique("gone");
    let versions = versions(&client, &name);
    client.set_alias(&name, PRODUCTION, 2).unwrap();
    let body = format!("{{\"run_id\": \"{}\"}}", versions[1].run_id);
    let url = format!("{}/api/2.0/mlflow/runs/delete", uri());
    let json = "content-type: application/json";
    let curl = ["-sSf", "-o", "/dev/null", "-H", json, "-d", &body, &url];
    assert!(Command::new("curl").args(curl).status().unwrap().success());
    let outcomes = race(&versions[2..]);
    let won = |(_, outcome): &&(u64, Outcome)| *outcome == Outcome::Promoted;
    assert_eq!(outcomes.iter().filter(won).count(), 1, "{outcomes:?}");
}
