//! The program `ingest`, from outside: files in, files, messages and exit codes out.

mod interrupted;
mod large;
mod mixed;
mod parquet;
mod profile;
mod rejected;
mod sources;
mod suspicious;

use insta::assert_snapshot;
use stage::testing::{ProgramOutput, Sandbox, assert_same_lines};

const IRIS: &str = include_str!("../../../../dataset/iris.csv");
const SOURCE: &str = "data/source/iris.csv";
const RAW: &str = "data/raw/iris.csv";

fn ingest(sandbox: &Sandbox) -> ProgramOutput {
    sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[])
}

fn with_source(source: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(SOURCE, source);
    sandbox
}

/// A sandbox whose dataset has the classes `x` and `y` in the column `kind`.
fn with_two_classes(source: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = with_source(source);
    sandbox.edit_params("target: species", "target: kind");
    sandbox.edit_params(
        "classes: [setosa, versicolor, virginica]",
        "classes: [x, y]",
    );
    sandbox
}

/// The same, with what params.yaml says of the other columns.
fn with_columns(source: &str, columns: &str) -> Sandbox {
    let sandbox = with_two_classes(source);
    sandbox.edit_params("columns: null", &format!("columns: {columns}"));
    sandbox
}

#[test]
fn the_bundled_dataset_becomes_the_raw_table_of_the_python_reference() {
    let sandbox = with_source(IRIS);
    let ended = ingest(&sandbox);
    ended.assert_success();
    assert_eq!(
        ended.stdout,
        "ingest: 150 rows, 4 features, 3 classes -> data/raw/iris.csv\n"
    );
    let raw = sandbox.read(RAW);
    let first_lines: Vec<_> = raw.lines().take(2).collect();
    assert_eq!(
        first_lines,
        [
            "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),target,target_name",
            "5.1,3.5,1.4,0.2,0,setosa",
        ]
    );
    assert_eq!(raw.len(), 4189);
}

#[test]
fn another_dataset_is_a_matter_of_params_and_data() {
    let sandbox = with_two_classes("kind,count,size\ny,007,1e-5\nx,-3,2\nx,4,1E3\n");
    ingest(&sandbox).assert_success();
    let expected = "count,size,target,target_name\n7,1e-05,1,y\n-3,2.0,0,x\n4,1000.0,0,x\n";
    assert_eq!(sandbox.read(RAW), expected);
}

#[test]
fn running_twice_gives_the_same_bytes_and_leaves_nothing_else() {
    let sandbox = with_source(IRIS);
    ingest(&sandbox).assert_success();
    let first = sandbox.read(RAW);
    ingest(&sandbox).assert_success();
    assert_eq!(sandbox.read(RAW), first);
    assert_eq!(sandbox.list("data/raw"), ["iris.csv", "iris.rejected.csv"]);
    assert_eq!(
        sandbox.read("data/raw/iris.rejected.csv"),
        "line,problem,row\n"
    );
}

#[test]
fn a_missing_dataset_is_named() {
    assert_snapshot!(ingest(&Sandbox::new()).failed_with(3), @"ingest: failed to read `data/source/iris.csv`: No such file or directory (os error 2)");
}

#[test]
fn a_refused_dataset_leaves_the_earlier_raw_table() {
    let sandbox = with_source(IRIS.replacen("5.1", "five", 1));
    sandbox.write(RAW, "earlier");
    assert_snapshot!(ingest(&sandbox).failed_with(3), @"ingest: failed to read `data/source/iris.csv`: line 2, column `sepal length (cm)` holds `five`; expected a finite number");
    assert_eq!(sandbox.read(RAW), "earlier");
    assert_eq!(sandbox.list("data/raw"), ["iris.csv"]);
}

#[test]
fn an_unknown_class_is_named_with_its_line_and_the_nearest_one() {
    let output = ingest(&with_source(IRIS.replacen("virginica", "virginia", 1)));
    assert_snapshot!(output.failed_with(3), @"ingest: failed to read `data/source/iris.csv`: line 102, column `species` holds `virginia`; expected one of `setosa`, `versicolor`, `virginica`; did you mean `virginica`?");
}

#[test]
fn a_class_that_never_occurs_is_named() {
    ingest(&with_two_classes("kind,a\nx,1\n")).assert_failure(
        3,
        "ingest: failed to read `data/source/iris.csv`: no row is of the class `y`; \
         remove it from `data.classes` in params.yaml\n",
    );
}

#[test]
fn a_dataset_without_features_is_refused() {
    ingest(&with_two_classes("kind\nx\ny\n")).assert_failure(
        3,
        "ingest: failed to read `data/source/iris.csv`: `kind` is the only column; \
         expected at least one feature beside it\n",
    );
}

#[test]
fn a_feature_named_like_an_added_column_is_refused() {
    ingest(&with_two_classes("kind,target\nx,1\ny,2\n")).assert_failure(
        3,
        "ingest: failed to read `data/source/iris.csv`: the column `target` has the name of one \
         that ingest adds; rename it, or name it as `data.target` in params.yaml if it holds \
         the classes\n",
    );
}

