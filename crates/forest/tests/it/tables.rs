//! The tables of the fixtures: `oracle/tables.py` makes the same.

use std::path::Path;

use linfa::Dataset;
use ndarray::{Array1, Array2, Axis, Ix1};
use numpy::random::RandomState;
use serde::Deserialize;

/// Records and one class per row.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) records: Array2<f64>,
    pub(crate) classes: Array1<usize>,
}

/// Where a table comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Source {
    File { file: String },
    Generated(Recipe),
}

/// A generated table.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Recipe {
    #[serde(rename = "recipe")]
    kind: String,
    seed: u32,
    rows: usize,
    columns: usize,
    classes: u32,
}

impl Table {
    pub(crate) fn of(source: &Source) -> Self {
        match source {
            Source::File { file } => Self::read(file),
            Source::Generated(recipe) => recipe.make(),
        }
    }

    /// Reads one of scikit-learn's tables: no header, the class last.
    pub(crate) fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/tables")
            .join(name)
            .with_extension("csv");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(path)
            .expect("the table is there");
        let (mut cells, mut classes) = (Vec::new(), Vec::new());
        for row in reader.records() {
            let row = row.expect("the table is rectangular");
            let last = row.len() - 1;
            cells.extend(
                row.iter()
                    .take(last)
                    .map(|cell| cell.parse::<f64>().expect("a number")),
            );
            classes.push(row[last].parse().expect("a class"));
        }
        let shape = (classes.len(), cells.len() / classes.len());
        Self {
            records: Array2::from_shape_vec(shape, cells).expect("the table is rectangular"),
            classes: Array1::from(classes),
        }
    }

    /// The rows with these numbers, in this order.
    pub(crate) fn rows(&self, rows: &[usize]) -> Self {
        Self {
            records: self.records.select(Axis(0), rows),
            classes: self.classes.select(Axis(0), rows),
        }
    }

    pub(crate) fn dataset(&self) -> Dataset<f64, usize, Ix1> {
        Dataset::new(self.records.clone(), self.classes.clone())
    }
}

impl Recipe {
    fn make(&self) -> Table {
        let mut random = RandomState::new(self.seed);
        let drawn =
            Array2::from_shape_simple_fn((self.rows, self.columns), || random.randint(1000));
        let classes = drawn
            .rows()
            .into_iter()
            .map(|row| {
                let noise = random.randint(1000);
                let signal = row[0] / 200 + row[self.columns - 1] / 300 + noise / 700;
                let label = if self.kind == "noise" { noise } else { signal };
                (label % self.classes) as usize
            })
            .collect();
        let source = |row| {
            if self.kind == "duplicates" {
                row / 3
            } else {
                row
            }
        };
        let records = Array2::from_shape_fn(drawn.dim(), |(row, column)| {
            self.cell(drawn[(source(row), column)], column)
        });
        Table { records, classes }
    }

    fn cell(&self, drawn: u32, column: usize) -> f64 {
        let number = f64::from(drawn);
        match self.kind.as_str() {
            "ties" if column % 3 == 2 => 1.5,
            "ties" => f64::from(drawn % 5) / 4.0,
            "close" => number * 2.5e-8,
            "tails" if drawn < 300 => 0.0,
            "tails" => (number - 500.0) * (number - 500.0) * (number - 500.0),
            "missing" | "zeros" if drawn.is_multiple_of(7) => f64::NAN,
            "zeros" if drawn.is_multiple_of(2) => -f64::from(drawn % 3),
            "zeros" => f64::from(drawn % 3),
            "missing" => number / 8.0,
            _ => number / 16.0,
        }
    }
}
