//! What is read, and what is told of a table that is refused.

mod files;

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use insta::assert_snapshot;
use params::{MAX_COLUMNS, SourceFormat};

use super::*;

/// What a source must hold whose classes are `x` and `y`, in the column `c`.
fn expected<'a>(classes: &'a [String], format: &'a SourceFormat) -> Expected<'a> {
    Expected {
        target: "c",
        classes,
        listed_in: Some("data.classes"),
        columns: None,
        ignored: &["note"],
        reserved: &["target"],
        format,
        bad_rows: 0.0,
    }
}

/// The bytes that are made of the table at `path`.
fn spelt(path: &Path, classes: &[String]) -> Result<String, SpellError> {
    let format = SourceFormat::default();
    let (source, out) = (Source::open(path, &format)?, tempfile::tempfile().unwrap());
    spell(
        &source,
        &expected(classes, &format),
        classes,
        Some(&out),
        &(),
    )?;
    let mut bytes = vec![0; usize::try_from(out.metadata().unwrap().len()).unwrap()];
    out.read_exact_at(&mut bytes, 0).unwrap();
    Ok(String::from_utf8(bytes).unwrap())
}

/// Spells `text` as such a source; an error as its text without the folder.
fn read_with(text: impl AsRef<[u8]>, classes: &[&str]) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("iris.csv");
    fs::write(&path, text).unwrap();
    let classes: Vec<_> = classes.iter().map(ToString::to_string).collect();
    spelt(&path, &classes).map_err(|error| {
        let text = error.to_string();
        text.replace(&path.display().to_string(), "iris.csv")
    })
}

fn read(text: impl AsRef<[u8]>) -> String {
    read_with(text, &["x", "y"]).unwrap()
}

fn refused(text: impl AsRef<[u8]>) -> String {
    read_with(text, &["x", "y"]).unwrap_err()
}

fn all_refused<const N: usize>(files: [&str; N]) -> String {
    files.map(refused).join("\n")
}

#[test]
fn a_table_is_its_features_and_then_the_number_and_the_name_of_its_class() {
    let table = read("a,c,b\n1,y,1\n-20,x,2.5\n");
    assert_eq!(table, "a,b,target,target_name\n1,1.0,1,y\n-20,2.5,0,x\n");
}

#[test]
fn quoted_names_and_cells_and_windows_line_ends_are_read() {
    let text = "\"a, b\",c,\"\"\"d\"\"\"\r\n\"1\",\"x \"\"y\"\"\",2\r\n";
    let header = "\"a, b\",\"\"\"d\"\"\",target,target_name\n";
    let row = "1,2,0,\"x \"\"y\"\"\"\n";
    assert_eq!(
        read_with(text, &["x \"y\""]).unwrap(),
        [header, row].concat()
    );
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let table = "a,target,target_name\n1,0,x\n2,1,y\n";
    assert_eq!(read("\u{feff}a,c\n1,x\n2,y\n"), table);
    assert_eq!(read("\u{feff}\"a\",c\n1,x\n2,y\n"), table);
}

#[test]
fn a_blank_line_is_no_row() {
    let table = "a,target,target_name\n1,0,x\n3,1,y\n";
    assert_eq!(read("a,c\n1,x\n\n3,y\n\n"), table);
    assert_eq!(read("a,c\r\n\r\n1,x\r\n3,y"), table);
}

/// A class or an ignored column may hold line ends, commas and quotation marks.
#[test]
fn text_may_hold_anything_within_quotation_marks() {
    let text = "a,note,c\n1,\"two\nlines, \"\"5\"\"\r\",\"y\r\nz\"\n2,5\" wide,x\n";
    let table = read_with(text, &["x", "y\r\nz"]).unwrap();
    assert_eq!(table, "a,target,target_name\n1,1,\"y\r\nz\"\n2,0,x\n");
}

