//! Numbers as the matrix that models learn from: float32, column by column.

use ndarray::{Array2, ShapeBuilder};
use onnx::float32::FeatureValue;
use onnx::frame::{Column, Frame};

use crate::part::Part;
use crate::plan::Plan;
use crate::summary::NumberSummary;

/// How many of the first rows are kept in double precision, as pandas' `head` shows.
const HEAD_ROWS: usize = 5;

/// Puts rows into a [`Matrix`].
pub(crate) struct ToMatrix<'a> {
    pub(crate) n_columns: usize,
    /// Which rows, if not all.
    pub(crate) kept: Option<KeptRows<'a>>,
}

/// Some rows of a table, by their numbers from 0.
#[derive(Clone, Copy)]
pub struct KeptRows<'a> {
    /// How many they are.
    pub n_rows: usize,
    /// Whether a row is one of them.
    pub contains: &'a (dyn Fn(usize) -> bool + Sync),
}

/// The rows of a table of numbers, and what is known of each column besides.
pub(crate) struct Matrix {
    cells: Cells,
    /// How many rows were read, of which perhaps not all are kept.
    pub(crate) rows: usize,
    /// The class of each row that is kept.
    pub(crate) targets: Vec<u32>,
    pub(crate) columns: Vec<MatrixColumn>,
}

#[derive(Clone)]
pub(crate) struct MatrixColumn {
    pub(crate) summary: NumberSummary,
    pub(crate) integers: bool,
    head: Vec<f64>,
}

impl Plan for ToMatrix<'_> {
    type Seen = ();
    type Whole = Matrix;

    const KEEPS_TARGETS: bool = false;

    fn start(&self) -> Matrix {
        let column = MatrixColumn {
            summary: NumberSummary::default(),
            integers: true,
            head: Vec::new(),
        };
        Matrix {
            cells: Cells::new(self.n_columns),
            rows: 0,
            targets: Vec::new(),
            columns: vec![column; self.n_columns],
        }
    }

    fn see(&self, _: &Part) {}

    fn add(&self, matrix: &mut Matrix, part: &Part, (): ()) {
        for (column, next) in matrix.columns.iter_mut().zip(&part.columns) {
            let numbers = next.numbers();
            column.integers &= next.integers;
            column.summary.add(numbers);
            let room = HEAD_ROWS.saturating_sub(column.head.len());
            column.head.extend(numbers.iter().take(room));
        }
        match self.kept {
            None => {
                matrix.cells.add(part, None, part.rows_of_table);
                matrix.targets.extend_from_slice(&part.targets);
            }
            Some(kept) => {
                let is_kept = |row: &usize| (kept.contains)(matrix.rows + row);
                let rows: Vec<_> = (0..part.rows()).filter(is_kept).collect();
                matrix.cells.add(part, Some(&rows), kept.n_rows);
                matrix
                    .targets
                    .extend(rows.iter().map(|&row| part.targets[row]));
            }
        }
        matrix.rows += part.rows();
    }
}

impl Matrix {
    /// The first rows, in double precision.
    pub(crate) fn take_head(&mut self) -> Frame {
        let columns = self.columns.iter_mut();
        let heads = columns.map(|column| std::mem::take(&mut column.head));
        Frame {
            columns: heads.map(Column::Numbers).collect(),
            rows: self.rows.min(HEAD_ROWS),
        }
    }

    /// The rows, `[rows, columns]`.
    pub(crate) fn into_records(self) -> Array2<f32> {
        self.cells.into_array()
    }
}

/// Columns of float32 in one piece of memory, each with room for more rows.
///
/// The room is that of the whole table where it is known or a guess is right, so that nothing is
/// moved while the table is read. Memory that nothing was written to takes no place, so that guesses
/// are generous.
struct Cells {
    values: Vec<f32>,
    n_columns: usize,
    rows: usize,
    /// How many rows each column has room for.
    room: usize,
}

impl Cells {
    fn new(n_columns: usize) -> Self {
        Self {
            values: Vec::new(),
            n_columns,
            rows: 0,
            room: 0,
        }
    }

    /// Adds all rows of a part, or those that are named, to a matrix of `in_all` rows, perhaps.
    fn add(&mut self, part: &Part, only: Option<&[usize]>, in_all: usize) {
        let rows = self.rows + only.map_or(part.rows(), <[usize]>::len);
        if rows > self.room {
            self.make_room(rows, in_all);
        }
        for (number, column) in part.columns.iter().enumerate() {
            let place = &mut self.values[number * self.room..][self.rows..rows];
            let numbers = column.numbers();
            match only {
                None => round(place, numbers.iter().copied()),
                Some(only) => round(place, only.iter().map(|&row| numbers[row])),
            }
        }
        self.rows = rows;
    }

    /// Makes room for `in_all` rows, or for more than `rows` if that is too little.
    fn make_room(&mut self, rows: usize, in_all: usize) {
        // The expectation may be far too high, or what a damaged file says; what is there counts.
        let is_expected = in_all >= rows && self.is_to_be_had(in_all);
        let room = if is_expected { in_all } else { rows + rows / 4 };
        let mut values = vec![0.0; room * self.n_columns];
        for number in 0..self.n_columns {
            let column = &self.values[number * self.room..][..self.rows];
            values[number * room..][..self.rows].copy_from_slice(column);
        }
        (self.values, self.room) = (values, room);
    }

    /// Whether there is memory for columns with room for this number of rows.
    fn is_to_be_had(&self, room: usize) -> bool {
        let cells = room.checked_mul(self.n_columns);
        cells.is_some_and(|cells| Vec::<f32>::new().try_reserve_exact(cells).is_ok())
    }

    /// Moves the columns together.
    fn into_array(mut self) -> Array2<f32> {
        if self.rows < self.room {
            for number in 0..self.n_columns {
                let column = number * self.room..number * self.room + self.rows;
                self.values.copy_within(column, number * self.rows);
            }
        }
        self.values.truncate(self.rows * self.n_columns);
        self.values.shrink_to_fit();
        Array2::from_shape_vec((self.rows, self.n_columns).f(), self.values)
            .expect("each column has as many rows")
    }
}

fn round(place: &mut [f32], numbers: impl Iterator<Item = f64>) {
    for (single, number) in place.iter_mut().zip(numbers) {
        *single = number.to_f32();
    }
}
