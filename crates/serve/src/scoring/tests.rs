//! What bodies become, and what is said of those that are wrong.

use insta::assert_snapshot;
use onnx::encoding::InputType;
use onnx::frame::{Column, MISSING};
use proptest::prelude::*;

use super::*;
use crate::model::SignatureColumn;

/// Two numbers that must be there, a count, a text that may be missing.
fn signature() -> Signature {
    let column = SignatureColumn::of_test;
    Signature::new(vec![
        column("size", InputType::Double, true),
        column("visits", InputType::Long, true),
        column("city", InputType::String, false),
    ])
}

const LIMIT: usize = 4;

fn read(content_type: ContentType, body: &str) -> Result<Rows, Refusal> {
    read_rows(content_type, body.as_bytes(), &signature(), LIMIT)
}

fn json(body: &str) -> Result<Rows, Refusal> {
    read(ContentType::Json, body)
}

/// What is said of a body that is refused.
fn said(content_type: ContentType, body: &str) -> String {
    read(content_type, body).unwrap_err().to_json()
}

fn json_said(body: &str) -> String {
    said(ContentType::Json, body)
}

fn numbers(rows: &Rows, column: usize) -> Vec<f64> {
    match &rows.columns()[column] {
        Column::Numbers(numbers) => numbers.clone(),
        Column::Texts(_) => panic!("expected numbers"),
    }
}

/// The texts of the column `city`.
fn cities(rows: &Rows) -> Vec<Option<String>> {
    let Column::Texts(texts) = &rows.columns()[2] else {
        panic!("expected texts");
    };
    let text = |&code: &u32| (code != MISSING).then(|| texts.dictionary[code as usize].clone());
    texts.codes.iter().map(text).collect()
}

#[test]
fn all_forms_give_the_same_rows_whatever_the_order_of_their_columns() {
    let bodies = [
        r#"{"dataframe_split": {"columns": ["city", "visits", "size", "note"], "index": [7, 8], "data": [["Rome", 3, 1.5, {}], [null, 4, 2, [1]]]}}"#,
        r#"{"dataframe_records": [{"size": 1.5, "visits": 3, "city": "Rome"}, {"note": [1], "visits": 4, "size": 2}], "params": {"a": 1}}"#,
        r#"{"instances": [{"size": "1.5", "visits": "3", "city": "Rome"}, {"city": null, "visits": 4.0, "size": 2}]}"#,
        r#"{"inputs": {"visits": [3, 4], "city": ["Rome", ""], "size": [1.5, 2]}}"#,
    ];
    let csv = "city,size,note,visits\nRome,1.5,,3\n,2,x,4\n";
    let read = bodies
        .map(json)
        .into_iter()
        .chain([read(ContentType::Csv, csv)]);
    for rows in read {
        let rows = rows.unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(numbers(&rows, 0), [1.5, 2.0]);
        assert_eq!(numbers(&rows, 1), [3.0, 4.0]);
        assert_eq!(cities(&rows), [Some("Rome".to_owned()), None]);
    }
}

#[test]
fn a_column_that_may_be_absent_is_missing_in_each_row() {
    for body in [
        r#"{"inputs": {"visits": [3, 4], "size": [1.5, 2]}}"#,
        r#"{"dataframe_split": {"columns": ["visits", "size"], "data": [[3, 1.5], [4, 2]]}}"#,
    ] {
        assert_eq!(cities(&json(body).unwrap()), [None, None], "{body}");
    }
}

#[test]
fn no_rows_are_no_predictions() {
    for body in [
        r#"{"dataframe_split": {"columns": ["visits", "size"], "data": []}}"#,
        r#"{"dataframe_records": []}"#,
        r#"{"inputs": {"visits": [], "size": []}}"#,
    ] {
        assert!(json(body).unwrap().is_empty(), "{body}");
    }
    assert!(read(ContentType::Csv, "size,visits\n").unwrap().is_empty());
}

