//! Predictions as MLflow's server writes them.

use onnx::Prediction;
use zmij::Buffer;

/// About as many bytes as a value takes, or what is around a row.
const LONGEST: usize = 24;

/// What stands before each value of a prediction, written once for each model.
#[derive(Debug, Clone)]
pub struct AnswerKeys {
    /// `, "probability_<class>": ` for each class.
    probabilities: Vec<String>,
}

impl AnswerKeys {
    /// The keys of a model with these classes.
    #[must_use]
    pub fn new(classes: &[String]) -> Self {
        let key = |class: &String| {
            let name = serde_json::Value::String(format!("probability_{class}"));
            format!(", {name}: ")
        };
        Self {
            probabilities: classes.iter().map(key).collect(),
        }
    }

    /// `{"predictions": [{"label": 0, "probability_<class>": 1.0, ...}, ...]}`. Probabilities are
    /// written as double precision, which is what Python makes of them.
    #[must_use]
    pub fn write(&self, prediction: &Prediction) -> String {
        let keys: usize = self
            .probabilities
            .iter()
            .map(|key| key.len() + LONGEST)
            .sum();
        let mut text = String::with_capacity(LONGEST + prediction.labels.len() * (LONGEST + keys));
        text.push_str("{\"predictions\": [");
        let mut buffer = Buffer::new();
        let rows = prediction
            .labels
            .iter()
            .zip(prediction.probabilities.rows());
        for (row, (label, probabilities)) in rows.enumerate() {
            text.push_str(if row == 0 {
                "{\"label\": "
            } else {
                ", {\"label\": "
            });
            text.push_str(&label.to_string());
            for (key, &probability) in self.probabilities.iter().zip(probabilities) {
                text.push_str(key);
                text.push_str(number(probability, &mut buffer));
            }
            text.push('}');
        }
        text.push_str("]}");
        text
    }
}

/// A number of JSON, which has none that is not finite.
pub(crate) fn number(value: f32, buffer: &mut Buffer) -> &str {
    if value.is_finite() {
        buffer.format_finite(f64::from(value))
    } else {
        "null"
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::array;

    use super::*;

    #[test]
    fn predictions_are_written_as_by_mlflow() {
        let keys = AnswerKeys::new(&["a".to_owned(), "b \"c\"".to_owned()]);
        let prediction = Prediction {
            labels: array![0, 1],
            probabilities: array![[1.0, 0.0], [0.05, 0.95]],
        };
        assert_snapshot!(keys.write(&prediction), @r#"{"predictions": [{"label": 0, "probability_a": 1.0, "probability_b \"c\"": 0.0}, {"label": 1, "probability_a": 0.05000000074505806, "probability_b \"c\"": 0.949999988079071}]}"#);
        let none = Prediction {
            labels: array![],
            probabilities: ndarray::Array2::zeros((0, 2)),
        };
        assert_snapshot!(keys.write(&none), @r#"{"predictions": []}"#);
    }

    #[test]
    fn what_is_no_number_is_null() {
        let keys = AnswerKeys::new(&["a".to_owned()]);
        let prediction = Prediction {
            labels: array![0],
            probabilities: array![[f32::NAN]],
        };
        assert_snapshot!(keys.write(&prediction), @r#"{"predictions": [{"label": 0, "probability_a": null}]}"#);
    }
}
