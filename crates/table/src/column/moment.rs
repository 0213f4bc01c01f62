//! A date and its time: read from text, and taken apart.

use params::{DateFormat, DatePart};

/// The days before each month of a year that is no leap year.
const DAYS_BEFORE: [u16; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// A minute of some day in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    year: u16,
    month: u16,
    day: u16,
    hour: u16,
    minute: u16,
}

/// Why a text is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoMoment {
    /// It is written in another way than the format says.
    Form,
    /// It is written as it should be, but the calendar has no such day, or the clock no such time.
    Calendar,
    /// Its time names a time zone.
    Zone,
}

impl Moment {
    /// Reads a date of the `format`, and a time after a blank or a `T`.
    pub(crate) fn parse(text: &str, format: DateFormat) -> Result<Self, NoMoment> {
        let ([year, month, day], [hour, minute, second]) = match plain_date(text, format) {
            Some(date) => (date, [0; 3]),
            None => date_and_time(text, format)?,
        };
        let is_day = (1..=12).contains(&month) && day >= 1 && day <= days_of(year, month);
        if year == 0 || !is_day || hour > 23 || minute > 59 || second > 59 {
            return Err(NoMoment::Calendar);
        }
        Ok(Self {
            year,
            month,
            day,
            hour,
            minute,
        })
    }

    /// What pandas' `Series.dt` has for it.
    pub(crate) fn part(self, part: DatePart) -> i64 {
        let part = match part {
            DatePart::Year => self.year,
            DatePart::Month => self.month,
            DatePart::Day => self.day,
            DatePart::Weekday => return self.weekday(),
            DatePart::DayOfYear => self.day_of_year(),
            DatePart::Hour => self.hour,
            DatePart::Minute => self.minute,
        };
        i64::from(part)
    }

    fn day_of_year(self) -> u16 {
        let leap_day = self.month > 2 && is_leap(self.year);
        DAYS_BEFORE[usize::from(self.month - 1)] + u16::from(leap_day) + self.day
    }

    /// The first day of the year 1 was a Monday.
    fn weekday(self) -> i64 {
        let years = i64::from(self.year - 1);
        let days = 365 * years + years / 4 - years / 100 + years / 400;
        (days + i64::from(self.day_of_year()) - 1) % 7
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of(year: u16, month: u16) -> u16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(is_leap(year)),
        _ => 31,
    }
}

/// What stands between the parts of a date, and which part is its year, its month and its day.
fn layout(format: DateFormat) -> (u8, [usize; 3]) {
    match format {
        DateFormat::YearMonthDay => (b'-', [0, 1, 2]),
        DateFormat::DayDotMonthDotYear => (b'.', [2, 1, 0]),
        DateFormat::DaySlashMonthSlashYear => (b'/', [2, 1, 0]),
        DateFormat::MonthSlashDaySlashYear => (b'/', [2, 0, 1]),
    }
}

/// Year, month and day of a date that has two digits for its day and its month, and no time behind
/// it, as most dates are.
fn plain_date(text: &str, format: DateFormat) -> Option<[u16; 3]> {
    let text: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let number = |place: usize, digits: usize| {
        let mut digits = text[place..place + digits].iter();
        digits.try_fold(0, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit < 10).then_some(10 * number + u16::from(digit))
        })
    };
    let (separator, [year, month, day]) = layout(format);
    // Where the parts begin, the year with four digits and the others with two.
    let begins = if year == 0 { [0, 5, 8] } else { [0, 3, 6] };
    let is_separated = begins[1..]
        .iter()
        .all(|place| text[*place - 1] == separator);
    let [year, month, day] = [year, month, day].map(|part| begins[part]);
    let date = [number(year, 4)?, number(month, 2)?, number(day, 2)?];
    is_separated.then_some(date)
}

type DateAndTime = ([u16; 3], [u16; 3]);

fn date_and_time(text: &str, format: DateFormat) -> Result<DateAndTime, NoMoment> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date = date_of(date, format).ok_or(NoMoment::Form)?;
    Ok((date, time.map_or(Ok([0; 3]), time_of)?))
}

/// Year, month and day.
fn date_of(text: &str, format: DateFormat) -> Option<[u16; 3]> {
    let (separator, [year, month, day]) = layout(format);
    let mut parts = text.splitn(4, char::from(separator));
    let (parts, more) = ([parts.next()?, parts.next()?, parts.next()?], parts.next());
    if more.is_some() {
        return None;
    }
    Some([
        number(parts[year], 4..=4)?,
        number(parts[month], 1..=2)?,
        number(parts[day], 1..=2)?,
    ])
}

/// Hour, minute and second of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.F…`.
fn time_of(text: &str) -> Result<[u16; 3], NoMoment> {
    let clock =
        text.trim_end_matches(|character: char| character.is_ascii_digit() || character == ':');
    if text.contains(':') && (clock.ends_with(['+', '-']) || text.ends_with('Z')) {
        return Err(NoMoment::Zone);
    }
    let read = || {
        let mut parts = text.splitn(3, ':');
        let hour = number(parts.next()?, 1..=2)?;
        let minute = number(parts.next()?, 2..=2)?;
        let Some(rest) = parts.next() else {
            return Some([hour, minute, 0]);
        };
        let (second, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
        let is_fraction =
            !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
        is_fraction.then_some([hour, minute, number(second, 2..=2)?])
    };
    read().ok_or(NoMoment::Form)
}

/// A number of this many `digits` and nothing else.
fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u16> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests;
