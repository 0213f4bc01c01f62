//! Forests whose trees draw few of the training rows, through the program `train`.

use serde_json::{Value, json};
use stage::testing::Sandbox;

use crate::common::Tracker;

/// 3000 rows of three classes that no feature tells apart without errors.
fn table() -> String {
    let row = |i: u32| {
        let class = [0, 0, 0, 1, 1, 2][(i % 6) as usize];
        let (size, noise) = (7 * class + i * 37 % 19, i % 1009 * 31 % 23);
        format!("{size}.25,{noise}.5,{},{class}\n", 1000 + i % 11)
    };
    let rows: String = (0..3000).map(row).collect();
    format!("size,noise,shift,target\n{rows}")
}

/// A folder with that table, and a section `train` of these keys.
fn sandbox(train: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["train", "test"] {
        sandbox.write(&format!("data/processed/{name}.csv"), table());
    }
    let params = sandbox.read("params.yaml");
    let (head, rest) = params.split_once("\ntrain:\n").expect("there is a section");
    let (_, tail) = rest.split_once("\ngate:\n").expect("there is another one");
    let train = format!("  n_estimators: 6\n  random_state: 5\n  max_depth: 8\n{train}");
    sandbox.write(
        "params.yaml",
        format!("{head}\ntrain:\n{train}\ngate:\n{tail}"),
    );
    sandbox
}

fn metadata(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap()
}

/// The same table, with a column whose cells all count for what becomes of each of them.
fn described(sandbox: &Sandbox, size: &str) {
    let columns = format!("columns:\n    size: {size}\n    noise: number\n    shift: number");
    sandbox.edit_params("columns: null", &columns);
}

#[test]
fn the_scores_are_those_of_all_rows_and_the_metadata_say_how_many_were_held() {
    let tracker = Tracker::modern();
    for more in ["", "  class_weight: balanced\n", "  criterion: entropy\n"] {
        let few = sandbox(&format!("{more}  max_samples: 50\n"));
        let ended = tracker.train(&few);
        ended.assert_success();
        let found = metadata(&few);
        let held = found["rows_held"].as_u64().expect("a number of rows");
        assert!((100..=300).contains(&held), "{held}");
        assert_eq!(found["rows_total"], json!(3000));
        let said = format!("train: holds {held} of 3,000 rows, those that the trees draw\n");
        assert!(ended.stdout.starts_with(&said), "{ended:?}");

        let all = sandbox(&format!("{more}  max_samples: 50\n"));
        described(&all, "{type: number, missing: median}");
        let ended = tracker.train(&all);
        ended.assert_success();
        assert!(!ended.stdout.contains("that the trees draw"), "{ended:?}");
        let expected = metadata(&all);
        assert_eq!(expected.get("rows_held"), None);
        for key in ["train_accuracy", "test_accuracy", "data_version"] {
            assert_eq!(found[key], expected[key], "{key} with {more:?}");
        }
    }
}

#[test]
fn the_run_says_how_many_rows_were_held() {
    let (tracker, few) = (Tracker::modern(), sandbox("  max_samples: 50\n"));
    tracker.train(&few).assert_success();
    let record: Value = serde_json::from_str(&tracker.uploaded("/lineage/run.json")).unwrap();
    assert_eq!(record["rows_held"], metadata(&few)["rows_held"]);
    assert_eq!(record["rows_total"], json!(3000));
    // What nobody set is no param.
    let params = tracker.params();
    assert!(
        params.iter().all(|param| !param.starts_with("rows_")),
        "{params:?}"
    );
}

#[test]
fn numbers_that_are_described_are_numbers_still() {
    let (tracker, few) = (Tracker::modern(), sandbox("  max_samples: 50\n"));
    described(&few, "number");
    tracker.train(&few).assert_success();
    assert_eq!(metadata(&few)["rows_total"], json!(3000));
}

#[test]
fn all_rows_are_held_where_the_trees_draw_most_of_them() {
    let (tracker, many) = (Tracker::modern(), sandbox("  max_samples: 1000\n"));
    let ended = tracker.train(&many);
    ended.assert_success();
    assert!(!ended.stdout.contains("that the trees draw"), "{ended:?}");
    assert_eq!(metadata(&many).get("rows_held"), None);
}

/// The rows of an earlier training are read in the same way.
#[test]
fn a_model_of_drawn_rows_is_brought_in_as_it_is() {
    let (tracker, few) = (Tracker::modern(), sandbox("  max_samples: 50\n"));
    tracker.train(&few).assert_success();
    let before = few.read("models/model_metadata.json");
    tracker.bring_in(&few, &[]).assert_success();
    assert_eq!(few.read("models/model_metadata.json"), before);
}
