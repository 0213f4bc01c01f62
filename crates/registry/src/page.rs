//! What the pages of runs and versions say in words, for people who have nothing but MLflow open.
//!
//! Each fact is a paragraph that begins with its own word. Paragraphs of a person stay as they are.

use std::time::{SystemTime, UNIX_EPOCH};

use mlflow::tags::{NOTE, RUN_NAME};
use mlflow::{Client, ModelVersion, Run, Tag, utc};
use params::Metric;

use crate::gate::{GateResult, Verdict};
use crate::record::{Evaluation, Record};

const GATE: &str = "**Gate**: ";
const MODEL: &str = "**Model**: ";
const STANDING: &str = "**Standing**: ";

/// What the page of a run says before it is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunPage {
    /// Its name, to which the score is added; none where a person chose one.
    name: Option<String>,
    note: String,
    /// What else is known of the run once it is judged.
    more: Option<Tag>,
}

impl RunPage {
    /// That of `run`, whose name stays if a person chose it.
    #[must_use]
    pub fn of(run: &Run, name_is_chosen: bool) -> Self {
        Self {
            name: (!name_is_chosen).then(|| run.name.clone()),
            note: run.tags.get(NOTE).cloned().unwrap_or_default(),
            more: None,
        }
    }

    /// With one more tag, to be written in the same request.
    #[must_use]
    pub fn with(self, more: Option<Tag>) -> Self {
        Self { more, ..self }
    }

    /// The tags by which it says what the gate found: the list of runs shows names and no metrics.
    pub(crate) fn tags(&self, result: &GateResult) -> Vec<Tag> {
        let note = with_paragraphs(&self.note, &[(GATE, result.to_string())]);
        let name = self.name.as_ref();
        let name = name.and_then(|name| Some(Tag::new(RUN_NAME, with_score(name, result)?)));
        [Some(Tag::new(NOTE, note)), name, self.more.clone()]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// How many decimals a score has in a name.
const DECIMALS: usize = 4;

/// `rf d5 n100 (0.9333)`, whatever score was there before: the column of names in MLflow's list has
/// room for about twenty characters, so that the name of the metric would hide its value.
fn with_score(name: &str, result: &GateResult) -> Option<String> {
    let thresholds = [&result.better_by, &result.minimum, &result.maximum];
    let asked = |metric: &Metric| thresholds.iter().any(|all| all.has(*metric));
    let mut metrics = Metric::ALL.into_iter();
    let metric = metrics.find(asked).unwrap_or(Metric::Accuracy);
    let score = result.scores.get(metric)?;
    Some(format!("{} ({score:.DECIMALS$})", without_score(name)))
}

fn without_score(name: &str) -> &str {
    let score = |name: &str| {
        let (name, score) = name.strip_suffix(')')?.rsplit_once(" (")?;
        let (whole, decimals) = score.split_once('.')?;
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_score = decimals.len() == DECIMALS && are_digits(decimals) && are_digits(whole);
        is_score.then_some(name.len())
    };
    score(name).map_or(name, |end| &name[..end])
}

/// Why a version is where it is; nothing leaves what its page says of that.
pub(crate) type Standing = Option<String>;

/// Writes to the page of a version what it is, what the gate found, and how it stands.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub(crate) fn describe(
    client: &Client,
    version: &ModelVersion,
    record: &Record,
    standing: Standing,
) -> Result<(), mlflow::Error> {
    let mut facts = Vec::new();
    facts.extend(standing.map(|standing| (STANDING, standing)));
    let evaluation = record.evaluation.as_ref();
    facts.extend(evaluation.map(|found| (GATE, found.result.to_string())));
    facts.push((MODEL, model(version, evaluation)));
    let description = with_paragraphs(&version.description, &facts);
    client.describe_version(&version.name, version.version, &description)
}

fn model(version: &ModelVersion, evaluation: Option<&Evaluation>) -> String {
    let family = evaluation.map_or("a model", |found| &found.model_type);
    let data = version.tags.get("data_version");
    let data = data
        .map(|data| format!(" of data `{data}`"))
        .unwrap_or_default();
    format!("{family}{data}; the page of its source run says where it comes from")
}

/// How a version stands that was judged and is not `production`.
pub(crate) fn judged(result: &GateResult) -> Standing {
    let why = match result.verdict {
        Verdict::Failed => "the gate refused it",
        Verdict::Kept => "production is the same model",
        Verdict::Undecided => "another version became production meanwhile",
        Verdict::Passed => return None,
    };
    Some(format!("not production: {why}"))
}

/// How a version stands that became `production` now.
pub(crate) fn promoted(record: &Record) -> Standing {
    let last = record.promotion.as_ref()?;
    let why = why(record);
    let previous = last.previous.filter(|_| last.reason != "rollback");
    let instead = previous.map(|previous| format!(", replacing version {previous}"));
    Some(format!(
        "production since {}: {why}{}",
        now(),
        instead.unwrap_or_default()
    ))
}

/// How the version stands that the one of `record` and `number` replaced.
pub(crate) fn replaced(record: &Record, number: u64) -> String {
    format!(
        "not production since {}: version {number} took its place, as {}",
        now(),
        why(record)
    )
}

fn why(record: &Record) -> String {
    let last = record.promotion.as_ref();
    let by = last
        .and_then(|last| last.by.as_deref())
        .unwrap_or("a person");
    match last.map(|last| last.reason.as_str()) {
        Some("manual") => format!("{by} promoted it, whatever the gate says"),
        Some("rollback") => format!("{by} rolled back to it"),
        _ => "the gate passed it".to_owned(),
    }
}

/// `2026-11-23 07:25 UTC`.
fn now() -> String {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let moment = utc(u64::try_from(elapsed.as_millis()).unwrap_or_default());
    let minutes: String = moment.chars().take("2026-11-23 07:25".len()).collect();
    format!("{minutes} UTC")
}

/// `text` with these facts, each a paragraph behind its word, in the place of earlier ones. New ones come
/// first.
fn with_paragraphs(text: &str, facts: &[(&str, String)]) -> String {
    let mut paragraphs: Vec<_> = text.split("\n\n").map(str::to_owned).collect();
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    let mut new = Vec::new();
    for (word, fact) in facts {
        let fact = format!("{word}{fact}");
        match paragraphs
            .iter_mut()
            .find(|paragraph| paragraph.starts_with(word))
        {
            Some(paragraph) => *paragraph = fact,
            None => new.push(fact),
        }
    }
    new.extend(paragraphs);
    new.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_takes_the_place_of_an_earlier_one_and_of_nothing_else() {
        assert_eq!(without_score("rf d5 n100 (0.9333)"), "rf d5 n100");
        assert_eq!(without_score("rf d5 (12.0000)"), "rf d5");
        for other in ["mine (for 2024)", "mine (2024)", "mine (v1.2345)", "rf d5"] {
            assert_eq!(without_score(other), other);
        }
    }

    #[test]
    fn facts_are_renewed_and_what_a_person_wrote_stays() {
        let first = with_paragraphs("Bought from A.\n\nAsk Ann.", &[(GATE, "failed".to_owned())]);
        assert_eq!(first, "**Gate**: failed\n\nBought from A.\n\nAsk Ann.");
        let second = with_paragraphs(
            &first,
            &[(STANDING, "x".to_owned()), (GATE, "passed".to_owned())],
        );
        assert_eq!(
            second,
            "**Standing**: x\n\n**Gate**: passed\n\nBought from A.\n\nAsk Ann."
        );
    }
}
