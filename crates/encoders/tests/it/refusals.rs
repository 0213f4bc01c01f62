//! What training rows are refused for, in the words that a person reads.

use insta::assert_snapshot;
use onnx::encoding::InputType;
use onnx::frame;
use params::{Category, Entered, MinFrequency, Missing, Values};

use crate::common::{category, column, fit_all, fit_texts, texts};

fn flag() -> Entered {
    Entered::Flag {
        values: Values::Text,
        missing: Missing::Refuse,
    }
}

#[test]
fn all_columns_that_are_wrong_are_told_at_once() {
    let number = Entered::Number {
        missing: Missing::Refuse,
    };
    let error = fit_all(&[
        (
            column("age", number),
            InputType::Double,
            frame::Column::Numbers(vec![1.0, f64::NAN, f64::NAN]),
        ),
        (
            column("member", flag()),
            InputType::String,
            texts(&[Some("yes"), Some("No"), Some("perhaps")]),
        ),
        (
            column("city", Entered::Category(Category::default())),
            InputType::String,
            texts(&[Some("Oslo"), None, Some("Bergen")]),
        ),
    ])
    .unwrap_err();
    assert_snapshot!(error, @r"
    encode the training rows: 3 problems
      column `age` has 2 missing values in 3 training rows; expected none: in `data.columns`, write `missing: keep` or how to fill them
      column `member` holds `perhaps`; expected yes, true, on, y, t, 1 or no, false, off, n, f, 0: in `data.columns`, make a `category` of it
      column `city` has 1 missing value in 3 training rows; expected none: in `data.columns`, write `missing: keep` or how to fill them
    ");
}

#[test]
fn flags_are_understood_in_any_case() {
    for cells in [["yes", "NO"], ["True", "f"], ["1", "0"], ["On", "oFF"]] {
        let found = fit_texts(flag(), &cells.map(Some));
        assert!(found.is_ok(), "{cells:?}");
    }
    assert!(fit_texts(flag(), &[Some("on"), Some("of")]).is_err());
}

#[test]
fn a_column_of_identifiers_is_refused_with_the_remedies() {
    let cells: Vec<_> = (0..1001).map(|at| format!("id{at}")).collect();
    let cells: Vec<_> = cells.iter().map(|cell| Some(cell.as_str())).collect();
    let of = |least| {
        let least = MinFrequency::Rows(least);
        Entered::Category(category(Missing::Refuse, least))
    };
    assert_snapshot!(fit_texts(of(1), &cells).unwrap_err(), @"encode the training rows: column `c` would become 1001 columns; expected at most 1000: in `data.columns`, group rare categories with `min_frequency`, write `encoding: ordinal`, or `ignored`");
    assert!(fit_texts(of(2), &cells).is_ok());
    assert!(fit_texts(of(1), &cells[1..]).is_ok());
}

#[test]
fn columns_of_nothing_at_all_are_refused() {
    let missing = Missing::MostFrequent;
    let entered = Entered::Category(category(missing, MinFrequency::Rows(1)));
    assert_snapshot!(fit_texts(entered, &[None, None]).unwrap_err(), @"encode the training rows: no column has a value in the training rows; expected at least one that has");
}
