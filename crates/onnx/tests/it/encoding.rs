//! Rows of a table as rows of the matrix.

use insta::assert_snapshot;
use ndarray::array;
use onnx::encoding::{
    Categories, Encoding, Input, InputType, check, encode, encoded_names, sources,
};
use onnx::frame::{Column, Frame, MISSING, Texts};

fn input(name: &str, input_type: InputType, encoding: Encoding) -> Input {
    Input {
        name: name.to_owned(),
        input_type,
        encoding,
    }
}

fn texts(rows: &[Option<&str>]) -> Column {
    let mut texts = Texts::default();
    for row in rows {
        let code = row.map_or(MISSING, |text| {
            texts.dictionary.push(text.to_owned());
            u32::try_from(texts.dictionary.len() - 1).expect("few rows")
        });
        texts.codes.push(code);
    }
    Column::Texts(texts)
}

fn named(known: &[(&str, usize)]) -> Categories {
    let owned = known.iter().map(|&(name, place)| (name.to_owned(), place));
    Categories::Texts(owned.collect())
}

/// One column, encoded; not a number is shown as 9.
fn encoded(input: Input, column: Column) -> ndarray::Array2<f64> {
    let rows = match &column {
        Column::Numbers(numbers) => numbers.len(),
        Column::Texts(texts) => texts.codes.len(),
    };
    let columns = vec![column];
    encode(&[input], &Frame { columns, rows }).mapv(|cell| if cell.is_nan() { 9.0 } else { cell })
}

#[test]
fn a_missing_number_is_filled_or_stays() {
    let column = || Column::Numbers(vec![1.5, f64::NAN]);
    let number = |fill| input("a", InputType::Double, Encoding::Number { fill });
    assert_eq!(encoded(number(Some(-1.0)), column()), array![[1.5], [-1.0]]);
    assert_eq!(encoded(number(None), column()), array![[1.5], [9.0]]);
}

#[test]
fn a_flag_is_1_or_0_however_it_is_spelt() {
    let flag = |fill| input("a", InputType::String, Encoding::Flag { fill });
    let rows = [
        Some("YES"),
        Some("off"),
        Some("True"),
        Some("0"),
        None,
        Some("maybe"),
        Some("yEs"),
    ];
    let expected = array![[1.0], [0.0], [1.0], [0.0], [9.0], [9.0], [1.0]];
    assert_eq!(encoded(flag(None), texts(&rows)), expected);
    let numbers = Column::Numbers(vec![1.0, 0.0, f64::NAN, 2.0]);
    assert_eq!(
        encoded(flag(Some(1.0)), numbers),
        array![[1.0], [0.0], [1.0], [1.0]]
    );
}

#[test]
fn rare_categories_share_a_column_and_unknown_ones_have_none() {
    let one_hot = |missing| Encoding::OneHot {
        categories: named(&[("a", 0), ("b", 1), ("c", 1)]),
        missing,
        names: vec!["x_a".into(), "x_rare".into()],
    };
    let rows = [Some("b"), Some("a"), Some("c"), Some("d"), None, Some("")];
    let known = array![[0., 1.], [1., 0.], [0., 1.], [0., 0.], [0., 0.], [0., 0.]];
    let with = |missing| {
        encoded(
            input("x", InputType::String, one_hot(missing)),
            texts(&rows),
        )
    };
    assert_eq!(with(None), known);
    let mut missing = known;
    missing[[4, 0]] = 1.0;
    missing[[5, 0]] = 1.0;
    assert_eq!(with(Some(0)), missing);
}

#[test]
fn a_text_that_stands_for_nothing_is_missing_unless_a_category_is_called_so() {
    let ordinal = Encoding::Ordinal {
        categories: named(&[("None", 0), ("b", 1)]),
        missing: 5.0,
    };
    let rows = [Some("None"), Some("nan"), Some("<NA>"), Some("NaN")];
    assert_eq!(
        encoded(input("x", InputType::String, ordinal), texts(&rows)),
        array![[0.0], [5.0], [5.0], [-1.0]]
    );
}

