//! A decision in words: `passed: accuracy 0.9333 (minimum 0.9000); first model`.

use std::fmt;

use params::Metric;

use super::{Champion, Doubt, GateResult, Paired, Verdict, beyond_limit, not_better};

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Kept => "kept",
            Self::Undecided => "undecided",
        })
    }
}

impl fmt::Display for GateResult {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.verdict, self.grounds())
    }
}

impl GateResult {
    /// The numbers and the reason, without the verdict.
    #[must_use]
    pub fn grounds(&self) -> String {
        format!("{}; {}", self.numbers(), self.why())
    }

    /// The candidate and production row by row, in words, where their rows were compared.
    #[must_use]
    pub fn paired(&self) -> Option<String> {
        let champion = self.production.as_ref()?;
        let Paired {
            rows,
            only_candidate_right,
            only_production_right,
            p_value,
        } = champion.paired?;
        let (version, p) = (champion.version, probability(p_value));
        Some(format!(
            "this model alone is right on {only_candidate_right} of {rows} rows, version \
             {version} alone on {only_production_right}; McNemar {p}"
        ))
    }

    /// The metrics that the gate asks for, with what they were held against.
    fn numbers(&self) -> String {
        let asked = |metric: &Metric| {
            let thresholds = [self.minimum, self.maximum, self.better_by];
            thresholds.iter().any(|thresholds| thresholds.has(*metric))
        };
        let mut asked: Vec<_> = Metric::ALL.into_iter().filter(asked).collect();
        if asked.is_empty() {
            asked.push(Metric::Accuracy);
        }
        let numbers: Vec<_> = asked
            .into_iter()
            .map(|metric| self.number(metric))
            .collect();
        numbers.join(", ")
    }

    fn number(&self, metric: Metric) -> String {
        let ours = self.scores.get(metric);
        let (minimum, maximum) = (self.minimum.get(metric), self.maximum.get(metric));
        let theirs = self.better_by.get(metric).and(self.production.as_ref());
        let theirs =
            theirs.and_then(|champion| Some((champion.version, champion.scores?.get(metric)?)));
        let others = [minimum, maximum, theirs.map(|(_, theirs)| theirs)];
        let write = writer(ours, others.into_iter().flatten());
        let held_against: Vec<_> = [
            minimum.map(|minimum| format!("minimum {}", write(minimum))),
            maximum.map(|maximum| format!("maximum {}", write(maximum))),
            theirs.map(|(version, theirs)| format!("version {version} has {}", write(theirs))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let name = metric.name();
        let ours = ours.map_or("undefined".to_owned(), &write);
        if held_against.is_empty() {
            return format!("{name} {ours}");
        }
        format!("{name} {ours} ({})", held_against.join(", "))
    }

    /// The reason in words.
    fn why(&self) -> String {
        let version = self
            .production
            .as_ref()
            .map_or(0, |champion| champion.version);
        match self.reason.as_str() {
            "first_model" => "first model".to_owned(),
            "minimum_met" => "nothing is compared".to_owned(),
            "same_model" => format!("production version {version} is the same model"),
            "rolled_back" => {
                format!("production was rolled back from this model to version {version}")
            }
            "promoted_meanwhile" => format!("version {version} became production meanwhile"),
            "not_comparable" => match self.problem() {
                Some(problem) => format!("cannot be compared with production: {problem}"),
                None => format!("cannot be compared with production version {version}"),
            },
            "not_significant" => self.chance(version),
            _ if self.verdict == Verdict::Passed => "better than production".to_owned(),
            _ => self.shortfall(version),
        }
    }

    /// Why the paired comparison was not enough.
    fn chance(&self, version: u64) -> String {
        let paired = self.production.as_ref().and_then(|found| found.paired);
        match (paired, self.significance) {
            (Some(paired), Some(most)) if paired.doubt(most) == Some(Doubt::NoGain) => {
                format!("it is not right on more rows than production version {version}")
            }
            (Some(paired), Some(most)) => {
                let p = writer(Some(paired.p_value), [most].into_iter())(paired.p_value);
                format!(
                    "the difference from production version {version} may be chance: McNemar p \
                     {p} is above {most}"
                )
            }
            _ => self.reason.clone(),
        }
    }

    fn problem(&self) -> Option<&str> {
        self.production.as_ref()?.problem.as_deref()
    }

    fn shortfall(&self, version: u64) -> String {
        if let Some(metric) = beyond_limit(&self.scores, &self.minimum, &self.maximum) {
            let name = metric.name();
            return match self.scores.get(metric) {
                None => undefined(metric),
                Some(_) if metric.is_loss() => format!("{name} is above the maximum"),
                Some(_) => format!("{name} is below the minimum"),
            };
        }
        let theirs = self
            .production
            .as_ref()
            .and_then(|Champion { scores, .. }| *scores);
        let metric = theirs.and_then(|theirs| not_better(&self.scores, &theirs, &self.better_by));
        let Some(metric) = metric else {
            return self.reason.clone();
        };
        if !self.scores.has(metric) {
            return undefined(metric);
        }
        let name = metric.name();
        match self.better_by.get(metric) {
            Some(by) if by > 0.0 => {
                format!("{name} is not better than that of production version {version} by {by}")
            }
            _ => format!("{name} is not better than that of production version {version}"),
        }
    }
}

fn undefined(metric: Metric) -> String {
    format!("{} is not defined on these test rows", metric.name())
}

/// `p 0.0313`: four decimals, or what it is below.
fn probability(p: f64) -> String {
    if p < 0.0001 {
        "p below 0.0001".to_owned()
    } else {
        format!("p {p:.4}")
    }
}

/// Four decimals, or all of them where four would make different numbers look alike.
fn writer(ours: Option<f64>, others: impl Iterator<Item = f64>) -> impl Fn(f64) -> String {
    let short = |value: f64| format!("{value:.4}");
    let mut others = others;
    #[expect(
        clippy::float_cmp,
        reason = "whether two numbers are one is the question"
    )]
    let alike =
        ours.is_some_and(|ours| others.any(|other| other != ours && short(other) == short(ours)));
    move |value| {
        if alike {
            value.to_string()
        } else {
            short(value)
        }
    }
}
