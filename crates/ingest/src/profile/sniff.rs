//! How a source is written: what is between its cells, and in its numbers.

use params::SourceFormat;
use table::TableError;
use table::source::Source;

use super::spelling;

/// How many rows are looked at.
const ROWS: usize = 1000;
/// What may be between cells, the likelier first.
const SEPARATORS: [u8; 5] = [b',', b';', b'\t', b'|', b':'];

/// Opens the source at `path` with the separator that splits most lines into as many cells as the
/// header, and of several such the one that makes the `target` a column, or else more columns.
pub(super) fn open(path: &std::path::Path, target: &str) -> Result<Source, TableError> {
    let mut best = None;
    for separator in SEPARATORS {
        let format = SourceFormat {
            separator,
            ..SourceFormat::default()
        };
        // With the wrong one, the files of a folder may differ.
        let Ok(source) = Source::open(path, &format) else {
            continue;
        };
        let Some(fit) = fit(&source, target) else {
            continue;
        };
        if best.as_ref().is_none_or(|(other, _)| fit > *other) {
            best = Some((fit, source));
        }
    }
    let source = match best {
        Some((_, source)) => source,
        None => Source::open(path, &SourceFormat::default())?,
    };
    let decimal = decimal(&source);
    let format = SourceFormat {
        decimal,
        ..source.format().clone()
    };
    Ok(source.with_format(format))
}

/// How well a separator fits: more is better. Nothing if the header is one cell.
fn fit(source: &Source, target: &str) -> Option<(bool, u64, usize)> {
    let mut records = source.records();
    let header = records.next().ok()??.cells.clone();
    let (mut rows, mut fitting) = (0_u64, 0_u64);
    while rows < ROWS as u64
        && let Ok(Some(record)) = records.next()
    {
        rows += 1;
        fitting += u64::from(record.cells.len() == header.len());
    }
    let has_target = header.iter().any(|cell| cell == target.as_bytes());
    let percent = 100 * fitting / rows.max(1);
    (header.len() > 1).then_some((has_target, percent, header.len()))
}

/// A comma if more cells are numbers with it than with a point.
fn decimal(source: &Source) -> u8 {
    let mut records = source.records();
    let (mut rows, mut points, mut commas, mut thousands) = (0, 0_u64, 0_u64, 0_u64);
    while rows < ROWS
        && let Ok(Some(record)) = records.next()
    {
        rows += 1;
        for cell in record
            .cells
            .iter()
            .filter_map(|cell| str::from_utf8(cell).ok())
        {
            let is =
                |mark: char| cell.contains(mark) && spelling::number(cell, mark as u8).is_some();
            points += u64::from(is('.'));
            commas += u64::from(is(','));
            // `1,234` is as likely a thousand.
            let grouped = cell
                .rsplit_once(',')
                .is_some_and(|(_, behind)| behind.len() == 3);
            thousands += u64::from(is(',') && grouped);
        }
    }
    if commas > points && commas > thousands {
        b','
    } else {
        b'.'
    }
}
