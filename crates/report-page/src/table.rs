//! A table that becomes a list where a page is narrow: each cell then has the name of its column
//! before it. The roles are said outright, since browsers drop those of tables that are laid out
//! as something else.

use maud::{Markup, html};

/// A table. The first column names the row.
pub(crate) struct Table<'a> {
    pub(crate) caption: &'a str,
    pub(crate) columns: Vec<Markup>,
    /// As many cells as columns.
    pub(crate) rows: Vec<Vec<Markup>>,
}

/// A cell of plain text.
pub(crate) fn text(text: impl AsRef<str>) -> Markup {
    html! { (plots::cleaned(text.as_ref())) }
}

impl Table<'_> {
    pub(crate) fn html(&self) -> Markup {
        html! {
            table role="table" {
                caption { (plots::cleaned(self.caption)) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in &self.columns {
                            th role="columnheader" scope="col" { (column) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in &self.rows { (self.row(row)) }
                }
            }
        }
    }

    fn row(&self, cells: &[Markup]) -> Markup {
        html! {
            tr role="row" {
                @for (at, (cell, column)) in cells.iter().zip(&self.columns).enumerate() {
                    @if at == 0 {
                        th role="rowheader" scope="row" { (cell) }
                    } @else {
                        td role="cell" {
                            span.column aria-hidden="true" { (column) }
                            span.cell { (cell) }
                        }
                    }
                }
            }
        }
    }
}
