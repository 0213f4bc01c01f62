//! Files that are no tables of this kind, or have no end, and tables that are too wide.

use super::*;

/// An export of an old program for the Mac, and a line that such a program has edited.
#[test]
fn carriage_returns_alone_are_told_with_their_line() {
    let files = [
        "a,c\r1,x\r2,y\r",
        "a,c\n1,x\n2,y\r3,x\n4,y\n",
        "a,c\r\n1,x\r\n2,y\r",
    ];
    assert_snapshot!(all_refused(files), @"
    read `iris.csv`: line 1 ends with a carriage return alone; save the file with the line ends of Unix or Windows
    read `iris.csv`: line 3 ends with a carriage return alone; save the file with the line ends of Unix or Windows
    read `iris.csv`: line 3 ends with a carriage return alone; save the file with the line ends of Unix or Windows
    ");
}

/// What Excel writes where the comma is the decimal mark, and other exports.
#[test]
fn other_separators_than_commas_are_named() {
    let files = [
        "a;b;c\n1,5;2,5;x\n3,5;4,5;y\n",
        "a\tb\tc\n1\t2\tx\n",
        "a|c\n1|x\n",
        "a, b;c\n1;x\n",
        "sep=,\na,c\n1,x\n",
        "sep=;\na;c\n1;x\n",
        "\u{feff}sep=;\na;c\n1;x\n",
        "\u{feff}a;\"c\"\n1;x\n",
    ];
    assert_snapshot!(all_refused(files), @r#"
    read `iris.csv`: the file seems to be separated by `;`; expected commas: write `separator: ";"` in section `data` of params.yaml
    read `iris.csv`: the file seems to be separated by tabs; expected commas: write `separator: "tab"` in section `data` of params.yaml
    read `iris.csv`: the file seems to be separated by `|`; expected commas: write `separator: "|"` in section `data` of params.yaml
    read `iris.csv`: the file seems to be separated by `;`; expected commas: write `separator: ";"` in section `data` of params.yaml
    read `iris.csv`: line 1 is `sep=,`, which only spreadsheet programs understand; remove the line
    read `iris.csv`: line 1 is `sep=;`, which only spreadsheet programs understand; remove the line, and write `separator: ";"` in section `data` of params.yaml
    read `iris.csv`: line 1 is `sep=;`, which only spreadsheet programs understand; remove the line, and write `separator: ";"` in section `data` of params.yaml
    read `iris.csv`: the file seems to be separated by `;`; expected commas: write `separator: ";"` in section `data` of params.yaml
    "#);
}

#[test]
fn files_of_other_kinds_are_named() {
    let files: [&[u8]; 5] = [
        b"\xff\xfea\0,\0c\0\n\0",
        b"PK\x03\x04\x14\0\x06\0",
        b"\x1f\x8b\x08\0\0\0",
        b"PAR1\x15\x04",
        b"a\0,c\n1,x\n",
    ];
    assert_snapshot!(files.map(refused).join("\n"), @r"
    read `iris.csv`: the file is in UTF-16; save it as UTF-8
    read `iris.csv`: the file is a spreadsheet or a zip archive; save the table as CSV
    read `iris.csv`: the file is compressed by gzip; let its name end with `.gz`
    read `iris.csv`: the file is in Parquet; let its name end with `.parquet`
    read `iris.csv`: the file holds bytes of zero and is no text; expected CSV in UTF-8
    ");
}

#[test]
fn a_missing_file_is_named() {
    let path = Path::new("nowhere.csv");
    let error = spelt(path, &[]).unwrap_err();
    assert_snapshot!(error, @"read `nowhere.csv`: No such file or directory (os error 2)");
}

/// `/dev/zero` was read until the memory was full, and a pipe for ever.
#[test]
fn what_is_no_file_is_refused_at_once() {
    for path in ["/dev/zero", "/dev"] {
        let error = spelt(Path::new(path), &[]).unwrap_err();
        assert!(error.to_string().ends_with("; expected a file"), "{error}");
    }
}

/// The message was as long as the cell.
#[test]
fn a_cell_of_ten_megabytes_is_shown_by_its_beginning() {
    let cell = "7".repeat(10_000_000);
    assert_snapshot!(refused(format!("a,c\n1,x\n{cell},y\n1,{cell}\n")), @"
    read `iris.csv`: 2 problems
      line 3, column `a` holds `7777777777777777777777777777777777777777… (10000000 characters)`; expected a number from -3.4028235e38 to 3.4028235e38, the range of the 32-bit floats that models compute with
      line 4, column `c` holds `7777777777777777777777777777777777777777… (10000000 characters)`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
    ");
}

/// A quotation mark that is never closed, or a file without line ends, would fill the memory.
#[test]
fn a_line_without_an_end_in_sight_is_refused() {
    let long = "7,x\n".repeat(5 << 20);
    assert_snapshot!(refused(format!("a,c\n1,x\n\n\"{long}")), @"read `iris.csv`: line 4 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
    assert_snapshot!(refused("0".repeat(17 << 20)), @"read `iris.csv`: line 1 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed");
}

/// They were taken for the beginning of the next line, which was then too long.
#[test]
fn blank_lines_are_skipped_however_many_there_are() {
    let many = "\n".repeat(17 << 20);
    assert_snapshot!(refused(format!("a,c\n1,x\n{many}1,z\n")), @"read `iris.csv`: line 17825795, column `c` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml");
}

/// Files of 64 GB without a line end: only as much is read as a line may be long.
#[test]
fn a_file_without_line_ends_is_refused_at_once_however_large() {
    let refused = |beginning: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), beginning).unwrap();
        file.as_file().set_len(1 << 36).unwrap();
        let error = spelt(file.path(), &[]).unwrap_err();
        let text = error.to_string();
        text.replace(&file.path().display().to_string(), "iris.csv")
    };
    assert_snapshot!([refused(""), refused("a,c\n1,x\n")].join("\n"), @"
    read `iris.csv`: line 1 is longer than 16 MiB; expected a table whose lines end, and whose quotation marks are closed
    read `iris.csv`: the file holds bytes of zero and is no text; expected CSV in UTF-8
    ");
}

/// A table of 100,000 columns overflowed the stack.
#[test]
fn the_widest_table_is_read_and_a_wider_one_refused() {
    let table = |columns: usize| {
        let names: Vec<_> = (1..columns).map(|column| format!("f{column}")).collect();
        let row = "1.5,".repeat(columns - 1);
        format!("{},c\n{row}x\n{row}y\n", names.join(","))
    };
    let spelt = read(table(MAX_COLUMNS));
    assert_eq!(
        spelt.lines().next().unwrap().split(',').count(),
        MAX_COLUMNS + 1
    );
    assert_snapshot!(refused(table(100_000)), @"read `iris.csv`: the header has 100000 columns; expected at most 10000, because the tracker takes a description of the columns of at most 1 MB");
}

/// The tracker refuses it when the model is trained, after minutes.
#[test]
fn names_that_the_tracker_cannot_list_are_refused() {
    let names: Vec<_> = (0..9000).map(|column| format!("{column:099}")).collect();
    let row = "1,".repeat(9000);
    let text = format!("{},c\n{row}x\n{row}y\n", names.join(","));
    assert_snapshot!(refused(text), @"read `iris.csv`: the names of the columns have 891001 characters in all; expected at most 661532 for so many columns, because the tracker takes a description of the columns of at most 1 MB");
}

/// A column of names as target: 100,000 of them were compared with each class, for minutes.
#[test]
fn a_target_with_100_000_values_is_refused_at_once() {
    let rows: Vec<_> = (0..100_000).map(|row| format!("1,name {row}\n")).collect();
    assert_snapshot!(refused(format!("a,c\n{}", rows.concat())), @"
    read `iris.csv`: 100000 problems
      line 2, column `c` holds `name 0`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 3, column `c` holds `name 1`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 4, column `c` holds `name 2`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      and 99997 more; 100000 of all are in the column `c`
    ");
}
