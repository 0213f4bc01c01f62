//! Our ONNX reader answers as onnxruntime does on the same file, and as scikit-learn does with the
//! same forest, bit for bit, at thresholds and their two float32 neighbours
//! (`oracle/onnx_forest.py`).

use forest::{RandomForest, RandomForestParams, Tree};
use linfa::traits::Predict;
use ndarray::Array2;
use onnx::{Classifier, Interface, Prediction};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// A model of the fixture, its file, and the rows that onnxruntime was asked about.
struct Grown {
    case: Case,
    model: RandomForest,
    file: Vec<u8>,
    rows: Array2<f32>,
}

/// All of them, grown once for all tests.
static GROWN: LazyLock<Vec<Grown>> = LazyLock::new(|| {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../fixtures/onnx.json")).expect("the fixture is JSON");
    assert_eq!(cases.len(), 14);
    cases.into_iter().map(Grown::of).collect()
});

impl Grown {
    fn of(case: Case) -> Self {
        let table = Table::of(&case.source);
        let model = fit(&case.params, &table);
        Self {
            file: file(&model),
            rows: with_probes(&model, &table, case.rows),
            model,
            case,
        }
    }

    fn name(&self) -> String {
        format!("{:?} with {:?}", self.case.source, self.case.params)
    }

    fn predict(&self) -> Prediction {
        let reader = Classifier::from_bytes(&self.file).expect("we read what we write");
        reader.predict(&self.rows.view())
    }
}

/// Files had shares that were rounded so coarsely that sums of them were exact in float32, the
/// coarser the more trees there were: with thousands of trees probabilities were wrong in the
/// fourth digit. And where two classes had as good as equal sums, the file gave another label than
/// scikit-learn did in training, so that metrics.json was not scikit-learn's.
#[test]
fn files_and_answers_are_those_that_onnxruntime_and_scikit_learn_were_asked_about() {
    for grown in GROWN.iter() {
        let (case, name) = (&grown.case, grown.name());
        let digest = sha256(grown.file.iter().copied());
        assert_eq!(digest, case.sha256["file"], "file of {name}");
        assert_eq!(grown.rows.nrows(), case.rows, "probes of {name}");
        let rows = grown.rows.iter().flat_map(|cell| cell.to_le_bytes());
        assert_eq!(sha256(rows), case.sha256["rows"], "probed rows of {name}");
        let answer = answer_bytes(&grown.predict());
        assert_eq!(sha256(answer), case.sha256["answer"], "answers of {name}");
    }
}

#[test]
fn a_file_says_what_the_forest_in_memory_says_rounded_once() {
    for grown in GROWN.iter() {
        let (found, name) = (grown.predict(), grown.name());
        let exact = grown.model.predict_proba(&grown.rows.view());
        for (found, &expected) in found.probabilities.iter().zip(&exact) {
            assert_eq!(found.to_bits(), single(expected).to_bits(), "{name}");
        }
        let labels = found.labels.mapv(|label| usize::try_from(label).ok());
        let expected = grown.model.predict(&grown.rows).mapv(Some);
        assert_eq!(labels, expected, "{name}");
    }
}

fn file(model: &RandomForest) -> Vec<u8> {
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let names = (
        numbered("f", model.n_features()),
        numbered("c", model.n_classes()),
    );
    let interface = Interface {
        features: &names.0,
        classes: &names.1,
        integers: false,
        inputs: None,
    };
    model.to_onnx(&interface).expect("the names fit")
}

/// The table's rows, then three per inner node, as `oracle/judge.py` makes them, up to `most`.
fn with_probes(model: &RandomForest, table: &Table, most: usize) -> Array2<f32> {
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
            if rows.nrows() == most {
                return rows;
            }
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
