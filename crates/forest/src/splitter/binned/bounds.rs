//! Which bins of a histogram may hold a split that beats the best one.
//!
//! A candidate inside a bin has some of the bin's weight of each class on its left. With
//! `b` the class weights before the bin and `d` those in it, the class weights on its left
//! lie in the box from `b` to `b + d`. The score is convex there, so that no candidate
//! scores above the best corner of the box. `docs/search.md` of this crate derives the
//! bounds; the numbers of equations below are its own.
//!
//! The bins may be sub-bins, too: those of one bin are a histogram of their own.
//!
//! # Layout
//!
//! - `corners` looks at all corners, of which two classes have four.
//! - `tangents` bounds the score of more classes, whose corners are too many.
//! - `candidate_bins` lists the bins that were not ruled out.

mod candidate_bins;
mod corners;
mod tangents;

use self::candidate_bins::CandidateCollector;
pub(crate) use self::candidate_bins::{CandidateBin, CandidateBins, PrefixSums};
use self::corners::CornerBound;
use self::tangents::collect_many_classes;
use crate::splitter::binned::best_split::BestSplit;
use crate::splitter::binned::histogram::ClassCount;

/// Adds the bins of a histogram that may hold a better split. `before` is what lies before
/// the first bin, and is moved on from bin to bin.
///
/// `next_too` asks for the bin after each survivor as well: it holds the upper end of the
/// gap behind the survivor's last value. Without, the gaps between bins must have been
/// looked at.
pub(crate) fn collect_candidates(
    best: &BestSplit,
    histogram: &[ClassCount],
    before: &mut PrefixSums,
    next_too: bool,
    found: &mut CandidateBins,
) {
    let mut collector = CandidateCollector::new(next_too, found);
    if let (&[all0, all1], &[b0, b1]) = (&best.totals.classes[..], &before.classes[..]) {
        let bound = CornerBound::new(best, (all0, all1));
        bound.collect(histogram, before.n_rows, (b0, b1), &mut collector);
    } else {
        collect_many_classes(best, histogram, before, &mut collector);
    }
}
