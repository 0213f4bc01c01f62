//! Sources of all kinds, from outside.

mod parquet;
mod sources;

use std::fs;
use std::path::Path;

use params::SourceFormat;
use table::TableError;
use table::source::Source;

/// A table of the source at `path`: its header and its rows.
fn rows_of(path: &Path, format: &SourceFormat) -> Result<Vec<Vec<String>>, TableError> {
    let source = Source::open(path, format)?;
    let mut records = source.records();
    let mut rows = Vec::new();
    while let Some(record) = records.next()? {
        let cells = record
            .cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned());
        rows.push(cells.collect());
    }
    Ok(rows)
}

/// What is said of the source at `path`, without the folder that it is in.
fn refused(path: &Path) -> String {
    refused_as(path, &SourceFormat::default())
}

/// The same of a source that is written as `format` says.
fn refused_as(path: &Path, format: &SourceFormat) -> String {
    let error = rows_of(path, format).unwrap_err().to_string();
    let folder = path.parent().unwrap().display().to_string();
    error.replace(&format!("{folder}/"), "")
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}
