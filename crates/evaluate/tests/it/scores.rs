//! The metrics against scikit-learn's; the fixtures are made by `oracle/scores.py` and
//! `oracle/metrics.py`.

use evaluate::metrics::{ClassCounts, Judged, metrics, scores};
use onnx::Prediction;
use params::{Evaluate, Metric};
use registry::{Intervals, Metrics, OfClass};
use serde::Deserialize;

use crate::predicted::PredictedRows;

/// How many doubles the logarithmic loss may lie beside scikit-learn's, whose logarithms are
/// the C library's; all else is the same to the last bit.
const LOG_LOSS_DISTANCE: u64 = 2;

#[derive(Deserialize)]
struct LabelCase {
    classes: usize,
    /// Class, label, and how many rows of the class got the label.
    counted: Vec<(u16, u16, usize)>,
    /// Accuracy, precision, recall and F1: the bits of each double in hexadecimal.
    scores: [String; 4],
}

#[test]
fn every_score_of_labels_is_scikit_learns_to_the_last_bit() {
    let cases: Vec<LabelCase> =
        serde_json::from_str(include_str!("../fixtures/scores.json")).unwrap();
    assert!(
        cases.len() > 40,
        "the fixture holds only {} cases",
        cases.len()
    );
    for case in cases {
        let rows = case.counted.iter();
        let rows = rows.flat_map(|&(class, label, rows)| std::iter::repeat_n((class, label), rows));
        let found = ClassCounts::of(case.classes, rows).scores();
        let metrics = &Metric::ALL[..4];
        for (metric, expected) in metrics.iter().zip(&case.scores) {
            let found = found.get(*metric).unwrap();
            assert_eq!(
                format!("{:016x}", found.to_bits()),
                *expected,
                "{metric:?} of {} classes",
                case.classes
            );
        }
    }
}

#[derive(Deserialize)]
struct Case {
    kind: String,
    #[serde(flatten)]
    rows: PredictedRows,
    random_state: u32,
    /// All metrics, then precision, recall and F1 of each class: bits in hexadecimal.
    metrics: Vec<Option<String>>,
    /// The two ends of each, in the same order.
    intervals: Vec<Option<String>>,
}

impl Case {
    fn judged(&self) -> Judged {
        let probabilities = self.rows.probabilities();
        let labels = probabilities.rows().into_iter().map(|row| {
            let best = row.iter().copied().fold(0.0, f32::max);
            i64::try_from(row.iter().position(|&one| one >= best).unwrap()).unwrap()
        });
        let prediction = Prediction {
            labels: labels.collect(),
            probabilities,
        };
        Judged::new(&self.rows.actual(), &[prediction])
    }

    fn found(&self) -> Metrics {
        let names: Vec<_> = (0..self.rows.classes)
            .map(|class| class.to_string())
            .collect();
        let settings = Evaluate {
            n_resamples: 40,
            random_state: self.random_state,
            ..Evaluate::default()
        };
        metrics(&self.judged(), &names, &settings)
    }

    fn assert_equal(&self, what: &str, expected: &[Option<String>], found: &[Option<f64>]) {
        assert_eq!(found.len(), expected.len());
        let per_value = found.len() / (Metric::ALL.len() + 3 * self.rows.classes);
        for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
            let expected = expected.as_ref();
            let expected = expected.map(|bits| u64::from_str_radix(bits, 16).unwrap());
            let metric = Metric::ALL.get(i / per_value);
            let distance = match (found.map(f64::to_bits), expected) {
                (Some(found), Some(expected)) => found.abs_diff(expected),
                (found, expected) => u64::from(found != expected) * u64::MAX,
            };
            let allowed = match metric {
                Some(Metric::LogLoss) => LOG_LOSS_DISTANCE,
                _ => 0,
            };
            assert!(
                distance <= allowed,
                "{what} {i} ({metric:?}) of {} rows, {} classes, {}: {found:?}, expected {:?}",
                self.rows.actual().len(),
                self.rows.classes,
                self.kind,
                expected.map(f64::from_bits)
            );
        }
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/metrics.json")).unwrap();
    assert_eq!(cases.len(), 72);
    cases
}

fn of_class<T: Copy>(class: &OfClass<T>) -> [Option<T>; 3] {
    [class.precision, class.recall, class.f1_score]
}

#[test]
fn every_metric_is_scikit_learns() {
    for case in cases() {
        let found = case.found();
        assert_eq!(scores(&case.judged()), found.scores);
        let mut all: Vec<_> = Metric::ALL.map(|metric| found.scores.get(metric)).into();
        all.extend(found.per_class.values().flat_map(of_class));
        case.assert_equal("metric", &case.metrics, &all);
    }
}

#[test]
fn every_interval_is_that_of_scikit_learns_metrics_on_its_resamples() {
    for case in cases() {
        let Intervals {
            scores, per_class, ..
        } = case.found().intervals.unwrap();
        let mut all: Vec<_> = Metric::ALL.map(|metric| scores.get(metric)).into();
        all.extend(per_class.values().flat_map(of_class));
        let ends = all.into_iter().flat_map(|interval| match interval {
            Some([low, high]) => [Some(low), Some(high)],
            None => [None, None],
        });
        case.assert_equal("end", &case.intervals, &ends.collect::<Vec<_>>());
    }
}
