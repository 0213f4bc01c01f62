//! Training rows of which only those are held that the trees of a forest draw.

use std::ops::Range;
use std::path::{Path, PathBuf};

use estimators::{DrawnRows, FittedModel, draw_rows_of};
use labeled_table::{Description, KeptRows, LabeledTable, read_targets, sum_over_rows};
use params::{Column, Params};
use stage::progress::grouped;

use crate::error::TrainError;
use crate::features;

/// Up to this share of the rows, it pays to read the table three times instead of holding it.
const LARGEST_SHARE: f64 = 0.8;

/// Which rows of a table the trees draw, and where the others are.
#[derive(Debug)]
pub(crate) struct Drawn {
    path: PathBuf,
    described: Option<Vec<Description>>,
    /// How many rows of each class there are in the whole table.
    pub class_counts: Vec<usize>,
    /// The rows that the trees draw.
    pub rows: DrawnRows,
}

impl Drawn {
    /// Draws the rows of `trees`, if the model is a forest with `max_samples` whose trees draw
    /// few of the table's rows; nothing otherwise, or if what becomes of a column depends on all
    /// of its cells.
    ///
    /// # Errors
    ///
    /// When the table's targets cannot be read, or the forest refuses them.
    pub(crate) fn from(
        path: &Path,
        described: Option<&[Column]>,
        params: &Params,
        trees: Range<usize>,
    ) -> Result<Option<Self>, TrainError> {
        let Some(forest) = params.train.forest() else {
            return Ok(None);
        };
        let is_plain = |columns: &[Column]| columns.iter().all(features::is_plain);
        // A validation asks for all rows.
        let validated = params.validation.is_some();
        if validated || !forest.draws_samples() || !described.is_none_or(is_plain) {
            return Ok(None);
        }
        let n_classes = params.data.classes.len();
        let targets = read_targets(path, n_classes)?;
        let classes = targets.iter().map(|&class| class as usize);
        let drawn = draw_rows_of(&params.train, trees, classes)?;
        let Some(rows) = drawn.filter(are_few) else {
            return Ok(None);
        };
        let mut class_counts = vec![0; n_classes];
        for class in targets {
            class_counts[class as usize] += 1;
        }
        Ok(Some(Self {
            path: path.to_owned(),
            described: described.map(|columns| columns.iter().map(Description::from).collect()),
            class_counts,
            rows,
        }))
    }

    /// Reads the rows that are drawn, and checks all of them.
    ///
    /// # Errors
    ///
    /// When the table cannot be read, or holds something else.
    pub(crate) fn read(&self) -> Result<LabeledTable, TrainError> {
        let (held, total) = (self.rows.n_drawn(), self.rows.n_rows());
        println!(
            "train: holds {} of {} rows, those that the trees draw",
            grouped(held as u64),
            grouped(total as u64)
        );
        let kept = KeptRows {
            n_rows: held,
            contains: &|row| self.rows.contains(row),
        };
        let described = self.described.as_deref();
        let n_classes = self.class_counts.len();
        let table = LabeledTable::read_rows(&self.path, described, n_classes, kept)?;
        // What was drawn is of the rows that were there, and of their classes.
        let is_same = table.targets.iter().copied().eq(self.rows.targets());
        if table.n_rows == total && is_same {
            Ok(table)
        } else {
            Err(self.changed())
        }
    }

    /// The share of all rows that a model labels right, 0 to 1, of the table with this MD5.
    ///
    /// # Errors
    ///
    /// When the table cannot be read, or is another one now.
    pub(crate) fn accuracy(&self, model: &FittedModel, md5: &str) -> Result<f64, TrainError> {
        let (path, described) = (&self.path, self.described.as_deref());
        let n_classes = self.class_counts.len();
        let (right, found) = sum_over_rows(path, described, n_classes, |records, targets| {
            let labels = model.predict(records);
            let pairs = labels.iter().zip(targets);
            let right = pairs.filter(|&(&label, &target)| label == target as usize);
            right.count()
        })?;
        if found == md5 {
            Ok(right as f64 / self.rows.n_rows() as f64)
        } else {
            Err(self.changed())
        }
    }

    fn changed(&self) -> TrainError {
        let path = self.path.clone();
        TrainError::Changed { path }
    }
}

fn are_few(drawn: &DrawnRows) -> bool {
    drawn.n_drawn() as f64 <= LARGEST_SHARE * drawn.n_rows() as f64
}
