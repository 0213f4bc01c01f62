//! The curves against scikit-learn's (the fixture is made by `oracle/curves.py`), and the files
//! that DVC draws, from outside.

use evaluate::metrics::{CurvePoint, Judged, calibration, curves};
use ndarray::Array1;
use onnx::Prediction;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::common::{Tracker, onnx, trained};
use crate::predicted::PredictedRows;

#[derive(Deserialize)]
struct Case {
    kind: String,
    #[serde(flatten)]
    rows: PredictedRows,
    /// Of each class that is ranked.
    curves: Vec<Curves>,
}

/// The bits of doubles in hexadecimal.
type Numbers = Vec<Option<String>>;

#[derive(Deserialize)]
struct Curves {
    roc: Option<[Numbers; 3]>,
    precision_recall: Option<[Numbers; 3]>,
    calibration: [Numbers; 2],
}

fn bits(number: f64) -> String {
    format!("{:016x}", number.to_bits())
}

fn points(points: &[CurvePoint]) -> Option<[Numbers; 3]> {
    let numbers = |of: fn(&CurvePoint) -> Option<f64>| {
        let numbers = points.iter().map(|point| of(point).map(bits));
        numbers.collect()
    };
    let all = [
        numbers(|point| Some(point.x)),
        numbers(|point| Some(point.y)),
        numbers(|point| point.threshold),
    ];
    (!points.is_empty()).then_some(all)
}

#[test]
fn every_point_is_scikit_learns_to_the_last_bit() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/curves.json")).unwrap();
    assert_eq!(cases.len(), 30);
    for case in cases {
        let actual = case.rows.actual();
        let predictions = [Prediction {
            labels: Array1::zeros(actual.len()),
            probabilities: case.rows.probabilities(),
        }];
        let judged = Judged::new(&actual, &predictions);
        let bins = calibration(&actual, &predictions);
        let found: Vec<_> = curves(&judged).collect();
        assert_eq!([found.len(), bins.len()], [case.curves.len(); 2]);
        for ((found, (class, bins)), expected) in found.iter().zip(bins).zip(case.curves) {
            let what = format!(
                "class {class} of {}, {} rows, {}",
                case.rows.classes,
                actual.len(),
                case.kind
            );
            assert_eq!(found.class, class, "{what}");
            assert_eq!(points(&found.roc), expected.roc, "{what}");
            assert_eq!(
                points(&found.precision_recall),
                expected.precision_recall,
                "{what}"
            );
            let [predicted, actual] = expected.calibration;
            let numbers = |of: fn(&evaluate::metrics::Bin) -> f64| -> Numbers {
                bins.iter().map(|bin| Some(bits(of(bin)))).collect()
            };
            assert_eq!(numbers(|bin| bin.predicted), predicted, "{what}");
            assert_eq!(numbers(|bin| bin.actual), actual, "{what}");
        }
    }
}

#[test]
fn the_curves_are_outputs_that_dvc_can_draw() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    tracker.run(&sandbox).assert_success();
    let read = |name: &str| -> Value {
        serde_json::from_str(&sandbox.read(&format!("metrics/{name}.json"))).unwrap()
    };
    let roc = read("roc");
    let first = json!({"class": "setosa", "fpr": 0.0, "tpr": 0.0, "threshold": null});
    assert_eq!(roc[0], first);
    let precision_recall = read("precision_recall");
    assert_eq!(precision_recall[0]["recall"], json!(1.0));
    let calibration = read("calibration");
    let keys: Vec<_> = calibration[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["class", "prob_pred", "prob_true", "rows"]);
    let rows = calibration.as_array().unwrap().iter();
    let rows = rows.filter(|point| point["class"] == "setosa");
    let rows = rows.map(|point| point["rows"].as_u64().unwrap());
    assert_eq!(rows.sum::<u64>(), 4);
}

#[test]
fn one_row_has_no_roc_curve_and_the_file_is_an_empty_list() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.write("data/processed/test.csv", "size,target\n5,0\n");
    tracker.run(&sandbox).assert_success();
    assert_eq!(sandbox.read("metrics/roc.json"), "[]");
    assert!(
        sandbox
            .read("metrics/precision_recall.json")
            .starts_with("[\n  {\"class\":\"setosa\"")
    );
}
