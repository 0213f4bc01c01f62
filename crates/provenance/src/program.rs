//! The image and the program that run.

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
    /// The image of this name and id.
    #[must_use]
    pub fn new(name: &str, id: &str) -> Self {
        let (_, source_hash) = name.rsplit_once(':').unwrap_or_default();
        Self {
            name: name.to_owned(),
            id: id.to_owned(),
            source_hash: source_hash.to_owned(),
        }
    }

    /// That of this process, from its environment; none for a program that was started by hand.
    #[must_use]
    pub fn from(lookup: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let image = lookup(IMAGE).filter(|image| !image.is_empty())?;
        let (name, id) = image.split_once(' ').unwrap_or((&image, ""));
        Some(Self::new(name, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(found: Option<&str>) -> Option<Image> {
        Image::from(|name| found.filter(|_| name == IMAGE).map(str::to_owned))
    }

    #[test]
    fn the_image_is_named_with_its_id_and_the_hash_of_its_sources() {
        let found = image(Some("mlops-train:0a1b2c3d4e5f sha256:77")).unwrap();
        assert_eq!(found.name, "mlops-train:0a1b2c3d4e5f");
        assert_eq!(found.id, "sha256:77");
        assert_eq!(found.source_hash, "0a1b2c3d4e5f");
    }

    #[test]
    fn a_program_started_by_hand_knows_no_image_but_itself() {
        assert_eq!(image(None), None);
        assert_eq!(image(Some("")), None);
        let program = Program::of("train");
        assert_eq!(program.name, "train");
        assert!(!program.version.is_empty());
    }
}
