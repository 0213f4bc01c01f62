use super::*;

const GOOD: &str = "\
data:
  target: species
  classes: [setosa, versicolor, virginica]
preprocess:
  random_state: 42
  test_size: 0.2
train:
  max_depth: 5
  n_estimators: 100
  random_state: 42
tracking:
  experiment: iris
  run_name: iris-rf-train
  registered_model: iris-classifier
";

fn parse(text: &str) -> Result<Params, ParamsError> {
    Params::parse(text, Path::new("params.yaml"))
}

fn message(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn the_default_file_is_read_as_it_stands() {
    let params = parse(GOOD).unwrap();
    assert_eq!(params.data.classes, ["setosa", "versicolor", "virginica"]);
    assert_eq!(params.preprocess.test_size, TestSize::Share(0.2));
    let train = Train {
        n_estimators: 100,
        max_depth: Some(5),
        random_state: 42,
    };
    assert_eq!(params.train, train);
    assert_eq!(params.tracking.registered_model, "iris-classifier");
}

#[test]
fn null_means_no_limit_of_depth() {
    let params = parse(&GOOD.replace("max_depth: 5", "max_depth: null")).unwrap();
    assert_eq!(params.train.max_depth, None);
}

#[test]
fn a_whole_test_size_is_a_number_of_rows() {
    let params = parse(&GOOD.replace("test_size: 0.2", "test_size: 30")).unwrap();
    assert_eq!(params.preprocess.test_size, TestSize::Rows(30));
}

#[test]
fn class_names_may_be_numbers() {
    let params = parse(&GOOD.replace("[setosa, versicolor, virginica]", "[0, 1]")).unwrap();
    assert_eq!(params.data.classes, ["0", "1"]);
}

#[test]
fn a_value_out_of_range_is_named_with_its_line_and_what_is_allowed() {
    assert_eq!(
        message(&GOOD.replace("test_size: 0.2", "test_size: 1.5")),
        "check `params.yaml`: line 6: `preprocess.test_size` is 1.5; \
         expected a share above 0 and below 1, or a whole number of rows"
    );
}

#[test]
fn all_problems_are_reported_at_once_in_the_order_of_their_lines() {
    let text = GOOD
        .replace("n_estimators: 100", "n_estimator: 100")
        .replace("max_depth: 5", "max_depth: deep")
        .replace("random_state: 42\n  test", "random_state: -1\n  test");
    assert_eq!(
        message(&text),
        "check `params.yaml`: 4 problems\
         \n  line 5: `preprocess.random_state` is -1; expected an integer from 0 to 4294967295\
         \n  line 7: missing key `train.n_estimators`; expected an integer from 1 to 100000\
         \n  line 8: `train.max_depth` is deep; expected null or an integer from 1 to 2147483647\
         \n  line 9: unknown key `train.n_estimator`; did you mean `n_estimators`?"
    );
}

#[test]
fn an_unknown_section_is_an_error_that_lists_the_known_ones() {
    let text = format!("{GOOD}mlflow:\n  tracking_uri: x\n");
    assert_eq!(
        message(&text),
        "check `params.yaml`: line 15: unknown key `mlflow`; \
         known here: `data`, `preprocess`, `train`, `tracking`"
    );
}

#[test]
fn an_empty_file_misses_every_section() {
    let text = message("");
    assert!(
        text.starts_with("check `params.yaml`: 4 problems"),
        "{text}"
    );
}

#[test]
fn a_key_that_stands_twice_is_an_error() {
    let text = message(&GOOD.replace("max_depth: 5", "max_depth: 5\n  max_depth: 6"));
    assert!(
        text.contains("line 9") && text.contains("duplicated key"),
        "{text}"
    );
}

#[test]
fn one_class_or_a_repeated_class_is_refused() {
    for classes in ["[setosa]", "[setosa, setosa]", "setosa", "[1.0, 2.0]"] {
        let text = message(&GOOD.replace("[setosa, versicolor, virginica]", classes));
        assert!(text.contains("line 3: `data.classes` is"), "{text}");
    }
}

#[test]
fn a_model_name_that_the_registry_refuses_is_refused_here() {
    let text = message(&GOOD.replace("iris-classifier", "team/iris"));
    assert!(
        text.contains("line 14: `tracking.registered_model` is team/iris"),
        "{text}"
    );
}

#[test]
fn text_that_is_no_yaml_is_reported_with_its_line() {
    let text = message("data:\n  target: [\n");
    assert!(text.starts_with("check `params.yaml`: line "), "{text}");
    assert!(text.contains("is not YAML"), "{text}");
}

#[test]
fn a_missing_file_is_named() {
    let error = Params::read(Path::new("nowhere/params.yaml"))
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("read `nowhere/params.yaml`: "), "{error}");
}
