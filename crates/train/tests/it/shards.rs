//! A forest that several processes grow, each a part of it, and one puts together.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};
use stage::testing::{ProgramOutput, Sandbox};

use crate::common::{Tracker, pairs};

const OUTPUTS: [&str; 2] = ["models/model.onnx", "models/model_metadata.json"];

/// 300 rows of three classes that no feature tells apart without errors, with texts.
fn table(rows: u32) -> String {
    let row = |i: u32| {
        let class = [0, 0, 0, 1, 1, 2][(i % 6) as usize];
        let (size, noise) = (7 * class + i * 37 % 19, i % 101 * 31 % 23);
        let city = ["Oslo", "Rome", "", "Bern"][(i * i % 7 % 4) as usize];
        format!("{size}.25,{noise},{city},{class}\n")
    };
    let rows: String = (0..rows).map(row).collect();
    format!("size,noise,city,target\n{rows}")
}

/// A folder with tables of numbers and texts, or of numbers alone, and a forest of 20 trees with
/// more keys in the section `train`.
fn sandbox(with_texts: bool, more: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let without = |table: String| {
        let lines = table.lines().map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            format!("{},{},{}\n", cells[0], cells[1], cells[3])
        });
        lines.collect::<String>()
    };
    for (name, rows) in [("train", 300), ("test", 77)] {
        let table = table(rows);
        let table = if with_texts { table } else { without(table) };
        sandbox.write(&format!("data/processed/{name}.csv"), table);
    }
    if with_texts {
        let columns = "columns:\n    size: number\n    noise: number\n    city: {type: category, missing: keep}";
        sandbox.edit_params("columns: null", columns);
    }
    sandbox.edit_params("n_estimators: 100", "n_estimators: 20");
    sandbox.edit_params("  validation: none\n", more);
    if more.contains("extra_trees") {
        sandbox.edit_params("model: random_forest", "model: extra_trees");
    }
    sandbox
}

/// Grows trees into a file of their name, without a tracker.
fn grow(sandbox: &Sandbox, trees: &str) -> ProgramOutput {
    let args = ["--trees", trees, "--shard", &format!("shards/{trees}")];
    sandbox.run(env!("CARGO_BIN_EXE_train"), &args, &[])
}

fn grow_all(sandbox: &Sandbox, shards: &[&str]) {
    for trees in shards {
        grow(sandbox, trees).assert_success();
    }
}

fn merge(tracker: &Tracker, sandbox: &Sandbox, shards: &[&str]) -> ProgramOutput {
    let shards: Vec<_> = shards
        .iter()
        .map(|trees| format!("shards/{trees}"))
        .collect();
    let mut args = vec!["--merge"];
    args.extend(shards.iter().map(String::as_str));
    tracker.run(sandbox, &args, &[])
}

fn outputs(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let read = |name: &str| fs::read(sandbox.path(name)).expect("train wrote it");
    OUTPUTS.map(read).into()
}

/// All that a run is told which does not depend on the clock.
fn told(tracker: &Tracker) -> Vec<String> {
    let mut found = Vec::new();
    for request in tracker.requests() {
        let path = request.url.path().to_owned();
        let body = String::from_utf8_lossy(&request.body).into_owned();
        if path.ends_with("/lineage/run.json") {
            continue;
        }
        let Ok(mut body) = serde_json::from_str::<Value>(&body) else {
            found.push(format!("{path} {body}"));
            continue;
        };
        for metric in body["metrics"].as_array_mut().into_iter().flatten() {
            metric["timestamp"] = json!(0);
        }
        for tag in body["tags"].as_array_mut().into_iter().flatten() {
            if tag["key"] == "mlops.nonce" {
                tag["value"] = json!("");
            }
        }
        for time in ["start_time", "end_time"] {
            if body.get(time).is_some() {
                body[time] = json!(0);
            }
        }
        if path.ends_with("/MLmodel") {
            continue;
        }
        found.push(format!("{path} {body}"));
    }
    found.sort();
    found
}

#[test]
fn shards_give_what_one_process_gives_to_the_bit_whatever_their_order() {
    for (with_texts, more) in [
        (true, "  validation: out_of_bag\n"),
        (true, "  validation: k_fold\n"),
        (
            false,
            "  validation: out_of_bag\n  class_weight: balanced\n",
        ),
        (false, "  max_samples: 12\n  validation: none\n"),
        (
            false,
            "  max_samples: 12\n  class_weight: {virginica: 2.5}\n  validation: none\n",
        ),
        (
            true,
            "  extra_trees: {n_estimators: 20, max_depth: 6}\n  validation: none\n",
        ),
        (
            false,
            "  extra_trees: {n_estimators: 20, bootstrap: true, max_samples: 9}\n",
        ),
    ] {
        let (sandbox, alone) = (sandbox(with_texts, more), Tracker::modern());
        alone.train(&sandbox).assert_success();
        let expected = outputs(&sandbox);
        for shards in [&["0..20"][..], &["7..8", "8..20", "0..7"]] {
            fs::remove_dir_all(sandbox.path("models")).unwrap();
            grow_all(&sandbox, shards);
            assert_eq!(sandbox.list("models"), [""; 0], "a shard writes no model");
            let tracker = Tracker::modern();
            merge(&tracker, &sandbox, shards).assert_success();
            assert!(outputs(&sandbox) == expected, "{more} {shards:?}");
            let (found, expected) = (told(&tracker), told(&alone));
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{more} {shards:?}");
            }
            assert_eq!(found.len(), expected.len(), "{more} {shards:?}");
        }
        let text = sandbox.read(OUTPUTS[1]);
        let validated = more.contains("validation: out_of_bag");
        assert_eq!(
            text.contains("\"method\": \"out_of_bag\""),
            validated,
            "{text}"
        );
    }
}

