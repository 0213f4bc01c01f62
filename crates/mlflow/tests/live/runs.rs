//! Runs: what they hold, how they end, and who owns one.

use std::thread;

use mlflow::{Batch, Claim, Metric, Param, RunQuery, RunStatus, Tag, tags};

use crate::{connect, newest_finished, start, unique};

#[test]
fn a_run_ends_as_what_happened_to_it() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let status = |id: &str| client.run(id).unwrap();

    let failed = start(&client, &experiment, "a");
    let id = failed.id().to_owned();
    assert_eq!(status(&id).status, RunStatus::Running);
    failed.fail("no rows left").unwrap();
    assert_eq!(status(&id).status, RunStatus::Failed);
    assert_eq!(status(&id).tags[tags::END_REASON], "no rows left");

    let killed = start(&client, &experiment, "b");
    let id = killed.id().to_owned();
    killed.killed().unwrap();
    assert_eq!(status(&id).status, RunStatus::Killed);
    assert!(status(&id).end_time.is_some());

    let forgotten = start(&client, &experiment, "c");
    let id = forgotten.id().to_owned();
    drop(forgotten);
    assert_eq!(status(&id).status, RunStatus::Failed);

    let finished = newest_finished(&client, &experiment, "");
    assert!(finished.is_none(), "none of these is a finished run");
}

/// uvicorn closes idle connections after five seconds, gunicorn after two; a
/// create that was sent into a closing connection could not be repeated.
#[test]
fn a_long_fit_between_two_calls_does_not_break_the_second() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    for _ in 0..2 {
        start(&client, &experiment, "a").finish().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5500));
    }
    let runs = client.search_runs(
        &experiment,
        &RunQuery {
            filter: String::new(),
            order_by: vec![],
            max_results: 10,
        },
    );
    assert_eq!(runs.unwrap().len(), 2);
}

#[test]
fn what_the_tracker_stores_is_what_was_sent() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let params: Vec<Param> = (0..250)
        .map(|i| Param::new(format!("p{i}"), "x".repeat(6000)))
        .collect();
    let metrics = vec![
        Metric::new("third", 1.0 / 3.0),
        Metric::new("nan", f64::NAN),
        Metric::new("tiny", 5e-324),
    ];
    let batch = Batch {
        params,
        metrics,
        tags: vec![Tag::new("long", "é".repeat(5000))],
    };
    run.log(&batch).unwrap();
    run.log(&batch).unwrap();
    let stored = client.run(run.id()).unwrap();
    assert_eq!(stored.params.len(), 250);
    assert!(stored.params.values().all(|value| value.len() == 6000));
    assert_eq!(stored.tags["long"].chars().count(), 5000);
    assert_eq!(stored.metrics["third"].to_bits(), (1.0_f64 / 3.0).to_bits());
    assert!(stored.metrics["nan"].is_nan());
    run.finish().unwrap();
}

/// Of eight threads that claim a param of a finished run at once, exactly one
/// wins, and the others learn its value.
#[test]
fn a_claim_is_won_by_exactly_one_of_many() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let id = run.id().to_owned();
    run.finish().unwrap();
    for round in 0..10 {
        let key = format!("promoted.{round}");
        let claims: Vec<(String, Claim)> = thread::scope(|scope| {
            let claim = |number: usize| {
                let (id, key) = (&id, &key);
                scope.spawn(move || {
                    let value = format!("claimant {number}");
                    let claim = connect().claim(id, key, &value).unwrap();
                    (value, claim)
                })
            };
            let threads: Vec<_> = (0..8).map(claim).collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let won = claims.iter().filter(|(_, claim)| *claim == Claim::Won);
        let winners: Vec<&String> = won.map(|(value, _)| value).collect();
        assert_eq!(winners.len(), 1, "{claims:?}");
        let taken = Claim::Taken {
            by: winners[0].clone(),
        };
        assert_eq!(
            claims.iter().filter(|(_, claim)| *claim == taken).count(),
            7
        );
        assert_eq!(client.claim(&id, &key, winners[0]).unwrap(), Claim::Won);
        assert_eq!(client.claim(&id, &key, "late").unwrap(), taken);
    }
    let closed = client.run(&id).unwrap();
    assert_eq!(closed.status, RunStatus::Finished);
    client.claim("0".repeat(32).as_str(), "a", "b").unwrap_err();
}

#[test]
fn runs_left_behind_are_ended_and_others_are_not() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    // As after a `kill -9`: nobody ends them.
    let left: Vec<_> = (0..2).map(|_| start(&client, &experiment, "a")).collect();
    let other = start(&client, &experiment, "b");
    start(&client, &experiment, "a").finish().unwrap();
    let tags = [("mlops.key", "a"), ("mlflow.user", "someone")];
    let mut closed = client
        .close_stale(&experiment, &tags, "left behind")
        .unwrap();
    closed.sort_unstable();
    let mut expected: Vec<_> = left.iter().map(|run| run.id().to_owned()).collect();
    expected.sort_unstable();
    assert_eq!(closed, expected);
    for id in &closed {
        let run = client.run(id).unwrap();
        assert_eq!(run.status, RunStatus::Killed);
        assert!(run.end_time.is_some());
        assert_eq!(run.tags[tags::END_REASON], "left behind");
    }
    assert_eq!(client.run(other.id()).unwrap().status, RunStatus::Running);
    let before = client.requests();
    let none = client.close_stale(&experiment, &tags, "left behind");
    assert!(none.unwrap().is_empty());
    assert_eq!(client.requests() - before, 1);
}
