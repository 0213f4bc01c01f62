//! Rows that are set aside because something is wrong with them.

use super::*;

const REJECTED: &str = "data/raw/iris.rejected.csv";
const COLUMNS: &str = "{a: number, b: category}";

/// A table of 20 rows, four of which are bad.
fn with_bad_rows(share: &str) -> Sandbox {
    let bad = "x,?,\"two\nlines\"\nx,1\nz,\"3\",\"say \"\"hi\"\"\"\n";
    let row = |row: usize| format!("{},{row}.5,b{}\n", ["x", "y"][row % 2], row % 3);
    let good: Vec<_> = (0..16).map(row).collect();
    let source = format!("kind,a,b\n{bad}{}\ny,,\n", good.concat());
    let sandbox = with_columns(&source, COLUMNS);
    sandbox.edit_params(
        "target: kind",
        &format!("bad_rows: {share}\n  target: kind"),
    );
    sandbox
}

#[test]
fn bad_rows_within_the_share_go_into_a_file_and_are_counted() {
    let sandbox = with_bad_rows("0.2");
    let ended = ingest(&sandbox);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_snapshot!(ended.stdout, @"ingest: 16 rows (4 more set aside), 2 features, 2 classes -> data/raw/iris.csv");
    assert_snapshot!(ended.stderr, @"ingest: 4 of 20 rows are set aside; `data/raw/iris.rejected.csv` says why");
    assert_snapshot!(sandbox.read(REJECTED), @r#"
    line,problem,row
    2,"column `a` holds `?`; expected a finite number; if it stands for a missing value, add it to `data.missing_values` in params.yaml","x,?,""two
    lines"""
    4,2 fields instead of 3,"x,1"
    5,"column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml","z,3,""say """"hi"""""""
    23,"column `a` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml","y,,"
    "#);
    assert_eq!(sandbox.read(RAW).lines().count(), 17);
}

#[test]
fn more_bad_rows_than_the_share_stop_the_stage() {
    let sandbox = with_bad_rows("0.19");
    sandbox.write(REJECTED, "earlier");
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 5 problems
      line 2, column `a` holds `?`; expected a finite number; if it stands for a missing value, add it to `data.missing_values` in params.yaml
      line 4 has 2 fields; expected 3, as in the header
      line 5, column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 23, column `a` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 23, column `b` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      4 of 20 rows are bad, more than the share of 0.19 that `data.bad_rows` in params.yaml allows to set aside
    ");
    assert_eq!(sandbox.read(REJECTED), "earlier");
    assert_eq!(sandbox.list("data/raw"), ["iris.rejected.csv"]);
}

#[test]
fn setting_rows_aside_is_advised_where_few_are_bad() {
    let rows: Vec<_> = (0..30)
        .map(|row| format!("{},{row},z\n", ["x", "y"][row % 2]))
        .collect();
    let source = format!("kind,a,b\n{}x,one,z\n", rows.concat());
    let sandbox = with_columns(&source, COLUMNS);
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: line 32, column `a` holds `one`; expected a finite number; if the column holds text, write `a: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      1 of 31 rows is bad; `bad_rows: 0.033` in `data` of params.yaml would set such rows aside, into a file
    ");
}

/// The class would have vanished from the raw table.
#[test]
fn a_class_of_bad_rows_only_is_told() {
    let sandbox = with_bad_rows("0.9");
    let source = sandbox.read(SOURCE).replace("\ny,", "\ny,bad");
    sandbox.write(SOURCE, source);
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 14 problems
      line 2, column `a` holds `?`; expected a finite number; if it stands for a missing value, add it to `data.missing_values` in params.yaml
      line 4 has 2 fields; expected 3, as in the header
      line 5, column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 7, column `a` holds `bad1.5`; expected a finite number; if the column holds text, write `a: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      line 9, column `a` holds `bad3.5`; expected a finite number; if the column holds text, write `a: category` in `data.columns` of params.yaml, and if the cell stands for a missing value, add it to `data.missing_values`
      line 23, column `b` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      no row is of the class `y`; remove it from `data.classes` in params.yaml
      and 7 more; 10 of all are in the column `a`
    ");
}

/// Where a line ends cannot be told, so that nothing can be set aside.
#[test]
fn an_open_quotation_mark_is_no_bad_row() {
    let sandbox = with_bad_rows("0.9");
    let source = sandbox.read(SOURCE) + "x,1,\"z\n";
    sandbox.write(SOURCE, source);
    assert_snapshot!(ingest(&sandbox).failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 6 problems
      line 2, column `a` holds `?`; expected a finite number; if it stands for a missing value, add it to `data.missing_values` in params.yaml
      line 4 has 2 fields; expected 3, as in the header
      line 5, column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 23, column `a` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 23, column `b` is empty; fill it, or write `missing: keep` for the column in `data.columns` of params.yaml
      line 24, column `b` begins with a quotation mark that is never closed; close it or remove it
    ");
}

#[test]
fn a_table_of_numbers_only_can_have_bad_rows_as_well() {
    let sandbox = with_bad_rows("0.5");
    sandbox.edit_params(&format!("columns: {COLUMNS}"), "columns: null");
    sandbox.write(SOURCE, "kind,a\nx,1\ny,\nx,2\ny,3\n");
    let ended = ingest(&sandbox);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_snapshot!(sandbox.read(REJECTED), @r#"
    line,problem,row
    3,column `a` is empty; fill it or remove the line,"y,"
    "#);
    assert_eq!(
        sandbox.read(RAW),
        "a,target,target_name\n1,0,x\n2,0,x\n3,1,y\n"
    );
}
