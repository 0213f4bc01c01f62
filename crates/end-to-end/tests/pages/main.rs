//! What the pages for people show is there: targets, variables, scripts, links; and every block of commands or outputs
//! is compared with what happens.

mod blocks;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use end_to_end::makefile::{targets, variables};
use end_to_end::page::code;

const MAKEFILE: &str = include_str!("../../../../Makefile");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The pages by their paths from the root.
fn pages() -> BTreeMap<String, String> {
    let mut names = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(str::to_owned)
        .to_vec();
    for folder in ["docs", "docs/decisions", "crates/forest/docs"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let name = path.file_name().unwrap().to_str().unwrap();
                names.push(format!("{folder}/{name}"));
            }
        }
    }
    let read = |name: String| {
        let text = fs::read_to_string(root().join(&name)).unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

/// The words behind `make` in a line of code, if it is there.
fn made(line: &str) -> Option<Vec<&str>> {
    let line = line.trim_start().trim_start_matches("$ ");
    let words = line.strip_prefix("make ")?;
    let words = words.split(" #").next().unwrap_or_default();
    Some(words.split(&[' ', ',', '(', ')', ';', ':'][..]).collect())
}

/// Whether a stage of dvc.yaml, or of the page about adding one, is called so.
fn is_stage(name: &str) -> bool {
    [
        "<stage>",
        "ingest",
        "preprocess",
        "train",
        "evaluate",
        "summary",
        "balance",
    ]
    .contains(&name)
}

#[test]
fn every_target_and_variable_of_make_that_a_page_shows_is_in_the_makefile() {
    let (targets, variables) = (targets(MAKEFILE), variables(MAKEFILE));
    let (mut problems, mut count) = (Vec::new(), 0);
    for (page, text) in pages() {
        for (line, words) in code(&text)
            .into_iter()
            .filter_map(|line| Some((line, made(line)?)))
        {
            let Some(target) = words
                .iter()
                .find(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
            else {
                problems.push(format!("{page}: `{line}` has no target"));
                continue;
            };
            let is_one =
                targets.contains(target) || target.strip_prefix("run-").is_some_and(is_stage);
            if !is_one {
                problems.push(format!("{page}: `{line}`: there is no target {target}"));
            }
            let given = words
                .iter()
                .filter_map(|word| Some(word.split_once('=')?.0));
            let given = given.filter(|name| {
                name.bytes().all(|byte| byte.is_ascii_uppercase()) && !name.is_empty()
            });
            let unknown = given.filter(|name| !variables.contains(&(*target, *name)));
            problems
                .extend(unknown.map(|name| format!("{page}: `{line}`: {target} takes no {name}")));
            count += 1;
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(count > 150, "{count}");
}

#[test]
fn every_script_that_a_page_shows_is_there() {
    let mut count = 0;
    for (page, text) in pages() {
        for line in code(&text) {
            for (_, rest) in line
                .match_indices("scripts/")
                .map(|(at, word)| (at, &line[at + word.len()..]))
            {
                let end = rest
                    .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                    .unwrap_or(rest.len());
                let path = root().join("scripts").join(&rest[..end]);
                assert!(end == 0 || path.exists(), "{page}: `{line}`");
                count += 1;
            }
        }
    }
    assert!(count > 20, "{count}");
}

/// The links of a page, without those in code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let ends = prose.flat_map(|part| part.split("](").skip(1));
    ends.map(|rest| rest.split(')').next().unwrap()).collect()
}

/// The anchors that GitHub makes of the headings of a page.
fn anchors(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    let mut found: Vec<String> = Vec::new();
    for heading in headings {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let twice = found.iter().filter(|other| **other == anchor).count();
        found.push(if twice == 0 {
            anchor
        } else {
            format!("{anchor}-{twice}")
        });
    }
    found
}

#[test]
fn every_link_between_pages_leads_to_a_file_and_a_heading_that_are_there() {
    let (pages, mut count) = (pages(), 0);
    for (page, text) in &pages {
        for link in links(text).into_iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link
                .split_once('#')
                .map_or((link, None), |(path, anchor)| (path, Some(anchor)));
            let target = match path {
                "" => root().join(page),
                path => root().join(page).parent().unwrap().join(path),
            };
            let target = target
                .canonicalize()
                .unwrap_or_else(|error| panic!("{page}: {link}: {error}"));
            if let Some(anchor) = anchor {
                let text = fs::read_to_string(&target).unwrap();
                let known = anchors(&text);
                assert!(
                    known.iter().any(|it| it == anchor),
                    "{page}: {link}: the headings are {known:?}"
                );
            }
            count += 1;
        }
    }
    assert!(count > 150, "{count}");
}
