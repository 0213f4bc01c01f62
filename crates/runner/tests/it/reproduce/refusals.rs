//! Exports, and what cannot be made again.

use insta::assert_snapshot;

use super::scene::{record, scene};

#[test]
fn an_export_is_made_again_elsewhere_and_one_of_another_project_is_refused() {
    let scene = scene();
    let exported = scene.mlops(&["export", "--to", "experiment.json"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    // Another tracker knows nothing of the run.
    scene.tracker.state().files.clear();
    let output = scene.mlops(&["reproduce", "--file", "experiment.json"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(
        output.stdout.contains("identical to the bit: version 1"),
        "{output:?}"
    );

    let sandbox = &scene.repository.sandbox;
    let text = sandbox.read("experiment.json");
    let first = scene
        .repository
        .git(&["rev-list", "--max-parents=0", "HEAD"]);
    sandbox.write("other.json", text.replace(&first, &"0".repeat(40)));
    assert_snapshot!(scene.refused(&["reproduce", "--file", "other.json"], 2), @"mlops: failed to reproduce an export of another project: it has no commit in common with this one; type it in a checkout of that one");
    let commit = scene.commit();
    sandbox.write(
        "option.json",
        text.replace(&commit, "--upload-pack=touch ran"),
    );
    assert_snapshot!(scene.refused(&["reproduce", "--file", "option.json"], 2), @"mlops: failed to reproduce run `r1`: its commit is `--upload-pack=touch ran`; expected 40 or 64 hexadecimal digits");
    sandbox.write("none.json", "{}");
    assert_snapshot!(scene.refused(&["reproduce", "--file", "none.json"], 3), @"mlops: failed to read `none.json`: missing field `format` at line 1 column 2; expected what `make export` writes");
    assert_snapshot!(scene.refused(&["reproduce", "--file", "missing.json"], 2), @"mlops: failed to read `missing.json`: No such file or directory (os error 2)");
}

#[test]
fn what_cannot_be_made_again_is_refused_in_a_line_and_leaves_nothing() {
    let scene = scene();
    assert_snapshot!(scene.refused(&["reproduce"], 2), @"mlops: failed to reproduce a model: none is named; say which, as in `make reproduce VERSION=3` or `make reproduce FILE=experiment.json`; `make models` lists the versions");
    assert_snapshot!(scene.refused(&["reproduce", "9"], 2), @"mlops: failed to reproduce version `9`: `iris-classifier` has no such version; it has 1 to 2, and 2 is the nearest");
    assert_snapshot!(scene.refused(&["reproduce", "prodution"], 2), @"mlops: failed to reproduce version `prodution`: `iris-classifier` has no such version; did you mean `production`?");
    assert_snapshot!(scene.refused(&["reproduce", "2"], 3), @"mlops: failed to reproduce run r2: it has no file `lineage/run.json`, as runs of earlier versions of the pipeline have none");
    assert_snapshot!(scene.refused(&["export", "--run", "nosuchrun"], 2), @"mlops: failed to export run `nosuchrun`: the tracker has no such run; the link of a run ends with its id");

    scene.repository.sandbox.write("unreachable", "");
    assert_snapshot!(scene.refused(&["reproduce", "1"], 3), @"mlops: failed to fetch the dataset of the run: neither DVC's cache nor a remote has `data/source`: DVC says: failed to pull data from the cloud; push it from where it is, with `make push`");

    let key = ("r1".to_owned(), "lineage/changes.patch".to_owned());
    let patch = scene
        .tracker
        .state()
        .files
        .insert(key.clone(), b"no patch\n".to_vec());
    let said = scene.refused(&["reproduce", "1"], 3);
    assert!(
        said.contains("apply the changes of the run to its commit: git says: "),
        "{said}"
    );
    scene.tracker.state().files.insert(key, patch.unwrap());

    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let gone = record("0123456789".repeat(4)).to_json();
    scene.tracker.state().files.insert(key, gone.into_bytes());
    assert_snapshot!(scene.refused(&["reproduce", "1"], 2), @"mlops: failed to reproduce commit 0123456789012345678901234567890123456789: neither this repository nor a remote of it has it (it was on the branch `main`); fetch it from where it is, as in `git fetch <repository> 0123456789012345678901234567890123456789`");
}

/// The runner has no git that can fetch; the host's has.
#[test]
fn a_commit_that_is_missing_is_asked_for_once_where_there_is_a_remote() {
    let scene = scene();
    let commit = "0123456789".repeat(4);
    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let record = record(commit.clone()).to_json();
    scene.tracker.state().files.insert(key, record.into_bytes());
    scene
        .repository
        .git(&["remote", "add", "origin", "/nowhere"]);
    let output = scene.mlops(&["reproduce", "--prepare", "1"]);
    assert_eq!(
        (output.code, output.stdout),
        (Some(0), format!("fetch {commit}\n"))
    );
    let _ = scene.refused(&["reproduce", "--prepare", "--fetched", "1"], 2);
}
