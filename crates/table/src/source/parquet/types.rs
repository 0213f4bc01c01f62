//! What the cells of a column are, by its type in the file.

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor, Type};

use crate::problem::Problem;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum CellType {
    /// All are missing.
    Nothing,
    Integer,
    Float,
    Boolean,
    Text,
    Uuid,
    Date,
    /// Time since midnight; the number is that of units in a second.
    Time(i64),
    /// Time since the beginning of 1970; the number is that of units in a second.
    Timestamp(i64),
    Decimal,
}

impl CellType {
    /// What a message calls such cells.
    pub(in crate::source) const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Integer => "integers",
            Self::Float => "floats",
            Self::Boolean => "booleans",
            Self::Text => "text",
            Self::Uuid => "UUIDs",
            Self::Date => "dates",
            Self::Time(_) => "times of day",
            Self::Timestamp(_) => "timestamps",
            Self::Decimal => "decimals",
        }
    }
}

/// The types of the columns of a file, in their order.
pub(in crate::source) fn of(schema: &SchemaDescriptor) -> Result<Vec<CellType>, Box<Problem>> {
    let fields = schema.root_schema().get_fields();
    if let Some(field) = fields.iter().find(|field| is_nested(field)) {
        return Err(unsupported(field.name(), "lists or other nested values").into());
    }
    let columns = schema.columns().iter();
    let known = columns.map(|column| {
        let name = column.path().string();
        cell_type(column)
            .ok_or_else(|| unsupported(&name, "values of a type that no text has").into())
    });
    known.collect()
}

fn is_nested(field: &Type) -> bool {
    let info = field.get_basic_info();
    !field.is_primitive() || (info.has_repetition() && info.repetition() == Repetition::REPEATED)
}

fn unsupported(name: &str, found: &'static str) -> Problem {
    Problem::UnsupportedColumn {
        name: params::shorten::text(name),
        found,
    }
}

fn cell_type(column: &ColumnDescriptor) -> Option<CellType> {
    if let Some(found) = column.logical_type_ref().and_then(of_logical) {
        return Some(found);
    }
    match (column.physical_type(), column.converted_type()) {
        (Physical::BOOLEAN, _) => Some(CellType::Boolean),
        (Physical::FLOAT | Physical::DOUBLE, _) => Some(CellType::Float),
        // `Field` has them in milliseconds.
        (Physical::INT96, _) => Some(CellType::Timestamp(1000)),
        (_, ConvertedType::DECIMAL) => Some(CellType::Decimal),
        (Physical::INT32 | Physical::INT64, converted) => of_integer(converted),
        (
            Physical::BYTE_ARRAY,
            ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON | ConvertedType::NONE,
        ) => Some(CellType::Text),
        _ => None,
    }
}

/// What decides whatever the rest of the type is.
fn of_logical(logical: &LogicalType) -> Option<CellType> {
    match logical {
        LogicalType::Unknown => Some(CellType::Nothing),
        LogicalType::Uuid => Some(CellType::Uuid),
        LogicalType::Float16 => Some(CellType::Float),
        LogicalType::Time(time) => Some(CellType::Time(per_second(time.unit))),
        LogicalType::Timestamp(time) => Some(CellType::Timestamp(per_second(time.unit))),
        _ => None,
    }
}

fn of_integer(converted: ConvertedType) -> Option<CellType> {
    Some(match converted {
        ConvertedType::DATE => CellType::Date,
        ConvertedType::TIME_MILLIS => CellType::Time(1000),
        ConvertedType::TIME_MICROS => CellType::Time(1_000_000),
        ConvertedType::TIMESTAMP_MILLIS => CellType::Timestamp(1000),
        ConvertedType::TIMESTAMP_MICROS => CellType::Timestamp(1_000_000),
        ConvertedType::BSON | ConvertedType::INTERVAL => return None,
        _ => CellType::Integer,
    })
}

const fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}
