use std::fs;

use insta::assert_snapshot;

use super::*;

/// Writes `text` to a file, reads it, applies `ask`, and gives the error's text without the folder.
fn refused<T>(
    text: impl AsRef<[u8]>,
    ask: impl FnOnce(&TextTable) -> Result<T, TableError>,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("iris.csv");
    fs::write(&path, text).unwrap();
    let error = match TextTable::read(&path) {
        Ok(table) => ask(&table).err().expect("the table is refused"),
        Err(error) => error,
    };
    error
        .to_string()
        .replace(&path.display().to_string(), "iris.csv")
}

fn read(text: &str) -> TextTable {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("iris.csv");
    fs::write(&path, text).unwrap();
    TextTable::read(&path).unwrap()
}

#[test]
fn a_column_of_whole_numbers_is_integers_and_another_floats() {
    let table = read("a,b,c\n1,1,x\n-20,2.5,y\n");
    assert_eq!(table.numbers("a").unwrap().dtype(), &DataType::Int64);
    let floats = table.numbers("b").unwrap();
    assert_eq!(floats.f64().unwrap().to_vec(), [Some(1.0), Some(2.5)]);
    assert_eq!(table.height(), 2);
}

#[test]
fn an_integer_too_large_for_64_bits_makes_its_column_floats() {
    let table = read("a\n1\n99999999999999999999\n");
    assert_eq!(
        table.numbers("a").unwrap().f64().unwrap().get(1),
        Some(1e20)
    );
}

#[test]
fn quoted_names_and_cells_and_windows_line_ends_are_read() {
    let table = read("\"a, b\",\"\"\"c\"\"\"\r\n\"1\",\"x \"\"y\"\"\"\r\n");
    assert_eq!(table.names(), ["a, b", "\"c\""]);
    assert_eq!(table.numbers("a, b").unwrap().dtype(), &DataType::Int64);
    assert_eq!(table.text("\"c\"").unwrap().get(0), Some("x \"y\""));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(read("\u{feff}a,b\n1,2\n").names(), ["a", "b"]);
}

#[test]
fn a_blank_line_is_no_row() {
    assert_eq!(read("a,b\n1,2\n\n3,4\n\n").height(), 2);
}

#[test]
fn cells_become_positions_in_the_list_of_what_is_allowed() {
    let classes = ["x".to_owned(), "y".to_owned()];
    assert_eq!(
        read("c\ny\nx\ny\n").positions("c", &classes).unwrap(),
        [1, 0, 1]
    );
    assert_eq!(
        refused("c\nx\nyy\n", |table| table.positions("c", &classes)),
        "read `iris.csv`: line 3, column `c` holds `yy`; expected one of `x`, `y`"
    );
}

#[test]
fn a_file_that_is_no_table_is_refused_with_the_line() {
    let files: [&[u8]; 8] = [
        b"",
        b"a,b\n",
        b"a,a\n1,2\n",
        b"a,\n1,2\n",
        b"a,b\n1,2\n3\n",
        b"a,b\n1,2\n3,4,5\n",
        b"a,b\n1,2\n\n\n3,4,5\n",
        b"a,b\n1,\xff\n",
    ];
    let messages = files.map(|file| refused(file, |table| table.numbers("b")));
    assert_snapshot!(messages.join("\n"), @"
    read `iris.csv`: the file is empty; expected a header and rows
    read `iris.csv`: there are no rows below the header
    read `iris.csv`: the header names the column `a` twice
    read `iris.csv`: column 2 of the header has no name
    read `iris.csv`: line 3 has 1 fields; expected 2, as in the header
    read `iris.csv`: line 3 has 3 fields; expected 2, as in the header
    read `iris.csv`: line 5 has 3 fields; expected 2, as in the header
    read `iris.csv`: CSV parse error: record 1 (line 2, field: 1, byte: 4): invalid utf-8: invalid UTF-8 in field 1 near byte index 0
    ");
}

#[test]
fn a_cell_that_is_no_finite_number_is_refused_with_its_line_and_column() {
    for cell in ["red", "1.2.3", "NaN", "inf", "1e999", " 1", "0x10", "1,5"] {
        let error = refused(format!("a,b\n1,2\n\n\"{cell}\",2\n"), |table| {
            table.numbers("a")
        });
        let expected =
            format!("read `iris.csv`: line 4, column `a` holds `{cell}`; expected a finite number");
        assert_eq!(error, expected);
    }
}

#[test]
fn an_empty_cell_is_refused_with_its_line_and_column() {
    let error = refused("a,b\n1,2\n,4\n", |table| table.numbers("a"));
    let expected = "read `iris.csv`: line 3, column `a` is empty; fill it or remove the line";
    assert_eq!(error, expected);
}

#[test]
fn a_missing_column_is_refused_with_the_nearest_one() {
    let error = refused("length,species\n1,x\n", |table| {
        table.text("specie").map(|_| ())
    });
    assert_eq!(
        error,
        "read `iris.csv`: there is no column `specie`; did you mean `species`?; \
         the header has `length`, `species`"
    );
}

#[test]
fn a_missing_file_is_named() {
    let error = TextTable::read(Path::new("nowhere.csv")).unwrap_err();
    assert_snapshot!(error, @"read `nowhere.csv`: No such file or directory (os error 2)");
}
