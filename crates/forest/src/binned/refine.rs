//! Looking into the bins that may hold a better split.

use super::counting::Open;
use super::edges::MAX_BINS;
use super::engine::NodeRows;
use super::histogram::{Cell as Count, add_row};
use super::lead::{Gap, Lead};
use super::row::{KeyedRow, Picked, Row};
use super::survivors::{Before, Survivors, add_survivors};
use super::walk::walk;
use crate::cell::Cell;

/// Up to so many rows, surviving bins are sorted without a look at their subcodes.
const UNDIVIDED_ROWS: usize = 512;
/// Subcodes are worth their counts where bins hold so many rows for each class.
const ROWS_PER_CELL: usize = 32;

/// Keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Refinement {
    survivors: Survivors,
    finer: Survivors,
    before: Before,
    keyed: Vec<KeyedRow>,
    picked: Picked,
    /// The surviving bin of each picked row, by slot, and its subcode.
    places: Vec<u16>,
    counts: Vec<Count>,
    marked: Vec<bool>,
}

impl Refinement {
    /// Looks at every gap inside the feature's bins that may beat the leader.
    pub(crate) fn search<T: Cell>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        open: Open<'_>,
    ) {
        self.survivors.clear();
        self.before.clear(node.data.n_classes);
        add_survivors(
            lead,
            open.counts,
            &mut self.before,
            false,
            &mut self.survivors,
        );
        if self.survivors.cells.is_empty() {
            return;
        }
        let subcodes = node.data.bins.column(open.route.feature).subcodes();
        let divide = node.block.is_none()
            && open.shift == 0
            && !subcodes.is_empty()
            && self.survivors.n_rows() > UNDIVIDED_ROWS
            && self.survivors.n_rows()
                > self.survivors.cells.len() * node.data.n_classes * ROWS_PER_CELL;
        self.pick(node, open);
        if divide {
            self.divide(lead, node, open, subcodes);
        } else {
            self.sort(node, open);
            resolve(lead, node, open, &self.keyed);
            walk(lead, open.route, &self.survivors, &self.keyed);
        }
    }

    /// Memory for rows, free between searches.
    pub(crate) fn spare_rows(&mut self) -> &mut Vec<Row> {
        self.picked.spare()
    }

    /// Picks the rows in surviving bins.
    fn pick<T: Cell>(&mut self, node: &mut NodeRows<'_, '_, T>, open: Open<'_>) {
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

    /// Sorts the picked rows.
    fn sort<T: Cell>(&mut self, node: &mut NodeRows<'_, '_, T>, open: Open<'_>) {
        let keyed = &mut self.keyed;
        keyed.clear();
        node.keys(open.route.feature, self.picked.rows(), |row, key| {
            keyed.push(row.keyed(key));
        });
        keyed.sort_unstable();
    }

    /// Counts the rows of surviving bins once more, by subcode, and looks into those
    /// parts of bins only that survive that as well.
    fn divide<T: Cell>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        open: Open<'_>,
        subcodes: &[u8],
    ) {
        self.count_subcodes(node, open, subcodes);
        self.mark(lead, node.data.n_classes);
        self.picked.retain(&self.places, &self.marked);
        self.sort(node, open);
        resolve(lead, node, open, &self.keyed);
        walk(lead, open.route, &self.finer, &self.keyed);
    }

    fn count_subcodes<T: Cell>(
        &mut self,
        node: &mut NodeRows<'_, '_, T>,
        open: Open<'_>,
        subcodes: &[u8],
    ) {
        let mut slots = [0u16; MAX_BINS];
        for (slot, survivor) in (0..).zip(&self.survivors.cells) {
            slots[survivor.cell] = slot << 8;
        }
        let n_classes = node.data.n_classes;
        self.counts.clear();
        self.counts
            .resize(self.survivors.cells.len() * MAX_BINS * n_classes, 0);
        self.places.clear();
        let codes = node.codes(open.route.feature);
        for &row in self.picked.rows() {
            let slot = slots[usize::from(codes[row.number()])];
            let place = slot | u16::from(subcodes[row.number()]);
            add_row(&mut self.counts, usize::from(place) * n_classes, row);
            self.places.push(place);
        }
    }

    /// Marks the parts of bins that survive, and lists them in `finer`.
    fn mark(&mut self, lead: &Lead, n_classes: usize) {
        self.finer.clear();
        self.marked.clear();
        self.marked
            .resize(self.survivors.cells.len() * MAX_BINS, false);
        let bins = self.survivors.cells.iter();
        let before = self.survivors.before.chunks_exact(n_classes);
        let counts = self.counts.chunks_exact(MAX_BINS * n_classes);
        let marked = self.marked.chunks_exact_mut(MAX_BINS);
        for (((bin, before), counts), marked) in bins.zip(before).zip(counts).zip(marked) {
            let known = self.finer.cells.len();
            self.before.set(bin.n_before, before);
            add_survivors(lead, counts, &mut self.before, true, &mut self.finer);
            for part in &self.finer.cells[known..] {
                marked[part.cell] = true;
            }
        }
    }
}

/// Finds the values around the gap between bins that leads, if it is this feature's.
///
/// They are among the sorted rows of survivors: the bound of what lies next to a gap
/// includes the gap's own score.
fn resolve<T: Cell>(
    lead: &mut Lead,
    node: &NodeRows<'_, '_, T>,
    open: Open<'_>,
    sorted: &[KeyedRow],
) {
    let leading = lead.leader().map(|leader| leader.candidate);
    let Some(candidate) = leading.filter(|leading| leading.feature == open.route.feature) else {
        return;
    };
    if let Gap::Bins(_, above) = candidate.gap {
        let column = node.data.bins.column(candidate.feature);
        let first = sorted.partition_point(|row| column.bin(row.key()) < above);
        lead.resolve(sorted[first - 1].key(), sorted[first].key());
    }
}
