//! A float as Python's `repr` prints it, which is how pandas writes it.
//!
//! Both print the fewest digits that read back as the same number, and where two decimals of
//! that length are equally near, the one whose last digit is even: 1.1640701293945312. Rust's
//! own format takes the upper one. `zmij` agrees with Python on the digits; what differs is the
//! shape around them: Python switches to an exponent below 1e-4, and writes it with a sign and
//! at least two digits.

use std::io::{self, Write};

/// Below it, apart from zero, Python writes an exponent; zmij does so from 1e-5 downwards.
const LEAST_PLAIN: f64 = 1e-4;
/// From here on, both write an exponent.
const BEYOND_PLAIN: f64 = 1e16;

/// Writes `value`, which is finite, to `out`.
///
/// # Errors
///
/// When `out` refuses the bytes.
pub(crate) fn write_float(out: &mut impl Write, value: f64) -> io::Result<()> {
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    if value == 0.0 || (LEAST_PLAIN..BEYOND_PLAIN).contains(&value.abs()) {
        return out.write_all(shortest.as_bytes());
    }
    match shortest.split_once('e') {
        Some((digits, exponent)) => write_scientific(out, digits, exponent),
        None => write_small(out, shortest),
    }
}

fn write_scientific(out: &mut dyn Write, digits: &str, exponent: &str) -> io::Result<()> {
    let (sign, size) = match exponent.strip_prefix('-') {
        Some(size) => ('-', size),
        None => ('+', exponent.trim_start_matches('+')),
    };
    write!(out, "{digits}e{sign}{size:0>2}")
}

/// Writes `plain`, such as `-0.00001234`, as `-1.234e-05`.
fn write_small(out: &mut dyn Write, plain: &str) -> io::Result<()> {
    let unsigned = plain.trim_start_matches('-');
    let sign = &plain[..plain.len() - unsigned.len()];
    let fraction = unsigned.trim_start_matches("0.");
    let digits = fraction.trim_start_matches('0');
    let exponent = fraction.len() - digits.len() + 1;
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    write!(out, "{sign}{first}{point}{rest}e-{exponent:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: f64) -> String {
        let mut bytes = Vec::new();
        write_float(&mut bytes, value).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn floats_look_as_python_prints_them() {
        let cases = [
            (5.1, "5.1"),
            (3.0, "3.0"),
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1e-4, "0.0001"),
            (9.999e-5, "9.999e-05"),
            (3.5e-5, "3.5e-05"),
            (1e-100, "1e-100"),
            (5e-324, "5e-324"),
            (1e15, "1000000000000000.0"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1.234_567_89e22, "1.23456789e+22"),
            (f64::MAX, "1.7976931348623157e+308"),
            (1e-5, "1e-05"),
            (-1e-5, "-1e-05"),
            (-1.234e-5, "-1.234e-05"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-2.5e-7, "-2.5e-07"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(value), expected);
        }
    }

    /// A quarter of all timestamps in nanoseconds, divided by 1000, has two shortest decimals.
    /// Ours took the upper one, so that a table of them was not the one that pandas writes.
    #[test]
    fn of_two_decimals_equally_near_the_even_one_is_written() {
        let cases = [
            ("1.16407012939453125", "1.1640701293945312"),
            ("1661133758595335.25", "1661133758595335.2"),
            ("1204003711182794.25", "1204003711182794.2"),
            ("-1661133758595335.75", "-1661133758595335.8"),
        ];
        for (decimal, expected) in cases {
            assert_eq!(written(decimal.parse().unwrap()), expected);
        }
    }

    /// The fixture is pandas' own, see `oracle/pandas_bytes.py`: ties, timestamps, doubles of
    /// all magnitudes.
    #[test]
    fn floats_are_written_as_pandas_writes_them() {
        let lines = include_str!("../../tests/fixtures/floats.csv").lines();
        let mut compared = 0;
        for line in lines.skip(1) {
            let (bits, expected) = line.split_once(',').unwrap();
            let value = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
            assert_eq!(written(value), expected, "{bits}");
            compared += 1;
        }
        assert!(compared > 2000, "{compared}");
    }

    #[test]
    fn every_written_float_reads_back_as_itself() {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..100_000 {
            bits ^= bits << 13;
            bits ^= bits >> 7;
            bits ^= bits << 17;
            let value = f64::from_bits(bits);
            if value.is_finite() {
                let text = written(value);
                assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits, "{text}");
            }
        }
    }
}
