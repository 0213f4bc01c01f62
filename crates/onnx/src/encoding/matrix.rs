//! Rows of a table as rows of the matrix.

use std::ops::Range;

use ndarray::{Array2, ArrayViewMut1, ShapeBuilder};

use super::codes::Codes;
use super::input::Input;
use crate::float32::FeatureValue;
use crate::frame::{Column, Frame};

/// The matrix that a model computes with, `[rows, columns]`, whose columns
/// [`encoded_names`](super::encoded_names) names. Models round it to float32.
///
/// # Panics
///
/// If the frame has not one column per input, each of the kind that its input encodes.
#[must_use]
pub fn encode(inputs: &[Input], frame: &Frame) -> Array2<f64> {
    Encoded::of(inputs, frame).rows(0..frame.rows)
}

/// The same matrix rounded to float32, which is what models learn from, column by column in
/// memory. A column of the table is looked at once, and nothing of it is kept.
///
/// # Panics
///
/// As [`encode`].
#[must_use]
pub fn encode_singles(inputs: &[Input], frame: &Frame) -> Array2<f32> {
    assert_columns(inputs, frame);
    let width = inputs.iter().map(Input::width).sum();
    let mut cells = vec![0.0; frame.rows * width];
    let mut rest = &mut cells[..];
    for (input, column) in inputs.iter().zip(&frame.columns) {
        let own = rest.split_off_mut(..frame.rows * input.width());
        fill(own.expect("all inputs together are as wide"), input, column);
    }
    Array2::from_shape_vec((frame.rows, width).f(), cells).expect("as many cells as the shape says")
}

/// Writes the columns of the matrix that a column becomes, which are all zero.
fn fill(cells: &mut [f32], input: &Input, column: &Column) {
    match Codes::of(input, column) {
        Codes::Nothing => {}
        Codes::Numbers(numbers) => {
            for (cell, number) in cells.iter_mut().zip(numbers) {
                *cell = number.to_f32();
            }
        }
        Codes::Places(places) => {
            let rows = places.len();
            for (row, place) in places.into_iter().enumerate() {
                if let Some(place) = place {
                    cells[place * rows + row] = 1.0;
                }
            }
        }
    }
}

fn assert_columns(inputs: &[Input], frame: &Frame) {
    assert_eq!(
        inputs.len(),
        frame.columns.len(),
        "the frame must have a column per input"
    );
}

/// A table whose rows can be had as rows of the matrix, some at a time: a table of many
/// categories takes a fraction of what its matrix does.
pub(crate) struct Encoded {
    columns: Vec<Codes>,
    /// Where the columns of each input start in the matrix, and where the last ones end.
    starts: Vec<usize>,
}

impl Encoded {
    /// # Panics
    ///
    /// As [`encode`].
    pub(crate) fn of(inputs: &[Input], frame: &Frame) -> Self {
        assert_columns(inputs, frame);
        let columns = inputs.iter().zip(&frame.columns);
        let mut starts = vec![0];
        starts.extend(inputs.iter().scan(0, |end, input| {
            *end += input.width();
            Some(*end)
        }));
        Self {
            columns: columns
                .map(|(input, column)| Codes::of(input, column))
                .collect(),
            starts,
        }
    }

    /// These rows of the matrix.
    pub(crate) fn rows(&self, rows: Range<usize>) -> Array2<f64> {
        let n_columns = self.starts.last().copied().unwrap_or_default();
        let mut matrix = Array2::zeros((rows.len(), n_columns));
        for (row, mut cells) in rows.zip(matrix.rows_mut()) {
            for (codes, &start) in self.columns.iter().zip(&self.starts) {
                put(codes, row, &mut cells, start);
            }
        }
        matrix
    }
}

fn put(codes: &Codes, row: usize, cells: &mut ArrayViewMut1<'_, f64>, start: usize) {
    match codes {
        Codes::Nothing => {}
        Codes::Numbers(numbers) => cells[start] = numbers[row],
        Codes::Places(places) => {
            if let Some(place) = places[row] {
                cells[start + place] = 1.0;
            }
        }
    }
}
