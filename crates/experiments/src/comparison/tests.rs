use insta::assert_snapshot;

use super::*;

fn score(value: f64) -> Score {
    Score {
        value,
        interval: Some([value - 0.1, (value + 0.1).min(1.0)]),
    }
}

fn row(kind: Kind, name: &str, params: &[(&str, &str)], test: Option<f64>) -> Row {
    let params = params
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Row {
        kind,
        name: name.to_owned(),
        params: params.collect(),
        test: test.map(score),
        test_rows: test.is_some().then_some(30),
        data_version: Some("3f1a9c02".into()),
        ..Row::default()
    }
}

fn version(number: u64, aliases: &[&str], params: &[(&str, &str)], test: Option<f64>) -> Row {
    Row {
        version: Some(number),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        verdict: test.is_some().then(|| "passed".to_owned()),
        ..row(Kind::Version, "iris-classifier", params, test)
    }
}

fn compared(mut rows: Vec<Row>) -> Comparison {
    let metric = Metric::Accuracy;
    let validated = order::sort(&mut rows, metric);
    Comparison {
        metric,
        validated,
        rows,
    }
}

const DEPTH: &str = "train.max_depth";
const TREES: &str = "train.n_estimators";

fn usual() -> Vec<Row> {
    vec![
        row(
            Kind::Workspace,
            "",
            &[(DEPTH, "5"), (TREES, "100"), ("gate.hard", "false")],
            Some(0.9333),
        ),
        Row {
            verdict: Some("failed".into()),
            ..row(
                Kind::Experiment,
                "brave-ant",
                &[(DEPTH, "3"), (TREES, "100"), ("gate.hard", "false")],
                Some(0.9),
            )
        },
        Row {
            note: Some("no run".into()),
            ..row(
                Kind::Experiment,
                "calm-bee",
                &[(DEPTH, "1"), (TREES, "100"), ("gate.hard", "true")],
                None,
            )
        },
        version(
            1,
            &["production"],
            &[(DEPTH, "5"), (TREES, "100")],
            Some(0.9333),
        ),
        version(2, &[], &[], Some(0.9667)),
    ]
}

