//! Names that a person chooses, and what is said of one that some later step cannot bear.

use insta::assert_snapshot;

use crate::{edited, message};

/// What is said of a file with other classes.
fn classes(list: &str) -> String {
    message(&edited("[setosa, versicolor, virginica]", list))
}

#[test]
fn a_list_that_is_wrong_says_which_entry_is() {
    let refused = [
        "setosa",
        "[setosa]",
        "[setosa, virginica, setosa]",
        "[1.0, '2.0', true, null]",
        "[setosa, [a], {b: c}, '', ' ']",
    ];
    assert_snapshot!(refused.map(classes).join("\n"), @r"
    check `params.yaml`: line 5: `data.classes` is setosa; expected a list of 2 to 1000 different class names
    check `params.yaml`: line 5: `data.classes` has 1 entry; expected a list of 2 to 1000 different class names
    check `params.yaml`: line 5: entry 3 of `data.classes` is `setosa`, as is entry 1; expected different names
    check `params.yaml`: 3 problems
      line 5: entry 1 of `data.classes` is 1.0; expected a name of at most 250 bytes, without control characters; if it is a name, write it in quotes
      line 5: entry 3 of `data.classes` is true; expected a name of at most 250 bytes, without control characters; if it is a name, write it in quotes
      line 5: entry 4 of `data.classes` is null; expected a name of at most 250 bytes, without control characters; if it is a name, write it in quotes
    check `params.yaml`: 4 problems
      line 5: entry 2 of `data.classes` is a list; expected a name of at most 250 bytes, without control characters
      line 5: entry 3 of `data.classes` is a section; expected a name of at most 250 bytes, without control characters
      line 5: entry 4 of `data.classes` is ``, which is blank; expected a name of at most 250 bytes, without control characters
      line 5: entry 5 of `data.classes` is ` `, which is blank; expected a name of at most 250 bytes, without control characters
    ");
}

#[test]
fn the_line_of_a_wrong_entry_is_its_own() {
    assert_snapshot!(classes("\n  - setosa\n  - virginica\n  - no.1\n  - 1.5\n"), @"check `params.yaml`: line 9: entry 4 of `data.classes` is 1.5; expected a name of at most 250 bytes, without control characters; if it is a name, write it in quotes");
}

/// A class `x\ny` became the column `probability_x_y` of what the model predicts.
#[test]
fn a_class_that_cannot_be_the_name_of_a_column_is_refused() {
    assert_snapshot!(classes(r#"["x\ny", "x\ty", z]"#), @r"
    check `params.yaml`: 2 problems
      line 5: entry 1 of `data.classes` is `x\ny`, which holds the control character `\n`; expected a name of at most 250 bytes, without control characters
      line 5: entry 2 of `data.classes` is `x\ty`, which holds the control character `\t`; expected a name of at most 250 bytes, without control characters
    ");
    assert_snapshot!(classes(&format!("[a, {}]", "b".repeat(300))), @"check `params.yaml`: line 5: entry 2 of `data.classes` is `bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb… (300 characters)`, which has 300 bytes; expected a name of at most 250 bytes, without control characters");
}

/// A model with both kinds of quotes in its name was trained and registered before evaluate
/// could not look for it; `..` and long names were refused by the tracker at the end; a model
/// called `m%20x#?` was registered and could not be loaded.
#[test]
fn a_model_name_that_a_later_step_cannot_bear_is_refused() {
    let refused = [
        "team/iris",
        r#""it's \"iris\"""#,
        "'..'",
        "'m%20x#?'",
        "iris@home",
        r#""a\tb""#,
        "' iris'",
        "1.5",
        &"iris".repeat(1000),
    ];
    let said = refused.map(|name| message(&edited("iris-classifier", name)));
    assert_snapshot!(said.join("\n"), @r#"
    check `params.yaml`: line 16: `tracking.registered_model` is `team/iris`, which holds `/`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is `it's "iris"`, which holds both `'` and `"`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is `..`, which reads like a path; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is `m%20x#?`, which holds `?`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is `iris@home`, which holds `@`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is `a\tb`, which holds the control character `\t`; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is ` iris`, which begins or ends with a space; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    check `params.yaml`: line 16: `tracking.registered_model` is 1.5; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start; if it is a name, write it in quotes
    check `params.yaml`: line 16: `tracking.registered_model` is `irisirisirisirisirisirisirisirisirisiris… (4000 characters)`, which has 4000 bytes; expected a name of at most 250 bytes, without `/`, `:`, `?`, `@`, `\`, control characters, both `'` and `"`, spaces at its ends, and `..` at its start
    "#);
}

#[test]
fn names_of_experiments_and_runs_may_hold_what_no_address_has_to() {
    let refused = [
        ("experiment: iris", r#"experiment: "a\0b""#),
        ("iris-rf-train", "'run '"),
    ];
    let said = refused.map(|(old, new)| message(&edited(old, new)));
    assert_snapshot!(said.join("\n"), @r"
    check `params.yaml`: line 14: `tracking.experiment` is `a\u{0}b`, which holds the control character `\u{0}`; expected a name of at most 250 bytes, without control characters and without spaces at its ends
    check `params.yaml`: line 15: `tracking.run_name` is `run `, which begins or ends with a space; expected a name of at most 250 bytes, without control characters and without spaces at its ends
    ");
    let team = edited(
        "experiment: iris",
        r#"experiment: /team/it's "iris", 100 %?"#,
    );
    assert_eq!(
        crate::parse(&team).unwrap().tracking.experiment,
        r#"/team/it's "iris", 100 %?"#
    );
}
