//! A parquet file, of which groups of rows are read as text: the cells are spelt as those of its
//! records are, so that what reads text can read them, several groups at a time.
//!
//! What cannot be read gives nothing: the records tell what is wrong.

use std::path::PathBuf;

use lines::{Pieces, SharedFile};
use params::regular_file;
use row_groups::RowGroups;

use super::parquet::{CellType, GroupText, attempt, types_of};

/// A parquet file.
#[derive(Clone, Debug)]
pub(crate) struct ColumnsFile {
    path: PathBuf,
    /// The position of each column of the source, if they are in another order.
    order: Option<Vec<usize>>,
}

/// Its groups of rows.
pub(crate) struct TextGroups {
    groups: RowGroups,
    types: Vec<CellType>,
    /// The position of each column of the source.
    order: Vec<usize>,
}

impl ColumnsFile {
    pub(super) fn new(path: PathBuf, order: Option<Vec<usize>>) -> Self {
        Self { path, order }
    }

    /// Its groups of rows; nothing if it cannot be read.
    pub(crate) fn open(&self) -> Option<TextGroups> {
        let file = SharedFile::new(regular_file::open(&self.path).ok()?).ok()?;
        let groups = attempt(|| RowGroups::open(file))?;
        let types = types_of(groups.schema()).ok()?;
        let order = self.order.clone();
        let order = order.unwrap_or_else(|| (0..types.len()).collect());
        Some(TextGroups {
            groups,
            types,
            order,
        })
    }
}

impl TextGroups {
    /// How many groups there are.
    pub(crate) fn len(&self) -> usize {
        self.groups.n_groups()
    }

    /// Hands out the numbers of the groups.
    pub(crate) fn turns(&self) -> Pieces {
        self.groups.turns()
    }

    /// The group of this number, from 0; nothing if it cannot be read.
    pub(crate) fn group(&self, number: usize) -> Option<GroupText> {
        let types = &self.types;
        attempt(|| {
            let group = self.groups.group(number)?;
            let n_rows = self.groups.rows_of(number);
            let order = self.order.iter().map(|&at| (at, types[at]));
            GroupText::new(&*group, n_rows, order)
        })
    }
}
