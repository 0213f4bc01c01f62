//! Curves of a classifier, one for each class that is told from the others.

use crate::axes;
use crate::error::PlotError;
use crate::font::Label;
use crate::paint::{MOST_SERIES, Paint};
use crate::picture::{MARGIN, NORMAL, Picture, SMALL};
use crate::shape::{Anchor, MIDDLE, Place, dashes, marker};

/// The width of the legend.
const LEGEND: f64 = 216.0;
/// The height of an entry in it.
const ENTRY: f64 = 44.0;
/// The length of the sample of a line in it.
const SAMPLE: f64 = 34.0;

/// The longest name in it. A browser without our font takes a wider one.
const NAME: f64 = LEGEND - SAMPLE - 26.0;

/// The curve of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The name of the class.
    pub class: String,
    /// At least one point, each coordinate between 0 and 1, in the order in which they are joined.
    pub points: Vec<(f64, f64)>,
    /// The number that sums the curve up, between 0 and 1, where it has one.
    pub score: Option<f64>,
}

/// Curves that can be drawn. The first seven are.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Those that are drawn, each with the number of its class.
    curves: Vec<(usize, Curve)>,
    /// How many are left out.
    more: usize,
}

impl Curves {
    /// The curves, which `what` names in an error. If there are more than can be told apart, those
    /// with the lowest scores are kept, or the first ones of equal scores and of none.
    ///
    /// # Errors
    ///
    /// When there is none, one has no point, or a number is not between 0 and 1.
    pub fn new(what: &'static str, curves: Vec<Curve>) -> Result<Self, PlotError> {
        if curves.is_empty() || curves.iter().any(|curve| curve.points.is_empty()) {
            return Err(PlotError::Nothing { what });
        }
        for curve in &curves {
            let coordinates = curve.points.iter().flat_map(|&(x, y)| [x, y]);
            let mut numbers = coordinates.chain(curve.score);
            if let Some(number) = numbers.find(|number| !(0.0..=1.0).contains(number)) {
                return Err(PlotError::Number {
                    what,
                    number: number.to_string(),
                    name: curve.class.clone(),
                });
            }
        }
        Ok(Self::lowest(curves))
    }

    fn lowest(curves: Vec<Curve>) -> Self {
        let more = curves.len().saturating_sub(MOST_SERIES);
        let mut numbered: Vec<_> = curves.into_iter().enumerate().collect();
        if more > 0 {
            let score = |curve: &Curve| curve.score.unwrap_or(0.0);
            numbered.sort_by(|(_, a), (_, b)| score(a).total_cmp(&score(b)));
            numbered.truncate(MOST_SERIES);
            numbered.sort_by_key(|(number, _)| *number);
        }
        Self {
            curves: numbered,
            more,
        }
    }

    /// ROC curves: points are the false positive rate and the true positive rate, scores ROC AUC.
    #[must_use]
    pub fn roc(&self) -> Picture {
        let axes = ["False positive rate", "True positive rate"];
        let mut picture = self.picture("roc", "ROC", axes, "AUC");
        axes::diagonal(&mut picture);
        self.draw(&mut picture, Clone::clone);
        self.legend(&mut picture, "AUC", Some("no better than chance"));
        picture
    }

    /// Precision-recall curves: points are recall and precision, from the highest recall to the
    /// lowest, scores the average precision, which is the area below the steps.
    #[must_use]
    pub fn precision_recall(&self) -> Picture {
        let axes = ["Recall", "Precision"];
        let title = "Precision and recall";
        let mut picture = self.picture("precision-recall", title, axes, "average precision");
        self.draw(&mut picture, |points| steps(points));
        self.legend(&mut picture, "AP", None);
        picture
    }

    /// Calibration curves: points are the mean of the predicted probabilities in a bin, and the
    /// share of rows there that are of the class.
    #[must_use]
    pub fn calibration(&self) -> Picture {
        let axes = ["Mean predicted probability", "Share of rows of the class"];
        let mut picture = self.picture("calibration", "Calibration", axes, "");
        axes::diagonal(&mut picture);
        self.draw(&mut picture, Clone::clone);
        for (series, (_, curve)) in self.curves.iter().enumerate() {
            for &point in &curve.points {
                picture.shapes.push(marker(series, axes::place(point)));
            }
        }
        self.legend(&mut picture, "", Some("as probable as predicted"));
        picture
    }

