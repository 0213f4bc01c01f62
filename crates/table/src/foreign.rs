//! Files that are no tables with commas, told by how they begin.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use csv::ByteRecord;
use params::shorten;

use crate::expected::Expected;
use crate::problem::Problem;
use crate::records::Records;

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
    (b"\x1f\x8b", "is compressed by gzip; unpack it"),
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd; unpack it"),
    (b"PAR1", "is in Parquet; save the table as CSV"),
];

/// What may stand between columns instead of commas, and how a message calls it.
const SEPARATORS: [(u8, &str); 3] = [(b';', "`;`"), (b'\t', "tabs"), (b'|', "`|`")];

/// Why the file at `path`, whose first line holds `cells`, is no table with commas.
pub(crate) fn check(cells: &ByteRecord, path: &Path, expected: &Expected<'_>) -> Option<Problem> {
    let kind = beginning(path).map(Problem::NoCsv);
    kind.or_else(|| separator_line(cells))
        .or_else(|| separator(cells, path, expected).map(Problem::Separator))
}

fn beginning(path: &Path) -> Option<&'static str> {
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(512)
        .read_to_end(&mut bytes)
        .ok()?;
    let known = BEGINNINGS
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning));
    let binary = "holds bytes of zero and is no text; expected CSV in UTF-8";
    known
        .map(|(_, kind)| *kind)
        .or_else(|| bytes.contains(&0).then_some(binary))
}

/// A first line such as `sep=;`, which Excel writes and reads.
fn separator_line(cells: &ByteRecord) -> Option<Problem> {
    let line = cells.iter().collect::<Vec<_>>().join(&b","[..]);
    let line = str::from_utf8(&line).ok()?;
    let separator = line.strip_prefix("sep=")?;
    if separator.chars().count() > 1 {
        return None;
    }
    let remedy = if separator == "," {
        ""
    } else {
        ", and save the file with commas between the columns"
    };
    Some(Problem::SeparatorLine(shorten::text(line), remedy))
}

/// What separates the columns, where that is no comma: the header is then one column, or its
/// columns are not those that are expected.
fn separator(cells: &ByteRecord, path: &Path, expected: &Expected<'_>) -> Option<&'static str> {
    let target = expected.target.as_bytes();
    if cells.iter().any(|cell| cell == target) {
        return None;
    }
    let fits = |separator| {
        let mut records = Records::open(path, separator).ok()?;
        let others = records.next().ok()??.cells.clone();
        let of_other = others.iter().any(|cell| cell == target);
        Some(others.len() > 1 && (of_other || cells.len() == 1))
    };
    let found = SEPARATORS
        .iter()
        .find(|(separator, _)| fits(*separator) == Some(true));
    found.map(|(_, name)| *name)
}
