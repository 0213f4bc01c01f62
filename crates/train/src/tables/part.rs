//! The tables, as far as a part of a forest is grown from them.

use std::ops::Range;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use encoders::Feature;
use params::Params;
use provenance::md5_of_file;

use super::{Drawn, InputTable, Tables};
use crate::error::TrainError;
use crate::features;

/// The training rows, and which test rows go with them.
#[derive(Debug)]
pub(crate) struct PartTables {
    /// What the trees learn from.
    pub(crate) train: InputTable,
    /// MD5 of the test rows in hexadecimal.
    pub(crate) test_md5: String,
    /// The columns, in the order of the tables.
    pub(crate) features: Vec<Feature>,
}

impl PartTables {
    /// Reads what `trees` are grown from. Of a table of numbers none of the test rows count, which are
    /// then not looked at: whoever puts the parts together does that.
    ///
    /// # Errors
    ///
    /// As [`Tables::read`].
    pub(crate) fn read(
        train: &Path,
        test: &Path,
        params: &Params,
        trees: &Range<usize>,
    ) -> Result<Self, TrainError> {
        let described = params.data.features();
        let is_plain = described.iter().flatten().all(features::is_plain);
        if !is_plain {
            return Ok(Self::of(Tables::read(train, test, params)?));
        }
        let described = described.as_deref();
        let drawn = Drawn::from(train, described, params, trees.clone())?;
        let (rows, test_md5) = thread::scope(|scope| {
            let test_md5 = scope.spawn(|| md5_of_file(test));
            let rows = match drawn {
                Some(drawn) => InputTable::of_drawn(train, drawn),
                None => InputTable::read(train, described, params.data.classes.len()),
            };
            let test_md5 = test_md5.join();
            (rows, test_md5.unwrap_or_else(|panic| resume_unwind(panic)))
        });
        let rows = rows?;
        let test_md5 = test_md5.map_err(|source| TrainError::Table {
            path: test.to_owned(),
            source,
        })?;
        let (names, integers, missing) = (&rows.features, &rows.integers, &rows.missing);
        Ok(Self {
            features: features::of(described, names, integers, missing),
            train: rows,
            test_md5,
        })
    }

    fn of(tables: Tables) -> Self {
        Self {
            train: tables.train,
            test_md5: tables.test.md5,
            features: tables.features,
        }
    }
}
