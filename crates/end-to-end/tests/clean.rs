//! `make clean-all` on a machine with other checkouts, with a Docker that only keeps lists of names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};
use insta::assert_snapshot;

/// A folder on whose lists `docker` works, and a checkout in it whose number is 7.
struct Machine(PathBuf);

/// Prints what matches `--filter name=...` in the list of images, volumes or networks, and takes what is
/// removed from it, unless it is in the list `busy`.
const DOCKER: &str = r#"#!/bin/sh
cd "$MACHINE"
list=$1s
pattern=$(echo "$*" | sed -n 's/.*name=\([^ ]*\).*/\1/p')
case "$1 $2 $*" in
"image ls "*reference=*) sed -n 's/^\([^ ]*\) mlops-dvc-runner:of-.*/\1/p' images ;;
"image ls "*) cat images ;;
"image inspect "*) echo mlops-dvc-runner-222 ;;
"container ls "*) ;;
*" ls "*) grep -e "$pattern" "$list" ;;
*" rm "*)
    shift 2
    for name; do
        if grep -q -x -e "$name" busy; then exit 1; fi
        grep -v -x -e "\(.* \)\?$name" "$list" >rest
        mv rest "$list"
    done ;;
*) echo "unexpected: $*" >&2 && exit 1 ;;
esac
"#;

/// A repository with the scripts that clean.
fn make_checkout(root: &Path) {
    let scripts = empty_folder(&root.join("scripts"));
    for (name, text) in [
        ("clean", include_str!("../../../scripts/clean")),
        ("checkout-id", include_str!("../../../scripts/checkout-id")),
        ("help", include_str!("../../../scripts/help")),
        ("runner", "#!/bin/sh\nexit 1\n"),
    ] {
        write_script(&scripts.join(name), text);
    }
    let mut git = Command::new("git");
    let git = git.args(["init", "--quiet"]).current_dir(root);
    assert!(git.status().unwrap().success());
}

/// Writes that the checkout at `root` was at `former` when it got its number.
fn write_number(root: &Path, number: u32, former: &Path) {
    let record = root.join(".git/mlops-checkout");
    fs::write(record, format!("{number}\n{}\n", former.display())).unwrap();
}

impl Machine {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clean");
        let machine = Self(empty_folder(&root.join(name)));
        write_script(&machine.0.join("docker"), DOCKER);
        make_checkout(&machine.root());
        for list in ["images", "volumes", "networks", "busy"] {
            machine.list(list, "");
        }
        machine
    }

    fn root(&self) -> PathBuf {
        self.0.join("checkout")
    }

    /// Writes that the checkout was at `root` when it got its number.
    fn number(&self, root: &Path) {
        write_number(&self.root(), 7, root);
    }

    fn list(&self, name: &str, lines: &str) {
        fs::write(self.0.join(name), lines).unwrap();
    }

    fn left(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Runs `clean --all` and gives what it says.
    fn clean_all(&self) -> String {
        let path = format!("{}:{}", self.0.display(), std::env::var("PATH").unwrap());
        let output = Command::new(self.root().join("scripts/clean"))
            .arg("--all")
            .env("PATH", path)
            .env("MACHINE", &self.0)
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{text}");
        text
    }
}

