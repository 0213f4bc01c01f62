//! Whether a decimal of more digits than any float keeps is the shortest spelling of its float, told
//! without the float.
//!
//! A float is spelt as the shortest decimal that reads as it, and as the nearest to it where several
//! have that length. So a decimal is the spelling of the float nearest to it if two things hold. No
//! decimal of one digit less reads as that float: its neighbours that end with zero are both more
//! than half the gap between two floats away from it. And no other decimal of its own length is
//! nearer to the float. Both need only know where the decimal stands between two floats, which
//! one product of 64 bits by 64 tells to a thousandth of the gap. Where that is not enough to be
//! sure, such as in a tie, the answer is no.
//!
//! The product is the first step of Daniel Lemire's way of reading numbers ("Number parsing at a
//! gigabyte per second", 2021).

/// The most places behind the point.
const MOST_PLACES: usize = 19;
/// The powers of ten, by their exponents.
static POWERS: [u64; MOST_PLACES + 1] = powers();
/// The highest 64 bits of 10^-n, by n, rounded down.
static RECIPROCALS: [u64; MOST_PLACES + 1] = reciprocals();
/// Distances are counted in gaps between floats, with this number of bits behind the point.
const FRACTION: u32 = 32;
/// Half a gap.
const HALF: i64 = 1 << (FRACTION - 1);
/// More than what is lost by rounding: at most 2^-10 of a gap in the product, as the reciprocal
/// lacks less than 1 of its 64 bits, and some units in ten distances that are cut off.
const MARGIN: i64 = 1 << (FRACTION - 9);
/// How many bits of the product are behind those of the float, which are its first 53.
const BEHIND: u32 = u128::BITS - 53;

/// Whether `units` and a fraction of this number of `places`, whose digits are `fraction`, is surely
/// the shortest spelling of a float. It has 16 or 17 significant digits, and its float is no
/// subnormal one.
#[inline]
pub(super) fn is_shortest(units: u64, fraction: u64, places: usize) -> bool {
    let Some((power, reciprocal)) = POWERS.get(places).zip(RECIPROCALS.get(places)) else {
        return false;
    };
    let digits = units.wrapping_mul(*power).wrapping_add(fraction);
    let zeros = digits.leading_zeros();
    let product = u128::from(digits << zeros) * u128::from(*reciprocal);
    let one = product.leading_zeros();
    let product = product << one;
    let float = (product >> BEHIND) as u64;
    let distance = distance(product);
    // One in the last digit.
    let unit = (reciprocal >> (BEHIND - FRACTION - zeros - one)).cast_signed();
    let last_digit = (digits % 10).cast_signed();
    let is_nearest = 2 * (distance.abs() + MARGIN) < unit.min(2 * HALF);
    let below = last_digit * unit - distance;
    let above = (10 - last_digit) * unit + distance;
    // Above a power of two, the gap is another one.
    let is_within = !(float + 1).is_power_of_two();
    // Branches would be mispredicted more often than they save anything.
    is_within & is_nearest & (below.min(above) > HALF + MARGIN)
}

/// How far the decimal is above the nearest float: below it, the distance is negative.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bits above are those of the float below"
)]
fn distance(product: u128) -> i64 {
    i64::from((product >> (BEHIND - FRACTION)) as i32)
}

const fn powers() -> [u64; MOST_PLACES + 1] {
    let mut powers = [1; MOST_PLACES + 1];
    let mut n = 1;
    while n <= MOST_PLACES {
        powers[n] = powers[n - 1] * 10;
        n += 1;
    }
    powers
}

