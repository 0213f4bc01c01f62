//! The two tables, read and checked against each other.

mod drawn;
mod part;

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use encoders::Feature;
use labeled_table::{Description, LabeledFrame, LabeledTable, NumberSummary};
use md5::{Digest, Md5};
use ndarray::{Array1, Array2};
use onnx::frame::Frame;
use params::Params;
use stage::digest::hex;

use crate::error::TrainError;
use crate::features;
use drawn::Drawn;
pub(crate) use part::PartTables;

/// A table and where it is.
#[derive(Debug)]
pub(crate) struct InputTable {
    /// Its path relative to the checkout.
    pub path: String,
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of integers, as far as it is there.
    pub integers: Vec<bool>,
    /// Whether some cells of each feature are missing.
    pub missing: Vec<bool>,
    /// How many rows of each class there are.
    pub class_counts: Vec<usize>,
    /// MD5 of the file's bytes in hexadecimal.
    pub md5: String,
    /// The features.
    pub rows: Rows,
}

/// The features of a table.
#[derive(Debug)]
pub(crate) enum Rows {
    /// Nothing but numbers, none of which is missing.
    Numbers {
        /// `[rows, features]`, which is what models learn from.
        records: Array2<f32>,
        /// The class of each row.
        targets: Array1<usize>,
        /// The first rows as they stand in the table.
        head: Frame,
        /// The range of each feature.
        summaries: Vec<NumberSummary>,
        /// Which rows the records are, if not all.
        drawn: Option<Box<Drawn>>,
    },
    /// Columns that are described.
    Described {
        /// All rows.
        frame: Frame,
        /// The class of each row.
        targets: Array1<usize>,
    },
}

impl Rows {
    /// The class of each row that is held.
    pub(crate) fn targets(&self) -> &Array1<usize> {
        match self {
            Self::Numbers { targets, .. } | Self::Described { targets, .. } => targets,
        }
    }

    /// Which rows these are, if not all.
    pub(crate) fn drawn(&self) -> Option<&Drawn> {
        match self {
            Self::Numbers { drawn, .. } => drawn.as_deref(),
            Self::Described { .. } => None,
        }
    }

    /// The first rows, at least 5 if there are as many, as they stand in the table.
    pub(crate) fn head(&self) -> &Frame {
        match self {
            Self::Numbers { head, .. } => head,
            Self::Described { frame, .. } => frame,
        }
    }
}

/// The training and the test rows, with the same features.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What the model learns from.
    pub train: InputTable,
    /// What it is scored on.
    pub test: InputTable,
    /// The columns of both, in the order of the tables.
    pub features: Vec<Feature>,
}

impl Tables {
    /// Reads both tables at the same time, which hold what the section `data` says: the digest of a
    /// file is a matter of one thread, and takes half of the time.
    ///
    /// # Errors
    ///
    /// When one is no table or holds something else, or their features differ.
    pub(crate) fn read(train: &Path, test: &Path, params: &Params) -> Result<Self, TrainError> {
        let described = params.data.features();
        let n_classes = params.data.classes.len();
        let read = |path| InputTable::read(path, described.as_deref(), n_classes);
        let all = 0..params
            .train
            .forest()
            .map_or(0, |forest| forest.n_estimators);
        let drawn = Drawn::from(train, described.as_deref(), params, all)?;
        let read_train = || match drawn {
            Some(drawn) => InputTable::of_drawn(train, drawn),
            None => read(train),
        };
        let (train_rows, test_rows) = thread::scope(|scope| {
            let test_rows = scope.spawn(|| read(test));
            let train_rows = read_train();
            let test_rows = test_rows.join();
            (
                train_rows,
                test_rows.unwrap_or_else(|panic| resume_unwind(panic)),
            )
        });
        let (train_rows, test_rows) = (train_rows?, test_rows?);
        if train_rows.features != test_rows.features {
            let (train, test) = (train.to_owned(), test.to_owned());
            return Err(TrainError::DifferentFeatures { train, test });
        }
        let integers = train_rows.integers.iter().zip(&test_rows.integers);
        let integers: Vec<_> = integers.map(|(train, test)| *train && *test).collect();
        let missing = either(&train_rows.missing, &test_rows.missing);
        let names = &train_rows.features;
        Ok(Self {
            features: features::of(described.as_deref(), names, &integers, &missing),
            train: train_rows,
            test: test_rows,
        })
    }

