//! Files that take the columns of a table, and what onnxruntime says about them
//! (`oracle/columns.py`).

use insta::assert_snapshot;
use ndarray::Array2;
use onnx::encoding::{Categories, Encoding, Input, InputType, encode, encoded_names};
use onnx::frame::{Column, Frame, Texts};
use onnx::softmax::LogisticRegression;
use onnx::{Classifier, Interface};
use serde::Deserialize;
use serde_json::Value;

use crate::frames::frame;

/// One file of `fixtures`.
#[derive(Deserialize)]
struct Case {
    name: String,
    inputs: Vec<Input>,
    columns: Vec<Vec<Value>>,
    labels: Vec<i64>,
    probabilities: Vec<Vec<f64>>,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        crate::fixture(&self.name)
    }
}

fn cases() -> Vec<Case> {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/columns.json"))
        .expect("the fixture is JSON");
    assert_eq!(cases.len(), 4);
    cases
}

#[test]
fn what_is_said_about_rows_of_a_table_is_what_onnxruntime_says() {
    for case in cases() {
        let model = Classifier::from_bytes(&case.bytes()).expect("we read what we write");
        let frame = frame(&case.inputs, &case.columns);
        let said = model.predict_frame(&frame);
        assert_eq!(said.labels.to_vec(), case.labels, "{}", case.name);
        let found = said.probabilities.iter().map(|&share| f64::from(share));
        let expected = case.probabilities.into_iter().flatten();
        assert!(found.eq(expected), "{}", case.name);
    }
}

#[test]
fn a_file_tells_its_columns_and_what_becomes_of_them() {
    for case in cases() {
        let model = Classifier::from_bytes(&case.bytes()).expect("we read what we write");
        // Not a number does not equal itself.
        let [found, expected] = [model.inputs(), Some(&case.inputs[..])].map(|x| format!("{x:?}"));
        assert_eq!(found, expected);
        assert!(
            case.inputs
                .iter()
                .map(|input| &input.name)
                .eq(model.features())
        );
    }
}

#[test]
fn a_damaged_file_is_refused_or_read_and_never_a_panic() {
    for case in &cases()[..2] {
        let bytes = case.bytes();
        // A prime number: every attribute and name is hit somewhere.
        for at in (0..bytes.len()).step_by(41) {
            let _ = Classifier::from_bytes(&bytes[..at]);
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x11;
            if let Ok(model) = Classifier::from_bytes(&damaged)
                && let Some(inputs) = model.inputs()
            {
                let _ = model.predict_frame(&frame(inputs, &case.columns));
            }
        }
    }
}

/// A number, a flag and a text, the names of which are those that a file uses itself.
fn inputs() -> Vec<Input> {
    let input = |name: &str, input_type, encoding| Input {
        name: name.to_owned(),
        input_type,
        encoding,
    };
    let named = ["a", "b"].map(|name| (name.to_owned(), usize::from(name == "b")));
    let one_hot = Encoding::OneHot {
        categories: Categories::Texts(named.into()),
        missing: None,
        names: vec!["label_a".to_owned(), "label_b".to_owned()],
    };
    vec![
        input(
            "/X",
            InputType::Double,
            Encoding::Number { fill: Some(2.0) },
        ),
        input("label", InputType::String, one_hot),
        input("weights", InputType::Boolean, Encoding::Flag { fill: None }),
    ]
}

fn frame_of(texts: &[&str]) -> Frame {
    let numbers = |step: f64| (0..texts.len()).map(|row| row as f64 * step).collect();
    let dictionary = texts.iter().map(|&text| text.to_owned()).collect();
    let codes = (0..texts.len()).map(|row| u32::try_from(row).expect("few rows"));
    let texts_column = Texts {
        codes: codes.collect(),
        dictionary,
    };
    Frame {
        columns: vec![
            Column::Numbers(numbers(0.5)),
            Column::Texts(texts_column),
            Column::Numbers(
                texts
                    .iter()
                    .map(|text| f64::from(u8::from(text.is_empty())))
                    .collect(),
            ),
        ],
        rows: texts.len(),
    }
}

/// The model sees as many columns as `inputs` become.
fn file_of(inputs: &[Input]) -> Vec<u8> {
    let n_columns = encoded_names(inputs).len();
    let features: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let classes = ["a".to_owned(), "b".to_owned()];
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: Some(inputs),
    };
    let file = model(n_columns).to_onnx(&interface);
    file.expect("the inputs can be written")
}

fn model(n_columns: usize) -> LogisticRegression {
    let weight = |(column, class)| (column as f64 - 1.5) * if class == 0 { 0.3 } else { -0.1 };
    let weights = Array2::from_shape_fn((n_columns, 2), weight);
    LogisticRegression::new(weights, ndarray::array![0.1, -0.2])
}

#[test]
fn rows_of_a_table_are_encoded_and_then_predicted() {
    let read = Classifier::from_bytes(&file_of(&inputs())).expect("we read what we write");
    let frame = frame_of(&["b", "a", "", "c"]);
    let matrix = encode(&inputs(), &frame);
    assert_eq!(read.predict_frame(&frame), model(4).predict(&matrix.view()));
    assert_eq!(read.predict_frame(&frame), read.predict(&matrix.view()));
    let none = read.predict_frame(&frame_of(&[]));
    assert_eq!(none.probabilities.dim(), (0, 2));
}

