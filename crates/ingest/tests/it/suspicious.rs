//! Columns that a model should perhaps not learn from, and tables that have none.

use insta::assert_snapshot;

use super::*;

/// scikit-learn's tables, without a header, the class last.
const TABLES: [(&str, &str, usize); 4] = [
    (
        "iris",
        include_str!("../../../forest/tests/fixtures/tables/iris.csv"),
        3,
    ),
    (
        "wine",
        include_str!("../../../forest/tests/fixtures/tables/wine.csv"),
        3,
    ),
    (
        "breast cancer",
        include_str!("../../../forest/tests/fixtures/tables/breast_cancer.csv"),
        2,
    ),
    (
        "digits",
        include_str!("../../../forest/tests/fixtures/tables/digits.csv"),
        10,
    ),
];

/// A source of these rows, whose last column holds numbers of classes.
fn with_rows(rows: &str, classes: usize) -> Sandbox {
    let columns = rows.lines().next().unwrap().split(',').count();
    let names: Vec<_> = (1..columns).map(|column| format!("f{column},")).collect();
    let sandbox = with_source(format!("{}kind\n{rows}", names.concat()));
    let classes: Vec<_> = (0..classes).map(|class| class.to_string()).collect();
    sandbox.edit_params("target: species", "target: kind");
    let list = format!("[{}]", classes.join(", "));
    sandbox.edit_params("[setosa, versicolor, virginica]", &list);
    sandbox
}

fn warned_of(sandbox: &Sandbox) -> String {
    let ended = ingest(sandbox);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.stderr
}

/// A file that was sorted by class had a column of row numbers: accuracy 1.0, and production.
#[test]
fn row_numbers_in_a_file_sorted_by_class_are_warned_of() {
    let mut lines = IRIS.lines();
    let header = format!("row,{}\n", lines.next().unwrap());
    let rows: Vec<_> = lines
        .enumerate()
        .map(|(row, line)| format!("{row},{line}\n"))
        .collect();
    let sandbox = with_source(header + &rows.concat());
    assert_snapshot!(warned_of(&sandbox), @"ingest: column `row` looks like an identifier: its whole numbers rise from row to row, and it alone tells the class: each class has a range of values of its own; remove the column if it is not known of new rows, or means nothing there");
    assert_eq!(sandbox.read(RAW).lines().count(), 151);
}

/// A code that stands for the class, and a measurement taken after the class was known.
#[test]
fn columns_that_alone_tell_the_class_are_warned_of() {
    let row = |row: usize| {
        let class = row * 7 % 2;
        let code = [[11, 31], [21, 41]][class][row % 3 % 2];
        let after = class as f64 * 10.0 + (row * 37 % 100) as f64 / 11.0;
        format!("{code},{after},{},{class}\n", row * 31 % 17)
    };
    let rows: Vec<_> = (0..200).map(row).collect();
    assert_snapshot!(warned_of(&with_rows(&rows.concat(), 2)), @"
    ingest: column `f1` alone tells the class: each of its 4 values is in one class only; remove the column if it is not known of new rows, or means nothing there
    ingest: column `f2` alone tells the class: each class has a range of values of its own; remove the column if it is not known of new rows, or means nothing there
    ");
}

/// The pixels in the corners of scikit-learn's digits are never drawn on.
#[test]
fn no_column_of_known_tables_is_warned_of_but_those_of_one_value() {
    let warned = TABLES.map(|(name, rows, classes)| {
        let warned = warned_of(&with_rows(rows, classes));
        (!warned.is_empty()).then(|| format!("{name}: {warned}"))
    });
    let warned: Vec<_> = warned.into_iter().flatten().collect();
    assert_snapshot!(warned.concat(), @"digits: ingest: the columns `f1`, `f32`, `f33`, `f40`, `f41` hold the same in all rows: models learn nothing from that");
}

/// Integers of many ranges, floats, flags; from 12 to 400 rows; classes alike and unlike in
/// size, down to a single row.
#[test]
fn no_column_of_random_tables_is_warned_of() {
    let mut bits = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |limit: u64| {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        (bits >> 11) % limit
    };
    for table in 0..40 {
        let rows = 12 + below(400);
        let rare = 1 + below(rows / 2);
        let row = |row| {
            let cells = [2, 3, 10, 1000, 1_000_000_000_000].map(&mut below);
            let text = cells.map(|cell| format!("{cell},")).concat();
            let float = cells[4] as f64 / 1e6;
            format!("{text}{float},{}\n", u64::from(row < rare))
        };
        let rows: Vec<_> = (0..rows).map(row).collect();
        let warned = warned_of(&with_rows(&rows.concat(), 2));
        assert_eq!(warned, "", "table {table}");
    }
}

/// Their difference has more than 128 bits.
#[test]
fn the_longest_integers_of_both_signs_are_no_identifiers() {
    let size = |row: u32| [i128::MIN, i128::MAX][usize::from(row.is_multiple_of(3))];
    let rows: Vec<_> = (0..40)
        .map(|row| format!("{},{}\n", size(row), row % 2))
        .collect();
    assert_eq!(warned_of(&with_rows(&rows.concat(), 2)), "");
}

#[test]
fn many_such_columns_are_counted() {
    let rows: Vec<_> = (0..40)
        .map(|row| format!("{}{}\n", format!("{row},").repeat(14), row % 2))
        .collect();
    let warned = warned_of(&with_rows(&rows.concat(), 2));
    let last = warned.lines().last().unwrap();
    assert_eq!(warned.lines().count(), 11);
    assert_snapshot!(last, @"ingest: 4 more columns look like identifiers or tell the class");
}

/// The same among texts, flags and missing cells.
#[test]
fn columns_of_text_are_looked_at_as_well() {
    let row = |row: usize| {
        let class = row * 7 % 2;
        let status = [["open", "new"], ["closed", "left"]][class][row % 3 % 2];
        let reason = ["", "moved"][class];
        format!(
            "no {row},{status},{reason},same,{},{}\n",
            row % 5,
            ["x", "y"][class]
        )
    };
    let rows: Vec<_> = (0..200).map(row).collect();
    let columns = "{name: category, status: category, reason: {type: category, missing: keep}, \
                   same: category, plain: number}";
    let source = format!("name,status,reason,same,plain,kind\n{}", rows.concat());
    assert_snapshot!(warned_of(&with_columns(&source, columns)), @r"
    ingest: column `name` looks like an identifier: its texts are all different; write `ignored` for it in `data.columns` of params.yaml if it is not known of new rows, or means nothing there
    ingest: column `status` alone tells the class: each of its 4 values is in one class only; write `ignored` for it in `data.columns` of params.yaml if it is not known of new rows, or means nothing there
    ingest: column `reason` alone tells the class: its cells are missing in all rows of some classes, and in none of the others; write `ignored` for it in `data.columns` of params.yaml if it is not known of new rows, or means nothing there
    ingest: the column `same` holds the same in all rows: models learn nothing from that
    ");
}
