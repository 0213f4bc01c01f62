//! A header beside the columns that params.yaml lists: both must have the same.

use std::collections::HashSet;

use params::suggest::did_you_mean;
use params::{Column, shorten};

use crate::column::part_name;
use crate::problem::{Problem, Problems, yaml_key};
use crate::role::{Feature, Holds, Role};

/// Checks the `names` of a table, whose `roles` are those of the listed `columns`.
pub(super) fn check(
    names: &[String],
    roles: &[Role<'_>],
    columns: &[Column],
    problems: &mut Problems,
) {
    let there: HashSet<_> = names.iter().map(String::as_str).collect();
    let unlisted = names.iter().zip(roles);
    let unlisted = unlisted.filter(|(_, role)| **role == Role::Unknown);
    let unlisted: Vec<_> = unlisted.map(|(name, _)| name.as_str()).collect();
    for column in columns {
        let name = column.name.as_str();
        if !there.contains(name) {
            let hint = did_you_mean(name, unlisted.iter().copied());
            let or = "; remove the line".to_owned();
            problems.add(Problem::ListedOnly {
                column: shorten::text(name),
                remedy: Some(hint).filter(|hint| !hint.is_empty()).unwrap_or(or),
            });
        }
    }
    for name in unlisted {
        problems.add(Problem::UnlistedColumn {
            column: shorten::text(name),
            key: yaml_key(name),
        });
    }
    check_parts(names, roles, problems);
}

/// Checks that the parts of dates have names of their own.
fn check_parts(names: &[String], roles: &[Role<'_>], problems: &mut Problems) {
    let features = names.iter().zip(roles);
    let features = features.filter(|(_, role)| !matches!(role, Role::Ignored | Role::Target));
    let mut taken: HashSet<_> = features.map(|(name, _)| name.clone()).collect();
    for (name, role) in names.iter().zip(roles) {
        let Role::Feature(Feature {
            holds: Holds::Date(date),
            ..
        }) = role
        else {
            continue;
        };
        taken.remove(name);
        for part in &date.parts {
            let part = part_name(name, *part);
            if !taken.insert(part.clone()) {
                problems.add(Problem::RepeatedPart {
                    column: shorten::text(name),
                    part: shorten::text(&part),
                });
            }
        }
    }
}
