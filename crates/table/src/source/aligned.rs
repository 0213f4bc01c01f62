//! The files of a folder make one table: each has the columns of the first, in any order.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use csv::ByteRecord;
use params::{SourceFormat, shorten};

use super::file::FileRecords;
use super::files::SourceFile;
use super::parquet::CellType;
use crate::error::TableError;
use crate::problem::{Problem, Problems};

/// A file, and where in it the columns of the first file are.
#[derive(Clone, Debug)]
pub(super) struct Aligned {
    pub(super) file: SourceFile,
    /// The position of each column of the first file, if they are in another order.
    pub(super) order: Option<Vec<usize>>,
}

/// The header of a file, and the types of its columns if it says so.
struct Header {
    names: ByteRecord,
    types: Option<Vec<CellType>>,
}

/// Looks at the headers of all files. Of a single one nothing need be known.
pub(super) fn align(
    path: &Path,
    files: Vec<SourceFile>,
    format: &SourceFormat,
) -> Result<Vec<Aligned>, TableError> {
    if let [_] = &files[..] {
        let aligned = files.into_iter().map(|file| Aligned { file, order: None });
        return Ok(aligned.collect());
    }
    let (mut problems, mut aligned) = (Problems::default(), Vec::new());
    let mut first: Option<(ByteRecord, Arc<str>)> = None;
    let mut typed = HashMap::new();
    for file in files {
        let header = header(&file, format)?;
        let order = match &first {
            None => None,
            Some((names, name)) => order(names, name, &file, &header, &mut problems),
        };
        note_types(&header, &file, &mut typed, &mut problems);
        if first.is_none() {
            first = Some((header.names, file.name.clone().unwrap_or_default()));
        }
        aligned.push(Aligned { file, order });
    }
    if problems.is_empty() {
        return Ok(aligned);
    }
    Err(TableError::invalid(path, problems))
}

fn header(file: &SourceFile, format: &SourceFormat) -> Result<Header, TableError> {
    let mut records = FileRecords::open(file, format)?;
    if !records.advance()? {
        return Err(file.invalid(file.within(Problem::Empty)));
    }
    Ok(Header {
        names: records.cells().clone(),
        types: records.types().map(<[_]>::to_vec),
    })
}

/// Where the columns `names` of the file `first` are in another file; nothing if at the same
/// places, or after it was noted that some are missing.
fn order(
    names: &ByteRecord,
    first: &str,
    file: &SourceFile,
    header: &Header,
    problems: &mut Problems,
) -> Option<Vec<usize>> {
    if header.names == *names {
        return None;
    }
    let places = header.names.iter().enumerate().map(|(i, name)| (name, i));
    let places: HashMap<_, _> = places.collect();
    let order: Option<Vec<_>> = names.iter().map(|name| places.get(name).copied()).collect();
    let order = order.filter(|_| names.len() == header.names.len());
    if order.is_none() {
        let without = |one: &ByteRecord, other: &ByteRecord| {
            let missing = one
                .iter()
                .filter(|name| !other.iter().any(|cell| cell == *name));
            let missing: Vec<_> = missing.map(String::from_utf8_lossy).collect();
            shorten::list(missing.iter().map(AsRef::as_ref))
        };
        problems.add(file.within(Problem::OtherColumns {
            first: shorten::text(first),
            lacks: without(names, &header.names),
            adds: without(&header.names, names),
        }));
    }
    order
}

/// Notes where a column has another type than in an earlier file.
fn note_types(
    header: &Header,
    file: &SourceFile,
    typed: &mut HashMap<Vec<u8>, (CellType, String)>,
    problems: &mut Problems,
) {
    let columns = header.types.iter().flatten();
    for (name, &found) in header.names.iter().zip(columns) {
        if found == CellType::Nothing {
            continue;
        }
        let here = (found, file.name.as_deref().unwrap_or_default().to_owned());
        let (expected, earlier) = typed.entry(name.to_owned()).or_insert(here);
        if expected.name() != found.name() {
            problems.add(file.within(Problem::OtherType {
                column: shorten::text(&String::from_utf8_lossy(name)),
                found: found.name(),
                expected: expected.name(),
                earlier: shorten::text(earlier),
            }));
        }
    }
}
