//! What is written about the progress of a step, and when.

use std::io::Write;
use std::time::Duration;

use super::unit::{Unit, duration};

/// Where the report is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person at a terminal: one line, written anew.
    Terminal,
    /// A log: one line after the other, in longer intervals.
    Log,
}

impl Reader {
    /// When the first line is due, counted from the start of the step, and each further one,
    /// counted from the one before.
    const fn times(self) -> (Duration, Duration) {
        match self {
            Self::Terminal => (Duration::from_secs(2), Duration::from_millis(250)),
            Self::Log => (Duration::from_secs(10), Duration::from_secs(10)),
        }
    }
}

/// To the start of the line and rid of what it holds.
const CLEAR: &str = "\r\x1b[K";
/// A line that is longer than the terminal is wide is cut, and not continued on the next one,
/// where `CLEAR` would miss its beginning.
const CUT: &str = "\x1b[?7l";
const WRAP: &str = "\x1b[?7h";

/// The report on one step. All times are counted from its start.
pub(super) struct Report<W> {
    /// The step, in the words that its lines begin with.
    step: String,
    /// None if the step cannot tell how far it is.
    unit: Option<Unit>,
    total: Option<u64>,
    reader: Reader,
    out: W,
    /// When the next line is due.
    next: Duration,
    /// Whether a line stands on the terminal.
    pub(super) is_shown: bool,
}

impl<W: Write> Report<W> {
    pub(super) fn new(
        step: String,
        unit: Option<Unit>,
        total: Option<u64>,
        reader: Reader,
        out: W,
    ) -> Self {
        Self {
            step,
            unit,
            total,
            reader,
            out,
            next: reader.times().0,
            is_shown: false,
        }
    }

    /// How long it is until the next line is due; zero if it is.
    pub(super) fn due_in(&self, passed: Duration) -> Duration {
        self.next.saturating_sub(passed)
    }

    /// Writes the line that is due. Nobody is told when that fails: there is no other place to
    /// say it, and the work goes on.
    pub(super) fn write(&mut self, passed: Duration, done: u64) {
        let line = self.line(passed, done);
        // In one piece, so that no other line comes between.
        let text = match self.reader {
            Reader::Terminal => format!("{CLEAR}{CUT}{line}{WRAP}"),
            Reader::Log => format!("{line}\n"),
        };
        self.is_shown = self.reader == Reader::Terminal;
        self.put(&text);
        self.skip(passed);
    }

    /// Leaves out the line that is due.
    pub(super) fn skip(&mut self, passed: Duration) {
        self.next = passed + self.reader.times().1;
    }

    /// Leaves the terminal as it was before.
    pub(super) fn finish(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            self.put(CLEAR);
        }
    }

    fn put(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes());
        let _ = self.out.flush();
    }

    fn line(&self, passed: Duration, done: u64) -> String {
        let Some(unit) = self.unit else {
            return format!("{}: {}", self.step, duration(passed));
        };
        // A file that grew while it was read: how much it holds is not known any more.
        let total = self.total.filter(|&total| total >= done);
        let mut line = format!("{}: {}", self.step, unit.amount(done, total));
        let rate = done as f64 / passed.as_secs_f64();
        if done == 0 || !rate.is_finite() {
            return line;
        }
        line = format!("{line}, {}", unit.rate(rate));
        let left = total.map(|total| (total - done) as f64 / rate);
        let left = left.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        match left {
            Some(left) => format!("{line}, {} left", duration(left)),
            None => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    const TOTAL: u64 = 5_900_000_000;

    /// What is written when a step has these amounts done after these seconds, and then ends.
    /// A report is asked whether a line is due at each of them, as the thread that watches does.
    fn written(reader: Reader, total: Option<u64>, at: &[(f64, u64)]) -> String {
        let step = "ingest: reading a.csv".to_owned();
        let mut report = Report::new(step, Some(Unit::Bytes), total, reader, Vec::new());
        for &(seconds, done) in at {
            let passed = Duration::from_secs_f64(seconds);
            if report.due_in(passed).is_zero() {
                report.write(passed, done);
            }
        }
        report.finish();
        let text = String::from_utf8(report.out).unwrap();
        text.replace(CLEAR, "<clear>")
            .replace(CUT, "")
            .replace(WRAP, "")
    }

    #[test]
    fn a_log_gets_a_line_every_ten_seconds() {
        let at = [
            (2.0, 460_000_000),
            (9.9, 2_000_000_000),
            (10.0, 2_310_000_000),
            (19.0, 4_000_000_000),
            (20.0, 4_620_000_000),
            (25.0, TOTAL),
        ];
        assert_snapshot!(written(Reader::Log, Some(TOTAL), &at), @r"
        ingest: reading a.csv: 2.3 of 5.9 GB, 231 MB/s, 16 s left
        ingest: reading a.csv: 4.6 of 5.9 GB, 231 MB/s, 6 s left
        ");
    }

    #[test]
    fn a_terminal_has_one_line_that_is_rewritten_and_gone_at_the_end() {
        let at = [
            (1.9, 100_000_000),
            (2.0, 460_000_000),
            (2.1, 480_000_000),
            (2.25, 2_000_000_000),
        ];
        assert_snapshot!(written(Reader::Terminal, Some(TOTAL), &at), @"<clear>ingest: reading a.csv: 0.5 of 5.9 GB, 230 MB/s, 24 s left<clear>ingest: reading a.csv: 2.0 of 5.9 GB, 889 MB/s, 5 s left<clear>");
    }

    #[test]
    fn fast_work_is_not_mentioned() {
        for reader in [Reader::Terminal, Reader::Log] {
            assert_eq!(written(reader, Some(TOTAL), &[(1.9, TOTAL)]), "");
        }
    }

    #[test]
    fn without_a_total_nothing_is_said_of_the_time_left() {
        let at = [(10.0, 2_310_000_000)];
        assert_snapshot!(written(Reader::Log, None, &at), @"ingest: reading a.csv: 2.3 GB, 231 MB/s");
        assert_snapshot!(written(Reader::Log, Some(9), &at), @"ingest: reading a.csv: 2.3 GB, 231 MB/s");
    }

    #[test]
    fn a_step_that_has_not_moved_has_no_rate() {
        let at = [(10.0, 0)];
        assert_snapshot!(written(Reader::Log, Some(TOTAL), &at), @"ingest: reading a.csv: 0.0 of 5.9 GB");
    }

    #[test]
    fn a_step_that_cannot_tell_how_far_it_is_tells_its_time() {
        let step = "train: fitting GaussianNB".to_owned();
        let mut report = Report::new(step, None, None, Reader::Log, Vec::new());
        for seconds in [10, 130] {
            report.write(Duration::from_secs(seconds), 0);
        }
        assert_snapshot!(String::from_utf8(report.out).unwrap(), @r"
        train: fitting GaussianNB: 10 s
        train: fitting GaussianNB: 2 min 10 s
        ");
    }

    /// The terminal continued a long line on the next one, and each rewriting left a line behind.
    #[test]
    fn a_line_too_long_for_the_terminal_is_cut() {
        let mut report = Report::new(
            "x".to_owned(),
            Some(Unit::Rows),
            None,
            Reader::Terminal,
            Vec::new(),
        );
        report.write(Duration::from_secs(2), 4);
        let text = String::from_utf8(report.out).unwrap();
        assert_eq!(text, "\r\x1b[K\x1b[?7lx: 4 rows, 2.0 rows/s\x1b[?7h");
    }
}
