//! The values of several features side by side, and how they are sorted.
//!
//! The same comparisons sort any values (Batcher's merge exchange; Knuth, The Art of
//! Computer Programming 3, algorithm 5.2.2M), so that one feature's values can be sorted
//! beside another's: each comparison is one of whole vectors, a lane for each feature,
//! and no branch depends on the values.

use multiversion::multiversion;

use crate::splitter::binned::rows::KeyedRow;

/// The number of features that are sorted side by side.
pub(crate) const LANES: usize = 8;

/// One entry of each feature's sorted values. Different lanes need not hold the same row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LaneVector {
    /// Keys as signed numbers in the same order, which is what vectors compare.
    pub(crate) keys: [i32; LANES],
    /// The class and weight of each key's row.
    loads: [i32; LANES],
}

impl LaneVector {
    /// The row in a lane.
    pub(crate) fn row(&self, lane: usize) -> KeyedRow {
        KeyedRow::new(self.key(lane), self.loads[lane].cast_unsigned())
    }

    /// The sort key in a lane.
    pub(crate) fn key(&self, lane: usize) -> u32 {
        self.keys[lane].cast_unsigned() ^ 1 << 31
    }

    /// Puts a row into a lane.
    pub(crate) fn set(&mut self, lane: usize, row: KeyedRow) {
        self.keys[lane] = (row.key() ^ 1 << 31).cast_signed();
        self.loads[lane] = row.load().cast_signed();
    }

    /// Keeps the smaller key of each lane, and leaves the larger to the other.
    #[expect(
        clippy::inline_always,
        reason = "compiled as its caller is, for its caller's instructions"
    )]
    #[inline(always)]
    fn exchange(&mut self, other: &mut Self) {
        let mut swap = [0; LANES];
        for (swap, (a, b)) in swap.iter_mut().zip(self.keys.iter().zip(&other.keys)) {
            *swap = -i32::from(a > b);
        }
        swap_lanes(&mut self.keys, &mut other.keys, &swap);
        swap_lanes(&mut self.loads, &mut other.loads, &swap);
    }
}

/// Swaps the lanes whose mask has all bits set; in the others it has none.
#[expect(
    clippy::inline_always,
    reason = "compiled as its caller is, for its caller's instructions"
)]
#[inline(always)]
fn swap_lanes(a: &mut [i32; LANES], b: &mut [i32; LANES], mask: &[i32; LANES]) {
    for ((a, b), mask) in a.iter_mut().zip(b).zip(mask) {
        let change = (*a ^ *b) & mask;
        *a ^= change;
        *b ^= change;
    }
}

/// Sorts all lanes by key.
#[multiversion(targets("x86_64+avx+avx2"))]
pub(crate) fn sort_lanes(vectors: &mut [LaneVector]) {
    let n = vectors.len();
    let top = n.next_power_of_two() / 2;
    let mut p = top;
    while p > 0 {
        let (mut q, mut r, mut d) = (top, 0, p);
        loop {
            for start in (r..n.saturating_sub(d)).step_by(2 * p) {
                let length = p.min(n - d - start);
                let (low, high) = vectors[start..].split_at_mut(d);
                for (a, b) in low[..length].iter_mut().zip(&mut high[..length]) {
                    a.exchange(b);
                }
            }
            if q == p {
                break;
            }
            (d, q, r) = (q - p, q / 2, p);
        }
        p /= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, LaneVector, sort_lanes};
    use crate::splitter::binned::rows::Row;

    #[test]
    fn every_lane_is_sorted_by_itself() {
        let mut state = 1u32;
        for n in (1..70).chain([100, 127, 128, 129]) {
            let mut lanes = vec![Vec::new(); LANES];
            let mut vectors = vec![LaneVector::default(); n];
            for (place, vector) in (0..).zip(&mut vectors) {
                for (lane, rows) in lanes.iter_mut().enumerate() {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    // With ties, and on both sides of zero.
                    let row = Row::new(place, place, 1).keyed(state >> 24 << 24);
                    rows.push(row);
                    vector.set(lane, row);
                }
            }
            sort_lanes(&mut vectors);
            for (lane, rows) in lanes.iter_mut().enumerate() {
                let mut sorted: Vec<_> = vectors.iter().map(|vector| vector.row(lane)).collect();
                assert!(sorted.is_sorted_by_key(|row| row.key()));
                sorted.sort_unstable();
                rows.sort_unstable();
                assert_eq!(&sorted, rows);
            }
        }
    }
}
