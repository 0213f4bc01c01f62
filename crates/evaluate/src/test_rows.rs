//! The test rows, and a model's scores on them.

use std::fs;
use std::path::Path;

use classifiers::Classifier;
use md5::{Digest, Md5};
use stage::metadata::hex;
use stage::samples::Samples;

use crate::confusion::Confusion;
use crate::error::EvaluateError;

/// The table of test rows and what identifies it.
#[derive(Debug)]
pub struct TestRows {
    /// Its rows.
    pub samples: Samples,
    /// MD5 of its bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

impl TestRows {
    /// Reads the table at `path`, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is no such table.
    pub fn read(path: &Path, classes: usize) -> Result<Self, EvaluateError> {
        let samples = Samples::read(path, classes)?;
        let bytes = fs::read(path).map_err(|source| EvaluateError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let md5 = hex(&Md5::digest(bytes));
        Ok(Self { samples, md5 })
    }

    /// What `model`, whose features must be those of the rows, takes them for.
    /// `classes` names them.
    ///
    /// # Panics
    ///
    /// When a class or a label has no name.
    #[must_use]
    pub fn confusion(&self, model: &Classifier, classes: &[String]) -> Confusion {
        let labels = model.predict(&self.samples.records.view()).labels;
        let pairs = self.samples.targets.iter().zip(&labels);
        let pairs: Vec<_> = pairs
            .map(|(&class, &label)| {
                let label =
                    usize::try_from(label).expect("labels are positions in the class names");
                (class, label)
            })
            .collect();
        Confusion::count(&pairs, classes)
    }
}
