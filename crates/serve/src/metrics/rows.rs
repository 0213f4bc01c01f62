//! What the rows of requests held, and what was said about them.

use std::sync::atomic::{AtomicU64, Ordering};

use onnx::encoding::{Categories, Encoding, Input, InputType, MISSING};
use onnx::frame::{self, Column};
use onnx::{Classifier, Prediction};

use super::exposition::Exposition;
use super::histogram::Histogram;
use crate::rows::Rows;

/// The most features of which anything is told, the first ones of the model.
const MOST_FEATURES: usize = 100;
/// The most classes whose rows are counted one by one; others count as one.
const MOST_CLASSES: usize = 200;

/// Whatever a feature measures, its size is told to a factor of two or so.
const SIZES: &[f64] = &[
    -10000.0,
    -1000.0,
    -100.0,
    -10.0,
    -1.0,
    0.0,
    0.1,
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
    200.0,
    500.0,
    1000.0,
    10000.0,
    100_000.0,
    1_000_000.0,
];

/// What the rows of one model held.
#[derive(Debug)]
pub(crate) struct RowMetrics {
    /// Rows of each class, and of all classes beyond the listed ones.
    classes: Vec<(String, AtomicU64)>,
    features: Vec<Feature>,
}

#[derive(Debug)]
struct Feature {
    name: String,
    missing: AtomicU64,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// Numbers as they are.
    Numbers(Histogram),
    /// Categories that the model knows: how many values were none of them.
    Categories {
        known: Categories,
        unknown: AtomicU64,
    },
    /// Truth values, or what the model does not look at.
    Other,
}

impl RowMetrics {
    /// Nothing so far, of the rows of this model.
    pub(crate) fn new(model: &Classifier) -> Self {
        let mut names = model.classes().to_vec();
        if names.len() > MOST_CLASSES {
            names.truncate(MOST_CLASSES);
            names.push("(others)".to_owned());
        }
        let features = model.features().iter().take(MOST_FEATURES).enumerate();
        let inputs = model.inputs();
        Self {
            classes: names
                .into_iter()
                .map(|name| (name, AtomicU64::new(0)))
                .collect(),
            features: features
                .map(|(at, name)| Feature {
                    name: name.clone(),
                    missing: AtomicU64::new(0),
                    kind: inputs.map_or_else(Kind::numbers, |inputs| Kind::of(&inputs[at])),
                })
                .collect(),
        }
    }

    /// Counts rows, and what was said about them.
    pub(crate) fn count(&self, rows: &Rows, prediction: &Prediction) {
        let last = self.classes.len().saturating_sub(1);
        for label in &prediction.labels {
            let class = usize::try_from(*label).unwrap_or_default().min(last);
            self.classes[class].1.fetch_add(1, Ordering::Relaxed);
        }
        for (feature, column) in self.features.iter().zip(rows.columns()) {
            feature.count(column);
        }
    }

    /// Writes the samples, each with the `version` of the model.
    pub(crate) fn expose(&self, text: &mut Exposition, version: &str) {
        let name = "mlops_serve_rows_total";
        text.metric(name, "counter", "Rows by the class that was predicted.");
        for (class, count) in &self.classes {
            text.sample(
                name,
                &[("version", version), ("class", class)],
                count.load(Ordering::Relaxed),
            );
        }
        let name = "mlops_serve_feature_missing_total";
        text.metric(name, "counter", "Values of a feature that were missing.");
        for feature in &self.features {
            let labels = [("version", version), ("feature", &*feature.name)];
            text.sample(name, &labels, feature.missing.load(Ordering::Relaxed));
        }
        self.expose_unknown(text, version);
        self.expose_sizes(text, version);
    }

    fn expose_unknown(&self, text: &mut Exposition, version: &str) {
        let name = "mlops_serve_feature_unknown_total";
        let mut begun = false;
        for feature in &self.features {
            if let Kind::Categories { unknown, .. } = &feature.kind {
                if !std::mem::replace(&mut begun, true) {
                    text.metric(
                        name,
                        "counter",
                        "Values of a feature that are no category that the model knows.",
                    );
                }
                let labels = [("version", version), ("feature", &*feature.name)];
                text.sample(name, &labels, unknown.load(Ordering::Relaxed));
            }
        }
    }

    fn expose_sizes(&self, text: &mut Exposition, version: &str) {
        let name = "mlops_serve_feature_value";
        let mut begun = false;
        for feature in &self.features {
            if let Kind::Numbers(histogram) = &feature.kind {
                if !std::mem::replace(&mut begun, true) {
                    text.metric(name, "histogram", "Values of a feature, in its own unit.");
                }
                histogram.expose(
                    text,
                    name,
                    &[("version", version), ("feature", &feature.name)],
                );
            }
        }
    }
}

impl Kind {
    fn numbers() -> Self {
        Self::Numbers(Histogram::new(SIZES))
    }