#[test]
fn a_file_that_is_no_table_is_refused_with_the_line() {
    let files = [
        "",
        "\n\n",
        "a,c\n",
        "a,c\n1,x\n3\n4,y",
        "a,c\n1,x\n3,y,5\n",
        "a,c\n1,x\n\n\n3,y,\n",
        "a,b,c\n1,5,2,5,x\n1,2,y\n3,4,x",
        "c\nx\ny\n",
    ];
    assert_snapshot!(all_refused(files), @"
    read `iris.csv`: the file is empty; expected a header and rows
    read `iris.csv`: the file is empty; expected a header and rows
    read `iris.csv`: there are no rows below the header
    read `iris.csv`: line 3 has 1 field; expected 2, as in the header
    read `iris.csv`: line 3 has 3 fields; expected 2, as in the header; if its numbers have decimal commas, write decimal points
    read `iris.csv`: line 5 has 3 fields; expected 2, as in the header; remove the comma at its end
    read `iris.csv`: line 2 has 5 fields; expected 3, as in the header; if its numbers have decimal commas, write decimal points
    read `iris.csv`: `c` is the only column; expected at least one feature beside it
    ");
    assert_snapshot!(refused(b"a,c\n1,x\n2,y\xe9\n"), @"read `iris.csv`: line 3, column `c` is not UTF-8; save the file as UTF-8");
}

#[test]
fn a_header_that_is_wrong_is_refused_with_all_that_is_wrong() {
    assert_snapshot!(refused("a,,a,target,c,a\n1,2,3,4,x,5\n1,2,3,4,y,z\n"), @"
    read `iris.csv`: 5 problems
      column 2 of the header has no name; give it one
      the header names the column `a` twice; rename one of them
      the header names the column `a` twice; rename one of them
      the column `target` has the name of one that ingest adds; rename it, or name it as `data.target` in params.yaml if it holds the classes
      line 3, column `a` holds `z`; expected a finite number
    ");
    assert_snapshot!(refused("a,C,b\n1,x,2\n,y,3\n4,5\n"), @"
    read `iris.csv`: 3 problems
      there is no column `c`; the header has `a`, `C`, `b`
      line 3, column `a` is empty; fill it or remove the line
      line 4 has 2 fields; expected 3, as in the header
    ");
    assert_snapshot!(refused(b"a\xe9,c\n1,x\n2,y\n"), @"read `iris.csv`: the name of column 1 of the header is not UTF-8; save the file as UTF-8");
}

/// A table with one problem on each of twelve lines took thirteen runs to get right.
#[test]
fn all_problems_are_told_at_once_up_to_ten_and_the_others_counted() {
    let rows: Vec<_> = (1..=12)
        .map(|row| format!("{row},1,{row}z\n,1,x\nnone,NA,y\n"))
        .collect();
    assert_snapshot!(refused(format!("a,b,c\n{}", rows.concat())), @"
    read `iris.csv`: 48 problems
      line 2, column `c` holds `1z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 3, column `a` is empty; fill it or remove the line
      line 4, column `a` holds `none`; expected a finite number; fill it or remove the line
      line 4, column `b` holds `NA`; expected a finite number; fill it or remove the line
      line 5, column `c` holds `2z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 6, column `a` is empty; fill it or remove the line
      line 7, column `b` holds `NA`; expected a finite number; fill it or remove the line
      line 8, column `c` holds `3z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 10, column `b` holds `NA`; expected a finite number; fill it or remove the line
      and 39 more
    ");
}

/// One column of text would otherwise be all that is told.
#[test]
fn a_column_has_at_most_three_of_the_told_problems() {
    let rows: Vec<_> = (1..=5000)
        .map(|row| format!("text {row},{row},x\n"))
        .collect();
    let text = format!("a,b,c\n{}4,five,X\n5\n", rows.concat());
    assert_snapshot!(refused(text), @"
    read `iris.csv`: 5003 problems
      line 2, column `a` holds `text 1`; expected a finite number
      line 3, column `a` holds `text 2`; expected a finite number
      line 4, column `a` holds `text 3`; expected a finite number
      line 5002, column `b` holds `five`; expected a finite number
      line 5002, column `c` holds `X`; expected one of `x`, `y`; did you mean `x`?
      line 5003 has 1 field; expected 3, as in the header
      and 4997 more; 5000 of all are in the column `a`
    ");
}

#[test]
fn a_cell_that_is_no_number_is_refused_with_what_to_do() {
    let cells = [
        "red", "1.2.3", "NaN", "n/a", "?", "inf", "1e999", " 1", "0x10", "1,5", "1.234,5",
        "1 234,5", "5\"\"", "1\n2",
    ];
    let messages = cells.map(|cell| {
        let message = refused(format!("a,c\n1,x\n\n\"{cell}\",y\n"));
        message.replace("read `iris.csv`: line 4, column `a` holds ", "")
    });
    assert_snapshot!(messages.join("\n"), @r#"
    `red`; expected a finite number
    `1.2.3`; expected a finite number
    `NaN`; expected a finite number; fill it or remove the line
    `n/a`; expected a finite number; fill it or remove the line
    `?`; expected a finite number; fill it or remove the line
    `inf`; expected a finite number
    `1e999`; expected a number from -3.4028235e38 to 3.4028235e38, the range of the 32-bit floats that models compute with
    ` 1`; expected a finite number; remove the spaces around it
    `0x10`; expected a finite number
    `1,5`; expected a finite number; write it with a decimal point: `1.5`
    `1.234,5`; expected a finite number; write it with a decimal point and nothing between thousands
    `1 234,5`; expected a finite number; write it with a decimal point and nothing between thousands
    `5"`; expected a finite number; remove the quotation mark
    `1\n2`; expected a finite number; close the quotation mark that the cell begins with
    "#);
}

#[test]
fn a_cell_that_is_no_class_is_refused_with_what_to_do() {
    let long = format!("0.{}", "0".repeat(1000));
    let cells = [
        "setosa ", "Setosa", "setossa", "ibis", "0.0", "1.00", "01", &long,
    ];
    let messages = cells.map(|cell| {
        let classes = ["setosa", "0", "1"];
        let text = format!("a,c\n1,setosa\n2,0\n3,1\n4,{cell}\n");
        let message = read_with(text, &classes).unwrap_err();
        message.replace("read `iris.csv`: line 5, column `c` holds ", "")
    });
    assert_snapshot!(messages.join("\n"), @r#"
    `setosa `; expected one of `setosa`, `0`, `1`; did you mean `setosa`?
    `Setosa`; expected one of `setosa`, `0`, `1`; did you mean `setosa`?
    `setossa`; expected one of `setosa`, `0`, `1`; did you mean `setosa`?
    `ibis`; expected one of `setosa`, `0`, `1`; if it is a class, add it to `data.classes` in params.yaml
    `0.0`; expected one of `setosa`, `0`, `1`; write `0` in the file, or "0.0" with its quotation marks in `data.classes` of params.yaml
    `1.00`; expected one of `setosa`, `0`, `1`; write `1` in the file, or "1.00" with its quotation marks in `data.classes` of params.yaml
    `01`; expected one of `setosa`, `0`, `1`; write `1` in the file, or "01" with its quotation marks in `data.classes` of params.yaml
    `0.00000000000000000000000000000000000000… (1002 characters)`; expected one of `setosa`, `0`, `1`; write `0` in the file, or "0.00000000000000000000000000000000000000… (1002 characters)" with its quotation marks in `data.classes` of params.yaml
    "#);
}

/// Inches, a quotation mark typed by mistake, one that swallows the rest of the file.
#[test]
fn quotation_marks_that_are_out_of_place_are_told_with_line_and_column() {
    let files = [
        "a,b,c\n1,5\",x\n2,3,y\n",
        "a,b,c\n1,2,x\n\"3,4,y\n5,6,x\n",
        "a,b,c\n1,2,x\n3,4,\"y\n5,6,x\n",
        "a,b,c\n1,2,x\n\"3,4,y\n5,6,\"x\"\n7,8,x\n",
        "a,\"b,c\n1,2,x\n3,4,y\n",
    ];
    assert_snapshot!(all_refused(files), @r#"
    read `iris.csv`: line 2, column `b` holds `5"`; expected a finite number; remove the quotation mark
    read `iris.csv`: line 3, column `a` begins with a quotation mark that is never closed; close it or remove it
    read `iris.csv`: line 3, column `c` begins with a quotation mark that is never closed; close it or remove it
    read `iris.csv`: line 3 has 1 field; expected 3, as in the header; a quotation mark in column `a` is closed only on a later line
    read `iris.csv`: line 1, column `b,c` begins with a quotation mark that is never closed; close it or remove it
    "#);
}
