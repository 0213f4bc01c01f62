//! Paths of the protocol.

use percent_encoding::percent_decode_str;

/// A path below `/v2/models/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The model.
    pub(crate) name: String,
    /// The version, where one is named.
    pub(crate) version: Option<String>,
    /// What is asked of it.
    pub(crate) subject: Subject,
}

/// What is asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// What it takes and gives.
    Metadata,
    /// Whether it can answer.
    Ready,
    /// Predictions.
    Infer,
}

impl Address {
    /// Reads a path: `/v2/models/<name>[/versions/<version>][/ready|/infer]`.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix("/v2/models/")?.split('/').map(decoded);
        let name = parts.next()??;
        let mut rest: Vec<String> = parts.collect::<Option<_>>()?;
        let subject = match rest.last().map(String::as_str) {
            Some("ready") => Subject::Ready,
            Some("infer") => Subject::Infer,
            _ => Subject::Metadata,
        };
        if subject != Subject::Metadata {
            rest.pop();
        }
        let version = match &rest[..] {
            [] => None,
            [versions, version] if versions == "versions" => Some(version.clone()),
            _ => return None,
        };
        Some(Self {
            name,
            version,
            subject,
        })
    }
}

/// A part of a path, which is not empty.
fn decoded(part: &str) -> Option<String> {
    let text = percent_decode_str(part).decode_utf8().ok()?;
    (!text.is_empty()).then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_model_version_and_what_is_asked() {
        let parsed =
            |path| Address::parse(path).map(|found| (found.name, found.version, found.subject));
        let named = |name: &str| name.to_owned();
        assert_eq!(
            parsed("/v2/models/iris"),
            Some((named("iris"), None, Subject::Metadata))
        );
        assert_eq!(
            parsed("/v2/models/a%20b/ready"),
            Some((named("a b"), None, Subject::Ready))
        );
        assert_eq!(
            parsed("/v2/models/iris/versions/3/infer"),
            Some((named("iris"), Some(named("3")), Subject::Infer))
        );
        assert_eq!(
            parsed("/v2/models/iris/versions/3"),
            Some((named("iris"), Some(named("3")), Subject::Metadata))
        );
        for path in [
            "/v2/models",
            "/v2/models/",
            "/v2/models/a/b",
            "/v2/models/a/",
            "/v2/models/a/versions",
            "/v2/models/%ff",
            "/v1/models/a",
        ] {
            assert_eq!(parsed(path), None, "{path}");
        }
    }
}
