//! Files that would use up stack, memory or patience.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use insta::assert_snapshot;
use params::Params;
use params::yaml;

use crate::{edited, message};

/// What is said of `text`, which takes little time of a processor.
fn soon(text: &str) -> String {
    let start = time_on_processor();
    let message = message(text);
    let spent = time_on_processor().saturating_sub(start);
    // An optimised program takes a tenth of it. What grew with the square took minutes.
    assert!(spent < Duration::from_secs(10), "{spent:?}");
    message
}

/// How long this thread was on a processor: what else the machine does is no matter.
fn time_on_processor() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds = text.split(' ').next().unwrap();
    Duration::from_nanos(nanoseconds.parse().unwrap())
}

/// The lines made of the numbers below `count`.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Every reader of YAML walks the tree by calling itself: 100,000 brackets ended the program
/// with an overflow of its stack.
#[test]
fn deep_nesting_is_refused() {
    let depth = 100_000;
    let brackets = format!("a: {}{}", "[".repeat(depth), "]".repeat(depth));
    let braces = "{a: ".repeat(depth);
    let dashes = "- ".repeat(depth);
    let indented = lines(2000, |i| format!("{}a:\n", " ".repeat(i)));
    let said = [&brackets, &braces, &dashes, &indented].map(|text| soon(text));
    assert_snapshot!(said.join("\n"), @"
    check `params.yaml`: line 1: is nested more than 64 deep
    check `params.yaml`: line 1: is nested more than 64 deep
    check `params.yaml`: line 1: is nested more than 64 deep
    check `params.yaml`: line 65: is nested more than 64 deep
    ");
}

#[test]
fn as_much_nesting_as_is_allowed_is_no_problem() {
    let text = format!("a: {}1{}", "[".repeat(63), "]".repeat(63));
    assert!(yaml::parse(&text).is_ok());
    assert!(yaml::parse(&format!("[{text}]")).is_err());
}

/// Aliases of aliases stand for more than any memory holds, or for what is nested as deep as
/// there are lines.
#[test]
fn aliases_are_bounded() {
    let doubled = lines(40, |i| format!("a{}: &a{0} [*a{i}, *a{i}]\n", i + 1));
    let nested = lines(20_000, |i| format!("a{}: &a{0} [*a{i}]\n", i + 1));
    let many = format!("b: [{}]\n", "*a0, ".repeat(200_000));
    let long = format!(
        "z: &z {}\nb: [{}]\n",
        "z".repeat(100_000),
        "*z, ".repeat(1000)
    );
    let said = [doubled, nested, many, long, "b: &b [*b]\n".to_owned()];
    let said = said.map(|text| soon(&format!("a0: &a0 setosa\n{text}")));
    assert_snapshot!(said.join("\n"), @"
    check `params.yaml`: line 17: the anchors and aliases up to here stand for more than 1 MiB; write the values out
    check `params.yaml`: line 65: is nested more than 64 deep
    check `params.yaml`: line 2: the anchors and aliases up to here stand for more than 1 MiB; write the values out
    check `params.yaml`: line 3: the anchors and aliases up to here stand for more than 1 MiB; write the values out
    check `params.yaml`: line 2: an alias stands inside of what it names
    ");
}

#[test]
fn many_small_aliases_are_no_problem() {
    let text = format!("a: &a setosa\nb: [{}]\n", "*a, ".repeat(20_000));
    assert!(yaml::parse(&text).is_ok());
}

/// Two million values of one letter each fit into four megabytes, and took 800 of memory.
#[test]
fn the_number_of_values_is_bounded() {
    assert_snapshot!(soon(&format!("[{}a]", "a,".repeat(500_000))), @"check `params.yaml`: line 1: holds more than 500000 values");
}

/// Comparing each of 100,000 classes with all others took minutes.
#[test]
fn a_hundred_thousand_classes_are_too_many() {
    let classes = lines(100_000, |i| format!("class {i}, "));
    let text = edited("[setosa, versicolor, virginica]", &format!("[{classes}]"));
    assert_snapshot!(soon(&text), @"check `params.yaml`: line 5: `data.classes` has 100000 entries; expected a list of 2 to 1000 different class names");
}

/// Each of 200,000 unknown keys was compared with all known ones, and told in a line.
#[test]
fn of_many_unknown_keys_the_first_are_told_and_the_others_counted() {
    let keys = lines(40_000, |i| format!("  max_dept{i}: 1\n"));
    let message = soon(&edited("train:\n", &format!("train:\n{keys}")));
    let lines: Vec<_> = message.lines().collect();
    assert_eq!(lines.len(), 22);
    assert_snapshot!([lines[0], lines[1], lines[20], lines[21]].join("\n"), @r"
    check `params.yaml`: 40000 problems
      line 10: unknown key `train.max_dept0`; did you mean `max_depth`?
      line 29: unknown key `train.max_dept19`; did you mean `max_depth`?
      and 39980 more
    ");
}

/// A value or key of half a megabyte hid the message, and was compared with each name.
#[test]
fn long_values_and_keys_are_shown_shortened() {
    let long = "x".repeat(1 << 19);
    let value = edited(
        "max_depth: 5",
        &format!("max_depth: {long}\n  ? {long}\n  : 1\n  criterion: {long}"),
    );
    assert_snapshot!(soon(&value), @r"
    check `params.yaml`: 3 problems
      line 10: `train.max_depth` is xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (524288 characters); expected null or an integer from 1 to 2147483647
      line 11: unknown key `train.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (524288 characters)`; known here: `model`, `n_estimators`, `max_depth`, `random_state`, `criterion`, `min_samples_split`, `min_samples_leaf`, `min_weight_fraction_leaf`, `min_impurity_decrease`, `max_leaf_nodes`, `bootstrap`, `max_features`, `max_samples`, `class_weight`, `extra_trees`, `decision_tree`, `logistic_regression`, `gaussian_nb`, `validation`, `tune`
      line 13: `train.criterion` is xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (524288 characters); expected one of gini, entropy, log_loss
    ");
}

/// A pipe that nobody writes to kept the check waiting for ever; a device without an end took
/// all memory.
#[test]
fn what_is_no_file_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("params.yaml");
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let said = |path: &Path| {
        let message = Params::read(path).unwrap_err().to_string();
        message.replace(folder.path().to_str().unwrap(), "FOLDER")
    };
    assert_snapshot!(said(&pipe), @"read `FOLDER/params.yaml`: it is a pipe, socket or device; expected a file");
    assert_snapshot!(said(Path::new("/dev/zero")), @"read `/dev/zero`: it is a pipe, socket or device; expected a file");
    fs::remove_file(&pipe).unwrap();
    let mut large = String::new();
    for i in 0..200_000 {
        writeln!(large, "# comment number {i}").unwrap();
    }
    fs::write(&pipe, large).unwrap();
    assert_snapshot!(said(&pipe), @"read `FOLDER/params.yaml`: it holds more than 4 MiB");
}
