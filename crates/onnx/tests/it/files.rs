//! What goes into an ONNX file, and what happens with files that are not ours.

use insta::assert_snapshot;
use ndarray::{Array2, array};
use onnx::trees::TreeEnsemble;
use onnx::{Classifier, Interface, OnnxError};
use proptest::prelude::*;

use crate::grown::Tree;

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Trees on two features, of which the first one decides between the classes 0 and 2; the
/// leaves of some are mixed.
fn trees() -> Vec<Tree> {
    let tree = |threshold, of_large: &[f64]| {
        let mut tree = Tree::leaf(&[0.5, 0.5]);
        let split = (0, threshold, true);
        let [_, large] = tree.split(0, split, [&[1.0, 0.0], of_large]);
        tree.split(large, (1, 1.5, false), [&[0.0, 1.0], of_large]);
        tree
    };
    vec![
        tree(2.5, &[0.0, 1.0]),
        tree(3.5, &[0.25, 0.75]),
        tree(4.5, &[0.1, 0.9]),
    ]
}

fn file(feature_names: &[&str], class_names: &[&str]) -> Result<Vec<u8>, OnnxError> {
    let (features, classes) = (owned(feature_names), owned(class_names));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let ensemble = TreeEnsemble {
        name: "small",
        n_features: 2,
        classes: &[0, 2],
        trees: &trees(),
    };
    ensemble.to_onnx(&interface)
}

fn small_file(class_names: &[&str]) -> Result<Vec<u8>, OnnxError> {
    file(&["length", "width"], class_names)
}

fn read_error(bytes: &[u8]) -> String {
    Classifier::from_bytes(bytes)
        .expect_err("the file is refused")
        .to_string()
}

#[test]
fn a_file_tells_its_features_and_classes() {
    let names = ["setosa", "", "Iris \"x\"/y\n\u{e9}"];
    let model = Classifier::from_bytes(&small_file(&names).expect("the names fit"));
    let model = model.expect("we read what we write");
    assert_eq!(model.features(), ["length", "width"]);
    assert_eq!(model.classes(), names);
}

#[test]
fn a_class_that_no_row_had_keeps_its_place_and_gets_no_probability() {
    let bytes = small_file(&["a", "b", "c", "d"]).expect("more names than classes are fine");
    let model = Classifier::from_bytes(&bytes).expect("we read what we write");
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
    let model = Classifier::from_bytes(&bytes).expect("we read what we write");
    let prediction = model.predict(&Array2::<f64>::zeros((0, 2)).view());
    assert_eq!(prediction.probabilities.dim(), (0, 3));
}

#[test]
fn the_same_trees_give_the_same_bytes() {
    let file = || small_file(&["a", "b", "c"]).expect("the names fit");
    assert_eq!(file(), file());
}

#[test]
fn every_class_value_needs_a_name() {
    let error = small_file(&["a", "b"]).expect_err("class 2 has no name");
    assert_snapshot!(error, @"name the model's classes: found 2 names, expected at least 3, one for each class value from 0");
}

#[test]
fn every_feature_needs_a_name() {
    let error = file(&["length"], &["a", "b", "c"]).expect_err("one name for two features");
    assert_snapshot!(error, @"name the model's features: found 1 names, expected 2");
}

#[test]
fn two_classes_cannot_share_a_name() {
    let error = small_file(&["a", "b", "a"]).expect_err("`a` is there twice");
    assert_snapshot!(error, @"name the model's classes: `a` is there twice, expected different names");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    for end in 0..bytes.len() {
        assert!(
            Classifier::from_bytes(&bytes[..end]).is_err(),
            "cut at {end}"
        );
    }
}

#[test]
fn text_is_refused_as_no_onnx_model() {
    let message = read_error(b"sepal_length,sepal_width\n5.1,3.5\n");
    assert_snapshot!(message, @"read the bytes as an ONNX model: failed to decode Protobuf message: Model.metadata_props: invalid wire type: StartGroup (expected LengthDelimited)");
}

#[test]
fn no_bytes_are_refused_as_a_model_without_operator_sets() {
    assert_snapshot!(read_error(b""), @"find the operator sets `ai.onnx` 13 and `ai.onnx.ml` 1 in the ONNX model: expected a model that this library wrote");
}

#[test]
fn a_file_without_names_is_refused() {
    let message = changed("class_names", "class_namez");
    assert_snapshot!(message, @"read `class_names` from the ONNX model's metadata: there is no such entry");
    let message = changed(r#""b","c"]"#, r#""b","c" "#);
    assert_snapshot!(message, @"read `class_names` from the ONNX model's metadata: expected a JSON array of names: EOF while parsing a list at line 1 column 13");
}

#[test]
fn a_graph_of_no_known_family_is_refused_by_the_name_of_its_operator() {
    let message = changed("SplitToSequence", "SplitToSequents");
    assert_snapshot!(message, @"run the ONNX operator `SplitToSequents`: expected `SplitToSequence`, `Cast` or `Unsqueeze` at this place");
}

#[test]
fn another_operator_behind_the_trees_is_refused_by_name() {
    let message = changed("Squeeze", "Softmax");
    assert_snapshot!(message, @"run the ONNX operator `Softmax`: expected `Squeeze` at this place");
}

#[test]
fn another_operator_beside_the_trees_is_refused_by_name() {
    let message = changed("CumSum", "CumMul");
    assert_snapshot!(message, @"run the ONNX operator `CumMul`: expected `CumSum` at this place");
    let message = changed("TreeEnsembleRegressor", "TreeEnsembleClassify_");
    assert_snapshot!(message, @"find the operator with the trees in the ONNX model: expected a model that this library wrote");
}

#[test]
fn an_unknown_attribute_is_refused_by_name() {
    let message = changed("nodes_values", "nodes_valuez");
    assert_snapshot!(message, @"run the ONNX operator `TreeEnsembleRegressor` with this `nodes_valuez`: this library does not know the attribute");
    let message = changed("keepdims", "keepsums");
    assert_snapshot!(message, @"run the ONNX operator `ArgMax` with this `keepsums`: it differs from what this library writes");
}

#[test]
fn an_unknown_comparison_is_refused_by_name() {
    let message = changed("BRANCH_LEQ", "BRANCH_NEQ");
    assert_snapshot!(message, @"run the ONNX operator `TreeEnsembleRegressor` with this `nodes_modes`: found `BRANCH_NEQ`, expected `BRANCH_LEQ` or `LEAF`");
}

/// The error of a sound file in which a text is replaced.
fn changed(from: &str, to: &str) -> String {
    let bytes = small_file(&["a", "b", "c"]).expect("the names fit");
    read_error(&renamed(&bytes, from, to))
}

/// Replaces every occurrence by a text of the same length.
pub(crate) fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut renamed = bytes.to_vec();
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            renamed[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    assert!(renamed != bytes, "the text is there");
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
        if let Ok(model) = Classifier::from_bytes(&bytes) {
            let records = Array2::from_elem((3, model.features().len()), f64::NAN);
            prop_assert_eq!(model.predict(&records.view()).labels.len(), 3);
        }
    }
}
