//! Which cells of a histogram may hold a split that beats the best one.
//!
//! A candidate inside a cell has some of the cell's weight of each class on its left.
//! With `l` the class weights before the cell and `d` those in it, its left class
//! weights lie in the box from `l` to `l + d`. The score, the sum over both sides of
//! squared class weights over the side's weight, is convex there, so that no
//! candidate scores above the best corner of the box.

use multiversion::multiversion;

use super::histogram::{Cell, n_rows, weight};
use super::lead::Lead;

/// A cell that was not ruled out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Survivor {
    /// Its place in the histogram.
    pub(crate) cell: usize,
    /// The number of rows before it.
    pub(crate) n_before: usize,
    /// The number of rows in it.
    pub(crate) n_rows: usize,
    /// Whether its first row follows the last row of the survivor before it.
    pub(crate) follows: bool,
}

/// Survivors, and the class weights before each.
#[derive(Debug, Default)]
pub(crate) struct Survivors {
    pub(crate) cells: Vec<Survivor>,
    pub(crate) before: Vec<f64>,
}

impl Survivors {
    pub(crate) fn clear(&mut self) {
        self.cells.clear();
        self.before.clear();
    }

    /// The number of rows in all of them.
    pub(crate) fn n_rows(&self) -> usize {
        self.cells.iter().map(|cell| cell.n_rows).sum()
    }

    /// All of them, each with the class weights before it.
    pub(crate) fn iter(&self, n_classes: usize) -> impl Iterator<Item = (&Survivor, &[f64])> {
        self.cells.iter().zip(self.before.chunks_exact(n_classes))
    }

    /// Drops those whose cell is not to be kept.
    pub(crate) fn retain(&mut self, n_classes: usize, keep: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for place in 0..self.cells.len() {
            let survivor = self.cells[place];
            if keep(survivor.cell) {
                self.cells[kept] = survivor;
                let before = place * n_classes..(place + 1) * n_classes;
                self.before.copy_within(before, kept * n_classes);
                kept += 1;
            }
        }
        self.cells.truncate(kept);
        self.before.truncate(kept * n_classes);
    }

    pub(crate) fn push(&mut self, survivor: Survivor, before: &[f64]) {
        self.cells.push(survivor);
        self.before.extend_from_slice(before);
    }
}

/// The rows and class weights before a place.
#[derive(Debug, Default)]
pub(crate) struct Before {
    n_rows: usize,
    classes: Vec<f64>,
}

impl Before {
    /// Nothing.
    pub(crate) fn clear(&mut self, n_classes: usize) {
        self.n_rows = 0;
        self.classes.clear();
        self.classes.resize(n_classes, 0.0);
    }

    /// These.
    pub(crate) fn set(&mut self, n_rows: usize, classes: &[f64]) {
        self.n_rows = n_rows;
        self.classes.clear();
        self.classes.extend_from_slice(classes);
    }
}

/// Adds the cells of a histogram that may hold a better split. `before` is what lies
/// before the first cell, and is moved on from cell to cell.
///
/// `next_too`: also the cell after a survivor, which holds the upper end of the gap
/// behind the survivor's last value; else the gaps between cells have been looked at.
pub(crate) fn add_survivors(
    lead: &Lead,
    cells: &[Cell],
    before: &mut Before,
    next_too: bool,
    found: &mut Survivors,
) {
    let mut adding = Adding {
        next_too,
        last_survived: false,
        last_added: false,
        found,
    };
    if let (&[all0, all1], &[l0, l1]) = (&lead.totals.classes[..], &before.classes[..]) {
        let weight = all0 + all1;
        let corners = Corners {
            all: (all0, all1),
            floor: lead.floor(),
            unsplit: all0 * all0 + all1 * all1 >= lead.floor() * weight,
        };
        corners.add(cells, before.n_rows, (l0, l1), &mut adding);
    } else {
        add_many(lead, cells, before, &mut adding);
    }
}

/// How many cells of two classes are looked at together first.
const TOGETHER: usize = 4;

/// The list of survivors while it grows.
struct Adding<'a> {
    next_too: bool,
    last_survived: bool,
    last_added: bool,
    found: &'a mut Survivors,
}

impl Adding<'_> {
    #[inline]
    fn add(&mut self, survives: bool, cell: usize, rows: (usize, usize), before: &[f64]) {
        let added = survives || (self.next_too && self.last_survived);
        if added {
            let survivor = Survivor {
                cell,
                n_before: rows.0,
                n_rows: rows.1,
                follows: self.next_too && self.last_added,
            };
            self.found.push(survivor, before);
        }
        (self.last_survived, self.last_added) = (survives, added);
    }

    /// Whether the next cell is added whatever its bound.
    fn next_is_added(&self) -> bool {
        self.next_too && self.last_survived
    }

    /// Passes cells of which none survives.
    fn skip(&mut self) {
        (self.last_survived, self.last_added) = (false, false);
    }
}

/// The test of two classes: all four corners of the box.
struct Corners {
    all: (f64, f64),
    floor: f64,
    /// The test of all rows on one side, to which the score tends there.
    unsplit: bool,
}

