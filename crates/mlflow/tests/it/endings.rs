//! A run that began ends, and in time.

use std::time::{Duration, Instant};

use mlflow::{Batch, Client, NewRun, Param, RunStatus};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, Tracker, error_response, impatient, response, run_json};

#[test]
fn ending_a_run_gives_up_in_time_for_docker_stop() {
    let tracker = Tracker::new();
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
    let tracker = Tracker::new();
    let never = ResponseTemplate::new(200).set_delay(Duration::from_mins(1));
    tracker.always("POST", &format!("{API}/runs/log-batch"), never);
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, response(200, &json!({})));
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

/// The reason is a courtesy; a run that stays "running" for ever is not.
#[test]
fn a_run_ends_even_if_its_reason_cannot_be_written() {
    let tracker = Tracker::new();
    let refusal = error_response(400, "INVALID_PARAMETER_VALUE", "no");
    tracker.always("POST", &format!("{API}/runs/log-batch"), refusal);
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, response(200, &json!({})));
    let run = response(200, &json!({"run": run_json("r")}));
    tracker.always("POST", &format!("{API}/runs/create"), run);
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    let run = client.start_run(&experiment, &NewRun::default()).unwrap();
    run.fail("why").unwrap();
    assert_eq!(tracker.bodies(&update)[0]["status"], "FAILED");
}

/// A signal thread ends the run while the main thread is inside a call.
#[test]
fn a_clone_in_another_thread_can_end_a_run_during_a_call() {
    let tracker = Tracker::new();
    let slow = response(200, &json!({})).set_delay(Duration::from_millis(600));
    tracker.always("POST", &format!("{API}/runs/log-batch"), slow);
    tracker.always(
        "POST",
        &format!("{API}/runs/update"),
        response(200, &json!({})),
    );
    let client = tracker.client();
    let other = client.clone();
    let batch = Batch {
        params: vec![Param::new("depth", 5)],
        ..Batch::default()
    };
    let main = std::thread::spawn(move || client.log("r", &batch));
    std::thread::sleep(Duration::from_millis(100));
    other.end_quickly("r", RunStatus::Killed, None).unwrap();
    main.join().unwrap().unwrap();
    let asked = tracker.asked();
    assert!(
        asked.contains(&format!("POST {API}/runs/update")),
        "{asked:?}"
    );
}

/// The tracker made the run and every answer was lost: nobody knows its id,
/// and without a last look it would be running for ever.
#[test]
fn a_run_that_was_never_confirmed_is_ended_as_failed() {
    let tracker = Tracker::new();
    let search = format!("{API}/runs/search");
    tracker.always(
        "POST",
        &format!("{API}/runs/create"),
        ResponseTemplate::new(503),
    );
    // Not there yet while the client still tries.
    tracker.first(5, "POST", &search, response(200, &json!({})));
    let found = json!({"runs": [run_json("ghost")]});
    tracker.always("POST", &search, response(200, &found));
    let update = format!("{API}/runs/update");
    tracker.always("POST", &update, response(200, &json!({})));
    tracker.always(
        "POST",
        &format!("{API}/runs/log-batch"),
        response(200, &json!({})),
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