/// The tables are read once, and again only where the next trees draw other rows of them.
#[test]
fn several_parts_that_one_process_grows_are_those_of_several_processes() {
    for more in [
        "",
        "  max_samples: 12\n",
        "  max_samples: 0.5\n  class_weight: balanced\n",
    ] {
        let sandbox = sandbox(!more.contains("max_samples: 12"), more);
        let shards = ["0..7", "12..20", "7..12"];
        grow_all(&sandbox, &shards);
        let alone = shards.map(|trees| fs::read(sandbox.path(&format!("shards/{trees}"))).unwrap());
        let files = shards.map(|trees| format!("together/{trees}"));
        let mut args = Vec::new();
        for (trees, file) in shards.iter().zip(&files) {
            args.extend(["--trees", trees, "--shard", file]);
        }
        let ended = sandbox.run(env!("CARGO_BIN_EXE_train"), &args, &[]);
        ended.assert_success();
        let together = files.map(|file| fs::read(sandbox.path(&file)).unwrap());
        assert!(together == alone, "{more}");
        let reads = ended.stdout.matches("train: holds ").count();
        assert_eq!(
            reads,
            if more.contains(": 12") { 3 } else { 0 },
            "{ended:?}"
        );
    }
    let sandbox = sandbox(false, "");
    let args = ["--trees", "0..7", "--trees", "7..20", "--shard", "x"];
    let ended = sandbox.run(env!("CARGO_BIN_EXE_train"), &args, &[]);
    assert_snapshot!(ended.failed_with(2), @"train: failed to grow parts: there are 2 `--trees` and 1 `--shard`; expected one `--shard` for each");
}

#[test]
fn growing_and_putting_together_say_what_they_do() {
    let sandbox = sandbox(false, "  validation: out_of_bag\n");
    let grown = grow(&sandbox, "0..12");
    grown.assert_success();
    let bytes = fs::metadata(sandbox.path("shards/0..12")).unwrap().len();
    let said = grown.stdout.replace(&bytes.to_string(), "N");
    let bytes = bytes.to_string();
    let (thousands, ones) = bytes.split_at(bytes.len() - 3);
    let said = said.replace(&format!("{thousands},{ones}"), "N");
    assert_snapshot!(said, @"train: grew the trees 0..12 of 20 into `shards/0..12`, N bytes");
    grow_all(&sandbox, &["12..20"]);
    let merged = merge(&Tracker::new(), &sandbox, &["12..20", "0..12"]);
    assert_snapshot!(merged.stdout, @r"
    train: puts 20 trees together, of 2 shards
    train: `dvc.lock` holds no data files, so the run does not say which it used; `dvc repro` writes it
    train: accuracy 0.7167 on train rows, 0.7532 on test rows
    train: validation accuracy 0.6267 on 300 training rows out of bag
    train: registered iris-classifier version 1
    ");
    assert_eq!(sandbox.list("shards"), ["0..12", "12..20"]);
}

#[test]
fn a_shard_says_what_it_is_in_its_first_line() {
    let sandbox = sandbox(false, "");
    let image = ("MLOPS_IMAGE", "mlops-train:0a1b2c3d4e5f sha256:77");
    let args = ["--trees", "3..5", "--shard", "x.shard"];
    let ended = sandbox.run(env!("CARGO_BIN_EXE_train"), &args, &[image]);
    ended.assert_success();
    let bytes = fs::read(sandbox.path("x.shard")).unwrap();
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap();
    let header: Value = serde_json::from_slice(line).unwrap();
    assert_eq!(header["format"], 1);
    assert_eq!(header["trees"], json!({"start": 3, "end": 5}));
    assert_eq!(header["n_estimators"], 20);
    assert_eq!(header["origin"]["sources"], "0a1b2c3d4e5f");
    assert_eq!(header["origin"]["program"]["name"], "train");
    assert_eq!(header["sha256"].as_str().map(str::len), Some(64));
}

/// What is not said of shards that are put together.
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

/// What a training does not learn from may change.
#[test]
fn other_names_in_the_tracker_and_another_validation_leave_shards_as_they_are() {
    let sandbox = sandbox(false, "  validation: none\n");
    grow_all(&sandbox, &["0..20"]);
    sandbox.edit_params("validation: none", "validation: out_of_bag");
    sandbox.edit_params("experiment: null", "experiment: other");
    merge(&Tracker::new(), &sandbox, &["0..20"]).assert_success();
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
    }
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
    for args in [
        &["--trees", "0..5"][..],
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

/// Where few rows are drawn, a shard holds those of its own trees alone.
#[test]
fn a_shard_holds_the_rows_of_its_own_trees() {
    let sandbox = sandbox(false, "  max_samples: 12\n");
    let held = |trees: &str| {
        let ended = grow(&sandbox, trees);
        ended.assert_success();
        let (_, rest) = ended.stdout.split_once("holds ").expect("it says so");
        let (held, _) = rest.split_once(" of 300 rows").expect("it says so");
        held.parse::<u32>().unwrap()
    };
    assert!(held("0..1") <= 12);
    assert!(held("0..5") > 12);
}

#[test]
fn the_record_of_a_run_of_shards_is_that_of_any_run() {
    let sandbox = sandbox(false, "");
    grow_all(&sandbox, &["0..20"]);
    let tracker = Tracker::modern();
    merge(&tracker, &sandbox, &["0..20"]).assert_success();
    let record: Value = serde_json::from_str(&tracker.uploaded("/lineage/run.json")).unwrap();
    assert_eq!(record["brought_in"], false);
    assert!(record["timings"]["train_seconds"].is_number());
    let tags = tracker.tags();
    assert!(pairs(&json!([])).is_none() && !tags.is_empty());
}
