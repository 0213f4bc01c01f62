//! Scores to choose by, and a search inside of train.

use crate::after_first_run;

#[test]
fn a_search_over_folds_is_reported_and_without_it_all_is_as_before() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let search = "  validation: k_fold\n  tune:\n    metric: log_loss\n    params: {max_depth: [3, 5, \
                  8], n_estimators: [50, 200]}\n";
    let before = clone.edit("params.yaml", "  validation: none\n", search);
    let output = clone.make("run").assert_success();
    assert_eq!(output.ran(), ["train", "evaluate"]);
    for expected in [
        "train: tuned: max_depth=5 n_estimators=50, the best of 6 by log_loss (0.1021)",
        "validation accuracy 0.9500, standard deviation 0.0312 over 5 folds",
        "tuned      max_depth=5 n_estimators=50, the best of 6 by log_loss (0.1021)",
        "paired     this model alone is right on ",
    ] {
        output.assert_contains(expected);
    }
    let metrics = clone.read("metrics/metrics.json");
    assert!(
        metrics.contains("\"validation_accuracy\": 0.95,"),
        "{metrics}"
    );
    clone
        .make("compare")
        .assert_success()
        .assert_contains("validation");
    clone.write("params.yaml", &before);
    let output = clone.make("run").assert_success();
    assert_eq!(output.ran(), ["train", "evaluate"]);
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}
