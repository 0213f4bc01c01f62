//! Curves of a classifier, one for each class that is told from the others.

use crate::axes;
use crate::error::PlotError;
use crate::font::{Label, cleaned};
use crate::legend::{Entry, Legend, NAME};
use crate::paint::{MOST_SERIES, Paint};
use crate::picture::{MARGIN, NORMAL, Picture};
use crate::shape::{Place, dashes, marker};
use crate::share::share;

/// The curve of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The number of the class among all of them, from 0.
    pub number: usize,
    /// Its name.
    pub class: String,
    /// At least one point, each coordinate between 0 and 1, in the order in which they are joined.
    pub points: Vec<(f64, f64)>,
    /// The number that sums the curve up, between 0 and 1, where it has one.
    pub score: Option<f64>,
}

/// Curves that can be drawn. Of more than seven classes, some are.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// Those that are drawn.
    curves: Vec<Curve>,
    /// How many are left out.
    more: usize,
}

impl Curve {
    /// The curves of points that follow each other class by class. Each has the number of its
    /// class, from 0, and the name; `score` is asked for the number that sums the curve of a class
    /// up.
    pub fn joined<'a>(
        points: impl Iterator<Item = (usize, &'a str, (f64, f64))>,
        score: impl Fn(usize) -> Option<f64>,
    ) -> Vec<Self> {
        let mut curves: Vec<Self> = Vec::new();
        for (number, class, point) in points {
            match curves.last_mut() {
                Some(curve) if curve.number == number => curve.points.push(point),
                _ => curves.push(Self {
                    number,
                    class: class.to_owned(),
                    points: vec![point],
                    score: score(number),
                }),
            }
        }
        curves
    }

    fn checked(mut self, what: &'static str) -> Result<Self, PlotError> {
        if self.points.is_empty() {
            return Err(PlotError::Nothing { what });
        }
        let coordinates = self.points.iter_mut().flat_map(|(x, y)| [x, y]);
        for number in coordinates.chain(&mut self.score) {
            let found = share(*number);
            *number = found.ok_or_else(|| PlotError::number(what, *number, &self.class))?;
        }
        Ok(self)
    }
}

impl Curves {
    /// The curves, which `what` names in an error. If there are more than can be told apart, those
    /// with the lowest scores are kept, or the first ones of equal scores and of none.
    ///
    /// # Errors
    ///
    /// When there is none, one has no point, or a number is not between 0 and 1.
    pub fn new(what: &'static str, curves: Vec<Curve>) -> Result<Self, PlotError> {
        if curves.is_empty() {
            return Err(PlotError::Nothing { what });
        }
        let checked = curves.into_iter().map(|curve| curve.checked(what));
        Ok(Self::lowest(checked.collect::<Result<_, _>>()?))
    }

    fn lowest(mut curves: Vec<Curve>) -> Self {
        let more = curves.len().saturating_sub(MOST_SERIES);
        if more > 0 {
            let score = |curve: &Curve| curve.score.unwrap_or(0.0);
            curves.sort_by(|a, b| score(a).total_cmp(&score(b)));
            curves.truncate(MOST_SERIES);
            curves.sort_by_key(|curve| curve.number);
        }
        Self { curves, more }
    }

    /// ROC curves: points are the false positive rate and the true positive rate, scores ROC AUC.
    #[must_use]
    pub fn roc(&self) -> Picture {
        let axes = ["False positive rate", "True positive rate"];
        let legend = self.legend("AUC", Some("no better than chance"));
        let mut picture = self.picture("roc", "ROC", axes, "AUC", legend.end());
        axes::diagonal(&mut picture);
        self.draw(&mut picture, Clone::clone);
        legend.draw(&mut picture);
        picture
    }

    /// Precision-recall curves: points are recall and precision, from the highest recall to the
    /// lowest, scores the average precision, which is the area below the steps.
    #[must_use]
    pub fn precision_recall(&self) -> Picture {
        let axes = ["Recall", "Precision"];
        let title = "Precision and recall";
        let legend = self.legend("AP", None);
        let (id, score) = ("precision-recall", "average precision");
        let mut picture = self.picture(id, title, axes, score, legend.end());
        self.draw(&mut picture, |points| steps(points));
        legend.draw(&mut picture);
        picture
    }

    /// Calibration curves: points are the mean of the predicted probabilities in a bin, and the
    /// share of rows there that are of the class.
    #[must_use]
    pub fn calibration(&self) -> Picture {
        let axes = ["Mean predicted probability", "Share of rows of the class"];
        let legend = self.legend("", Some("as probable as predicted"));
        let mut picture = self.picture("calibration", "Calibration", axes, "", legend.end());
        axes::diagonal(&mut picture);
        self.draw(&mut picture, Clone::clone);
        for (series, curve) in self.curves.iter().enumerate() {
            for &point in &curve.points {
                picture.shapes.push(marker(series, axes::place(point)));
            }
        }
        legend.draw(&mut picture);
        picture
    }

    fn picture(
        &self,
        id: &'static str,
        title: &str,
        axes: [&str; 2],
        score: &str,
        height: f64,
    ) -> Picture {
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
        let size = (axes::RIGHT + MARGIN, height);
        let mut picture = Picture::new(id, title, &below, size);
        let [x, y] = axes;
        axes::draw(&mut picture, x, y);
        picture.description = self.described(&below, score);
        picture
    }

    fn described(&self, below: &str, score: &str) -> String {
        let scores = self.curves.iter().filter_map(|curve| {
            let name = cleaned(&curve.class);
            Some(format!("{name}: {score} {:.3}", curve.score?))
        });
        let mut sentences = vec![below.to_owned()];
        sentences.extend(scores);
        sentences.join(". ") + "."
    }

    fn draw(&self, picture: &mut Picture, through: impl Fn(&Vec<Place>) -> Vec<Place>) {
        for (series, curve) in self.curves.iter().enumerate() {
            let points = through(&curve.points);
            let places = points.into_iter().map(axes::place).collect();
            picture.dashed(places, Paint::Series(series), 2.2, dashes(series));
        }
    }

    fn legend(&self, score: &str, diagonal: Option<&'static str>) -> Legend {
        let series = self.curves.iter().map(|curve| {
            let instead = format!("class {}", curve.number + 1);
            Entry::Series {
                name: Label::name(&curve.class, instead, NORMAL, NAME),
                score: curve.score.map(|value| format!("{score} {value:.3}")),
                marked: score.is_empty(),
            }
        });
        let mut entries: Vec<_> = series.collect();
        entries.extend((self.more > 0).then_some(Entry::More(self.more)));
        entries.extend(diagonal.map(Entry::Diagonal));
        Legend(entries)
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
