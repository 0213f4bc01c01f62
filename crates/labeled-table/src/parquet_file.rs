//! The parquet file of a split table, read column by column, several groups of rows at a time.

mod column;
mod group;

use std::fs::File;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use lines::{Piece, Pieces, threads};
use params::{regular_file, shorten};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use stage::panics::{Panicked, caught};

use crate::description::Description;
use crate::digest::Digesting;
use crate::header::features_of;
use crate::part::Part;
use crate::plan::{Growing, Plan};
use crate::problem::{Problem, Problems};
use group::Groups;

/// A file whose columns are known, and whose rows are not yet.
pub(crate) struct ParquetFile {
    path: PathBuf,
    /// The columns before [`TARGET`](crate::TARGET).
    pub(crate) features: Vec<String>,
}

impl ParquetFile {
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let reader = reader(path)?;
        let schema = reader.metadata().file_metadata().schema();
        let names = schema.get_fields().iter().map(|field| field.name());
        Ok(Self {
            path: path.to_owned(),
            features: features_of(names.map(str::as_bytes))?,
        })
    }

    /// Reads all rows, whose features are as described, and tells the MD5 of the file's bytes.
    ///
    /// # Errors
    ///
    /// All that is wrong with them, up to ten problems.
    pub(crate) fn read<P: Plan>(
        self,
        columns: &[Description],
        n_classes: usize,
        plan: &P,
    ) -> Result<(Growing<P::Whole>, String), Problems> {
        if columns.is_empty() {
            // Who reads the classes alone reads the rest later, and has the digest from there.
            return Ok((self.read_groups(columns, n_classes, plan)?, String::new()));
        }
        let stream = regular_file::open(&self.path).map_err(Problem::Missing)?;
        thread::scope(|scope| {
            let md5 = scope.spawn(|| digest(stream));
            let growing = self.read_groups(columns, n_classes, plan)?;
            let md5 = md5
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((growing, md5.map_err(Problem::Unreadable)?))
        })
    }

    fn read_groups<P: Plan>(
        &self,
        columns: &[Description],
        n_classes: usize,
        plan: &P,
    ) -> Result<Growing<P::Whole>, Problems> {
        let n_groups = reader(&self.path)?.num_row_groups();
        let so_far = Mutex::new((Growing::new(plan), Problems::default()));
        // A stream of as many lines as there are groups hands out their numbers, in turns.
        let turns = Pieces::new(Cursor::new(vec![b'\n'; n_groups]), 1, 1);
        let worker = || {
            let mut part = Part::new(columns, n_classes);
            let mut groups = None;
            let (turns, so_far) = (&turns, &so_far);
            move |turn: &Piece| {
                part.clear();
                let groups = match &mut groups {
                    Some(groups) => groups,
                    // Threads that share a file would share a place in it.
                    none => none.insert(Groups::new(reader(&self.path)?, &self.features)?),
                };
                let problems = caught(|| groups.read(turn.number, &mut part))?;
                let seen = problems.is_empty().then(|| plan.see(&part));
                turns.in_turn(turn, || {
                    let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
                    let (growing, found) = &mut *so_far;
                    found.append(problems);
                    if let Some(seen) = seen.filter(|_| found.is_empty()) {
                        growing.add(plan, &part, seen);
                    }
                });
                Ok::<_, Problem>(())
            }
        };
        turns.for_each(threads().min(n_groups), worker)?;
        let (growing, mut problems) = so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
        if growing.rows == 0 && problems.is_empty() {
            problems.add(|| Problem::NoRows);
        }
        if problems.is_empty() {
            Ok(growing)
        } else {
            Err(problems)
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl From<ParquetError> for Problem {
    fn from(error: ParquetError) -> Self {
        Self::BrokenParquet(shorten::text(&error.to_string()))
    }
}

impl From<Panicked> for Problem {
    fn from(panicked: Panicked) -> Self {
        Self::BrokenParquet(panicked.to_string())
    }
}

fn reader(path: &Path) -> Result<SerializedFileReader<File>, Problem> {
    let file = regular_file::open(path).map_err(Problem::Missing)?;
    caught(|| Ok(SerializedFileReader::new(file)?))
}

fn digest(file: File) -> io::Result<String> {
    let mut stream = Digesting::new(file)?;
    io::copy(&mut stream, &mut io::sink())?;
    Ok(stream.digest())
}
