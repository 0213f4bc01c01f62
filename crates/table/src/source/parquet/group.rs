//! A group of rows as text: a line for each row, whose cells have commas between them.

use parquet::basic::ConvertedType;
use parquet::column::reader::ColumnReader;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96Type,
};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::RowGroupReader;
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;
use row_groups::Cells;

use super::attempt;
use super::cell;
use super::types::CellType;
use crate::write::write_quoted;

/// The most rows that are decoded at a time.
const ROWS: usize = 1 << 12;

/// The rows of a group that are not yet written as text.
pub(crate) struct GroupText {
    columns: Vec<Column>,
    /// How many rows are decoded at a time.
    batch: usize,
    /// How many rows are decoded and not written, and how many are not decoded.
    decoded: usize,
    left: usize,
}

impl GroupText {
    /// All `n_rows` rows of a `group`, with the columns at these places, of these types. About as
    /// many `cells` are decoded at a time.
    pub(in crate::source) fn new(
        group: &dyn RowGroupReader,
        n_rows: usize,
        cells: usize,
        columns: impl Iterator<Item = (usize, CellType)>,
    ) -> Result<Self> {
        let columns = columns.map(|(at, cell_type)| Column::new(group, at, cell_type));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        Ok(Self {
            batch: (cells / columns.len().max(1)).clamp(1, ROWS),
            columns,
            decoded: 0,
            left: n_rows,
        })
    }

    /// Writes the next rows to `text`, which has about `size` bytes then; false if there are none.
    /// Nothing if they cannot be read.
    pub(crate) fn write(&mut self, text: &mut Vec<u8>, size: usize) -> Option<bool> {
        attempt(|| {
            while text.len() < size && self.is_decoded()? {
                self.row(text)?;
            }
            Ok(!text.is_empty())
        })
    }

    /// Decodes more rows if there are none; false at the end.
    fn is_decoded(&mut self) -> Result<bool> {
        if self.decoded == 0 && self.left == 0 {
            // Records are read ahead, and fail where something else follows.
            for column in &mut self.columns {
                column.check_end()?;
            }
        } else if self.decoded == 0 {
            self.decoded = self.left.min(self.batch);
            self.left -= self.decoded;
            for column in &mut self.columns {
                column.read(self.decoded)?;
            }
        }
        Ok(self.decoded > 0)
    }

    fn row(&mut self, text: &mut Vec<u8>) -> Result<()> {
        for column in &mut self.columns {
            column.write(text)?;
            text.push(b',');
        }
        text.pop();
        text.push(b'\n');
        self.decoded -= 1;
        Ok(())
    }
}

/// A column of a group.
struct Column {
    description: ColumnDescPtr,
    cell_type: CellType,
    values: Values,
}

enum Values {
    Boolean(Cells<BoolType>),
    Int32(Cells<Int32Type>),
    Int64(Cells<Int64Type>),
    Int96(Cells<Int96Type>),
    Float(Cells<FloatType>),
    Double(Cells<DoubleType>),
    Bytes(Cells<ByteArrayType>),
    Fixed(Cells<FixedLenByteArrayType>),
}

impl Column {
    fn new(group: &dyn RowGroupReader, at: usize, cell_type: CellType) -> Result<Self> {
        let description = group.metadata().column(at).column_descr_ptr();
        let optional = description.max_def_level() > 0;
        let values = match group.get_column_reader(at)? {
            ColumnReader::BoolColumnReader(reader) => Values::Boolean(Cells::new(reader, optional)),
            ColumnReader::Int32ColumnReader(reader) => Values::Int32(Cells::new(reader, optional)),
            ColumnReader::Int64ColumnReader(reader) => Values::Int64(Cells::new(reader, optional)),
            ColumnReader::Int96ColumnReader(reader) => Values::Int96(Cells::new(reader, optional)),
            ColumnReader::FloatColumnReader(reader) => Values::Float(Cells::new(reader, optional)),
            ColumnReader::DoubleColumnReader(reader) => {
                Values::Double(Cells::new(reader, optional))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                Values::Bytes(Cells::new(reader, optional))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                Values::Fixed(Cells::new(reader, optional))
            }
        };
        Ok(Self {
            description,
            cell_type,
            values,
        })
    }

