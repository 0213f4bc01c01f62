//! Train and test rows in Parquet give the model that those of the csv files give.

use std::fs::{self, File};
use std::sync::Arc;

use parquet::data_type::{DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use stage::testing::Sandbox;

use crate::common::Tracker;

const IRIS: &str = include_str!("../../../../dataset/iris.csv");

/// A row: the features, and the class by its number.
type Row = ([f64; 4], i64);

/// The rows of the dataset of which every fifth is a test row, or all others.
fn rows(is_test: bool) -> Vec<Row> {
    let lines = IRIS.lines().skip(1).enumerate();
    let lines = lines.filter(|(number, _)| number.is_multiple_of(5) == is_test);
    let row = |(_, line): (usize, &str)| {
        let mut cells = line.split(',');
        let features = [(); 4].map(|()| cells.next().unwrap().parse().unwrap());
        let species = ["setosa", "versicolor", "virginica"];
        let class = species
            .iter()
            .position(|name| cells.clone().any(|cell| cell == *name));
        (features, i64::try_from(class.unwrap()).unwrap())
    };
    lines.map(row).collect()
}

fn csv(rows: &[Row]) -> String {
    let row = |([a, b, c, d], class): &Row| format!("{a:?},{b:?},{c:?},{d:?},{class}\n");
    let rows: Vec<_> = rows.iter().map(row).collect();
    format!("a,b,c,d,target\n{}", rows.concat())
}

/// Writes a file with groups of at most 50 rows.
fn write_parquet(rows: &[Row], file: File) {
    let schema = "message m {optional double a; optional double b; optional double c; \
                  optional double d; required int64 target;}";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(file, schema, properties).unwrap();
    for rows in rows.chunks(50) {
        let levels = vec![1; rows.len()];
        let mut group = file.next_row_group().unwrap();
        for feature in 0..4 {
            let mut column = group.next_column().unwrap().unwrap();
            let values: Vec<_> = rows.iter().map(|row| row.0[feature]).collect();
            let writer = column.typed::<DoubleType>();
            writer.write_batch(&values, Some(&levels), None).unwrap();
            column.close().unwrap();
        }
        let mut column = group.next_column().unwrap().unwrap();
        let classes: Vec<_> = rows.iter().map(|row| row.1).collect();
        let writer = column.typed::<Int64Type>();
        writer.write_batch(&classes, None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    file.close().unwrap();
}

#[test]
fn iris_in_parquet_gives_the_model_of_iris_in_csv() {
    let sandbox = Sandbox::new();
    let trained = || {
        Tracker::new().train(&sandbox).assert_success();
        let metadata: serde_json::Value =
            serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap();
        let model = fs::read(sandbox.path("models/model.onnx")).unwrap();
        (model, metadata["train_accuracy"].clone())
    };
    for (name, is_test) in [("train", false), ("test", true)] {
        let path = format!("data/processed/{name}");
        sandbox.write(&format!("{path}.csv"), csv(&rows(is_test)));
        let file = File::create(sandbox.path(&format!("{path}.parquet"))).unwrap();
        write_parquet(&rows(is_test), file);
    }
    let of_csv = trained();
    fs::remove_dir_all(sandbox.path("models")).unwrap();
    for name in ["train.csv", "test.csv"] {
        fs::remove_file(sandbox.path(&format!("data/processed/{name}"))).unwrap();
    }
    sandbox.edit_params("format: csv", "format: parquet");
    assert!(trained() == of_csv);
}

#[test]
fn a_table_that_breaks_off_is_refused_and_the_earlier_model_is_left() {
    let sandbox = Sandbox::new();
    sandbox.edit_params("format: csv", "format: parquet");
    for (name, is_test) in [("train", false), ("test", true)] {
        let path = sandbox.path(&format!("data/processed/{name}.parquet"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_parquet(&rows(is_test), File::create(path).unwrap());
    }
    sandbox.write("models/model.onnx", "earlier");
    let train = sandbox.path("data/processed/train.parquet");
    let whole = fs::read(&train).unwrap();
    for length in [whole.len() - 1, whole.len() / 2, 4] {
        fs::write(&train, &whole[..length]).unwrap();
        let ended = Tracker::new().train(&sandbox);
        let expected = "train: failed to read `data/processed/train.parquet`: it cannot be read as \
                        parquet (";
        let said = ended.failed_with(3);
        assert!(said.starts_with(expected), "{said}");
        assert_eq!(sandbox.list("models"), ["model.onnx"]);
        assert_eq!(sandbox.read("models/model.onnx"), "earlier");
    }
}
