//! The clock, as MLflow counts.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff_core::Timestamp;
use jiff_core::tz::Offset;

/// Milliseconds since 1970, UTC.
pub(crate) fn now() -> u64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// A moment in milliseconds since 1970 as `2026-11-23 07:25:21.990000`, in UTC, the form
/// of `utc_time_created` in an `MLmodel` file. What lies after the year 9999 is given as
/// its end.
#[must_use]
pub fn utc(millis: u64) -> String {
    let millis = i64::try_from(millis).unwrap_or(i64::MAX);
    let moment = Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX);
    let moment = moment.to_datetime(Offset::UTC);
    let (date, time) = (moment.date(), moment.time());
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 1000
    )
}

#[cfg(test)]
mod tests {
    use super::utc;

    #[test]
    fn dates_agree_with_pythons_datetime() {
        assert_eq!(utc(0), "1970-01-01 00:00:00.000000");
        assert_eq!(utc(951_782_400_000), "2000-02-29 00:00:00.000000");
        assert_eq!(utc(1_795_418_721_990), "2026-11-23 07:25:21.990000");
        assert_eq!(utc(4_102_444_799_999), "2099-12-31 23:59:59.999000");
    }

    #[test]
    fn a_moment_that_no_date_has_is_the_last_one() {
        assert_eq!(&utc(u64::MAX)[..10], "9999-12-30");
    }
}
