//! Which block of a page is compared with what, so that none shows what nobody compares.

use std::collections::BTreeSet;
use std::fs;

use end_to_end::page::{Block, blocks, missing};

use crate::{pages, root};

/// The tests that type pages (`make test` runs them).
const TYPING: [&str; 2] = [
    include_str!("../pipeline/pages.rs"),
    include_str!("../pipeline/added_stages.rs"),
];

/// Blocks without a language, of the shell, or of text that are not typed: page, beginning, and what compares them. `in` names
/// a page of which it shows a part and that is typed; `by` a test and words that it expects; `not because` a reason.
const NOT_TYPED: &str = include_str!("not-typed.txt");

fn not_typed() -> Vec<[&'static str; 3]> {
    let lines = NOT_TYPED.lines();
    let fields = lines.map(|line| line.split(" | ").collect::<Vec<_>>());
    fields
        .map(|fields| fields.try_into().expect("three fields"))
        .collect()
}

/// What a page's commands and outputs are said in.
fn is_session(page: &str, language: &str) -> bool {
    // The formulas of that one are proved there.
    !page.ends_with("search.md") && ["", "sh", "text"].contains(&language)
}

/// Whether a test types this block: docs/add-a-stage.md has its own way.
fn is_typed_block(page: &str, block: Block<'_>) -> bool {
    let session = block.language.is_empty() && block.text.starts_with("$ ");
    is_typed(page) && (session || page == "docs/add-a-stage.md")
}

/// Whether a test types the page.
fn is_typed(page: &str) -> bool {
    TYPING
        .iter()
        .any(|test| test.contains(&format!("../../../../{page}\")")))
}

#[test]
fn every_block_of_commands_or_outputs_is_typed_by_a_test_or_listed_with_what_compares_it() {
    let entries = not_typed();
    let (mut used, mut problems) = (BTreeSet::new(), Vec::new());
    for (page, text) in pages() {
        for block in blocks(&text) {
            if !is_session(&page, block.language) || is_typed_block(&page, block) {
                continue;
            }
            let is_it = |[of, begins, _]: &[&str; 3]| {
                *of == page && block.text.trim_start().starts_with(begins)
            };
            let Some(entry) = entries.iter().position(is_it) else {
                problems.push(format!("{page}: nobody compares\n{}", block.text));
                continue;
            };
            let problem = problem(entries[entry][2], block.text);
            problems.extend(problem.map(|problem| format!("{page}: {problem}")));
            used.insert(entry);
        }
    }
    let stale = (0..entries.len()).filter(|entry| !used.contains(entry));
    problems.extend(stale.map(|entry| format!("no page has the block {:?}", entries[entry])));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Whether two lines are the same, of which either may leave out what differs each time.
fn same(one: &str, other: &str) -> bool {
    missing(&[one], other).is_empty() || missing(&[other], one).is_empty()
}

/// What is not as an entry says of a block.
fn problem(compared: &str, text: &str) -> Option<String> {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    if let Some(page) = compared.strip_prefix("in ") {
        let page_text = read(page);
        let typed = blocks(&page_text)
            .into_iter()
            .filter(|block| is_typed_block(page, *block));
        let lines = typed.flat_map(|block| block.text.lines());
        // That would be the same as any line.
        let typed: Vec<_> = lines.filter(|line| *line != "...").collect();
        let is_there = |line: &&str| typed.iter().any(|other| same(line, other));
        let missing = text.lines().find(|line| !is_there(line));
        return missing.map(|line| format!("{page} does not show `{line}`"));
    }
    if let Some(by) = compared.strip_prefix("by ") {
        let (source, words) = by.split_once(": ").expect("a test and words");
        return (!read(source).contains(words))
            .then(|| format!("{source} does not expect {words}"));
    }
    assert!(compared.starts_with("not because "), "{compared}");
    None
}
