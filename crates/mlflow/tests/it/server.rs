//! What a tracker says of itself.

use std::time::{Duration, SystemTime};

use mlflow::Fault;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, Tracker, fault, response};

/// 1994-11-06 08:49:37 UTC, in seconds since 1970.
const MOMENT: u64 = 784_111_777;

fn tracker() -> Tracker {
    let tracker = Tracker::new();
    let answer = response(200, &json!({"experiments": []}));
    let answer = answer.insert_header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    tracker.always("GET", &format!("{API}/experiments/search"), answer);
    tracker
}

#[test]
fn a_tracker_tells_its_version_and_its_clock() {
    let tracker = tracker();
    let version = ResponseTemplate::new(200).set_body_string("3.17.2");
    tracker.always("GET", "/version", version);
    let server = tracker.client().server().unwrap();
    assert_eq!(server.version.as_deref(), Some("3.17.2"));
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(MOMENT);
    assert_eq!(server.clock, Some(moment));
}

#[test]
fn a_version_that_is_a_page_is_none() {
    for page in ["<html>Welcome</html>", "", "not found"] {
        let tracker = tracker();
        let answer = ResponseTemplate::new(200).set_body_string(page);
        tracker.always("GET", "/version", answer);
        assert_eq!(tracker.client().server().unwrap().version, None, "{page}");
    }
    assert_eq!(tracker().client().server().unwrap().version, None);
}

#[test]
fn a_server_that_answers_everything_with_a_page_is_no_tracker() {
    let tracker = Tracker::new();
    let page = ResponseTemplate::new(200).set_body_string("<html>Welcome</html>");
    tracker.always("GET", &format!("{API}/experiments/search"), page);
    let error = tracker.client().server().unwrap_err();
    assert!(matches!(fault(&error), Fault::Unreadable { .. }), "{error}");
}
