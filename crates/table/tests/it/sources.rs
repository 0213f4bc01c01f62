//! Files of text, compressed or not, and folders of files.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use params::{FilePattern, SourceFormat};
use table::source::Source;
use tempfile::TempDir;

use super::{refused, refused_as, rows_of, write};

const TABLE: &str = "a,c\n1,x\n\n2,\"y\n\"\n3,x";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn gzip(text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(text.as_ref(), 3).unwrap()
}

#[test]
fn a_compressed_file_is_the_table_that_was_compressed() {
    let folder = folder();
    let read = |name: &str, bytes: &[u8]| {
        rows_of(&write(folder.path(), name, bytes), &SourceFormat::default()).unwrap()
    };
    let plain = read("a.csv", TABLE.as_bytes());
    assert_eq!(plain.len(), 4);
    assert_eq!(read("a.csv.gz", &gzip(TABLE)), plain);
    assert_eq!(read("a.CSV.GZ", &gzip(TABLE)), plain);
    assert_eq!(read("a.zst", &zstd(TABLE)), plain);
    // As `cat` makes one of two.
    let (one, two) = TABLE.split_at(8);
    assert_eq!(read("b.csv.gz", &[gzip(one), gzip(two)].concat()), plain);
    assert_eq!(read("b.csv.zst", &[zstd(one), zstd(two)].concat()), plain);
}

#[test]
fn each_separator_is_read() {
    let folder = folder();
    for separator in *b",;\t|:" {
        let text = TABLE.replace(',', &char::from(separator).to_string());
        let path = write(folder.path(), "a.csv", text);
        let format = SourceFormat {
            separator,
            ..SourceFormat::default()
        };
        let rows = rows_of(&path, &format).unwrap();
        assert_eq!(rows[2], ["2", "y\n"], "{}", char::from(separator));
    }
}