    /// Decodes the next `n` cells.
    fn read(&mut self, n: usize) -> Result<()> {
        match &mut self.values {
            Values::Boolean(cells) => cells.read(n),
            Values::Int32(cells) => cells.read(n),
            Values::Int64(cells) => cells.read(n),
            Values::Int96(cells) => cells.read(n),
            Values::Float(cells) => cells.read(n),
            Values::Double(cells) => cells.read(n),
            Values::Bytes(cells) => cells.read(n),
            Values::Fixed(cells) => cells.read(n),
        }
    }

    /// Checks that there are no more cells than rows.
    fn check_end(&mut self) -> Result<()> {
        let is_at_end = match &mut self.values {
            Values::Boolean(cells) => cells.is_at_end(),
            Values::Int32(cells) => cells.is_at_end(),
            Values::Int64(cells) => cells.is_at_end(),
            Values::Int96(cells) => cells.is_at_end(),
            Values::Float(cells) => cells.is_at_end(),
            Values::Double(cells) => cells.is_at_end(),
            Values::Bytes(cells) => cells.is_at_end(),
            Values::Fixed(cells) => cells.is_at_end(),
        };
        if is_at_end? {
            return Ok(());
        }
        let words = "a column goes on behind its group of rows";
        Err(ParquetError::General(words.to_owned()))
    }

    /// Writes the next of the decoded cells to `text`.
    fn write(&mut self, text: &mut Vec<u8>) -> Result<()> {
        if let Values::Double(cells) = &mut self.values {
            // A vector takes whatever is written to it.
            if let Some(value) = cells.next_value() {
                cell::float(*value, text)?;
            }
            return Ok(());
        }
        let bytes = match (&mut self.values, self.cell_type) {
            (Values::Bytes(_), CellType::Decimal) => return self.write_field(text),
            (Values::Bytes(cells), _) => cells.next_value().map(ByteArray::data),
            (Values::Fixed(cells), CellType::Nothing) => {
                cells.next_value().map(|value| value.data())
            }
            _ => return self.write_field(text),
        };
        let bytes = bytes.unwrap_or_default();
        check_text(bytes, &self.description)?;
        write_quoted(bytes, text);
        Ok(())
    }

    /// Writes the next of the decoded cells, in which nothing needs quotation marks.
    fn write_field(&mut self, text: &mut Vec<u8>) -> Result<()> {
        if let Some(field) = self.field()? {
            cell::write(&field, self.cell_type, text);
        }
        Ok(())
    }

    /// The next of the decoded cells as records have it; nothing if it is missing.
    fn field(&mut self) -> Result<Option<Field>> {
        let description = &self.description;
        Ok(match &mut self.values {
            Values::Boolean(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_bool(description, *value))
            }
            Values::Int32(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_int32(description, *value))
            }
            Values::Int64(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_int64(description, *value))
            }
            Values::Int96(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_int96(description, *value))
            }
            Values::Float(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_float(description, *value))
            }
            Values::Double(cells) => {
                let value = cells.next_value();
                value.map(|value| Field::convert_double(description, *value))
            }
            Values::Bytes(cells) => {
                let value = cells.next_value().cloned();
                let field = value.map(|value| Field::convert_byte_array(description, value));
                field.transpose()?
            }
            Values::Fixed(cells) => {
                let value = cells.next_value().cloned();
                let field = value.map(|value| Field::convert_byte_array(description, value.into()));
                field.transpose()?
            }
        })
    }
}

/// Checks what records take for text: of bytes of no known type, whoever reads the cell does.
fn check_text(bytes: &[u8], description: &ColumnDescPtr) -> Result<()> {
    let is_known = description.converted_type() != ConvertedType::NONE;
    match str::from_utf8(bytes) {
        Err(error) if is_known => Err(ParquetError::General(error.to_string())),
        _ => Ok(()),
    }
}
