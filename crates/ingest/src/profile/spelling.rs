//! What a single cell could be: a number, a date, a flag.

use params::DateFormat;

/// The ways in which dates are looked for.
pub(super) const DATES: [DateFormat; 4] = [
    DateFormat::YearMonthDay,
    DateFormat::DayDotMonthDotYear,
    DateFormat::DaySlashMonthSlashYear,
    DateFormat::MonthSlashDaySlashYear,
];

const YES: [&str; 6] = ["yes", "true", "on", "y", "t", "1"];
const NO: [&str; 6] = ["no", "false", "off", "n", "f", "0"];

/// The length of the longest of these.
const LONGEST_FLAG: usize = 5;

/// The finite number that `cell` is, with what the columns of models can hold.
pub(super) fn number(cell: &str, decimal: u8) -> Option<f64> {
    let value: f64 = match decimal {
        b'.' if let Some(value) = plain_number(cell) => value,
        b',' if cell.contains('.') => return None,
        b',' if cell.contains(',') => cell.replacen(',', ".", 1).parse().ok()?,
        _ => cell.parse().ok()?,
    };
    let digits = cell.bytes().any(|byte| byte.is_ascii_digit());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range is what is asked for"
    )]
    let fits = (value as f32).is_finite();
    (digits && fits).then_some(value)
}

/// The number of a short `cell` of nothing but digits, a point and a minus.
fn plain_number(cell: &str) -> Option<f64> {
    const LONGEST: usize = 24;
    let mut padded = [0; LONGEST + lines::PADDING];
    padded
        .get_mut(..cell.len())?
        .copy_from_slice(cell.as_bytes());
    let number = lines::decimal::number(&padded, 0)?;
    (number.end == cell.len()).then_some(number.value)
}

/// Whether `cell` consists of digits, perhaps after a sign.
pub(super) fn is_integer(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `cell` is digits of which the first is a 0 that counts nothing: a code.
pub(super) fn is_code(cell: &str) -> bool {
    cell.len() > 1 && cell.starts_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// The truth value that `cell` spells.
pub(super) fn flag(cell: &str) -> Option<bool> {
    if cell.len() > LONGEST_FLAG {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    if is(&YES) {
        return Some(true);
    }
    is(&NO).then_some(false)
}

/// Whether `cell` is a date of the `format`, with or without a time; if with one, whether that is
/// another than midnight.
pub(super) fn date(cell: &str, format: DateFormat) -> Option<bool> {
    let (date, time) = match cell.split_once([' ', 'T']) {
        Some((date, time)) => (date, Some(time)),
        None => (cell, None),
    };
    let (separator, [year, month, day]) = match format {
        DateFormat::YearMonthDay => ('-', [0, 1, 2]),
        DateFormat::DayDotMonthDotYear => ('.', [2, 1, 0]),
        DateFormat::DaySlashMonthSlashYear => ('/', [2, 1, 0]),
        DateFormat::MonthSlashDaySlashYear => ('/', [2, 0, 1]),
    };
    let parts: Vec<_> = date.splitn(4, separator).collect();
    let parts: [&str; 3] = parts.try_into().ok()?;
    let year = whole(parts[year], 4..=4).filter(|year| *year > 0)?;
    let month = whole(parts[month], 1..=2)?;
    let day = whole(parts[day], 1..=2)?;
    if day == 0 || day > days_of(year, month) {
        return None;
    }
    time.map_or(Some(false), clock)
}

fn days_of(year: u16, month: u16) -> u16 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        1..=12 => 31,
        _ => 0,
    }
}

/// Whether a time of day is another than midnight.
fn clock(text: &str) -> Option<bool> {
    let mut parts = text.splitn(3, ':');
    let hour = whole(parts.next()?, 1..=2).filter(|hour| *hour < 24)?;
    let minute = whole(parts.next()?, 2..=2).filter(|minute| *minute < 60)?;
    let second = parts.next().unwrap_or("00");
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    whole(second, 2..=2).filter(|second| *second < 60)?;
    let digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(hour > 0 || minute > 0)
}

fn whole(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimal_mark_that_is_expected() {
        for (cell, decimal, expected) in [
            ("1.5", b'.', Some(1.5)),
            ("-2e3", b'.', Some(-2000.0)),
            ("1,5", b'.', None),
            ("1,5", b',', Some(1.5)),
            ("1.5", b',', None),
            ("7", b',', Some(7.0)),
            ("nan", b'.', None),
            ("inf", b'.', None),
            ("1e39", b'.', None),
            ("", b'.', None),
            (" 1", b'.', None),
        ] {
            assert_eq!(number(cell, decimal), expected, "{cell}");
        }
    }

    #[test]
    fn dates_are_days_that_there_are() {
        let iso = DateFormat::YearMonthDay;
        assert_eq!(date("2024-02-29", iso), Some(false));
        assert_eq!(date("2023-02-29", iso), None);
        assert_eq!(date("2024-02-29 00:00:00", iso), Some(false));
        assert_eq!(date("2024-02-29T10:30", iso), Some(true));
        assert_eq!(date("2024-02-29 10:30:00+02:00", iso), None);
        assert_eq!(
            date("31.12.1999", DateFormat::DayDotMonthDotYear),
            Some(false)
        );
        assert_eq!(date("12/31/1999", DateFormat::DaySlashMonthSlashYear), None);
    }
}
