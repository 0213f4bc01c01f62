//! What is told of a table that was written.

use std::path::Path;

use params::Data;
use table::Table;

use crate::suspicious;

/// How many rows, features and classes there are.
pub(crate) fn summary(source: &Table, data: &Data) -> String {
    let (rows, rejected) = (source.classes().len(), source.rejected().len());
    let (features, classes) = (source.features().len(), data.classes.len());
    let aside = if rejected == 0 {
        String::new()
    } else {
        format!(" ({rejected} more set aside)")
    };
    format!("{rows} rows{aside}, {features} features, {classes} classes")
}

/// What a person should look at: rows that are not there, and columns that are perhaps better not.
pub(crate) fn warnings(source: &Table, data: &Data, rejected: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let (number, rows) = (source.rejected().len(), source.classes().len());
    if number > 0 {
        let are = if number == 1 { "is" } else { "are" };
        lines.push(format!(
            "{number} of {} rows {are} set aside; `{}` says why",
            rows + number,
            rejected.display()
        ));
    }
    let listed = data.columns.is_some();
    lines.extend(suspicious::warnings(source, data.classes.len(), listed));
    lines
}
