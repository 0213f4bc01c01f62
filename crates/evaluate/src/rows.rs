//! The test rows, as models take them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use labeled_table::{Description, Kind, LabeledFrame, LabeledTable, LabeledTableError};
use ndarray::{Array1, Array2};
use onnx::frame::Frame;
use onnx::{Classifier, Prediction};

/// The test rows, as some model takes them.
#[derive(Clone, Debug)]
pub(crate) struct TestRows {
    path: PathBuf,
    n_classes: usize,
    /// The names of the features, in the order of the columns.
    pub(crate) features: Vec<String>,
    /// Shape (n), each below the number of classes.
    pub(crate) targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal.
    pub(crate) md5: String,
    records: Records,
}

#[derive(Clone, Debug)]
enum Records {
    /// Nothing but numbers.
    Numbers(Array2<f32>),
    /// Columns of these kinds.
    Described(Vec<Description>, Frame),
}

impl TestRows {
    /// Reads rows of nothing but numbers.
    ///
    /// # Errors
    ///
    /// When the table is not that.
    pub(crate) fn numbers(path: &Path, n_classes: usize) -> Result<Self, LabeledTableError> {
        let table = LabeledTable::read(path, n_classes)?;
        Ok(Self {
            path: path.to_owned(),
            n_classes,
            features: table.features,
            targets: table.targets,
            md5: table.md5,
            records: Records::Numbers(table.records),
        })
    }

    /// Reads rows as `model` takes them.
    ///
    /// # Errors
    ///
    /// When the table has other columns, or they hold something else.
    pub(crate) fn for_model(
        path: &Path,
        n_classes: usize,
        model: &Classifier,
    ) -> Result<Self, LabeledTableError> {
        let columns = described(model);
        let table = LabeledFrame::read(path, &columns, n_classes)?;
        Ok(Self {
            path: path.to_owned(),
            n_classes,
            features: table.features,
            targets: table.targets,
            md5: table.md5,
            records: Records::Described(columns, table.frame),
        })
    }

    /// The same rows as `model` takes them: its columns may be of other kinds.
    ///
    /// # Errors
    ///
    /// When they cannot be.
    pub(crate) fn as_taken_by(
        &self,
        model: &Classifier,
    ) -> Result<Cow<'_, Self>, LabeledTableError> {
        let same = match &self.records {
            Records::Numbers(_) => model.inputs().is_none(),
            Records::Described(found, _) => *found == described(model),
        };
        Ok(if same {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(Self::for_model(&self.path, self.n_classes, model)?)
        })
    }

    /// What `model` says about these rows, which it takes, and whose features are its own.
    pub(crate) fn judged_by(&self, model: &Classifier) -> Prediction {
        match &self.records {
            Records::Numbers(records) => model.predict(&records.view()),
            Records::Described(_, frame) => model.predict_frame(frame),
        }
    }
}

/// The columns that a model takes. Where its file takes their matrix, they are numbers that may be
/// missing: train does not let a family have such that cannot use them.
fn described(model: &Classifier) -> Vec<Description> {
    let number = |name: &String| Description {
        name: name.clone(),
        kind: Kind::Number,
        missing: true,
    };
    match model.inputs() {
        Some(inputs) => inputs.iter().map(Description::from).collect(),
        None => model.features().iter().map(number).collect(),
    }
}
