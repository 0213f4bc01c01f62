//! The raw table as a parquet file.

use std::fs::File;
use std::io;

use stage::progress::{Progress, Unit};
use table::spell::{ColumnType, Spelt, SpeltColumn, TARGET, TARGET_NAME};
use table::write_parquet;

/// Writes what was spelt into `lines` to `out`.
///
/// # Errors
///
/// When the one cannot be read or the other not be written.
pub(crate) fn write(spelt: &Spelt, lines: &File, out: &File) -> io::Result<()> {
    let header = spelt.header.len() as u64;
    let length = lines.metadata()?.len().checked_sub(header);
    let progress = Progress::start("ingest: writing parquet", Unit::Bytes, length);
    let wrote = |bytes| progress.add(bytes);
    write_parquet(lines, header, &columns(spelt), out, wrote)
}

/// All that was spelt: the features and what ingest adds.
fn columns(spelt: &Spelt) -> Vec<SpeltColumn> {
    let added = [
        (TARGET, ColumnType::Integer),
        (TARGET_NAME, ColumnType::Text),
    ];
    let added = added.map(|(name, column_type)| SpeltColumn {
        name: name.to_owned(),
        column_type,
    });
    [&spelt.features[..], &added].concat()
}
