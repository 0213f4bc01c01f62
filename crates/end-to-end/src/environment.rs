//! What a person sets for a longer or another run of a test.

use std::str::FromStr;

/// The whole number in the environment variable `name`, or else `default`.
#[must_use]
pub fn number<T: FromStr>(name: &str, default: T) -> T {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| {
        let parsed = value.parse().ok();
        parsed.unwrap_or_else(|| panic!("{name} is `{value}`; expected a whole number"))
    })
}
