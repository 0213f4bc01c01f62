//! Writes three tables such as people have, each drawn from a fixed seed: the documents and tests
//! use them as new datasets.
//!
//! `cargo run -p end-to-end --example tables -- FOLDER` writes
//!
//! - `penguins.csv`: 344 rows, text, numbers, some of them missing;
//! - `churn.csv`: 50,000 rows, an identifier, text, flags, dates, numbers, missing values;
//! - `wines.csv`: 1,000 rows, `;` between the cells, commas in the numbers.

mod churn;
mod penguins;
mod wines;

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("usage: tables FOLDER"))?;
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("penguins.csv"), penguins::table())?;
    fs::write(folder.join("churn.csv"), churn::table())?;
    fs::write(folder.join("wines.csv"), wines::table())
}
