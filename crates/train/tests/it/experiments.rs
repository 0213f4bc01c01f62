//! Experiments of DVC: tracked, and not registered.

use stage::testing::Sandbox;

use crate::common::{Tracker, pairs};

const ROWS: &str = "size,target\n1,0\n2,1\n6,2\n3,0\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/processed/train.csv", ROWS);
    sandbox.write("data/processed/test.csv", ROWS);
    sandbox
}

/// Each training made a version of the registered model, however experimental: 22 in 40 minutes.
#[test]
fn an_experiment_is_tracked_with_its_model_and_registers_no_version() {
    for tracker in [Tracker::modern(), Tracker::new()] {
        let sandbox = sandbox();
        let ended = tracker.train_with(&sandbox, &[("MLOPS_EXPERIMENT", "brave-ant")]);
        ended.assert_success();
        assert_eq!(
            ended.stdout.lines().last(),
            Some("train: experiment `brave-ant` is tracked in run r1, and registers no version")
        );
        let created = pairs(&tracker.bodies("runs/create")[0]["tags"]).unwrap();
        assert!(
            created.contains(&"mlops.experiment=brave-ant".to_owned()),
            "{created:?}"
        );
        assert_eq!(tracker.bodies("runs/update")[0]["status"], "FINISHED");
        let onnx = std::fs::read(sandbox.path("models/model.onnx")).unwrap();
        let mut requests = tracker.requests().into_iter();
        let uploaded = requests.find(|request| request.url.path().ends_with("/model.onnx"));
        assert_eq!(uploaded.unwrap().body, onnx);
        for route in ["model-versions/create", "registered-models/create"] {
            assert!(tracker.bodies(route).is_empty(), "{route}");
        }
    }
}

#[test]
fn outside_of_an_experiment_no_run_says_that_it_is_of_one() {
    let tracker = Tracker::modern();
    tracker
        .train_with(&sandbox(), &[("MLOPS_EXPERIMENT", "")])
        .assert_success();
    let tags = tracker.tags();
    assert_eq!(tags.iter().find(|tag| tag.contains("experiment")), None);
    assert_eq!(tracker.bodies("model-versions/create").len(), 1);
}
