//! The two tables, and their columns.

use maud::{Markup, html};

use crate::content::{Data, Feature, Summary, TableFacts};
use crate::table::{Table, text};
use crate::words::{count, counted, name, number};

pub(super) fn html(data: &Data) -> Markup {
    if data.tables.is_empty() {
        return html! { p { "The tracker has no profile of the tables of this model." } };
    }
    html! {
        (tables(&data.tables).html())
        @if !data.features.is_empty() { (features(data).html()) }
        @if data.more > 0 { p { "… and " (counted(data.more as u64, "more feature")) } }
    }
}

fn tables(tables: &[TableFacts]) -> Table<'static> {
    let row = |table: &TableFacts| {
        let numbers = [table.rows, table.columns].map(|n| text(count(n)));
        let [rows, columns] = numbers;
        let md5 = html! { code { (plots::cleaned(&table.md5)) } };
        vec![name(&table.name), rows, columns, md5]
    };
    Table {
        caption: "The tables",
        columns: ["Table", "Rows", "Columns", "MD5"].map(text).to_vec(),
        rows: tables.iter().map(row).collect(),
    }
}

fn features(data: &Data) -> Table<'static> {
    let mut columns = vec![text("Feature"), text("Type")];
    columns.extend(
        data.tables
            .iter()
            .map(|table| html! { "In " (name(&table.name)) " rows" }),
    );
    let row = |feature: &Feature| {
        let mut row = vec![name(&feature.name), name(&feature.kind)];
        let summaries = data.tables.iter().enumerate();
        row.extend(summaries.map(|(at, _)| summary(feature.summaries.get(at))));
        row
    };
    Table {
        caption: "The features: least, mean and largest number, or how many different texts",
        columns,
        rows: data.features.iter().map(row).collect(),
    }
}

fn summary(summary: Option<&Summary>) -> Markup {
    let Some(Summary {
        range,
        distinct,
        missing,
    }) = summary
    else {
        return text("–");
    };
    let mut parts = Vec::new();
    parts.extend(range.map(|range| {
        let [least, mean, most] = range.map(number);
        format!("{least} … {mean} … {most}")
    }));
    parts.extend(distinct.map(|n| format!("{} different", count(n))));
    parts.extend((*missing > 0).then(|| format!("{} missing", count(*missing))));
    if parts.is_empty() {
        parts.push("–".to_owned());
    }
    text(parts.join(", "))
}
