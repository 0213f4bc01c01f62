//! Models that take the columns of a table as they stand there.

use estimators::fit;
use hyperparameters::{DecisionTreeParams, ModelParams};
use insta::assert_snapshot;
use linfa::Dataset;
use ndarray::{Array1, Array2};
use onnx::Interface;
use onnx::encoding::{Categories, Encoding, Input, InputType};
use stage::testing::Sandbox;

use crate::common::{Tracker, evaluated, onnx, sandbox};

const SIZES: [&str; 3] = ["large", "medium", "small"];

/// A model on the text `size`, one of [`SIZES`], which stand for these classes.
fn of_texts(classes: [usize; 3]) -> Vec<u8> {
    let known = SIZES.map(str::to_owned).into_iter().zip(0..);
    let inputs = [Input {
        name: "size".to_owned(),
        input_type: InputType::String,
        encoding: Encoding::OneHot {
            categories: Categories::Texts(known.collect()),
            missing: None,
            names: SIZES.map(|size| format!("size_{size}")).into(),
        },
    }];
    let dataset = Dataset::new(Array2::<f64>::eye(3), Array1::from(classes.to_vec()));
    let model = fit(
        &ModelParams::DecisionTree(DecisionTreeParams::default()),
        &dataset,
    );
    let interface = Interface {
        features: &["size".to_owned()],
        classes: &["setosa", "versicolor", "virginica"].map(str::to_owned),
        integers: false,
        inputs: Some(&inputs),
    };
    model.unwrap().to_onnx(&interface).unwrap()
}

/// After train, with test rows of texts, of which one is missing.
fn sandbox_of_texts(onnx: &[u8]) -> Sandbox {
    let sandbox = sandbox(onnx);
    sandbox.edit_params("  columns: null\n", "  columns: {size: category}\n");
    let rows = "size,target\nlarge,2\nmedium,1\nsmall,0\nlarge,2\n,2\n";
    sandbox.write("data/processed/test.csv", rows);
    sandbox
}

#[test]
fn a_model_of_texts_is_judged_on_rows_of_texts() {
    let model = of_texts([2, 1, 0]);
    let (sandbox, tracker) = (sandbox_of_texts(&model), Tracker::with(&model));
    tracker.run(&sandbox).assert_success();
    let metrics = sandbox.read("metrics/metrics.json");
    assert!(metrics.contains("\"accuracy\": 0.8"), "{metrics}");
}

#[test]
fn the_champion_gets_the_rows_as_it_takes_them() {
    let (worse, better) = (of_texts([2, 1, 1]), of_texts([2, 1, 0]));
    let tracker = Tracker::with(&worse);
    tracker.run(&sandbox_of_texts(&worse)).assert_success();
    tracker.register(&registry::testing::metadata(&better), &better);
    // Other rows, so that the champion's scores are not on record.
    let sandbox = sandbox_of_texts(&better);
    let rows = "size,target\nlarge,2\nmedium,1\nsmall,0\n";
    sandbox.write("data/processed/test.csv", rows);
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    let gate = ended.stdout.lines().find(|line| line.contains("gate"));
    assert_snapshot!(gate.unwrap_or_default(), @"evaluate: gate passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.6667); better than production");
}

#[test]
fn a_champion_of_numbers_cannot_be_compared_on_texts() {
    let tracker = evaluated(&[onnx()]);
    let model = of_texts([2, 1, 0]);
    tracker.register(&registry::testing::metadata(&model), &model);
    let ended = tracker.run(&sandbox_of_texts(&model));
    ended.assert_success();
    let gate = ended.stdout.lines().find(|line| line.contains("gate"));
    assert_snapshot!(gate.unwrap_or_default(), @"evaluate: gate failed: accuracy 0.8000 (minimum 0.5000); cannot be compared with production: version 1 takes other columns");
}

/// The model takes a matrix, in which a forest knows what is missing.
#[test]
fn a_model_of_numbers_is_judged_on_rows_of_which_some_are_missing() {
    let model = onnx();
    let (sandbox, tracker) = (sandbox(&model), Tracker::with(&model));
    let column = "  columns: {size: {type: number, missing: keep}}\n";
    sandbox.edit_params("  columns: null\n", column);
    let rows = "size,target\n5,0\n15,1\n25,2\n,2\n";
    sandbox.write("data/processed/test.csv", rows);
    tracker.run(&sandbox).assert_success();
    let confusion = sandbox.read("metrics/confusion_matrix.json");
    assert_eq!(confusion.matches("\"actual\"").count(), 4, "{confusion}");
}

#[test]
fn rows_without_the_columns_of_the_model_are_named() {
    let model = of_texts([2, 1, 0]);
    let (sandbox, tracker) = (sandbox_of_texts(&model), Tracker::with(&model));
    sandbox.write("data/processed/test.csv", "sizes,target\nlarge,2\n");
    assert_snapshot!(tracker.run(&sandbox).failed_with(3), @r"
    evaluate: failed to read `data/processed/test.csv`: 2 problems
      the header lacks the column `size`; run `dvc repro` to make the table anew
      the header has the column `sizes`, of which nothing is known; run `dvc repro` to make the table anew
    ");
}
