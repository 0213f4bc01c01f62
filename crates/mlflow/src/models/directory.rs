//! The files of a model's directory.

use super::mlmodel::{self, Identity};
use super::{Content, ModelSpec, requirements};
use crate::artifacts::Upload;
use crate::error::Error;
use crate::transport::Payload;

/// A model's directory, ready to be uploaded.
pub(super) struct Directory {
    /// All files but the `MLmodel`.
    pub(super) files: Vec<Upload>,
    /// The file that makes the others a model; it goes last, so that a
    /// directory that has it is complete.
    pub(super) mlmodel: Upload,
    /// The `MLmodel`'s content.
    pub(super) document: serde_json::Value,
}

pub(super) fn assemble(spec: &ModelSpec, identity: Identity<'_>) -> Result<Directory, Error> {
    let size = size_of(&spec.onnx)?;
    let document = mlmodel::document(spec, identity, size);
    let mut files = vec![
        Upload {
            path: mlmodel::ONNX_FILE.to_owned(),
            payload: spec.onnx.payload(),
        },
        text("requirements.txt", requirements::requirements_txt()),
        text("python_env.yaml", requirements::python_env_yaml()),
        text("conda.yaml", requirements::conda_yaml()),
    ];
    if !spec.example.is_empty() {
        let example = mlmodel::example(spec);
        files.push(text(mlmodel::EXAMPLE_FILE, example.to_string()));
    }
    if spec.by_column {
        let (path, content) = mlmodel::LOADER_FILE;
        files.push(text(path, content.to_owned()));
    }
    for (path, content) in &spec.extra_files {
        files.push(Upload {
            path: path.clone(),
            payload: content.payload(),
        });
    }
    Ok(Directory {
        files,
        mlmodel: text(mlmodel::FILE, format!("{document:#}\n")),
        document,
    })
}

impl Content {
    pub(crate) fn payload(&self) -> Payload {
        match self {
            Self::Bytes(bytes) => Payload::Bytes(bytes.clone()),
            Self::File(path) => Payload::File(path.clone()),
        }
    }
}

fn size_of(content: &Content) -> Result<u64, Error> {
    match content {
        Content::Bytes(bytes) => Ok(bytes.len() as u64),
        Content::File(path) => match std::fs::metadata(path) {
            Ok(metadata) => Ok(metadata.len()),
            Err(source) => Err(Error::File {
                path: path.clone(),
                source,
            }),
        },
    }
}

fn text(path: &str, content: String) -> Upload {
    Upload {
        path: path.to_owned(),
        payload: Payload::Bytes(content.into_bytes()),
    }
}
