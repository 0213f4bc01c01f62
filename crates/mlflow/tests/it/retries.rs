//! Which calls are repeated, how often, and which never are.

use std::time::{Duration, Instant};

use mlflow::{Batch, Client, Fault, Param};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, FILES, Tracker, error_response, fault, impatient, response, run_json};

fn batch() -> Batch {
    Batch {
        params: vec![Param::new("depth", 5)],
        ..Batch::default()
    }
}

#[test]
fn a_write_that_the_tracker_deduplicates_is_repeated_after_every_passing_failure() {
    for status in [408, 429, 500, 502, 503, 504] {
        let tracker = Tracker::new();
        let route = format!("{API}/runs/log-batch");
        tracker.first(4, "POST", &route, ResponseTemplate::new(status));
        tracker.always("POST", &route, response(200, &json!({})));
        tracker.client().log("r", &batch()).unwrap();
        assert_eq!(tracker.asked().len(), 5, "after {status}");
        let bodies = tracker.bodies(&route);
        assert!(bodies.iter().all(|body| *body == bodies[0]));
    }
}

#[test]
fn the_fifth_failure_is_the_last() {
    let tracker = Tracker::new();
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
        error_response(401, "UNAUTHENTICATED", "who are you"),
        error_response(403, "PERMISSION_DENIED", "not yours"),
        error_response(400, "INVALID_PARAMETER_VALUE", "no"),
        error_response(404, "RESOURCE_DOES_NOT_EXIST", "no"),
        ResponseTemplate::new(403)
            .set_body_string("Invalid Host header - possible DNS rebinding attack detected"),
        ResponseTemplate::new(503).set_body_string(
            "Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`. \
             To enable artifacts server functionality, run `mlflow server` with `--serve-artifacts`",
        ),
    ];
    for refusal in refusals {
        let tracker = Tracker::new();
        tracker.always("POST", &format!("{API}/runs/log-batch"), refusal);
        tracker.client().log("r", &batch()).unwrap_err();
        assert_eq!(tracker.asked().len(), 1);
    }
}

#[test]
fn the_wait_that_the_tracker_asks_for_is_kept() {
    let tracker = Tracker::new();
    let route = format!("{API}/runs/log-batch");
    let busy = ResponseTemplate::new(429).insert_header("Retry-After", "1");
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, response(200, &json!({})));
    let started = Instant::now();
    tracker.client().log("r", &batch()).unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_wait_beyond_the_budget_is_not_begun() {
    let tracker = Tracker::new();
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
    let tracker = Tracker::new();
    let file = format!("{FILES}/1/r/artifacts/model/model.onnx");
    tracker.always(
        "GET",
        &file,
        error_response(500, "INTERNAL_ERROR", "crashed"),
    );
    tracker.always("GET", FILES, response(200, &json!({})));
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        response(200, &json!({"run": run_json("r")})),
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
                _ => json!({"run": run_json("r")}).to_string(),
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
fn a_full_disk_and_a_deleted_run_are_told_and_not_asked_again() {
    let full = "(raised as a result of Query-invoked autoflush) (sqlite3.OperationalError) database or disk is full";
    let deleted = "The run r must be in the 'active' state. Current state is deleted.";
    for (given, is_it) in [
        (
            error_response(503, "TEMPORARILY_UNAVAILABLE", full),
            (|fault| matches!(fault, Fault::StorageFull { .. })) as fn(&Fault) -> bool,
        ),
        (
            error_response(400, "INVALID_PARAMETER_VALUE", deleted),
            |fault| matches!(fault, Fault::RunDeleted { .. }),
        ),
    ] {
        let tracker = Tracker::new();
        tracker.always("POST", &format!("{API}/runs/log-batch"), given);
        let error = tracker.client().log("r", &batch()).unwrap_err();
        assert!(is_it(fault(&error)), "{error}");
        assert_eq!(tracker.asked().len(), 1);
    }
}

#[test]
fn a_date_is_a_wait_as_well() {
    let tracker = Tracker::new();
    let route = format!("{API}/runs/log-batch");
    let date = "Wed, 21 Oct 2065 07:28:00 GMT";
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", date);
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, response(200, &json!({})));
    tracker.client().log("r", &batch()).unwrap_err();
    assert_eq!(tracker.asked().len(), 1, "decades are beyond the budget");

    let past = "Wed, 21 Oct 2015 07:28:00 GMT";
    let busy = ResponseTemplate::new(503).insert_header("Retry-After", past);
    let tracker = Tracker::new();
    tracker.first(1, "POST", &route, busy);
    tracker.always("POST", &route, response(200, &json!({})));
    tracker.client().log("r", &batch()).unwrap();
    assert_eq!(tracker.asked().len(), 2);
}

/// A tracker of version 3 that stumbles over a file that is there.
#[test]
fn a_file_that_is_there_is_asked_for_again() {
    let tracker = Tracker::new();
    let file = format!("{FILES}/1/r/artifacts/model/model.onnx");
    tracker.first(2, "GET", &file, ResponseTemplate::new(500));
    tracker.always(
        "GET",
        &file,
        ResponseTemplate::new(200).set_body_string("onnx"),
    );
    let listing = json!({"files": [{"path": "model.onnx", "file_size": 4}]});
    tracker.always("GET", FILES, response(200, &listing));
    let run = response(200, &json!({"run": run_json("r")}));
    tracker.always("GET", &format!("{API}/runs/get"), run);
    let client = tracker.client();
    let run = client.run("r").unwrap();
    assert_eq!(client.fetch_model(&run, "model.onnx").unwrap(), b"onnx");
}
