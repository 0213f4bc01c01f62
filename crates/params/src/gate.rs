//! Section `gate`: what a model must reach to become `production`.

use crate::from_yaml::FromYaml;
use crate::metric::{Metric, PerMetric};
use crate::section::Section;
use crate::yaml::Value;

/// A number for some of the metrics.
pub type Thresholds = PerMetric<f64>;

/// Section `gate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// What each metric must be at least; none that is a loss.
    pub minimum: Thresholds,
    /// What each metric must be at most; only those that are losses.
    pub maximum: Thresholds,
    /// By how much each metric must be better than that of the present production model, each
    /// from 0; empty for no comparison.
    pub better_by: Thresholds,
    /// The greatest p of the paired comparison with production by which a model may still replace
    /// it, above 0 and below 1; none for any.
    pub significance: Option<f64>,
    /// Whether a model that does not pass stops the pipeline.
    pub hard: bool,
}

/// As the reference: a model is promoted if its accuracy is better.
impl Default for Gate {
    fn default() -> Self {
        Self {
            minimum: Thresholds::default(),
            maximum: Thresholds::default(),
            better_by: Thresholds::default().with(Metric::Accuracy, 0.0),
            significance: None,
            hard: false,
        }
    }
}

/// A key of the section that holds thresholds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Minimum,
    Maximum,
    BetterBy,
}

impl Gate {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let minimum = Key::Minimum.read(section, or.minimum);
        let maximum = Key::Maximum.read(section, or.maximum);
        let better_by = Key::BetterBy.read(section, or.better_by);
        let significance = significance(section);
        let hard = section.boolean("hard", or.hard);
        let gate = Self {
            minimum: minimum?,
            maximum: maximum?,
            better_by: better_by?,
            significance: significance?,
            hard: hard?,
        };
        gate.check_significance(section)?;
        Some(gate)
    }

    /// Only what is compared can differ by chance.
    fn check_significance(&self, section: &Section<'_>) -> Option<()> {
        if self.significance.is_none() || !self.better_by.is_empty() {
            return Some(());
        }
        let (name, better_by) = (section.path(SIGNIFICANCE), section.path("better_by"));
        let text = format!(
            "`{name}` asks for a comparison, and `{better_by}` makes none; name a metric there, \
             such as `accuracy: 0`"
        );
        section.note(section.line_of(SIGNIFICANCE), text);
        None
    }
}

const SIGNIFICANCE: &str = "significance";

#[expect(
    clippy::option_option,
    reason = "a problem is told from an absent key, as everywhere in this crate"
)]
fn significance(section: &mut Section<'_>) -> Option<Option<f64>> {
    let expected = "null or a number above 0 and below 1";
    let read = |value: &Value| match value {
        Value::Null => Some(None),
        _ => f64::from_yaml(value)
            .filter(|p| *p > 0.0 && *p < 1.0)
            .map(Some),
    };
    section.value(SIGNIFICANCE, expected, read, Some(None))
}

impl Key {
    const fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::BetterBy => "better_by",
        }
    }

    /// Whether a limit on this side says anything about the metric.
    fn takes(self, metric: Metric) -> bool {
        match self {
            Self::Minimum => !metric.is_loss(),
            Self::Maximum => metric.is_loss(),
            Self::BetterBy => true,
        }
    }

    fn read(self, section: &mut Section<'_>, default: Thresholds) -> Option<Thresholds> {
        section.subsection(self.name(), default, |section| {
            let found = Metric::ALL.map(|metric| self.threshold(section, metric));
            let complete = found.iter().all(Option::is_some);
            let mut found = found.into_iter().map(Option::flatten);
            complete.then(|| Thresholds::from_fn(|_| found.next().flatten()))
        })
    }

    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere in this crate"
    )]
    fn threshold(self, section: &mut Section<'_>, metric: Metric) -> Option<Option<f64>> {
        let name = metric.name();
        if self.takes(metric) {
            let (greatest, expected) = range(metric);
            return section.number_up_to(name, greatest, expected);
        }
        let (better, other) = match self {
            Self::Minimum => ("smaller", Self::Maximum),
            _ => ("larger", Self::Minimum),
        };
        let other = other.name();
        let problem =
            format!("sets no limit, for {better} is better; write it below `gate.{other}`");
        section.refuse_key(name, &problem).map(|()| None)
    }
}

/// The greatest that a metric can be, with the words for it.
fn range(metric: Metric) -> (f64, &'static str) {
    match metric {
        Metric::LogLoss => (f64::MAX, "a number from 0"),
        Metric::BrierScore => (2.0, "a number from 0 to 2"),
        _ => (1.0, "a number from 0 to 1"),
    }
}
