//! Two classes: all four corners of each cell's box.

use super::candidate_bins::Adding;
use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::histogram::{Cell, n_rows, weight};

/// How many cells are looked at together first.
const TOGETHER: usize = 4;

/// The test of a cell: whether a corner of its box is good enough.
pub(super) struct Corners {
    all: (f64, f64),
    floor: f64,
    /// The test of all rows on one side, to which the score tends there.
    unsplit: bool,
}

impl Corners {
    /// `all` are the class weights of the node.
    pub(super) fn new(lead: &Lead, all: (f64, f64)) -> Self {
        let squares = all.0 * all.0 + all.1 * all.1;
        Self {
            all,
            floor: lead.floor(),
            unsplit: squares >= lead.floor() * (all.0 + all.1),
        }
    }

    /// Whether a split with these class weights on its left is good enough.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "a branch would be mispredicted"
    )]
    #[inline]
    fn reach(&self, l0: f64, l1: f64) -> bool {
        let (r0, r1) = (self.all.0 - l0, self.all.1 - l1);
        let (left, right) = (l0 + l1, r0 + r1);
        let score = (l0 * l0 + l1 * l1) * right + (r0 * r0 + r1 * r1) * left;
        let product = left * right;
        (score >= self.floor * product) & ((product > 0.0) | self.unsplit)
    }

    /// Looks at the cells four by four: where no corner of the four cells' common box is
    /// good enough, none of theirs is, and most are not.
    pub(super) fn add(
        &self,
        cells: &[Cell],
        n_rows: usize,
        l: (f64, f64),
        adding: &mut Adding<'_>,
    ) {
        let mut at = Place {
            n_rows,
            l,
            reaches: self.reach(l.0, l.1),
        };
        let pairs = cells.as_chunks::<2>().0;
        for (group, pairs) in pairs.chunks(TOGETHER).enumerate() {
            let (c0, c1) = pairs
                .iter()
                .fold((0, 0), |(sum0, sum1), &[c0, c1]| (sum0 + c0, sum1 + c1));
            if c0 | c1 == 0 {
                continue;
            }
            let next = self.behind(&at, c0, c1);
            if self.survives(&at, &next) || adding.next_is_added() {
                self.add_each(group * TOGETHER, pairs, &mut at, adding);
            } else {
                adding.skip();
                at = next;
            }
        }
    }

    fn add_each(&self, first: usize, pairs: &[[Cell; 2]], at: &mut Place, adding: &mut Adding<'_>) {
        for (cell, &[c0, c1]) in (first..).zip(pairs) {
            if c0 | c1 == 0 {
                continue;
            }
            let next = self.behind(at, c0, c1);
            let rows = (at.n_rows, next.n_rows - at.n_rows);
            adding.add(self.survives(at, &next), cell, rows, &[at.l.0, at.l.1]);
            *at = next;
        }
    }

    /// The place behind cells of these sums.
    #[inline]
    fn behind(&self, at: &Place, c0: Cell, c1: Cell) -> Place {
        let l = (at.l.0 + weight(c0), at.l.1 + weight(c1));
        Place {
            n_rows: at.n_rows + n_rows(c0 + c1),
            l,
            reaches: self.reach(l.0, l.1),
        }
    }

    /// Whether a corner of the box between two places is good enough.
    #[inline]
    fn survives(&self, at: &Place, next: &Place) -> bool {
        // Not `||`: four comparisons are cheaper than a branch that misleads.
        at.reaches | self.reach(next.l.0, at.l.1) | self.reach(at.l.0, next.l.1) | next.reaches
    }
}

/// A place between cells.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// The rows before it.
    n_rows: usize,
    /// The class weights before it.
    l: (f64, f64),
    /// Whether a split there is good enough.
    reaches: bool,
}

#[cfg(test)]
mod tests {
    use super::{Corners, Place};
    use crate::splitter::binned::best_split::{Candidate, Gap, Lead, Position};
    use crate::splitter::binned::bounds::add_survivors;
    use crate::splitter::binned::bounds::candidate_bins::{Adding, Before, Survivors};
    use crate::splitter::binned::histogram::weight;

    /// A lead of two classes whose leader splits behind `left`.
    fn lead_of(all: [u64; 2], left: [f64; 2]) -> Lead {
        let mut lead = Lead::default();
        lead.start(&all, 1000);
        let position = Position {
            rank: 0,
            second_pass: false,
            key: 0,
        };
        let candidate = Candidate {
            position,
            feature: 0,
            gap: Gap::Keys(0, 1),
            n_left: 500,
            missing_left: false,
        };
        lead.offer(candidate, left.into_iter());
        lead
    }

    fn listed(found: &Survivors) -> Vec<(usize, usize, usize, bool)> {
        let cells = found.cells.iter();
        cells
            .map(|one| (one.cell, one.n_before, one.n_rows, one.follows))
            .collect()
    }

    #[test]
    fn cells_looked_at_four_by_four_survive_as_those_looked_at_one_by_one() {
        let mut state = 7u32;
        let mut below = |limit: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u64::from(state >> 8) % u64::from(limit)
        };
        let (mut kept, mut ruled_out) = (0, 0);
        for round in 0..2000 {
            let n_bins = [1u32, 3, 4, 5, 64, 256][round % 6];
            // Many empty cells; the first class grows rarer, so that some cuts are good.
            let cells: Vec<u64> = (0..2 * n_bins)
                .map(|i| match below(4) {
                    0 => 0,
                    _ => below(if i % 2 == 0 { 40 } else { 1 + i / 2 }),
                })
                .map(|rows| rows << 32 | rows)
                .collect();
            let sum = |class: usize| cells[class..].iter().step_by(2).map(|&cell| weight(cell));
            let all = [0, 1].map(|class| {
                let cells = cells[class..].iter().step_by(2);
                cells.map(|cell| cell >> 32).sum::<u64>()
            });
            let cut = usize::try_from(below(n_bins)).expect("it is small");
            let left = [0, 1].map(|class| sum(class).take(cut).sum::<f64>());
            let lead = lead_of(all, left);
            for next_too in [false, true] {
                let (mut before, mut together) = (Before::default(), Survivors::default());
                before.clear(2);
                add_survivors(&lead, &cells, &mut before, next_too, &mut together);
                let mut single = Survivors::default();
                one_by_one(&lead, all, &cells, next_too, &mut single);
                assert_eq!(listed(&together), listed(&single), "round {round}");
                assert_eq!(together.before, single.before, "round {round}");
                kept += single.cells.len();
                ruled_out += n_bins as usize - single.cells.len();
            }
        }
        assert!(kept > 1000 && ruled_out > 1000, "{kept} {ruled_out}");
    }

    fn one_by_one(
        lead: &Lead,
        all: [u64; 2],
        cells: &[u64],
        next_too: bool,
        found: &mut Survivors,
    ) {
        let corners = Corners::new(lead, (all[0] as f64, all[1] as f64));
        let mut adding = Adding::new(next_too, found);
        let mut at = Place {
            n_rows: 0,
            l: (0.0, 0.0),
            reaches: corners.reach(0.0, 0.0),
        };
        corners.add_each(0, cells.as_chunks().0, &mut at, &mut adding);
    }
}
