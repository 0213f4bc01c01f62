//! Everything or nothing, with what ingest and DVC do in the test's hand.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;

use insta::assert_snapshot;
use stage::exit::{Exit, Failure as _};
use stage::testing::PARAMS;
use tempfile::TempDir;

use super::*;

const TABLE: &str = "a,kind\n1,x\n2,y\n";
const SECTION: &str = "data:\n  name: goods\n  source: goods.csv\n  target: kind\n  classes: [x, y]\n  columns: {a: number}\n";

/// A checkout that has a dataset, and a table beside it.
struct Scene {
    folder: TempDir,
    checkout: Checkout,
    args: NewDataset,
    interrupts: Interrupts,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path().join("checkout"));
        let scene = Self {
            args: NewDataset {
                file: folder.path().join("My \"goods\", 1.csv"),
                target: "kind".to_owned(),
                name: Some("goods".to_owned()),
            },
            folder,
            checkout,
            interrupts: Interrupts::default(),
        };
        scene.write("params.yaml", PARAMS);
        scene.write("data.dvc", "outs:\n- path: data/source/iris.csv\n");
        scene.write("data/source/iris.csv", "5.1,setosa\n");
        scene.write(
            "data/source/goods.csv",
            "an earlier table of the same name\n",
        );
        fs::write(&scene.args.file, TABLE).unwrap();
        scene
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.checkout.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All files of the checkout but DVC's temporary ones, hidden ones as well.
    fn tree(&self) -> BTreeMap<PathBuf, String> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.checkout.root().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.ends_with(".dvc/tmp") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = fs::read_to_string(&path).unwrap();
                    files.insert(path, text);
                }
            }
        }
        files
    }

    fn take_over(
        &self,
        describe: impl FnOnce(&Profile<'_>) -> Description,
        commit: impl FnOnce() -> Result<(), NewDatasetError>,
    ) -> Result<u8, NewDatasetError> {
        let take_over = TakeOver {
            checkout: &self.checkout,
            args: &self.args,
            table: &self.args.file,
            interrupts: &self.interrupts,
        };
        take_over.run(|profile| Ok(describe(profile)), |_| commit())
    }

    /// What is said of a failure, after which everything is as it was.
    fn fails(
        &self,
        describe: impl FnOnce(&Profile<'_>) -> Description,
        commit: impl FnOnce() -> Result<(), NewDatasetError>,
    ) -> NewDatasetError {
        let before = self.tree();
        let error = self.take_over(describe, commit).unwrap_err();
        assert_eq!(self.tree(), before, "{error}");
        error
    }

    fn without_its_path(&self, error: &NewDatasetError) -> String {
        let folder = self.folder.path().display().to_string();
        error.to_string().replace(&folder, "FOLDER")
    }
}

fn described(section: &str) -> Description {
    Description::Written(section.to_owned())
}

#[test]
fn a_table_takes_the_place_of_the_dataset_and_all_else_stays() {
    let scene = Scene::new();
    let seen = Cell::new(None);
    let code = scene.take_over(
        |profile| {
            seen.set(Some(fs::read_to_string(profile.table).unwrap()));
            described(SECTION)
        },
        || Ok(()),
    );
    assert_eq!(code.unwrap(), 0);
    assert_eq!(seen.take().as_deref(), Some(TABLE));
    let read = |name: &str| fs::read_to_string(scene.checkout.path(name)).unwrap();
    assert_eq!(read("data/source/goods.csv"), TABLE);
    assert_eq!(read("data/source/iris.csv"), "5.1,setosa\n");
    let (before, after) = (PARAMS.split_once("data:").unwrap().0, read("params.yaml"));
    let (_, rest) = PARAMS.split_once("\npreprocess:").unwrap();
    assert_eq!(after, format!("{before}{SECTION}\npreprocess:{rest}"));
    assert_snapshot!(read("data.dvc"), @r"
    # The dataset, as `make new-dataset` took it over. git has this file and DVC has the data:
    # `make push` uploads it, and `make pull` brings it back.
    outs:
    - path: data/source/goods.csv
      hash: md5
    ");
    assert_eq!(scene.tree().len(), 4, "{:?}", scene.tree());
}

#[test]
fn a_folder_of_files_is_taken_over_without_what_is_hidden_in_it() {
    let mut scene = Scene::new();
    let parts = scene.folder.path().join("parts");
    fs::create_dir_all(parts.join("2024")).unwrap();
    for name in ["a.csv", "2024/b, c.csv", ".DS_Store"] {
        fs::write(parts.join(name), TABLE).unwrap();
    }
    scene.args.file = parts;
    let section = SECTION.replace("goods.csv", "goods");
    let code = scene.take_over(|_| described(&section), || Ok(()));
    assert_eq!(code.unwrap(), 0);
    let goods = scene.checkout.path("data/source/goods");
    assert!(goods.join("a.csv").exists() && goods.join("2024/b, c.csv").exists());
    assert!(!goods.join(".DS_Store").exists());
}

#[test]
fn a_table_that_ingest_refuses_changes_nothing_and_its_code_comes_back() {
    let scene = Scene::new();
    let before = scene.tree();
    let code = scene.take_over(|_| Description::Refused(3), || panic!("not asked"));
    assert_eq!(code.unwrap(), 3);
    assert_eq!(scene.tree(), before);
}

#[test]
fn whatever_fails_leaves_everything_as_it_was() {
    let scene = Scene::new();
    let refused = scene.fails(|_| described(SECTION), || Err(NewDatasetError::Refused));
    let other = scene.fails(
        |_| described(&SECTION.replace("goods", "bads")),
        || panic!("not asked"),
    );
    let wrong = scene.fails(
        |_| described("data:\n  name: goods\n"),
        || panic!("not asked"),
    );
    let messages = [refused, other, wrong].map(|error| error.to_string());
    assert_snapshot!(messages.join("\n"), @r"
    hand the dataset to DVC: `dvc commit` failed, see above; everything is as it was
    use the section `data` that ingest wrote: it has another name or source
    check `params.yaml`: 3 problems
      line 4: missing key `data.source`; expected a name of at most 100 bytes: letters and digits of ASCII, `.`, `_` and `-`, the first one a letter or digit
      line 4: missing key `data.target`; expected the name of a column
      line 4: missing key `data.classes`; expected a list of 2 to 1000 different class names
    ");
}

#[test]
fn an_interrupt_leaves_everything_as_it_was_whenever_it_comes() {
    let scene = Scene::new();
    let interrupt = || scene.interrupts.interrupt(2);
    let early = scene.fails(
        |_| {
            interrupt();
            Description::Refused(130)
        },
        || panic!("not asked"),
    );
    scene.interrupts.interrupt(0);
    let late = scene.fails(
        |_| described(SECTION),
        || {
            interrupt();
            Ok(())
        },
    );
    for error in [early, late] {
        assert_eq!(error.exit(), Exit::Interrupted);
        let message = "put the dataset in place: interrupted; everything is as it was";
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn what_is_no_table_is_refused_with_its_name() {
    let mut scene = Scene::new();
    let mut said = Vec::new();
    let folder = scene.folder.path().to_owned();
    fs::create_dir(folder.join("empty")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe"))
        .status();
    assert!(made.unwrap().success());
    for name in ["nowhere.csv", "empty", "pipe"] {
        scene.args.file = folder.join(name);
        let error = scene.fails(|_| panic!("not asked"), || panic!("not asked"));
        assert_eq!(error.exit(), Exit::Data, "{name}");
        said.push(scene.without_its_path(&error));
    }
    assert_snapshot!(said.join("\n"), @r"
    read `FOLDER/nowhere.csv`: No such file or directory (os error 2)
    read `FOLDER/empty`: the folder holds no files; expected files of a table
    read `FOLDER/pipe`: it is a pipe, socket or device; expected a file
    ");
}

#[test]
fn names_that_stay_set_are_told() {
    let names = Names::of(Path::new("goods.csv"), false, None).unwrap();
    let params = PARAMS.replace("experiment: null", "experiment: iris");
    assert_snapshot!(remarks::of(&names, &params), @r"
    mlops: the dataset is now `goods`: params.yaml describes it, data.dvc names data/source/goods.csv
    mlops: `tracking.experiment` is still iris; null names it after the dataset
    mlops: `gate.minimum` is still {accuracy: 0.9}; write what a model of this dataset must reach
    next: look at the section `data` of params.yaml, then `make run`
    ");
}
