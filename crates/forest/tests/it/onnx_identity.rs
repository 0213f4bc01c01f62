//! Our ONNX reader answers as onnxruntime does on the same file, bit for bit, at
//! every threshold and its two float32 neighbours (`oracle/onnx_forest.py`).

use forest::{RandomForest, RandomForestParams, Tree};
use ndarray::Array2;
use onnx::{Classifier, Names, Prediction};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::scikit::{fit, sha256};
use crate::tables::{Source, Table};

/// One model of `fixtures/onnx.json`.
#[derive(Deserialize)]
struct Case {
    source: Source,
    params: RandomForestParams,
    rows: usize,
    sha256: BTreeMap<String, String>,
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../fixtures/onnx.json")).expect("the fixture is JSON");
    assert_eq!(cases.len(), 10);
    cases
}

#[test]
fn files_and_answers_are_those_that_onnxruntime_was_asked_about() {
    for case in cases() {
        let table = Table::of(&case.source);
        let model = fit(&case.params, &table);
        let bytes = file(&model);
        let name = format!("{:?} with {:?}", case.source, case.params);
        assert_eq!(
            sha256(bytes.iter().copied()),
            case.sha256["file"],
            "file of {name}"
        );
        let rows = with_probes(&model, &table);
        assert_eq!(rows.nrows(), case.rows, "probes of {name}");
        let row_bytes = rows.iter().flat_map(|cell| cell.to_le_bytes());
        assert_eq!(
            sha256(row_bytes),
            case.sha256["rows"],
            "probed rows of {name}"
        );
        let reader = Classifier::from_bytes(&bytes).expect("we read what we write");
        let answer = answer_bytes(&reader.predict(&rows.view()));
        assert_eq!(sha256(answer), case.sha256["answer"], "answers of {name}");
    }
}

#[test]
fn the_forest_in_memory_and_its_file_agree_at_every_threshold() {
    for case in cases() {
        let table = Table::of(&case.source);
        let model = fit(&case.params, &table);
        let rows = with_probes(&model, &table).mapv(f64::from);
        let reader = Classifier::from_bytes(&file(&model)).expect("we read what we write");
        let prediction = reader.predict(&rows.view());
        let exact = model.predict_proba(&rows.view());
        for (found, expected) in prediction.probabilities.iter().zip(&exact) {
            let gap = (f64::from(*found) - expected).abs();
            assert!(
                gap <= 1e-6,
                "{found} instead of {expected}, {:?}",
                case.source
            );
        }
    }
}

fn file(model: &RandomForest) -> Vec<u8> {
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let names = (
        numbered("f", model.n_features()),
        numbered("c", model.n_classes()),
    );
    let names = Names {
        features: &names.0,
        classes: &names.1,
    };
    model.to_onnx(&names).expect("the names fit")
}

/// The table's rows, then three per inner node, as `oracle/judge.py` makes them.
fn with_probes(model: &RandomForest, table: &Table) -> Array2<f32> {
    let records = table.records.mapv(single);
    let mut rows = records.clone();
    let inner = |tree: &Tree, node: usize| (tree.feature()[node], floor(tree.threshold()[node]));
    let splits = model.trees().iter().flat_map(|tree| {
        (0..tree.node_count())
            .filter(|&node| !tree.is_leaf(node))
            .map(move |node| inner(tree, node))
    });
    for (i, (feature, at)) in splits.enumerate() {
        let mut row = records.row(i % records.nrows()).to_owned();
        for value in [at.next_down(), at, at.next_up()] {
            row[usize::try_from(feature).expect("inner nodes have a feature")] = value;
            rows.push_row(row.view()).expect("rows are equally long");
        }
    }
    rows
}

fn floor(threshold: f64) -> f32 {
    let nearest = single(threshold);
    if f64::from(nearest) > threshold {
        nearest.next_down()
    } else {
        nearest
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rounds to float32 as NumPy does"
)]
fn single(value: f64) -> f32 {
    value as f32
}

fn answer_bytes(prediction: &Prediction) -> Vec<u8> {
    let labels = prediction
        .labels
        .iter()
        .flat_map(|label| label.to_le_bytes());
    let shares = prediction
        .probabilities
        .iter()
        .flat_map(|share| share.to_le_bytes());
    labels.chain(shares).collect()
}
