//! Training on the rows that are drawn, and on all.

use stage::metadata::ModelMetadata;
use stage::testing::Sandbox;

use super::*;
use crate::model::{Trees, train_model};

fn table() -> String {
    let row = |i: u32| format!("{}.5,{},{}\n", i * 37 % 101, i % 23, i * i % 7 % 3);
    let rows: String = (0..1000).map(row).collect();
    format!("size,mass,target\n{rows}")
}

#[test]
fn the_file_of_the_model_is_that_of_all_rows() {
    for more in ["", "  class_weight: balanced\n", "  criterion: entropy\n"] {
        let sandbox = Sandbox::new();
        let keys = format!("\ntrain:\n  max_samples: 20\n{more}");
        sandbox.edit_params("\ntrain:\n", &keys);
        sandbox.edit_params("n_estimators: 100", "n_estimators: 7");
        sandbox.write("train.csv", table());
        let [path, file] = ["train.csv", "params.yaml"].map(|name| sandbox.path(name));
        let params = Params::read(&file).unwrap();
        let few = Tables::read(&path, &path, &params).unwrap();
        assert!(few.train.n_held().is_some_and(|held| held <= 140));
        let all = Tables {
            train: InputTable::read(&path, None, 3).unwrap(),
            test: InputTable::read(&path, None, 3).unwrap(),
            features: few.features.clone(),
        };
        let [few, all] =
            [few, all].map(|tables| train_model(&tables, &params, None, Trees::unseen()).unwrap());
        assert!(few.onnx == all.onnx, "{more}");
        let accuracies = |of: &ModelMetadata| (of.train_accuracy, of.test_accuracy);
        assert_eq!(accuracies(&few.metadata), accuracies(&all.metadata));
    }
}

/// New rows were trained on with the classes of the old ones.
#[test]
fn a_table_that_is_replaced_between_the_draw_and_the_reading_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.edit_params("\ntrain:\n", "\ntrain:\n  max_samples: 20\n");
    sandbox.edit_params("n_estimators: 100", "n_estimators: 7");
    sandbox.write("train.csv", table());
    let [path, file] = ["train.csv", "params.yaml"].map(|name| sandbox.path(name));
    let params = Params::read(&file).unwrap();
    let drawn = Drawn::from(&path, None, &params, 0..7).unwrap().unwrap();
    assert_eq!(drawn.read().unwrap().n_rows, 1000);
    let (header, rows) = (table(), table());
    let (header, _) = header.split_once('\n').unwrap();
    let backwards: Vec<_> = rows.lines().skip(1).collect();
    let backwards: Vec<_> = backwards.into_iter().rev().collect();
    let others = format!("{header}\n{}\n", backwards.join("\n"));
    for replaced in [others, format!("{}1.5,2,0\n", table())] {
        sandbox.write("train.csv", replaced);
        let error = drawn.read().unwrap_err();
        assert!(matches!(error, TrainError::Changed { .. }), "{error}");
    }
}