impl Corners {
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
    fn add(&self, cells: &[Cell], n_rows: usize, l: (f64, f64), adding: &mut Adding<'_>) {
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
            n_rows: at.n_rows + super::histogram::n_rows(c0 + c1),
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

/// Many classes: there are too many corners. Each side's half of the score is expanded at
/// the middle of the box. With the class weights `m` of sum `w` there, a step `s` of sum `t`
/// takes `sum(m^2) / w` to exactly its tangent's value plus `sum((s - t m / w)^2) / (w + t)`.
/// No entry of a step is larger than half of `d`, which bounds the tangent, and [`rest`]
/// bounds what follows.
fn add_many(lead: &Lead, cells: &[Cell], before: &mut Before, adding: &mut Adding<'_>) {
    let totals = &lead.totals;
    let n_classes = totals.classes.len();
    let mut left: f64 = before.classes.iter().sum();
    for (cell, counts) in cells.chunks_exact(n_classes).enumerate() {
        let filled: Cell = counts.iter().sum();
        if filled == 0 {
            continue;
        }
        let step = weight(filled);
        let after = totals.weight - left - step;
        let survives = if left <= 0.0 || after <= 0.0 {
            at_an_end(lead, counts, left.max(after), step)
        } else {
            bound(lead, counts, &before.classes, (left, step, after)) >= lead.floor()
        };
        let rows = n_rows(filled);
        adding.add(survives, cell, (before.n_rows, rows), &before.classes);
        before.n_rows += rows;
        left += step;
        for (class, &count) in before.classes.iter_mut().zip(counts) {
            *class += weight(count);
        }
    }
}

/// What no split inside a cell scores above. The weights are those before the cell, in it
/// and after it.
#[multiversion(targets("x86_64+avx+avx2"))]
fn bound(lead: &Lead, counts: &[Cell], before: &[f64], weights: (f64, f64, f64)) -> f64 {
    let (left, step, after) = weights;
    let halves = Halves {
        counts,
        before,
        all: &lead.totals.classes,
    };
    let [left_squares, right_squares, squares] =
        halves.sums(|l, r, half| [l * l, r * r, half * half]);
    let (per_left, per_right) = (1.0 / (left + step / 2.0), 1.0 / (after + step / 2.0));
    let left_share = left_squares * per_left * per_left;
    let right_share = right_squares * per_right * per_right;
    let shared = right_share - left_share;
    let (twice_left, twice_right) = (2.0 * per_left, 2.0 * per_right);
    let [rise] =
        halves.sums(|l, r, half| [(l * twice_left - r * twice_right + shared).abs() * half]);
    let n_classes = before.len() as f64;
    left_squares * per_left
        + right_squares * per_right
        + rise
        + rest(n_classes, left_share, squares) / left
        + rest(n_classes, right_share, squares) / after
}

/// A cell's class weights, and those before it and of all cells.
struct Halves<'a> {
    counts: &'a [Cell],
    before: &'a [f64],
    all: &'a [f64],
}

impl Halves<'_> {
    /// Sums of terms of each class's weight on the left and on the right of the middle of
    /// the cell, and half of its weight in it. Four running sums, since one would have
    /// each addition wait for the last.
    #[expect(
        clippy::inline_always,
        reason = "compiled as its caller is, for its caller's instructions"
    )]
    #[inline(always)]
    fn sums<const N: usize>(&self, terms: impl Fn(f64, f64, f64) -> [f64; N]) -> [f64; N] {
        let mut sums = [[0.0; 4]; N];
        let (counts, before, all) = (
            self.counts.as_chunks::<4>(),
            self.before.as_chunks::<4>(),
            self.all.as_chunks::<4>(),
        );
        let of_class = |count: Cell, l: f64, all: f64| {
            let half = weight(count) / 2.0;
            terms(l + half, all - l - half, half)
        };
        for ((counts, before), all) in counts.0.iter().zip(before.0).zip(all.0) {
            for i in 0..4 {
                let terms = of_class(counts[i], before[i], all[i]);
                for (sums, term) in sums.iter_mut().zip(terms) {
                    sums[i] += term;
                }
            }
        }
        for ((&count, &before), &all) in counts.1.iter().zip(before.1).zip(all.1) {
            let terms = of_class(count, before, all);
            for (sums, term) in sums.iter_mut().zip(terms) {
                sums[0] += term;
            }
        }
        sums.map(|sums| sums.iter().sum())
    }
}

/// A bound of `sum((s - t p)^2)`, where `t` is the sum of the step `s`, and `p` are class
/// shares with the sum of squares `share`: the matrix that turns `s` into `s - t p` is a
/// projection along `p`, whose norm squared is `share` times the number of classes.
fn rest(n_classes: f64, share: f64, squares: f64) -> f64 {
    n_classes * share * squares
}

/// The first or the last cell, where one side is empty at an end of the box and its
/// second derivative without bound: that side scores at most the largest of its class
/// weights, and the other side, of at least weight `rest`, is bounded as elsewhere,
/// from the end at which it has everything.
fn at_an_end(lead: &Lead, counts: &[Cell], rest: f64, step: f64) -> bool {
    if rest <= 0.0 {
        return true;
    }
    let totals = &lead.totals;
    let all_squares: f64 = totals.classes.iter().map(|all| all * all).sum();
    let share = all_squares / (totals.weight * totals.weight);
    let (mut rise, mut largest, mut squares) = (0.0, 0.0, 0.0);
    for (&all, &count) in totals.classes.iter().zip(counts) {
        let slope = share - 2.0 * all / totals.weight;
        rise += f64::max(slope, 0.0) * weight(count);
        largest = f64::max(largest, weight(count));
        squares += weight(count) * weight(count);
    }
    let bound = largest + all_squares / totals.weight + rise + (squares + step * step) / rest;
    bound >= lead.floor()
}

#[cfg(test)]
mod tests;
