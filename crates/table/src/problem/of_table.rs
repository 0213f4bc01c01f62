//! What can be wrong with a table, in words that name the place and the remedy.

use params::{MAX_COLUMNS, shorten};

use super::of_cell::CellProblem;
use crate::source::Place;

/// The longest line that is read, in bytes.
pub(crate) const LONGEST_LINE: u64 = 16 << 20;

/// One thing that is wrong with a table. Lines count from 1; what comes from the file is
/// shortened already.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is not even a header.
    #[error("the file is empty; expected a header and rows")]
    Empty,
    /// There is only a header.
    #[error("there are no rows below the header")]
    NoRows,
    /// There are no files.
    #[error("the folder holds no files; expected at least one table")]
    EmptyFolder,
    /// Files of a folder are asked for, and there is no folder.
    #[error(
        "it is a file, and `data.files` of params.yaml asks for the files `{pattern}` of a folder; remove the \
         key, or name the folder in `data.source`"
    )]
    NoFolder {
        /// The names that are asked for.
        pattern: String,
    },
    /// No file of a folder has such a name as is asked for.
    #[error(
        "no file of the folder is called `{pattern}`, as `data.files` of params.yaml asks; there are {files}"
    )]
    NoFileMatches {
        /// The names that are asked for.
        pattern: String,
        /// The files that there are, in backticks.
        files: String,
    },
    /// One file of a folder has a problem.
    #[error("`{file}`: {problem}")]
    InFile {
        /// The name of the file.
        file: String,
        /// Its problem.
        problem: Box<Problem>,
    },
    /// A file of a folder has not the columns of the first one.
    #[error(
        "{}; expected the columns of `{first}`, in any order",
        difference(lacks, adds)
    )]
    OtherColumns {
        /// The first file.
        first: String,
        /// The columns that are missing, in backticks, or nothing.
        lacks: String,
        /// The columns that no other file has, in backticks, or nothing.
        adds: String,
    },
    /// A column has another type than in an earlier file of the folder.
    #[error(
        "column `{column}` holds {found}, and {expected} in `{earlier}`; expected one type in all \
         files of the folder"
    )]
    OtherType {
        /// The column.
        column: String,
        /// What it holds in this file.
        found: &'static str,
        /// What it holds in the earlier one.
        expected: &'static str,
        /// The earlier file.
        earlier: String,
    },
    /// The file is of another kind.
    #[error("the file {0}")]
    NoCsv(&'static str),
    /// What is compressed ends early, or cannot be decompressed.
    #[error("the compressed data breaks off or is damaged in {0}; copy the file here once more")]
    Damaged(Place),
    /// What is compressed by zstd repeats what stands too far back for a reader of little memory.
    #[error(
        "decompressing the file takes more than 128 MiB of memory; compress it without the option \
         `--long` of zstd"
    )]
    FarBack,
    /// A parquet file lacks its end, or holds what none does.
    #[error("the file is no complete Parquet file ({0}); copy it here once more")]
    BrokenParquet(String),
    /// A part of a parquet file cannot be read.
    #[error("{0} cannot be read ({1}); copy the file here once more, or write it anew")]
    BrokenRow(Place, String),
    /// A parquet file has a column that no text can hold.
    #[error(
        "column `{name}` holds {found}; expected numbers, text, booleans, dates or times: write \
         the file without it"
    )]
    UnsupportedColumn {
        /// The column.
        name: String,
        /// What it holds.
        found: &'static str,
    },
    /// Something else than commas stands between the columns.
    #[error(
        "the file seems to be separated by {found}; expected {expected}: write `separator: \
         \"{write}\"` in section `data` of params.yaml"
    )]
    Separator {
        /// What seems to stand between columns.
        found: &'static str,
        /// What should.
        expected: &'static str,
        /// How params.yaml writes what was found.
        write: &'static str,
    },
    /// The first line says what separates the columns.
    #[error("line 1 is `{0}`, which only spreadsheet programs understand; remove the line{1}")]
    SeparatorLine(String, String),
    /// The table is wider than the tracker can describe.
    #[error(
        "the header has {0} columns; expected at most {limit}, because the tracker takes a \
         description of the columns of at most 1 MB",
        limit = MAX_COLUMNS
    )]
    TooManyColumns(usize),
    /// The names are longer than the tracker can list.
    #[error(
        "the names of the columns have {0} characters in all; expected at most {1} for so many \
         columns, because the tracker takes a description of the columns of at most 1 MB"
    )]
    LongNames(usize, usize),
    /// Two columns share a name.
    #[error("the header names the column `{0}` twice; rename one of them")]
    RepeatedColumn(String),
    /// A column has no name.
    #[error("column {0} of the header has no name; give it one")]
    NamelessColumn(usize),
    /// A name is not UTF-8.
    #[error("the name of column {0} of the header is not UTF-8; save the file as UTF-8")]
    UnreadableName(usize),
    /// A feature has the name of a column that the stage adds.
    #[error(
        "the column `{0}` has the name of one that ingest adds; rename it, or name it as \
         `data.target` in params.yaml if it holds the classes"
    )]
    ReservedName(String),
    /// There is nothing to learn from.
    #[error("`{0}` is the only column; expected at least one feature beside it")]
    NoFeatures(String),
    /// The column of classes is not there.
    #[error("there is no column `{name}`{hint}; the header has {columns}")]
    NoColumn {
        /// The column that is needed.
        name: String,
        /// "did you mean", or nothing.
        hint: String,
        /// The columns that there are.
        columns: String,
    },
    /// A column is there that `data.columns` does not list.
    #[error(
        "the column `{column}` is not listed in `data.columns` of params.yaml; write \
         `{key}: ignored` there, or number, category, flag or date"
    )]
    UnlistedColumn {
        /// The column.
        column: String,
        /// Its name as a key of YAML.
        key: String,
    },
    /// A column is listed that is not there.
    #[error("there is no column `{column}`, which `data.columns` of params.yaml lists{remedy}")]
    ListedOnly {
        /// The column.
        column: String,
        /// "did you mean", or what else to do.
        remedy: String,
    },
    /// A part of a date has the name of another column.
    #[error(
        "the column `{part}` has the name that a part of the dates in `{column}` gets; rename \
         one of the two columns"
    )]
    RepeatedPart {
        /// The column of dates.
        column: String,
        /// The name of the part.
        part: String,
    },
    /// A column has more categories than could mean anything.
    #[error(
        "the column `{column}` has more than {most} different values, which are too many \
         categories; write `{key}: ignored` in `data.columns` of params.yaml, or put its values \
         into groups in the file"
    )]
    TooManyCategories {
        /// The column.
        column: String,
        /// Its name as a key of YAML.
        key: String,
        /// The greatest number that is allowed.
        most: usize,
    },
    /// A line is longer or shorter than the header.
    #[error("{line} has {found} {}; expected {expected}, as in the header{remedy}", fields(*found))]
    Ragged {
        /// The line.
        line: Place,
        /// The fields on it.
        found: usize,
        /// The fields of the header.
        expected: usize,
        /// What may be the cause, or nothing.
        remedy: String,
    },
    /// A cell holds something else than it must.
    #[error("{line}, column `{column}` {problem}")]
    Cell {
        /// The line.
        line: Place,
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: CellProblem,
    },
    /// A line ends as on no system of today.
    #[error(
        "{0} ends with a carriage return alone; save the file with the line ends of Unix \
         or Windows"
    )]
    CarriageReturn(Place),
    /// A line has no end in sight.
    #[error(
        "{0} is longer than {limit} MiB; expected a table whose lines end, and whose quotation \
         marks are closed",
        limit = LONGEST_LINE >> 20
    )]
    LineTooLong(Place),
    /// A class has no rows.
    #[error("no row is of the class `{class}`; remove it from `{key}` in params.yaml")]
    ClassWithoutRows {
        /// The class.
        class: String,
        /// Where it is listed.
        key: String,
    },
    /// The file was written to in the meantime.
    #[error("the file changed while it was read; wait until it is complete")]
    Changed,
}

/// How the columns of a file differ from those of another.
fn difference(lacks: &str, adds: &str) -> String {
    match (lacks, adds) {
        ("", "") => "the file has a column twice".to_owned(),
        ("", adds) => format!("the file has {adds} as well"),
        (lacks, "") => format!("the file lacks {lacks}"),
        (lacks, adds) => format!("the file lacks {lacks}, and has {adds}"),
    }
}

fn fields(number: usize) -> &'static str {
    if number == 1 { "field" } else { "fields" }
}

impl Problem {
    pub(crate) fn of_cell(problem: CellProblem, line: Place, column: &str) -> Self {
        let column = shorten::text(column);
        Self::Cell {
            line,
            column,
            problem,
        }
    }
}
