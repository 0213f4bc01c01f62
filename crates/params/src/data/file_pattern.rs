//! Which files of a folder are the source.

use glob::Pattern;

use crate::yaml::Value;

/// The longest pattern, in bytes: as long as a name can be.
const LONGEST: usize = 255;

/// What [`FilePattern::read`] takes, for messages.
pub(super) const EXPECTED: &str =
    "a pattern of names in quotes, such as '*.csv' or 'part-*.parquet', without `/` and `**`";

/// A pattern of names as a shell knows it: `*` for any letters, `?` for one, `[ab]` and `[!ab]` for
/// one that is or is not among those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePattern(Pattern);

impl FilePattern {
    /// Whether a file called `name` is one of the source's.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        self.0.matches(name)
    }

    /// How params.yaml writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The pattern that `text` is, if it is one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_of_names = !text.is_empty() && text.len() <= LONGEST && !text.contains(['/', '\0']);
        let text = Some(text).filter(|text| is_of_names && !text.contains("**"))?;
        Pattern::new(text).ok().map(Self)
    }

    /// None stands for all files.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere here"
    )]
    pub(super) fn read(value: &Value) -> Option<Option<Self>> {
        match value {
            Value::Null => Some(None),
            Value::Text(text) => Self::parse(text).map(Some),
            _ => None,
        }
    }
}
