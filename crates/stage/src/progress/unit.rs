//! Amounts and rates as a person reads them.

use std::time::Duration;

/// What an amount of work is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a file, shown in decimal units: 1 MB is 1,000,000 bytes.
    Bytes,
    /// Rows of a table.
    Rows,
    /// Trees of a forest.
    Trees,
    /// Resamples of rows.
    Resamples,
    /// Models that are fitted.
    Models,
}

/// Units of bytes, each a thousand times the one before.
const BYTES: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];

impl Unit {
    /// How much is done, of how much where that is known: `2.1 of 5.9 GB`, `7 of 500 trees`.
    pub(super) fn amount(self, done: u64, total: Option<u64>) -> String {
        let largest = total.unwrap_or(done);
        match (self, total) {
            (Self::Bytes, _) => {
                let (power, unit) = scale(largest as f64);
                let total = total.map(|total| format!(" of {}", scaled(total as f64, power)));
                let total = total.unwrap_or_default();
                format!("{}{total} {unit}", scaled(done as f64, power))
            }
            (_, Some(total)) => {
                format!("{} of {} {}", grouped(done), grouped(total), self.name())
            }
            (_, None) => format!("{} {}", grouped(done), self.name()),
        }
    }

    /// How much is done in a second: `231 MB/s`, `0.4 trees/s`.
    pub(super) fn rate(self, per_second: f64) -> String {
        if self == Self::Bytes {
            let (power, unit) = scale(per_second);
            return format!("{} {unit}/s", scaled(per_second, power));
        }
        let name = self.name();
        if per_second < 10.0 {
            return format!("{per_second:.1} {name}/s");
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = per_second.round() as u64;
        format!("{} {name}/s", grouped(whole))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Rows => "rows",
            Self::Trees => "trees",
            Self::Resamples => "resamples",
            Self::Models => "models",
        }
    }
}

/// The power of a thousand that is the unit of an amount of bytes, and that unit's name.
fn scale(bytes: f64) -> (i32, &'static str) {
    let mut scale = (0, BYTES[0]);
    for (power, unit) in (1..).zip(&BYTES[1..]) {
        // What would be shown as 1000 belongs to the next unit.
        if bytes >= 999.5 * 1000_f64.powi(power - 1) {
            scale = (power, unit);
        }
    }
    scale
}

/// With one decimal below 10, where there are smaller units.
fn scaled(bytes: f64, power: i32) -> String {
    let value = bytes / 1000_f64.powi(power);
    if power > 0 && value < 9.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// A whole number with commas between groups of three digits: `17,600,000`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time of work as its two largest parts: `17 s`, `2 min 5 s`, `1 h 3 min`.
pub(super) fn duration(time: Duration) -> String {
    // What is left is never shown as nothing.
    let seconds = time.as_secs_f64().ceil().max(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let seconds = seconds as u64;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_in_the_unit_of_the_larger_amount() {
        let amount = |done, total| Unit::Bytes.amount(done, total);
        assert_eq!(amount(2_140_000_000, Some(5_900_000_000)), "2.1 of 5.9 GB");
        assert_eq!(amount(4_000_000, Some(5_900_000_000)), "0.0 of 5.9 GB");
        assert_eq!(amount(12_345_678, Some(533_000_000)), "12 of 533 MB");
        assert_eq!(amount(999_600, None), "1.0 MB");
        assert_eq!(amount(999, None), "999 B");
    }

    #[test]
    fn rows_and_trees_are_counted_one_by_one() {
        let rows = Unit::Rows.amount(1_234_567, Some(17_600_000));
        assert_eq!(rows, "1,234,567 of 17,600,000 rows");
        assert_eq!(Unit::Trees.amount(7, None), "7 trees");
    }

    #[test]
    fn slow_rates_keep_a_decimal() {
        assert_eq!(Unit::Bytes.rate(231_400_000.0), "231 MB/s");
        assert_eq!(Unit::Bytes.rate(1_640.0), "1.6 kB/s");
        assert_eq!(Unit::Trees.rate(0.42), "0.4 trees/s");
        assert_eq!(Unit::Rows.rate(2_300_000.4), "2,300,000 rows/s");
    }

    #[test]
    fn times_have_two_parts_at_most() {
        let text = |seconds| duration(Duration::from_secs_f64(seconds));
        assert_eq!(text(0.0), "1 s");
        assert_eq!(text(16.2), "17 s");
        assert_eq!(text(125.0), "2 min 5 s");
        assert_eq!(text(3_791.0), "1 h 3 min");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(17_600_000), "17,600,000");
    }
}
