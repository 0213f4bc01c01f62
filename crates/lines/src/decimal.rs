//! Plain decimals in text, read eight digits at a time: an optional minus, digits, and perhaps a
//! point and more digits.
//!
//! A decimal of at most 15 significant digits is the only one of such a length that reads as its
//! float, so that it is its float's shortest spelling, which is Python's `repr`, if it has no
//! needless zeros and its exponent is one that `repr` writes without `e`. It can then be copied in
//! place of being read and printed. Of decimals with 16 or 17 significant digits, which is what most
//! floats are spelt with, nearly all are their float's shortest spelling, and a product of two
//! numbers proves it. Whatever is no such decimal is left to slower ways, which alone know what is
//! right and what is wrong.
//!
//! # Layout
//!
//! - `digits`: eight digits at a time.
//! - `shortest`: the proof for 16 or 17 of them.
//!
//! All functions take bytes that at least 8 bytes follow which are no digits
//! ([`PADDING`](crate::PADDING)).

mod digits;
mod shortest;

use digits::{
    accumulate, leading_digits, leading_zeros, load, other_bytes, value_of, value_of_all,
};
use shortest::is_shortest;

/// What a decimal looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Digits alone.
    Integer,
    /// Digits, a point, and at least one more digit.
    Fraction,
}

/// A decimal whose shortest spelling is known without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// What it looks like.
    pub shape: Shape,
    /// Behind its last byte.
    pub end: usize,
    /// Behind the last byte of its shortest spelling, which leaves out zeros at the end of the
    /// fraction but for one behind the point.
    pub shortest_end: usize,
}

/// A decimal that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// What it looks like.
    pub shape: Shape,
    /// Behind its last byte.
    pub end: usize,
    /// The nearest float. There is a negative zero.
    pub value: f64,
}

/// The most significant digits that a float keeps.
const SIGNIFICANT: usize = 15;
/// The most significant digits that a float needs.
const NEEDED: usize = 17;
/// The most digits of a whole part whose float `repr` writes without an exponent.
const WHOLE: usize = 16;
/// Any number of this many digits fits into 64 bits.
const MOST_DIGITS: usize = 18;
/// Up to here, floats hold all whole numbers, and so the quotient of two is correctly rounded.
const EXACT: u64 = 1 << 53;
/// `repr` writes an exponent where more zeros than these follow `0.`.
const LEADING_ZEROS: usize = 3;

/// The decimal that begins at `start`, if it is spelt without a plus, an exponent and needless
/// zeros in front, and its shortest spelling is known without reading it: if it has at most 15
/// significant digits, or if it is surely the shortest spelling itself. `-0` is none.
#[must_use]
#[inline]
pub fn spelling(bytes: &[u8], start: usize) -> Option<Spelling> {
    let whole = start + usize::from(bytes[start] == b'-');
    let of_whole = digits::count(bytes, whole);
    let point = whole + of_whole;
    let is_zero = bytes[whole] == b'0';
    let most = if is_zero { 1 } else { WHOLE };
    if !(1..=most).contains(&of_whole) {
        return None;
    }
    if bytes[point] != b'.' {
        let is_known = of_whole <= SIGNIFICANT && (!is_zero || whole == start);
        return is_known.then_some(Spelling {
            shape: Shape::Integer,
            end: point,
            shortest_end: point,
        });
    }
    let fraction = point + 1;
    let first = load(bytes, fraction);
    let (long, end) = match leading_digits(first) {
        8 => accumulate(bytes, fraction + 8, value_of_all(first)),
        n => (0, fraction + n),
    };
    let mut shortest_end = end;
    while shortest_end > fraction + 1 && bytes[shortest_end - 1] == b'0' {
        shortest_end -= 1;
    }
    let of_fraction = shortest_end - fraction;
    // Zeros behind `0.` do not count as digits, and too many make an exponent.
    let zeros = leading_zeros(first).min(of_fraction);
    let unseen = if is_zero { 1 + zeros } else { 0 };
    let significant = of_whole + of_fraction - unseen;
    if end == fraction || unseen > 1 + LEADING_ZEROS {
        return None;
    }
    let is_known = significant <= SIGNIFICANT
        || (significant <= NEEDED && end == shortest_end && {
            let (units, _) = accumulate(bytes, whole, 0);
            // Most fractions as short as that are not asked for their value.
            let is_short = of_fraction < 8;
            let value = if is_short {
                value_of(first, of_fraction)
            } else {
                long
            };
            is_shortest(units, value, of_fraction)
        });
    is_known.then_some(Spelling {
        shape: Shape::Fraction,
        end,
        shortest_end,
    })
}

/// The decimal that begins at `start`, if it has no plus and no exponent, and is one whole number
/// of at most 2^53 divided by a power of ten: then one division gives the nearest float.
#[must_use]
pub fn number(bytes: &[u8], start: usize) -> Option<Number> {
    let is_negative = bytes[start] == b'-';
    let whole = start + usize::from(is_negative);
    let short = bytes[whole..].first_chunk().and_then(short);
    let Digits {
        mantissa,
        of_fraction,
        length,
    } = short.or_else(|| long(bytes, whole))?;
    let size = mantissa as f64 / POWERS[of_fraction];
    Some(Number {
        shape: if of_fraction == 0 {
            Shape::Integer
        } else {
            Shape::Fraction
        },
        end: whole + length,
        // No branch: where half of the numbers are negative, it would be guessed wrong as often.
        value: f64::from_bits(size.to_bits() | u64::from(is_negative) << 63),
    })
}

