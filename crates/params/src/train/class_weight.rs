//! `class_weight`: a name, or a weight for each of several classes by their names.

use std::collections::BTreeMap;

use hyperparameters::{ClassWeight, ForestParams};

use crate::from_yaml::FromYaml;
use crate::section::Section;
use crate::shorten;
use crate::suggest::did_you_mean;
use crate::yaml::Entry;

/// Reads the key of `section`, or gives `default` where it is not there. `classes` are the names
/// of the classes by their numbers, if those are right.
#[expect(
    clippy::option_option,
    reason = "a problem is told from an absent weight, as everywhere in this crate"
)]
pub(crate) fn read(
    section: &mut Section<'_>,
    default: Option<ClassWeight>,
    classes: Option<&[String]>,
) -> Option<Option<ClassWeight>> {
    let definition = ForestParams::CLASS_WEIGHT;
    match section.map(definition.name()) {
        None => section.optional(&definition, default),
        Some(weights) => per_class(&weights, classes).map(Some),
    }
}

/// All that is wrong is noted.
fn per_class(weights: &Section<'_>, classes: Option<&[String]>) -> Option<ClassWeight> {
    let entries = weights.entries().iter();
    let read: Vec<_> = entries
        .map(|entry| (class(weights, entry, classes), weight(weights, entry)))
        .collect();
    let read = read
        .into_iter()
        .map(|(class, weight)| Some((class?, weight?)));
    let found: Option<BTreeMap<_, _>> = read.collect();
    found.map(ClassWeight::PerClass)
}

/// The number of the class that the entry names.
fn class(weights: &Section<'_>, entry: &Entry, classes: Option<&[String]>) -> Option<usize> {
    let (name, classes) = (entry.key(), classes?);
    let found = classes.iter().position(|class| class == name);
    if found.is_none() {
        let path = weights.path(&shorten::text(name));
        let hint = did_you_mean(name, classes.iter().map(String::as_str));
        let problem = format!("`{path}` is the weight of no class in `data.classes`{hint}");
        weights.note(entry.line(), problem);
    }
    found
}

fn weight(weights: &Section<'_>, entry: &Entry) -> Option<f64> {
    let value = entry.node().value();
    let weight = f64::from_yaml(value).filter(|weight| (0.0..f64::INFINITY).contains(weight));
    if weight.is_none() {
        let path = weights.path(&shorten::text(entry.key()));
        let found = shorten::text(&value.to_string());
        let problem = format!("`{path}` is {found}; expected a number from 0");
        weights.note(entry.node().line(), problem);
    }
    weight
}
