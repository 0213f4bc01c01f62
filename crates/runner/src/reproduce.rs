//! `make reproduce`: makes a model again from what its run has kept, and compares. `make export`
//! writes what its run has kept into a file, for another checkout of the repository.
//!
//! It happens in a worktree of git in the folder of DVC's experiments, so that the stages are those
//! of an experiment: nothing is registered or promoted, and the files, the index and the branches
//! of the checkout stay as they are. `scripts/reproduce` comes twice, to prepare and to run: in
//! between, the images of the commit's sources are built on the host.
//!
//! # Layout
//!
//! - `subject`: what is made again, from the tracker.
//! - `document`: the same as a file.
//! - `worktree`: the commit in a folder of its own, with the changes of the run.
//! - `place`: that folder, with the data and parameters of the run, and DVC in it.
//! - `verdict`: what is the same and what is not.
//! - `error`: what can go wrong.

use std::fs;
use std::path::Path;

use stage::exit::Exit;

use crate::args::{Export, ParamsFile, Reproduce};
use crate::checkout::Checkout;
use crate::commands::Session;
use crate::settings::Settings;

use document::Document;
pub(crate) use error::ReproduceError;
use place::Place;
use subject::Subject;
use verdict::Verdict;
use worktree::Repository;

mod document;
mod error;
mod place;
mod subject;
mod verdict;
mod worktree;

/// The version that is exported where none is named.
const DEFAULT: &str = "production";

/// Does the part of a reproduction that `args` ask for, and gives the exit code: 0 if all is known to
/// be the same, and 3 if something differs or cannot be compared.
///
/// # Errors
///
/// When there is no such version, its commit or data cannot be had, or the pipeline does not run;
/// nothing is left then.
pub(crate) fn run(checkout: &Checkout, args: &Reproduce) -> Result<u8, ReproduceError> {
    if let Some(tree) = &args.tree {
        return run_in(checkout, &Place::made(checkout, tree)?, &args.params);
    }
    let document = document(checkout, args)?;
    let repository = Repository::of(checkout);
    repository.check_project(&document.project, &document.subject)?;
    let commit = document.subject.commit()?;
    if !repository.has(commit) {
        if args.prepare && !args.fetched && repository.has_remote() {
            println!("fetch {commit}");
            return Ok(0);
        }
        return Err(document.subject.gone(commit));
    }
    let settings = Settings::read(checkout)?;
    let place = Place::make(checkout, &settings, &repository, &document)?;
    if args.prepare {
        println!("tree {}", place.root().display());
        return Ok(0);
    }
    run_in(checkout, &place, &args.params)
}

/// What is to be made again.
fn document(checkout: &Checkout, args: &Reproduce) -> Result<Document, ReproduceError> {
    if let Some(file) = &args.file {
        return Document::read(file);
    }
    let version = args.version.as_deref().ok_or(ReproduceError::Nothing)?;
    let session = Session::open(checkout, &args.params)?;
    let subject = Subject::of_version(&session, version)?;
    Ok(Document::of(subject, Vec::new()))
}

/// Runs the pipeline in a place that was made, tells how the results compare, and takes the place away.
fn run_in(checkout: &Checkout, place: &Place, params: &ParamsFile) -> Result<u8, ReproduceError> {
    let told = outcome(checkout, place, params);
    place.remove();
    told
}

fn outcome(checkout: &Checkout, place: &Place, params: &ParamsFile) -> Result<u8, ReproduceError> {
    let subject = place.document()?.subject;
    // The stages need the tracker.
    Session::open(checkout, params)?;
    eprintln!("reproduce: running the pipeline of {}", subject.told());
    let code = place.repro()?;
    // By a hard gate, an evaluate of earlier sources fails here as it did at the time.
    if code != 0 && code != Exit::Gate.code() {
        return Ok(code);
    }
    let verdict = Verdict::of(&subject, place.root());
    println!("{verdict}");
    Ok(if verdict.is_same() {
        0
    } else {
        Exit::Data.code()
    })
}

/// Writes what reproduces a run where `args` say, and gives a sentence about it for standard
/// error.
///
/// # Errors
///
/// When there is no such version or run, or its run cannot be reproduced elsewhere.
pub(crate) fn export(checkout: &Checkout, args: &Export) -> Result<String, ReproduceError> {
    let session = Session::open(checkout, &args.params)?;
    let subject = match (&args.run, &args.version) {
        (Some(run), _) => Subject::of_run(&session, run)?,
        (None, version) => Subject::of_version(&session, version.as_deref().unwrap_or(DEFAULT))?,
    };
    let commit = subject.commit()?;
    let repository = Repository::of(checkout);
    let project = repository.project(commit).unwrap_or_default();
    let told = subject.told();
    let document = Document::of(subject, project);
    match &args.to {
        Some(to) => write(to, &document.to_json())?,
        None => println!("{}", document.to_json()),
    }
    Ok(format!("export: {told}"))
}

/// Writes the file in full under another name first.
fn write(path: &Path, text: &str) -> Result<(), ReproduceError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".partial");
    let written = fs::write(&draft, text).and_then(|()| fs::rename(&draft, path));
    written.map_err(|source| {
        let _ = fs::remove_file(&draft);
        ReproduceError::Write {
            path: path.to_owned(),
            source,
        }
    })
}
