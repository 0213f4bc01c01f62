//! The curves that DVC draws and the run gets pictures of: those of the metrics, with as many points
//! as can be seen.

mod thin;

use serde::{Serialize, Serializer};

use crate::metrics::{self, Bin, ClassCurves, CurvePoint, Judged};
use thin::{Joined, thinned};

/// How many points the curves of a file have together, unless there are so many classes that each has
/// the fewest; and how many one of them has at most.
const MOST_POINTS: usize = 5000;
const MOST_OF_CURVE: usize = 500;
const FEWEST_OF_CURVE: usize = 20;

/// The curves of all classes, each against the rest.
#[derive(Clone, Debug)]
pub(crate) struct Curves<'a> {
    /// The content of `metrics/roc.json`.
    pub(crate) roc: Vec<RocPoint<'a>>,
    /// The content of `metrics/precision_recall.json`.
    pub(crate) precision_recall: Vec<PrecisionRecallPoint<'a>>,
    /// The content of `metrics/calibration.json`.
    pub(crate) calibration: Vec<CalibrationPoint<'a>>,
    /// The areas below the curves of each class.
    pub(crate) areas: Vec<Areas<'a>>,
}

/// A class; a file has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class<'a> {
    /// Its number, from 0.
    pub(crate) number: usize,
    pub(crate) name: &'a str,
}

impl Serialize for Class<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// The areas below the curves of a class, where it has these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Areas<'a> {
    pub(crate) class: Class<'a>,
    pub(crate) roc_auc: Option<f64>,
    pub(crate) average_precision: Option<f64>,
}

/// A point of a ROC curve. The names of the fields are scikit-learn's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct RocPoint<'a> {
    pub(crate) class: Class<'a>,
    pub(crate) fpr: f64,
    pub(crate) tpr: f64,
    /// Infinite, and so none, where no row is taken for one of the class.
    pub(crate) threshold: Option<f64>,
}

/// A point of a precision-recall curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct PrecisionRecallPoint<'a> {
    pub(crate) class: Class<'a>,
    pub(crate) recall: f64,
    pub(crate) precision: f64,
    /// None at the end, which no threshold leads to.
    pub(crate) threshold: Option<f64>,
}

/// A point of a calibration curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct CalibrationPoint<'a> {
    pub(crate) class: Class<'a>,
    /// The mean of the predicted probabilities.
    pub(crate) prob_pred: f64,
    /// The share of the rows that are of the class.
    pub(crate) prob_true: f64,
    /// How many rows there are.
    pub(crate) rows: usize,
}

/// The bins of each class, by its number.
pub(crate) type Calibration = Vec<(usize, Vec<Bin>)>;

impl<'a> Curves<'a> {
    /// The curves of `judged`, of whose rows `calibration` is. `names` are those of the classes.
    #[must_use]
    pub(crate) fn of(judged: &Judged, calibration: &Calibration, names: &'a [String]) -> Self {
        let most = MOST_POINTS / names.len().max(1);
        let most = most.clamp(FEWEST_OF_CURVE, MOST_OF_CURVE);
        let mut curves = Self {
            roc: Vec::new(),
            precision_recall: Vec::new(),
            calibration: Vec::new(),
            areas: Vec::new(),
        };
        let class = |number: usize| Class {
            number,
            name: &names[number],
        };
        for of_class in metrics::curves(judged) {
            curves.add(&of_class, class(of_class.class), most);
        }
        for (number, bins) in calibration {
            let class = class(*number);
            curves
                .calibration
                .extend(bins.iter().map(|bin| CalibrationPoint {
                    class,
                    prob_pred: bin.predicted,
                    prob_true: bin.actual,
                    rows: bin.rows,
                }));
        }
        curves
    }

    fn add(&mut self, curves: &ClassCurves, class: Class<'a>, most: usize) {
        self.areas.push(Areas {
            class,
            roc_auc: curves.roc_auc,
            average_precision: curves.average_precision,
        });
        let points = thinned(&curves.roc, most, Joined::ByLines);
        self.roc
            .extend(points.map(|CurvePoint { x, y, threshold }| RocPoint {
                class,
                fpr: x,
                tpr: y,
                threshold,
            }));
        let points = thinned(&curves.precision_recall, most, Joined::BySteps);
        self.precision_recall
            .extend(
                points.map(|CurvePoint { x, y, threshold }| PrecisionRecallPoint {
                    class,
                    recall: x,
                    precision: y,
                    threshold,
                }),
            );
    }
}

#[cfg(test)]
mod tests;
