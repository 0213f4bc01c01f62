//! The bins of a histogram that may hold a split that beats the best one.

/// A bin that was not ruled out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CandidateBin {
    /// Its place in the histogram.
    pub(crate) bin: usize,
    /// The number of rows before it.
    pub(crate) n_before: usize,
    /// The number of rows in it.
    pub(crate) n_rows: usize,
    /// Whether its first row follows the last row of the candidate bin before it.
    pub(crate) follows: bool,
}

/// Candidate bins in ascending order, and the class weights before each.
#[derive(Debug, Default)]
pub(crate) struct CandidateBins {
    pub(crate) bins: Vec<CandidateBin>,
    /// One weight for each bin and class, bin by bin.
    pub(crate) before: Vec<f64>,
}

impl CandidateBins {
    /// Forgets all bins.
    pub(crate) fn clear(&mut self) {
        self.bins.clear();
        self.before.clear();
    }

    /// The number of rows in all of them.
    pub(crate) fn n_rows(&self) -> usize {
        self.bins.iter().map(|bin| bin.n_rows).sum()
    }

    /// All of them, each with the class weights before it.
    pub(crate) fn iter(&self, n_classes: usize) -> impl Iterator<Item = (&CandidateBin, &[f64])> {
        self.bins.iter().zip(self.before.chunks_exact(n_classes))
    }

    /// Drops the bins whose place in the histogram is not to be kept.
    pub(crate) fn retain(&mut self, n_classes: usize, keep: impl Fn(usize) -> bool) {
        let mut kept = 0;
        for place in 0..self.bins.len() {
            let candidate = self.bins[place];
            if keep(candidate.bin) {
                self.bins[kept] = candidate;
                let before = place * n_classes..(place + 1) * n_classes;
                self.before.copy_within(before, kept * n_classes);
                kept += 1;
            }
        }
        self.bins.truncate(kept);
        self.before.truncate(kept * n_classes);
    }

    /// Replaces all bins by a single one of `n_rows` rows, which is all there is behind
    /// `n_before` rows of these class weights.
    pub(crate) fn set_whole(
        &mut self,
        n_before: usize,
        n_rows: usize,
        before: impl Iterator<Item = f64>,
    ) {
        self.clear();
        self.bins.push(CandidateBin {
            bin: 0,
            n_before,
            n_rows,
            follows: false,
        });
        self.before.extend(before);
    }

    fn push(&mut self, bin: CandidateBin, before: &[f64]) {
        self.bins.push(bin);
        self.before.extend_from_slice(before);
    }
}

/// The rows and class weights before a bin, as sums over all bins before it.
#[derive(Debug, Default)]
pub(crate) struct PrefixSums {
    /// The number of rows.
    pub(crate) n_rows: usize,
    /// The summed weight of the rows of each class.
    pub(crate) classes: Vec<f64>,
}

impl PrefixSums {
    /// Starts before all rows.
    pub(crate) fn clear(&mut self, n_classes: usize) {
        self.n_rows = 0;
        self.classes.clear();
        self.classes.resize(n_classes, 0.0);
    }

    /// Starts behind this many rows of these class weights.
    pub(crate) fn set(&mut self, n_rows: usize, classes: &[f64]) {
        self.n_rows = n_rows;
        self.classes.clear();
        self.classes.extend_from_slice(classes);
    }
}

/// Collects candidate bins while the bins of a histogram pass by in ascending order.
pub(crate) struct CandidateCollector<'a> {
    next_too: bool,
    last_survived: bool,
    last_added: bool,
    found: &'a mut CandidateBins,
}

impl<'a> CandidateCollector<'a> {
    /// `next_too` asks for the bin after each survivor as well.
    pub(crate) fn new(next_too: bool, found: &'a mut CandidateBins) -> Self {
        Self {
            next_too,
            last_survived: false,
            last_added: false,
            found,
        }
    }

    /// Adds a bin if it survives, or if it follows a survivor and that is asked for. `rows`
    /// are the numbers of rows before the bin and in it, and `before` the class weights
    /// before it.
    #[inline]
    pub(crate) fn add(&mut self, survives: bool, bin: usize, rows: (usize, usize), before: &[f64]) {
        let added = survives || (self.next_too && self.last_survived);
        if added {
            let candidate = CandidateBin {
                bin,
                n_before: rows.0,
                n_rows: rows.1,
                follows: self.next_too && self.last_added,
            };
            self.found.push(candidate, before);
        }
        (self.last_survived, self.last_added) = (survives, added);
    }

    /// Whether the next bin is added whatever its bound.
    pub(crate) fn next_is_added(&self) -> bool {
        self.next_too && self.last_survived
    }

    /// Passes by bins of which none survives.
    pub(crate) fn skip(&mut self) {
        (self.last_survived, self.last_added) = (false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::{CandidateBins, CandidateCollector};

    /// Bins of ten rows and of one class, of which those given survive.
    fn collect(survivors: &[usize], next_too: bool) -> CandidateBins {
        let mut found = CandidateBins::default();
        let mut collector = CandidateCollector::new(next_too, &mut found);
        for bin in 0..8 {
            let survives = survivors.contains(&bin);
            collector.add(survives, bin, (10 * bin, 10), &[10.0 * bin as f64]);
        }
        found
    }

    fn places(found: &CandidateBins) -> Vec<(usize, bool)> {
        found
            .bins
            .iter()
            .map(|one| (one.bin, one.follows))
            .collect()
    }

    #[test]
    fn the_bin_after_a_survivor_is_taken_where_the_gap_between_them_is_still_open() {
        assert_eq!(places(&collect(&[1, 5], false)), [(1, false), (5, false)]);
        let with_next = collect(&[1, 2, 5], true);
        assert_eq!(
            places(&with_next),
            [(1, false), (2, true), (3, true), (5, false), (6, true)]
        );
        assert_eq!(with_next.n_rows(), 50);
    }

    #[test]
    fn bins_that_are_dropped_take_the_weights_before_them_along() {
        let mut found = collect(&[1, 4, 7], false);
        found.retain(1, |bin| bin != 4);
        assert_eq!(places(&found), [(1, false), (7, false)]);
        assert_eq!(found.before, [10.0, 70.0]);
    }
}
