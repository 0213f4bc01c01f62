//! A part as a parquet file.

use std::fs::File;
use std::io;

use stage::progress::{Progress, Unit};
use table::spell::{ColumnType, SpeltColumn, TARGET};
use table::write_parquet;

/// Writes the rows of `lines`, which stand behind its header, to `out`. Their columns are these
/// `features` and the target.
///
/// # Errors
///
/// When the one cannot be read or the other not be written.
pub(crate) fn write(
    features: &[SpeltColumn],
    header: usize,
    lines: &File,
    out: &File,
) -> io::Result<()> {
    let header = header as u64;
    let length = lines.metadata()?.len().checked_sub(header);
    let progress = Progress::start("preprocess: writing parquet", Unit::Bytes, length);
    let target = SpeltColumn {
        name: TARGET.to_owned(),
        column_type: ColumnType::Integer,
    };
    let columns = [features, &[target]].concat();
    write_parquet(lines, header, &columns, out, |bytes| progress.add(bytes))
}