    /// Whether some cells of each feature are missing in either table.
    #[must_use]
    pub(crate) fn missing(&self) -> Vec<bool> {
        either(&self.train.missing, &self.test.missing)
    }

    /// One digest for both: MD5 over a line `<md5>  <path>` for each, in the
    /// order of the paths.
    #[must_use]
    pub(crate) fn version(&self) -> String {
        let mut tables = [&self.train, &self.test];
        tables.sort_by(|a, b| a.path.cmp(&b.path));
        let lines = tables.map(|table| format!("{}  {}\n", table.md5, table.path));
        hex(&Md5::digest(lines.concat()))
    }
}

impl InputTable {
    /// How many rows the table has.
    pub(crate) fn n_rows(&self) -> usize {
        self.class_counts.iter().sum()
    }

    /// How many of them are held, where these are not all.
    pub(crate) fn n_held(&self) -> Option<usize> {
        match &self.rows {
            Rows::Numbers { drawn, .. } => drawn.as_ref().map(|drawn| drawn.rows.n_drawn()),
            Rows::Described { .. } => None,
        }
    }

    fn read(
        path: &Path,
        described: Option<&[params::Column]>,
        classes: usize,
    ) -> Result<Self, TrainError> {
        let name = path.display().to_string();
        Ok(match described {
            Some(columns) => {
                let columns: Vec<_> = columns.iter().map(Description::from).collect();
                Self::of_frame(name, LabeledFrame::read(path, &columns, classes)?, classes)
            }
            None => Self::of_numbers(name, LabeledTable::read(path, classes)?, classes),
        })
    }

    fn of_numbers(path: String, table: LabeledTable, classes: usize) -> Self {
        let class_counts = counts(&table.targets, classes);
        Self::of_table(path, table, class_counts, None)
    }

    fn of_drawn(path: &Path, drawn: Drawn) -> Result<Self, TrainError> {
        let path = path.display().to_string();
        let (table, class_counts) = (drawn.read()?, drawn.class_counts.clone());
        Ok(Self::of_table(path, table, class_counts, Some(drawn)))
    }

    fn of_table(
        path: String,
        table: LabeledTable,
        class_counts: Vec<usize>,
        drawn: Option<Drawn>,
    ) -> Self {
        Self {
            path,
            missing: vec![false; table.features.len()],
            features: table.features,
            integers: table.integers,
            class_counts,
            md5: table.md5,
            rows: Rows::Numbers {
                records: table.records,
                targets: table.targets,
                head: table.head,
                summaries: table.summaries,
                drawn: drawn.map(Box::new),
            },
        }
    }

    fn of_frame(path: String, table: LabeledFrame, classes: usize) -> Self {
        Self {
            path,
            features: table.features,
            integers: table.integers,
            missing: table.missing,
            class_counts: counts(&table.targets, classes),
            md5: table.md5,
            rows: Rows::Described {
                frame: table.frame,
                targets: table.targets,
            },
        }
    }
}

/// How many rows of each class there are.
fn counts(targets: &Array1<usize>, n_classes: usize) -> Vec<usize> {
    let mut counts = vec![0; n_classes];
    targets.iter().for_each(|&class| counts[class] += 1);
    counts
}

/// Which features are so in the training or in the test rows.
fn either(train: &[bool], test: &[bool]) -> Vec<bool> {
    let both = train.iter().zip(test);
    both.map(|(train, test)| *train || *test).collect()
}

#[cfg(test)]
mod tests;
