//! The metrics of an evaluation under the names that the tracker takes.

use std::collections::{BTreeMap, HashSet};

use crate::metrics::{Metrics, PerClass, Scores};
use mlflow::Metric as Logged;
use params::Metric;

/// The most classes whose metrics are logged one by one: with them, one request still holds all.
const MOST_CLASSES: usize = 200;
/// The most characters of a class in a name; the tracker takes names of 250.
const MOST_CHARACTERS: usize = 200;

/// What an evaluation logs to its run, by the names in the tracker.
#[must_use]
pub fn logged_metrics(metrics: &Metrics) -> BTreeMap<String, f64> {
    let logged = logged(None, &metrics.scores, &metrics.per_class).into_iter();
    logged.map(|metric| (metric.key, metric.value)).collect()
}

/// What is logged to the run, attached to the model where the tracker has models as entities:
/// `eval_accuracy` and so on, as the Python reference names them, and `eval_recall_setosa` and
/// so on, unless there are more than 200 classes.
pub(crate) fn logged(
    model_id: Option<&str>,
    scores: &Scores,
    per_class: &PerClass<f64>,
) -> Vec<Logged> {
    let of_rows = scores.iter();
    let mut all: Vec<_> = of_rows
        .map(|(metric, value)| (prefixed(metric), *value))
        .collect();
    if per_class.len() <= MOST_CLASSES {
        let mut taken = HashSet::new();
        for (class, values) in per_class {
            let class = class_in_name(class, &mut taken);
            let named = |(metric, value)| (format!("{}_{class}", prefixed(metric)), value);
            all.extend(values.iter().map(named));
        }
    }
    let metric = |(name, value)| Logged::new(name, value).of_model(model_id);
    all.into_iter().map(metric).collect()
}

fn prefixed(metric: Metric) -> String {
    format!("eval_{}", metric.logged_name())
}

/// The class with `_` for what no name may hold, and a number where that makes two classes one;
/// some of the tracker's databases also take `a` and `A` for one.
fn class_in_name(class: &str, taken: &mut HashSet<String>) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
    let characters = class.chars().take(MOST_CHARACTERS);
    let plain: String = characters
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let mut candidates = std::iter::once(plain.clone()).chain(numbered);
    let free = candidates.find(|candidate| taken.insert(candidate.to_lowercase()));
    free.unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use params::OfClass;

    use super::*;

    fn names(classes: &[&str]) -> Vec<String> {
        let of_class = OfClass {
            precision: None,
            recall: Some(0.5),
            f1_score: Some(0.5),
        };
        let per_class = classes.iter().map(|class| ((*class).to_owned(), of_class));
        let scores = Scores::default()
            .with(Metric::F1Score, 0.5)
            .with(Metric::RocAuc, 0.5);
        let logged = logged(None, &scores, &per_class.collect());
        logged.into_iter().map(|metric| metric.key).collect()
    }

    #[test]
    fn names_are_those_of_the_reference_and_of_the_classes() {
        assert_eq!(
            names(&["setosa"]),
            [
                "eval_f1",
                "eval_roc_auc",
                "eval_recall_setosa",
                "eval_f1_setosa"
            ]
        );
    }

    #[test]
    fn classes_that_the_tracker_cannot_name_are_told_apart_nevertheless() {
        let names = names(&["a/b", "a:b", "A_b", "größer 1,5"]);
        let recalls = names.iter().filter(|name| name.contains("recall"));
        assert_eq!(
            recalls.collect::<Vec<_>>(),
            [
                "eval_recall_a_b",
                "eval_recall_a_b_2",
                "eval_recall_A_b_3",
                "eval_recall_größer 1_5"
            ]
        );
    }

    #[test]
    fn of_very_many_classes_none_is_logged() {
        let classes: Vec<_> = (0..=MOST_CLASSES).map(|class| class.to_string()).collect();
        let classes: Vec<_> = classes.iter().map(String::as_str).collect();
        assert_eq!(names(&classes), ["eval_f1", "eval_roc_auc"]);
    }
}
