//! Another dataset than the bundled one.

use crate::after_first_run;

/// Forty rows of two kinds, which a tree tells apart.
fn goods() -> String {
    let rows = (0..40).map(|i| {
        let (kind, offset) = if i % 2 == 0 {
            ("bad", 0)
        } else {
            ("good", 100)
        };
        format!("{},{}.5,{kind}\n", offset + i, i % 7)
    });
    "weight,length,kind\n".to_owned() + &rows.collect::<Vec<_>>().concat()
}

/// The README said that a file and two lines of params.yaml are enough. Under the names of the
/// irises, the gate refused the model for ever: it could not compare it with theirs. These are
/// the steps of docs/params.md.
#[test]
fn another_dataset_takes_a_file_and_the_keys_that_the_documents_name() {
    let guard = after_first_run();
    let clone = &guard.0;
    let changes = clone.changes();
    let dataset = clone.read("dataset/iris.csv");
    let params = clone.edit("params.yaml", "target: species", "target: kind");
    clone.write("dataset/iris.csv", &goods());
    for (old, new) in [
        ("[setosa, versicolor, virginica]", "[bad, good]"),
        ("experiment: iris", "experiment: goods"),
        ("run_name: iris-rf-train", "run_name: goods-train"),
        (
            "registered_model: iris-classifier",
            "registered_model: goods",
        ),
    ] {
        let _ = clone.edit("params.yaml", old, new);
    }
    let run = clone.in_runner(&["mlops", "run"]).assert_success();
    run.assert_contains("production goods version 1");

    clone.write("dataset/iris.csv", &dataset);
    clone.write("params.yaml", &params);
    let locked = ["checkout", "--quiet", "data.dvc", "dvc.lock"];
    let _ = clone.command("git", &locked).assert_success();
    let _ = clone.in_runner(&["mlops", "run"]).assert_success();
    assert_eq!(clone.changes(), changes);
}