    fn picture(&self, id: &'static str, title: &str, axes: [&str; 2], score: &str) -> Picture {
        let below = match (self.curves.len(), self.more) {
            (1, 0) => "Of the class against the rest, on the test rows".to_owned(),
            (_, 0) => "Each class against the rest, on the test rows".to_owned(),
            (n, more) if score.is_empty() => {
                format!(
                    "The first {n} of {} classes, each against the rest",
                    n + more
                )
            }
            (n, more) => format!(
                "The {n} of {} classes with the lowest {score}, each against the rest",
                n + more
            ),
        };
        let size = (axes::RIGHT + 24.0 + LEGEND + MARGIN, axes::HEIGHT);
        let mut picture = Picture::new(id, title, &below, size);
        let [x, y] = axes;
        axes::draw(&mut picture, x, y);
        picture.description = self.described(&below, score);
        picture
    }

    fn described(&self, below: &str, score: &str) -> String {
        let scores = self.curves.iter().filter_map(|(_, curve)| {
            let name = crate::font::cleaned(&curve.class);
            Some(format!("{name}: {score} {:.3}", curve.score?))
        });
        let mut sentences = vec![below.to_owned()];
        sentences.extend(scores);
        sentences.join(". ") + "."
    }

    fn draw(&self, picture: &mut Picture, through: impl Fn(&Vec<Place>) -> Vec<Place>) {
        for (series, (_, curve)) in self.curves.iter().enumerate() {
            let points = through(&curve.points);
            let places = points.into_iter().map(axes::place).collect();
            picture.dashed(places, Paint::Series(series), 2.2, dashes(series));
        }
    }

    fn legend(&self, picture: &mut Picture, score: &str, diagonal: Option<&str>) {
        let (left, top) = (axes::RIGHT + 24.0, axes::TOP);
        let beside = left + SAMPLE + 10.0;
        let mut y = top + 12.0;
        for (series, (number, curve)) in self.curves.iter().enumerate() {
            let sample = vec![(left, y), (left + SAMPLE, y)];
            picture.dashed(sample, Paint::Series(series), 2.4, dashes(series));
            if score.is_empty() {
                let shape = marker(series, (left + SAMPLE / 2.0, y));
                picture.shapes.push(shape);
            }
            let instead = format!("class {}", number + 1);
            let name = Label::name(&curve.class, instead, NORMAL, NAME);
            let at = (beside, y + MIDDLE * NORMAL);
            picture.text(at, name, NORMAL, Anchor::Start, Paint::Ink);
            let score = curve.score.map(|value| format!("{score} {value:.3}"));
            if let Some(score) = score {
                let at = (beside, y + MIDDLE * NORMAL + 17.0);
                picture.text(at, score, SMALL, Anchor::Start, Paint::Muted);
            }
            y += if curve.score.is_some() { ENTRY } else { 26.0 };
        }
        if self.more > 0 {
            let more = format!("… and {} more", self.more);
            picture.text((beside, y + 4.0), more, SMALL, Anchor::Start, Paint::Muted);
            y += 26.0;
        }
        if let Some(text) = diagonal {
            let sample = vec![(left, y), (left + SAMPLE, y)];
            picture.dashed(sample, Paint::Muted, 1.2, &[3.0, 4.0]);
            let at = (beside, y + MIDDLE * SMALL);
            picture.text(at, text, SMALL, Anchor::Start, Paint::Muted);
        }
    }
}

/// Each value holds up to where the next one begins.
fn steps(points: &[Place]) -> Vec<Place> {
    let mut steps = Vec::with_capacity(2 * points.len());
    for pair in points.windows(2) {
        steps.extend([pair[0], (pair[1].0, pair[0].1)]);
    }
    steps.extend(points.last());
    steps
}
