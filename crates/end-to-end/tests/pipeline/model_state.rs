//! Models that are there and that the registry does not know: from a colleague, from an experiment.

use std::path::Path;

use end_to_end::Checkout;

use crate::after_first_run;

/// A clone with a tracker of its own, which goes with it.
struct OtherClone(Checkout);

impl Drop for OtherClone {
    fn drop(&mut self) {
        let _ = self.0.in_runner(&["mlops", "tracker", "remove"]);
    }
}

impl OtherClone {
    /// A fresh clone that shares the storage of `clone`, as colleagues do.
    fn of(clone: &Checkout) -> Self {
        let _ = clone.make("push").assert_success();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("other clone");
        let other = Checkout::fresh(&folder);
        let storage = clone.path(".dvc/storage");
        let copy = ["-R", storage.to_str().expect("a path of text"), ".dvc"];
        let _ = other.command("cp", &copy).assert_success();
        other.write("dvc.lock", &clone.read("dvc.lock"));
        other.commit_new_lock();
        Self(other)
    }
}

/// `make run` ended with "no version with the key", and advised to train again; and `dvc exp run`
/// promoted its model on 30 test rows.
#[test]
fn what_came_by_pull_is_brought_in_and_judged_and_an_experiment_is_once_it_is_applied() {
    let guard = after_first_run();
    let clone = &guard.0;
    let other = OtherClone::of(clone);
    let other = &other.0;
    let _ = other.make("pull").assert_success();
    let output = other.make("run").assert_success();
    assert_eq!(output.ran(), ["evaluate"], "{}", output.text);
    for expected in [
        "train: bringing in `models/model.onnx` as it is",
        "model      iris-classifier version 1",
        "gate       passed: accuracy 0.9333 (minimum 0.9000); first model",
        "production iris-classifier version 1",
    ] {
        output.assert_contains(expected);
    }
    assert_eq!(other.digests(), clone.digests());
    let again = other.make("run").assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);

    let shallow = ["-n", "shallow", "-S", "train.max_depth=1"];
    let experiment = ["dvc", "exp", "run", "--temp"];
    let output = other.in_runner(&[&experiment[..], &shallow].concat());
    let output = output.assert_success();
    output.assert_contains("train: experiment `shallow` is tracked in run");
    output.assert_contains("evaluate: gate passed: accuracy 0.9667");
    output.assert_contains("evaluate: experiment `shallow` does not change production");
    let listed = other.make("models").assert_success();
    assert!(!listed.text.contains("0.9667"), "{}", listed.text);

    let apply = ["dvc", "exp", "apply", "shallow"];
    let _ = other.in_runner(&apply).assert_success();
    let output = other.make("run").assert_success();
    assert_eq!(output.ran(), ["evaluate"], "{}", output.text);
    output.assert_contains("mlops: registered iris-classifier version 2");
    output.assert_contains("gate       passed: accuracy 0.9667");
    output.assert_contains("production iris-classifier version 2");
}
