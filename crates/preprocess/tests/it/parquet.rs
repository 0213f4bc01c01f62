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
    let types = [
        ("size", ColumnType::Float),
        ("count", ColumnType::Unsigned),
        ("colour", ColumnType::Text),
        ("target", ColumnType::Integer),
        ("target_name", ColumnType::Text),
    ];
    let sandbox = with_raw(HEADER, &rows(600), &types);
    sandbox.edit_params("columns: null", COLUMNS);
    sandbox
}

/// A sandbox with a raw table of these lines, whose columns are of these types.
fn with_raw(header: &str, rows: &str, types: &[(&str, ColumnType)]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/raw/iris.csv", format!("{header}{rows}"));
    let columns = types.iter().map(|(name, column_type)| SpeltColumn {
        name: (*name).to_owned(),
        column_type: *column_type,
    });
    let columns: Vec<_> = columns.collect();
    let csv = File::open(sandbox.path("data/raw/iris.csv")).unwrap();
    let parquet = File::create(sandbox.path(RAW)).unwrap();
    write_parquet(&csv, header.len() as u64, &columns, parquet, |_| ()).unwrap();
    sandbox.edit_params("format: csv", "format: parquet");
    sandbox
}

/// A sandbox whose raw table has 300 columns and few rows, so that its lines take less room than the
/// parquet files that are made of them.
fn wide() -> Sandbox {
    let names: Vec<_> = (0..300).map(|column| format!("c{column}")).collect();
    let added = [
        ("target", ColumnType::Integer),
        ("target_name", ColumnType::Text),
    ];
    let features = names
        .iter()
        .map(|name| (name.as_str(), ColumnType::Integer));
    let types: Vec<_> = features.chain(added).collect();
    let row = |row: usize| {
        let (class, features) = (row % 3, "1,".repeat(300));
        let name = ["setosa", "versicolor", "virginica"][class];
        format!("{features}{class},{name}\n")
    };
    let rows: String = (0..6).map(row).collect();
    let header = format!("{},target,target_name\n", names.join(","));
    let sandbox = with_raw(&header, &rows, &types);
    sandbox.edit_params("test_size: 0.2", "test_size: 0.5");
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

#[test]
fn a_disk_that_fills_leaves_both_earlier_parts() {
    // The lines of the one table take more, and the parquet file of the other.
    let said = [sandbox(), wide()].map(|sandbox| {
        let files = PARTS.map(|part| format!("{part}.parquet"));
        for file in &files {
            sandbox.write(file, "earlier");
        }
        let full = sandbox.run_on_full_disk(env!("CARGO_BIN_EXE_preprocess"), &[], 20);
        let full = full.failed_with(2).to_owned();
        let there = sandbox.list("data/processed");
        assert_eq!(there, ["test.parquet", "train.parquet"]);
        for file in &files {
            assert_eq!(sandbox.read(file), "earlier");
        }
        preprocess(&sandbox).assert_success();
        full
    });
    assert_snapshot!(said.concat(), @r"
    preprocess: failed to write `data/processed/train.parquet`: File too large (os error 27)
    preprocess: failed to write `data/processed/train.parquet`: File too large (os error 27)
    ");
}
