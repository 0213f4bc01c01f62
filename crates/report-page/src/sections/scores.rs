//! The metrics beside those of production and of the last commit.

use maud::{Markup, html};

use crate::content::{ClassScores, Intervals, Measured, Score, Scores};
use crate::table::{Table, text};
use crate::words::{count, counted, difference, interval, name, percent, score};

pub(super) fn html(scores: &Scores) -> Markup {
    html! {
        p { (introduction(scores)) }
        (all(scores).html())
        @if !scores.classes.is_empty() { (classes(scores).html()) }
    }
}

fn introduction(scores: &Scores) -> String {
    let rows = scores.rows.map(|n| counted(n, "test row"));
    let rows = rows.unwrap_or_else(|| "the test rows".to_owned());
    format!(
        "Measured on {rows}, which the model has not seen. {}",
        chance(scores.intervals)
    )
}

/// What the intervals are.
fn chance(intervals: Option<Intervals>) -> String {
    match intervals {
        Some(Intervals {
            confidence_level,
            n_resamples,
        }) => format!(
            "A score is within its interval on {} of {} resamples of these rows: chance alone may move it that far.",
            percent(confidence_level),
            count(n_resamples as u64)
        ),
        None => "There are no intervals.".to_owned(),
    }
}

fn all(scores: &Scores) -> Table<'static> {
    let mut columns = vec![text("Metric"), text("Here"), text("Interval")];
    columns.extend(scores.production.as_deref().map(name));
    columns.extend(scores.commit.as_deref().map(name));
    let row = |found: &Score| {
        let mut row = vec![
            html! { (name(&found.name)) @if found.is_loss { " " small { "(less is better)" } } },
            text(score(found.value.value)),
            range(found),
        ];
        let other = |theirs: Option<f64>| compared(found, theirs);
        row.extend(scores.production.as_ref().map(|_| other(found.production)));
        row.extend(scores.commit.as_ref().map(|_| other(found.commit)));
        row
    };
    Table {
        caption: "All metrics",
        columns,
        rows: scores.all.iter().map(row).collect(),
    }
}

fn compared(found: &Score, theirs: Option<f64>) -> Markup {
    match theirs {
        None => text("–"),
        Some(theirs) => html! {
            (score(theirs)) span.apart { (difference(found.value.value, theirs, found.is_loss)) }
        },
    }
}

/// The interval, and where it is between 0 and 1.
fn range(found: &Score) -> Markup {
    let Some([low, high]) = found.value.interval else {
        return text("–");
    };
    let is_share = !found.is_loss && low >= 0.0 && high <= 1.0;
    let place = |share: f64| format!("{:.1}%", 100.0 * share);
    html! {
        (interval([low, high]))
        @if is_share {
            span.range aria-hidden="true" {
                i style={ "left:" (place(low)) ";width:" (place(high - low)) } {}
                b style={ "left:" (place(found.value.value)) } {}
            }
        }
    }
}

fn classes(scores: &Scores) -> Table<'static> {
    let row = |found: &ClassScores| {
        let measured = [found.precision, found.recall, found.f1_score].map(cell);
        [name(&found.class)].into_iter().chain(measured).collect()
    };
    Table {
        caption: "Class by class",
        columns: ["Class", "Precision", "Recall", "F1"].map(text).to_vec(),
        rows: scores.classes.iter().map(row).collect(),
    }
}

fn cell(measured: Option<Measured>) -> Markup {
    let Some(Measured {
        value,
        interval: ends,
    }) = measured
    else {
        return text("not defined");
    };
    html! {
        (score(value))
        @if let Some(ends) = ends { span.apart { small { (interval(ends)) } } }
    }
}
