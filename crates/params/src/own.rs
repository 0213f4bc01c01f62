//! Section `stages`: the parameters of stages that the pipeline did not come with, each in a
//! section of its stage's name. What a stage's section may hold, only the stage knows.

use crate::problem::Problems;
use crate::section::Section;
use crate::shorten;
use crate::suggest::did_you_mean;
use crate::yaml::{Entry, Value};

/// The key of the section.
const STAGES: &str = "stages";
/// What stands behind a stage's name.
const EXPECTED: &str = "a section of the stage's parameters";

/// Checks that there are sections, whatever they hold.
pub(crate) fn check(root: &mut Section<'_>) -> Option<()> {
    let Some(stages) = root.optional_section(STAGES, "a section for each stage")? else {
        return Some(());
    };
    let mut good = Some(());
    for entry in stages.entries() {
        if !matches!(entry.node().value(), Value::Section(_) | Value::Null) {
            stages.refuse(entry.key(), entry.node(), EXPECTED);
            good = None;
        }
    }
    good
}

/// The section of `stage`, without keys where it is not there.
pub(crate) fn section<'a>(root: &'a [Entry], stage: &str, problems: &'a Problems) -> Section<'a> {
    let above = root.iter().find(|entry| entry.key() == STAGES);
    let own = entries(root).iter().find(|entry| entry.key() == stage);
    let line = own.or(above).map_or(1, Entry::line);
    let keys = own.map_or(&[][..], |entry| entry.node().entries());
    Section::of(format!("{STAGES}.{stage}"), keys, problems).at(line)
}

/// Notes the sections of stages that are none of `known`.
pub(crate) fn check_names(root: &[Entry], known: &[String], problems: &Problems) {
    for entry in entries(root) {
        let key = entry.key();
        if known.iter().any(|known| known == key) {
            continue;
        }
        let hint = did_you_mean(key, known.iter().map(String::as_str));
        let name = shorten::text(key);
        let text = format!("`{STAGES}.{name}` is there for no stage of dvc.yaml{hint}");
        problems.add(entry.line(), text);
    }
}

fn entries(root: &[Entry]) -> &[Entry] {
    let above = root.iter().find(|entry| entry.key() == STAGES);
    above.map_or(&[][..], |entry| entry.node().entries())
}
