//! `make serve`: the server of predictions, beside the clone's own tracker.

use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::http::Message;
use end_to_end::{Checkout, CommandOutput};
use serde_json::{Value, json};

use crate::after_first_run;

/// A server that ends with the test.
struct Serving<'a> {
    clone: &'a Checkout,
    address: SocketAddr,
}

impl<'a> Serving<'a> {
    /// Starts it at a port that is free.
    fn start(clone: &'a Checkout) -> (Self, CommandOutput) {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        clone.write(
            ".env",
            &format!("SERVE_PORT={}\nMLOPS_SERVE_POLL=1\n", address.port()),
        );
        let started = clone.make("serve").assert_success();
        (Self { clone, address }, started)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let request = Message::request(method, path, self.address, body);
        let answer = request.send(self.address).unwrap();
        (answer.status(), String::from_utf8(answer.body).unwrap())
    }

    /// The version that answers.
    fn version(&self) -> String {
        let (_, text) = self.ask("GET", "/metrics", &Value::Null);
        let line = text
            .lines()
            .find(|line| line.starts_with("mlops_serve_model_info{"));
        let (_, rest) = line.unwrap().split_once("version=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }

    fn wait_for(&self, version: &str) {
        let since = Instant::now();
        while self.version() != version {
            assert!(
                since.elapsed() < Duration::from_secs(30),
                "version {}",
                self.version()
            );
            thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Serving<'_> {
    fn drop(&mut self) {
        let _ = self.clone.make("serve-down");
        let _ = std::fs::remove_file(self.clone.path(".env"));
    }
}

/// Trains once more, and makes the version that comes of it production: other tests leave other models there.
fn train_and_promote(clone: &Checkout) -> String {
    let train = ["dvc", "repro", "--force", "--single-item", "train"];
    let _ = clone.in_runner(&train).assert_success();
    let listed = clone.make("models").assert_success();
    let numbers = listed.text.lines();
    let mut numbers =
        numbers.filter_map(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    let newest = numbers.next().expect("a version").to_string();
    let promote = ["promote", &format!("VERSION={newest}")];
    let _ = clone.command("make", &promote).assert_success();
    newest
}

#[test]
fn production_answers_and_is_followed_through_promotion_and_rollback() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = train_and_promote(clone);
    let (serving, started) = Serving::start(clone);
    started.assert_contains(&format!("serve: iris-classifier {before} at "));
    started.assert_contains("; `make serve-down` stops it");
    let rows = json!({"dataframe_split": {
        "columns": ["petal width (cm)", "petal length (cm)", "sepal width (cm)", "sepal length (cm)"],
        "data": [[0.2, 1.4, 3.5, 5.1]],
    }});
    let expected = r#"{"predictions": [{"label": 0, "probability_setosa": 1.0, "probability_versicolor": 0.0, "probability_virginica": 0.0}]}"#;
    assert_eq!(
        serving.ask("POST", "/invocations", &rows),
        (200, expected.to_owned())
    );

    let newest = train_and_promote(clone);
    serving.wait_for(&newest);
    let _ = clone.make("rollback").assert_success();
    serving.wait_for(&before);

    // What is asked while it goes on without the tracker, and after a start without it.
    let _ = clone.make("down").assert_success();
    assert_eq!(serving.ask("POST", "/invocations", &rows).0, 200);
    let _ = clone.make("up").assert_success();
    assert_eq!(clone.changes(), "");
}

#[test]
fn the_server_has_the_least_privileges_and_ends_at_once() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (serving, _) = Serving::start(clone);
    let name = clone.container("serve");
    let format = "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.PidsLimit}} {{.Config.User}}";
    let inspected = clone
        .command("docker", &["inspect", "--format", format, &name])
        .assert_success();
    let user = clone
        .command("sh", &["-c", "echo $(id -u):$(id -g)"])
        .assert_success()
        .text;
    let expected = format!("true [ALL] [no-new-privileges] 256 {}", user.trim());
    assert_eq!(inspected.text.trim(), expected);
    let since = Instant::now();
    drop(serving);
    assert!(
        since.elapsed() < Duration::from_secs(8),
        "{:?}",
        since.elapsed()
    );
    let left = clone.command(
        "docker",
        &[
            "container",
            "ls",
            "--all",
            "--quiet",
            "--filter",
            &format!("name=^{name}$"),
        ],
    );
    assert_eq!(left.text.trim(), "");
}

#[test]
fn a_version_that_is_no_number_or_is_not_there_is_told() {
    let guard = after_first_run();
    let clone = &guard.0;
    let word = clone
        .command("make", &["serve", "VERSION=newest"])
        .assert_failure();
    word.assert_contains(
        "serve: expected the number of a version, found `newest`; `make models` lists them",
    );
    let absent = clone
        .command("make", &["serve", "VERSION=999"])
        .assert_failure();
    absent.assert_contains("failed to find `models:/iris-classifier/999`");
    absent.assert_contains("Error 5");
}