/// The images, the volume of DVC's runner and what is compiled into them belonged to a colleague's checkout
/// too, who had to build for ten minutes.
#[test]
fn what_another_checkout_uses_is_left_and_named() {
    let machine = Machine::new("shared");
    machine.number(&machine.root());
    machine.list(
        "images",
        "a mlops-train:0a\na mlops-train:of-7\nb mlops-train:0b\nb mlops-train:of-8\nb mlops-train:of-77\nc mlops-train:0c\n\
         d mlops-dvc-runner:0d\nd mlops-dvc-runner:latest\nd mlops-dvc-runner:of-7\n\
         d mlops-dvc-runner:of-8\ne mlops-test:latest\nf debian:trixie-slim\n",
    );
    machine.list(
        "volumes",
        "mlops-mlflow-7\nmlops-mlflow-8\nmlops-mlflow-77\nmlops-dvc-runner-111\nmlops-dvc-runner-222\n",
    );
    machine.list("networks", "mlops-network-7\nmlops-network-8\n");
    assert_snapshot!(machine.clean_all(), @r"
    clean: left mlops-dvc-runner:0d, which another checkout or a container uses
    clean: left mlops-dvc-runner:latest, which another checkout or a container uses
    clean: left mlops-test:latest, which another checkout or a container uses
    clean: left mlops-train:0b, which another checkout or a container uses
    clean: left mlops-dvc-runner-222, which another checkout or a container uses
    clean: a checkout that was deleted without `make clean-all` still counts: it has marked images by the tag `of-<number>`, or its tracker has left the volume `mlops-mlflow-<number>`
    ");
    assert_snapshot!(machine.left("images"), @r"
    b mlops-train:0b
    b mlops-train:of-8
    b mlops-train:of-77
    d mlops-dvc-runner:0d
    d mlops-dvc-runner:latest
    d mlops-dvc-runner:of-8
    e mlops-test:latest
    f debian:trixie-slim
    ");
    assert_snapshot!(machine.left("volumes"), @r"
    mlops-mlflow-8
    mlops-mlflow-77
    mlops-dvc-runner-222
    ");
    assert_eq!(machine.left("networks"), "mlops-network-8\n");
    assert!(!machine.root().join(".git/mlops-checkout").exists());
}

/// Earlier versions of these scripts mark nothing: their checkouts lost their images.
#[test]
fn while_a_checkout_that_marks_nothing_has_a_tracker_what_has_no_mark_is_left() {
    let machine = Machine::new("unmarked");
    machine.number(&machine.root());
    machine.list(
        "images",
        "a mlops-train:0a\na mlops-train:of-7\nb mlops-train:0b\nb mlops-train:latest\ne mlops-test:latest\n",
    );
    machine.list(
        "volumes",
        "mlops-mlflow-7\nmlops-mlflow-9\nmlops-dvc-runner-111\n",
    );
    assert_snapshot!(machine.clean_all(), @r"
    clean: left mlops-test:latest, which another checkout or a container uses
    clean: left mlops-train:0b, which another checkout or a container uses
    clean: left mlops-train:latest, which another checkout or a container uses
    clean: left mlops-dvc-runner-111, which another checkout or a container uses
    clean: a checkout that was deleted without `make clean-all` still counts: it has marked images by the tag `of-<number>`, or its tracker has left the volume `mlops-mlflow-<number>`
    ");
    assert_snapshot!(machine.left("images"), @r"
    b mlops-train:0b
    b mlops-train:latest
    e mlops-test:latest
    ");
    assert_snapshot!(machine.left("volumes"), @r"
    mlops-mlflow-9
    mlops-dvc-runner-111
    ");
}

/// They were deleted with `target`, and their marks kept all images on the machine from then on.
#[test]
fn the_clones_that_tests_made_go_with_the_checkout() {
    let machine = Machine::new("tested");
    machine.number(&machine.root());
    let clone = machine.root().join("target/test/tmp/fresh clone");
    make_checkout(&clone);
    write_number(&clone, 8, &clone);
    machine.list(
        "images",
        "a mlops-train:0a\na mlops-train:of-7\na mlops-train:of-8\n",
    );
    machine.list("volumes", "mlops-mlflow-7\nmlops-mlflow-8\n");
    assert_eq!(machine.clean_all(), "");
    assert_eq!(machine.left("images"), "");
    assert_eq!(machine.left("volumes"), "");
}

#[test]
fn the_only_checkout_leaves_nothing_but_what_a_container_uses() {
    let machine = Machine::new("alone");
    machine.number(&machine.root());
    machine.list(
        "images",
        "a mlops-train:0a\na mlops-train:of-7\nc mlops-train:0c\ne mlops-test:latest\ng mlops-bench:latest\n",
    );
    machine.list("volumes", "mlops-mlflow-7\nmlops-dvc-runner-111\n");
    machine.list("busy", "mlops-bench:latest\n");
    assert_snapshot!(
        machine.clean_all(),
        @r"
    clean: left mlops-bench:latest, which another checkout or a container uses
    clean: a checkout that was deleted without `make clean-all` still counts: it has marked images by the tag `of-<number>`, or its tracker has left the volume `mlops-mlflow-<number>`
    "
    );
    assert_eq!(machine.left("images"), "g mlops-bench:latest\n");
    assert_eq!(machine.left("volumes"), "");
}

/// Their names are nobody's but those of the stages that a person has added, here or in another checkout.
#[test]
fn the_images_of_added_stages_go_with_the_checkout_that_uses_them() {
    let machine = Machine::new("added");
    machine.number(&machine.root());
    machine.list(
        "images",
        "a mlops-summary_2:0a\na mlops-summary_2:latest\na mlops-summary_2:of-7\nb mlops-balance:0b\nb mlops-balance:of-8\n\
         h mlops-base:empty\n",
    );
    assert_snapshot!(machine.clean_all(), @r"
    clean: left mlops-balance:0b, which another checkout or a container uses
    clean: a checkout that was deleted without `make clean-all` still counts: it has marked images by the tag `of-<number>`, or its tracker has left the volume `mlops-mlflow-<number>`
    ");
    assert_snapshot!(machine.left("images"), @r"
    b mlops-balance:0b
    b mlops-balance:of-8
    h mlops-base:empty
    ");
}

/// The copy of a checkout has the original's number in its file, and no tracker.
#[test]
fn a_copy_that_has_no_number_yet_leaves_the_originals_tracker() {
    let machine = Machine::new("copied");
    machine.number(&machine.0.join("original"));
    machine.list("volumes", "mlops-mlflow-7\n");
    assert_snapshot!(
        machine.clean_all(),
        @"clean: left the tracker: this checkout was moved or copied; `make up` and `make clean-all` remove its own"
    );
    assert_eq!(machine.left("volumes"), "mlops-mlflow-7\n");
}

/// It has run before numbers were drawn, and its images are gone.
#[test]
fn an_older_checkout_loses_the_tracker_that_is_named_by_its_path() {
    let machine = Machine::new("older");
    fs::create_dir_all(machine.root().join(".dvc/tmp")).unwrap();
    fs::write(
        machine.root().join(".dvc/tmp/pipeline-id"),
        "0123456789abcdef",
    )
    .unwrap();
    let number = Command::new("sh")
        .args(["-c", "printf %s \"$PWD\" | cksum | cut -d ' ' -f 1"])
        .current_dir(machine.root())
        .output()
        .unwrap();
    let number = String::from_utf8(number.stdout).unwrap();
    machine.list("volumes", &format!("mlops-mlflow-{number}mlops-mlflow-8\n"));
    assert_eq!(machine.clean_all(), "");
    assert_eq!(machine.left("volumes"), "mlops-mlflow-8\n");
}

/// It was copied into the checkout, and is perhaps nowhere else.
#[test]
fn a_dataset_that_a_person_brought_is_left_and_the_bundled_one_is_not() {
    for (data_dvc, stays) in [
        ("outs:\n- path: data/source/goods.csv\n", true),
        (
            "deps:\n- path: dataset/iris.csv\nouts:\n- path: data/source/iris.csv\n",
            false,
        ),
    ] {
        let machine = Machine::new("dataset");
        machine.number(&machine.root());
        let source = machine.root().join("data/source");
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("table.csv"), "a,b\n").unwrap();
        fs::write(machine.root().join("data.dvc"), data_dvc).unwrap();
        let _ = machine.clean_all();
        assert_eq!(source.join("table.csv").exists(), stays, "{data_dvc}");
    }
}
