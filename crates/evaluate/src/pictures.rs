//! The pictures among the files of the run.

use mlflow::Content;
use plots::{ConfusionMatrix, Curve, Curves, Picture, PlotError};

use crate::confusion;
use crate::curves::{self, Areas, Class};

/// Names and contents of the pictures. Curves that are not defined have none; what cannot be drawn
/// is told.
pub(crate) fn files(
    matrix: &confusion::ConfusionMatrix,
    curves: &curves::Curves<'_>,
) -> Vec<(String, Content)> {
    let matrix = ConfusionMatrix::new(matrix.labels.clone(), matrix.data.clone());
    let pictures = [
        ("confusion_matrix", matrix.map(|found| found.picture())),
        ("roc", roc(curves)),
        ("precision_recall", precision_recall(curves)),
        ("calibration", calibration(curves)),
    ];
    let drawn = pictures.into_iter().filter_map(|(name, picture)| {
        let png = drawable(picture)?.png();
        Some((format!("plots/{name}.png"), Content::Bytes(png)))
    });
    drawn.collect()
}

/// A picture that is missing is no reason not to judge.
fn drawable(picture: Result<Picture, PlotError>) -> Option<Picture> {
    match picture {
        Ok(picture) => Some(picture),
        Err(PlotError::Nothing { .. }) => None,
        Err(error) => {
            println!("evaluate: failed to {error}; the run goes without that picture");
            None
        }
    }
}

fn roc(curves: &curves::Curves<'_>) -> Result<Picture, PlotError> {
    let areas = &curves.areas;
    let score = |class| area(areas, class)?.roc_auc;
    let points = curves.roc.iter();
    let points = points.map(|point| (point.class, (point.fpr, point.tpr)));
    Ok(Curves::new("ROC curves", joined(points, score))?.roc())
}

fn precision_recall(curves: &curves::Curves<'_>) -> Result<Picture, PlotError> {
    let areas = &curves.areas;
    let score = |class| area(areas, class)?.average_precision;
    let points = curves.precision_recall.iter();
    let points = points.map(|point| (point.class, (point.recall, point.precision)));
    let curves = Curves::new("precision-recall curves", joined(points, score))?;
    Ok(curves.precision_recall())
}

fn calibration(curves: &curves::Curves<'_>) -> Result<Picture, PlotError> {
    let points = curves.calibration.iter();
    let points = points.map(|point| (point.class, (point.prob_pred, point.prob_true)));
    let curves = Curves::new("calibration curves", joined(points, |_| None))?;
    Ok(curves.calibration())
}

/// Those of a class, which are in the order of the classes.
fn area<'a>(areas: &'a [Areas<'a>], class: Class<'_>) -> Option<&'a Areas<'a>> {
    let found = areas.binary_search_by_key(&class.number, |areas| areas.class.number);
    areas.get(found.ok()?)
}

/// The points of each class, which follow each other, as a curve.
fn joined<'a>(
    points: impl Iterator<Item = (Class<'a>, (f64, f64))>,
    score: impl Fn(Class<'a>) -> Option<f64>,
) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for (class, point) in points {
        match curves.last_mut() {
            Some(curve) if curve.number == class.number => curve.points.push(point),
            _ => curves.push(Curve {
                number: class.number,
                class: class.name.to_owned(),
                points: vec![point],
                score: score(class),
            }),
        }
    }
    curves
}
