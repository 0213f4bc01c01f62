//! How the failure of a stage reaches whoever started the pipeline.

use end_to_end::Checkout;

/// Checks that the pipeline, which fails, ends with `code`, the failing stage's own, whichever way
/// it is started, and that make tells it. DVC ends with 255 whatever the reason, by which a job of
/// CI cannot tell wrong data from a tracker that is worth another try.
pub(crate) fn assert_ends_with(clone: &Checkout, code: i32) {
    for command in [["mlops", "run"], ["dvc", "repro"]] {
        let output = clone.in_runner(&command);
        assert_eq!(output.code, Some(code), "{command:?}: {}", output.text);
    }
    let make = clone.make("run");
    make.assert_contains(&format!("run] Error {code}\n"));
    // Its own, for whatever fails in a recipe.
    assert_eq!(make.code, Some(2), "{}", make.text);
}
