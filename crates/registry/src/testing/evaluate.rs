//! What evaluate does to the registry, for models whose scores the test chooses.

use std::path::Path;

use params::{Gate, Metric, PerMetric, Thresholds};

use super::{NAME, Tracker, metadata};
use crate::error::RegistryError;
use crate::evaluation::{apply_gate, log_evaluation};
use crate::gate::{self, Comparison, Paired};
use crate::metrics::{PerClass, Scores};
use crate::page::RunPage;
use crate::production::ProductionState;
use crate::record::{Evaluation, SHA256_TAG};
use crate::versions::find_version;

/// The digest of the table of test rows.
const TEST_MD5: &str = "12633f6b7b7282fb932761e33b24d21d";
/// How many rows it has.
const TEST_ROWS: usize = 4;

impl Tracker {
    /// A tracker in which models were registered and evaluated one after the other: each
    /// a file and what every metric of it is.
    #[must_use]
    pub fn evaluated(models: &[(&[u8], f64)]) -> Self {
        let tracker = Self::new();
        for &(file, score) in models {
            tracker.register(&metadata(file), file);
            tracker
                .evaluate(file, score)
                .expect("the tracker takes the scores");
        }
        let _ = tracker.take_requests();
        tracker
    }

    /// Evaluates the newest version with this file. The gate asks for half of the rows
    /// and for a better accuracy.
    ///
    /// # Errors
    ///
    /// As evaluate's.
    pub fn evaluate(&self, file: &[u8], score: f64) -> Result<Evaluation, RegistryError> {
        let (client, metadata) = (self.client(), metadata(file));
        let place = Path::new("models/model_metadata.json");
        let version = find_version(&client, NAME, &metadata, place)?;
        let state = ProductionState::read(&client, NAME)?;
        let comparison = compare(&state, &metadata.model_sha256, score);
        let evaluation = Evaluation {
            result: gate::decide(all(score), &half(), comparison),
            intervals: PerMetric::default(),
            test_md5: TEST_MD5.to_owned(),
            test_rows: TEST_ROWS,
            model_type: metadata.model_type,
        };
        let page = RunPage::of(&client.run(&version.run_id)?, false);
        let claimed = log_evaluation(
            &client,
            &version,
            &state,
            &evaluation,
            &PerClass::default(),
            &page,
        )?;
        apply_gate(&client, &version, &state, &evaluation, claimed, &page)?;
        Ok(evaluation)
    }
}

fn all(score: f64) -> Scores {
    Scores::from_fn(|_| Some(score))
}

fn half() -> Gate {
    let gate = Gate {
        minimum: Thresholds::default().with(Metric::Accuracy, 0.5),
        ..Gate::default()
    };
    assert_eq!(gate.better_by.get(Metric::Accuracy), Some(0.0));
    gate
}

fn compare(state: &ProductionState, sha256: &str, score: f64) -> Comparison {
    let Some(champion) = &state.version else {
        return Comparison::NoChampion;
    };
    if champion.tags.get(SHA256_TAG).map(String::as_str) == Some(sha256) {
        Comparison::SameModel(champion.version)
    } else if state.record.rolled_back_from(sha256) {
        Comparison::RolledBack(champion.version)
    } else {
        match state.record.scores_on(TEST_MD5) {
            Some(scores) => {
                let theirs = scores.get(Metric::Accuracy).unwrap_or(0.0);
                let paired = Paired::count(right(score).zip(right(theirs)));
                Comparison::Scored(champion.version, scores, Some(paired))
            }
            None => Comparison::NotComparable(champion.version, "it was never judged".to_owned()),
        }
    }
}

/// Whether each test row is right with a model of this accuracy: the first are.
fn right(accuracy: f64) -> impl Iterator<Item = bool> {
    (0..TEST_ROWS).map(move |row| (row as f64) < accuracy * TEST_ROWS as f64)
}
