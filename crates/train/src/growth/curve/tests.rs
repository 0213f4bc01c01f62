//! Curves against a tracker that takes or refuses points, with a short interval.

use std::sync::Mutex;

use mlflow::Config;
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

const SHORT: Duration = Duration::from_millis(20);
const NEVER: Duration = Duration::from_hours(1);

/// A tracker that answers everything with `status`.
fn tracker(status: u16) -> (Runtime, MockServer) {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(MockServer::start());
    let body = json!({"error_code": "PERMISSION_DENIED", "message": "the test says no"});
    let answer = ResponseTemplate::new(status).set_body_json(body);
    let mock = Mock::given(path("/api/2.0/mlflow/runs/log-batch")).respond_with(answer);
    runtime.block_on(mock.mount(&server));
    (runtime, server)
}

/// A curve of one tree, and what the tracker was told once it was asked `requests` times.
fn curve(status: u16, requests: usize) -> (Option<Metric>, Vec<serde_json::Value>) {
    let (runtime, server) = tracker(status);
    let client = Client::connect(Config::new(&server.uri()).unwrap()).unwrap();
    let curve = Curve::start(&client, "r1", SHORT);
    curve.add_tree();
    let received = || {
        runtime
            .block_on(server.received_requests())
            .unwrap_or_default()
    };
    let since = Instant::now();
    while received().len() < requests && since.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(2));
    }
    let bodies = received().into_iter();
    let bodies = bodies.map(|request| request.body_json().unwrap()).collect();
    (curve.finish(), bodies)
}

#[test]
fn a_long_growth_has_points_in_its_run_and_a_last_one() {
    let (last, told) = curve(200, 3);
    assert!(told.len() >= 3, "{told:?}");
    assert_eq!(told[2]["run_id"], "r1");
    let point = &told[2]["metrics"][0];
    assert_eq!(
        (&point["key"], &point["value"]),
        (&json!("trees_grown"), &json!(1.0))
    );
    assert_eq!(last.map(|point| point.key), Some("trees_grown".to_owned()));
}

/// A tracker that refuses is asked again, in case it was a moment's trouble.
#[test]
fn a_tracker_that_refuses_a_point_stops_no_training() {
    let (last, told) = curve(403, 2);
    assert!(told.len() >= 2, "{told:?}");
    assert_eq!(last, None);
}

#[test]
fn a_short_growth_tells_the_tracker_nothing() {
    let (runtime, server) = tracker(200);
    let client = Client::connect(Config::new(&server.uri()).unwrap()).unwrap();
    let curve = Curve::start(&client, "r1", NEVER);
    curve.add_tree();
    assert_eq!(curve.finish(), None);
    let received = runtime.block_on(server.received_requests());
    assert_eq!(received.map(|all| all.len()), Some(0));
}

/// The step is the time, so that the axis of the page says how long the rest is going to take.
#[test]
fn a_point_is_at_the_seconds_that_have_passed() {
    let growing = Growing {
        since: Instant::now().checked_sub(Duration::from_secs(30)).unwrap(),
        trees: AtomicU64::new(120),
        logged: AtomicBool::new(false),
    };
    let (under_way, over) = mpsc::channel();
    let (points, mut under_way) = (Mutex::new(Vec::new()), Some(under_way));
    let end = Mutex::new(under_way.take());
    growing.log_points(&over, Duration::ZERO, |point| {
        points.lock().unwrap().push((point.step, point.value));
        // The growth is over, and no further point is due.
        drop(end.lock().unwrap().take());
        Ok(())
    });
    assert_eq!(points.into_inner().unwrap(), [(30, 120.0)]);
}
