//! The image and the program that run.

use std::env;

use serde::{Deserialize, Serialize};

/// The image's name and its id, with a space between; `mlops stage` passes it in,
/// because a container cannot see its own image.
const IMAGE: &str = "MLOPS_IMAGE";

/// A program, and what it was made by; scripts/build-stages says that, and a build by hand does not know it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its stage.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The version of the compiler.
    pub rustc: Option<String>,
    /// The platform that it was made for.
    pub target: Option<String>,
}

/// The image that a stage runs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// `mlops-train:<hash>`.
    pub name: String,
    /// `sha256:...`, by which Docker knows it.
    pub id: String,
    /// The hash of the sources that all images are built from, which is the tag of each.
    pub source_hash: String,
}

impl Program {
    /// That of this process, which runs as `stage`.
    #[must_use]
    pub fn of(stage: &str) -> Self {
        Self {
            name: stage.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rustc: option_env!("MLOPS_RUSTC").map(str::to_owned),
            target: option_env!("MLOPS_TARGET").map(str::to_owned),
        }
    }
}

impl Image {
    /// That of this process, from its environment; none for a program that was started by hand.
    #[must_use]
    pub fn from(lookup: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let image = lookup(IMAGE).filter(|image| !image.is_empty())?;
        let (name, id) = image.split_once(' ').unwrap_or((&image, ""));
        let (_, source_hash) = name.rsplit_once(':').unwrap_or_default();
        Some(Self {
            name: name.to_owned(),
            id: id.to_owned(),
            source_hash: source_hash.to_owned(),
        })
    }
}

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
    let Image {
        name: image,
        id,
        source_hash,
    } = Image::from(lookup).unwrap_or_default();
    let made = Program::of(stage);
    // MLflow's own name for it; `image.name` is this project's.
    let uri = if stage == "train" {
        image.clone()
    } else {
        String::new()
    };
    let facts = [
        ("image", image),
        ("image_uri", uri),
        ("image_id", id),
        ("source_hash", source_hash),
        ("program", format!("{} {}", made.name, made.version)),
        ("rustc", made.rustc.unwrap_or_default()),
        ("target", made.target.unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(fact, value)| (tag(stage, fact), value))
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
