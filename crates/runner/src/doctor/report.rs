//! What was found, as lines for people or as one document of JSON.

use params::shorten::counted;
use serde::Serialize;
use stage::exit::Exit;

use super::finding::{Finding, Status};
use super::secrets::Secrets;
use crate::settings::Settings;

/// Where what was found begins in a line, and how wide a line may be unless `COLUMNS` says otherwise.
const INDENT: usize = 21;
const WIDTH: usize = 100;
/// A narrower line would hold a word or two.
const NARROWEST: usize = INDENT + 20;

/// All findings, those of the host first.
pub(super) struct Report {
    secrets: Secrets,
    json: bool,
    width: usize,
    findings: Vec<Finding>,
}

/// The document.
#[derive(Serialize)]
struct Document<'a> {
    checks: &'a [Finding],
    ok: usize,
    warn: usize,
    fail: usize,
    exit: u8,
}

impl Report {
    pub(super) fn new(settings: &Settings, json: bool) -> Self {
        let width = settings.get("COLUMNS").and_then(|width| width.parse().ok());
        let width = width.filter(|width| *width > 0);
        Self {
            secrets: Secrets::of(settings),
            json,
            width: width.unwrap_or(WIDTH).max(NARROWEST),
            findings: Vec::new(),
        }
    }

    /// Adds what the host's part has printed.
    pub(super) fn take_over(&mut self, finding: Finding) {
        self.findings.push(self.shown(finding));
    }

    /// Adds and prints.
    pub(super) fn tell(&mut self, finding: Finding) {
        let finding = self.shown(finding);
        if !self.json {
            print!("{}", lines(&finding, self.width));
        }
        self.findings.push(finding);
    }

    /// Prints the end, and gives the exit code: 5 where all that failed may answer another time, and
    /// 70 where a check broke.
    pub(super) fn conclude(&self) -> u8 {
        let count = |status| {
            self.findings
                .iter()
                .filter(|one| one.status == status)
                .count()
        };
        let [ok, warn, fail] = [Status::Ok, Status::Warn, Status::Fail].map(count);
        let exit = self.exit();
        if self.json {
            let document = Document {
                checks: &self.findings,
                ok,
                warn,
                fail,
                exit: exit.code(),
            };
            // Texts and numbers: none can fail to be written.
            println!(
                "{}",
                serde_json::to_string_pretty(&document).unwrap_or_default()
            );
        } else {
            println!(
                "doctor: {ok} ok, {}, {fail} failed",
                counted(warn, "warning")
            );
        }
        exit.code()
    }

    fn exit(&self) -> Exit {
        let all = self.findings.iter();
        let failed = all.filter(|one| one.status == Status::Fail);
        let exits: Vec<_> = failed.map(|one| one.exit).collect();
        if exits.is_empty() {
            Exit::Done
        } else if exits.contains(&Exit::Internal) {
            Exit::Internal
        } else if exits.iter().all(|exit| *exit == Exit::Tracker) {
            Exit::Tracker
        } else {
            Exit::Usage
        }
    }

    /// The finding without secrets, and without what does something to a terminal.
    fn shown(&self, finding: Finding) -> Finding {
        let shown = |text: &str| {
            let does_something = |c: char| c.is_control() && c != '\n';
            self.secrets.hidden(text).replace(does_something, " ")
        };
        Finding {
            found: shown(&finding.found),
            remedy: finding.remedy.as_deref().map(shown),
            ..finding
        }
    }
}

/// The lines of a finding, and its remedy in one of its own, which can be copied.
fn lines(finding: &Finding, width: usize) -> String {
    let status = match finding.status {
        Status::Ok => "ok",
        Status::Warn => "warn",
        Status::Fail => "FAIL",
    };
    let mut found = finding
        .found
        .lines()
        .flat_map(|line| wrapped(line, width.saturating_sub(INDENT)));
    let first = found.next().unwrap_or_default();
    let mut text = format!("{status:4}  {:13}  {first}\n", finding.name);
    for line in found.chain(finding.remedy.clone()) {
        text.extend([" ".repeat(INDENT), line, "\n".to_owned()]);
    }
    text
}

/// A line cut between words where it would be too wide. A word is never cut.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.len() - 1;
        let fits = lines[last].chars().count() + 1 + word.chars().count() <= width;
        if lines[last].is_empty() {
            lines[last] += word;
        } else if fits {
            lines[last].extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn a_long_finding_is_cut_between_words_and_its_remedy_never() {
        let found = "word ".repeat(20);
        let remedy = "type ".repeat(20);
        let text = lines(
            &Finding::fail("tracker", found.trim(), remedy.trim()),
            WIDTH,
        );
        assert_snapshot!(text, @"
        FAIL  tracker        word word word word word word word word word word word word word word word word
                             word word word word
                             type type type type type type type type type type type type type type type type type type type type
        ");
    }

    #[test]
    fn what_others_say_does_nothing_to_a_terminal_and_tells_no_secret() {
        let settings = Settings::of_process(vec![("DAGSHUB_TOKEN", "t0ken")]);
        let said = Finding::warn("tracker", "\u{1b}[31mred\nt0ken", "type t0ken");
        let shown = Report::new(&settings, false).shown(said);
        assert_eq!(shown, Finding::warn("tracker", " [31mred\n***", "type ***"));
    }

    #[test]
    fn only_what_may_answer_another_time_is_worth_a_retry() {
        let settings = Settings::default();
        let code = |findings: &[Finding]| {
            let mut report = Report::new(&settings, true);
            findings
                .iter()
                .cloned()
                .for_each(|one| report.take_over(one));
            report.conclude()
        };
        let [ok, warn] = [Finding::ok("git", ""), Finding::warn("disk", "", "")];
        let fail = Finding::fail("tracker", "", "");
        assert_eq!(code(&[ok, warn]), 0);
        assert_eq!(code(&[fail.clone().into_unreachable()]), 5);
        assert_eq!(code(&[fail.clone().into_unreachable(), fail.clone()]), 2);
        assert_eq!(code(&[fail, Finding::broken("tracker")]), 70);
    }
}
