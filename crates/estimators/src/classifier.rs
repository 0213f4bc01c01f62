//! A model from a file.

use forest::onnx::parts::{ENSEMBLE, File, check_graph};
use forest::onnx::{OnnxClassifier, OnnxError, Prediction};
use ndarray::ArrayView2;

use crate::gaussian_nb::GaussianNb;
use crate::logistic_regression::LogisticRegression;
use crate::{gaussian_nb, logistic_regression};

/// A model that was read from an ONNX file and runs without any runtime of ONNX.
#[derive(Debug, Clone)]
pub enum Classifier {
    /// Trees, one or many.
    Trees(OnnxClassifier),
    /// Logistic regression or naive Bayes.
    Scores {
        /// The names of the features, in the order of the columns.
        features: Vec<String>,
        /// The names of the classes, in the order of their values.
        classes: Vec<String>,
        /// What gives each class a score.
        model: Scores,
    },
}

/// A model whose probabilities are the softmax of its scores.
#[derive(Debug, Clone)]
pub enum Scores {
    /// Logistic regression.
    LogisticRegression(LogisticRegression),
    /// Naive Bayes.
    GaussianNb(GaussianNb),
}

impl Classifier {
    /// Reads a file that [`Trained::to_onnx`](crate::Trained::to_onnx) made. Its first
    /// operator tells the family.
    ///
    /// # Errors
    ///
    /// If the bytes are no ONNX model, or one of another structure: the message
    /// names what is not supported. Never panics, whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OnnxError> {
        let file = File::from_bytes(bytes)?;
        let first = file
            .graph
            .node
            .first()
            .and_then(|node| node.op_type.as_deref());
        let model = match first.unwrap_or_default() {
            ENSEMBLE => return OnnxClassifier::from_file(file).map(Self::Trees),
            logistic_regression::FIRST_OPERATOR => {
                Scores::LogisticRegression(LogisticRegression::from_file(&file)?)
            }
            gaussian_nb::FIRST_OPERATOR => Scores::GaussianNb(GaussianNb::from_file(&file)?),
            other => {
                return Err(OnnxError::Operator {
                    found: other.to_owned(),
                    expected: "the first operator of one of the families".to_owned(),
                });
            }
        };
        check_graph(&file.graph, &model.graph(&file.classes))?;
        Ok(Self::Scores {
            features: file.features,
            classes: file.classes,
            model,
        })
    }

    /// The names of the features, in the order of the columns.
    #[must_use]
    pub fn features(&self) -> &[String] {
        match self {
            Self::Trees(trees) => trees.features(),
            Self::Scores { features, .. } => features,
        }
    }

    /// The names of the classes, in the order of their values.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        match self {
            Self::Trees(trees) => trees.classes(),
            Self::Scores { classes, .. } => classes,
        }
    }

    /// Runs the model on `[rows, features]` records, rounded to float32 first. Labels
    /// equal onnxruntime's, and probabilities within 1e-6.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict(&self, records: &ArrayView2<f64>) -> Prediction {
        match self {
            Self::Trees(trees) => trees.predict(records),
            Self::Scores { model, .. } => match model {
                Scores::LogisticRegression(model) => model.predict(records),
                Scores::GaussianNb(model) => model.predict(records),
            },
        }
    }
}

impl Scores {
    fn graph(&self, classes: &[String]) -> forest::onnx::proto::Graph {
        match self {
            Self::LogisticRegression(model) => model.graph(classes),
            Self::GaussianNb(model) => model.graph(classes),
        }
    }
}
