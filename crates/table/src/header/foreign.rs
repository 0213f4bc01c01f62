//! Files that are no tables with the separator that is expected, told by how they begin.

use csv::ByteRecord;
use params::shorten;

use crate::error::TableError;
use crate::expected::Expected;
use crate::problem::Problem;
use crate::source::Source;

/// What other kinds of files begin with.
const BEGINNINGS: [(&[u8], &str); 7] = [
    (b"\xff\xfe", "is in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is in UTF-16; save it as UTF-8"),
    (
        b"PK\x03\x04",
        "is a spreadsheet or a zip archive; save the table as CSV",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is a spreadsheet; save the table as CSV",
    ),
    (
        b"\x1f\x8b",
        "is compressed by gzip; let its name end with `.gz`",
    ),
    (
        b"\x28\xb5\x2f\xfd",
        "is compressed by zstd; let its name end with `.zst`",
    ),
    (b"PAR1", "is in Parquet; let its name end with `.parquet`"),
];

/// What may stand between columns, how a message calls it, and how params.yaml writes it.
const SEPARATORS: [(u8, &str, &str); 5] = [
    (b',', "commas", ","),
    (b';', "`;`", ";"),
    (b'\t', "tabs", "tab"),
    (b'|', "`|`", "|"),
    (b':', "`:`", ":"),
];

/// Why the `source`, whose first line holds `cells`, is no table as it is expected to be written.
pub(crate) fn check(
    cells: &ByteRecord,
    source: &Source,
    expected: &Expected<'_>,
) -> Option<Problem> {
    let kind = beginning(source).map(Problem::NoCsv);
    kind.or_else(|| separator_line(cells, source.format().separator))
        .or_else(|| separator(cells, source, expected))
}

/// Refuses a source that is of another kind than its name says, or begins as no table does.
///
/// # Errors
///
/// When it is such a source, or cannot be read.
pub fn check_beginning(source: &Source) -> Result<(), TableError> {
    let refused = |problem| Err(TableError::invalid(source.path(), problem));
    if let Some(kind) = beginning(source) {
        return refused(Problem::NoCsv(kind));
    }
    let mut records = source.records();
    let first = records.next()?;
    let line = first.and_then(|first| separator_line(first.cells, source.format().separator));
    line.map_or(Ok(()), refused)
}

fn beginning(source: &Source) -> Option<&'static str> {
    let bytes = source.beginning()?;
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    let binary = "holds bytes of zero and is no text; expected CSV in UTF-8";
    known
        .map(|(_, kind)| *kind)
        .or_else(|| bytes.contains(&0).then_some(binary))
}

/// A first line such as `sep=;`, which Excel writes and reads.
fn separator_line(cells: &ByteRecord, expected: u8) -> Option<Problem> {
    // Before they are joined: there may be millions.
    cells.get(0).filter(|cell| cell.starts_with(b"sep="))?;
    let line = cells.iter().collect::<Vec<_>>().join(&[expected][..]);
    let line = str::from_utf8(&line).ok()?;
    let separator = line.strip_prefix("sep=")?;
    if separator.chars().count() > 1 {
        return None;
    }
    let known = SEPARATORS
        .iter()
        .find(|(byte, ..)| *byte != expected && separator.as_bytes() == [*byte]);
    let remedy = known.map_or_else(String::new, |(.., write)| {
        format!(", and write `separator: \"{write}\"` in section `data` of params.yaml")
    });
    Some(Problem::SeparatorLine(shorten::text(line), remedy))
}

/// What separates the columns, where that is not what is expected: the header is then one column,
/// or its columns are not those that are expected.
fn separator(cells: &ByteRecord, source: &Source, expected: &Expected<'_>) -> Option<Problem> {
    let target = expected.target.as_bytes();
    if cells.iter().any(|cell| cell == target) {
        return None;
    }
    let fits = |separator| {
        let other = source.with_format(params::SourceFormat {
            separator,
            ..source.format().clone()
        });
        let mut records = other.records();
        let others = records.next().ok()??.cells.clone();
        let of_other = others.iter().any(|cell| cell == target);
        Some(others.len() > 1 && (of_other || cells.len() == 1))
    };
    let now = source.format().separator;
    let words = |byte: u8| SEPARATORS.iter().find(|(of, ..)| *of == byte);
    let mut others = SEPARATORS.iter().filter(|(byte, ..)| *byte != now);
    let (_, found, write) = others.find(|(byte, ..)| fits(*byte) == Some(true))?;
    Some(Problem::Separator {
        found,
        expected: words(now).map_or("", |(_, name, _)| name),
        write,
    })
}
