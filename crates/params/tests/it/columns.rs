//! How columns enter the model, and what is said of what cannot.

use insta::assert_snapshot;
use params::{
    Category, Column, Date, DateFormat, DatePart, Encoding, Entered, FilePattern, MinFrequency,
    Missing, SourceFormat, Values,
};

use crate::{edited, message, parse};

/// [`GOOD`](crate::GOOD) with more keys in `data`.
fn with_data(keys: &str) -> String {
    edited("  target: species\n", &format!("  target: species\n{keys}"))
}

fn columns(columns: &str) -> Vec<Column> {
    let data = parse(&with_data(&format!("  columns:\n{columns}")))
        .unwrap()
        .data;
    data.columns.unwrap()
}

#[test]
fn without_columns_all_are_numbers_in_a_file_as_pandas_reads_it() {
    for text in ["", "  columns: null\n"] {
        let data = parse(&with_data(text)).unwrap().data;
        assert_eq!(
            (data.columns, data.source_format, data.bad_rows),
            (None, SourceFormat::default(), 0.0)
        );
    }
}

#[test]
fn a_word_is_a_column_without_missing_values() {
    let found = columns("    id: ignored\n    age: number\n    city: category\n    vip: flag\n");
    let names: Vec<_> = found.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["id", "age", "city", "vip"]);
    let entered: Vec<_> = found.into_iter().map(|column| column.entered).collect();
    let expected = [
        Entered::Ignored,
        Entered::Number {
            missing: Missing::Refuse,
        },
        Entered::Category(Category::default()),
        Entered::Flag {
            values: Values::Text,
            missing: Missing::Refuse,
        },
    ];
    assert_eq!(entered, expected);
}

#[test]
fn everything_about_a_column_can_be_spelt_out() {
    let found = columns(
        "    age: {type: number, missing: median}\n    \
         fee: {type: number, missing: {constant: 2.5}}\n    \
         zip: {type: category, values: number, encoding: ordinal, missing: keep}\n    \
         city: {type: category, min_frequency: 20, missing: {constant: none}}\n    \
         team: {type: category, min_frequency: 0.01, missing: most_frequent}\n    \
         vip: {type: flag, values: boolean, missing: {constant: false}}\n    \
         since: {type: date, format: DD.MM.YYYY, parts: [year, weekday], missing: keep}\n",
    );
    let entered: Vec<_> = found.into_iter().map(|column| column.entered).collect();
    let category = Category::default();
    let expected = [
        Entered::Number {
            missing: Missing::Median,
        },
        Entered::Number {
            missing: Missing::Constant(2.5),
        },
        Entered::Category(Category {
            values: Values::Number,
            encoding: Encoding::Ordinal,
            missing: Missing::Keep,
            ..category.clone()
        }),
        Entered::Category(Category {
            min_frequency: MinFrequency::Rows(20),
            missing: Missing::Constant("none".into()),
            ..category.clone()
        }),
        Entered::Category(Category {
            min_frequency: MinFrequency::Share(0.01),
            missing: Missing::MostFrequent,
            ..category
        }),
        Entered::Flag {
            values: Values::Boolean,
            missing: Missing::Constant(false),
        },
        Entered::Date(Date {
            format: DateFormat::DayDotMonthDotYear,
            parts: vec![DatePart::Year, DatePart::Weekday],
            missing: Missing::Keep,
        }),
    ];
    assert_eq!(entered, expected);
}

#[test]
fn a_source_may_be_written_in_another_way() {
    let text = with_data(
        "  files: 'part-*.csv'\n  separator: ';'\n  decimal: ','\n  missing_values: ['', '?', 99]\n  bad_rows: 0.01\n",
    );
    let data = parse(&text).unwrap().data;
    let missing_values = ["", "?", "99"].map(str::to_owned).to_vec();
    let expected = SourceFormat {
        files: FilePattern::parse("part-*.csv"),
        separator: b';',
        decimal: b',',
        missing_values,
    };
    assert_eq!((data.source_format, data.bad_rows), (expected, 0.01));
}

