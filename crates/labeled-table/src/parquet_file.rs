//! The parquet file of a split table, read column by column, several groups of rows at a time.

mod column;
mod group;
mod shown;
#[cfg(test)]
mod tests;

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use lines::{Piece, SharedFile, threads};
use params::{regular_file, shorten};
use parquet::errors::ParquetError;
use row_groups::RowGroups;
use stage::panics::{Panicked, caught};

use crate::description::Description;
use crate::digest::Digesting;
use crate::header::features_of;
use crate::part::Part;
use crate::plan::{Growing, Plan};
use crate::problem::{Problem, Problems};
use group::read_group;
use shown::Shown;

/// A file whose columns are known, and whose rows are not yet.
pub(crate) struct ParquetFile {
    path: PathBuf,
    file: SharedFile,
    groups: RowGroups,
    /// The columns before [`TARGET`](crate::TARGET).
    pub(crate) features: Vec<String>,
}

/// What was read of it.
struct SoFar<W> {
    growing: Growing<W>,
    problems: Problems,
    /// A group could not be read, so that those behind it do not count.
    ended: bool,
}

impl ParquetFile {
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let file = regular_file::open(path).map_err(Problem::Missing)?;
        let file = SharedFile::new(file).map_err(Problem::Unreadable)?;
        let groups = caught(|| Ok::<_, Problem>(RowGroups::open(file.clone())?))?;
        let fields = groups.schema().root_schema().get_fields();
        let names = fields.iter().map(|field| field.name().as_bytes());
        Ok(Self {
            path: path.to_owned(),
            features: features_of(names)?,
            file,
            groups,
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
        // Who reads the classes alone reads the rest later, and has the digest from there.
        let digests = !columns.is_empty();
        let shown = Shown::new(&self.path, self.file.length(), digests);
        thread::scope(|scope| {
            let md5 = digests.then(|| scope.spawn(|| digest(&self.file, &shown)));
            // The digest takes a processor for about as long as all of this.
            let threads = (threads() - usize::from(digests)).max(1);
            let growing = self.read_groups(columns, n_classes, plan, (threads, &shown))?;
            let md5 = md5.map(|md5| {
                let md5 = md5.join();
                md5.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            let md5 = md5.transpose().map_err(Problem::Unreadable)?;
            Ok((growing, md5.unwrap_or_default()))
        })
    }

    fn read_groups<P: Plan>(
        &self,
        columns: &[Description],
        n_classes: usize,
        plan: &P,
        (threads, shown): (usize, &Shown),
    ) -> Result<Growing<P::Whole>, Problems> {
        let so_far = Mutex::new(SoFar {
            growing: Growing::new(plan),
            problems: Problems::default(),
            ended: false,
        });
        let turns = self.groups.turns();
        let worker = || {
            let mut part = Part::new(columns, n_classes);
            let (turns, so_far) = (&turns, &so_far);
            move |turn: &Piece| {
                part.clear();
                let read = || read_group(&self.groups, turn.number, &self.features, &mut part);
                let problems = caught(read);
                let is_right = matches!(&problems, Ok(problems) if problems.is_empty());
                let seen = is_right.then(|| plan.see(&part));
                let added = turns.in_turn(turn, || {
                    let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
                    so_far.add(plan, (problems, &part, seen))
                });
                shown.add(self.groups.bytes_of(turn.number));
                added.unwrap_or(Ok(()))
            }
        };
        let ended = turns.for_each(threads.min(self.groups.n_groups()), worker);
        let so_far = so_far.into_inner().unwrap_or_else(PoisonError::into_inner);
        so_far.end(ended)
    }
}

impl<W: Send> SoFar<W> {
    /// Adds the group that comes next. A group that cannot be read is an error, and the last one:
    /// what is told does not depend on which of several such groups is looked at first.
    fn add<P: Plan<Whole = W>>(
        &mut self,
        plan: &P,
        (problems, part, seen): (Result<Problems, Problem>, &Part, Option<P::Seen>),
    ) -> Result<(), Problem> {
        if self.ended {
            return Ok(());
        }
        self.ended = problems.is_err();
        self.problems.append(problems?);
        if let Some(seen) = seen.filter(|_| self.problems.is_empty()) {
            self.growing.add(plan, part, seen);
        }
        Ok(())
    }

    /// All rows, unless something is wrong with them or reading them `ended` early.
    fn end(mut self, ended: Result<(), Problem>) -> Result<Growing<W>, Problems> {
        if let Err(problem) = ended {
            self.problems.add(|| problem);
        } else if self.growing.rows == 0 && self.problems.is_empty() {
            self.problems.add(|| Problem::NoRows);
        }
        if self.problems.is_empty() {
            Ok(self.growing)
        } else {
            Err(self.problems)
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

/// MD5 of a file's bytes in hexadecimal.
fn digest(file: &SharedFile, shown: &Shown) -> io::Result<String> {
    let mut stream = Digesting::new(file.stream(0));
    // As much as stays in the second cache.
    let mut buffer = vec![0; 1 << 18];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(stream.digest()),
            Ok(read) => shown.add(read as u64),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
