//! A model from a file.

use ndarray::ArrayView2;

use crate::file::File;
use crate::file::graph::check_graph;
use crate::file::messages::Graph;
use crate::float32::FeatureValue;
use crate::softmax::{GaussianNb, LogisticRegression, gaussian_nb, logistic_regression};
use crate::trees::{self, Trees};
use crate::{Interface, OnnxError, Prediction};

/// A model that was read from an ONNX file and runs without any runtime of ONNX.
#[derive(Debug, Clone)]
pub struct Classifier {
    features: Vec<String>,
    classes: Vec<String>,
    integers: bool,
    model: Model,
}

/// What computes the probabilities.
#[derive(Debug, Clone)]
enum Model {
    /// Trees, one or many.
    Trees(Trees),
    LogisticRegression(LogisticRegression),
    GaussianNb(GaussianNb),
}

impl Classifier {
    /// Reads a file that was written through this crate. Its first operator tells the family.
    ///
    /// # Errors
    ///
    /// If the bytes are no ONNX model, or one of another structure: the message
    /// names the operator or attribute that is not supported. Never panics,
    /// whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OnnxError> {
        let mut file = File::from_bytes(bytes)?;
        let model = Model::of(&mut file)?;
        check_graph(&file.graph, &model.graph(&file.interface()))?;
        Ok(Self {
            features: file.features,
            classes: file.classes,
            integers: file.integers,
            model,
        })
    }

    /// The names of the features, in the order of the columns.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// The names of the classes, in the order of their values.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Whether the file's input is int64, because all features are integers. Records here may be
    /// any numbers nevertheless.
    #[must_use]
    pub fn takes_integers(&self) -> bool {
        self.integers
    }

    /// Runs the model on `[rows, features]` records, rounded to float32 first, as the file does.
    /// Labels equal onnxruntime's; probabilities do to the last bit where the model consists of
    /// trees, and within 1e-6 otherwise.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        assert_eq!(
            records.ncols(),
            self.features.len(),
            "the records must have as many columns as the model has features"
        );
        match &self.model {
            Model::Trees(trees) => trees.predict(records),
            Model::LogisticRegression(model) => model.predict(records),
            Model::GaussianNb(model) => model.predict(records),
        }
    }
}

impl Model {
    fn of(file: &mut File) -> Result<Self, OnnxError> {
        Ok(match file.first_operator()? {
            trees::FIRST_OPERATOR => Self::Trees(Trees::from_file(file)?),
            logistic_regression::FIRST_OPERATOR => {
                Self::LogisticRegression(LogisticRegression::from_file(file)?)
            }
            gaussian_nb::FIRST_OPERATOR => Self::GaussianNb(GaussianNb::from_file(file)?),
            other => {
                return Err(OnnxError::Operator {
                    found: other.to_owned(),
                    expected: format!(
                        "`{}`, `{}` or `{}`",
                        trees::FIRST_OPERATOR,
                        logistic_regression::FIRST_OPERATOR,
                        gaussian_nb::FIRST_OPERATOR
                    ),
                });
            }
        })
    }

    /// The graph that would be written.
    fn graph(&self, interface: &Interface<'_>) -> Graph {
        match self {
            Self::Trees(trees) => trees.graph(interface),
            Self::LogisticRegression(model) => model.graph(interface),
            Self::GaussianNb(model) => model.graph(interface),
        }
    }
}
