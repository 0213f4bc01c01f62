//! The test rows, as models take them. They are read anew for each model, and never held: what is
//! kept of a row is what a model says about it.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use labeled_table::{Description, Kind, Rows, read_features, read_parts};
use md5::{Digest, Md5};
use ndarray::Array1;
use onnx::{Classifier, Prediction};
use stage::digest::hex;

use crate::error::EvaluateError;

/// The file of the test rows, whose header is read.
#[derive(Clone, Debug)]
pub(crate) struct TestFile {
    path: PathBuf,
    n_classes: usize,
    /// Whether nobody described the columns, so that all are numbers.
    numbers: bool,
    /// The names of the features, in the order of the columns.
    features: Vec<String>,
}

/// What is known of the test rows besides what models say about them.
#[derive(Clone, Debug)]
pub(crate) struct TestRows {
    file: TestFile,
    /// Shape (n), each below the number of classes.
    pub(crate) targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal.
    pub(crate) md5: String,
}

impl TestFile {
    /// Reads the header. `numbers` says that nobody described the columns.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is no split table.
    pub(crate) fn open(
        path: &Path,
        n_classes: usize,
        numbers: bool,
    ) -> Result<Self, EvaluateError> {
        Ok(Self {
            path: path.to_owned(),
            n_classes,
            numbers,
            features: read_features(path)?,
        })
    }

    /// Has `model` judge all rows. Gives what it says part by part, in the order of the rows.
    ///
    /// # Errors
    ///
    /// When the table is wrong, or its features are not those of the model.
    pub(crate) fn judged_by(
        self,
        model: &Classifier,
    ) -> Result<(TestRows, Vec<Prediction>), EvaluateError> {
        let columns = match model.inputs() {
            None if self.numbers => None,
            _ => Some(described(model)),
        };
        let same = self.features == model.features();
        // What is wrong with the table comes first.
        let judge = |rows| same.then(|| predict(model, rows));
        let read = read_parts(&self.path, columns.as_deref(), self.n_classes, judge)?;
        let predictions: Option<Vec<_>> = read.parts.into_iter().collect();
        let Some(predictions) = predictions else {
            return Err(EvaluateError::OtherFeatures { path: self.path });
        };
        let rows = TestRows {
            file: self,
            targets: read.targets,
            md5: read.md5,
        };
        Ok((rows, predictions))
    }
}

impl TestRows {
    /// The names of the features, in the order of the columns.
    pub(crate) fn features(&self) -> &[String] {
        &self.file.features
    }

    /// Has `model` judge the same rows: its columns may be of other kinds.
    ///
    /// # Errors
    ///
    /// When they cannot be, or the file is not the same any more.
    pub(crate) fn also_judged_by(
        &self,
        model: &Classifier,
    ) -> Result<Vec<Prediction>, EvaluateError> {
        match self.file.clone().judged_by(model) {
            Ok((rows, predictions)) if rows.md5 == self.md5 => Ok(predictions),
            // Another table has other columns: that says nothing about the model.
            Err(error) if !error.is_of_columns() || self.are_unchanged() => Err(error),
            _ => Err(EvaluateError::RowsChanged {
                path: self.file.path.clone(),
            }),
        }
    }

    /// Whether the file is still the one that was read.
    fn are_unchanged(&self) -> bool {
        let md5 = File::open(&self.file.path).and_then(|file| md5(BufReader::new(file)));
        md5.is_ok_and(|md5| md5 == self.md5)
    }
}

/// In hexadecimal.
fn md5(mut file: impl BufRead) -> io::Result<String> {
    let mut md5 = Md5::new();
    loop {
        let part = file.fill_buf()?;
        if part.is_empty() {
            return Ok(hex(&md5.finalize()));
        }
        md5.update(part);
        let n = part.len();
        file.consume(n);
    }
}

fn predict(model: &Classifier, rows: Rows) -> Prediction {
    match rows {
        Rows::Numbers(records) => model.predict(&records.view()),
        Rows::Described(frame) => model.predict_frame(&frame),
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

#[cfg(test)]
pub(crate) mod tests {
    use estimators::fit;
    use hyperparameters::{DecisionTreeParams, ModelParams};
    use insta::assert_snapshot;
    use linfa::Dataset;
    use ndarray::array;
    use onnx::Interface;

    use super::*;

    /// A model of this feature that tells what is below 1.5 from what is above.
    pub(crate) fn model(feature: &str) -> Classifier {
        let dataset = Dataset::new(array![[1.0], [2.0]], array![0, 1]);
        let params = ModelParams::DecisionTree(DecisionTreeParams::default());
        let names = [feature, "small", "large"].map(str::to_owned);
        let interface = Interface {
            features: &names[..1],
            classes: &names[1..],
            integers: false,
            inputs: None,
        };
        let file = fit(&params, &dataset).unwrap().to_onnx(&interface);
        Classifier::from_bytes(&file.unwrap()).unwrap()
    }

    /// Production would have been compared on other rows than the candidate.
    #[test]
    fn rows_that_were_replaced_between_two_models_are_refused() {
        let sandbox = stage::testing::Sandbox::new();
        sandbox.write("test.csv", "size,target\n1,0\n2,1\n0,1\n");
        let file = TestFile::open(&sandbox.path("test.csv"), 2, true).unwrap();
        let (rows, predictions) = file.judged_by(&model("size")).unwrap();
        assert_eq!(predictions[0].labels, array![0, 1, 0]);
        assert_eq!(rows.also_judged_by(&model("size")).unwrap(), predictions);
        sandbox.write("test.csv", "size,target\n1,0\n");
        let error = rows.also_judged_by(&model("size")).unwrap_err().to_string();
        let error = error.replace(&sandbox.path("").display().to_string(), "");
        assert_snapshot!(error, @"read `test.csv`: it changed between two readings; run `dvc repro` when nothing writes to it");
    }
}
