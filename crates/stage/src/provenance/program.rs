//! The image and the program that run, as tags of the run.

use std::env;

/// The image's name and its id, with a space between; `dvc.yaml` passes it in,
/// because a container cannot see its own image.
const IMAGE: &str = "MLOPS_IMAGE";

/// The tags that say which image and program ran as `stage`, from this
/// process's environment; see [`program_tags_from`].
#[must_use]
pub fn program_tags(stage: &str) -> Vec<(String, String)> {
    program_tags_from(stage, |name| env::var(name).ok())
}

/// The tags that say which image and program ran as `stage`; what is not known
/// is left out.
///
/// A run is train's, so train's stand below `mlflow.docker.image`, where
/// MLflow's are. Those of another stage, written into the same
/// run, carry its name: `mlops.evaluate_image_id`.
#[must_use]
pub fn program_tags_from(
    stage: &str,
    lookup: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let image = lookup(IMAGE).unwrap_or_default();
    let (image, id) = image.split_once(' ').unwrap_or((&image, ""));
    // `mlops-train:<hash>`: the tag of an image is the hash of its sources.
    let (_, source_hash) = image.rsplit_once(':').unwrap_or_default();
    let program = format!("{stage} {}", env!("CARGO_PKG_VERSION"));
    let facts = [
        ("image", image),
        // MLflow's own name for it; `image.name` is this project's.
        ("image_uri", if stage == "train" { image } else { "" }),
        ("image_id", id),
        ("source_hash", source_hash),
        ("program", &program),
        // scripts/build-stages says both; a build by hand does not know them.
        ("rustc", option_env!("MLOPS_RUSTC").unwrap_or_default()),
        ("target", option_env!("MLOPS_TARGET").unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(fact, value)| (tag(stage, fact), value.to_owned()))
        .collect()
}

fn tag(stage: &str, fact: &str) -> String {
    match (stage, fact) {
        ("train", "image") => "mlflow.docker.image.name".to_owned(),
        ("train", "image_uri") => "mlflow.docker.image.uri".to_owned(),
        ("train", "image_id") => "mlflow.docker.image.id".to_owned(),
        ("train", fact) => format!("mlops.{fact}"),
        (stage, fact) => format!("mlops.{stage}_{fact}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(stage: &str, image: Option<&str>) -> Vec<(String, String)> {
        program_tags_from(stage, |name| {
            image.filter(|_| name == IMAGE).map(str::to_owned)
        })
    }

    #[test]
    fn the_image_is_named_with_its_id_and_the_hash_of_its_sources() {
        let found = tags("train", Some("mlops-train:0a1b2c3d4e5f sha256:77"));
        let expected = [
            ("mlflow.docker.image.name", "mlops-train:0a1b2c3d4e5f"),
            ("mlflow.docker.image.uri", "mlops-train:0a1b2c3d4e5f"),
            ("mlflow.docker.image.id", "sha256:77"),
            ("mlops.source_hash", "0a1b2c3d4e5f"),
        ];
        for (i, (name, value)) in expected.into_iter().enumerate() {
            assert_eq!(found[i], (name.to_owned(), value.to_owned()));
        }
    }

    #[test]
    fn another_stage_in_the_same_run_has_tags_of_its_own() {
        let train = tags("train", Some("mlops-train:1 sha256:77"));
        let evaluate = tags("evaluate", Some("mlops-evaluate:2 sha256:88"));
        assert_eq!(evaluate[1].0, "mlops.evaluate_image_id");
        for (name, _) in train {
            assert!(evaluate.iter().all(|(other, _)| *other != name), "{name}");
        }
    }

    #[test]
    fn a_program_started_by_hand_knows_no_image_but_itself() {
        let found = tags("train", None);
        assert_eq!(found[0].0, "mlops.program");
        assert!(found[0].1.starts_with("train "), "{found:?}");
    }
}
