//! A float as Python's `repr` prints it, which is how pandas writes it.
//!
//! Both print the fewest digits that read back as the same number. What Rust's
//! own format does differently is the shape around the digits: Python switches
//! to an exponent below 1e-4 and from 1e16 on, writes that exponent with a sign
//! and at least two digits, and marks a whole number with `.0`.

use std::io::{self, Write};

/// Decimal exponents that Python writes without an `e`.
const PLAIN: std::ops::Range<i32> = -4..16;

/// Writes `value`, which is finite, to `out`.
///
/// # Errors
///
/// When `out` refuses the bytes.
pub(crate) fn write_float(out: &mut dyn Write, value: f64) -> io::Result<()> {
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if PLAIN.contains(&exponent) {
        return write_plain(out, value);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(out, "{digits}e{sign}{:02}", exponent.unsigned_abs())
}

fn write_plain(out: &mut dyn Write, value: f64) -> io::Result<()> {
    let text = value.to_string();
    out.write_all(text.as_bytes())?;
    if !text.contains('.') {
        out.write_all(b".0")?;
    }
    Ok(())
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
            (0.1 + 0.2, "0.30000000000000004"),
            (-2.5e-7, "-2.5e-07"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(value), expected);
        }
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
