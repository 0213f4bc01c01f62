//! Dates and times as ISO 8601 writes them, with a blank in between.

use std::io::{self, Write as _};

/// Writes the date that is `days` after the first of January 1970.
///
/// The proleptic Gregorian calendar, by the algorithm `civil_from_days` of Howard Hinnant: years
/// begin with March, so that the leap day is the last one.
pub(super) fn write_date(days: i64, out: &mut Vec<u8>) -> io::Result<()> {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    write!(out, "{year:04}-{month:02}-{day:02}")
}

/// Writes a time of day, `unit` parts to a second, with its fraction unless that is 0.
pub(super) fn write_time(parts: i64, unit: i64, out: &mut Vec<u8>) -> io::Result<()> {
    let (seconds, fraction) = (parts.div_euclid(unit), parts.rem_euclid(unit));
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    write!(out, "{hour:02}:{minute:02}:{second:02}")?;
    match fraction {
        0 => Ok(()),
        fraction => write!(out, ".{:0width$}", fraction, width = digits(unit)),
    }
}

/// How many digits count the parts of a second.
const fn digits(unit: i64) -> usize {
    unit.ilog10() as usize
}
