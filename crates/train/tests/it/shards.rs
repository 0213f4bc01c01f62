//! A forest that several processes grow, each a part of it, and one puts together.

mod refusals;

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};
use stage::testing::{ProgramOutput, Sandbox};

use crate::common::Tracker;

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
    assert_snapshot!(ended.failed_with(2), @"train: failed to grow parts: there are 2 parts to grow and 1 `--shard`; expected one `--shard` for each");
}

/// What has an index alone, such as a pod of a Job, grows the trees that `scale.shards` would give it.
#[test]
fn a_part_by_its_number_is_the_shard_with_its_trees() {
    let sandbox = sandbox(true, "");
    let of_trees = ["0..7", "7..14", "14..20"];
    grow_all(&sandbox, &of_trees);
    for (index, trees) in of_trees.iter().enumerate() {
        let (part, file) = (format!("{index}/3"), format!("parts/{index}.shard"));
        let args = ["--part", &part, "--shard", &file];
        let ended = sandbox.run(env!("CARGO_BIN_EXE_train"), &args, &[]);
        ended.assert_success();
        let read = |name: &str| fs::read(sandbox.path(name)).unwrap();
        assert!(read(&file) == read(&format!("shards/{trees}")), "{part}");
    }
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

/// What a training does not learn from may change.
#[test]
fn other_names_in_the_tracker_and_another_validation_leave_shards_as_they_are() {
    let sandbox = sandbox(false, "  validation: none\n");
    grow_all(&sandbox, &["0..20"]);
    sandbox.edit_params("validation: none", "validation: out_of_bag");
    sandbox.edit_params("experiment: null", "experiment: other");
    merge(&Tracker::new(), &sandbox, &["0..20"]).assert_success();
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
}