/// The highest 64 bits of the powers of a tenth are those of the powers of a fifth.
const fn reciprocals() -> [u64; MOST_PLACES + 1] {
    let mut reciprocals = [1 << 63; MOST_PLACES + 1];
    let (mut power, mut n) = (1_u128, 1);
    while n <= MOST_PLACES {
        power *= 5;
        let bits = u128::BITS - power.leading_zeros();
        #[expect(clippy::cast_possible_truncation, reason = "it is below 2^64")]
        let reciprocal = ((1 << (bits + 63)) / power) as u64;
        reciprocals[n] = reciprocal;
        n += 1;
    }
    reciprocals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without pattern.
    struct Draw(u64);

    impl Draw {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        }

        fn below(&mut self, limit: u64) -> u64 {
            self.next() % limit
        }

        /// A float from 2^-13 to below 2^53, often a power of two or next to one.
        fn float(&mut self) -> f64 {
            let exponent = 1023 - 13 + self.below(66);
            let significand = match self.below(8) {
                0 => self.below(3),
                1 => (1 << 52) - 1 - self.below(3),
                _ => self.next() >> 12,
            };
            f64::from_bits(exponent << 52 | significand)
        }
    }

    /// The first `n` digits of a float, and how many of them are behind the point.
    fn digits(float: f64, n: usize) -> (u64, usize) {
        let spelt = format!("{float:.*e}", n - 1);
        let (digits, exponent) = spelt.split_once('e').unwrap();
        let exponent: i64 = exponent.parse().unwrap();
        let places = i64::try_from(n).unwrap() - 1 - exponent;
        (
            digits.replace('.', "").parse().unwrap(),
            usize::try_from(places).unwrap_or_default(),
        )
    }

    fn spelt(digits: u64, places: usize) -> String {
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        format!("{whole}.{fraction}")
    }

    /// Whether the decimal is proven to be the shortest spelling of its float, which it then is.
    fn is_proven(digits: u64, places: usize) -> bool {
        let power = POWERS[places];
        let is_proven = is_shortest(digits / power, digits % power, places);
        if is_proven {
            let spelt = spelt(digits, places);
            let float: f64 = spelt.parse().unwrap();
            // None has two shortest spellings, of which the standard library takes another one.
            assert_eq!(format!("{float:?}"), spelt);
        }
        is_proven
    }

    /// Around floats and in the middle between them, where the answer changes.
    #[test]
    fn what_is_proven_is_what_a_float_prints() {
        let (mut draw, mut proven) = (Draw(0x9e37_79b9_7f4a_7c15), 0);
        for _ in 0..300_000 {
            let n = 16 + usize::from(draw.below(2) == 1);
            let (first, places) = digits(draw.float(), n);
            if (1..=MOST_PLACES).contains(&places) {
                let decimals = [first, first - 12 + draw.below(25), first ^ draw.below(256)];
                proven += decimals
                    .map(|digits| is_proven(digits, places))
                    .iter()
                    .filter(|is| **is)
                    .count();
            }
        }
        assert!(proven > 200_000, "{proven}");
    }

    #[test]
    fn nearly_all_floats_are_proven_to_be_spelt_as_they_are() {
        let (mut draw, mut all, mut proven) = (Draw(1), 0, 0);
        for _ in 0..100_000 {
            let float = f64::from_bits((1010 + draw.below(60)) << 52 | draw.next() >> 12);
            let spelt = format!("{float:?}");
            let (whole, fraction) = spelt.split_once('.').unwrap();
            let digits: u64 = format!("{whole}{fraction}").parse().unwrap();
            if digits >= 1_000_000_000_000_000 && fraction.len() <= MOST_PLACES {
                all += 1;
                proven += u32::from(is_proven(digits, fraction.len()));
            }
        }
        assert!(proven * 100 > all * 98, "{proven} of {all}");
    }

    /// 9007199254740993 is in the middle between two floats, and so are its tenths; 2^-4 is spelt
    /// with fewer digits, and so are the next decimals.
    #[test]
    fn a_tie_and_a_decimal_next_to_a_shorter_one_are_not_proven() {
        for (digits, places) in [
            (90_071_992_547_409_925, 1),
            (45_035_996_273_704_965, 1),
            (62_500_000_000_000_001, 18),
            (6_250_000_000_000_000, 17),
            (10_000_000_000_000_000, 17),
            (99_999_999_999_999_999, 1),
            (99_999_999_999_999_999, 17),
            (12_345_678_901_234_560, 16),
        ] {
            assert!(!is_proven(digits, places), "{digits} {places}");
        }
        assert!(is_proven(12_345_678_901_234_567, 16));
    }
}
