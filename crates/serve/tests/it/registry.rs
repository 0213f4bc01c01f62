//! A model of the registry, whose alias is followed.

use std::time::{Duration, Instant};

use insta::assert_snapshot;
use registry::testing::{Tracker, metadata};
use serde_json::{Value, json};
use stage::testing::Sandbox;

use crate::common::{Server, onnx, onnx_of};

const ALIAS: [&str; 6] = [
    "--model",
    "models:/iris-classifier@production",
    "--poll",
    "1",
    "--last-good",
    "last-good",
];

/// Which of two models answered: of the second, the largest class is that of the smallest sizes.
fn label(server: &Server) -> i64 {
    let answer = server.post("text/csv", "size\n3\n");
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["predictions"][0]["label"].as_i64().unwrap()
}

/// A tracker with both models as versions 1 and 2, of which the first is production.
fn tracker() -> Tracker {
    let tracker = Tracker::new();
    for onnx in [onnx(), reversed()] {
        tracker.register(&metadata(&onnx), &onnx);
    }
    point(&tracker, 1);
    tracker
}

fn reversed() -> Vec<u8> {
    onnx_of(|row| 2 - row / 10)
}

fn point(tracker: &Tracker, version: u64) {
    tracker
        .state()
        .aliases
        .insert("production".to_owned(), version);
}

fn start(tracker: &Tracker, sandbox: Sandbox) -> Server {
    let uri = tracker.uri();
    Server::start_with(sandbox, &ALIAS, &[("MLFLOW_TRACKING_URI", &uri)])
}

/// The value of a sample.
fn sample(server: &Server, name: &str) -> String {
    let text = server.get("/metrics").body;
    let line = text.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("{name} in {text}"));
    line.rsplit_once(' ').unwrap().1.to_owned()
}

/// Waits until the sample has this value.
fn wait_for(server: &Server, name: &str, value: &str) {
    let since = Instant::now();
    while sample(server, name) != value {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "{name} is {}",
            sample(server, name)
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn when_the_alias_moves_the_other_version_answers() {
    let tracker = tracker();
    let server = start(&tracker, Sandbox::new());
    assert!(
        server.announced.starts_with("serve: iris-classifier 1 at "),
        "{}",
        server.announced
    );
    assert_eq!(label(&server), 0);
    for (version, expected) in [(2, 2), (1, 0)] {
        point(&tracker, version);
        wait_for(&server, "mlops_serve_model_info", "1");
        wait_for(
            &server,
            "mlops_serve_model_switches_total",
            if version == 2 { "1" } else { "2" },
        );
        assert_eq!(label(&server), expected);
    }
    let text = server.get("/metrics").body;
    assert!(
        text.contains("mlops_serve_rows_total{version=\"1\",class=\"small\"} 1\n"),
        "{text}"
    );
    assert_eq!(sample(&server, "mlops_serve_tracker_up"), "1");
}

#[test]
fn a_version_that_is_bad_takes_nobodys_place() {
    let tracker = tracker();
    let mut server = start(&tracker, Sandbox::new());
    tracker.state().runs[1].file = b"another file".to_vec();
    point(&tracker, 2);
    wait_for(&server, "mlops_serve_model_stale", "1");
    assert_eq!(label(&server), 0);
    assert_ne!(
        sample(&server, "mlops_serve_model_load_failures_total"),
        "0"
    );
    // A rollback.
    point(&tracker, 1);
    wait_for(&server, "mlops_serve_model_stale", "0");
    let said = server.said();
    assert!(
        said.starts_with(
            "serve: failed to check the model of version 2 of `iris-classifier`: its sha256 is "
        ),
        "{said}"
    );
    assert!(
        said.trim_end()
            .ends_with("; the file was changed; 1 goes on answering"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn without_the_tracker_the_server_goes_on_and_starts_from_its_last_good_copy() {
    let tracker = tracker();
    let sandbox = Sandbox::new();
    let folder = sandbox.path("last-good");
    let server = start(&tracker, sandbox);
    tracker.state().answers = Some(0);
    wait_for(&server, "mlops_serve_tracker_up", "0");
    assert_eq!(label(&server), 0);
    let args = [&ALIAS[..4], &["--last-good", folder.to_str().unwrap()]].concat();
    // A port that nobody listens at.
    let gone = [
        ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"),
        ("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0"),
    ];
    let mut again = Server::start_with(Sandbox::new(), &args, &gone);
    assert_eq!(label(&again), 0);
    assert_eq!(sample(&again, "mlops_serve_model_stale"), "1");
    let said = again.said();
    assert!(said.contains("; the last good copy answers"), "{said}");
}

#[test]
fn a_version_is_served_by_its_number() {
    let tracker = tracker();
    let uri = tracker.uri();
    let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
    let server = Server::start_with(
        Sandbox::new(),
        &["--model", "models:/iris-classifier/2"],
        &environment,
    );
    assert_eq!(label(&server), 2);
    assert!(!server.get("/metrics").body.contains("tracker_up"));
}

#[test]
fn what_the_registry_lacks_is_told() {
    let tracker = tracker();
    let uri = tracker.uri();
    let refused = |model: &str, code: i32| {
        let sandbox = Sandbox::new();
        let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
        let output = sandbox.run(
            env!("CARGO_BIN_EXE_serve"),
            &["--model", model],
            &environment,
        );
        output.failed_with(code).replace(&uri, "<tracker>")
    };
    assert_snapshot!(refused("models:/iris-classifier@staging", 5), @"serve: failed to find `models:/iris-classifier@staging`: `<tracker>` has no such version or alias; `make models` lists them");
    tracker.state().versions[0].tags.remove("model_sha256");
    assert_snapshot!(refused("models:/iris-classifier@production", 3), @"serve: failed to check the model of version 1 of `iris-classifier`: it has no tag `model_sha256`, which train writes; only models of this pipeline are served");
    assert!(refused("models:/iris-classifier", 2).contains("expected `models:/<name>@<alias>`"));
}

/// Each answer is that of one model, and none is lost.
#[test]
fn no_request_fails_while_versions_change_under_load() {
    let tracker = tracker();
    let server = start(&tracker, Sandbox::new());
    let rows = format!("size\n{}", "3\n".repeat(50));
    let answers = |label: u64, small: f64| {
        let prediction = json!({"label": label, "probability_small": small, "probability_medium": 0.0, "probability_large": 1.0 - small});
        json!({"predictions": vec![prediction; 50]})
    };
    let known = [answers(0, 1.0), answers(2, 0.0)];
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let since = Instant::now();
                    let mut seen = [0; 2];
                    while since.elapsed() < Duration::from_secs(6) {
                        let answer = server.post("text/csv", &rows);
                        let body: Value = serde_json::from_str(&answer.body).unwrap();
                        let which = known.iter().position(|known| *known == body);
                        seen[which.unwrap_or_else(|| panic!("{answer:?}"))] += 1;
                    }
                    seen
                })
            })
            .collect();
        for version in [2, 1, 2, 1, 2] {
            point(&tracker, version);
            std::thread::sleep(Duration::from_millis(1100));
        }
        for asked in asking {
            let seen = asked.join().unwrap();
            assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
        }
    });
}
