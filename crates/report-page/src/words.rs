//! Numbers, names and differences as they are written.

use maud::{Markup, html};

/// Below this, two scores look the same.
const SAME: f64 = 0.000_05;

/// A name from outside, which may run from right to left without turning what is around it.
pub(crate) fn name(name: &str) -> Markup {
    html! { bdi { (plots::cleaned(name)) } }
}

/// A sentence in which code is between backticks.
pub(crate) fn sentence(text: &str) -> Markup {
    let parts = text.split('`').enumerate();
    html! {
        @for (at, part) in parts.filter(|(_, part)| !part.is_empty()) {
            @if part.trim().is_empty() {
                (part)
            } @else if at % 2 == 1 {
                code { (plots::cleaned(part)) }
            } @else {
                (plots::cleaned(part))
            }
        }
    }
}

/// A score: four digits behind the point.
pub(crate) fn score(value: f64) -> String {
    format!("{value:.4}")
}

/// An interval.
pub(crate) fn interval([low, high]: [f64; 2]) -> String {
    format!("{low:.4} to {high:.4}")
}

/// A share in percent.
pub(crate) fn percent(share: f64) -> String {
    let percent = (1000.0 * share).round() / 10.0;
    format!("{percent} %")
}

/// A number of a table, in as few digits as tell it: no more than five.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let behind = match size {
        ..10.0 => 4,
        ..100.0 => 3,
        ..1000.0 => 2,
        _ => 1,
    };
    let text = format!("{value:.behind$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number of things, with spaces between thousands.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut text = digits[..first].to_owned();
    for at in (first..digits.len()).step_by(3) {
        if !text.is_empty() {
            // Narrow, and without a break.
            text.push('\u{202f}');
        }
        text.push_str(&digits[at..at + 3]);
    }
    text
}

/// `1 test row`, `2 test rows`.
pub(crate) fn counted(n: u64, what: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {what}{plural}", count(n))
}

/// A time that something took.
pub(crate) fn seconds(seconds: f64) -> String {
    match seconds {
        ..10.0 => format!("{seconds:.2} s"),
        ..120.0 => format!("{seconds:.0} s"),
        _ => format!("{:.0} min", seconds / 60.0),
    }
}

/// An amount of memory.
pub(crate) fn bytes(bytes: u64) -> String {
    let mb = bytes as f64 / 1e6;
    if mb < 1000.0 {
        format!("{mb:.0} MB")
    } else {
        format!("{:.1} GB", mb / 1e3)
    }
}

/// How two scores differ, in words, a sign and a colour.
pub(crate) fn difference(ours: f64, theirs: f64, is_loss: bool) -> Markup {
    let gain = if is_loss {
        theirs - ours
    } else {
        ours - theirs
    };
    let size = score(gain.abs());
    if gain.abs() < SAME {
        return html! { span.same { "the same" } };
    }
    if gain > 0.0 {
        return html! { span.better { span aria-hidden="true" { "▲ " } (size) " better" } };
    }
    html! { span.worse { span aria-hidden="true" { "▼ " } (size) " worse" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_tell_them() {
        let written = [
            0.0,
            5.843_333,
            0.1,
            151_434.5,
            12_345_678.0,
            -0.000_012,
            33.333_33,
        ];
        let written = written.map(number);
        let expected = [
            "0",
            "5.8433",
            "0.1",
            "151434.5",
            "1.235e7",
            "-1.200e-5",
            "33.333",
        ];
        assert_eq!(written, expected);
        assert_eq!(
            [7, 1234, 1_000_000].map(count),
            ["7", "1\u{202f}234", "1\u{202f}000\u{202f}000"]
        );
        assert_eq!(
            [1, 30].map(|n| counted(n, "test row")),
            ["1 test row", "30 test rows"]
        );
        assert_eq!(
            [0.031, 12.4, 600.0].map(seconds),
            ["0.03 s", "12 s", "10 min"]
        );
        assert_eq!([4_000_000, 2_500_000_000].map(bytes), ["4 MB", "2.5 GB"]);
        assert_eq!([0.95, 0.3333].map(percent), ["95 %", "33.3 %"]);
    }

    #[test]
    fn what_is_between_backticks_is_code() {
        let text = "run `make <run>` `twice`.";
        assert_eq!(
            sentence(text).0,
            "run <code>make &lt;run&gt;</code> <code>twice</code>."
        );
    }

    #[test]
    fn of_a_loss_less_is_better() {
        assert!(difference(0.9, 0.8, false).0.contains("0.1000 better"));
        assert!(difference(0.9, 0.8, true).0.contains("0.1000 worse"));
        assert!(difference(0.9, 0.9, true).0.contains("the same"));
    }
}
