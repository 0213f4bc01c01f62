//! Values in MLflow's filter language, in which runs and versions are searched.

use crate::error::Error;

/// A value in quotes. The language has no escape for them.
pub(crate) fn quoted(action: &str, value: &str) -> Result<String, Error> {
    match (value.contains('\''), value.contains('"')) {
        (false, _) => Ok(format!("'{value}'")),
        (true, false) => Ok(format!("\"{value}\"")),
        (true, true) => Err(Error::Unusable {
            action: action.to_owned(),
            problem: format!(
                "`{value}` holds both kinds of quotes, which MLflow's filters cannot express"
            ),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_between_the_quotes_that_it_does_not_hold() {
        assert_eq!(quoted("search", "ann").unwrap(), "'ann'");
        assert_eq!(quoted("search", "ann's").unwrap(), "\"ann's\"");
        assert_eq!(quoted("search", "a \"b\"").unwrap(), "'a \"b\"'");
        assert_eq!(
            quoted("search for a tag", "ann's \"b\"")
                .unwrap_err()
                .to_string(),
            "search for a tag: `ann's \"b\"` holds both kinds of quotes, which MLflow's filters cannot express"
        );
    }
}