    fn of(input: &Input) -> Self {
        match &input.encoding {
            Encoding::Number { .. } => Self::numbers(),
            Encoding::OneHot { categories, .. } | Encoding::Ordinal { categories, .. } => {
                Self::Categories {
                    known: categories.clone(),
                    unknown: AtomicU64::new(0),
                }
            }
            Encoding::Dropped if input.input_type == InputType::Double => Self::numbers(),
            Encoding::Dropped | Encoding::Flag { .. } => Self::Other,
        }
    }
}

impl Feature {
    fn count(&self, column: &Column) {
        let missing = match column {
            Column::Numbers(numbers) => numbers.iter().filter(|number| number.is_nan()).count(),
            Column::Texts(texts) => texts
                .codes
                .iter()
                .filter(|&&code| code == frame::MISSING)
                .count(),
        };
        add(&self.missing, missing);
        match (&self.kind, column) {
            (Kind::Numbers(histogram), Column::Numbers(numbers)) => {
                histogram.observe_all(numbers.iter().copied().filter(|number| number.is_finite()));
            }
            (Kind::Categories { known, unknown }, column) => {
                add(unknown, unknown_in(known, column));
            }
            _ => {}
        }
    }
}

fn add(counter: &AtomicU64, count: usize) {
    if count > 0 {
        counter.fetch_add(count as u64, Ordering::Relaxed);
    }
}

/// How many values of the column are no category.
fn unknown_in(known: &Categories, column: &Column) -> usize {
    match (known, column) {
        (Categories::Texts(known), Column::Texts(texts)) => {
            let is_known = |text: &String| {
                known
                    .binary_search_by(|(category, _)| category.cmp(text))
                    .is_ok()
            };
            let of_text = |text: &String| !is_known(text) && !MISSING.contains(&text.as_str());
            let unknown: Vec<bool> = texts.dictionary.iter().map(of_text).collect();
            let is_unknown = |&&code: &&u32| unknown.get(code as usize).copied().unwrap_or(false);
            texts.codes.iter().filter(is_unknown).count()
        }
        (Categories::Numbers(known), Column::Numbers(numbers)) => numbers
            .iter()
            .filter(|&&number| !number.is_nan() && !has(known, number))
            .count(),
        _ => 0,
    }
}

fn has(known: &[(f64, usize)], number: f64) -> bool {
    let at = known.partition_point(|(category, _)| *category < number);
    known
        .get(at)
        .is_some_and(|(category, _)| *category <= number)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::{Array2, array};
    use onnx::frame::{MISSING as NONE, Texts};

    use super::*;

    fn feature(name: &str, known: Categories) -> Feature {
        let unknown = AtomicU64::new(0);
        Feature {
            name: name.to_owned(),
            missing: AtomicU64::new(0),
            kind: Kind::Categories { known, unknown },
        }
    }

    #[test]
    fn missing_values_and_unknown_categories_are_told_apart() {
        let texts = ["Oslo", "Rome"].map(|text| (text.to_owned(), 0));
        let metrics = RowMetrics {
            classes: Vec::new(),
            features: vec![
                feature("city", Categories::Texts(texts.into())),
                feature("level", Categories::Numbers(vec![(0.0, 0), (2.0, 1)])),
            ],
        };
        let dictionary = ["Rome", "Bern", "None"].map(str::to_owned).into();
        let codes = vec![0, 1, 1, 2, NONE];
        metrics.features[0].count(&Column::Texts(Texts { codes, dictionary }));
        metrics.features[1].count(&Column::Numbers(vec![-0.0, 2.0, 1.0, f64::NAN, 3.0]));
        let mut text = Exposition::default();
        metrics.expose(&mut text, "7");
        let text = text.finish();
        let samples = text
            .lines()
            .filter(|line| line.contains("feature="))
            .collect::<Vec<_>>();
        assert_snapshot!(samples.join("\n"), @r#"
        mlops_serve_feature_missing_total{version="7",feature="city"} 1
        mlops_serve_feature_missing_total{version="7",feature="level"} 1
        mlops_serve_feature_unknown_total{version="7",feature="city"} 2
        mlops_serve_feature_unknown_total{version="7",feature="level"} 2
        "#);
    }

    #[test]
    fn classes_beyond_the_listed_ones_count_as_one() {
        let classes = ["a", "(others)"].map(|name| (name.to_owned(), AtomicU64::new(0)));
        let metrics = RowMetrics {
            classes: classes.into(),
            features: Vec::new(),
        };
        let prediction = Prediction {
            labels: array![0, 1, 7, 0, 2],
            probabilities: Array2::zeros((5, 3)),
        };
        let signature = crate::model::Signature::new(Vec::new());
        let rows = crate::rows::RowsBuilder::new(&signature, 1)
            .finish()
            .unwrap();
        metrics.count(&rows, &prediction);
        let counts = metrics
            .classes
            .iter()
            .map(|(_, count)| count.load(Ordering::Relaxed));
        assert_eq!(counts.collect::<Vec<_>>(), [2, 3]);
    }
}
