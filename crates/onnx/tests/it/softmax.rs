//! Models that give each class a score, and their files.

use insta::assert_snapshot;
use ndarray::array;
use onnx::softmax::{GaussianNb, LogisticRegression};
use onnx::{Classifier, Interface};

fn names(count: usize, prefix: &str) -> Vec<String> {
    (0..count).map(|i| format!("{prefix}{i}")).collect()
}

/// Two features, and the classes 0 and 2: none is of class 1.
fn regression() -> LogisticRegression {
    let weights = array![[0.5, 0.0, -1.0], [2.0, 0.0, 0.25]];
    LogisticRegression::new(weights, array![0.1, f64::NEG_INFINITY, -0.3])
}

fn bayes() -> GaussianNb {
    GaussianNb::new(
        array![[1.0, 2.0], [0.0, 0.0], [-3.0, 5.0]],
        array![[0.5, 1.0], [1.0, 1.0], [2.0, 0.125]],
        array![0.25, 0.0, 0.75],
    )
}

#[test]
fn a_file_predicts_what_the_model_in_memory_predicts() {
    let rows = array![[0.0, 0.0], [1.5, -2.0], [-40.0, 1e30], [0.1, 0.2]];
    let (features, classes) = (names(2, "f"), names(4, "c"));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let pairs = [
        (
            regression().to_onnx(&interface),
            regression().predict(&rows.view()),
        ),
        (bayes().to_onnx(&interface), bayes().predict(&rows.view())),
    ];
    for (file, in_memory) in pairs {
        let model = Classifier::from_bytes(&file.expect("the names fit")).expect("it can be read");
        assert_eq!(model.classes(), classes);
        let found = model.predict(&rows.view());
        assert_eq!(found.labels, in_memory.labels);
        let known = found.probabilities.slice(ndarray::s![.., ..3]);
        assert_eq!(known, in_memory.probabilities);
        let never_seen = [1, 3].map(|class| found.probabilities.column(class).sum());
        assert_eq!(never_seen.map(f32::to_bits), [0, 0]);
    }
}

#[test]
fn every_class_value_needs_a_name() {
    let (features, classes) = (names(2, "f"), names(2, "c"));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let error = regression()
        .to_onnx(&interface)
        .expect_err("class 2 has no name");
    assert_snapshot!(error, @"name the model's classes: found 2 names, expected at least 3, one for each class value from 0");
    assert_eq!(
        bayes()
            .to_onnx(&interface)
            .expect_err("as above")
            .to_string(),
        error.to_string()
    );
}

#[test]
fn a_file_without_its_numbers_is_refused_by_their_name() {
    let (features, classes) = (names(2, "f"), names(3, "c"));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let mut bytes = bayes().to_onnx(&interface).expect("the names fit");
    let at = bytes
        .windows(6)
        .rposition(|it| it == b"priors")
        .expect("priors are there");
    bytes[at] = b'q';
    let error = Classifier::from_bytes(&bytes).expect_err("there are no priors");
    assert_snapshot!(error, @"find the constant `priors` in the ONNX model: expected a model that this library wrote");
}