#[test]
fn categories_may_be_numbers() {
    let ordinal = Encoding::Ordinal {
        categories: Categories::Numbers(vec![(-1.5, 0), (0.0, 1), (7.0, 2)]),
        missing: f64::NAN,
    };
    let column = Column::Numbers(vec![7.0, -0.0, -1.5, 1.0, 8.0, f64::NAN]);
    assert_eq!(
        encoded(input("x", InputType::Double, ordinal), column),
        array![[2.0], [1.0], [0.0], [-1.0], [-1.0], [9.0]]
    );
}

#[test]
fn the_matrix_has_the_columns_of_one_input_after_those_of_another() {
    let one_hot = Encoding::OneHot {
        categories: named(&[("a", 0), ("b", 1)]),
        missing: None,
        names: vec!["x_a".into(), "x_b".into()],
    };
    let inputs = [
        input("n", InputType::Long, Encoding::Number { fill: None }),
        input("gone", InputType::Double, Encoding::Dropped),
        input("x", InputType::String, one_hot),
        input("f", InputType::Boolean, Encoding::Flag { fill: None }),
    ];
    assert_eq!(encoded_names(&inputs), ["n", "x_a", "x_b", "f"]);
    assert_eq!(sources(&inputs), [0, 2, 2, 3]);
    let columns = vec![
        Column::Numbers(vec![3.0, 4.0]),
        Column::Numbers(vec![f64::NAN, f64::NAN]),
        texts(&[Some("b"), Some("a")]),
        Column::Numbers(vec![1.0, 0.0]),
    ];
    assert_eq!(
        encode(&inputs, &Frame { columns, rows: 2 }),
        array![[3.0, 0.0, 1.0, 1.0], [4.0, 1.0, 0.0, 0.0]]
    );
}

#[test]
fn what_cannot_be_encoded_is_named_with_its_column() {
    let text = |encoding| input("x", InputType::String, encoding);
    let one_hot = |categories, missing, columns: usize| Encoding::OneHot {
        categories,
        missing,
        names: vec!["x_a".to_owned(); columns],
    };
    let ordinal = |missing| Encoding::Ordinal {
        categories: named(&[("a", 0)]),
        missing,
    };
    let wrong = [
        vec![],
        vec![text(Encoding::Dropped)],
        vec![text(ordinal(0.0)), text(ordinal(0.0))],
        vec![input("", InputType::String, ordinal(0.0))],
        vec![text(Encoding::Number { fill: None })],
        vec![input("x", InputType::Double, ordinal(0.0))],
        vec![text(Encoding::Flag { fill: Some(2.0) })],
        vec![input(
            "x",
            InputType::Long,
            Encoding::Number {
                fill: Some(f64::NAN),
            },
        )],
        vec![text(ordinal(0.5))],
        vec![text(one_hot(named(&[("a", 1)]), None, 1))],
        vec![text(one_hot(named(&[("a", 0)]), Some(1), 1))],
        vec![text(one_hot(named(&[]), None, 1))],
        vec![text(one_hot(named(&[("b", 0), ("a", 0)]), None, 1))],
        vec![text(one_hot(named(&[("", 0)]), None, 1))],
    ];
    let messages = wrong.map(|inputs| check(&inputs).expect_err("it is refused").to_string());
    assert_snapshot!(messages.join("\n"), @r"
    encode the columns: expected one at least that the model gets something of
    encode the columns: expected one at least that the model gets something of
    encode the column `x`: expected columns of different names
    encode the column ``: expected a name, and in it no character NUL
    encode the column `x`: its values are of a type that is encoded otherwise
    encode the column `x`: its values are of a type that is encoded otherwise
    encode the column `x`: expected 0 or 1 in place of missing flags
    encode the column `x`: expected a finite number in place of missing ones
    encode the column `x`: expected a position, -1 or no number for missing values
    encode the column `x`: expected one of its columns, or a position below 2^24, for each category
    encode the column `x`: expected one of its columns for missing values
    encode the column `x`: expected a category
    encode the column `x`: expected different categories in ascending order
    encode the column `x`: expected categories that are finite numbers, or texts that are not empty
    ");
}
