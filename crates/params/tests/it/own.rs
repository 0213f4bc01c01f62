//! The sections of stages that the pipeline did not come with.

use std::fs;

use insta::assert_snapshot;
use params::{Params, ParamsError, Section};

use crate::{GOOD, message, parse};

/// A file that ends with `stages`.
struct File(tempfile::TempDir);

/// What a stage may have for its parameters.
type Own = (u32, f64, Vec<f64>, String, bool, char);

impl File {
    fn new(stages: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("params.yaml"), format!("{GOOD}{stages}")).unwrap();
        Self(folder)
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("params.yaml")
    }

    fn told<T>(&self, read: Result<T, ParamsError>) -> String {
        let folder = format!("{}/", self.0.path().display());
        let error = read.err().expect("the file is refused");
        error.to_string().replace(&folder, "")
    }
}

fn own(section: &mut Section<'_>) -> Option<Own> {
    let bins = section.integer("bins", 1..=100, Some(10));
    let share = section.number("share", 0.0..=1.0, Some(0.5));
    let quantiles = section.numbers("quantiles", 0.0..=1.0, None);
    let title = section.text("title", Some("of all rows".to_owned()));
    let dense = section.boolean("dense", false);
    let side = section.choice("side", &[("left", 'l'), ("right", 'r')], Some('l'));
    Some((bins?, share?, quantiles?, title?, dense?, side?))
}

fn read(stages: &str) -> (File, Result<Own, ParamsError>) {
    let file = File::new(stages);
    let read = Params::read_with_own(&file.path(), "summary", own);
    (file, read.map(|(_, own)| own))
}

fn told(stages: &str) -> String {
    let (file, read) = read(stages);
    file.told(read)
}

#[test]
fn a_stage_reads_its_own_section_and_defaults_stand_for_what_is_left_out() {
    let (_file, found) = read("stages:\n  summary:\n    quantiles: [0, 0.25, 1]\n");
    let expected = (
        10,
        0.5,
        vec![0.0, 0.25, 1.0],
        "of all rows".to_owned(),
        false,
        'l',
    );
    assert_eq!(found.unwrap(), expected);
    let all = "stages:\n  other: {x: 1}\n  summary:\n    bins: 3\n    share: 1\n    quantiles: []\n    \
               title: '5'\n    dense: true\n    side: right\n";
    let expected = (3, 1.0, Vec::new(), "5".to_owned(), true, 'r');
    assert_eq!(read(all).1.unwrap(), expected);
}

#[test]
fn every_problem_of_the_own_section_is_told_with_its_line_beside_those_of_the_others() {
    let text = "stages:\n  summary:\n    bin: 3\n    share: 2\n    quantiles:\n    - 0.5\n    - 1.5\n    \
                title: 5\n    dense: maybe\n    side: rigth\n";
    assert_snapshot!(told(text), @r"
    check `params.yaml`: 6 problems
      line 19: unknown key `stages.summary.bin`; did you mean `bins`?
      line 20: `stages.summary.share` is 2; expected a number from 0 to 1
      line 23: `stages.summary.quantiles` holds 1.5; expected numbers from 0 to 1
      line 24: `stages.summary.title` is 5; expected a text, in quotes if it could be a number
      line 25: `stages.summary.dense` is maybe; expected true or false
      line 26: `stages.summary.side` is rigth; expected one of left, right; did you mean `right`?
    ");
    assert_snapshot!(told("stages:\n  summary:\n    quantiles: 0.5\n"), @"check `params.yaml`: line 19: `stages.summary.quantiles` is 0.5; expected a list of numbers from 0 to 1");
    assert_snapshot!(told("stages:\n  summary:\n"), @"check `params.yaml`: line 18: missing key `stages.summary.quantiles`; expected a list of numbers from 0 to 1");
    assert_snapshot!(told("gate: {hard: no way}\n"), @r"
    check `params.yaml`: 2 problems
      line 1: missing key `stages.summary.quantiles`; expected a list of numbers from 0 to 1
      line 17: `gate.hard` is no way; expected true or false
    ");
}

/// Each stage would else run to its own refusal, one after the other.
#[test]
fn what_is_no_section_of_a_stage_is_refused_by_every_reader() {
    assert_eq!(
        parse(&format!("{GOOD}stages:\n")).unwrap(),
        parse(GOOD).unwrap()
    );
    assert_snapshot!(message(&format!("{GOOD}stages: [summary]\n")), @"check `params.yaml`: line 17: `stages` is a list; expected a section for each stage");
    assert_snapshot!(message(&format!("{GOOD}stages:\n  summary: 5\n")), @"check `params.yaml`: line 18: `stages.summary` is 5; expected a section of the stage's parameters");
}

#[test]
fn a_section_for_a_stage_that_the_pipeline_does_not_have_is_refused() {
    let file = File::new("stages:\n  sumary:\n    quantiles: [0.5]\n  plot: {}\n");
    let known = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        Params::read_knowing(&file.path(), &names)
    };
    assert!(known(&["plot", "sumary"]).is_ok());
    assert_snapshot!(file.told(known(&["summary"])), @r"
    check `params.yaml`: 2 problems
      line 18: `stages.sumary` is there for no stage of dvc.yaml; did you mean `summary`?
      line 20: `stages.plot` is there for no stage of dvc.yaml
    ");
}
