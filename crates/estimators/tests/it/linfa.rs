//! What is written and read against linfa's own models, and that training twice
//! gives the same bytes.

use std::process::Command;
use std::thread;

use estimators::{FittedModel, fit};
use hyperparameters::{
    DecisionTreeParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};
use insta::assert_snapshot;
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, Ix1, s};
use onnx::{Classifier, Interface};

type Table = Dataset<f64, usize, Ix1>;

fn iris() -> Table {
    let text = include_str!("../../../forest/tests/fixtures/tables/iris.csv");
    let cells = text.split([',', '\n']).filter(|cell| !cell.is_empty());
    let cells: Vec<f64> = cells.map(|cell| cell.parse().expect("a number")).collect();
    let cells = Array2::from_shape_vec((150, 5), cells).expect("150 rows of 5");
    // As a file is given them.
    let records = cells
        .slice(s![.., ..4])
        .mapv(|cell| f64::from(format!("{cell}").parse::<f32>().expect("a number")));
    let classes = Array1::from_shape_fn(150, |row| row / 50);
    Dataset::new(records, classes)
}

/// Of the classes 0 and 2, so that there is one without rows between them.
fn two_classes() -> Table {
    let iris = iris();
    let records = iris.records.slice(s![50.., ..]).to_owned();
    Dataset::new(records, Array1::from_shape_fn(100, |row| row / 50 * 2))
}

fn families() -> [ModelParams; 3] {
    [
        ModelParams::DecisionTree(DecisionTreeParams::default()),
        ModelParams::LogisticRegression(LogisticRegressionParams::default()),
        ModelParams::GaussianNb(GaussianNbParams::default()),
    ]
}

fn file(model: &FittedModel) -> Vec<u8> {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let (features, classes) = (names(&["a", "b", "c", "d"]), names(&["x", "y", "z"]));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    model.to_onnx(&interface).expect("the names fit")
}

#[test]
fn training_again_gives_the_same_bytes_in_every_thread() {
    for params in families() {
        let first = file(&fit(&params, &iris()).expect("iris can be learnt"));
        let again = (0..50).map(|_| {
            let params = params.clone();
            thread::spawn(move || file(&fit(&params, &iris()).expect("iris can be learnt")))
        });
        for again in again.collect::<Vec<_>>() {
            assert!(again.join().expect("no panic") == first, "{params:?}");
        }
    }
}

/// Hash maps get other seeds in another process.
#[test]
fn training_again_gives_the_same_bytes_in_every_process() {
    if std::env::var_os("PRINT_DIGEST").is_some() {
        for params in families() {
            use sha2::{Digest, Sha256};
            let bytes = file(&fit(&params, &iris()).expect("iris can be learnt"));
            println!("digest {:?}", Sha256::digest(bytes));
        }
        return;
    }
    let digests = || {
        let output = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "--nocapture",
                "linfa::training_again_gives_the_same_bytes_in_every_process",
            ])
            .env("PRINT_DIGEST", "1")
            .output()
            .expect("this program starts");
        let printed = String::from_utf8(output.stdout).expect("text");
        let lines = printed.lines().filter(|line| line.contains("digest "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = digests();
    assert_eq!(first.len(), 3);
    for _ in 0..20 {
        assert_eq!(digests(), first);
    }
}

#[test]
fn logistic_regression_without_scaling_is_linfas() {
    let params = LogisticRegressionParams {
        standardize: false,
        ..LogisticRegressionParams::default()
    };
    for dataset in [iris(), two_classes()] {
        let model = fit(&ModelParams::LogisticRegression(params), &dataset).expect("a model");
        let classifier = Classifier::from_bytes(&file(&model)).expect("we read what we write");
        let found = classifier.predict(&dataset.records.view());
        let (labels, of_last) = if dataset.records.nrows() == 100 {
            let linfa = linfa_logistic::LogisticRegression::default()
                .fit(&dataset)
                .expect("a model");
            let of_larger = linfa.predict_probabilities(&dataset.records);
            let of_last = if linfa.labels().pos.class == 2 {
                of_larger
            } else {
                1.0 - of_larger
            };
            (linfa.predict(&dataset.records), of_last)
        } else {
            let linfa = linfa_logistic::MultiLogisticRegression::default()
                .fit(&dataset)
                .expect("a model");
            let of_last = linfa
                .predict_probabilities(&dataset.records)
                .column(2)
                .to_owned();
            (linfa.predict(&dataset.records), of_last)
        };
        assert_eq!(
            found.labels.mapv(|label| usize::try_from(label).unwrap()),
            labels
        );
        for (found, expected) in found.probabilities.column(2).iter().zip(&of_last) {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-6,
                "{found} for {expected}"
            );
        }
    }
}

