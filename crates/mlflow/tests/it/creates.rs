//! What is created is created once, whatever happens to the answer.

use std::time::{Duration, Instant};

use mlflow::{Client, NewRun, Tag};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, Tracker, error_response, impatient, response, run_json};

/// The tracker may have made the run before it failed, so it is looked for by
/// its nonce; without that, every hiccup would leave a run that never ends.
#[test]
fn a_run_whose_creation_was_not_confirmed_is_found_and_not_made_again() {
    let tracker = Tracker::new();
    let create = format!("{API}/runs/create");
    let search = format!("{API}/runs/search");
    tracker.always("POST", &create, ResponseTemplate::new(503));
    tracker.always(
        "POST",
        &search,
        response(200, &json!({"runs": [run_json("found")]})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        response(200, &json!({})),
    );
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    let run = client.start_run(&experiment, &NewRun::default()).unwrap();
    assert_eq!(run.id(), "found");
    run.finish().unwrap();

    assert_eq!(tracker.bodies(&create).len(), 1);
    let nonce = &tracker.bodies(&create)[0]["tags"][0];
    assert_eq!(nonce["key"], "mlops.nonce");
    let filter = format!(
        "tags.\"mlops.nonce\" = '{}'",
        nonce["value"].as_str().unwrap()
    );
    assert_eq!(tracker.bodies(&search)[0]["filter"], filter);
}

#[test]
fn a_run_that_was_not_made_is_made_again_with_the_same_nonce() {
    let tracker = Tracker::new();
    let create = format!("{API}/runs/create");
    tracker.first(2, "POST", &create, ResponseTemplate::new(500));
    tracker.always(
        "POST",
        &create,
        response(200, &json!({"run": run_json("third")})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/search"),
        response(200, &json!({})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        response(200, &json!({})),
    );
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    let run = client.start_run(&experiment, &NewRun::default()).unwrap();
    assert_eq!(run.id(), "third");
    run.finish().unwrap();
    let bodies = tracker.bodies(&create);
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| body["tags"] == bodies[0]["tags"]));
}

#[test]
fn an_answer_that_comes_too_late_leaves_doubt_and_the_timeout_covers_one_attempt() {
    let tracker = Tracker::new();
    let create = format!("{API}/runs/create");
    let slow = response(200, &json!({"run": run_json("late")})).set_delay(Duration::from_secs(3));
    tracker.first(1, "POST", &create, slow);
    tracker.always(
        "POST",
        &format!("{API}/runs/search"),
        response(200, &json!({"runs": [run_json("late")]})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        response(200, &json!({})),
    );
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    let run = client.start_run(&experiment, &NewRun::default()).unwrap();
    assert_eq!(run.id(), "late");
    run.finish().unwrap();
    assert_eq!(tracker.bodies(&create).len(), 1);
}

#[test]
fn a_create_is_repeated_without_a_search_where_the_tracker_was_merely_busy() {
    let tracker = Tracker::new();
    let create = format!("{API}/runs/create");
    tracker.first(2, "POST", &create, ResponseTemplate::new(429));
    tracker.always(
        "POST",
        &create,
        response(200, &json!({"run": run_json("r")})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        response(200, &json!({})),
    );
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    let run = client.start_run(&experiment, &NewRun::default()).unwrap();
    run.finish().unwrap();
    assert!(
        !tracker
            .asked()
            .iter()
            .any(|request| request.ends_with("runs/search"))
    );
}

#[test]
fn an_experiment_that_someone_else_made_meanwhile_is_read_back() {
    let tracker = Tracker::new();
    let get = format!("{API}/experiments/get-by-name");
    tracker.first(
        1,
        "GET",
        &get,
        error_response(404, "RESOURCE_DOES_NOT_EXIST", "none"),
    );
    tracker.always(
        "GET",
        &get,
        response(
            200,
            &json!({"experiment": {"experiment_id": "7", "name": "iris"}}),
        ),
    );
    tracker.always(
        "POST",
        &format!("{API}/experiments/create"),
        error_response(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "(sqlite3.IntegrityError) [SQL: INSERT",
        ),
    );
    assert_eq!(tracker.client().experiment("iris").unwrap().id, "7");
}

#[test]
fn a_version_whose_creation_was_not_confirmed_is_found_by_its_run() {
    let tracker = Tracker::new();
    let create = format!("{API}/model-versions/create");
    tracker.always("POST", &create, ResponseTemplate::new(504));
    let source = "mlflow-artifacts:/1/r/artifacts/model";
    let found = json!({"model_versions": [
        {"name": "iris", "version": "9", "source": "mlflow-artifacts:/1/r/artifacts/other", "run_id": "r"},
        {"name": "iris", "version": "8", "source": source, "run_id": "r"},
    ]});
    tracker.always(
        "GET",
        &format!("{API}/model-versions/search"),
        response(200, &found),
    );
    let model = mlflow::LoggedModel {
        run_id: "r".to_owned(),
        model_id: None,
        location: source.to_owned(),
        source: source.to_owned(),
    };
    let client = tracker.client();
    let version = client
        .register("iris", &model, &[Tag::new("a", 1)])
        .unwrap();
    assert_eq!(version.version, 8);
    assert_eq!(tracker.bodies(&create).len(), 1);
}

#[test]
fn a_create_and_its_searches_share_one_budget() {
    let tracker = Tracker::new();
    let failing = || ResponseTemplate::new(503);
    tracker.always("POST", &format!("{API}/experiments/create"), failing());
    let get = format!("{API}/experiments/get-by-name");
    let none = error_response(404, "RESOURCE_DOES_NOT_EXIST", "none");
    tracker.first(1, "GET", &get, none);
    tracker.always("GET", &get, failing());
    let mut config = impatient(&tracker.uri());
    config.retries.limit = 10;
    config.retries.backoff_factor = 0.4;
    config.retries.budget = Duration::from_secs(2);
    let client = Client::connect(config).unwrap();
    let started = Instant::now();
    client.experiment("iris").unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(4));
}

/// A proxy held the request for longer than the client waits, and passed it on
/// afterwards. The search right after the timeout found nothing, the version
/// was created again, and the run had two versions (found by the fault proxy
/// of crate end-to-end: 3 of 40 pipelines).
#[test]
fn a_version_that_appears_after_the_timeout_is_found_and_not_made_again() {
    let tracker = Tracker::new();
    let create = format!("{API}/model-versions/create");
    let search = format!("{API}/model-versions/search");
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    tracker.always("POST", &create, late);
    tracker.first(2, "GET", &search, response(200, &json!({})));
    let source = "mlflow-artifacts:/1/r/artifacts/model";
    let found = json!({"model_versions": [
        {"name": "iris", "version": "8", "source": source, "run_id": "r"},
    ]});
    tracker.always("GET", &search, response(200, &found));
    let model = mlflow::LoggedModel {
        run_id: "r".to_owned(),
        model_id: None,
        location: source.to_owned(),
        source: source.to_owned(),
    };
    let mut config = impatient(&tracker.uri());
    config.timeout = Duration::from_millis(400);
    let client = Client::connect(config).unwrap();
    let tags = [Tag::new("a", 1)];
    let version = client.register("iris", &model, &tags).unwrap();
    assert_eq!(version.version, 8);
    assert_eq!(tracker.bodies(&create).len(), 1);
}
