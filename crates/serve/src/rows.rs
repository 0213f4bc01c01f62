//! The rows of a request, checked: whatever the form they came in, this is what they become at the
//! edge, and nothing behind it is checked again.
//!
//! # Layout
//!
//! - `cell` is one value of a request, and what it is called in a message.
//! - `column` takes the cells of a column, and refuses those that the signature does not allow.
//! - `builder` puts columns together, by position or by name.
//! - `problem` says what was wrong, with column and row.

mod builder;
mod cell;
mod column;
mod problem;

use ndarray::{Array2, ShapeBuilder};
use onnx::frame::{Column, Frame};
use onnx::{Classifier, Prediction};

pub use builder::{Header, RowsBuilder};
pub use cell::Cell;
pub use problem::RowsProblem;

/// Rows that the model's signature allows: a column for each of the model's features, in their
/// order, of the kind that the model takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    frame: Frame,
}

impl Rows {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.rows
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frame.rows == 0
    }

    /// The columns, in the order of the model's features.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.frame.columns
    }

    /// What `model`, whose signature they were checked against, says about them.
    #[must_use]
    pub fn predicted_by(&self, model: &Classifier) -> Prediction {
        match model.inputs() {
            Some(_) => model.predict_frame(&self.frame),
            None => model.predict(&self.matrix().view()),
        }
    }

    /// The numbers of all columns, `[rows, features]`.
    fn matrix(&self) -> Array2<f64> {
        let shape = (self.frame.rows, self.frame.columns.len());
        let mut cells = Vec::with_capacity(shape.0 * shape.1);
        for column in &self.frame.columns {
            match column {
                Column::Numbers(numbers) => cells.extend_from_slice(numbers),
                Column::Texts(_) => {
                    unreachable!("a model of one matrix has a signature of numbers")
                }
            }
        }
        Array2::from_shape_vec(shape.f(), cells).expect("each column has a number per row")
    }
}
