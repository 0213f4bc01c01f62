//! What stands in an encoding, where scikit-learn has rules that one would not guess.

use onnx::encoding::{Categories, Encoding, InputType};
use onnx::frame;
use params::{Category, Entered, MinFrequency, Missing, Values};

use crate::common::{category, column, fit_all, fit_texts};

fn known(categories: &Categories) -> Vec<(String, usize)> {
    match categories {
        Categories::Texts(known) => known.clone(),
        Categories::Numbers(known) => known
            .iter()
            .map(|(number, at)| (number.to_string(), *at))
            .collect(),
    }
}

fn one_hot(missing: Missing<String>, least: MinFrequency, cells: &[Option<&str>]) -> Shown {
    let entered = Entered::Category(category(missing, least));
    match fit_texts(entered, cells).unwrap() {
        Encoding::OneHot {
            categories,
            missing,
            names,
        } => (known(&categories), missing, names),
        other => panic!("{other:?}"),
    }
}

type Shown = (Vec<(String, usize)>, Option<usize>, Vec<String>);

fn shown(categories: &[(&str, usize)], missing: Option<usize>, names: &[&str]) -> Shown {
    let categories = categories
        .iter()
        .map(|(text, at)| ((*text).to_owned(), *at));
    let names = names.iter().map(|name| (*name).to_owned());
    (categories.collect(), missing, names.collect())
}

const CELLS: [Option<&str>; 7] = [
    Some("b"),
    None,
    Some("é"),
    Some("a"),
    Some("b"),
    None,
    Some("z"),
];

#[test]
fn categories_are_sorted_by_code_points_and_missing_ones_come_last() {
    let found = one_hot(Missing::Keep, MinFrequency::Rows(1), &CELLS);
    let categories = [("a", 0), ("b", 1), ("z", 2), ("é", 3)];
    let names = ["c_a", "c_b", "c_z", "c_é", "c_nan"];
    assert_eq!(found, shown(&categories, Some(4), &names));
}

#[test]
fn infrequent_categories_share_the_last_column_and_missing_ones_can_be_infrequent_too() {
    let found = one_hot(Missing::Keep, MinFrequency::Rows(2), &CELLS);
    let categories = [("a", 2), ("b", 0), ("z", 2), ("é", 2)];
    let names = ["c_b", "c_nan", "c_infrequent_sklearn"];
    assert_eq!(found, shown(&categories, Some(1), &names));
    // 2 rows of 7 are less than 0.3 of them.
    let found = one_hot(Missing::Keep, MinFrequency::Share(0.3), &CELLS);
    let categories = [("a", 0), ("b", 0), ("z", 0), ("é", 0)];
    assert_eq!(
        found,
        shown(&categories, Some(0), &["c_infrequent_sklearn"])
    );
}

#[test]
fn missing_ones_count_for_the_category_that_stands_for_them() {
    let missing = Missing::Constant("a".to_owned());
    let found = one_hot(missing, MinFrequency::Rows(2), &CELLS);
    let categories = [("a", 0), ("b", 1), ("z", 2), ("é", 2)];
    let names = ["c_a", "c_b", "c_infrequent_sklearn"];
    assert_eq!(found, shown(&categories, Some(0), &names));
}

#[test]
fn a_constant_that_stands_for_nothing_in_the_training_rows_is_unknown() {
    let missing = || Missing::Constant("none".to_owned());
    let cells = [Some("b"), Some("a")];
    let found = one_hot(missing(), MinFrequency::Rows(1), &cells);
    assert_eq!(found, shown(&[("a", 0), ("b", 1)], None, &["c_a", "c_b"]));
    let ordinal = Entered::Category(Category {
        encoding: params::Encoding::Ordinal,
        ..category(missing(), MinFrequency::Rows(1))
    });
    let Encoding::Ordinal { missing, .. } = fit_texts(ordinal, &cells).unwrap() else {
        panic!("not ordinal");
    };
    assert_eq!(missing.total_cmp(&-1.0), std::cmp::Ordering::Equal);
}

#[test]
fn numbers_are_spelt_as_pandas_reads_the_column() {
    let of_numbers = Entered::Category(Category {
        values: Values::Number,
        ..category(Missing::Refuse, MinFrequency::Rows(1))
    });
    let values = || frame::Column::Numbers(vec![10.0, -0.0, 9.0]);
    let inputs = fit_all(&[
        (column("i", of_numbers.clone()), InputType::Long, values()),
        (column("f", of_numbers), InputType::Double, values()),
    ])
    .unwrap();
    let names = inputs.into_iter().map(|input| match input.encoding {
        Encoding::OneHot { names, .. } => names,
        other => panic!("{other:?}"),
    });
    let names: Vec<_> = names.flatten().collect();
    assert_eq!(names, ["i_0", "i_9", "i_10", "f_0.0", "f_9.0", "f_10.0"]);
}

#[test]
fn a_column_without_a_value_is_dropped_or_has_the_category_of_missing_ones_alone() {
    let cells = [None, None];
    let of = |missing| Entered::Category(category(missing, MinFrequency::Rows(1)));
    for missing in [Missing::MostFrequent, Missing::Constant("a".to_owned())] {
        let entered = of(missing);
        let kept = (
            column(
                "x",
                Entered::Number {
                    missing: Missing::Keep,
                },
            ),
            InputType::Double,
            frame::Column::Numbers(vec![f64::NAN; 2]),
        );
        let dropped = (
            column("c", entered),
            InputType::String,
            crate::common::texts(&cells),
        );
        let inputs = fit_all(&[kept, dropped]).unwrap();
        assert_eq!(inputs[0].encoding, Encoding::Number { fill: None });
        assert_eq!(inputs[1].encoding, Encoding::Dropped);
    }
    let found = one_hot(Missing::Keep, MinFrequency::Rows(1), &cells);
    assert_eq!(found, shown(&[], Some(0), &["c_nan"]));
}
