//! Creates that the tracker carries out after the client has given up.

mod common;

use std::time::Duration;

use common::{API, Tracker, answer, impatient};
use mlflow::{Client, Tag};
use serde_json::json;
use wiremock::ResponseTemplate;

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
    tracker.first(2, "GET", &search, answer(200, &json!({})));
    let source = "mlflow-artifacts:/1/r/artifacts/model";
    let found = json!({"model_versions": [
        {"name": "iris", "version": "8", "source": source, "run_id": "r"},
    ]});
    tracker.always("GET", &search, answer(200, &found));
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
