//! A node's rows, and where their values are.

use std::ops::Range;

use super::block::NodeBlock;
use super::row::Row;
use crate::data::sort_key::key;
use crate::data::{FeatureValue, Matrix};
use crate::splitter::binned::bins::{BinnedColumns, StridedValues};

/// The training data of all trees of a forest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BinnedData<'a, T: FeatureValue> {
    /// The records as they came.
    pub(crate) records: &'a Matrix<'a, T>,
    /// Their values in bins.
    pub(crate) bins: &'a BinnedColumns,
    /// The class index of each row.
    pub(crate) classes: &'a [u32],
    /// The number of classes.
    pub(crate) n_classes: usize,
    /// Whether a tree is to be grown by several threads.
    pub(crate) parallel: bool,
}

/// A node's rows and where their values are.
#[derive(Debug)]
pub(crate) struct NodeRows<'a, 'b, T: FeatureValue> {
    /// The training data.
    pub(crate) data: BinnedData<'a, T>,
    /// The rows, by number in the records or by place in the block.
    pub(crate) rows: &'b [Row],
    /// The block, if the rows are in it.
    pub(crate) block: Option<&'b mut NodeBlock>,
}

impl<'a, 'b, T: FeatureValue> NodeRows<'a, 'b, T> {
    /// The rows at these positions of a tree's `rows`.
    pub(crate) fn new(
        data: BinnedData<'a, T>,
        rows: &'b [Row],
        block: &'b mut NodeBlock,
        range: &Range<usize>,
    ) -> Self {
        Self {
            data,
            rows: &rows[range.clone()],
            block: block.holds(range).then_some(block),
        }
    }

    /// The codes of a feature.
    pub(crate) fn codes(&mut self, feature: usize) -> StridedValues<'_, u8> {
        match &mut self.block {
            Some(block) => StridedValues::of_column(block.codes(feature, self.data.bins)),
            None => self.data.bins.codes(feature, self.rows.len()),
        }
    }

    /// Hands out some of the node's rows, each with the sort key of its value.
    pub(crate) fn keys(&mut self, feature: usize, rows: &[Row], mut take: impl FnMut(Row, u32)) {
        if let Some(block) = &mut self.block {
            let keys = block.keys(feature, self.data.records);
            for &row in rows {
                take(row, keys.at(row.number()));
            }
            return;
        }
        let (records, cells) = (self.data.records, self.data.records.cells());
        for &row in rows {
            take(
                row,
                key(cells[records.offset(row.number(), feature)].to_f32()),
            );
        }
    }
}
