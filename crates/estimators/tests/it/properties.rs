//! What holds for every family on every table: the file says what the model in
//! memory says, and training again gives the same file.

use std::cell::Cell;

use estimators::fit;
use hyperparameters::{
    DecisionTreeParams, ForestParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};
use linfa::Dataset;
use ndarray::{Array1, Array2, ArrayView1, Ix1};
use onnx::{Classifier, Interface};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

/// Probabilities this close are equal as far as the file's float32 can tell.
const EQUAL: f32 = 1e-6;

fn family() -> impl Strategy<Value = ModelParams> {
    let forest = |forest: ForestParams, seed| ForestParams {
        n_estimators: 5,
        max_depth: Some(4),
        random_state: seed,
        ..forest
    };
    prop_oneof![
        any::<u32>().prop_map(move |seed| ModelParams::RandomForest(forest(
            ForestParams::RANDOM_FOREST,
            seed
        ))),
        any::<u32>()
            .prop_map(move |seed| ModelParams::ExtraTrees(forest(ForestParams::EXTRA_TREES, seed))),
        Just(ModelParams::DecisionTree(DecisionTreeParams::default())),
        Just(ModelParams::LogisticRegression(
            LogisticRegressionParams::default()
        )),
        Just(ModelParams::GaussianNb(GaussianNbParams::default())),
    ]
}

/// Few different values, so that columns are constant and rows repeat now and then.
fn table() -> impl Strategy<Value = Dataset<f64, usize, Ix1>> {
    (4_usize..60, 1_usize..6, 2_usize..5)
        .prop_flat_map(|(rows, columns, classes)| {
            let cell = prop_oneof![-3_i8..4, any::<i8>()].prop_map(|cell| f64::from(cell) / 4.0);
            (
                proptest::collection::vec(cell, rows * columns),
                proptest::collection::vec(0..classes, rows),
                Just((rows, columns)),
            )
        })
        .prop_map(|(cells, classes, shape)| {
            let records = Array2::from_shape_vec(shape, cells).expect("a cell per place");
            Dataset::new(records, Array1::from(classes))
        })
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|i| format!("{prefix}{i}")).collect()
}

/// Whether the family says no to the table, as it must: naive Bayes needs a column that varies,
/// by whose variance the others are smoothed.
fn is_refused(params: &ModelParams, table: &Dataset<f64, usize, Ix1>) -> bool {
    let varies = |column: ArrayView1<f64>| column.iter().any(|cell| (cell - column[0]).abs() > 0.0);
    matches!(params, ModelParams::GaussianNb(_)) && !table.records.columns().into_iter().any(varies)
}

fn check(params: &ModelParams, dataset: &Dataset<f64, usize, Ix1>) -> Result<(), TestCaseError> {
    let features = names("f", dataset.records.ncols());
    let classes = names("c", 5);
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let model = fit(params, dataset).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let bytes = model.to_onnx(&interface).expect("the names fit");
    let again = fit(params, dataset).expect("it was trained before");
    prop_assert!(again.to_onnx(&interface).expect("the names fit") == bytes);

    let read = Classifier::from_bytes(&bytes).expect("we read what we write");
    prop_assert_eq!(read.features(), &features[..]);
    let found = read.predict(&dataset.records.view());
    let in_memory = model.predict(&dataset.records.view());
    for (row, shares) in found.probabilities.rows().into_iter().enumerate() {
        prop_assert!((shares.sum() - 1.0).abs() < 1e-5, "row {row}: {shares}");
        let label = usize::try_from(found.labels[row]).expect("labels count from 0");
        let gap = shares[label] - shares[in_memory[row]];
        prop_assert!(
            (0.0..=EQUAL).contains(&gap),
            "row {row}: {shares}, in memory {}",
            in_memory[row]
        );
    }
    Ok(())
}

/// What a family refuses, and only that, is not checked; `linfa.rs` tests the words.
#[test]
fn a_file_predicts_what_the_model_in_memory_predicts() {
    let fitted = Cell::new(0);
    let cases = 200;
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    });
    let result = runner.run(&(family(), table()), |(params, table)| {
        if is_refused(&params, &table) {
            prop_assert!(fit(&params, &table).is_err(), "it was not refused");
            return Ok(());
        }
        check(&params, &table)?;
        fitted.set(fitted.get() + 1);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(fitted.get() > cases * 9 / 10, "only {} fits", fitted.get());
}
