use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::*;
use crate::description::Kind;
use crate::error::LabeledTableError;
use crate::matrix::ToMatrix;
use crate::tests::parquet::Cells::{Floats, Integers};
use crate::tests::parquet::file;

/// What is told of the file at `path`, when this number of threads reads it.
fn told(path: &Path, threads: usize) -> String {
    let file = ParquetFile::open(path).unwrap();
    let columns = file.features.iter().map(|name| Description {
        name: name.clone(),
        kind: Kind::Number,
        missing: false,
    });
    let columns: Vec<_> = columns.collect();
    let plan = ToMatrix {
        n_columns: columns.len(),
        kept: None,
    };
    let shown = Shown::new(path, file.file.length(), false);
    let read = file.read_groups(&columns, 2, &plan, (threads, &shown));
    let problems = read.err().unwrap();
    let error = LabeledTableError::new(path, problems).to_string();
    error.replace(&path.display().to_string(), "train.parquet")
}

/// The group that some thread came upon first was told, and nothing of what is wrong before it.
#[test]
fn what_is_told_of_a_broken_file_does_not_depend_on_threads() {
    let group = |class: i64| vec![Floats(vec![Some(0.5); 300]), Integers(vec![class; 300])];
    let groups = [0, 1, 0, 1, 0, 1].map(group);
    let mut groups = Vec::from(groups);
    groups[1][1] = Integers([vec![0; 299], vec![7]].concat());
    groups[4][1] = Integers(vec![8; 300]);
    let (_folder, path) = file("optional double a; required int64 target;", &groups);
    let mut bytes = std::fs::read(&path).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    let begins = |group: usize| {
        let column = reader.metadata().row_group(group).column(0);
        usize::try_from(ColumnChunkMetaData::byte_range(column).0).unwrap()
    };
    // The header of a page in the one, and where its values are in the other.
    let (first, second) = (begins(3), begins(5));
    bytes[first..first + 8].fill(0xff);
    bytes[second..second + 8].fill(0);
    std::fs::write(&path, bytes).unwrap();
    let expected = told(&path, 1);
    insta::assert_snapshot!(expected, @r"
    read `train.parquet`: 2 problems
      row 600, column `target` holds `7`; expected a whole number below 2, the number of classes in params.yaml
      it cannot be read as parquet (Parquet error: Unexpected struct field type 15); run `dvc repro` to make the table anew
    ");
    for round in 0..30 {
        assert_eq!(told(&path, 1 + round % 5), expected, "{round}");
    }
}
