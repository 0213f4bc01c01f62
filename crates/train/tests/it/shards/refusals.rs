//! Shards that are refused, and what is said of them.

use std::fs;

use insta::assert_snapshot;
use stage::sealed;
use stage::testing::Sandbox;

use super::{grow, grow_all, merge, sandbox};
use crate::common::Tracker;

/// What is said of shards that cannot be put together.
fn refused(sandbox: &Sandbox, shards: &[&str], code: i32) -> String {
    let tracker = Tracker::new();
    let message = merge(&tracker, sandbox, shards)
        .failed_with(code)
        .to_owned();
    assert!(tracker.requests().is_empty(), "there is no run of it");
    assert!(sandbox.list("models").is_empty());
    // Digests of what tests do not fix.
    let mut parts = message.split("the digest ");
    let first = parts.next().unwrap().to_owned();
    let rest = parts.map(|part| format!("the digest DIGEST{}", &part[64..]));
    first + &rest.collect::<String>()
}

#[test]
fn shards_that_are_not_all_of_the_forest_are_refused_by_their_names() {
    let sandbox = sandbox(false, "");
    grow_all(&sandbox, &["0..8", "6..20", "8..12", "12..20"]);
    assert_snapshot!(refused(&sandbox, &["0..8", "6..20"], 2), @"train: failed to put shards together: `shards/0..8` holds the trees 0..8, and `shards/6..20` those from 6; expected each tree once");
    assert_snapshot!(refused(&sandbox, &["0..8", "0..8", "8..12", "12..20"], 2), @"train: failed to put shards together: `shards/0..8` holds the trees 0..8, and `shards/0..8` those from 0; expected each tree once");
    assert_snapshot!(refused(&sandbox, &["12..20", "0..8"], 2), @"train: failed to put shards together: `shards/12..20` begins with tree 12, and no shard holds those before it; expected one with the trees 8..12");
    assert_snapshot!(refused(&sandbox, &["12..20", "8..12"], 2), @"train: failed to put shards together: `shards/8..12` begins with tree 8, and no shard holds those before it; expected one with the trees 0..8");
    assert_snapshot!(refused(&sandbox, &["8..12", "0..8"], 2), @"train: failed to put shards together: `shards/8..12` ends before tree 12, and no shard holds those behind it; expected one with the trees 12..20");
    assert_snapshot!(refused(&sandbox, &["0..8", "8..13"], 3), @"train: failed to read the shard `shards/8..13`: No such file or directory (os error 2)");
}

#[test]
fn shards_of_another_forest_are_refused_with_what_they_say_and_what_was_expected() {
    let sandbox = sandbox(false, "");
    grow_all(&sandbox, &["0..20"]);
    let with = |old: &str, new: &str| {
        sandbox.edit_params(old, new);
        let message = refused(&sandbox, &["0..20"], 3);
        sandbox.edit_params(new, old);
        message
    };
    assert_snapshot!(with("n_estimators: 20", "n_estimators: 21"), @"train: failed to use the shard `shards/0..20`: it is of a forest of 20 trees; expected 21; grow its trees again");
    let message = with("max_depth: 5", "max_depth: 6");
    assert_snapshot!(message, @"train: failed to use the shard `shards/0..20`: it was grown with parameters of the digest DIGEST; expected the digest DIGEST, that of `data` and `train` in params.yaml; grow its trees again");
    for (name, rows) in [("train", 299), ("test", 76)] {
        let path = format!("data/processed/{name}.csv");
        let before = sandbox.read(&path);
        let lines: Vec<_> = before.lines().take(rows).collect();
        sandbox.write(&path, lines.join("\n") + "\n");
        let message = refused(&sandbox, &["0..20"], 3);
        sandbox.write(&path, before);
        if name == "train" {
            assert_snapshot!(message, @"train: failed to use the shard `shards/0..20`: it was grown for training rows with the MD5 d84c379df1fc0d7444df79b447a40a81; expected 3b1b81dd8b3c206b5d079f44cc9862ab, that of `data/processed/train.csv`; grow its trees again");
        } else {
            assert_snapshot!(message, @"train: failed to use the shard `shards/0..20`: it was grown for test rows with the MD5 091ed8e32182a3d3ec197c6ca6c727d6; expected f2b9a772658a0c406781c275d21fbf30, that of `data/processed/test.csv`; grow its trees again");
        }
    }
    let image = ("MLOPS_IMAGE", "mlops-train:0a1b2c3d4e5f sha256:77");
    let args = ["--merge", "shards/0..20"];
    let ended = Tracker::new().run(&sandbox, &args, &[image]);
    assert_snapshot!(ended.failed_with(3), @"train: failed to use the shard `shards/0..20`: it was grown by train 0.1.0 without an image; expected train 0.1.0 of the image with the sources 0a1b2c3d4e5f; grow its trees again");
}

