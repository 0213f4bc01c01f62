//! What was found, as lines for people or as one document of JSON.

use serde::Serialize;
use stage::exit::Exit;

use super::finding::{Finding, Status};
use crate::settings::Settings;

/// Where what was found begins in a line, and how wide a line may be unless `COLUMNS` says otherwise.
const INDENT: usize = 21;
const WIDTH: usize = 100;
/// What hides a secret, and the shortest that is looked for: shorter ones are parts of words.
const HIDDEN: &str = "***";
const SHORTEST: usize = 4;

/// All findings, those of the host first.
pub(super) struct Report<'a> {
    settings: &'a Settings,
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

impl<'a> Report<'a> {
    pub(super) fn new(settings: &'a Settings, json: bool) -> Self {
        let width = settings.get("COLUMNS").and_then(|width| width.parse().ok());
        Self {
            settings,
            json,
            width: width.unwrap_or(WIDTH),
            findings: Vec::new(),
        }
    }

    /// Adds what the host's part has printed.
    pub(super) fn take_over(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds and prints.
    pub(super) fn tell(&mut self, mut finding: Finding) {
        finding.found = self.without_secrets(&finding.found);
        if !self.json {
            print!("{}", lines(&finding, self.width));
        }
        self.findings.push(finding);
    }

    /// Prints the end, and gives the exit code: 5 where all that failed may answer another time.
    pub(super) fn conclude(&self) -> u8 {
        let count = |status| {
            self.findings
                .iter()
                .filter(|one| one.status == status)
                .count()
        };
        let [ok, warn, fail] = [Status::Ok, Status::Warn, Status::Fail].map(count);
        let mut failed = self
            .findings
            .iter()
            .filter(|one| one.status == Status::Fail);
        let exit = match fail {
            0 => Exit::Done,
            _ if failed.all(|one| one.unreachable) => Exit::Tracker,
            _ => Exit::Usage,
        };
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
            let plural = if warn == 1 { "" } else { "s" };
            println!("doctor: {ok} ok, {warn} warning{plural}, {fail} failed");
        }
        exit.code()
    }

    /// The text without what the settings keep secret, whoever said it.
    fn without_secrets(&self, text: &str) -> String {
        let secrets = self.settings.secrets();
        let long = secrets.iter().filter(|secret| secret.len() >= SHORTEST);
        long.fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), HIDDEN)
        })
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
    fn no_secret_of_the_settings_is_printed() {
        let settings = Settings::of_process(vec![
            ("MLFLOW_TRACKING_TOKEN", "t0ken"),
            ("AWS_SECRET_ACCESS_KEY", "k3y/k3y"),
            ("MLFLOW_TRACKING_USERNAME", "anna"),
        ]);
        let report = Report::new(&settings, false);
        let text = report.without_secrets("anna was refused with t0ken and k3y/k3y");
        assert_eq!(text, "anna was refused with *** and ***");
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
        assert_eq!(code(&[fail.clone().into_unreachable(), fail]), 2);
    }
}
