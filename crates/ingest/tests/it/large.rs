//! Tables that are longer than what is read or written at once, and what can happen at their end.

use insta::assert_snapshot;

use super::*;

/// Rows that make a table of more than a megabyte, which is what a thread reads at once.
const ROWS: usize = 100_000;

/// A table of numbers, and of what `last` is at its end.
pub(crate) fn long(last: &str) -> String {
    let row = |row: usize| {
        let class = ["x", "y"][row * 7 % 2];
        format!(
            "{},{}.5,{},{class}\n",
            row * 37 % 101,
            row * 7919 % 10_007,
            row % 13
        )
    };
    let rows: Vec<_> = (0..ROWS).map(row).collect();
    format!("a,b,c,kind\n{}{last}", rows.concat())
}

/// A sandbox with an earlier raw table.
pub(crate) fn with_earlier(source: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = with_two_classes(source);
    sandbox.write(RAW, "earlier");
    sandbox
}

/// Checks that the earlier raw table is all there is.
pub(crate) fn assert_untouched(sandbox: &Sandbox) {
    assert_eq!(sandbox.list("data/raw"), ["iris.csv"]);
    assert_eq!(sandbox.read(RAW), "earlier");
}

/// Why a table was refused. On a busy machine, the progress is told before.
fn reason(ended: &ProgramOutput) -> &str {
    ended.failed_with(3).lines().last().unwrap()
}

#[test]
fn a_long_table_is_written_as_it_is() {
    let source = long("");
    let sandbox = with_two_classes(&source);
    let ended = ingest(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"ingest: 100000 rows, 3 features, 2 classes -> data/raw/iris.csv");
    let number = |line: &str| match line.strip_suffix(",x") {
        Some(cells) => format!("{cells},0,x\n"),
        None => format!("{},1,y\n", line.strip_suffix(",y").unwrap()),
    };
    let rows: Vec<_> = source.lines().skip(1).map(number).collect();
    let expected = format!("a,b,c,target,target_name\n{}", rows.concat());
    assert_same_lines(&sandbox.read(RAW), &expected);
}

#[test]
fn a_column_that_turns_to_text_at_the_end_is_named_and_nothing_is_written() {
    let sandbox = with_earlier(long("1,high,3,x\n"));
    assert_snapshot!(ingest(&sandbox).failed_with(3), @"ingest: failed to read `data/source/iris.csv`: line 100002, column `b` holds `high`; expected a finite number");
    assert_untouched(&sandbox);
}

/// The first megabytes had been written as integers.
#[test]
fn a_column_that_turns_to_decimals_at_the_end_is_one_of_floats_from_the_beginning() {
    let sandbox = with_two_classes(long("1,2.5,0.5,x\n"));
    let ended = ingest(&sandbox);
    ended.assert_success();
    let raw = sandbox.read(RAW);
    let lines: Vec<_> = raw.lines().take(3).collect();
    assert_eq!(lines[1..], ["0,0.5,0.0,0,x", "37,7919.5,1.0,1,y"]);
    assert_eq!(raw.lines().count(), ROWS + 2);
}

#[test]
fn a_disk_that_fills_leaves_the_earlier_table_and_no_remains() {
    let sandbox = with_earlier(long(""));
    // The table takes more than twice as much.
    let ended = sandbox.run_on_full_disk(env!("CARGO_BIN_EXE_ingest"), &[], 400);
    assert_snapshot!(ended.failed_with(2), @"ingest: failed to write `data/raw/iris.csv`: File too large (os error 27)");
    assert_untouched(&sandbox);
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let sandbox = with_earlier("");
    let line = "1".repeat(17 << 20);
    sandbox.write(SOURCE, long(&line));
    assert_snapshot!(reason(&ingest(&sandbox)), @"ingest: failed to read `data/source/iris.csv`: line 100002 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
    assert_untouched(&sandbox);
    sandbox.write(SOURCE, line);
    assert_snapshot!(reason(&ingest(&sandbox)), @"ingest: failed to read `data/source/iris.csv`: line 1 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
    assert_untouched(&sandbox);
}

/// The table of a source that ends with `.csv.gz` or `.parquet`.
fn ingest_from(sandbox: &Sandbox, source: &str) -> ProgramOutput {
    let source = format!("--source={source}");
    sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[&source], &[])
}

fn gzip(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_line_of_a_gigabyte_in_a_compressed_file_is_refused_before_it_is_read() {
    let sandbox = with_earlier("");
    let (begin, megabyte) = (gzip("a,b,c,kind\n1,2,3,x\n"), gzip(&"1".repeat(1 << 20)));
    let line = [begin, megabyte.repeat(1 << 10)].concat();
    sandbox.write("data/source/iris.csv.gz", line);
    let ended = ingest_from(&sandbox, "data/source/iris.csv.gz");
    assert_snapshot!(reason(&ended), @"ingest: failed to read `data/source/iris.csv.gz`: line 3 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
    assert_untouched(&sandbox);
}

#[test]
fn a_long_table_whose_compressed_data_breaks_off_is_refused() {
    let sandbox = with_earlier("");
    let whole = gzip(&long(""));
    sandbox.write("data/source/iris.csv.gz", &whole[..whole.len() - 1000]);
    let ended = ingest_from(&sandbox, "data/source/iris.csv.gz");
    assert_snapshot!(ended.failed_with(3), @"ingest: failed to read `data/source/iris.csv.gz`: the compressed data breaks off or is damaged in line 99854; copy the file here once more");
    assert_untouched(&sandbox);
}

#[test]
fn a_parquet_file_that_breaks_off_is_refused() {
    let sandbox = with_earlier("");
    let whole = parquet::in_parquet("a,b,c,kind\n1,2.5,3,x\n2,3.5,4,y\n");
    for length in [whole.len() - 1, whole.len() / 2, 4] {
        sandbox.write("data/source/iris.parquet", &whole[..length]);
        let ended = ingest_from(&sandbox, "data/source/iris.parquet");
        let said = ended.failed_with(3);
        let expected = "ingest: failed to read `data/source/iris.parquet`: the file is no complete \
                        Parquet file (";
        assert!(said.starts_with(expected), "{said}");
        assert_untouched(&sandbox);
    }
}
