//! The types of the columns in the file.

use std::io;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use super::io_error;
use crate::spelt::{ColumnType, SpeltColumn};

/// The schema of a file of these columns.
pub(super) fn of(columns: &[SpeltColumn]) -> io::Result<TypePtr> {
    let fields = columns.iter().map(|column| field(column).map(Arc::new));
    let fields: Result<_> = fields.collect();
    let schema = fields.and_then(|fields| {
        Type::group_type_builder("schema")
            .with_fields(fields)
            .build()
    });
    schema.map(Arc::new).map_err(io_error)
}

fn field(column: &SpeltColumn) -> Result<Type> {
    let (physical, logical, repetition) = match column.column_type {
        ColumnType::Integer => (Physical::INT64, None, Repetition::REQUIRED),
        ColumnType::Unsigned => {
            let unsigned = LogicalType::integer(64, false);
            (Physical::INT64, Some(unsigned), Repetition::REQUIRED)
        }
        ColumnType::Float => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        ColumnType::Text => {
            let text = Some(LogicalType::String);
            (Physical::BYTE_ARRAY, text, Repetition::OPTIONAL)
        }
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
}
