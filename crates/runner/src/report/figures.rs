//! The pictures, each with its numbers.

use std::collections::HashMap;

use plots::{ClassBalance, ConfusionMatrix, Curve, Curves, Importances, Picture, PlotError};
use report_page::content::{Figure, Numbers};
use stage::metadata::ModelMetadata;

use super::error::ReportError;
use super::outputs::{Bin, EvaluateOutputs, Point};
use super::tracked::{Areas, Tracked};

/// How many rows the numbers below a picture have.
const MOST: usize = 100;

/// Those for which there is something to draw.
///
/// # Errors
///
/// When what evaluate wrote cannot be drawn.
pub(super) fn of(
    outputs: &EvaluateOutputs,
    tracked: &Tracked,
    metadata: &ModelMetadata,
) -> Result<Vec<Figure>, ReportError> {
    let classes = Classes {
        names: &metadata.classes,
        areas: &tracked.areas,
    };
    let figures = [
        drawn(confusion(outputs, &metadata.classes))?,
        drawn(roc(outputs, classes))?,
        drawn(precision_recall(outputs, classes))?,
        drawn(calibration(outputs, classes))?,
        drawn(importances(tracked, metadata))?,
        balance(tracked, &metadata.classes)?,
    ];
    Ok(figures.into_iter().flatten().collect())
}

/// Nothing to draw is no error.
fn drawn(figure: Result<Figure, PlotError>) -> Result<Option<Figure>, PlotError> {
    match figure {
        Ok(figure) => Ok(Some(figure)),
        Err(PlotError::Nothing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The names of the classes, and the areas below their curves.
#[derive(Clone, Copy)]
struct Classes<'a> {
    names: &'a [String],
    areas: &'a HashMap<String, Areas>,
}

impl Classes<'_> {
    /// The points of each class, which follow each other, as a curve.
    fn curves<'b>(
        self,
        points: impl Iterator<Item = &'b Point>,
        score: impl Fn(&Areas) -> Option<f64>,
    ) -> Vec<Curve> {
        let name = |class: usize| self.names[class].as_str();
        let points = points.map(|point| (point.class, name(point.class), point.at));
        Curve::joined(points, |class| score(self.areas.get(name(class))?))
    }
}

fn figure(picture: Picture, caption: &str, columns: &[&str], mut rows: Vec<Vec<String>>) -> Figure {
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    Figure {
        picture,
        numbers: Numbers {
            caption: caption.to_owned(),
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows,
            more,
        },
    }
}

fn confusion(outputs: &EvaluateOutputs, classes: &[String]) -> Result<Figure, PlotError> {
    let matrix = ConfusionMatrix::new(classes.to_vec(), outputs.confusion.clone())?;
    let cells = outputs
        .confusion
        .iter()
        .zip(classes)
        .flat_map(|(row, actual)| {
            let counted = row.iter().zip(classes).filter(|(count, _)| **count > 0);
            counted.map(move |(count, predicted)| (actual, predicted, *count))
        });
    let mut cells: Vec<_> = cells.collect();
    // Mistakes are what people look for.
    cells
        .sort_by_key(|(actual, predicted, count)| (actual == predicted, std::cmp::Reverse(*count)));
    let row = |(actual, predicted, count): (&String, &String, u64)| {
        vec![actual.clone(), predicted.clone(), count.to_string()]
    };
    Ok(figure(
        matrix.picture(),
        "Test rows by class and prediction, the mistakes first",
        &["Actual class", "Predicted class", "Rows"],
        cells.into_iter().map(row).collect(),
    ))
}

fn roc(outputs: &EvaluateOutputs, classes: Classes<'_>) -> Result<Figure, PlotError> {
    let curves = classes.curves(outputs.roc.iter(), |areas| areas.roc_auc);
    let rows = of_curves(&curves);
    let picture = Curves::new("ROC curves", curves)?.roc();
    let caption = "Area below the ROC curve of each class";
    Ok(figure(
        picture,
        caption,
        &["Class", "ROC AUC", "Points"],
        rows,
    ))
}

fn precision_recall(outputs: &EvaluateOutputs, classes: Classes<'_>) -> Result<Figure, PlotError> {
    let points = outputs.precision_recall.iter();
    let curves = classes.curves(points, |areas| areas.average_precision);
    let rows = of_curves(&curves);
    let picture = Curves::new("precision-recall curves", curves)?.precision_recall();
    let caption = "Average precision of each class";
    Ok(figure(
        picture,
        caption,
        &["Class", "Average precision", "Points"],
        rows,
    ))
}

fn of_curves(curves: &[Curve]) -> Vec<Vec<String>> {
    let row = |curve: &Curve| {
        let score = curve
            .score
            .map_or("not known".to_owned(), |score| format!("{score:.4}"));
        vec![curve.class.clone(), score, curve.points.len().to_string()]
    };
    curves.iter().map(row).collect()
}

fn calibration(outputs: &EvaluateOutputs, classes: Classes<'_>) -> Result<Figure, PlotError> {
    let points = outputs.calibration.iter().map(|bin| &bin.point);
    let curves = Curves::new("calibration curves", classes.curves(points, |_| None))?;
    let rows = outputs.calibration.iter().map(|Bin { point, rows }| {
        let (predicted, actual) = point.at;
        let [predicted, actual] = [predicted, actual].map(|number| format!("{number:.4}"));
        let class = classes.names[point.class].clone();
        vec![class, predicted, actual, rows.to_string()]
    });
    Ok(figure(
        curves.calibration(),
        "Bins of predicted probability",
        &["Class", "Mean prediction", "Share of the class", "Rows"],
        rows.collect(),
    ))
}

/// The run has the most important columns alone, in the order of their importance.
fn importances(tracked: &Tracked, metadata: &ModelMetadata) -> Result<Figure, PlotError> {
    let numbers: HashMap<_, _> = metadata.features.iter().zip(0..).collect();
    let known = tracked.importances.iter();
    let known = known.filter_map(|(name, value)| Some((*numbers.get(name)?, name, *value)));
    let rows = known
        .clone()
        .map(|(_, name, value)| vec![name.clone(), format!("{value:.4}")]);
    let rows: Vec<_> = rows.collect();
    let more = numbers.len().saturating_sub(rows.len());
    let columns = known.map(|(number, name, value)| (number, name.clone(), value));
    let picture = Importances::most_of(columns.collect(), more)?.picture();
    let caption = "Importance of each feature, the most important first";
    let mut found = figure(picture, caption, &["Feature", "Importance"], rows);
    found.numbers.more += more;
    Ok(found)
}

fn balance(tracked: &Tracked, classes: &[String]) -> Result<Option<Figure>, PlotError> {
    let counts = |name| tracked.class_counts(name, classes);
    let Some((train, test)) = counts("train_data").zip(counts("test_data")) else {
        return Ok(None);
    };
    let rows = classes.iter().zip(train.iter().zip(&test));
    let row = |(class, (train, test)): (&String, (&u64, &u64))| {
        vec![class.clone(), train.to_string(), test.to_string()]
    };
    let rows = rows.map(row).collect();
    let picture = ClassBalance::new(classes.to_vec(), train, test)?.picture();
    let caption = "Rows of each class";
    let columns = ["Class", "Training rows", "Test rows"];
    Ok(Some(figure(picture, caption, &columns, rows)))
}
