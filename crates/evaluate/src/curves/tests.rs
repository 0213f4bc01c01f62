use ndarray::{Array1, Array2, array};
use onnx::Prediction;

use super::*;

fn names(n: usize) -> Vec<String> {
    (0..n).map(|class| class.to_string()).collect()
}

fn curves<'a>(
    targets: &Array1<usize>,
    probabilities: Array2<f32>,
    names: &'a [String],
) -> Curves<'a> {
    let predictions = [Prediction {
        labels: targets.mapv(|_| 0),
        probabilities,
    }];
    let judged = Judged::new(targets, &predictions);
    let calibration = metrics::calibration(targets, &predictions);
    Curves::of(&judged, &calibration, names)
}

#[test]
fn of_two_classes_the_second_one_has_curves() {
    let names = names(2);
    let found = curves(&array![0, 1], array![[0.75, 0.25], [0.25, 0.75]], &names);
    let roc = |fpr, tpr, threshold| RocPoint {
        class: Class {
            number: 1,
            name: "1",
        },
        fpr,
        tpr,
        threshold,
    };
    let expected = [
        roc(0.0, 0.0, None),
        roc(0.0, 1.0, Some(0.75)),
        roc(1.0, 1.0, Some(0.25)),
    ];
    assert_eq!(found.roc, expected);
    assert_eq!(found.calibration.len(), 2);
}

#[test]
fn a_class_without_rows_has_no_curve_by_which_it_could_be_judged() {
    let names = names(3);
    let probabilities = array![[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]];
    let found = curves(&array![0, 1], probabilities, &names);
    let mut classes: Vec<_> = found.roc.iter().map(|point| point.class.name).collect();
    classes.dedup();
    assert_eq!(classes, ["0", "1"]);
    let one = curves(&array![0], array![[0.5, 0.25, 0.25]], &names);
    assert!(one.roc.is_empty());
}

/// JSON has no NaN.
#[test]
fn probabilities_that_are_no_numbers_have_no_curve() {
    let names = names(3);
    let probabilities = array![[f32::NAN, 0.25, 0.25], [0.25, 0.5, 0.25], [0.5, 0.25, 0.25]];
    let found = curves(&array![0, 1, 2], probabilities, &names);
    let mut classes: Vec<_> = found.roc.iter().map(|point| point.class.name).collect();
    classes.extend(found.calibration.iter().map(|point| point.class.name));
    assert!(!classes.contains(&"0"));
    assert!(classes.contains(&"1"));
}

#[test]
fn the_curves_of_many_classes_and_rows_stay_small() {
    let (n_rows, n_classes) = (4000, 300);
    let names = names(n_classes);
    let targets: Array1<_> = (0..n_rows).map(|row| row * 7 % n_classes).collect();
    let mut state = 1_u32;
    let probabilities = Array2::from_shape_simple_fn((n_rows, n_classes), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 16_777_216.0
    });
    let found = curves(&targets, probabilities, &names);
    assert!(found.roc.len() <= 300 * 20, "{}", found.roc.len());
    assert!(found.precision_recall.len() <= 300 * 20);
    assert!(found.calibration.len() <= 300 * 10);
}
