use insta::assert_snapshot;

use super::*;
use crate::testing::Repository;

const DEEPER: (&str, &str) = ("max_depth: 5", "max_depth: 7");

/// A repository with an experiment whose model is in the cache.
fn repository() -> Repository {
    let repository = Repository::new();
    let model = repository.output("train", "models/model.onnx", 'a', "model");
    repository.save("brave-ant", DEEPER, &Repository::lock(&[model]));
    repository
}

fn looked(repository: &Repository, name: &str) -> Result<Applicable, ApplyError> {
    let cache = Cache::at(repository.sandbox.path(".dvc/cache"));
    let text = repository.sandbox.read("params.yaml");
    applicable(&repository.root(), &text, name, &cache)
}

fn refused(repository: &Repository, name: &str) -> (u8, String) {
    let error = looked(repository, name).unwrap_err();
    let head = repository.git(&["rev-parse", "HEAD"]);
    (
        error.exit().code(),
        error.to_string().replace(&head[..7], "COMMIT"),
    )
}

#[test]
fn an_experiment_is_applicable_and_what_it_sets_is_known() {
    let found = looked(&repository(), "brave-ant").unwrap();
    assert_eq!(found.settings, [("max_depth".to_owned(), "7".to_owned())]);
}

#[test]
fn of_an_experiment_that_is_not_there_the_nearest_name_is_told() {
    let (code, text) = refused(&repository(), "brave-aunt");
    assert_eq!(code, 2);
    assert_snapshot!(text, @"apply `brave-aunt`: there is no such experiment (`make compare` lists them); did you mean `brave-ant`?");
    let (_, text) = refused(&Repository::new(), "x\ny");
    assert_snapshot!(text, @r#"apply `x\ny`: there is no such experiment (`make compare` lists them)"#);
}

#[test]
fn changes_that_are_nowhere_else_are_named_and_stay() {
    let repository = repository();
    repository
        .sandbox
        .edit_params("n_estimators: 100", "n_estimators: 33");
    let (code, text) = refused(&repository, "brave-ant");
    assert_eq!(code, 2);
    assert_snapshot!(text, @"apply `brave-ant`: `params.yaml` has changes that would be lost: `train.n_estimators`; keep them with `git commit` or `git stash push params.yaml`, or drop them with `git checkout params.yaml`");
    // What an experiment holds is not lost.
    repository.save("calm-bee", ("max_depth", "max_depth"), "");
    assert!(looked(&repository, "brave-ant").is_ok());
    let text = repository.sandbox.read("params.yaml");
    repository
        .sandbox
        .write("params.yaml", format!("{text}# Mine.\n"));
    assert_snapshot!(refused(&repository, "brave-ant").1, @"apply `brave-ant`: `params.yaml` has changes that would be lost: `comments`; keep them with `git commit` or `git stash push params.yaml`, or drop them with `git checkout params.yaml`");
    let commented = format!("# Mine.\n{}", Repository::params());
    repository.sandbox.write("params.yaml", commented);
    assert_snapshot!(refused(&repository, "brave-ant").1, @"apply `brave-ant`: `params.yaml` has changes that would be lost: `comments`; keep them with `git commit` or `git stash push params.yaml`, or drop them with `git checkout params.yaml`");
}

#[test]
fn an_experiment_of_other_sources_is_not_mixed_with_what_is_here() {
    let repository = repository();
    repository
        .sandbox
        .write("crates/train/src/lib.rs", "// Changed.\n");
    let (code, text) = refused(&repository, "brave-ant");
    assert_eq!(code, 2);
    assert_snapshot!(text, @"apply `brave-ant`: it was made when other files were here than now: `crates/train/src/lib.rs`; check out COMMIT, from which it was made, or run it again with what is here, as in `make exp SET=...`");
}

/// It was applied, and the outputs stayed those of the checkout.
#[test]
fn an_experiment_without_a_dvc_lock_has_no_outputs() {
    let repository = repository();
    let name = repository.git(&["for-each-ref", "--format=%(refname)", "refs/exps"]);
    repository.git(&["read-tree", &name]);
    repository.git(&["rm", "--quiet", "--force", "--cached", "dvc.lock"]);
    let tree = repository.git(&["write-tree"]);
    let commit = repository.git(&["commit-tree", &tree, "-p", "HEAD", "-m", "no lock"]);
    repository.git(&["update-ref", &name, &commit]);
    repository.git(&["reset", "--quiet"]);
    let (code, text) = refused(&repository, "brave-ant");
    assert_eq!(code, 3);
    assert_snapshot!(text, @"apply `brave-ant`: its commit has no `dvc.lock`, which names its outputs; run it again, as in `make exp SET=...`");
}

#[test]
fn an_experiment_whose_outputs_are_gone_is_refused_before_anything_is_changed() {
    let repository = repository();
    std::fs::remove_dir_all(repository.sandbox.path(".dvc/cache")).unwrap();
    let (code, text) = refused(&repository, "brave-ant");
    assert_eq!(code, 3);
    assert_snapshot!(text, @"apply `brave-ant`: DVC's cache has not all of its outputs: `models/model.onnx`; run it again, as in `make exp SET=...`");
}
