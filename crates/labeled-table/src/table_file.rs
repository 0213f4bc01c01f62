//! The file of a split table, and what its columns are to hold.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use ndarray::Array1;
use params::shorten;
use stage::stamp::Stamp;

use crate::csv_file::CsvFile;
use crate::description::{Description, Kind};
use crate::parquet_file::ParquetFile;
use crate::part::Part;
use crate::plan::{Growing, Plan};
use crate::problem::{Problem, Problems};

/// A table whose columns are known, and whose rows are not yet.
enum TableFile {
    Csv(CsvFile),
    Parquet(ParquetFile),
}

impl TableFile {
    /// The ending of a file's name tells what it is.
    fn open(path: &Path) -> Result<Self, Problem> {
        if path.extension().is_some_and(|ending| ending == "parquet") {
            ParquetFile::open(path).map(Self::Parquet)
        } else {
            CsvFile::open(path).map(Self::Csv)
        }
    }

    fn features(&self) -> &[String] {
        match self {
            Self::Csv(file) => &file.features,
            Self::Parquet(file) => &file.features,
        }
    }

    fn read<P: Plan>(
        self,
        columns: &[Description],
        n_classes: usize,
        plan: &P,
    ) -> Result<(Growing<P::Whole>, String), Problems> {
        match self {
            Self::Csv(file) => file.read(columns, n_classes, plan),
            Self::Parquet(file) => file.read(columns, n_classes, plan),
        }
    }
}

/// A table that was read.
pub(crate) struct Read<W> {
    pub(crate) features: Vec<String>,
    pub(crate) whole: W,
    pub(crate) targets: Vec<u32>,
    pub(crate) md5: String,
}

/// Targets as datasets have them.
pub(crate) fn wide(targets: Vec<u32>) -> Array1<usize> {
    targets.into_iter().map(|class| class as usize).collect()
}

/// Reads the names of the features of the table at `path`.
pub(crate) fn read_features(path: &Path) -> Result<Vec<String>, Problem> {
    Ok(TableFile::open(path)?.features().to_vec())
}

/// Reads the class of each row, a number below `n_classes`, of the table at `path`. Nothing else
/// is looked at.
///
/// # Errors
///
/// All that is wrong with the classes, up to ten problems.
pub(crate) fn read_targets(path: &Path, n_classes: usize) -> Result<Vec<u32>, Problems> {
    let read = || TableFile::open(path)?.read(&[], n_classes, &Nothing);
    let (Growing { targets, .. }, _) = while_unchanged(path, read)?;
    Ok(targets)
}

/// Rows of which only the class counts.
struct Nothing;

impl Plan for Nothing {
    type Seen = ();
    type Whole = ();

    fn start(&self) {}

    fn see(&self, _: &Part) {}

    fn add(&self, (): &mut (), _: &Part, (): ()) {}
}

/// Reads the table at `path`, whose targets are numbers below `n_classes`. Its features are those
/// described, in any order; without a description they are numbers of which none is missing.
///
/// # Errors
///
/// All that is wrong with it, up to ten problems.
pub(crate) fn read<P: Plan>(
    path: &Path,
    columns: Option<&[Description]>,
    n_classes: usize,
    plan: impl FnOnce(&[Description]) -> P,
) -> Result<Read<P::Whole>, Problems> {
    while_unchanged(path, || {
        let file = TableFile::open(path)?;
        let features = file.features().to_vec();
        let columns = match columns {
            Some(columns) => in_order(&features, columns)?,
            None => features.iter().map(|name| number(name)).collect(),
        };
        let read = file.read(&columns, n_classes, &plan(&columns))?;
        let (Growing { whole, targets, .. }, md5) = read;
        Ok(Read {
            features,
            whole,
            targets,
            md5,
        })
    })
}

/// What `read` gives of the file at `path`: it may go through it several times, or leave the rest
/// of it unread, and then nothing that it gives is of one state of a file that changes.
fn while_unchanged<T>(
    path: &Path,
    read: impl FnOnce() -> Result<T, Problems>,
) -> Result<T, Problems> {
    let before = Stamp::of(path);
    let read = read();
    if Stamp::of(path) == before {
        read
    } else {
        Err(Problem::Changed.into())
    }
}

fn number(name: &str) -> Description {
    Description {
        name: name.to_owned(),
        kind: Kind::Number,
        missing: false,
    }
}

/// The descriptions in the order of the header, which has those columns and no others.
fn in_order(features: &[String], columns: &[Description]) -> Result<Vec<Description>, Problems> {
    let by_name: HashMap<&str, &Description> = columns
        .iter()
        .map(|column| (column.name.as_str(), column))
        .collect();
    let header: BTreeSet<&str> = features.iter().map(String::as_str).collect();
    let mut problems = Problems::default();
    for column in columns {
        if !header.contains(column.name.as_str()) {
            problems.add(|| Problem::NoColumn(shorten::text(&column.name)));
        }
    }
    let mut described = Vec::new();
    for name in features {
        match by_name.get(name.as_str()) {
            Some(column) => described.push((*column).clone()),
            None => problems.add(|| Problem::OtherColumn(shorten::text(name))),
        }
    }
    if problems.is_empty() {
        Ok(described)
    } else {
        Err(problems)
    }
}