#[test]
fn files_that_are_no_shards_any_more_are_refused() {
    let sandbox = sandbox(false, "");
    grow_all(&sandbox, &["0..8", "8..20"]);
    let path = sandbox.path("shards/8..20");
    let whole = fs::read(&path).unwrap();
    let header = whole.iter().position(|&byte| byte == b'\n').unwrap();
    let said = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        refused(&sandbox, &["0..8", "8..20"], 3)
    };
    assert_snapshot!(said(&whole[..whole.len() - 1]), @"train: failed to read the shard `shards/8..20`: it is damaged (it ends before its last tree); remove it, and grow its trees again");
    assert_snapshot!(said(&whole[..=header]), @"train: failed to read the shard `shards/8..20`: it is damaged (it ends before its last tree); remove it, and grow its trees again");
    assert_snapshot!(said(&whole[..header]), @"train: failed to read the shard `shards/8..20`: it begins with no header of a shard; expected a file that `train --shard` wrote");
    assert_snapshot!(said(&[&whole[..], b"x"].concat()), @"train: failed to read the shard `shards/8..20`: it is damaged (there is more behind its trees); remove it, and grow its trees again");
    assert_snapshot!(said(b""), @"train: failed to read the shard `shards/8..20`: it begins with no header of a shard; expected a file that `train --shard` wrote");
    assert_snapshot!(said(b"size,target\n1,0\n"), @"train: failed to read the shard `shards/8..20`: it begins with no header of a shard; expected a file that `train --shard` wrote");
    let text = String::from_utf8_lossy(&whole[..header]).into_owned();
    let newer = text.replace("\"format\":1", "\"format\":2");
    assert_snapshot!(said(&[newer.as_bytes(), &whole[header..]].concat()), @"train: failed to read the shard `shards/8..20`: it has format 2, and this program reads 1; grow its trees again");
    fs::remove_file(&path).unwrap();
    assert_snapshot!(refused(&sandbox, &["0..8", "8..20"], 3), @"train: failed to read the shard `shards/8..20`: No such file or directory (os error 2)");
}

#[test]
fn a_byte_that_was_altered_anywhere_is_seen() {
    let sandbox = sandbox(false, "");
    grow_all(&sandbox, &["0..8", "8..20"]);
    let path = sandbox.path("shards/8..20");
    let whole = fs::read(&path).unwrap();
    let n = 40;
    for at in (0..n).map(|step| step * (whole.len() - 1) / (n - 1)) {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&path, altered).unwrap();
        let tracker = Tracker::new();
        let ended = merge(&tracker, &sandbox, &["0..8", "8..20"]);
        // Of a header that says other trees, they are the ones that are missing.
        assert!(matches!(ended.code, Some(2 | 3)), "byte {at}: {ended:?}");
        assert!(
            ended.stderr.contains("shards/8..20"),
            "byte {at}: {ended:?}"
        );
        assert!(tracker.requests().is_empty(), "byte {at}");
        // Nor does who knows nothing of trees take it for whole.
        assert!(sealed::check(&path).is_err(), "byte {at}");
    }
    fs::write(&path, whole).unwrap();
    assert!(sealed::check(&path).is_ok());
}

