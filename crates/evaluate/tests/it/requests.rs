//! How many requests each outcome costs the tracker: docs/gate.md has the same table.

use registry::testing::metadata;
use stage::testing::Sandbox;

use crate::common::{Tracker, better, evaluated, onnx, sandbox, trained, worse};

/// Pictures, tables and the record of what judged.
const UPLOADS: usize = 10;

/// How many requests an evaluation makes, with more in its environment.
fn cost(tracker: &Tracker, sandbox: &Sandbox, more: &[(&str, &str)]) -> usize {
    let _ = tracker.take_requests();
    tracker.run_with(sandbox, more).assert_success();
    let requests = tracker.take_requests();
    let uploads = requests.iter().filter(|one| one.starts_with("PUT "));
    assert_eq!(uploads.count(), UPLOADS, "{requests:#?}");
    requests.len()
}

/// The cost of judging `model` where the gate asks for half of the rows, and there is production or not.
fn of_model(tracker: &Tracker, model: &[u8]) -> usize {
    tracker.register(&metadata(model), model);
    cost(tracker, &sandbox(model), &[])
}

#[test]
fn each_outcome_costs_the_tracker_what_the_documentation_says() {
    let first = onnx();
    assert_eq!(of_model(&Tracker::new(), &first), 19, "the first model");
    let production = || evaluated(std::slice::from_ref(&first));
    assert_eq!(of_model(&production(), &better()), 24, "a better one");
    assert_eq!(of_model(&production(), &worse()), 19, "one that is worse");
    assert_eq!(of_model(&production(), &first), 17, "production itself");
    let below = Tracker::with(&first);
    assert_eq!(cost(&below, &trained(&first), &[]), 18, "below a minimum");
}

#[test]
fn an_experiment_costs_the_tracker_what_the_documentation_says() {
    let experiment = [("MLOPS_EXPERIMENT", "brave-ant")];
    let compared = [(Tracker::new(), 16), (evaluated(&[onnx()]), 17)];
    for (tracker, requests) in compared {
        let better = better();
        let _ = tracker.experiment("brave-ant", &metadata(&better), &better);
        assert_eq!(cost(&tracker, &sandbox(&better), &experiment), requests);
    }
}
