//! Parquet files, judged by pandas (`oracle/parquet_cells.py`).

use std::fs;
use std::path::PathBuf;

use insta::assert_snapshot;
use params::SourceFormat;

use super::{refused, rows_of, write};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/parquet")
        .join(name)
}

/// Every type of column, in every way of compression, in several row groups.
#[test]
fn the_cells_of_a_parquet_file_are_those_of_the_csv_file_that_pandas_writes() {
    for name in ["none", "snappy", "zstd", "gzip", "lz4"] {
        let format = SourceFormat::default();
        let found = rows_of(&fixture(&format!("{name}.parquet")), &format).unwrap();
        let expected = rows_of(&fixture(&format!("{name}.csv")), &format).unwrap();
        assert_eq!(found[0], expected[0], "{name}");
        assert_eq!(found.len(), 61, "{name}");
        let narrow = found[0].iter().position(|name| name == "float32").unwrap();
        for (row, (found, expected)) in found.iter().zip(&expected).enumerate().skip(1) {
            for (column, cells) in found.iter().zip(expected).enumerate() {
                // pandas writes an exponent where Python would not, of the same number.
                if column == narrow {
                    let number = |cell: &String| cell.parse::<f32>().unwrap().to_bits();
                    assert_eq!(number(cells.0), number(cells.1), "{name}, row {row}");
                } else {
                    assert_eq!(cells.0, cells.1, "{name}, row {row}");
                }
            }
        }
    }
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(fixture("snappy.parquet")).unwrap();
    let cut = write(folder.path(), "cut.parquet", &bytes[..bytes.len() - 100]);
    let head = write(folder.path(), "head.parquet", &bytes[..4]);
    let other = write(folder.path(), "other.parquet", "a,b\n1,2\n");
    let empty = write(folder.path(), "empty.parquet", "");
    assert_snapshot!([cut, head, other, empty].map(|path| refused(&path)).join("\n"), @r"
    read `cut.parquet`: the file is no complete Parquet file (Parquet error: Invalid Parquet file. Corrupt footer); copy it here once more
    read `head.parquet`: the file is no complete Parquet file (EOF: Parquet file too small. Size is 4 but need 8); copy it here once more
    read `other.parquet`: the file is not in Parquet, as its ending says; give it the ending of what it is, such as `.csv`
    read `empty.parquet`: the file is not in Parquet, as its ending says; give it the ending of what it is, such as `.csv`
    ");
}

#[test]
fn columns_that_no_text_can_hold_or_that_change_their_type_are_refused() {
    let differing = refused(&fixture("differing"));
    assert_snapshot!([differing, refused(&fixture("nested.parquet"))].join("\n"), @r"
    read `differing`: `2.parquet`: column `b` holds integers, and floats in `1.parquet`; expected one type in all files of the folder
    read `nested.parquet`: column `a` holds lists or other nested values; expected numbers, text, booleans, dates or times: write the file without it
    ");
}

/// Of a file whose bytes are not those that were written, something is read or something is
/// said, whatever byte it is.
#[test]
fn a_damaged_file_never_makes_the_program_fail() {
    let folder = tempfile::tempdir().unwrap();
    let (mut refused, mut random) = (0, 0x9e37_79b9_7f4a_7c15_u64);
    for name in ["none", "zstd"] {
        let bytes = fs::read(fixture(&format!("{name}.parquet"))).unwrap();
        for _ in 0..300 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let mut damaged = bytes.clone();
            let place = usize::try_from(random >> 20).unwrap() % (bytes.len() - 8) + 4;
            damaged[place] ^= u8::try_from(random & 0xff).unwrap() | 1;
            let path = write(folder.path(), "damaged.parquet", damaged);
            refused += usize::from(rows_of(&path, &SourceFormat::default()).is_err());
        }
    }
    assert!(refused > 30, "{refused}");
}
