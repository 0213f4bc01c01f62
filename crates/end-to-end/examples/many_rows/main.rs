//! Writes a table of as many rows as one likes, drawn from a seed, for benchmarks and for trials
//! with large files.
//!
//! ```text
//! cargo run --release -p end-to-end --example many_rows -- decimals 2000000 data/source/large.csv
//! ```
//!
//! writes 2,000,000 rows (541 MB, in seconds) and prints the section `data` of params.yaml that
//! describes them. The kinds of tables:
//!
//! - `decimals`: numbers with six decimals, as `%.6f` prints them (zeros at the end included);
//! - `floats`: numbers that take up all 53 bits of a double, in the shortest digits;
//! - `mixed`: 20 columns of identifiers, dates, texts, flags, truth values, whole numbers, decimals
//!   and doubles; some cells are missing, and one row in a hundred holds a quoted text.
//!
//! The last column, `label`, is one of two or three classes that depend on the others, so that a
//! forest has something to learn. `--columns` (28, for tables of numbers), `--classes` (2) and
//! `--seed` (15) change what their names say. The bytes depend on these alone, and a table of more
//! rows begins with the rows of a shorter one.
//!
//! # Layout
//!
//! - `blocks`: rows in blocks, made on all processors and written in their order.
//! - `numbers` and `mixed`: the kinds of tables.
//! - `label`: the class of a row.
//! - `cell`: the spelling of numbers.

mod blocks;
mod cell;
mod label;
mod mixed;
mod numbers;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use end_to_end::draw::Draw;

use label::Labels;

/// Writes a large table that is drawn from a seed, and prints how params.yaml describes it.
#[derive(Parser)]
struct Args {
    /// What the table holds.
    kind: Kind,
    /// How many rows it has.
    rows: u64,
    /// The file to write.
    file: PathBuf,
    /// How many columns of numbers there are; `mixed` always has 20.
    #[arg(long, default_value_t = 28, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    columns: u32,
    /// How many classes there are.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(2..=3))]
    classes: u8,
    /// Tables of other seeds hold other numbers.
    #[arg(long, default_value_t = 15)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Decimals,
    Floats,
    Mixed,
}

/// A kind of table.
trait Rows: Sync {
    /// The names of the columns but the last, with commas between them.
    fn header(&self) -> String;

    /// What follows `columns:` in the section `data` of params.yaml.
    fn described(&self) -> String;

    /// Appends row `number`, counted from 0, to `text`, up to the comma before its label. Returns
    /// what the label depends on, of mean 0 and variance 1, nearly.
    fn write(&self, number: u64, draw: &mut Draw, text: &mut Vec<u8>) -> f64;
}

fn main() -> io::Result<()> {
    let args = Args::parse();
    let rows: Box<dyn Rows> = match args.kind {
        Kind::Decimals => Box::new(numbers::Numbers::decimals(args.columns)),
        Kind::Floats => Box::new(numbers::Numbers::floats(args.columns)),
        Kind::Mixed => Box::new(mixed::Mixed),
    };
    let labels = Labels::of(args.classes);
    let file = File::create(&args.file)?;
    blocks::write(&*rows, &labels, args.rows, args.seed, file)?;
    print!("{}", description(&args.file, &*rows, &labels));
    Ok(())
}

/// The section `data` of params.yaml for this table.
fn description(file: &Path, rows: &dyn Rows, labels: &Labels) -> String {
    let source = file.file_name().unwrap_or_default().to_string_lossy();
    let name = source.split('.').next().unwrap_or_default();
    format!(
        "data:\n  name: {name}\n  format: csv\n  source: {source}\n  target: label\n  classes: [{}]\n  columns:{}\n",
        labels.names().join(", "),
        rows.described(),
    )
}
