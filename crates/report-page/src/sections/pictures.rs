//! The pictures, each with its numbers below it.

use maud::{Markup, PreEscaped, html};

use crate::content::{Figure, Numbers};
use crate::table::{Table, text};
use crate::words::{count, name};

pub(super) fn html(figures: &[Figure]) -> Markup {
    html! {
        div.figures { @for found in figures { (figure(found)) } }
    }
}

fn figure(figure: &Figure) -> Markup {
    let Figure { picture, numbers } = figure;
    html! {
        figure aria-label=(picture.title()) {
            // The picture has escaped what is in it.
            (PreEscaped(picture.svg()))
            figcaption {
                details {
                    summary { (picture.title()) " in numbers" }
                    (table(numbers))
                }
            }
        }
    }
}

fn table(numbers: &Numbers) -> Markup {
    let row = |cells: &Vec<String>| cells.iter().map(|cell| name(cell)).collect();
    let table = Table {
        caption: &numbers.caption,
        columns: numbers.columns.iter().map(text).collect(),
        rows: numbers.rows.iter().map(row).collect(),
    };
    html! {
        (table.html())
        @if numbers.more > 0 { p { "… and " (count(numbers.more as u64)) " more" } }
    }
}