#[test]
fn the_best_is_first_and_only_what_differs_is_shown() {
    assert_snapshot!(compared(usual()).table(100), @"
                          max_depth  hard   accuracy            data      gate
    version 2             -          -      0.9667 (0.87-1.00)  3f1a9c02  passed  -
    version 1 production  5          -      0.9333 (0.83-1.00)  3f1a9c02  passed  -
    workspace             5          false  0.9333 (0.83-1.00)  3f1a9c02  -       -
    brave-ant             3          false  0.9000 (0.80-1.00)  3f1a9c02  failed  -
    calm-bee              1          true   -                   3f1a9c02  -       no run
    3 of the others are within the interval of the first: these 30 test rows do not tell them apart,
    and choosing among them by score is a toss of a coin
    ");
}

/// The same score means another thing on other rows.
#[test]
fn nothing_is_said_of_chance_between_scores_on_other_data() {
    let mut rows = usual();
    for row in &mut rows[..4] {
        row.data_version = Some("aaaaaaaa".into());
    }
    let table = compared(rows).table(100);
    assert!(!table.contains("within the interval"), "{table}");
}

#[test]
fn validation_scores_decide_where_there_are_some() {
    let mut rows = usual();
    let validation = |mean, std| Some(Validation { mean, std });
    rows[1].validation = validation(0.95, Some(0.0211));
    rows[0].validation = validation(0.94, None);
    let comparison = compared(rows);
    assert!(comparison.validated);
    assert_snapshot!(comparison.table(100), @"
                          max_depth  hard   validation      accuracy            data      gate
    brave-ant             3          false  0.9500 ±0.0211  0.9000 (0.80-1.00)  3f1a9c02  failed  -
    workspace             5          false  0.9400          0.9333 (0.83-1.00)  3f1a9c02  -       -
    version 2             -          -      -               0.9667 (0.87-1.00)  3f1a9c02  passed  -
    version 1 production  5          -      -               0.9333 (0.83-1.00)  3f1a9c02  passed  -
    calm-bee              1          true   -               -                   3f1a9c02  -       no run
    ");
}

#[test]
fn a_table_is_no_wider_than_asked_and_says_what_it_leaves_out() {
    let long = "sehr_größer_Wert_".repeat(3);
    let keys: Vec<_> = (0..6)
        .map(|key| format!("train.ein_langer_name_{key}"))
        .collect();
    let with = |value: &str, name: &str| {
        let params: Vec<_> = keys.iter().map(|key| (key.as_str(), value)).collect();
        row(Kind::Experiment, name, &params, Some(0.9))
    };
    let comparison = compared(vec![
        with("1", "näme\twith-a-tab"),
        with(&long, &"lang-".repeat(20)),
    ]);
    let table = comparison.table(100);
    assert!(
        table.lines().all(|line| line.chars().count() <= 100),
        "{table}"
    );
    assert_snapshot!(table, @"
                              ein_langer_name_0         accuracy            data
    lang-lang-lang-lang-lan…  sehr_größer_Wert_sehr_g…  0.9000 (0.80-1.00)  3f1a9c02
    näme with-a-tab           1                         0.9000 (0.80-1.00)  3f1a9c02
    not shown for lack of room: ein_langer_name_1, ein_langer_name_2 and 3 more
    1 of the others is within the interval of the first: these 30 test rows do not tell them apart,
    and choosing among them by score is a toss of a coin
    ");
}

#[test]
fn a_loss_is_better_the_smaller_it_is() {
    let mut rows = vec![
        row(Kind::Experiment, "a", &[], Some(0.3)),
        row(Kind::Experiment, "b", &[], Some(0.2)),
        row(Kind::Experiment, "c", &[], None),
    ];
    order::sort(&mut rows, Metric::LogLoss);
    let names = rows.iter().map(|row| row.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["b", "a", "c"]);
}

#[test]
fn a_table_of_nothing_and_one_of_very_much_are_tables() {
    assert_eq!(compared(Vec::new()).table(100), "");
    let rows = (0..200).map(|number| {
        let depth = number.to_string();
        row(
            Kind::Experiment,
            &format!("e{number}"),
            &[(DEPTH, &depth)],
            Some(0.5),
        )
    });
    let table = compared(rows.collect()).table(100);
    assert_eq!(table.lines().count(), 1 + 200 + 2, "{table}");
}

#[test]
fn programs_get_all_that_is_known() {
    let comparison = compared(usual());
    assert_snapshot!(comparison.csv(), @"
    kind,name,aliases,train.max_depth,gate.hard,accuracy,accuracy_low,accuracy_high,validation_accuracy,validation_accuracy_std,data_version,gate,run_id,note
    version,version 2,,,,0.9667,0.8667,1,,,3f1a9c02,passed,,
    version,version 1,production,5,,0.9333,0.8333,1,,,3f1a9c02,passed,,
    workspace,workspace,,5,false,0.9333,0.8333,1,,,3f1a9c02,,,
    experiment,brave-ant,,3,false,0.9,0.8,1,,,3f1a9c02,failed,,
    experiment,calm-bee,,1,true,,,,,,3f1a9c02,,,no run
    ");
    let json: serde_json::Value = serde_json::from_str(&comparison.json()).unwrap();
    assert_eq!(json["metric"], "accuracy");
    assert_eq!(json["rows"][0]["version"], 2);
    assert_eq!(json["rows"][4]["params"]["gate.hard"], "true");
}

#[test]
fn csv_quotes_what_would_break_it() {
    let row = row(Kind::Experiment, "a,b", &[("train.x", "say \"hi\"")], None);
    let other = super::tests::row(Kind::Experiment, "c", &[("train.x", "1")], None);
    let csv = compared(vec![row, other]).csv();
    assert_snapshot!(csv, @r#"
    kind,name,aliases,train.x,accuracy,accuracy_low,accuracy_high,validation_accuracy,validation_accuracy_std,data_version,gate,run_id,note
    experiment,"a,b",,"say ""hi""",,,,,,3f1a9c02,,,
    experiment,c,,1,,,,,,3f1a9c02,,,
    "#);
}
