//! A raw table in Parquet and its parts.

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox};
use std::fs::{self, File};
use table::spell::{ColumnType, SpeltColumn};
use table::testing::cells;
use table::write_parquet;

const RAW: &str = "data/raw/iris.parquet";
const PARTS: [&str; 2] = ["data/processed/train", "data/processed/test"];
const COLUMNS: &str = "columns: {size: {type: number, missing: keep}, count: number, \
                       colour: {type: category, missing: keep}}";
const HEADER: &str = "size,count,colour,target,target_name\n";

/// The rows of a raw table, some of which are unusual.
fn rows(n: usize) -> String {
    let row = |row: usize| {
        let class = row % 3;
        let start = match row % 11 {
            0 => ",18446744073709551615,".to_owned(),
            1 => format!("{row}.0,{row},\"a, \"\"b\"\"\n\""),
            2 => format!("1e-0{},0,001", 5 + class),
            _ => format!("{row}.25,{row},c{}", row % 5),
        };
        let name = ["setosa", "versicolor", "virginica"][class];
        format!("{start},{class},{name}\n")
    };
    (0..n).map(row).collect()
}

/// A sandbox whose raw table is in both formats, and is read in Parquet.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.edit_params("columns: null", COLUMNS);
    sandbox.write("data/raw/iris.csv", format!("{HEADER}{}", rows(600)));
    let types = [
        ("size", ColumnType::Float),
        ("count", ColumnType::Unsigned),
        ("colour", ColumnType::Text),
        ("target", ColumnType::Integer),
        ("target_name", ColumnType::Text),
    ];
    let columns = types.map(|(name, column_type)| SpeltColumn {
        name: name.to_owned(),
        column_type,
    });
    let csv = File::open(sandbox.path("data/raw/iris.csv")).unwrap();
    let parquet = File::create(sandbox.path(RAW)).unwrap();
    write_parquet(&csv, HEADER.len() as u64, &columns, parquet, |_| ()).unwrap();
    sandbox.edit_params("format: csv", "format: parquet");
    sandbox
}

fn preprocess(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(env!("CARGO_BIN_EXE_preprocess"), &[], &[])
}

#[test]
fn the_parts_have_the_rows_that_those_of_a_csv_file_have() {
    let sandbox = sandbox();
    let ended = preprocess(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @r"
    preprocess: 480 rows -> data/processed/train.parquet
    preprocess: 120 rows -> data/processed/test.parquet
    ");
    assert_eq!(
        sandbox.list("data/processed"),
        ["test.parquet", "train.parquet"]
    );
    sandbox.edit_params("format: parquet", "format: csv");
    preprocess(&sandbox).assert_success();
    for part in PARTS {
        let [parquet, csv] = ["parquet", "csv"].map(|ending| format!("{part}.{ending}"));
        let (parquet, csv) = (cells(&sandbox.path(&parquet)), cells(&sandbox.path(&csv)));
        assert!(csv.len() > 100 && parquet == csv, "{part}");
    }
}

#[test]
fn a_raw_table_that_is_not_complete_is_refused() {
    let sandbox = sandbox();
    let whole = fs::read(sandbox.path(RAW)).unwrap();
    let mut broken = whole.clone();
    // The first page of the first column.
    broken[10..60].fill(0xff);
    sandbox.write("data/processed/train.parquet", "earlier");
    let said = [
        whole[..whole.len() / 2].to_vec(),
        broken,
        b"a,b\n".to_vec(),
        Vec::new(),
    ];
    let said = said.map(|bytes| {
        sandbox.write(RAW, bytes);
        let told = preprocess(&sandbox).failed_with(3).trim_end().to_owned();
        assert_eq!(sandbox.list("data/processed"), ["train.parquet"]);
        assert_eq!(sandbox.read("data/processed/train.parquet"), "earlier");
        told
    });
    assert_snapshot!(said.join("\n"), @r"
    preprocess: failed to read `data/raw/iris.parquet`: the file is no complete Parquet file (Parquet error: Invalid Parquet file. Corrupt footer); copy it here once more
    preprocess: failed to read `data/raw/iris.parquet`: row 1 cannot be read (Parquet error: Required field num_values is missing); copy the file here once more, or write it anew
    preprocess: failed to read `data/raw/iris.parquet`: the file is not in Parquet, as its ending says; give it the ending of what it is, such as `.csv`
    preprocess: failed to read `data/raw/iris.parquet`: the file is not in Parquet, as its ending says; give it the ending of what it is, such as `.csv`
    ");
}
