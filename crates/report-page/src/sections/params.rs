//! The parameters beside those of production and of the last commit.

use maud::{Markup, html};

use crate::content::{Param, Params};
use crate::table::{Table, text};
use crate::words::name;

pub(super) fn html(params: &Params) -> Markup {
    let mut columns = vec![text("Parameter"), text("Here")];
    columns.extend(params.production.as_deref().map(name));
    columns.extend(params.commit.as_deref().map(name));
    let row = |param: &Param| {
        let here = param.here.as_deref();
        let mut row = vec![html! { code { (plots::cleaned(&param.key)) } }, value(here)];
        let other = |theirs: &Option<String>| compared(here, theirs.as_deref());
        row.extend(params.production.as_ref().map(|_| other(&param.production)));
        row.extend(params.commit.as_ref().map(|_| other(&param.commit)));
        row
    };
    let table = Table {
        caption: "By their keys in params.yaml",
        columns,
        rows: params.all.iter().map(row).collect(),
    };
    table.html()
}

fn value(value: Option<&str>) -> Markup {
    match value {
        Some(value) => name(value),
        None => text("–"),
    }
}

/// What is not known is not told to be different.
fn compared(here: Option<&str>, theirs: Option<&str>) -> Markup {
    let differs = theirs.is_some() && here != theirs;
    html! {
        (value(theirs))
        @if differs { span.apart { span.changed { "differs" } } }
    }
}
