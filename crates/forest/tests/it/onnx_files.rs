//! What goes into an ONNX file, and what happens with files that are not ours.

use forest::RandomForestParams;
use forest::onnx::{Names, OnnxClassifier, OnnxError, write};
use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, array};
use proptest::prelude::*;

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// A forest on two features, of which the first one decides.
fn small(classes: Array1<usize>) -> forest::RandomForest {
    let n = classes.len();
    let records = Array2::from_shape_fn((n, 2), |(row, column)| {
        if column == 0 {
            row as f64
        } else {
            (row % 3) as f64
        }
    });
    RandomForestParams::new()
        .n_estimators(5)
        .fit(&Dataset::new(records, classes))
        .expect("the table can be learnt")
}

fn small_file(class_names: &[&str]) -> Result<Vec<u8>, OnnxError> {
    let model = small(array![0, 0, 0, 0, 2, 2, 2, 2]);
    let (features, classes) = (owned(&["length", "width"]), owned(class_names));
    write(
        &model,
        &Names {
            features: &features,
            classes: &classes,
        },
    )
}

fn read_error(bytes: &[u8]) -> String {
    OnnxClassifier::from_bytes(bytes)
        .expect_err("the file is refused")
        .to_string()
}

#[test]
fn a_file_tells_its_features_and_classes() {
    let names = ["setosa", "", "Iris \"x\"/y\n\u{e9}"];
    let model = OnnxClassifier::from_bytes(&small_file(&names).expect("the names fit"));
    let model = model.expect("we read what we write");
    assert_eq!(model.features(), ["length", "width"]);
    assert_eq!(model.classes(), names);
}

#[test]
fn a_class_that_no_row_had_keeps_its_place_and_gets_no_probability() {
    let bytes = small_file(&["a", "b", "c", "d"]).expect("more names than classes are fine");
    let model = OnnxClassifier::from_bytes(&bytes).expect("we read what we write");
    let prediction = model.predict(&array![[0.0, 1.0], [7.0, 1.0]].view());
    assert_eq!(prediction.labels, array![0, 2]);
    assert_eq!(
        prediction.probabilities,
        array![[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    );
}

#[test]
fn no_rows_are_predicted_as_no_rows() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    let model = OnnxClassifier::from_bytes(&bytes).expect("we read what we write");
    let prediction = model.predict(&Array2::zeros((0, 2)).view());
    assert_eq!(prediction.probabilities.dim(), (0, 3));
}

#[test]
fn the_same_forest_gives_the_same_bytes() {
    let file = || small_file(&["a", "b", "c"]).expect("the names fit");
    assert_eq!(file(), file());
}

#[test]
fn every_class_value_needs_a_name() {
    let message = small_file(&["a", "b"])
        .expect_err("class 2 has no name")
        .to_string();
    assert_eq!(
        message,
        "name the model's classes: found 2 names, expected at least 3, one for each class value from 0"
    );
}

#[test]
fn every_feature_needs_a_name() {
    let names = (owned(&["length"]), owned(&["a", "b", "c"]));
    let model = small(array![0, 1, 2]);
    let error = write(
        &model,
        &Names {
            features: &names.0,
            classes: &names.1,
        },
    );
    assert_eq!(
        error.expect_err("one name for two features").to_string(),
        "name the model's features: found 1 names, expected 2"
    );
}

#[test]
fn two_classes_cannot_share_a_name() {
    let message = small_file(&["a", "b", "a"])
        .expect_err("`a` is there twice")
        .to_string();
    assert!(message.contains("`a` is there twice"), "{message}");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    for end in 0..bytes.len() {
        assert!(
            OnnxClassifier::from_bytes(&bytes[..end]).is_err(),
            "cut at {end}"
        );
    }
}

#[test]
fn text_is_refused_as_no_onnx_model() {
    let message = read_error(b"sepal_length,sepal_width\n5.1,3.5\n");
    assert!(
        message.starts_with("read the bytes as an ONNX model"),
        "{message}"
    );
}

#[test]
fn a_graph_without_trees_is_refused_by_the_name_of_its_operator() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    let message = read_error(&renamed(
        &bytes,
        "TreeEnsembleClassifier",
        "TreeEnsembleRegressors",
    ));
    assert!(message.contains("`TreeEnsembleRegressors`"), "{message}");
}

#[test]
fn another_operator_behind_the_trees_is_refused_by_name() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    let message = read_error(&renamed(&bytes, "Squeeze", "Softmax"));
    assert_eq!(
        message,
        "run the ONNX operator `Softmax`: expected `Squeeze` at this place"
    );
}

#[test]
fn an_unknown_attribute_is_refused_by_name() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    let message = read_error(&renamed(&bytes, "nodes_values", "nodes_valuez"));
    assert!(message.contains("`nodes_valuez`"), "{message}");
    let message = read_error(&renamed(&bytes, "keepdims", "keepsums"));
    assert!(
        message.contains("`ArgMax` with this `keepsums`"),
        "{message}"
    );
}

#[test]
fn an_unknown_comparison_is_refused_by_name() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    let message = read_error(&renamed(&bytes, "BRANCH_LEQ", "BRANCH_NEQ"));
    assert!(message.contains("`BRANCH_NEQ`"), "{message}");
}

/// Replaces every occurrence by a text of the same length.
fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut renamed = bytes.to_vec();
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            renamed[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    assert_ne!(renamed, bytes, "the text is there");
    renamed
}

proptest! {
    #[test]
    fn bytes_changed_at_random_never_cause_a_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let mut bytes = small_file(&["a", "b", "c"]).expect("the names fit");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(model) = OnnxClassifier::from_bytes(&bytes) {
            let records = Array2::from_elem((3, model.features().len()), f64::NAN);
            prop_assert_eq!(model.predict(&records.view()).labels.len(), 3);
        }
    }
}
