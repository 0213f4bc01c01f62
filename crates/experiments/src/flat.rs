//! The keys of `params.yaml` from end to end, and how experiments differ in them.

use std::collections::BTreeSet;

use params::yaml::{Node, Value};

/// The scalars and lists of a tree by their paths, in the order of the file.
pub(crate) fn flat(root: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(root, String::new(), &mut found);
    found
}

fn collect(node: &Node, path: String, found: &mut Vec<(String, String)>) {
    match node.value() {
        Value::Section(entries) if !entries.is_empty() => {
            for entry in entries {
                let below = if path.is_empty() {
                    entry.key().to_owned()
                } else {
                    format!("{path}.{}", entry.key())
                };
                collect(entry.node(), below, found);
            }
        }
        _ => found.push((path, node.to_string())),
    }
}

/// The paths of which `trees` hold different values, in the order in which they are met. Where one
/// holds a value and another one a section, the section as a whole is its value.
pub(crate) fn differing<'a>(trees: impl IntoIterator<Item = &'a Node>) -> Vec<String> {
    let trees: Vec<_> = trees.into_iter().map(|tree| (tree, flat(tree))).collect();
    let all = trees.iter().flat_map(|(_, flat)| flat);
    let leaves: BTreeSet<&str> = all.clone().map(|(path, _)| path.as_str()).collect();
    let mut order: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, _) in all {
        let dots = path.match_indices('.').map(|(at, _)| &path[..at]);
        let is_in_one = dots.clone().any(|above| leaves.contains(above));
        if !is_in_one && seen.insert(path) {
            order.push(path.clone());
        }
    }
    order.retain(|path| {
        let mut values = trees.iter().map(|(tree, flat)| value(tree, flat, path));
        let first = values.next();
        values.any(|value| Some(value) != first)
    });
    order
}

/// What `tree` holds at `path`, of which `flat` are the values.
pub(crate) fn value(tree: &Node, flat: &[(String, String)], path: &str) -> Option<String> {
    let found = flat.iter().find(|(known, _)| known == path);
    let found = found.map(|(_, value)| value.clone());
    found.or_else(|| tree.at(path).map(ToString::to_string))
}

/// What `tree` holds at `paths`, by their short names; `-` for nothing.
pub(crate) fn settings(tree: &Node, paths: &[String]) -> Vec<(String, String)> {
    let flat = flat(tree);
    let value = |path: &String| value(tree, &flat, path).unwrap_or_else(|| "-".to_owned());
    short(paths)
        .into_iter()
        .zip(paths.iter().map(value))
        .collect()
}

/// The last part of each path, or more of it where another path ends the same.
pub(crate) fn short(paths: &[String]) -> Vec<String> {
    let last = |path: &str, parts: usize| {
        let all: Vec<_> = path.split('.').collect();
        all[all.len().saturating_sub(parts)..].join(".")
    };
    let name = |path: &String| {
        let longest = path.split('.').count();
        let is_alone = |parts: &usize| {
            let mut others = paths.iter().filter(|other| *other != path);
            !others.any(|other| last(other, *parts) == last(path, *parts))
        };
        last(path, (1..longest).find(is_alone).unwrap_or(longest))
    };
    paths.iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use params::yaml::parse;

    use super::*;

    #[test]
    fn only_what_differs_is_found_also_where_a_key_is_missing() {
        let trees = [
            "{a: {x: 1, y: 2}, b: [1]}",
            "{a: {x: 1, y: 3}, b: [1]}",
            "{a: {x: 1}, b: [1], c: {}}",
        ];
        let trees = trees.map(|text| parse(text).unwrap());
        assert_eq!(differing(&trees), ["a.y", "c"]);
        let weights = [
            "{a: null, b: 1}",
            "{a: {x: 1, y: 2}, b: 1}",
            "{a: {x: 2}, b: 1}",
        ];
        let weights = weights.map(|text| parse(text).unwrap());
        assert_eq!(differing(&weights), ["a"]);
        let shown = value(&weights[1], &flat(&weights[1]), "a");
        assert_eq!(shown.as_deref(), Some("{x: 1, y: 2}"));
        assert_eq!(differing(&trees[..1]), Vec::<String>::new());
        assert_eq!(differing([]), Vec::<String>::new());
    }

    #[test]
    fn names_are_short_and_yet_different() {
        let paths = [
            "train.random_state",
            "preprocess.random_state",
            "train.max_depth",
            "x",
        ];
        assert_eq!(
            short(&paths.map(str::to_owned)),
            [
                "train.random_state",
                "preprocess.random_state",
                "max_depth",
                "x"
            ]
        );
    }
}
