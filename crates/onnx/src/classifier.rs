//! A model from a file.

use ndarray::{Array2, ArrayView2};

use crate::encoding::{Encoded, Encoding, Input, InputType};
use crate::file::File;
use crate::file::graph::check_graph;
use crate::file::messages::Graph;
use crate::float32::FeatureValue;
use crate::frame::Frame;
use crate::softmax::{GaussianNb, LogisticRegression, gaussian_nb, logistic_regression};
use crate::trees::{self, Trees};
use crate::{Interface, OnnxError, Prediction};

/// How much of the matrix is there at a time: 32 MB.
const BLOCK_CELLS: usize = 4 << 20;
/// The fewest rows of it, however many columns there are.
const FEWEST_ROWS: usize = 64;

/// A model that was read from an ONNX file and runs without any runtime of ONNX.
#[derive(Debug, Clone)]
pub struct Classifier {
    features: Vec<String>,
    classes: Vec<String>,
    integers: bool,
    inputs: Option<Vec<Input>>,
    n_columns: usize,
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
            integers: file.integers,
            n_columns: file.n_columns(),
            features: file.features,
            classes: file.classes,
            inputs: file.inputs,
            model,
        })
    }

    /// The names of the features, in the order of the table's columns.
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

    /// What the file makes of each column of a table, and what types it takes. Nothing where all
    /// features are numbers that the file takes as one matrix.
    #[must_use]
    pub fn inputs(&self) -> Option<&[Input]> {
        self.inputs.as_deref()
    }

    /// Runs the model on rows of a table, whose columns are those of the features: encoded, and
    /// then as [`Self::predict`].
    ///
    /// # Panics
    ///
    /// If the frame does not have a column per feature, or one is of another kind than is encoded.
    #[must_use]
    pub fn predict_frame(&self, frame: &Frame) -> Prediction {
        let encoded = match &self.inputs {
            Some(inputs) => Encoded::of(inputs, frame),
            None => Encoded::of(&numbers(&self.features), frame),
        };
        let most = (BLOCK_CELLS / self.n_columns).max(FEWEST_ROWS);
        let starts = (0..frame.rows).step_by(most);
        let blocks = starts.map(|start| encoded.rows(start..frame.rows.min(start + most)));
        let mut labels = Vec::with_capacity(frame.rows);
        let mut probabilities = Vec::with_capacity(frame.rows * self.classes.len());
        for block in blocks {
            let said = self.predict(&block.view());
            labels.extend(said.labels);
            probabilities.extend(said.probabilities);
        }
        Prediction {
            labels: labels.into(),
            probabilities: Array2::from_shape_vec((frame.rows, self.classes.len()), probabilities)
                .expect("each row has a probability per class"),
        }
    }

    /// Runs the model on `[rows, columns]` of the matrix that features are encoded as, rounded to
    /// float32 first, as the file does. Where all features are numbers, it has a column for each.
    /// Labels equal onnxruntime's; probabilities do to the last bit where the model consists of
    /// trees, and within 1e-6 otherwise.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as that.
    #[must_use]
    pub fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        assert_eq!(
            records.ncols(),
            self.n_columns,
            "the records must have as many columns as the model's matrix"
        );
        match &self.model {
            Model::Trees(trees) => trees.predict(records),
            Model::LogisticRegression(model) => model.predict(records),
            Model::GaussianNb(model) => model.predict(records),
        }
    }
}

/// Features that are numbers as they are.
fn numbers(features: &[String]) -> Vec<Input> {
    let number = |name: &String| Input {
        name: name.clone(),
        input_type: InputType::Double,
        encoding: Encoding::Number { fill: None },
    };
    features.iter().map(number).collect()
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