#[test]
fn a_model_of_nothing_but_numbers_takes_rows_of_a_table_too() {
    let features = ["x", "y"].map(str::to_owned);
    let interface = Interface {
        features: &features,
        classes: &["a", "b"].map(str::to_owned),
        integers: false,
        inputs: None,
    };
    let file = model(2).to_onnx(&interface).expect("the names fit");
    let read = Classifier::from_bytes(&file).expect("we read what we write");
    assert_eq!(read.inputs(), None);
    let columns = vec![
        Column::Numbers(vec![1.0, 3.0]),
        Column::Numbers(vec![2.0, 4.0]),
    ];
    let said = read.predict_frame(&Frame { columns, rows: 2 });
    assert_eq!(
        said,
        model(2).predict(&ndarray::array![[1.0, 2.0], [3.0, 4.0]].view())
    );
}

/// The matrix of many categories is made block by block.
#[test]
fn a_thousand_categories_and_thousands_of_rows_become_no_larger_matrix_than_needed() {
    let names: Vec<String> = (0..1000).map(|at| format!("k{at:04}")).collect();
    let known = names.iter().cloned().zip(0..).collect();
    let one_hot = Encoding::OneHot {
        categories: Categories::Texts(known),
        missing: None,
        names: names.clone(),
    };
    let inputs = [Input {
        name: "x".to_owned(),
        input_type: InputType::String,
        encoding: one_hot,
    }];
    let rows: Vec<&str> = names
        .iter()
        .cycle()
        .take(9000)
        .map(String::as_str)
        .collect();
    let codes = (0..9000).map(|row| row % 1000).collect();
    let texts = Texts {
        codes,
        dictionary: names.clone(),
    };
    let frame = Frame {
        columns: vec![Column::Texts(texts)],
        rows: rows.len(),
    };
    let file = file_of(&inputs);
    assert!(file.len() < 100_000, "{} bytes", file.len());
    let read = Classifier::from_bytes(&file).expect("we read what we write");
    let matrix = encode(&inputs, &frame);
    assert_eq!(
        read.predict_frame(&frame),
        model(1000).predict(&matrix.view())
    );
}

#[test]
fn columns_that_cannot_be_encoded_are_not_written() {
    let mut wrong = inputs();
    wrong[2].name = "label".to_owned();
    let interface = |features: &[String]| {
        let interface = Interface {
            features,
            classes: &["a", "b"].map(str::to_owned),
            integers: false,
            inputs: Some(&wrong),
        };
        model(4)
            .to_onnx(&interface)
            .expect_err("it is refused")
            .to_string()
    };
    let same = wrong
        .iter()
        .map(|input| input.name.clone())
        .collect::<Vec<_>>();
    assert_snapshot!(interface(&same), @"encode the column `label`: expected columns of different names");
}

#[test]
fn a_file_that_contradicts_itself_is_refused() {
    let changes = [
        (r#""name":"/X""#, r#""name":"/Y""#),
        (r#""fill":2.0"#, r#""fill":3.0"#),
        (r#""type":"double""#, r#""type":"treble""#),
        (r#"[["a",0],["b",1]]"#, r#"[["b",0],["a",1]]"#),
        (r#"[["a",0],["b",1]]"#, r#"[["a",0],["b",7]]"#),
        (r#"["/X","label_a","#, r#"["/X","label_c","#),
        ("IsNaN", "IsInf"),
        ("keys_strings", "keys_stringz"),
        ("//weights", "//weightz"),
        ("//X", "/$X"),
        ("inputs", "inputz"),
    ];
    let bytes = file_of(&inputs());
    let refused = |(from, to): (&str, &str)| {
        let other = crate::files::renamed(&bytes, from, to);
        Classifier::from_bytes(&other).expect_err(from).to_string()
    };
    assert_snapshot!(changes.map(refused).join("\n"), @r"
    read `encoded_names` from the ONNX model's metadata: the names are not those of the encoded inputs
    find the constants that its columns are encoded with in the ONNX model: expected a model that this library wrote
    read `inputs` from the ONNX model's metadata: expected a JSON array of inputs: unknown variant `treble`, expected one of `double`, `long`, `boolean`, `string` at line 1 column 29
    encode the column `label`: expected different categories in ascending order
    encode the column `label`: expected one of its columns, or a position below 2^24, for each category
    read `encoded_names` from the ONNX model's metadata: the names are not those of the encoded inputs
    run the ONNX operator `IsInf`: expected `IsNaN` at this place
    run the ONNX operator `LabelEncoder` with this `input, output or attribute`: it is not what its metadata say of the columns
    find the constant `weights` in the ONNX model: expected a model that this library wrote
    run the ONNX operator `Where` with this `input, output or attribute`: it is not what its metadata say of the columns
    find the operator sets `ai.onnx` 13 and `ai.onnx.ml` 1 in the ONNX model: expected a model that this library wrote
    ");
}
