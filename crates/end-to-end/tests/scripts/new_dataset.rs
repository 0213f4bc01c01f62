//! How a table reaches `mlops new-dataset`.

use std::fs;

use crate::machine::{Machine, repository};

/// Any path that a file system takes, as it is typed, and how it stands in an option of Docker's.
const TABLES: [(&str, &str); 5] = [
    ("customers.csv", "customers.csv"),
    ("My \"customers\", 1.csv", "My \"\"customers\"\", 1.csv"),
    ("it's $HOME `x` \\.csv", "it's $HOME `x` \\.csv"),
    ("new\nline .csv ", "new\nline .csv "),
    ("-folder", "-folder"),
];

fn run(machine: &Machine, given: &[(&str, &str)]) -> (String, Option<i32>) {
    machine.run(&repository(), "new-dataset", given)
}

#[test]
fn a_table_anywhere_on_the_machine_is_seen_in_the_runner_and_called_as_it_is() {
    let machine = Machine::new("tables");
    for (name, quoted) in TABLES {
        let table = machine.home.join(name);
        fs::write(&table, "a,b\n").unwrap();
        let table = table.to_str().unwrap();
        let given = [("FILE", table), ("TARGET", "--a b"), ("NAME", "goods")];
        let (text, code) = run(&machine, &given);
        assert_eq!(code, Some(0), "{text}");
        let folder = machine.home.display();
        for expected in [
            format!(
                "--mount type=bind,readonly,\"source={folder}/{quoted}\",\"target=/mnt/dataset\""
            ),
            "--env MLOPS_DATASET=/mnt/dataset".to_owned(),
            format!("mlops new-dataset --target=--a b --name=goods -- {table}\n"),
        ] {
            assert!(text.contains(&expected), "no {expected} in {text}");
        }
    }
}

#[test]
fn a_path_starts_at_home_or_in_the_checkout_and_a_name_may_be_left_out() {
    let machine = Machine::new("home of tables");
    fs::write(machine.home.join("a.csv"), "a,b\n").unwrap();
    let (text, _) = run(&machine, &[("FILE", "~/a.csv"), ("TARGET", "b")]);
    let home = machine.home.display();
    let expected = format!("mlops new-dataset --target=b -- {home}/a.csv\n");
    assert!(text.contains(&expected), "no {expected} in {text}");
    let (text, _) = run(&machine, &[("FILE", "dataset/iris.csv"), ("TARGET", "b")]);
    let root = repository();
    let expected = format!("-- {}/dataset/iris.csv\n", root.display());
    assert!(text.contains(&expected), "no {expected} in {text}");
}

#[test]
fn what_is_missing_is_told_in_a_line() {
    let machine = Machine::new("no tables");
    for (given, expected) in [
        (
            &[][..],
            "new-dataset: no table is named: say which file or folder, as in `make new-dataset FILE=customers.csv TARGET=churn`\n",
        ),
        (
            &[("FILE", "dataset/iris.csv")],
            "new-dataset: no target is named: say which column holds the class, as in `make new-dataset FILE=customers.csv TARGET=churn`\n",
        ),
        (
            &[("FILE", "/nowhere.csv"), ("TARGET", "b")],
            "new-dataset: there is no /nowhere.csv: name a file or folder that is there, as in `make new-dataset FILE=customers.csv TARGET=churn`\n",
        ),
    ] {
        assert_eq!(run(&machine, given), (expected.to_owned(), Some(2)));
    }
}
