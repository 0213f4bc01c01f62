//! What is told of a table that was written.

use std::path::Path;

use params::Data;
use table::spell::Spelt;

use crate::suspicious::{self, Suspects};

/// How many rows, features and classes there are.
pub(crate) fn summary(spelt: &Spelt, data: &Data) -> String {
    let (rows, rejected) = (spelt.rows, spelt.rejected.len());
    let (features, classes) = (spelt.features.len(), data.classes.len());
    let aside = if rejected == 0 {
        String::new()
    } else {
        format!(" ({rejected} more set aside)")
    };
    format!("{rows} rows{aside}, {features} features, {classes} classes")
}

/// What a person should look at: rows that are not there, and columns that are perhaps better not.
pub(crate) fn warnings(
    suspects: Suspects,
    spelt: &Spelt,
    data: &Data,
    rejected: &Path,
) -> Vec<String> {
    let mut lines = Vec::new();
    let number = spelt.rejected.len();
    if number > 0 {
        let are = if number == 1 { "is" } else { "are" };
        lines.push(format!(
            "{number} of {} rows {are} set aside; `{}` says why",
            spelt.rows + number as u64,
            rejected.display()
        ));
    }
    let listed = data.columns.is_some();
    lines.extend(suspicious::warnings(suspects, spelt, listed));
    lines
}