#[test]
fn what_has_no_parts_is_refused_before_anything_is_read() {
    let refused = |old: &str, new: &str, args: &[&str]| {
        let sandbox = Sandbox::new();
        sandbox.edit_params(old, new);
        let ended = sandbox.run(env!("CARGO_BIN_EXE_train"), args, &[]);
        assert!(sandbox.list("shards").is_empty());
        ended.failed_with(2).to_owned()
    };
    let grow = |trees| ["--trees", trees, "--shard", "shards/x"];
    let bayes = ("model: random_forest", "model: gaussian_nb");
    assert_snapshot!(refused(bayes.0, bayes.1, &grow("0..5")), @"train: failed to grow a forest in parts: `train.model` is gaussian_nb; expected random_forest or extra_trees, or train in one process");
    assert_snapshot!(refused(bayes.0, bayes.1, &["--merge", "x"]), @"train: failed to grow a forest in parts: `train.model` is gaussian_nb; expected random_forest or extra_trees, or train in one process");
    let tune = "validation: k_fold\n  tune:\n    params: {max_depth: [2, 3]}";
    assert_snapshot!(refused("validation: none", tune, &grow("0..5")), @"train: failed to grow a forest in parts: `train.tune` tries several; expected none, or train in one process");
    assert_snapshot!(refused("n_estimators: 100", "n_estimators: 10", &grow("5..11")), @"train: failed to grow the trees 5..11: the forest has 10, numbered from 0 (`n_estimators`)");
    for trees in ["5..5", "9..3", "5", "a..b", "1..-4", ""] {
        let said = refused("n_estimators: 100", "n_estimators: 10", &grow(trees));
        assert!(said.contains("as in `40..80`"), "{said}");
    }
    let part = |part| ["--part", part, "--shard", "shards/x"];
    assert_snapshot!(refused("n_estimators: 100", "n_estimators: 10", &part("0/11")), @"train: failed to grow one of 11 parts: the forest has 10 trees; expected at most as many parts (`--part`)");
    for wrong in ["8/8", "0/0", "3", "a/8", "1/-8", "1/8/2", ""] {
        let said = refused("n_estimators: 100", "n_estimators: 10", &part(wrong));
        assert!(said.contains("as in `0/8`"), "{said}");
    }
    for args in [
        &["--part", "0/5"][..],
        &["--part", "0/5", "--trees", "0..5", "--shard", "x"],
        &["--part", "0/5", "--shard", "x", "--shard", "y"],
        &["--part", "0/5", "--shard", "x", "--merge", "y"],
        &["--trees", "0..5"],
        &["--shard", "x"],
        &["--merge"],
        &["--merge", "x", "--existing"],
        &["--merge", "x", "--trees", "0..5", "--shard", "y"],
    ] {
        let _ = refused("n_estimators: 100", "n_estimators: 10", args);
    }
}

#[test]
fn a_shard_that_cannot_be_written_or_grown_leaves_nothing_behind() {
    let sandbox = sandbox(false, "");
    let args = ["--trees", "0..20", "--shard", "shards/x"];
    let ended = sandbox.run_on_full_disk(env!("CARGO_BIN_EXE_train"), &args, 4);
    let message = ended.failed_with(2);
    assert!(message.contains("failed to write `shards/x`"), "{message}");
    assert!(sandbox.list("shards").is_empty());
    fs::remove_file(sandbox.path("data/processed/test.csv")).unwrap();
    assert_snapshot!(grow(&sandbox, "0..5").failed_with(3), @"train: failed to read `data/processed/test.csv`: No such file or directory (os error 2); run `dvc repro preprocess`");
    assert!(sandbox.list("shards").is_empty());
}
