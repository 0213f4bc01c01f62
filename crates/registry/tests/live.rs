//! Several promoters at once, against a real tracker.
//!
//! ```sh
//! MLFLOW_LIVE_URI=http://127.0.0.1:5000 cargo test -p registry --features live --test live
//! ```
//!
//! Without a tracker the tests fail: a skipped test would look like a passed one.

use std::process::Command;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

use mlflow::{Client, Config, LoggedModel, ModelVersion, NewRun};
use registry::commands::promote;
use registry::promotion::{self, Outcome, PromotionRequest};
use registry::record::Record;
use registry::{ProductionState, RegistryError};

const PROMOTERS: usize = 8;
/// The alias of the version that is in use.
const PRODUCTION: &str = "production";
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
                let state = ProductionState::read(&client, &version.name).unwrap();
                barrier.wait();
                let request = PromotionRequest {
                    version: &version,
                    record: Record::of(&version),
                    reason: "manual".into(),
                    previous: state.number(),
                    by: None,
                    rolled_back: Vec::new(),
                };
                let outcome = promotion::promote(&client, &state, &request, None).unwrap();
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
        let won = |(_, outcome): &&(u64, Outcome)| matches!(outcome, Outcome::Promoted { .. });
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
        let promoted = Record::of(&production).promotion.unwrap();
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
    let won = |(_, outcome): &&(u64, Outcome)| matches!(outcome, Outcome::Promoted { .. });
    assert_eq!(outcomes.iter().filter(won).count(), 1, "{outcomes:?}");
    let production = client.alias(&name, PRODUCTION).unwrap().unwrap();
    assert_eq!(Record::of(&production).promotion.unwrap().number, 8);
    assert!(started.elapsed().as_secs() < 25, "{:?}", started.elapsed());
}

/// Promoters do not start at the same moment, so more than one may win, one
/// after the other: then each replaced the winner before.
#[test]
fn promoters_started_at_once_replace_each_other_in_a_chain() {
    let client = connect();
    let name = unique("chain");
    let versions = versions(&client, &name);
    let started: Vec<_> = versions
        .iter()
        .map(|one| {
            let (name, version) = (name.clone(), one.version);
            thread::spawn(move || promote(&connect(), &name, version, None))
        })
        .collect();
    let mut won = Vec::new();
    for (promoter, version) in started.into_iter().zip(&versions) {
        match promoter.join().unwrap() {
            Ok(_) => won.push(version.version),
            Err(error @ RegistryError::Overtaken { .. }) => {
                assert!(
                    error.to_string().contains("was promoted meanwhile"),
                    "{error}"
                );
            }
            Err(error) => panic!("{error}"),
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
        next = Record::of(&found).promotion.unwrap().previous;
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
    let won = |(_, outcome): &&(u64, Outcome)| matches!(outcome, Outcome::Promoted { .. });
    assert_eq!(outcomes.iter().filter(won).count(), 1, "{outcomes:?}");
}
