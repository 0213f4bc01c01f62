//! Random numbers that are the same with every version of every library.

/// The generator `SplitMix64` of Steele, Lea and Flood.
#[derive(Debug)]
pub struct Draw(u64);

impl Draw {
    /// The stream of a seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of one of the parts of something large, which may then be made in any order.
    #[must_use]
    pub fn part(seed: u64, number: u64) -> Self {
        // Drawn twice: the parts of the next seed would otherwise be those of this one, moved by one.
        Self(Self(Self(seed).next().wrapping_add(number)).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number from 0 to below `limit`.
    pub fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(((self.next() >> 32) * u64::from(limit)) >> 32).unwrap_or(0)
    }

    /// One of `list`, which is not empty.
    pub fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(u32::try_from(list.len()).unwrap_or(1)) as usize]
    }

    /// Nearly normal: the sum of twelve shares has the variance 1.
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        mean + deviation * (sum - 6.0)
    }

    /// `text`, or nothing with this probability.
    pub fn unless(&mut self, probability: f64, text: String) -> String {
        if self.chance(probability) {
            return String::new();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of the next seed held all rows of this one but its first part.
    #[test]
    fn the_parts_of_two_seeds_have_nothing_in_common() {
        let first = |seed, number| Draw::part(seed, number).next();
        let parts = |seed| (0..100).map(move |number| first(seed, number));
        assert!(parts(15).all(|draw| parts(16).all(|other| other != draw)));
        assert_eq!(first(15, 7), first(15, 7));
    }
}
