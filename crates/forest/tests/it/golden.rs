//! The reference pipeline's forest: iris, 100 trees, depth 5, seed 42.

use crate::scikit::{Expected, digests, f64_bytes, i64_bytes, sha256};
use crate::tables::Table;
use forest::{RandomForest, RandomForestParams};
use linfa::ParamGuard;
use linfa::traits::{Fit, Predict};
use ndarray::Array1;
use serde::Deserialize;

#[derive(Deserialize)]
struct Split {
    train: Vec<usize>,
    test: Vec<usize>,
}

fn split() -> Split {
    let split: Split = serde_json::from_str(include_str!("../fixtures/iris_split.json"))
        .expect("the split is JSON");
    assert_eq!(split.train[..8], [8, 106, 76, 9, 89, 146, 94, 133]);
    assert_eq!(split.test[..8], [38, 127, 57, 93, 42, 56, 22, 20]);
    split
}

fn params() -> RandomForestParams {
    RandomForestParams::new()
        .n_estimators(100)
        .max_depth(Some(5))
        .random_state(42)
}

fn model() -> RandomForest {
    let train = Table::read("iris").rows(&split().train);
    params()
        .check()
        .expect("the parameters are valid")
        .fit(&train.dataset())
        .expect("iris can be learnt")
}

#[test]
fn the_first_tree_is_scikit_learns() {
    let model = model();
    let tree = &model.trees()[0];
    assert_eq!(tree.node_count(), 11);
    assert_eq!(tree.feature()[..7], [3, -2, 3, 2, -2, -2, 3]);
    assert_eq!(tree.threshold()[..3], [0.75, -2.0, 1.550_000_011_920_929]);
    assert_eq!(tree.n_node_samples()[..3], [74, 23, 51]);
    assert_eq!(tree.node_value(0), [1.0 / 3.0, 0.35, 38.0 / 120.0]);
}

#[test]
fn all_trees_are_scikit_learns() {
    let model = model();
    let nodes: usize = model.trees().iter().map(forest::Tree::node_count).sum();
    assert_eq!(nodes, 1374);
    let digest = sha256(
        model
            .trees()
            .iter()
            .flat_map(|tree| [i64_bytes(tree.feature()), f64_bytes(tree.threshold())].concat()),
    );
    assert_eq!(digest, "271fcfea08e36c3a");
}

#[test]
fn every_array_of_every_tree_is_scikit_learns() {
    #[derive(Deserialize)]
    struct Fixture {
        params: RandomForestParams,
        #[serde(flatten)]
        expected: Expected,
    }
    let fixture: Fixture = serde_json::from_str(include_str!("../fixtures/iris_forest.json"))
        .expect("the fixture is JSON");
    assert_eq!(fixture.params, params());
    let test = Table::read("iris").rows(&split().test);
    let expected = fixture.expected;
    expected.assert_equals(&model(), &test.records, "the pipeline's forest");
}

#[test]
fn the_probabilities_of_the_test_rows_are_scikit_learns_to_the_last_bit() {
    let test = Table::read("iris").rows(&split().test);
    let probabilities = model().predict_proba(&test.records.view());
    assert_eq!(sha256(f64_bytes(&probabilities)), "2c63fa9d987360b7");
}

#[test]
fn two_test_rows_are_taken_for_another_class() {
    let split = split();
    let test = Table::read("iris").rows(&split.test);
    let predicted: Array1<usize> = model().predict(&test.records);
    let mut wrong: Vec<usize> = (0..30)
        .filter(|&i| predicted[i] != test.classes[i])
        .map(|i| split.test[i])
        .collect();
    wrong.sort_unstable();
    assert_eq!(wrong, [77, 138]);
}

#[test]
fn the_petals_matter_most() {
    let rounded: Vec<String> = model()
        .feature_importances()
        .iter()
        .map(|value| format!("{value:.6}"))
        .collect();
    assert_eq!(rounded, ["0.115972", "0.014246", "0.431641", "0.438141"]);
}

#[test]
fn any_number_of_threads_grows_the_same_forest() {
    let with_threads = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads can be started")
            .install(model)
    };
    let alone = with_threads(1);
    assert_eq!(alone, with_threads(2));
    assert_eq!(alone, with_threads(7));
}

#[test]
fn a_copy_of_a_forest_stored_as_json_has_every_bit_of_it() {
    let (model, test) = (model(), Table::read("iris").rows(&split().test));
    let stored = serde_json::to_string(&model).expect("a forest can be stored");
    let loaded: RandomForest = serde_json::from_str(&stored).expect("a forest can be read back");
    assert_eq!(
        digests(&loaded, &test.records),
        digests(&model, &test.records)
    );
    assert_eq!(loaded.classes(), model.classes());
    assert_eq!(loaded.n_features(), model.n_features());
    assert_eq!(loaded, model);
}
