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
    /// How many cells are decoded at a time, about.
    cells: usize,
}

/// How many bytes of memory threads may take together for pages of groups that they have open.
const OPEN: u64 = 512 << 20;

impl ColumnsFile {
    pub(super) fn new(path: PathBuf, order: Option<Vec<usize>>) -> Self {
        Self { path, order }
    }

    /// Its groups of rows, of which each thread decodes about as many `cells` at a time; nothing if
    /// it cannot be read.
    pub(crate) fn open(&self, cells: usize) -> Option<TextGroups> {
        let file = SharedFile::new(regular_file::open(&self.path).ok()?).ok()?;
        let groups = attempt(|| RowGroups::open(file))?;
        let types = types_of(groups.schema()).ok()?;
        let order = self.order.clone();
        let order = order.unwrap_or_else(|| (0..types.len()).collect());
        Some(TextGroups {
            groups,
            types,
            order,
            cells,
        })
    }
}

impl TextGroups {
    /// On how many threads to read them: no more than this number, than there are groups, or than
    /// there is memory for.
    pub(crate) fn threads(&self, most: usize) -> usize {
        let fit = OPEN / self.groups.open_bytes().max(1);
        let fit = usize::try_from(fit).unwrap_or(usize::MAX).max(1);
        most.min(self.groups.n_groups()).min(fit)
    }

    /// How many rows a group has, by its number from 0.
    pub(crate) fn rows_of(&self, number: usize) -> usize {
        self.groups.rows_of(number)
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
            GroupText::new(&*group, n_rows, self.cells, order)
        })
    }
}