/// A line is told where the data breaks off, and nothing is made of the rest.
#[test]
fn what_breaks_off_or_is_damaged_is_refused_with_the_line() {
    let folder = folder();
    let text: Vec<_> = (0..20_000)
        .map(|row| format!("{row},{}\n", row * 7919 % 10_007))
        .collect();
    let text = format!("a,c\n{}", text.concat());
    let (gz, zst) = (gzip(&text), zstd(&text));
    let mut broken = gz.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 0xff;
    let files = [
        ("cut.csv.gz", gz[..gz.len() / 2].to_vec()),
        ("tail.csv.gz", gz[..gz.len() - 4].to_vec()),
        ("cut.csv.zst", zst[..zst.len() / 2].to_vec()),
        ("wrong.csv.gz", b"a,c\n1,x\n".to_vec()),
        ("wrong.csv.zst", gz[..100].to_vec()),
        ("empty.csv.gz", Vec::new()),
    ];
    let said = files.map(|(name, bytes)| refused(&write(folder.path(), name, bytes)));
    assert_snapshot!(said.join("\n"), @r"
    read `cut.csv.gz`: the compressed data breaks off or is damaged in line 10039; copy the file here once more
    read `tail.csv.gz`: the compressed data breaks off or is damaged in line 20002; copy the file here once more
    read `cut.csv.zst`: the compressed data breaks off or is damaged in line 1; copy the file here once more
    read `wrong.csv.gz`: the file is not compressed by gzip, as its ending says; give it the ending of what it is, such as `.csv`
    read `wrong.csv.zst`: the file is not compressed by zstd, as its ending says; give it the ending of what it is, such as `.csv`
    read `empty.csv.gz`: the file is not compressed by gzip, as its ending says; give it the ending of what it is, such as `.csv`
    ");
    assert!(refused(&write(folder.path(), "broken.csv.gz", broken)).contains("damaged in line "));
}

/// Taken for damaged. What `zstd --long=30` writes of a stream is read with a gigabyte of memory.
#[test]
fn what_takes_much_memory_to_decompress_says_so() {
    let frame = |window: u8| {
        let text = TABLE.as_bytes();
        let header = [0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3];
        let last_block = [u8::try_from(text.len()).unwrap() << 3 | 1, 0, 0];
        [&header[..], &last_block, text].concat()
    };
    let folder = folder();
    let path = write(folder.path(), "a.csv.zst", frame(27));
    assert_eq!(rows_of(&path, &SourceFormat::default()).unwrap().len(), 4);
    let path = write(folder.path(), "b.csv.zst", frame(28));
    assert_snapshot!(refused(&path), @"read `b.csv.zst`: decompressing the file takes more than 128 MiB of memory; compress it without the option `--long` of zstd");
}

#[test]
fn the_files_of_a_folder_are_one_table_in_the_order_of_their_names() {
    let folder = folder();
    write(folder.path(), "t/2.csv.gz", gzip("c,a\nx,3\nshort\ny,4\n"));
    write(folder.path(), "t/1.csv", "a,c\n1,x\n2,y\n");
    write(folder.path(), "t/3.csv", "a,c\n");
    write(folder.path(), "t/.hidden", "no table");
    write(folder.path(), "t/_SUCCESS", "");
    let rows = rows_of(&folder.path().join("t"), &SourceFormat::default()).unwrap();
    let rows: Vec<_> = rows.iter().map(|row| row.join(",")).collect();
    assert_eq!(rows, ["a,c", "1,x", "2,y", "3,x", "short", "4,y"]);
}

/// How a source is written whose files are those that `pattern` picks.
fn picked(pattern: &str) -> SourceFormat {
    SourceFormat {
        files: Some(FilePattern::parse(pattern).unwrap()),
        ..SourceFormat::default()
    }
}

#[test]
fn a_pattern_picks_the_files_of_a_folder() {
    let folder = folder();
    write(folder.path(), "t/b-2.csv", "c,a\nx,3\n");
    write(folder.path(), "t/b-1.csv", "a,c\n1,x\n");
    write(folder.path(), "t/README.md", "How the table was made.\n");
    write(folder.path(), "t/.b-3.csv", "hidden");
    write(folder.path(), "t/older/b-0.csv", "a,c\n0,x\n");
    let table = folder.path().join("t");
    let rows = |pattern: &str| {
        let rows = rows_of(&table, &picked(pattern)).unwrap();
        rows.iter().map(|row| row.join(",")).collect::<Vec<_>>()
    };
    for pattern in ["*.csv", "b-?.*", "[!R]-*"] {
        assert_eq!(rows(pattern), ["a,c", "1,x", "3,x"], "{pattern}");
    }
    assert_eq!(rows("*2.csv"), ["c,a", "x,3"]);
}

#[test]
fn a_pattern_that_picks_nothing_says_what_there_is() {
    let folder = folder();
    write(folder.path(), "t/a.csv", "a,c\n1,x\n");
    write(folder.path(), "t/b.csv.gz", gzip("a,c\n1,x\n"));
    let none = refused_as(&folder.path().join("t"), &picked("*.CSV"));
    let file = refused_as(&folder.path().join("t/a.csv"), &picked("*.csv"));
    assert_snapshot!([none, file].join("\n"), @r"
    read `t`: no file of the folder is called `*.CSV`, as `data.files` of params.yaml asks; there are `a.csv`, `b.csv.gz`
    read `a.csv`: it is a file, and `data.files` of params.yaml asks for the files `*.csv` of a folder; remove the key, or name the folder in `data.source`
    ");
}

#[test]
fn files_that_do_not_fit_together_are_all_told() {
    let folder = folder();
    write(folder.path(), "t/1.csv", "a,b,c\n1,2,x\n");
    write(folder.path(), "t/2.csv", "a,c\n1,x\n");
    write(folder.path(), "t/3.csv", "a,b,c,d\n1,2,x,3\n");
    write(folder.path(), "t/4.csv", "a,B,c\n1,2,x\n");
    write(folder.path(), "t/5.csv", "a,b,b,c\n1,2,2,x\n");
    let different = refused(&folder.path().join("t"));
    write(folder.path(), "u/1.csv", "a,c\n1,x\n");
    write(folder.path(), "u/2.csv", "");
    let empty = refused(&folder.path().join("u"));
    write(folder.path(), "v/1.csv", "a,c\n1,x\n");
    write(folder.path(), "v/2.csv.gz", "a,c\n1,x\n");
    let wrong = refused(&folder.path().join("v"));
    write(folder.path(), "w/.hidden", "");
    let none = refused(&folder.path().join("w"));
    write(folder.path(), "x/1.csv", "a,c\n1,x\n");
    write(folder.path(), "x/y/2.csv", "a,c\n1,x\n");
    let nested = refused(&folder.path().join("x"));
    assert_snapshot!([different, empty, wrong, none, nested].join("\n"), @r"
    read `t`: 4 problems
      `2.csv`: the file lacks `b`; expected the columns of `1.csv`, in any order
      `3.csv`: the file has `d` as well; expected the columns of `1.csv`, in any order
      `4.csv`: the file lacks `b`, and has `B`; expected the columns of `1.csv`, in any order
      `5.csv`: the file has a column twice; expected the columns of `1.csv`, in any order
    read `u`: `2.csv`: the file is empty; expected a header and rows
    read `v`: `2.csv.gz`: the file is not compressed by gzip, as its ending says; give it the ending of what it is, such as `.csv`
    read `w`: the folder holds no files; expected at least one table
    read `x/y`: it is a folder; expected a file
    ");
}

/// Where the columns of a file are is known from when the source was opened: they would be taken
/// for each other.
#[test]
fn a_source_of_which_a_file_changes_comes_or_goes_is_told_with_the_file() {
    let folder = folder();
    let files = [("t/1.csv", "a,b,c\n1,2,x\n"), ("t/2.csv", "b,a,c\n2,1,x\n")];
    let changed = |change: &dyn Fn(&str)| {
        for (name, text) in files {
            write(folder.path(), name, text);
        }
        let path = folder.path().join("t");
        let source = Source::open(&path, &SourceFormat::default()).unwrap();
        source.check_unchanged().unwrap();
        change(&path.display().to_string());
        let error = source.check_unchanged().unwrap_err().to_string();
        error.replace(&folder.path().display().to_string(), "…")
    };
    let said = [
        changed(&|path| fs::write(format!("{path}/2.csv"), files[0].1.repeat(2)).unwrap()),
        changed(&|path| fs::remove_file(format!("{path}/1.csv")).unwrap()),
        changed(&|path| fs::write(format!("{path}/0.csv"), "").unwrap()),
    ];
    assert_snapshot!(said.join("\n"), @r"
    read `…/t`: `2.csv`: the file changed while it was read; wait until it is complete
    read `…/t`: `1.csv`: the file changed while it was read; wait until it is complete
    read `…/t`: `0.csv`: the file changed while it was read; wait until it is complete
    ");
}
