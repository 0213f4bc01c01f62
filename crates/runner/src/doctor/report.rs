//! What was found, as lines for people or as one document of JSON.

use std::cmp::Reverse;
use std::path::Path;

use mlflow::CredentialsFile;
use serde::Serialize;
use stage::exit::Exit;

use super::finding::{Finding, Status};
use crate::counted::counted;
use crate::settings::Settings;

/// Where what was found begins in a line, and how wide a line may be unless `COLUMNS` says otherwise.
const INDENT: usize = 21;
const WIDTH: usize = 100;
/// A narrower line would be a word.
const NARROWEST: usize = INDENT + 20;
/// What hides a secret, and the shortest that is looked for: shorter ones are parts of words.
const HIDDEN: &str = "***";
const SHORTEST: usize = 4;

/// All findings, those of the host first.
pub(super) struct Report {
    /// What is printed nowhere, the longest first: one may be the beginning of another.
    secrets: Vec<String>,
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
            secrets: secrets(settings),
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

    /// The finding without secrets, whoever said them.
    fn shown(&self, finding: Finding) -> Finding {
        Finding {
            found: self.without_secrets(&finding.found),
            remedy: finding.remedy.map(|text| self.without_secrets(&text)),
            ..finding
        }
    }

    fn without_secrets(&self, text: &str) -> String {
        let secrets = self.secrets.iter();
        let text = secrets.fold(text.to_owned(), |text, secret| {
            text.replace(secret.as_str(), HIDDEN)
        });
        without_passwords(&text)
    }
}

/// The text without the passwords in addresses, which are in no setting where DVC's configuration
/// has them.
fn without_passwords(text: &str) -> String {
    let mut parts = text.split("://");
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_whitespace() || "/?#`'\"".contains(c));
        let (authority, rest) = part.split_at(end.unwrap_or(part.len()));
        let cut = authority.rsplit_once('@').and_then(|(user, host)| {
            let (user, _) = user.split_once(':')?;
            Some(format!("{user}:{HIDDEN}@{host}"))
        });
        without.extend(["://", cut.as_deref().unwrap_or(authority), rest]);
    }
    without
}

/// Those of the settings, and the password in MLflow's file of credentials.
fn secrets(settings: &Settings) -> Vec<String> {
    let home = settings.get("HOME");
    let file = home.and_then(|home| CredentialsFile::read(Path::new(&home)).ok());
    let password = file.and_then(|file| file.password().map(str::to_owned));
    let own = settings.secrets().into_iter();
    let mut secrets: Vec<_> = own.chain(password).collect();
    secrets.retain(|secret| secret.len() >= SHORTEST);
    secrets.sort_by_key(|secret| Reverse(secret.len()));
    secrets
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
    use std::fs;

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
            ("DAGSHUB_TOKEN", "t0ken-and-more"),
            ("MLFLOW_TRACKING_USERNAME", "anna"),
        ]);
        let report = Report::new(&settings, false);
        let text = report.without_secrets("anna was refused with t0ken and k3y/k3y");
        assert_eq!(text, "anna was refused with *** and ***");
        let said = Finding::warn("tracker", "found t0ken-and-more", "type t0ken");
        let shown = report.shown(said);
        assert_eq!(shown.found, "found ***");
        let text = report.without_secrets("no `s3://ann:pw@host:80/a@b` at ssh://git@host");
        assert_eq!(text, "no `s3://ann:***@host:80/a@b` at ssh://git@host");
        assert_eq!(shown.remedy.as_deref(), Some("type ***"));
    }

    #[test]
    fn the_password_in_mlflows_file_of_credentials_is_not_printed() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(".mlflow")).unwrap();
        let text =
            "[mlflow]\nmlflow_tracking_username = anna\nmlflow_tracking_password = p4ssword\n";
        fs::write(home.path().join(".mlflow/credentials"), text).unwrap();
        let settings = Settings::of_process(vec![("HOME", home.path().to_str().unwrap())]);
        let text = Report::new(&settings, false).without_secrets("anna, p4ssword");
        assert_eq!(text, "anna, ***");
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
