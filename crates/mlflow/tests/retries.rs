//! What is repeated, how often, and what never is.

mod common;

use std::time::{Duration, Instant};

use common::{API, FILES, Tracker, answer, error_answer, fault, impatient, run_answer};
use mlflow::{Batch, Client, Fault, NewRun, Param, RunStatus, Tag};
use serde_json::json;
use wiremock::ResponseTemplate;

fn batch() -> Batch {
    Batch {
        params: vec![Param::new("depth", 5)],
        ..Batch::default()
    }
}

#[test]
fn a_write_that_the_tracker_deduplicates_is_repeated_after_every_passing_failure() {
    for status in [408, 429, 500, 502, 503, 504] {
        let tracker = Tracker::classic();
        let route = format!("{API}/runs/log-batch");
        tracker.first(4, "POST", &route, ResponseTemplate::new(status));
        tracker.always("POST", &route, answer(200, &json!({})));
        tracker.client().log("r", &batch()).unwrap();
        assert_eq!(tracker.asked().len(), 5, "after {status}");
        let bodies = tracker.bodies(&route);
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}

#[test]
fn the_fifth_failure_is_the_last() {
    let tracker = Tracker::classic();
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        ResponseTemplate::new(502),
    );
    let client = tracker.client();
    let error = client.run("r").unwrap_err();
    assert!(matches!(fault(&error), Fault::Server { status: 502, .. }));
    assert_eq!(tracker.asked().len(), 5);
    assert_eq!(client.requests(), 5);
}

#[test]
fn a_refusal_is_never_repeated() {
    let refusals = [
        error_answer(401, "UNAUTHENTICATED", "who are you"),
        error_answer(403, "PERMISSION_DENIED", "not yours"),
        error_answer(400, "INVALID_PARAMETER_VALUE", "no"),
        error_answer(404, "RESOURCE_DOES_NOT_EXIST", "no"),
        ResponseTemplate::new(403)
            .set_body_string("Invalid Host header - possible DNS rebinding attack detected"),
        ResponseTemplate::new(503).set_body_string(
            "Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`. \
             To enable artifacts server functionality, run `mlflow server` with `--serve-artifacts`",
        ),
    ];
    for refusal in refusals {
        let tracker = Tracker::classic();
        tracker.always("POST", &format!("{API}/runs/log-batch"), refusal);
        tracker.client().log("r", &batch()).unwrap_err();
        assert_eq!(tracker.asked().len(), 1);
    }
}

