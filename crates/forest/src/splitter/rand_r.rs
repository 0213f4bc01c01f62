//! The small generator inside scikit-learn's trees.

/// The largest word handed out, scikit-learn's `RAND_R_MAX`.
const LARGEST: u32 = 0x7fff_ffff;

/// The xorshift generator of Marsaglia, "Xorshift RNGs", Journal of Statistical
/// Software 8(14), 2003, with the shifts 13, 17, 5, as in `sklearn.utils._random`.
#[derive(Debug, Clone)]
pub(crate) struct RandR(u32);

impl RandR {
    pub(crate) fn new(seed: u32) -> Self {
        Self(seed)
    }

    /// A number in `low..high`, with the bias of a remainder, which is part of the stream.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.next() as usize % (high - low)
    }

    /// A number from `low` up to `high`, which rounding can reach: scikit-learn's
    /// `rand_uniform`, in its association of terms.
    pub(crate) fn uniform(&mut self, low: f64, high: f64) -> f64 {
        (high - low) * f64::from(self.next()) / f64::from(LARGEST) + low
    }

    fn next(&mut self) -> u32 {
        // Zero would stay zero for ever.
        let mut word = self.0.max(1);
        word ^= word << 13;
        word ^= word >> 17;
        word ^= word << 5;
        self.0 = word;
        word & LARGEST
    }
}

#[cfg(test)]
mod tests {
    use super::RandR;

    #[test]
    fn the_first_word_after_one_is_marsaglias() {
        assert_eq!(RandR::new(1).next(), 270_369);
    }

    #[test]
    fn the_zero_seed_counts_as_one() {
        assert_eq!(RandR::new(0).next(), RandR::new(1).next());
    }
}
