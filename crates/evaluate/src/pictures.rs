//! The pictures among the files of the run.

use mlflow::Content;
use plots::{Curve, Curves, PlotError};

use crate::confusion::ConfusionMatrix;
use crate::curves::{self, Areas};

/// Names and contents of the pictures: those for which there is something to draw.
pub(crate) fn files(
    matrix: &ConfusionMatrix,
    curves: &curves::Curves<'_>,
) -> Vec<(String, Content)> {
    let matrix = plots::ConfusionMatrix::new(matrix.labels.clone(), matrix.data.clone());
    let pictures = [
        ("confusion_matrix", matrix.map(|matrix| matrix.picture())),
        ("roc", roc(curves).map(|curves| curves.roc())),
        (
            "precision_recall",
            precision_recall(curves).map(|curves| curves.precision_recall()),
        ),
        (
            "calibration",
            calibration(curves).map(|curves| curves.calibration()),
        ),
    ];
    // Curves that are not defined are none.
    let drawn = pictures.into_iter().filter_map(|(name, picture)| {
        let png = picture.ok()?.png();
        Some((format!("plots/{name}.png"), Content::Bytes(png)))
    });
    drawn.collect()
}

fn roc(curves: &curves::Curves<'_>) -> Result<Curves, PlotError> {
    let areas = &curves.areas;
    let score = |class: &str| area(areas, class, |areas| areas.roc_auc);
    let points = curves.roc.iter();
    let points = points.map(|point| (point.class, (point.fpr, point.tpr)));
    Curves::new("ROC curves", joined(points, score))
}

fn precision_recall(curves: &curves::Curves<'_>) -> Result<Curves, PlotError> {
    let areas = &curves.areas;
    let score = |class: &str| area(areas, class, |areas| areas.average_precision);
    let points = curves.precision_recall.iter();
    let points = points.map(|point| (point.class, (point.recall, point.precision)));
    Curves::new("precision-recall curves", joined(points, score))
}

fn calibration(curves: &curves::Curves<'_>) -> Result<Curves, PlotError> {
    let points = curves.calibration.iter();
    let points = points.map(|point| (point.class, (point.prob_pred, point.prob_true)));
    Curves::new("calibration curves", joined(points, |_| None))
}

fn area(areas: &[Areas<'_>], class: &str, of: impl Fn(&Areas<'_>) -> Option<f64>) -> Option<f64> {
    let found = areas.iter().find(|areas| areas.class == class);
    found.and_then(of).map(within)
}

/// The points of each class, which follow each other, as a curve.
fn joined<'a>(
    points: impl Iterator<Item = (&'a str, (f64, f64))>,
    score: impl Fn(&str) -> Option<f64>,
) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for (class, (x, y)) in points {
        let point = (within(x), within(y));
        match curves.last_mut().filter(|curve| curve.class == class) {
            Some(curve) => curve.points.push(point),
            None => curves.push(Curve {
                class: class.to_owned(),
                points: vec![point],
                score: score(class),
            }),
        }
    }
    curves
}

/// Rounding may take a number a little out of its range.
fn within(number: f64) -> f64 {
    number.clamp(0.0, 1.0)
}
