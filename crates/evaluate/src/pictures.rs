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
    let score = |class| area(&curves.areas, class)?.roc_auc;
    let points = curves.roc.iter();
    let points = points.map(|point| located(point.class, (point.fpr, point.tpr)));
    Ok(Curves::new("ROC curves", Curve::joined(points, score))?.roc())
}

fn precision_recall(curves: &curves::Curves<'_>) -> Result<Picture, PlotError> {
    let score = |class| area(&curves.areas, class)?.average_precision;
    let points = curves.precision_recall.iter();
    let points = points.map(|point| located(point.class, (point.recall, point.precision)));
    let curves = Curves::new("precision-recall curves", Curve::joined(points, score))?;
    Ok(curves.precision_recall())
}

fn calibration(curves: &curves::Curves<'_>) -> Result<Picture, PlotError> {
    let points = curves.calibration.iter();
    let points = points.map(|point| located(point.class, (point.prob_pred, point.prob_true)));
    let curves = Curves::new("calibration curves", Curve::joined(points, |_| None))?;
    Ok(curves.calibration())
}

/// A point as pictures take it.
fn located(class: Class<'_>, point: (f64, f64)) -> (usize, &str, (f64, f64)) {
    (class.number, class.name, point)
}

/// Those of the class with this number; they are in the order of the classes.
fn area<'a>(areas: &'a [Areas<'a>], class: usize) -> Option<&'a Areas<'a>> {
    let found = areas.binary_search_by_key(&class, |areas| areas.class.number);
    areas.get(found.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::{CalibrationPoint, PrecisionRecallPoint, RocPoint};

    /// Those of the second class of two.
    fn curves() -> curves::Curves<'static> {
        let class = Class {
            number: 1,
            name: "leaves",
        };
        let roc = |fpr, tpr| RocPoint {
            class,
            fpr,
            tpr,
            threshold: None,
        };
        let precision_recall = |recall, precision| PrecisionRecallPoint {
            class,
            recall,
            precision,
            threshold: None,
        };
        curves::Curves {
            roc: vec![roc(0.0, 0.0), roc(0.25, 1.0), roc(1.0, 1.0)],
            precision_recall: vec![precision_recall(1.0, 0.5), precision_recall(0.0, 1.0)],
            calibration: vec![CalibrationPoint {
                class,
                // The mean of probabilities that are a rounding above 1.
                prob_pred: 1.000_000_1,
                prob_true: 1.0,
                rows: 3,
            }],
            areas: vec![Areas {
                class,
                roc_auc: Some(0.875),
                average_precision: Some(0.75),
            }],
        }
    }

    #[test]
    fn a_picture_shows_the_curve_and_the_area_of_its_class() {
        let curves = curves();
        let described =
            |picture: Result<Picture, PlotError>| picture.unwrap().description().to_owned();
        let of_class = "Of the class against the rest, on the test rows.";
        let roc = described(roc(&curves));
        assert_eq!(roc, format!("{of_class} leaves: AUC 0.875."));
        let precision_recall = described(precision_recall(&curves));
        let expected = format!("{of_class} leaves: average precision 0.750.");
        assert_eq!(precision_recall, expected);
        assert_eq!(described(calibration(&curves)), of_class);
    }

    #[test]
    fn each_picture_is_a_png_of_its_size() {
        let labels = ["stays", "leaves"].map(str::to_owned);
        let matrix = confusion::ConfusionMatrix::count(&[(0, 0), (1, 1), (1, 0)], &labels);
        let sizes = files(&matrix, &curves())
            .into_iter()
            .map(|(name, content)| {
                let Content::Bytes(png) = content else {
                    panic!("{name} is in memory");
                };
                assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n", "{name}");
                let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
                (name, side(16) >= 400, side(20) >= 400)
            });
        let names = ["confusion_matrix", "roc", "precision_recall", "calibration"];
        let expected = names.map(|name| (format!("plots/{name}.png"), true, true));
        assert_eq!(sizes.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out_and_the_others_are_there() {
        let mut curves = curves();
        curves.roc[1].tpr = f64::NAN;
        curves.calibration.clear();
        let labels = ["stays", "leaves"].map(str::to_owned);
        let matrix = confusion::ConfusionMatrix::count(&[(0, 0)], &labels);
        let files = files(&matrix, &curves);
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["plots/confusion_matrix.png", "plots/precision_recall.png"]
        );
    }
}
