//! `mlops new-dataset`: a table that a person has becomes the dataset of the checkout.
//!
//! The table is copied into the checkout and looked at by ingest, which writes the section
//! `data` of `params.yaml`. Then table, section and `data.dvc` take their places, and DVC
//! takes the table over. Whatever fails, and whenever it is interrupted, the checkout is as
//! it was.
//!
//! # Layout
//!
//! - `names`: what dataset and table are called.
//! - `copy`: the table, under a hidden name.
//! - `profile`: ingest looks at it.
//! - `section`: `params.yaml` with another section `data`.
//! - `dvc`: `data.dvc`, and DVC.
//! - `earlier`: what is put back when something fails.
//! - `interrupts`: the signals that end it.
//! - `remarks`: what a person should do next.
//! - `error`: what can go wrong.

mod copy;
mod dvc;
mod earlier;
mod error;
mod interrupts;
mod names;
mod profile;
mod remarks;
mod section;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use params::{Params, text};
use stage::outputs::Outputs;

use crate::args::NewDataset;
use crate::checkout::Checkout;
use crate::recovery;
use crate::run::Turn;
use copy::Copied;
use dvc::DATA_DVC;
use earlier::Earlier;
pub(crate) use error::NewDatasetError;
use interrupts::Interrupts;
use names::Names;
use profile::{Description, Profile};

/// The file whose section `data` is written.
const PARAMS_YAML: &str = "params.yaml";
/// Where the runner sees a table that lies outside of the checkout (scripts/runner).
const MOUNTED: &str = "MLOPS_DATASET";

/// Makes the table that `args` name the dataset of `checkout`, and gives 0, or the exit code
/// with which ingest refused it.
///
/// # Errors
///
/// When an argument is wrong, the table cannot be copied, ingest or DVC cannot be started,
/// somebody else is at work in the checkout, or it is interrupted. Everything is then as it was.
pub(crate) fn run(checkout: &Checkout, args: &NewDataset) -> Result<u8, NewDatasetError> {
    let table = mounted(&args.file);
    recovery::heal_and_say(checkout)?;
    let interrupts = Interrupts::catch().map_err(NewDatasetError::Signals)?;
    let take_over = TakeOver {
        checkout,
        args,
        table: &table,
        interrupts: &interrupts,
    };
    let ended = take_over.run(profile::describe, dvc::commit);
    let code = ended.map_err(|error| error.named(&table, &args.file))?;
    recovery::keep(checkout);
    Ok(code)
}

/// What is to become the dataset of which checkout, until what comes.
struct TakeOver<'a> {
    checkout: &'a Checkout,
    args: &'a NewDataset,
    /// Where the table is read.
    table: &'a Path,
    interrupts: &'a Interrupts,
}

impl TakeOver<'_> {
    /// Has ingest `describe` the table, and DVC `commit` it.
    fn run(
        &self,
        describe: impl FnOnce(&Profile<'_>) -> Result<Description, NewDatasetError>,
        commit: impl FnOnce(Stdio) -> Result<(), NewDatasetError>,
    ) -> Result<u8, NewDatasetError> {
        let names = Names::of(
            &self.args.file,
            self.table.is_dir(),
            self.args.name.as_deref(),
        )?;
        let turn = Turn::take(self.checkout)?;
        let before = read_params(self.checkout)?;
        let copied = copy::copy(self.table, self.checkout, &names, self.interrupts)?;
        let described = describe(&Profile {
            checkout: self.checkout,
            table: copied.path(),
            names: &names,
            target: &self.args.target,
        })?;
        self.interrupts.check()?;
        let section = match described {
            Description::Written(section) => section,
            Description::Refused(code) => return Ok(code),
        };
        let after = section::replaced(&before, &section)?;
        check(&after, &names)?;
        put_in_place(self.checkout, copied, &after, &names, || {
            commit(turn.stdin().map_err(NewDatasetError::Dvc)?)?;
            self.interrupts.check()
        })?;
        println!("{}", remarks::of(&names, &after));
        Ok(0)
    }
}

/// Where the table is to be read, which is another place in the runner's container.
fn mounted(file: &Path) -> PathBuf {
    let mounted = std::env::var_os(MOUNTED).filter(|path| !path.is_empty());
    mounted.map_or_else(|| file.to_owned(), PathBuf::from)
}

fn read_params(checkout: &Checkout) -> Result<String, NewDatasetError> {
    let text = text::read(&checkout.path(PARAMS_YAML));
    text.map_err(NewDatasetError::ParamsUnreadable)
}

/// The parameters as they are to be; a person's own sections count as well.
fn check(after: &str, names: &Names) -> Result<(), NewDatasetError> {
    let params = Params::parse(after, Path::new(PARAMS_YAML))?;
    let found = (&*params.data.name, &*params.data.source);
    if found == (names.dataset(), names.source()) {
        return Ok(());
    }
    Err(NewDatasetError::OtherNames)
}

/// Puts table, parameters and `data.dvc` in their places, and what was there back if
/// `hand_over` fails.
fn put_in_place(
    checkout: &Checkout,
    copied: Copied,
    params: &str,
    names: &Names,
    hand_over: impl FnOnce() -> Result<(), NewDatasetError>,
) -> Result<(), NewDatasetError> {
    let mut outputs = Outputs::new();
    for (name, text) in [(PARAMS_YAML, params), (DATA_DVC, &dvc::text(names))] {
        outputs.add(&checkout.path(name), |out| out.write_all(text.as_bytes()))?;
    }
    let mut earlier = Earlier::default();
    earlier.keep_file(&checkout.path(PARAMS_YAML))?;
    earlier.keep_file(&checkout.path(DATA_DVC))?;
    let table = checkout.path(names.path());
    earlier.move_away(&table)?;
    copied.rename_to(&table)?;
    // Killed after this, it leaves a dataset that the next `make run` hands to DVC.
    outputs.commit()?;
    hand_over()?;
    earlier.forget();
    Ok(())
}

#[cfg(test)]
mod tests;