#[test]
fn what_a_cell_may_not_hold_is_told_with_column_and_row() {
    let record = |cells: &str| {
        format!(r#"{{"dataframe_records": [{{"size": 1, "visits": 1}}, {{{cells}}}]}}"#)
    };
    assert_snapshot!(json_said(&record(r#""size": "abc", "visits": 1"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size`, row 2: expected a finite number, found the text `abc`"}"#);
    assert_snapshot!(json_said(&record(r#""size": null, "visits": 1"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size`, row 2: expected a finite number, found no value"}"#);
    assert_snapshot!(json_said(&record(r#""visits": 1"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size`, row 2: expected a finite number, found no value"}"#);
    assert_snapshot!(json_said(&record(r#""size": 1, "visits": 1.5"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `visits`, row 2: expected a whole number, found `1.5`"}"#);
    assert_snapshot!(json_said(&record(r#""size": 1, "visits": [1]"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `visits`, row 2: expected a whole number, found a list"}"#);
    assert_snapshot!(json_said(&record(r#""size": 1, "visits": 1, "city": 1.5"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `city`, row 2: expected a text, found `1.5`"}"#);
    assert_snapshot!(json_said(&record(r#""size": 1, "size": 2, "visits": 1"#)), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size` is there twice; expected each column once"}"#);
    let csv = |text| said(ContentType::Csv, text);
    assert_snapshot!(csv("size,visits\n1,2\ninf,2\n"), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size`, row 2: expected a finite number, found the text `inf`"}"#);
}

#[test]
fn columns_and_rows_must_go_together() {
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": ["city"], "data": []}}"#), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"the required columns `size`, `visits` are missing; the model takes `size`, `visits`, `city`"}"#);
    assert_snapshot!(json_said(r#"{"inputs": {"size": [1]}}"#), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"the required column `visits` is missing; the model takes `size`, `visits`, `city`"}"#);
    assert_snapshot!(json_said(r#"{"inputs": {"size": [1], "visits": [1, 2]}}"#), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `visits` has 2 values; expected 1, as many as the others"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": ["size", "visits"], "data": [[1, 2], [1]]}}"#), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"row 2 has 1 cells; expected one for each of the 2 columns"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": ["size", "visits", "size"], "data": []}}"#), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"column `size` is there twice; expected each column once"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": ["size", "visits"], "index": [1], "data": []}}"#), @r#"{"error_code":"BAD_REQUEST","message":"`dataframe_split`: `index` has 1 entries for 0 rows"}"#);
    assert_snapshot!(said(ContentType::Csv, "size,visits\n1,2,3\n"), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"row 1 has 3 cells; expected one for each of the 2 columns"}"#);
    assert_snapshot!(said(ContentType::Csv, ""), @r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"the required columns `size`, `visits` are missing; the model takes `size`, `visits`, `city`"}"#);
}

#[test]
fn what_is_no_json_of_a_known_form_is_told_by_its_place() {
    assert_snapshot!(json_said(""), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object: EOF while parsing a value at line 1 column 0"}"#);
    assert_snapshot!(json_said("[1]"), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object, found a list"}"#);
    assert_snapshot!(json_said("{\"dataframe_records\": [\n{\"size\": NaN}]}"), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object: expected value at line 2 column 10"}"#);
    assert_snapshot!(json_said("{}"), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object with exactly one of `dataframe_split`, `dataframe_records`, `instances` and `inputs`"}"#);
    assert_snapshot!(json_said(r#"{"instances": [], "inputs": []}"#), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object with exactly one of `dataframe_split`, `dataframe_records`, `instances` and `inputs`"}"#);
    assert_snapshot!(json_said(r#"{"instances": [], "instances": []}"#), @r#"{"error_code":"BAD_REQUEST","message":"expected a JSON object: duplicate field `instances` at line 1 column 29"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"data": []}}"#), @r#"{"error_code":"BAD_REQUEST","message":"`dataframe_split`: missing field `columns`"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": [["size", "visits"], null, []]}"#), @r#"{"error_code":"BAD_REQUEST","message":"`dataframe_split`: expected an object with `columns` and `data`, found a list"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": [], "data": [], "dtypes": 1}}"#), @r#"{"error_code":"BAD_REQUEST","message":"`dataframe_split`: unknown field `dtypes`, expected one of `columns`, `index`, `data`"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": 1}"#), @r#"{"error_code":"BAD_REQUEST","message":"`dataframe_split`: invalid type: integer `1`, expected an object with `columns` and `data`"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_split": {"columns": ["size", "visits"], "data": [1]}}"#), @r#"{"error_code":"BAD_REQUEST","message":"row 1: invalid type: integer `1`, expected a row, which is a list of values"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_records": [{"size": 1e999, "visits": 1}]}"#), @r#"{"error_code":"BAD_REQUEST","message":"row 1: number out of range"}"#);
    assert_snapshot!(json_said(r#"{"instances": [[1, 2]]}"#), @r#"{"error_code":"BAD_REQUEST","message":"row 1: invalid type: sequence, expected a record, which is an object with a value for each column"}"#);
    assert_snapshot!(json_said(r#"{"inputs": {"size": 1}}"#), @r#"{"error_code":"BAD_REQUEST","message":"an object of columns: invalid type: integer `1`, expected a list of values"}"#);
    assert_snapshot!(json_said(r#"{"dataframe_records": {"size": [1]}}"#), @r#"{"error_code":"BAD_REQUEST","message":"row 1: invalid type: map, expected a list of records"}"#);
    let latin = read_rows(ContentType::Csv, b"size\nM\xfcnchen", &signature(), LIMIT).unwrap_err();
    assert_snapshot!(latin, @"expected text in UTF-8: byte 7 of the body is none");
}

#[test]
fn more_rows_than_the_limit_are_refused_in_each_form() {
    let record = r#"{"size": 1, "visits": 1}"#;
    let all = [record; LIMIT].join(",");
    assert_eq!(
        json(&format!(r#"{{"instances": [{all}]}}"#)).unwrap().len(),
        LIMIT
    );
    let more = format!("{all},{record}");
    let ones = "[1,1,1,1,1]";
    let lines = "[1,1],".repeat(LIMIT);
    let csv = format!("size,visits\n{}", "1,1\n".repeat(LIMIT + 1));
    let said = [
        json_said(&format!(r#"{{"instances": [{more}]}}"#)),
        json_said(&format!(
            r#"{{"inputs": {{"size": {ones}, "visits": {ones}}}}}"#
        )),
        json_said(&format!(
            r#"{{"dataframe_split": {{"columns": ["size", "visits"], "data": [{lines}[1,1]]}}}}"#
        )),
        said(ContentType::Csv, &csv),
    ];
    for said in said {
        assert!(
            said.contains("expected at most 4 rows in a request; send them in several"),
            "{said}"
        );
    }
}

/// Of a column that the model does not take, no cell is looked at.
#[test]
fn deep_nesting_is_refused_or_passed_over_without_recursion() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    let passed =
        format!(r#"{{"dataframe_records": [{{"size": 1, "visits": 1, "note": {deep}}}]}}"#);
    assert_eq!(json(&passed).unwrap().len(), 1);
    let refused = json_said(&format!(r#"{{"dataframe_records": [{{"size": {deep}}}]}}"#));
    assert!(
        refused.contains("column `size`, row 1: expected a finite number, found a list"),
        "{refused}"
    );
    assert!(json(&deep).is_err());
    assert!(json(&"{\"a\":".repeat(200_000)).is_err());
}

/// Pieces of which requests consist, right or wrong.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{"),
        Just("}"),
        Just("["),
        Just("]"),
        Just(","),
        Just(":"),
        Just("\""),
        Just("\\"),
        Just("\"dataframe_split\""),
        Just("\"dataframe_records\""),
        Just("\"instances\""),
        Just("\"inputs\""),
        Just("\"columns\""),
        Just("\"data\""),
        Just("\"index\""),
        Just("\"size\""),
        Just("\"visits\""),
        Just("\"city\""),
        Just("1"),
        Just("1.5"),
        Just("-1e308"),
        Just("1e999"),
        Just("null"),
        Just("true"),
        Just("\"x\""),
        Just("\u{0}"),
        Just("\n"),
        Just("size,visits\n"),
        Just("nan"),
        Just("\u{feff}"),
        Just("18446744073709551615"),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A record of any JSON values, in a form that is read to its end.
fn records() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
        any::<i64>().prop_map(|number| number.to_string()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        ".{0,8}".prop_map(|text| serde_json::json!(text).to_string()),
        Just("null".to_owned()),
        Just("[]".to_owned()),
    ];
    let name = prop_oneof![Just("size"), Just("visits"), Just("city"), Just("other")];
    let record = prop::collection::vec((name, cell), 0..5).prop_map(|cells| {
        let cells: Vec<_> = cells
            .iter()
            .map(|(name, cell)| format!("\"{name}\":{cell}"))
            .collect();
        format!("{{{}}}", cells.join(","))
    });
    prop::collection::vec(record, 0..4)
        .prop_map(|all| format!("{{\"instances\":[{}]}}", all.join(",")))
}

/// What was read is as the signature says.
fn assert_checked(rows: &Rows) {
    assert!(rows.len() <= LIMIT);
    for column in 0..2 {
        let numbers = numbers(rows, column);
        assert_eq!(numbers.len(), rows.len());
        assert!(numbers.iter().all(|number| number.is_finite()));
    }
    assert_eq!(cities(rows).len(), rows.len());
}

proptest! {
    #[test]
    fn no_bytes_panic_or_give_rows_that_the_signature_forbids(
        bytes in prop::collection::vec(any::<u8>(), 0..200), text in pieces(), records in records(),
    ) {
        for content_type in [ContentType::Json, ContentType::Csv] {
            for body in [&bytes[..], text.as_bytes(), records.as_bytes()] {
                if let Ok(rows) = read_rows(content_type, body, &signature(), LIMIT) {
                    assert_checked(&rows);
                }
            }
        }
    }
}
