//! Columns as the bytes that a group of rows has of them.

use std::io;
use std::sync::Arc;

use lines::digest::{DigestSet, of_number};
use parquet::basic::Compression;
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, ColumnPath, SchemaDescriptor};
use polars::prelude::*;

use super::io_error;
use crate::spelt::{ColumnType, SpeltColumn};

/// The size of a dictionary of numbers, in bytes, from which on it is given up. In a group of which so
/// many numbers are different, each stands for itself.
const NUMBERS: usize = 64 << 10;

/// A column of a group of rows.
pub(super) struct Encoded {
    pub(super) bytes: bytes::Bytes,
    pub(super) closed: ColumnCloseResult,
}

/// How columns are encoded.
pub(super) struct Encoding {
    /// With a dictionary, as most are.
    pub(super) usual: WriterPropertiesPtr,
    /// Without: a dictionary that is given up halfway is in the file all the same.
    plain: WriterPropertiesPtr,
}

impl Encoding {
    /// Of these `columns`. All readers know Snappy. Of 500,000 rows of 28 decimals, zstd made 6 %
    /// less and took three times as long to read; of 20 columns of all kinds, 12 %.
    pub(super) fn of(columns: &[SpeltColumn]) -> Self {
        let builder = || {
            WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .set_offset_index_disabled(true)
                .set_created_by("mlops".to_owned())
        };
        let mut usual = builder();
        for column in columns {
            if column.column_type != ColumnType::Text {
                let path = ColumnPath::new(vec![column.name.clone()]);
                usual = usual.set_column_dictionary_page_size_limit(path, NUMBERS);
            }
        }
        let plain = builder().set_dictionary_enabled(false);
        Self {
            usual: Arc::new(usual.build()),
            plain: Arc::new(plain.build()),
        }
    }

    fn for_column(&self, column: &Column) -> PolarsResult<&WriterPropertiesPtr> {
        let column = column.as_materialized_series();
        let is_varied = match column.dtype() {
            DataType::Float64 => are_many(column.f64()?.iter().flatten().map(f64::to_bits)),
            DataType::Int64 => are_many(column.i64()?.iter().flatten().map(i64::cast_unsigned)),
            DataType::UInt64 => are_many(column.u64()?.iter().flatten()),
            _ => false,
        };
        Ok(if is_varied { &self.plain } else { &self.usual })
    }
}

/// Whether the `numbers`, told apart by their bits, are too many for a dictionary of them.
fn are_many(mut numbers: impl Iterator<Item = u64>) -> bool {
    let mut seen = DigestSet::default();
    numbers
        .any(|bits| seen.insert(of_number(bits.into())) && seen.len() >= NUMBERS / size_of::<u64>())
}

/// The columns of `frame`, which are those of `schema`.
pub(super) fn all(
    frame: &DataFrame,
    schema: &SchemaDescriptor,
    encoding: &Encoding,
) -> io::Result<Vec<Encoded>> {
    let columns = frame.columns().iter().zip(schema.columns());
    let encoded = columns.map(|(column, description)| one(column, description, encoding));
    encoded.collect()
}

fn one(column: &Column, description: &ColumnDescPtr, encoding: &Encoding) -> io::Result<Encoded> {
    let properties = encoding.for_column(column).map_err(io::Error::other)?;
    let mut out = TrackedWrite::new(Vec::new());
    let pages = Box::new(SerializedPageWriter::new(&mut out));
    let mut writer = get_column_writer(description.clone(), properties.clone(), pages);
    write(column, &mut writer)?;
    let closed = writer.close().map_err(io_error)?;
    let bytes = out.into_inner().map_err(io_error)?.into();
    Ok(Encoded { bytes, closed })
}

fn write(column: &Column, writer: &mut ColumnWriter<'_>) -> io::Result<()> {
    let column = column.as_materialized_series();
    let written = match writer {
        ColumnWriter::Int64ColumnWriter(writer) => {
            let values = integers(column).map_err(io::Error::other)?;
            writer.write_batch(&values, None, None)
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            let cells = column.f64().map_err(io::Error::other)?;
            let (values, levels) = optional(cells.iter(), |value| value);
            writer.write_batch(&values, Some(&levels), None)
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let cells = column.str().map_err(io::Error::other)?;
            let (values, levels) = texts(cells);
            writer.write_batch(&values, Some(&levels), None)
        }
        _ => Err(ParquetError::NYI("another type of column".to_owned())),
    };
    written.map(drop).map_err(io_error)
}

/// Integers of both kinds, as the 64 bits that they are.
fn integers(column: &Series) -> PolarsResult<Vec<i64>> {
    if column.null_count() > 0 {
        polars_bail!(ComputeError: "an integer is missing");
    }
    Ok(match column.dtype() {
        DataType::UInt64 => column
            .u64()?
            .into_no_null_iter()
            .map(u64::cast_signed)
            .collect(),
        _ => column.i64()?.into_no_null_iter().collect(),
    })
}

/// The values that are there, and for each cell whether there is one.
fn optional<V, P>(
    cells: impl Iterator<Item = Option<V>>,
    mut push: impl FnMut(V) -> P,
) -> (Vec<P>, Vec<i16>) {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell.map(&mut push));
    }
    (values, levels)
}

/// Texts, as parts of one copy of all of them.
fn texts(cells: &StringChunked) -> (Vec<ByteArray>, Vec<i16>) {
    let length = cells.iter().flatten().map(str::len).sum();
    let mut all = Vec::with_capacity(length);
    let (ranges, levels) = optional(cells.iter(), |cell| {
        let start = all.len();
        all.extend_from_slice(cell.as_bytes());
        start..all.len()
    });
    let all = bytes::Bytes::from(all);
    let values = ranges.into_iter().map(|range| all.slice(range).into());
    (values.collect(), levels)
}
