//! Which texts are dates, and what their parts are.

use super::*;

const ISO: DateFormat = DateFormat::YearMonthDay;

fn parts(text: &str) -> [i64; 7] {
    let moment = Moment::parse(text, ISO).unwrap();
    [
        DatePart::Year,
        DatePart::Month,
        DatePart::Day,
        DatePart::Weekday,
        DatePart::DayOfYear,
        DatePart::Hour,
        DatePart::Minute,
    ]
    .map(|part| moment.part(part))
}

/// pandas: `pd.to_datetime([…]).dt`.
#[test]
fn parts_are_those_of_pandas() {
    assert_eq!(parts("2024-02-29"), [2024, 2, 29, 3, 60, 0, 0]);
    assert_eq!(
        parts("2023-12-31 23:59:58.123"),
        [2023, 12, 31, 6, 365, 23, 59]
    );
    assert_eq!(parts("2024-12-31T07:05"), [2024, 12, 31, 1, 366, 7, 5]);
    assert_eq!(parts("1900-03-01"), [1900, 3, 1, 3, 60, 0, 0]);
    assert_eq!(parts("0001-01-01"), [1, 1, 1, 0, 1, 0, 0]);
    assert_eq!(parts("9999-12-31"), [9999, 12, 31, 4, 365, 0, 0]);
}

#[test]
fn each_format_has_its_order() {
    let cases = [
        ("2024-05-06", ISO),
        ("06.05.2024", DateFormat::DayDotMonthDotYear),
        ("6/5/2024", DateFormat::DaySlashMonthSlashYear),
        ("05/06/2024", DateFormat::MonthSlashDaySlashYear),
    ];
    for (text, format) in cases {
        assert_eq!(
            Moment::parse(text, format),
            Moment::parse("2024-05-06", ISO),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_date_is_told_from_what_is_no_day() {
    let of = |text| Moment::parse(text, ISO).unwrap_err();
    for text in [
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-04-31",
        "0000-01-01",
        "2024-01-01 24:00",
        "2024-01-01 10:60",
        "2024-01-01 10:00:60",
    ] {
        assert_eq!(of(text), NoMoment::Calendar, "{text}");
    }
    for text in [
        "",
        "24-01-01",
        "2024-01",
        "2024-01-01-01",
        "01.01.2024",
        "2024-01-01 10",
        "2024-01-01 10:00:00.",
        "2024-01-01 ",
        "+024-01-01",
        " 2024-01-01",
        "2024-001-01",
    ] {
        assert_eq!(of(text), NoMoment::Form, "{text}");
    }
    for text in [
        "2024-01-01T10:00Z",
        "2024-01-01 10:00:00+02:00",
        "2024-01-01T10:00-05",
    ] {
        assert_eq!(of(text), NoMoment::Zone, "{text}");
    }
}