/// A decimal without its sign: a whole number divided by a power of ten.
struct Digits {
    mantissa: u64,
    /// How many digits there are behind the point: at least one if there is a point.
    of_fraction: usize,
    /// In bytes, the point included.
    length: usize,
}

/// Reads up to eight digits, with a point between two of them or none; nothing if it is another
/// number, or none.
///
/// Where it ends is found without adding up the digits, so that the processor can begin with the
/// next number meanwhile.
#[inline]
fn short(bytes: &[u8; 16]) -> Option<Digits> {
    let [low, high] = [0, 8].map(|at| load(bytes, at));
    let others = other_bytes(low);
    let of_whole = others.trailing_zeros() as usize / 8;
    if of_whole == 0 || of_whole == 8 {
        return None;
    }
    if bytes[of_whole] != b'.' {
        return Some(Digits {
            mantissa: value_of(low, of_whole),
            of_fraction: 0,
            length: of_whole,
        });
    }
    let behind = others & (others - 1);
    let length = if behind == 0 {
        8 + leading_digits(high)
    } else {
        behind.trailing_zeros() as usize / 8
    };
    let n_digits = length - 1;
    if n_digits == of_whole || n_digits > 8 {
        return None;
    }
    // The digits behind the point take its place.
    let before = (1 << (8 * of_whole)) - 1;
    let digits = (low & before) | (((low >> 8) | (high << 56)) & !before);
    Some(Digits {
        // Zeros in front.
        mantissa: value_of_all(digits << (8 * (8 - n_digits))),
        of_fraction: n_digits - of_whole,
        length,
    })
}

/// Reads any number of digits, if they make no more than [`EXACT`].
fn long(bytes: &[u8], whole: usize) -> Option<Digits> {
    let (units, point) = accumulate(bytes, whole, 0);
    let (mut mantissa, mut end) = (units, point);
    let (mut n_digits, mut of_fraction) = (point - whole, 0);
    if n_digits == 0 || n_digits > MOST_DIGITS {
        return None;
    }
    if bytes[point] == b'.' {
        (mantissa, end) = accumulate(bytes, point + 1, units);
        of_fraction = end - point - 1;
        n_digits += of_fraction;
        if of_fraction == 0 || n_digits > MOST_DIGITS {
            return None;
        }
    }
    (mantissa <= EXACT).then_some(Digits {
        mantissa,
        of_fraction,
        length: end - whole,
    })
}

/// The powers of ten that floats hold, as far as they are needed here.
const POWERS: [f64; MOST_DIGITS + 1] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::PADDING;

    fn padded(text: &str) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(bytes.len() + PADDING, 0);
        bytes
    }

    fn shortest(text: &str) -> Option<String> {
        let found = spelling(&padded(text), 0)?;
        assert_eq!(found.end, text.len(), "{text}");
        Some(text[..found.shortest_end].to_owned())
    }

    #[test]
    fn what_is_spelt_as_python_spells_it_is_told_without_reading_it() {
        for text in [
            "0",
            "7",
            "-12",
            "123456789012345",
            "0.0",
            "-0.0",
            "5.1",
            "-0.0001",
            "0.5",
            "10.25",
            "12345678.1234567",
            "0.123456789012345",
            "0.000123456789012345",
            "0.30000000000000004",
            "-1.2345678901234567",
            "0.001234567890123456",
            "1234567890.123456",
            "123456789012345.67",
        ] {
            assert_eq!(shortest(text).as_deref(), Some(text));
        }
        for (text, expected) in [("1.50", "1.5"), ("2.000", "2.0"), ("0.000", "0.0")] {
            assert_eq!(shortest(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_may_be_spelt_in_another_way_is_left_to_others() {
        for text in [
            "",
            "-",
            "-0",
            "007",
            "00.5",
            "1.",
            ".5",
            "+1",
            "a",
            "1234567890123456",
            "0.00001",
            "0.0000001",
            "0.30000000000000001",
            "0.123456789012345678",
            "0.000012345678901234567",
            "12345678901234567.8",
            "--1",
        ] {
            assert_eq!(spelling(&padded(text), 0), None, "{text}");
        }
    }

    #[test]
    fn a_decimal_ends_where_something_else_begins() {
        let found = spelling(&padded("1.25,x"), 0).unwrap();
        assert_eq!((found.end, found.shape), (4, Shape::Fraction));
        let found = number(&padded("12e5"), 0).unwrap();
        assert_eq!(
            (found.end, found.value, found.shape),
            (2, 12.0, Shape::Integer)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_number_is_what_the_standard_library_reads(text in "-?[0-9]{1,12}(\\.[0-9]{1,12})?") {
            let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
            prop_assert!(n_digits > 15 || number(&padded(&text), 0).is_some());
            if let Some(found) = number(&padded(&text), 0) {
                let expected: f64 = text.parse().unwrap();
                prop_assert_eq!(found.end, text.len());
                prop_assert_eq!(found.value.to_bits(), expected.to_bits());
            }
        }

        #[test]
        fn a_shortest_spelling_is_what_a_float_prints(text in "-?(0|[1-9][0-9]{0,16})\\.[0-9]{1,20}") {
            let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
            let is_small = text.trim_start_matches('-').starts_with('0');
            prop_assert!(is_small || n_digits > 15 || shortest(&text).is_some());
            if let Some(found) = shortest(&text) {
                // No value here needs an exponent, or has two shortest spellings.
                let value: f64 = text.parse().unwrap();
                prop_assert_eq!(format!("{value:?}"), found);
            }
        }
    }
}
