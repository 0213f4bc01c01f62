//! Looking into the bins that may hold a better split.

use super::counting::Open;
use super::scan_sorted::walk;
use super::sub_bins::Parts;
use crate::data::FeatureValue;
use crate::splitter::binned::best_split::{Gap, Lead};
use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::bounds::add_survivors;
use crate::splitter::binned::bounds::{Before, Survivors};
use crate::splitter::binned::rows::{KeyedRow, Picked, Row};
use crate::splitter::binned::splitter::NodeRows;

/// Up to so many rows, surviving bins are sorted without a look at their subcodes.
const UNDIVIDED_ROWS: usize = 512;
/// Subcodes are worth their counts where bins hold so many rows for each class.
const ROWS_PER_CELL: usize = 32;

/// Where fewer rows than this share of a node's survive, they are picked first.
const PICKED_SHARE: usize = 2;

/// Keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Refinement {
    survivors: Survivors,
    before: Before,
    keyed: Vec<KeyedRow>,
    picked: Picked,
    parts: Parts,
}

impl Refinement {
    /// Looks at every gap inside the feature's bins that may beat the leader.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        open: Open<'_>,
    ) {
        self.find_survivors(lead, node, open);
        if self.survivors.cells.is_empty() {
            return;
        }
        let subcodes = node.data.bins.column(open.route.feature).subcodes();
        let n_rows = self.survivors.n_rows();
        let divide = node.block.is_none()
            && open.shift == 0
            && !subcodes.is_empty()
            && n_rows > UNDIVIDED_ROWS
            && n_rows > self.survivors.cells.len() * node.data.n_classes * ROWS_PER_CELL;
        if divide {
            self.divide(lead, node, open, subcodes);
        } else {
            self.pick(node, open);
            self.keyed.clear();
            add_keyed(&mut self.keyed, node, open, self.picked.rows());
            self.keyed.sort_unstable();
            resolve(lead, node, open, &self.keyed);
            walk(lead, open.route, &self.survivors, &self.keyed);
        }
    }

    /// Makes room for so many rows, of which a tree is going to need most.
    pub(crate) fn reserve_rows(&mut self, n_rows: usize) {
        self.picked.reserve(n_rows);
    }

    /// Memory for rows, free between searches.
    pub(crate) fn spare_rows(&mut self) -> &mut Vec<Row> {
        self.picked.spare()
    }

    /// Finds the bins to look into. A bin of one value has no gap inside, and those
    /// beside it have been looked at.
    fn find_survivors<T: FeatureValue>(
        &mut self,
        lead: &Lead,
        node: &NodeRows<'_, '_, T>,
        open: Open<'_>,
    ) {
        let (column, n_classes) = (
            node.data.bins.column(open.route.feature),
            node.data.n_classes,
        );
        self.survivors.clear();
        self.before.clear(n_classes);
        add_survivors(
            lead,
            open.counts,
            &mut self.before,
            false,
            &mut self.survivors,
        );
        if open.shift == 0 {
            self.survivors
                .retain(n_classes, |bin| !column.is_single(bin));
        }
    }

    /// Picks the rows in surviving bins.
    fn pick<T: FeatureValue>(&mut self, node: &mut NodeRows<'_, '_, T>, open: Open<'_>) {
        let mut kept = [false; MAX_BINS];
        for survivor in &self.survivors.cells {
            let first = survivor.cell << open.shift;
            kept[first..][..1 << open.shift].fill(true);
        }
        let rows = node.rows;
        let n_kept = self.survivors.n_rows();
        self.picked
            .pick(rows, n_kept, node.codes(open.route.feature), &kept);
    }

    /// Counts the rows of surviving bins once more, by subcode, and looks into those
    /// parts of bins only that survive that as well.
    fn divide<T: FeatureValue>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        open: Open<'_>,
        subcodes: &[u8],
    ) {
        let few = self.survivors.n_rows() < node.rows.len() / PICKED_SHARE;
        if few {
            self.pick(node, open);
        }
        let rows = if few { self.picked.rows() } else { node.rows };
        let codes = node.data.bins.column(open.route.feature).codes();
        let (parts, bins) = (&mut self.parts, &self.survivors);
        parts.count(bins, rows, (codes, subcodes), node.data.n_classes);
        parts.narrow(bins, lead, &mut self.before);
        self.keyed.clear();
        parts.rows(rows, |rows| {
            add_keyed(&mut self.keyed, node, open, rows);
        });
        self.keyed.sort_unstable();
        resolve(lead, node, open, &self.keyed);
        walk(lead, open.route, parts.survivors(), &self.keyed);
    }
}

/// Adds rows with their values of the feature.
fn add_keyed<T: FeatureValue>(
    keyed: &mut Vec<KeyedRow>,
    node: &mut NodeRows<'_, '_, T>,
    open: Open<'_>,
    rows: &[Row],
) {
    node.keys(open.route.feature, rows, |row, key| {
        keyed.push(row.keyed(key));
    });
}

/// Finds the values around the gap between bins that leads, if it is this feature's.
///
/// They are those of bins of one value, or among the sorted rows of survivors: the bound
/// of what lies next to a gap includes the gap's own score.
fn resolve<T: FeatureValue>(
    lead: &mut Lead,
    node: &NodeRows<'_, '_, T>,
    open: Open<'_>,
    sorted: &[KeyedRow],
) {
    let leading = lead.leader().map(|leader| leader.candidate);
    let Some(candidate) = leading.filter(|leading| leading.feature == open.route.feature) else {
        return;
    };
    if let Gap::Bins(below, above) = candidate.gap {
        let column = node.data.bins.column(candidate.feature);
        let known = |bin: u8| {
            let single = open.shift == 0 && column.is_single(usize::from(bin));
            single.then(|| column.only_key(bin))
        };
        let first = sorted.partition_point(|row| column.bin(row.key()) < above);
        let below = known(below).unwrap_or_else(|| sorted[first - 1].key());
        let above = known(above).unwrap_or_else(|| sorted[first].key());
        lead.resolve(below, above);
    }
}
