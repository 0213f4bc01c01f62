//! The raw table in Parquet, from outside.

use std::fs::File;
use std::io::Write as _;

use table::spell::{ColumnType, SpeltColumn};
use table::testing::cells;

use super::*;

const PARQUET: &str = "data/raw/iris.parquet";
const COLUMNS: &str = "{sex: {type: category, missing: keep}, age: {type: number, missing: keep}, \
                       wide: number, code: {type: category, values: number, missing: keep}, \
                       born: {type: date, parts: [year], missing: keep}, \
                       member: {type: flag, values: boolean}}";

/// A table of all kinds of columns. Every seventh row is unusual.
fn source(rows: usize) -> String {
    let row = |row: usize| {
        let kind = ["x", "y"][row % 2];
        match row % 7 {
            0 => format!(",,18446744073709551615,,{kind},,True\n"),
            1 => format!("\"fe,\n male\",1e-7,7,00099999999999999999999,{kind},1999-12-31,False\n"),
            _ => format!(
                "s{},{row}.50,{row},{},{kind},2001-02-03,True\n",
                row % 100,
                row % 90
            ),
        }
    };
    let rows: Vec<_> = (0..rows).map(row).collect();
    format!("sex,age,wide,code,kind,born,member\n{}", rows.concat())
}

/// A table of the columns `a`, `b`, `c` and `kind` as a parquet file: integers, floats, integers, texts.
pub(crate) fn in_parquet(text: &str) -> Vec<u8> {
    let columns = [
        ("a", ColumnType::Integer),
        ("b", ColumnType::Float),
        ("c", ColumnType::Integer),
        ("kind", ColumnType::Text),
    ];
    let columns = columns.map(|(name, column_type)| SpeltColumn {
        name: name.to_owned(),
        column_type,
    });
    let (sandbox, mut parquet) = (Sandbox::new(), Vec::new());
    let mut lines = File::create_new(sandbox.path("lines")).unwrap();
    lines.write_all(text.as_bytes()).unwrap();
    let lines = File::open(sandbox.path("lines")).unwrap();
    let header = text.find('\n').unwrap() + 1;
    table::write_parquet(&lines, header as u64, &columns, &mut parquet, |_| ()).unwrap();
    parquet
}

#[test]
fn the_rows_are_those_of_the_csv_file() {
    let sandbox = with_columns(&source(5000), COLUMNS);
    ingest(&sandbox).assert_success();
    sandbox.edit_params("format: csv", "format: parquet");
    let ended = ingest(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"ingest: 5000 rows, 6 features, 2 classes -> data/raw/iris.parquet");
    let (csv, parquet) = (sandbox.path(RAW), sandbox.path(PARQUET));
    assert_eq!(cells(&csv).len(), 5001);
    assert!(cells(&csv) == cells(&parquet));
    let files = ["iris.csv", "iris.parquet", "iris.rejected.csv"];
    assert_eq!(sandbox.list("data/raw"), files);
}

#[test]
fn a_source_that_is_refused_leaves_the_earlier_table_and_nothing_else() {
    let sandbox = with_columns(&source(20).replace("3.50", "three"), COLUMNS);
    sandbox.edit_params("format: csv", "format: parquet");
    sandbox.write(PARQUET, "earlier");
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 2 problems
      line 6, column `age` holds `three`; expected a finite number; if the column holds text, write `age: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      line 17, column `age` holds `1three`; expected a finite number; if the column holds text, write `age: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      2 of 20 rows are bad; `bad_rows: 0.1` in `data` of params.yaml would set such rows aside, into a file
    ");
    assert_eq!(sandbox.read(PARQUET), "earlier");
    assert_eq!(sandbox.list("data/raw"), ["iris.parquet"]);
}

#[test]
fn a_disk_that_fills_leaves_the_earlier_table_and_nothing_else() {
    // The lines take more, and then the parquet file of few lines with many columns.
    let names: Vec<_> = (0..300).map(|column| format!("c{column}")).collect();
    let few = |class| format!("{}{class}\n", "1,".repeat(300));
    let wide = format!("{},kind\n{}{}", names.join(","), few("x"), few("y"));
    let said = [
        with_columns(&source(5000), COLUMNS),
        with_two_classes(&wide),
    ]
    .map(|sandbox| {
        sandbox.edit_params("format: csv", "format: parquet");
        sandbox.write(PARQUET, "earlier");
        let full = sandbox.run_on_full_disk(env!("CARGO_BIN_EXE_ingest"), &[], 20);
        let full = full.failed_with(2).to_owned();
        assert_eq!(sandbox.read(PARQUET), "earlier");
        assert_eq!(sandbox.list("data/raw"), ["iris.parquet"]);
        ingest(&sandbox).assert_success();
        full
    });
    assert_snapshot!(said.concat(), @r"
    ingest: failed to write `data/raw/iris.parquet`: File too large (os error 27)
    ingest: failed to write `data/raw/iris.parquet`: File too large (os error 27)
    ");
}
