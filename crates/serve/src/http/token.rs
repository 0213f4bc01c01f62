//! Who may ask: whoever knows the token, where there is one.

use hyper::header::{AUTHORIZATION, HeaderMap};
use stage::digest::sha256_hex;

use crate::error::ServeError;

/// The variable that holds the token. There is no argument: other users of a machine see those.
pub(crate) const VARIABLE: &str = "MLOPS_SERVE_TOKEN";
/// The fewest characters of a token.
const SHORTEST: usize = 16;

/// The token that requests must show, if any. Of it only a digest is kept, so that a comparison tells nothing by the time
/// that it takes.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    digest: Option<String>,
}

impl Token {
    /// Reads the variable through `lookup`; an empty value counts as unset.
    ///
    /// # Errors
    ///
    /// When it cannot be the value of a header, or is short enough to be guessed.
    pub(crate) fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ServeError> {
        let token = lookup(VARIABLE).filter(|token| !token.is_empty());
        match token {
            Some(token) if !is_usable(&token) => Err(ServeError::Token),
            token => Ok(Self {
                digest: token.map(|token| sha256_hex(token.as_bytes())),
            }),
        }
    }

    /// Whether a request with these headers may be answered.
    pub(super) fn allows(&self, headers: &HeaderMap) -> bool {
        let Some(expected) = &self.digest else {
            return true;
        };
        let shown = headers
            .get(AUTHORIZATION)
            .and_then(|value| bearer(value.as_bytes()));
        shown.is_some_and(|shown| sha256_hex(shown) == *expected)
    }
}

fn is_usable(token: &str) -> bool {
    token.len() >= SHORTEST && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The token of `Bearer <token>`.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked("Bearer ".len())?;
    scheme
        .eq_ignore_ascii_case(b"Bearer ")
        .then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    const TOKEN: &str = "0123456789abcdef";

    fn allows(token: &str, shown: Option<&str>) -> bool {
        let token = Token::from_lookup(|_| Some(token.to_owned())).unwrap();
        let mut headers = HeaderMap::new();
        if let Some(shown) = shown {
            headers.insert(AUTHORIZATION, HeaderValue::from_str(shown).unwrap());
        }
        token.allows(&headers)
    }

    #[test]
    fn only_the_token_itself_is_let_in() {
        assert!(allows(TOKEN, Some("Bearer 0123456789abcdef")));
        assert!(allows(TOKEN, Some("bearer  0123456789abcdef ")));
        for shown in [
            None,
            Some(""),
            Some("Bearer"),
            Some("Bearer 0123456789abcde"),
            Some("Basic 0123456789abcdef"),
            Some(TOKEN),
        ] {
            assert!(!allows(TOKEN, shown), "{shown:?}");
        }
    }

    #[test]
    fn without_a_token_everybody_is() {
        assert!(allows("", None));
    }

    #[test]
    fn a_token_that_can_be_guessed_or_not_be_sent_is_refused() {
        for token in [
            "short",
            "0123456789abcde",
            "with space 0123456789",
            "schlüssel0123456789",
        ] {
            let read = Token::from_lookup(|_| Some(token.to_owned()));
            assert!(matches!(read, Err(ServeError::Token)), "{token}");
        }
    }
}
