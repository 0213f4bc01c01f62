//! Models made again: `make reproduce` and `make export`.

use end_to_end::Checkout;

use crate::after_first_run;

/// What git says of the checkout: changes, branches, worktrees.
fn state(clone: &Checkout) -> [String; 3] {
    let git = |args: &[&str]| clone.command("git", args).assert_success().text;
    [
        clone.changes(),
        git(&["for-each-ref"]),
        git(&["worktree", "list"]),
    ]
}

/// A version of the model that is there, with scores in its run: other tests leave some that were trained and not judged.
/// An earlier clone at this place had the same tracker, and commits that this one lacks.
fn version(clone: &Checkout) -> String {
    let _ = clone
        .in_runner(&["dvc", "repro", "--force"])
        .assert_success();
    let report = clone.make("run").assert_success().text;
    let model = "model      iris-classifier version ";
    let (_, rest) = report.split_once(model).expect("a report");
    rest.chars().take_while(char::is_ascii_digit).collect()
}

#[test]
fn a_version_is_made_again_to_the_bit_also_from_its_export() {
    let guard = after_first_run();
    let clone = &guard.0;
    let number = version(clone);
    let (version, told) = (
        format!("VERSION={number}"),
        format!("identical to the bit: version {number} of iris-classifier"),
    );
    let before = (clone.digests(), state(clone));
    let versions = clone.make("models").assert_success().text;

    let made = clone
        .command("make", &["reproduce", &version])
        .assert_success();
    assert_eq!(made.ran(), ["ingest", "preprocess", "train", "evaluate"]);
    made.assert_contains(&told);

    let file = "TO=.dvc/tmp/experiment.json";
    let _ = clone
        .command("make", &["export", &version, file])
        .assert_success();
    let file = "FILE=.dvc/tmp/experiment.json";
    let made = clone.command("make", &["reproduce", file]).assert_success();
    made.assert_contains(&told);

    assert_eq!(clone.make("models").assert_success().text, versions);
    assert_eq!((clone.digests(), state(clone)), before);
}

#[test]
fn what_cannot_be_made_again_is_told_in_a_line_and_nothing_is_changed() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = (clone.digests(), state(clone));
    for (given, told) in [
        ("VERSION=999", "`iris-classifier` has no such version"),
        ("VERSION=prodution", "did you mean `production`?"),
        ("FILE=no-such.json", "there is no file no-such.json"),
        ("VERSION=", "nothing is named"),
    ] {
        let refused = clone
            .command("make", &["reproduce", given])
            .assert_failure();
        refused.assert_contains(told);
    }
    let unknown = clone.in_runner(&["mlops", "reproduce", "999"]);
    assert_eq!(unknown.code, Some(2), "{}", unknown.text);
    assert_eq!((clone.digests(), state(clone)), before);
}
