//! Spelt lines as typed columns, by polars.

use std::io::{self, Cursor};
use std::sync::Arc;

use polars::prelude::*;

use crate::spelt::{ColumnType, SpeltColumn};

/// Stands before the lines in place of a header: polars takes a byte order mark and blanks at the
/// very beginning for none of the first cell.
const HEADER: &[u8] = b"header\n";

/// The columns of `lines`. `text` is room for a copy of them.
pub(super) fn of(
    lines: &[u8],
    columns: &[SpeltColumn],
    text: &mut Vec<u8>,
) -> io::Result<DataFrame> {
    text.clear();
    text.extend_from_slice(HEADER);
    text.extend_from_slice(lines);
    let schema = columns.iter().enumerate().map(|(at, column)| {
        // Their places: polars need not know of names.
        Field::new(at.to_string().into(), data_type(column.column_type))
    });
    let frame = CsvReadOptions::default()
        .with_has_header(true)
        .with_schema(Some(Arc::new(schema.collect())))
        .with_n_threads(Some(1))
        .with_rechunk(true)
        .map_parse_options(|options| options.with_missing_is_null(true))
        .into_reader_with_file_handle(Cursor::new(&text[..]))
        .finish();
    frame.map_err(io::Error::other)
}

fn data_type(column_type: ColumnType) -> DataType {
    match column_type {
        ColumnType::Integer => DataType::Int64,
        ColumnType::Unsigned => DataType::UInt64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Text => DataType::String,
    }
}
