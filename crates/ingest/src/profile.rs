//! `ingest profile`: looks at a new dataset, prints what it is, and writes the section `data` of
//! params.yaml that describes it.
//!
//! One look at all rows, in memory that does not grow with them.
//!
//! # Layout
//!
//! - `sniff`: how the source is written. `spelling`: what a cell could be.
//! - `survey`: all rows. `column`: a column of them. `classes`: the target. `sample`: some rows as
//!   they are.
//! - `proposal`: how a column should enter the model. `advice`: what to look at.
//! - `report`: what is printed. `description`, `yaml`: what is written.
//! - [`error`]: why a source is refused.

mod advice;
mod classes;
mod column;
mod description;
pub mod error;
mod proposal;
mod report;
mod sample;
mod sniff;
mod spelling;
mod survey;
mod yaml;

use std::path::Path;

use params::{Params, SourceFormat};
use stage::outputs::Outputs;
use table::source::Source;

use crate::args::ProfileArgs;
use column::{ALSO_MISSING, Tally};
use description::Dataset;
use error::{NoClasses, ProfileError};
use proposal::Decided;
use survey::Survey;

/// The other sections, with which a description is a whole file.
const REST: &str = "preprocess: {random_state: 0, test_size: 0.2}\n\
                    train: {n_estimators: 1, max_depth: 1, random_state: 0}\n\
                    gate: {}\n\
                    tracking: {experiment: null, run_name: null, registered_model: null}\n";

/// Looks at the source, prints what it is, and writes its description where one is asked for.
///
/// # Errors
///
/// When the source is no table, its target holds no classes, no column can enter a model, or the
/// description cannot be written. Nothing is then printed or written.
pub fn run(args: &ProfileArgs) -> Result<(), ProfileError> {
    let source_name = source_name(&args.source);
    let name = match &args.name {
        Some(name) => name.clone(),
        None => source_name.split('.').next().unwrap_or_default().to_owned(),
    };
    check_name(&name)?;
    let source = sniff::open(&args.source, &args.target)?;
    let mut survey = Survey::of(&source, &args.target)?;
    check_target(&source, &survey, &args.target)?;
    let source = adopt_missing(&mut survey, &source);
    let decided = decide(&source, &survey)?;
    let dataset = Dataset {
        name: &name,
        source: &source_name,
        format: source.format(),
        target: &args.target,
    };
    let section = description::of(&dataset, &survey, &decided);
    let path = args.source.clone();
    Params::parse(&format!("{section}{REST}"), Path::new("the description"))
        .map_err(|problem| ProfileError::Description { path, problem })?;
    if let Some(path) = &args.description {
        let mut outputs = Outputs::new();
        outputs.add(path, |out| out.write_all(section.as_bytes()))?;
        outputs.commit()?;
    }
    let warnings = advice::of(&survey, &decided);
    print!(
        "{}",
        report::of(&source, &args.target, &survey, &decided, &warnings)
    );
    Ok(())
}

/// What `data.source` can be of the name of the file or folder: other characters become dashes.
fn source_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let words = name.split(|c| !allowed(c)).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("-");
    name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
        .to_owned()
}

fn check_name(name: &str) -> Result<(), ProfileError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let first = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if first && name.chars().all(allowed) && name.len() <= 100 {
        return Ok(());
    }
    Err(ProfileError::Name(params::shorten::text(name)))
}

fn check_target(source: &Source, survey: &Survey, target: &str) -> Result<(), ProfileError> {
    let classes = &survey.classes;
    let rows = survey.rows + classes.missing;
    let mut checked = classes.check(source.format().decimal);
    // Some rows may be set aside; more of them is a table of something else.
    if checked.is_ok() && 2 * classes.missing > rows {
        let missing = classes.missing;
        checked = Err(NoClasses::Missing { missing, rows });
    }
    checked.map_err(|problem| ProfileError::Target {
        path: source.path().to_owned(),
        target: params::shorten::text(target),
        problem,
    })
}

/// Takes texts such as `?` for missing values if a column holds nothing but them and numbers.
fn adopt_missing(survey: &mut Survey, source: &Source) -> Source {
    let mut missing_values = source.format().missing_values.clone();
    for (place, text) in ALSO_MISSING.iter().enumerate() {
        let among_numbers =
            |column: &Tally| proposal::is_number(column) && column.also_missing[place] > 0;
        let is_class = survey.classes.names.iter().any(|name| name == text);
        if !is_class && survey.columns.iter().any(among_numbers) {
            missing_values.push((*text).to_owned());
            survey
                .columns
                .iter_mut()
                .for_each(|column| column.take_for_missing(place));
        }
    }
    source.with_format(SourceFormat {
        missing_values,
        ..source.format().clone()
    })
}

fn decide(source: &Source, survey: &Survey) -> Result<Vec<Decided>, ProfileError> {
    let names: Vec<_> = survey.columns.iter().map(|column| &*column.name).collect();
    let columns = survey.columns.iter();
    let decided: Vec<_> = columns
        .map(|column| proposal::decide(column, &names))
        .collect();
    if !decided.iter().all(Decided::is_ignored) {
        return Ok(decided);
    }
    let reasons =
        names.iter().zip(&decided).take(3).map(|(name, decided)| {
            format!("`{}`: {}", params::shorten::text(name), decided.reason)
        });
    Err(ProfileError::NoFeatures {
        path: source.path().to_owned(),
        reasons: reasons.collect::<Vec<_>>().join("; "),
    })
}
