//! Bounded integers, floating-point numbers, shuffles and choices.

use super::Distribution;
use super::mt19937::{Mt19937, N};

/// How many draws a shuffle makes ahead of their use.
const DRAWS: usize = 256;

/// The methods of `numpy.random.RandomState`.
///
/// ```
/// let mut random = numpy::random::RandomState::new(42);
/// assert_eq!(random.permutation(5), [1, 4, 2, 0, 3]);
/// ```
#[derive(Debug, Clone)]
pub struct RandomState {
    generator: Mt19937,
}

impl RandomState {
    /// The stream of `RandomState(seed)`.
    #[must_use]
    pub fn new(seed: u32) -> Self {
        Self {
            generator: Mt19937::new(seed),
        }
    }

    /// The next 32-bit word.
    pub fn next_u32(&mut self) -> u32 {
        self.generator.next_u32()
    }

    /// A uniform integer in `0..=max`: NumPy's `random_interval`.
    ///
    /// Words are masked to the bits of `max` and drawn again while they are too
    /// large, so the number of words used varies; `max == 0` uses none.
    pub fn bounded(&mut self, max: u32) -> u32 {
        if max == 0 {
            return 0;
        }
        let mask = u32::MAX >> max.leading_zeros();
        loop {
            let candidate = self.next_u32() & mask;
            if candidate <= max {
                return candidate;
            }
        }
    }

    /// A uniform integer in `0..high`: `RandomState.randint(high)`.
    ///
    /// # Panics
    ///
    /// If `high` is 0, where NumPy raises `ValueError: high <= 0`.
    pub fn randint(&mut self, high: u32) -> u32 {
        assert!(high > 0, "randint needs a non-empty range");
        self.bounded(high - 1)
    }

    /// Fills `drawn` with uniform integers in `0..high`: `RandomState.randint(high, size=n)`, and
    /// `RandomState.choice(high, size=n)`, as scikit-learn's `resample` calls it. Faster than draw
    /// by draw; the words behind the last draw are used up as well.
    ///
    /// # Panics
    ///
    /// If `high` is 0, where NumPy raises `ValueError: high <= 0`.
    pub fn fill_randint(mut self, high: u32, drawn: &mut [u32]) {
        assert!(high > 0, "randint needs a non-empty range");
        if high == 1 {
            return drawn.fill(0);
        }
        let mask = u32::MAX >> (high - 1).leading_zeros();
        let (mut words, mut done) = ([0; N], 0);
        while done < drawn.len() {
            let ready = self.generator.next_words(&mut words);
            for candidate in words[..ready].iter().map(|word| word & mask) {
                let Some(place) = drawn.get_mut(done) else {
                    return;
                };
                // A refused word is overwritten by the next one: cheaper than a branch that
                // nothing can predict.
                *place = candidate;
                done += usize::from(candidate < high);
            }
        }
    }

    /// How often each of `0..high` comes up in `n` draws of [`randint`](Self::randint)
    /// (NumPy: `bincount(random_state.randint(0, high, n), minlength=high)`), faster
    /// than draw by draw. The words behind the last draw are used up as well.
    ///
    /// # Panics
    ///
    /// If `high` is 0, where NumPy raises `ValueError: high <= 0`.
    #[must_use]
    pub fn count_randint(self, high: u32, n: usize) -> Vec<u32> {
        assert!(high > 0, "randint needs a non-empty range");
        if high == 1 {
            return vec![u32::try_from(n).expect("counts are 32 bits wide")];
        }
        self.count_masked(high, n, |count| *count += 1)
    }

    /// [`count_randint`](Self::count_randint) in a quarter of the memory, which is the
    /// more likely to stay in a cache; `None` if a count may be above 254.
    ///
    /// # Panics
    ///
    /// As [`count_randint`](Self::count_randint).
    #[must_use]
    pub fn count_randint_bytes(self, high: u32, n: usize) -> Option<Vec<u8>> {
        assert!(high > 0, "randint needs a non-empty range");
        if high == 1 {
            return u8::try_from(n)
                .ok()
                .filter(|&n| n < u8::MAX)
                .map(|n| vec![n]);
        }
        let counts = self.count_masked(high, n, |count: &mut u8| *count = count.saturating_add(1));
        (!counts.contains(&u8::MAX)).then_some(counts)
    }

