//! The header of a split table.

use std::collections::HashSet;

use params::{MAX_COLUMNS, shorten};

use crate::problem::Problem;
use crate::target::TARGET;

/// The columns before [`TARGET`], of a header that is of a split table.
pub(crate) fn features_of<'a>(
    header: impl ExactSizeIterator<Item = &'a [u8]>,
) -> Result<Vec<String>, Problem> {
    if header.len() > MAX_COLUMNS {
        return Err(Problem::TooManyColumns(header.len()));
    }
    let name = |cell| String::from_utf8_lossy(cell).into_owned();
    let mut names: Vec<_> = header.map(name).collect();
    let last = names.pop().unwrap_or_default();
    if last != TARGET || names.is_empty() {
        let found = shorten::text(&last);
        return Err(Problem::NoTarget { found });
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => Err(Problem::RepeatedColumn(shorten::text(name))),
        None => Ok(names),
    }
}
