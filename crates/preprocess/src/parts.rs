//! The two outputs.

use std::os::unix::fs::FileExt as _;
use std::path::Path;

use model_selection::Split;
use params::{Data, TableFormat};
use stage::outputs::{DraftedFile, OutputFile, Outputs};

use crate::error::PreprocessError;
use crate::parquet;
use crate::raw::Raw;
use crate::shuffle::{Lines, Part, Sizes, shuffle};
use crate::tails::Tails;

/// What the header of the raw table ends with, and that of a part does not.
const DROPPED: &str = ",target_name\n";

/// Writes the rows of `split` to `paths`, train and test, without the names of their classes,
/// as `data` describes them.
///
/// # Errors
///
/// When the parts cannot be written, or the raw table changes while it is read.
pub(crate) fn write(
    mut raw: Raw,
    split: Split,
    data: &Data,
    paths: [&Path; 2],
) -> Result<(), PreprocessError> {
    let header = header(&raw.header);
    let is_parquet = data.format == TableFormat::Parquet;
    let mut outputs = Outputs::new();
    let train = DraftedFile::create(&mut outputs, paths[0], is_parquet)?;
    let test = DraftedFile::create(&mut outputs, paths[1], is_parquet)?;
    let parts = [
        begin(train.draft(), &header)?,
        begin(test.draft(), &header)?,
    ];
    let lines = Lines {
        start: raw.header.len() as u64,
        rows: std::mem::take(&mut raw.rows),
        tails: Tails::new(&data.classes),
        file: raw.file(),
    };
    let sizes = Sizes::new(lines.rows.len());
    let moved = shuffle(lines, split, parts, sizes, "preprocess: moving the rows");
    moved.map_err(|error| raw.failed(error))?;
    raw.check()?;
    let features = std::mem::take(&mut raw.features);
    // A copy of the raw table need not take room on the disk while the parts are converted.
    drop(raw);
    for part in [train, test] {
        part.finish(|lines, out| parquet::write(&features, header.len(), lines, out))?;
    }
    Ok(outputs.commit()?)
}

/// The first line of a part.
fn header(raw: &[u8]) -> Vec<u8> {
    let kept = raw.strip_suffix(DROPPED.as_bytes()).unwrap_or(raw);
    [kept, b"\n"].concat()
}

fn begin<'a>(file: &'a OutputFile, header: &[u8]) -> Result<Part<'a>, PreprocessError> {
    let written = file.file().write_all_at(header, 0);
    written.map_err(|error| file.error(error))?;
    Ok(Part {
        file,
        start: header.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use params::Params;
    use stage::exit::{Exit, Failure as _};
    use stage::testing::Sandbox;

    use super::*;
    use model_selection::train_test_split;

    const RAW: &str =
        "a,target,target_name\n1,0,setosa\n2,0,setosa\n3,1,virginica\n4,1,virginica\n";

    /// What becomes of a raw table that is `changed` to something else after its rows were
    /// counted, and of the parts that were there before.
    fn written(changed: &str) -> (Result<(), PreprocessError>, Vec<String>) {
        let sandbox = Sandbox::new();
        sandbox.edit_params("versicolor, ", "");
        sandbox.write("raw.csv", RAW);
        sandbox.write("out/train.csv", "earlier");
        let [input, train, test] = ["raw.csv", "out/train.csv", "out/test.csv"];
        let [input, train, test] = [input, train, test].map(|name| sandbox.path(name));
        let data = Params::read(&sandbox.path("params.yaml")).unwrap().data;
        let raw = Raw::read(&input, &data, &train).unwrap();
        let split = train_test_split(&raw.rows.classes, 2, 0).unwrap();
        if changed != RAW {
            fs::write(&input, changed).unwrap();
        }
        let written = write(raw, split, &data, [&train, &test]);
        let written = written.inspect(|()| assert!(sandbox.read("out/train.csv") != "earlier"));
        (written, sandbox.list("out"))
    }

    #[test]
    fn a_raw_table_that_changes_while_it_is_read_is_refused() {
        written(RAW).0.unwrap();
        let edited = RAW.replace("4,", "5,");
        let grown = format!("{RAW}5,1,virginica\n");
        let other_class = RAW.replace("2,0,setosa", "2,1,virginica");
        for changed in [&edited, &grown, &other_class, ""] {
            let (result, files) = written(changed);
            let error = result.unwrap_err();
            let (exit, message) = (error.exit(), error.to_string());
            let (_, told) = message.split_once("raw.csv").unwrap();
            let expected = "`: the file changed while it was read; wait until it is complete";
            assert_eq!((exit, told), (Exit::Data, expected));
            assert_eq!(files, ["train.csv"]);
        }
    }
}