/// The tracker may have made the run before it failed, so it is looked for by
/// its nonce; without that, every hiccup would leave a run that never ends.
#[test]
fn a_run_whose_creation_was_not_confirmed_is_found_and_not_made_again() {
    let tracker = Tracker::classic();
    let create = format!("{API}/runs/create");
    let search = format!("{API}/runs/search");
    tracker.always("POST", &create, ResponseTemplate::new(503));
    tracker.always(
        "POST",
        &search,
        answer(200, &json!({"runs": [run_answer("found")]})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        answer(200, &json!({})),
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
    let tracker = Tracker::classic();
    let create = format!("{API}/runs/create");
    tracker.first(2, "POST", &create, ResponseTemplate::new(500));
    tracker.always(
        "POST",
        &create,
        answer(200, &json!({"run": run_answer("third")})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/search"),
        answer(200, &json!({})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        answer(200, &json!({})),
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
    let tracker = Tracker::classic();
    let create = format!("{API}/runs/create");
    let slow = answer(200, &json!({"run": run_answer("late")})).set_delay(Duration::from_secs(3));
    tracker.first(1, "POST", &create, slow);
    tracker.always(
        "POST",
        &format!("{API}/runs/search"),
        answer(200, &json!({"runs": [run_answer("late")]})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        answer(200, &json!({})),
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
    let tracker = Tracker::classic();
    let create = format!("{API}/runs/create");
    tracker.first(2, "POST", &create, ResponseTemplate::new(429));
    tracker.always(
        "POST",
        &create,
        answer(200, &json!({"run": run_answer("r")})),
    );
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        answer(200, &json!({})),
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
    let tracker = Tracker::classic();
    let get = format!("{API}/experiments/get-by-name");
    tracker.first(
        1,
        "GET",
        &get,
        error_answer(404, "RESOURCE_DOES_NOT_EXIST", "none"),
    );
    tracker.always(
        "GET",
        &get,
        answer(
            200,
            &json!({"experiment": {"experiment_id": "7", "name": "iris"}}),
        ),
    );
    tracker.always(
        "POST",
        &format!("{API}/experiments/create"),
        error_answer(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "(sqlite3.IntegrityError) [SQL: INSERT",
        ),
    );
    assert_eq!(tracker.client().experiment("iris").unwrap().id, "7");
}

#[test]
fn the_wait_that_the_tracker_asks_for_is_kept() {
    let tracker = Tracker::classic();
    let route = format!("{API}/runs/log-batch");
    let busy = ResponseTemplate::new(429).insert_header("Retry-After", "1");
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, answer(200, &json!({})));
    let started = Instant::now();
    tracker.client().log("r", &batch()).unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_wait_beyond_the_budget_is_not_begun() {
    let tracker = Tracker::classic();
    let busy = ResponseTemplate::new(429).insert_header("Retry-After", "3600");
    tracker.always("POST", &format!("{API}/runs/log-batch"), busy);
    let started = Instant::now();
    tracker.client().log("r", &batch()).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(tracker.asked().len(), 1);
}

/// MLflow 2.11 answers 500 for an artifact that is not there; a client that
/// repeats it makes a missing file look like a slow tracker.
#[test]
fn a_missing_file_of_version_two_is_not_asked_for_again() {
    let tracker = Tracker::classic();
    let file = format!("{FILES}/1/r/artifacts/model/model.onnx");
    tracker.always("GET", &file, error_answer(500, "INTERNAL_ERROR", "crashed"));
    tracker.always("GET", FILES, answer(200, &json!({})));
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        answer(200, &json!({"run": run_answer("r")})),
    );
    let client = tracker.client();
    let run = client.run("r").unwrap();
    let error = client.fetch_model(&run, "model.onnx").unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(
        tracker.asked()[1..],
        [format!("GET {file}"), format!("GET {FILES}")]
    );
}

#[test]
fn a_connection_that_breaks_is_tried_again_for_a_read() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        for number in 0..3 {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            let body = match number {
                // Accepted, read, and closed without a word.
                0 => continue,
                // Cut off in the middle of the body.
                1 => {
                    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{{").unwrap();
                    continue;
                }
                _ => json!({"run": run_answer("r")}).to_string(),
            };
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    let client = Client::connect(impatient(&uri)).unwrap();
    assert_eq!(client.run("r").unwrap().id, "r");
    server.join().unwrap();
}

#[test]
fn ending_a_run_gives_up_in_time_for_docker_stop() {
    let tracker = Tracker::classic();
    let never = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    tracker.always("POST", &format!("{API}/runs/update"), never);
    let mut config = impatient(&tracker.uri());
    config.timeout = Duration::from_mins(1);
    let client = Client::connect(config).unwrap();
    let started = Instant::now();
    let _ = client.end_quickly("r", RunStatus::Killed, Some("interrupted"));
    assert!(started.elapsed() < Duration::from_secs(2));
    let sent = tracker.asked().len();
    assert!(sent >= 2, "an attempt that hangs leaves time for another");
}

/// The reason came first once: it hung, and the run never ended.
#[test]
fn a_reason_that_hangs_does_not_keep_a_run_from_ending() {
    let tracker = Tracker::classic();
    let never = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    tracker.always("POST", &format!("{API}/runs/log-batch"), never);
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, answer(200, &json!({})));
    let client = tracker.client();
    let started = Instant::now();
    client
        .end_quickly("r", RunStatus::Killed, Some("interrupted"))
        .unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
    let sent = &tracker.bodies(&update)[0];
    assert_eq!(sent["status"], "KILLED");
    assert!(sent["end_time"].as_u64().is_some());
}

/// The tracker made the run and every answer was lost: nobody knows its id,
/// and without a last look it would be running for ever.
#[test]
fn a_run_that_was_never_confirmed_is_ended_as_failed() {
    let tracker = Tracker::classic();
    let search = format!("{API}/runs/search");
    tracker.always(
        "POST",
        &format!("{API}/runs/create"),
        ResponseTemplate::new(503),
    );
    // Not there yet while the client still tries.
    tracker.first(5, "POST", &search, answer(200, &json!({})));
    let found = json!({"runs": [run_answer("ghost")]});
    tracker.always("POST", &search, answer(200, &found));
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, answer(200, &json!({})));
    tracker.always(
        "POST",
        &format!("{API}/runs/log-batch"),
        answer(200, &json!({})),
    );
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    client
        .start_run(&experiment, &NewRun::default())
        .unwrap_err();
    let ended = &tracker.bodies(&update)[0];
    assert_eq!(ended["run_id"], "ghost");
    assert_eq!(ended["status"], "FAILED");
}

#[test]
fn a_create_and_its_searches_share_one_budget() {
    let tracker = Tracker::classic();
    let failing = || ResponseTemplate::new(503);
    tracker.always("POST", &format!("{API}/experiments/create"), failing());
    let get = format!("{API}/experiments/get-by-name");
    let none = error_answer(404, "RESOURCE_DOES_NOT_EXIST", "none");
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

#[test]
fn a_full_disk_and_a_deleted_run_are_told_and_not_asked_again() {
    let full = "(raised as a result of Query-invoked autoflush) (sqlite3.OperationalError) database or disk is full";
    let deleted = "The run r must be in the 'active' state. Current state is deleted.";
    for (given, is_it) in [
        (
            error_answer(503, "TEMPORARILY_UNAVAILABLE", full),
            (|fault| matches!(fault, Fault::StorageFull { .. })) as fn(&Fault) -> bool,
        ),
        (
            error_answer(400, "INVALID_PARAMETER_VALUE", deleted),
            |fault| matches!(fault, Fault::RunDeleted { .. }),
        ),
    ] {
        let tracker = Tracker::classic();
        tracker.always("POST", &format!("{API}/runs/log-batch"), given);
        let error = tracker.client().log("r", &batch()).unwrap_err();
        assert!(is_it(fault(&error)), "{error}");
        assert_eq!(tracker.asked().len(), 1);
    }
}

#[test]
fn a_date_is_a_wait_as_well() {
    let tracker = Tracker::classic();
    let route = format!("{API}/runs/log-batch");
    let date = "Wed, 21 Oct 2065 07:28:00 GMT";
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", date);
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, answer(200, &json!({})));
    tracker.client().log("r", &batch()).unwrap_err();
    assert_eq!(tracker.asked().len(), 1, "decades are beyond the budget");

    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", past);
    let tracker = Tracker::classic();
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, answer(200, &json!({})));
    tracker.client().log("r", &batch()).unwrap();
    assert_eq!(tracker.asked().len(), 2);
}

/// A tracker of version 3 that stumbles over a file that is there.
#[test]
fn a_file_that_is_there_is_asked_for_again() {
    let tracker = Tracker::modern();
    let file = format!("{FILES}/1/r/artifacts/model/model.onnx");
    tracker.first(2, "GET", &file, ResponseTemplate::new(500));
    tracker.always(
        "GET",
        &file,
        ResponseTemplate::new(200).set_body_string("onnx"),
    );
    let listing = json!({"files": [{"path": "model.onnx", "file_size": 4}]});
    tracker.always("GET", FILES, answer(200, &listing));
    let run = answer(200, &json!({"run": run_answer("r")}));
    tracker.always("GET", &format!("{API}/runs/get"), run);
    let client = tracker.client();
    let run = client.run("r").unwrap();
    assert_eq!(client.fetch_model(&run, "model.onnx").unwrap(), b"onnx");
}

/// The reason is a courtesy; a run that stays "running" for ever is not.
#[test]
fn a_run_ends_even_if_its_reason_cannot_be_written() {
    let tracker = Tracker::classic();
    let refusal = error_answer(400, "INVALID_PARAMETER_VALUE", "no");
    tracker.always("POST", &format!("{API}/runs/log-batch"), refusal);
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, answer(200, &json!({})));
    let client = tracker.client();
    client
        .close_run("r", RunStatus::Failed, Some("why"))
        .unwrap();
    assert_eq!(tracker.bodies(&update)[0]["status"], "FAILED");
}

/// A signal thread ends the run while the main thread is inside a call.
#[test]
fn a_clone_in_another_thread_can_end_a_run_during_a_call() {
    let tracker = Tracker::classic();
    let slow = answer(200, &json!({})).set_delay(Duration::from_millis(600));
    tracker.always("POST", &format!("{API}/runs/log-batch"), slow);
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        answer(200, &json!({})),
    );
    let client = tracker.client();
    let other = client.clone();
    let main = std::thread::spawn(move || client.log("r", &batch()));
    std::thread::sleep(Duration::from_millis(100));
    other.end_quickly("r", RunStatus::Killed, None).unwrap();
    main.join().unwrap().unwrap();
    let asked = tracker.asked();
    assert!(
        asked.contains(&format!("POST {API}/runs/update")),
        "{asked:?}"
    );
}

#[test]
fn a_version_whose_creation_was_not_confirmed_is_found_by_its_run() {
    let tracker = Tracker::classic();
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
        answer(200, &found),
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