#[test]
fn a_pattern_of_files_is_one_of_names() {
    let refused = |files: &str| message(&with_data(&format!("  files: {files}\n")));
    let said = ["'a/*.csv'", "'**.csv'", "'[a'", "''", "[a.csv]", "*.csv"].map(refused);
    assert_snapshot!(said.join("\n"), @r"
    check `params.yaml`: line 5: `data.files` is a/*.csv; expected a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`
    check `params.yaml`: line 5: `data.files` is **.csv; expected a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`
    check `params.yaml`: line 5: `data.files` is [a; expected a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`
    check `params.yaml`: line 5: `data.files` is ; expected a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`
    check `params.yaml`: line 5: `data.files` is a list; expected a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`
    check `params.yaml`: line 5: is not YAML: while parsing node, found unknown anchor; a text that begins with `*` stands in quotes
    ");
    for files in ["null", "'[!a]?-*.csv'"] {
        assert!(
            parse(&with_data(&format!("  files: {files}\n"))).is_ok(),
            "{files}"
        );
    }
}

#[test]
fn the_tables_are_csv_unless_parquet_is_asked_for() {
    let paths = |keys| {
        let data = parse(&with_data(keys)).unwrap().data;
        [data.raw_path(), data.train_path(), data.test_path()]
            .map(|path| path.display().to_string())
    };
    let csv = [
        "data/raw/iris.csv",
        "data/processed/train.csv",
        "data/processed/test.csv",
    ];
    assert_eq!(paths(""), csv);
    assert_eq!(paths("  format: csv\n"), csv);
    assert_eq!(
        paths("  format: parquet\n"),
        csv.map(|path| path.replace(".csv", ".parquet"))
    );
    assert_snapshot!(message(&with_data("  format: parket\n")), @"check `params.yaml`: line 5: `data.format` is parket; expected one of csv, parquet; did you mean `parquet`?");
}

#[test]
fn what_cannot_enter_a_model_is_refused_with_the_line_to_write() {
    let text = with_data(
        "  columns:\n    species: category\n    since: date\n    note: text\n    age: nummber\n    \
         city: {type: category, encoding: ordinal, min_frequency: 2}\n    \
         fee: {type: number, missing: middle}\n    \
         zip: {type: category, values: number, missing: {constant: none}}\n    \
         day: {type: date, parts: [year, yer]}\n    size: {missing: keep}\n    \
         vip: {type: flag, missing: median, yes: [1]}\n    mass: 3\n",
    );
    assert_snapshot!(message(&text), @r"
    check `params.yaml`: 12 problems
      line 6: `data.columns.species` is the target, which is no feature; remove the line
      line 7: `data.columns.since` is date; a date enters the model in parts: write `{type: date, parts: [year, month, weekday]}`, or `ignored`
      line 8: `data.columns.note` is text; free text cannot enter the model: write `ignored`, or `category` if few different texts occur
      line 9: `data.columns.age` is nummber; expected `ignored`, `number`, `category`, `flag`, or a section with such a `type`; did you mean `number`?
      line 10: `data.columns.city.min_frequency` goes only with `encoding: one_hot`; remove it
      line 11: `data.columns.fee.missing` is middle; expected one of refuse, keep, median, mean, most_frequent, or {constant: a number}
      line 12: `data.columns.zip.missing` is a section; expected one of refuse, keep, most_frequent, or {constant: a number}
      line 13: `data.columns.day.parts` is a list; expected a list of different parts of year, month, day, weekday, day_of_year, hour, minute
      line 14: missing key `data.columns.size.type`; expected one of ignored, number, category, flag, date, text
      line 15: `data.columns.vip.missing` is median; expected one of refuse, keep, most_frequent, or {constant: true or false}
      line 15: unknown key `data.columns.vip.yes`; known here: `type`, `values`, `missing`
      line 16: `data.columns.mass` is 3; expected `ignored`, `number`, `category`, `flag`, or a section with such a `type`
    ");
}

#[test]
fn a_model_needs_a_column_and_a_dataset_a_name_that_files_can_have() {
    assert_snapshot!(message(&with_data("  columns: {id: ignored}\n")), @"check `params.yaml`: line 5: `data.columns` leaves the model nothing; expected a column that is not `ignored`");
    let text =
        edited("name: iris\n", "name: ../iris\n").replace("source: iris.csv", "source: .iris");
    assert_snapshot!(message(&text), @r"
    check `params.yaml`: 2 problems
      line 2: `data.name` is `../iris`, which holds `/`; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit
      line 3: `data.source` is `.iris`, which does not begin with a letter or digit; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit
    ");
}

#[test]
fn names_in_the_tracker_are_made_of_the_datasets() {
    let text = edited(
        "  experiment: iris\n  run_name: iris-rf-train\n  registered_model: iris-classifier\n",
        "  experiment: null\n",
    )
    .replace("name: iris\n", "name: penguins\n")
    .replace("train:\n", "train:\n  model: extra_trees\n");
    let tracking = parse(&text).unwrap().tracking;
    assert_eq!(tracking.experiment, "penguins");
    assert_eq!(tracking.run_name, "et n100");
    assert_eq!(tracking.registered_model, "penguins-classifier");
}

#[test]
fn the_features_are_what_is_left_of_the_columns_with_dates_in_parts() {
    let text = with_data(
        "  columns:\n    id: ignored\n    city: category\n    since: {type: date, parts: [year, month], missing: median}\n",
    );
    let features = parse(&text).unwrap().data.features().unwrap();
    let missing = Missing::Median;
    let expected = [
        ("city", Entered::Category(Category::default())),
        ("since_year", Entered::Number { missing }),
        ("since_month", Entered::Number { missing }),
    ];
    let expected = expected.map(|(name, entered)| Column {
        name: name.into(),
        entered,
    });
    assert_eq!(features, expected);
    assert_eq!(parse(&with_data("")).unwrap().data.features(), None);
}

/// Such a model was refused by train, when the table was read and split.
#[test]
fn a_family_that_takes_no_missing_values_says_which_columns_keep_them() {
    let columns = "  columns:\n    age: {type: number, missing: keep}\n    fee: {type: number, missing: mean}\n    \
                   city: {type: category, missing: keep}\n    \
                   zip: {type: category, encoding: ordinal, missing: keep}\n    \
                   since: {type: date, parts: [year], missing: keep}\n";
    for model in ["random_forest", "extra_trees"] {
        let text = with_data(columns).replace("train:\n", &format!("train:\n  model: {model}\n"));
        assert!(parse(&text).is_ok(), "{model}");
    }
    let text = with_data(columns).replace("train:\n", "train:\n  model: gaussian_nb\n");
    assert_snapshot!(message(&text), @"check `params.yaml`: line 16: `train.model` is gaussian_nb, which takes no missing values, and `data.columns` keeps those of `age`, `zip`, `since`; write there what stands for them, such as `missing: most_frequent`, or choose random_forest or extra_trees");
}
