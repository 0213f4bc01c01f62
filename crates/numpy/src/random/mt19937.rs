//! The generator MT19937.

/// Words of state.
pub(crate) const N: usize = 624;
/// Distance of the word that is mixed in by the twist.
const M: usize = 397;
/// Feedback matrix of the recurrence.
const MATRIX: u32 = 0x9908_b0df;
/// The top bit, taken from one word.
const UPPER: u32 = 0x8000_0000;
/// The other 31 bits, taken from the next word.
const LOWER: u32 = 0x7fff_ffff;

/// The Mersenne Twister of Matsumoto and Nishimura, "Mersenne Twister: A
/// 623-Dimensionally Equidistributed Uniform Pseudo-Random Number Generator",
/// ACM TOMACS 8(1), 1998; with the 2002 initialisation, as in NumPy.
#[derive(Debug, Clone)]
pub(crate) struct Mt19937 {
    state: [u32; N],
    position: usize,
}

impl Mt19937 {
    /// A generator in the state that `numpy.random.RandomState(seed)` starts in.
    pub(crate) fn new(seed: u32) -> Self {
        let mut state = [0; N];
        let mut word = seed;
        for (slot, next_index) in state.iter_mut().zip(1u32..) {
            *slot = word;
            word = 1_812_433_253u32
                .wrapping_mul(word ^ (word >> 30))
                .wrapping_add(next_index);
        }
        // The seeded words are never handed out. Twisting now instead of at the first
        // draw lets clones share the work.
        let mut generator = Self { state, position: 0 };
        generator.twist();
        generator
    }

    /// The next word of the stream, uniform over all of `u32`.
    pub(crate) fn next_u32(&mut self) -> u32 {
        if self.position == N {
            self.twist();
            self.position = 0;
        }
        let word = self.state[self.position];
        self.position += 1;
        temper(word)
    }

    /// The next words of the stream, at least one and at most 624, as many as are
    /// ready: faster than one by one.
    pub(crate) fn next_words(&mut self, words: &mut [u32; N]) -> usize {
        if self.position == N {
            self.twist();
            self.position = 0;
        }
        let ready = &self.state[self.position..];
        for (word, &state) in words.iter_mut().zip(ready) {
            *word = temper(state);
        }
        self.position = N;
        ready.len()
    }

    /// In three runs, within which no word depends on a new one: a compiler can then
    /// do several words at once.
    fn twist(&mut self) {
        let (low, high) = self.state.split_at_mut(N - M);
        for i in 0..N - M - 1 {
            low[i] = twisted(low[i], low[i + 1], high[i + M - (N - M)]);
        }
        low[N - M - 1] = twisted(low[N - M - 1], high[0], high[M - 1]);
        for start in [0, N - M] {
            for i in start..(start + N - M).min(M - 1) {
                let source = if start == 0 {
                    low[i]
                } else {
                    high[i - (N - M)]
                };
                high[i] = twisted(high[i], high[i + 1], source);
            }
        }
        high[M - 1] = twisted(high[M - 1], low[0], high[M - 1 - (N - M)]);
    }
}

/// A word of the next state, from the old word, the one behind it, and the word
/// [`M`] places on.
fn twisted(word: u32, next: u32, far: u32) -> u32 {
    let mixed = (word & UPPER) | (next & LOWER);
    far ^ (mixed >> 1) ^ ((mixed & 1) * MATRIX)
}

fn temper(mut word: u32) -> u32 {
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c_5680;
    word ^= (word << 15) & 0xefc6_0000;
    word ^ (word >> 18)
}

#[cfg(test)]
mod tests {
    use super::{Mt19937, N};

    #[test]
    fn words_in_runs_are_the_words_one_by_one() {
        let (mut single, mut runs) = (Mt19937::new(3), Mt19937::new(3));
        assert_eq!(single.next_u32(), runs.next_u32());
        let mut words = [0; N];
        for _ in 0..5 {
            let ready = runs.next_words(&mut words);
            assert!(words[..ready].iter().all(|&word| word == single.next_u32()));
        }
    }

    #[test]
    fn the_ten_thousandth_word_is_the_one_the_cpp_standard_demands() {
        // ISO C++ [rand.predef]: the 10000th invocation of a default-constructed
        // mt19937 (seed 5489) gives 4123659995.
        let mut generator = Mt19937::new(5489);
        let last = (0..10_000).map(|_| generator.next_u32()).last();
        assert_eq!(last, Some(4_123_659_995));
    }
}
