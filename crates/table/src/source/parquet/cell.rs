//! A value as the cell that pandas' `to_csv` makes of it.

use std::io::Write as _;

use parquet::data_type::Decimal;
use parquet::record::Field;

use super::time;
use super::types::CellType;
use crate::write::write_float;

/// Writes `field` to `out`, which stays empty if the value is missing.
pub(super) fn write(field: &Field, kind: CellType, out: &mut Vec<u8>) {
    // A vector takes whatever is written to it.
    let _ = match *field {
        Field::Bool(value) => out.write_all(if value { b"True" } else { b"False" }),
        Field::Byte(value) => write!(out, "{value}"),
        Field::Short(value) => write!(out, "{value}"),
        Field::UByte(value) => write!(out, "{value}"),
        Field::UShort(value) => write!(out, "{value}"),
        Field::UInt(value) => write!(out, "{value}"),
        Field::ULong(value) => write!(out, "{value}"),
        Field::Int(value) | Field::Date(value) | Field::TimeMillis(value) => {
            integer(value.into(), kind, out)
        }
        Field::Long(value)
        | Field::TimeMicros(value)
        | Field::TimestampMillis(value)
        | Field::TimestampMicros(value) => integer(value, kind, out),
        Field::Float16(value) => float(value.to_f32().into(), out),
        Field::Float(value) => float(widened(value), out),
        Field::Double(value) => float(value, out),
        Field::Decimal(ref value) => decimal(value, out),
        Field::Str(ref text) => out.write_all(text.as_bytes()),
        Field::Bytes(ref bytes) if kind == CellType::Uuid => uuid(bytes.data(), out),
        Field::Bytes(ref bytes) => out.write_all(bytes.data()),
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => Ok(()),
    };
}

fn integer(value: i64, kind: CellType, out: &mut Vec<u8>) -> std::io::Result<()> {
    match kind {
        CellType::Date => time::write_date(value, out),
        CellType::Time(unit) => time::write_time(value, unit, out),
        CellType::Timestamp(unit) => {
            time::write_date(value.div_euclid(86_400 * unit), out)?;
            out.push(b' ');
            time::write_time(value.rem_euclid(86_400 * unit), unit, out)
        }
        _ => write!(out, "{value}"),
    }
}

/// Not a number is a missing value, as in pandas.
pub(super) fn float(value: f64, out: &mut Vec<u8>) -> std::io::Result<()> {
    if value.is_nan() {
        return Ok(());
    }
    if value.is_infinite() {
        return out.write_all(if value > 0.0 { b"inf" } else { b"-inf" });
    }
    write_float(out, value)
}

/// The double with the fewest digits that is `value` in 32 bits: 0.1 and not 0.10000000149.
fn widened(value: f32) -> f64 {
    value.to_string().parse().unwrap_or(value.into())
}

/// The greatest precision that the format has.
const DIGITS: usize = 38;

/// Digits with a point, as many behind it as the type has.
fn decimal(value: &Decimal, out: &mut Vec<u8>) -> std::io::Result<()> {
    let bytes = value.data();
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    // The type's greatest precision, 38 digits, needs 16 bytes.
    let start = i128::from(if negative { -1_i8 } else { 0 });
    let unscaled = bytes
        .iter()
        .fold(start, |sum, &byte| (sum << 8) | i128::from(byte));
    let scale = usize::try_from(value.scale()).unwrap_or(0).min(DIGITS);
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if unscaled < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    write!(out, "{sign}{whole}{point}{fraction}")
}

fn uuid(bytes: &[u8], out: &mut Vec<u8>) -> std::io::Result<()> {
    for (i, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&i) {
            out.push(b'-');
        }
        write!(out, "{byte:02x}")?;
    }
    Ok(())
}