#[test]
fn naive_bayes_is_linfas() {
    use linfa_bayes::NaiveBayes;
    let dataset = iris();
    let model = fit(
        &ModelParams::GaussianNb(GaussianNbParams::default()),
        &dataset,
    )
    .expect("a model");
    let classifier = Classifier::from_bytes(&file(&model)).expect("we read what we write");
    let found = classifier.predict(&dataset.records.view());
    let linfa = linfa_bayes::GaussianNb::params()
        .fit(&dataset)
        .expect("a model");
    let labels: Array1<usize> = linfa.predict(&dataset.records);
    assert_eq!(
        found.labels.mapv(|label| usize::try_from(label).unwrap()),
        labels
    );
    let (shares, _) = linfa.predict_proba(dataset.records.view());
    for (found, expected) in found.probabilities.iter().zip(&shares) {
        assert!(
            (f64::from(*found) - expected).abs() < 1e-6,
            "{found} for {expected}"
        );
    }
}

#[test]
fn an_optimiser_that_is_stopped_early_gives_a_warning() {
    let params = LogisticRegressionParams {
        max_iterations: 2,
        ..LogisticRegressionParams::default()
    };
    let early = fit(&ModelParams::LogisticRegression(params), &iris()).expect("a model");
    let warning = early.warning().expect("it did not get there");
    assert_snapshot!(warning, @"the optimiser stopped at a gradient of 1.8e1, not below `train.logistic_regression.tolerance` 0.0001; raise `max_iterations`, or `tolerance` if this is good enough");
    for dataset in [iris(), two_classes()] {
        let params = ModelParams::LogisticRegression(LogisticRegressionParams::default());
        assert_eq!(fit(&params, &dataset).expect("a model").warning(), None);
    }
}

#[test]
fn a_constant_feature_needs_smoothing_in_naive_bayes() {
    let mut dataset = iris();
    dataset.records.column_mut(1).fill(3.0);
    let params = GaussianNbParams { var_smoothing: 0.0 };
    let error = fit(&ModelParams::GaussianNb(params), &dataset).expect_err("no variance");
    assert_snapshot!(error, @"train naive Bayes: column 1 of the records (counted from 0) is constant in class 0; set `train.gaussian_nb.var_smoothing` above 0");
}

#[test]
fn a_hyperparameter_out_of_its_range_is_refused_by_name() {
    let tree = DecisionTreeParams {
        max_depth: 0,
        ..DecisionTreeParams::default()
    };
    let error = fit(&ModelParams::DecisionTree(tree), &iris()).expect_err("no depth");
    assert_snapshot!(error, @"use `max_depth` = 0: expected an integer from 1 to 1000");
    let bayes = GaussianNbParams {
        var_smoothing: f64::NAN,
    };
    let error = fit(&ModelParams::GaussianNb(bayes), &iris()).expect_err("no number");
    assert_snapshot!(error, @"use `var_smoothing` = NaN: expected a number from 0");
}

#[test]
fn a_single_class_can_be_learnt() {
    let mut dataset = iris();
    dataset.targets.fill(1);
    for params in families() {
        let model = fit(&params, &dataset).expect("one class can be learnt");
        assert!(
            model
                .predict(&dataset.records.view())
                .iter()
                .all(|&label| label == 1)
        );
    }
}
