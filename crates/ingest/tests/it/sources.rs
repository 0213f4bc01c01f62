//! Datasets that are not one file of text: parquet, folders, compressed files.

use std::io::Write as _;

use insta::assert_snapshot;
use stage::testing::{PARAMS, ProgramOutput, Sandbox};

const PARQUET: &[u8] = include_bytes!("../../../table/tests/fixtures/parquet/zstd.parquet");

fn ingest(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[])
}

/// A sandbox whose dataset is `source`, with the target `kind` of the classes `x` and `y`.
fn with_source(source: &str, columns: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let section = format!(
        "data:\n  name: goods\n  source: {source}\n  target: kind\n  classes: [x, y]\n{columns}"
    );
    let (_, rest) = PARAMS.split_once("\npreprocess:").unwrap();
    sandbox.write("params.yaml", format!("{section}preprocess:{rest}"));
    sandbox
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_parquet_file_is_described_and_taken_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.write("data/source/types.parquet", PARQUET);
    let args = [
        "profile",
        "--source=data/source/types.parquet",
        "--target=category",
        "--description=data.yaml",
    ];
    let ended = sandbox.run(env!("CARGO_BIN_EXE_ingest"), &args, &[]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let (_, rest) = PARAMS.split_once("\npreprocess:").unwrap();
    let section = sandbox.read("data.yaml");
    sandbox.write("params.yaml", format!("{section}preprocess:{rest}"));
    let ended = ingest(&sandbox);
    assert_eq!(ended.code, Some(0), "{}\n{section}", ended.stderr);
    assert_snapshot!(ended.stdout, @"ingest: 60 rows, 34 features, 3 classes -> data/raw/types.csv");
}

#[test]
fn the_files_of_a_folder_are_one_raw_table() {
    let sandbox = with_source("goods", "");
    sandbox.write("data/source/goods/1.csv", "a,b,kind\n1,2,x\n3,4,y\n");
    sandbox.write("data/source/goods/2.csv.gz", gzip("kind,b,a\nx,6,5\n"));
    ingest(&sandbox).assert_success();
    let expected = "a,b,target,target_name\n1,2,0,x\n3,4,1,y\n5,6,0,x\n";
    assert_eq!(sandbox.read("data/raw/goods.csv"), expected);
}

#[test]
fn what_is_wrong_in_a_folder_is_told_with_the_file_and_the_line() {
    let sandbox = with_source("goods", "");
    sandbox.write("data/raw/goods.csv", "earlier");
    sandbox.write("data/source/goods/1.csv", "a,kind\n1,x\ntwo,y\n");
    sandbox.write("data/source/goods/2.csv.gz", gzip("a,kind\n1,x\n2\n3,z\n"));
    let wrong = ingest(&sandbox).failed_with(3).to_owned();
    sandbox.write("data/source/goods/2.csv.gz", gzip("a,b\n1,x\n"));
    let different = ingest(&sandbox).failed_with(3).to_owned();
    let rows: Vec<_> = (0..50_000)
        .map(|row| format!("{},x\n", row * 7919 % 10_007))
        .collect();
    let whole = gzip(&format!("a,kind\n{}", rows.concat()));
    sandbox.write("data/source/goods/2.csv.gz", &whole[..whole.len() / 2]);
    let cut = ingest(&sandbox).failed_with(3).to_owned();
    assert_snapshot!([wrong, different, cut].concat(), @r"
    ingest: failed to read `data/source/goods`: 3 problems
      `1.csv`, line 3, column `a` holds `two`; expected a finite number
      `2.csv.gz`, line 3 has 1 field; expected 2, as in the header
      `2.csv.gz`, line 4, column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
    ingest: failed to read `data/source/goods`: `2.csv.gz`: the file lacks `kind`, and has `b`; expected the columns of `1.csv`, in any order
    ingest: failed to read `data/source/goods`: 2 problems
      `1.csv`, line 3, column `a` holds `two`; expected a finite number
      the compressed data breaks off or is damaged in `2.csv.gz`, line 24951; copy the file here once more
    ");
    assert_eq!(sandbox.read("data/raw/goods.csv"), "earlier");
    assert_eq!(sandbox.list("data/raw"), ["goods.csv"]);
}

#[test]
fn rows_of_a_folder_are_set_aside_with_the_file_and_the_line() {
    let sandbox = with_source("goods", "  bad_rows: 0.5\n  columns: {a: number}\n");
    sandbox.write("data/source/goods/1.csv", "a,kind\n1,x\n2,y\n");
    sandbox.write(
        "data/source/goods/2.csv.gz",
        gzip("kind,a\n\"x\",five\ny,6\n"),
    );
    let ended = ingest(&sandbox);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_snapshot!(sandbox.read("data/raw/goods.rejected.csv"), @r#"
    line,problem,row
    2.csv.gz:2,"column `a` holds `five`; expected a finite number; if the column holds text, write `a: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`","five,x"
    "#);
}