/// scikit-learn computes with 32-bit floats, and train refused the table without naming a cell.
#[test]
fn a_number_beyond_32_bit_floats_is_refused_with_line_and_column() {
    let output = ingest(&with_two_classes("kind,a\nx,1\ny,-1e300\n"));
    assert_snapshot!(output.failed_with(3), @"ingest: failed to read `data/source/iris.csv`: line 3, column `a` holds `-1e300`; expected a number from -3.4028235e38 to 3.4028235e38, the range of the 32-bit floats that models compute with");
}

/// A target of numbers was taken for a list of classes that is too short.
#[test]
fn a_target_of_measurements_is_no_class() {
    let output = ingest(&with_two_classes("kind,a\n3.7,1\n4.25,2\nx,3\n"));
    assert_snapshot!(output.failed_with(3), @r"
    ingest: failed to read `data/source/iris.csv`: 2 problems
      line 2, column `kind` holds `3.7`; expected one of `x`, `y`; a class is a name, and models that predict numbers (regression) are not there
      line 3, column `kind` holds `4.25`; expected one of `x`, `y`; a class is a name, and models that predict numbers (regression) are not there
    ");
}

/// Twelve mistakes took twelve runs to find.
#[test]
fn all_problems_of_a_dataset_are_told_at_once() {
    let output = ingest(&with_two_classes("kind,a,b\nx,1,2\nz,one,\ny,3\n"));
    assert_snapshot!(output.failed_with(3), @"
    ingest: failed to read `data/source/iris.csv`: 4 problems
      line 3, column `kind` holds `z`; expected one of `x`, `y`; if it is a class, add it to `data.classes` in params.yaml
      line 3, column `a` holds `one`; expected a finite number
      line 3, column `b` is empty; fill it or remove the line
      line 4 has 2 fields; expected 3, as in the header
    ");
}

/// `mkfifo data/source/iris.csv`: ingest waited for ever.
#[test]
fn a_pipe_as_dataset_is_refused_at_once() {
    let sandbox = with_source("");
    let path = sandbox.path(SOURCE);
    std::fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    assert_snapshot!(ingest(&sandbox).failed_with(3), @"ingest: failed to read `data/source/iris.csv`: it is a pipe, socket or device; expected a file");
}

#[test]
fn wrong_params_stop_the_stage_before_it_reads_the_data() {
    let sandbox = Sandbox::new();
    sandbox.edit_params("n_estimators: 100", "n_estimators: 0");
    let ended = ingest(&sandbox);
    assert_snapshot!(ended.failed_with(2), @"ingest: failed to check `params.yaml`: line 31: `train.n_estimators` is 0; expected an integer from 1 to 100000");
}

#[test]
fn an_unknown_option_is_a_usage_error() {
    let ended = Sandbox::new().run(env!("CARGO_BIN_EXE_ingest"), &["--sauce", "x"], &[]);
    assert_snapshot!(ended.failed_with(2), @"
    error: unexpected argument '--sauce' found

      tip: a similar argument exists: '--source'

    Usage: ingest --source <SOURCE>

    For more information, try '--help'.
    ");
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let sandbox = with_source(IRIS);
    sandbox.write("data/raw", "a file where the folder should be");
    let ended = ingest(&sandbox);
    assert_snapshot!(ended.failed_with(2), @"ingest: failed to write `data/raw/iris.csv`: File exists (os error 17)");
}

/// The fixtures are pandas' own, see `oracle/pandas_bytes.py`: integers, doubles
/// of all magnitudes in many spellings, names and cells that need quotes.
#[test]
fn any_numbers_are_written_byte_for_byte_as_pandas_writes_them() {
    let sandbox = with_source(include_str!("../fixtures/source.csv"));
    sandbox.edit_params("target: species", "target: kind");
    sandbox.edit_params(
        "[setosa, versicolor, virginica]",
        r#"[plain, "with, comma", 'with "quotes"']"#,
    );
    ingest(&sandbox).assert_success();
    assert_same_lines(&sandbox.read(RAW), include_str!("../fixtures/raw.csv"));
}

/// Docker starts every container with the umask 022: what a person had made private was readable for
/// everybody.
#[test]
fn the_callers_umask_holds_for_files_and_folders() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = with_source(IRIS);
    let run = |umask| sandbox.run(env!("CARGO_BIN_EXE_ingest"), &[], &[("MLOPS_UMASK", umask)]);
    run("0027").assert_success();
    for (name, expected) in [(RAW, 0o640), ("data/raw", 0o750)] {
        let mode = std::fs::metadata(sandbox.path(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, expected, "{name}");
    }
    assert_snapshot!(run("u=rwx").failed_with(2), @"ingest: failed to take over the umask: `MLOPS_UMASK` is `u=rwx`; expected octal digits from 0 to 777, as `umask` prints them");
}