    /// Counts draws below `high`, which is at least 2.
    fn count_masked<C: Clone + Default>(
        mut self,
        high: u32,
        n: usize,
        add_one: impl Fn(&mut C),
    ) -> Vec<C> {
        let mask = u32::MAX >> (high - 1).leading_zeros();
        // Refused words are counted behind the others, where they do no harm: cheaper
        // than a branch that nothing can predict.
        let mut counts = vec![C::default(); mask as usize + 1];
        let (mut words, mut left) = ([0; N], n);
        while left > 0 {
            let ready = self.generator.next_words(&mut words);
            // So many words cannot hold more draws than are left.
            let (sure, rest) = words[..ready].split_at(ready.min(left));
            for &word in sure {
                let candidate = word & mask;
                add_one(&mut counts[candidate as usize]);
                left -= usize::from(candidate < high);
            }
            for candidate in rest.iter().map(|word| word & mask) {
                if left > 0 {
                    add_one(&mut counts[candidate as usize]);
                    left -= usize::from(candidate < high);
                }
            }
        }
        counts.truncate(high as usize);
        counts
    }

    /// A number in `[0, 1)` of 53 random bits: `RandomState.random_sample()`.
    pub fn random_sample(&mut self) -> f64 {
        let high = f64::from(self.next_u32() >> 5);
        let low = f64::from(self.next_u32() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// One number, drawn with the probabilities of the distribution. Drawn again and
    /// again, `RandomState.choice(n, size, p=p)`.
    pub fn choice_from(&mut self, distribution: &Distribution) -> usize {
        distribution.number_at(self.random_sample())
    }

    /// Shuffles in place, from the last item to the first: `RandomState.shuffle`. Shuffling some
    /// items takes them in the order of `RandomState.permutation` of their number.
    ///
    /// # Panics
    ///
    /// If there are more than 2^32 items: NumPy switches to 64-bit draws there.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        let mut partners = [0; DRAWS];
        let mut left = items.len();
        while left > 1 {
            let last = left - 1;
            let max = u32::try_from(last).expect("shuffle takes at most 2^32 items");
            let drawn = self.bounded_down_from(max, &mut partners);
            for (at, &partner) in (0..=last).rev().zip(&partners[..drawn]) {
                items.swap(at, partner as usize);
            }
            left -= drawn;
        }
    }

    /// Draws below or at `max`, then at `max - 1` and so on, as many as share a mask, and tells
    /// how many these are: what [`bounded`](Self::bounded) gives, but drawn ahead of their use, so
    /// that a processor can fetch several items of a large shuffle at once.
    ///
    /// `max` is at least 1.
    fn bounded_down_from(&mut self, max: u32, drawn: &mut [u32; DRAWS]) -> usize {
        let mask = u32::MAX >> max.leading_zeros();
        let sharing = (max - (mask >> 1)) as usize;
        let (places, mut done) = (&mut drawn[..sharing.min(DRAWS)], 0_u32);
        while let Some(place) = places.get_mut(done as usize) {
            // A refused word is overwritten by the next one.
            *place = self.next_u32() & mask;
            done += u32::from(*place <= max - done);
        }
        places.len()
    }

    /// The numbers `0..n` in random order: `RandomState.permutation(n)`.
    ///
    /// # Panics
    ///
    /// As [`shuffle`](Self::shuffle).
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// `size` different items: `RandomState.choice(items, size, replace=False)`.
    ///
    /// Draws a permutation of all items even when `size` equals their number,
    /// as NumPy does; what follows in the stream depends on it.
    ///
    /// # Panics
    ///
    /// If `size` exceeds the number of items, where NumPy raises `ValueError`.
    pub fn choice<T: Clone>(&mut self, items: &[T], size: usize) -> Vec<T> {
        assert!(
            size <= items.len(),
            "choice without replacement cannot take {size} of {} items",
            items.len()
        );
        let order = self.permutation(items.len());
        order[..size].iter().map(|&i| items[i].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::RandomState;

    #[test]
    fn a_range_of_one_value_uses_no_word() {
        let mut drawn = RandomState::new(7);
        assert_eq!(drawn.bounded(0), 0);
        assert_eq!(drawn.randint(1), 0);
        assert_eq!(drawn.next_u32(), RandomState::new(7).next_u32());
    }

    #[test]
    fn the_full_range_gives_the_words_themselves() {
        let mut bounded = RandomState::new(7);
        let mut words = RandomState::new(7);
        for _ in 0..1000 {
            assert_eq!(bounded.bounded(u32::MAX), words.next_u32());
        }
    }

    #[test]
    fn counted_draws_are_the_draws_counted() {
        for (high, n) in [
            (1, 9),
            (2, 5),
            (7, 1000),
            (1000, 1000),
            (1024, 3000),
            (1025, 10),
        ] {
            let mut random = RandomState::new(high);
            let mut expected = vec![0; high as usize];
            for _ in 0..n {
                expected[random.randint(high) as usize] += 1;
            }
            assert_eq!(RandomState::new(high).count_randint(high, n), expected);
            let bytes = RandomState::new(high).count_randint_bytes(high, n);
            if expected.iter().all(|&count| count < 255) {
                let bytes = bytes.expect("all counts fit");
                assert!(bytes.into_iter().map(u32::from).eq(expected));
            } else {
                assert_eq!(bytes, None);
            }
        }
    }

    #[test]
    fn draws_that_fill_a_slice_are_the_draws_one_by_one() {
        for (high, n) in [(1, 9), (2, 5), (7, 1000), (1024, 3000), (1025, 1)] {
            let mut random = RandomState::new(high);
            let expected: Vec<u32> = (0..n).map(|_| random.randint(high)).collect();
            let mut drawn = vec![u32::MAX; n];
            RandomState::new(high).fill_randint(high, &mut drawn);
            assert_eq!(drawn, expected, "{n} below {high}");
        }
    }

    #[test]
    fn counts_that_do_not_fit_into_bytes_are_not_given() {
        let count = |high, n| RandomState::new(high).count_randint_bytes(high, n);
        assert_eq!(count(1, 254), Some(vec![254]));
        assert_eq!(count(1, 255), None);
        assert_eq!(count(2, 1000), None);
    }

    #[test]
    fn draws_made_ahead_are_the_draws_one_by_one() {
        for n in [2, 3, 4, 5, 255, 256, 257, 258, 1000, 70_000] {
            let (mut ahead, mut single) = (RandomState::new(n), RandomState::new(n));
            let mut shuffled: Vec<_> = (0..n).collect();
            ahead.shuffle(&mut shuffled);
            let mut expected: Vec<_> = (0..n).collect();
            for last in (1..n).rev() {
                expected.swap(last as usize, single.bounded(last) as usize);
            }
            assert_eq!(shuffled, expected, "{n} items");
            assert_eq!(ahead.next_u32(), single.next_u32(), "after {n} items");
        }
    }

    #[test]
    fn nothing_and_one_item_are_shuffled_without_a_draw() {
        let mut random = RandomState::new(7);
        assert!(random.permutation(0).is_empty());
        assert_eq!(random.permutation(1), [0]);
        assert_eq!(random.next_u32(), RandomState::new(7).next_u32());
    }

    #[test]
    #[should_panic(expected = "non-empty range")]
    fn an_empty_range_is_refused() {
        RandomState::new(0).randint(0);
    }

    #[test]
    #[should_panic(expected = "cannot take 3 of 2")]
    fn choosing_more_than_there_is_is_refused() {
        RandomState::new(0).choice(&["a", "b"], 3);
    }
}
