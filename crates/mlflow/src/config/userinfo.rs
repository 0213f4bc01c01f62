//! Addresses without the secrets in them.

use percent_encoding::percent_decode_str;
use reqwest::Url;

/// An address without its user and password, for messages and records.
///
/// What holds none comes back unchanged, such as `git@host:path`, whose `git` is no
/// secret. An address that is no URL but reads like one with a password loses all before
/// its last `@`: rather too much than a part of a password.
///
/// ```
/// use mlflow::without_userinfo;
///
/// assert_eq!(without_userinfo("https://me:secret@host/a@b.git"), "https://host/a@b.git");
/// assert_eq!(without_userinfo("git@host:owner/a.git"), "git@host:owner/a.git");
/// ```
#[must_use]
pub fn without_userinfo(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) if !url.cannot_be_a_base() => {
            if url.username().is_empty() && url.password().is_none() {
                return address.to_owned();
            }
            clear_userinfo(&mut url);
            url.into()
        }
        _ => without_text_before_at(address),
    }
}

/// What is secret in an address: its password, as it is written and as it is meant. Where an address
/// of the web has a user alone, that is a token.
///
/// ```
/// use mlflow::secrets_in;
///
/// assert_eq!(secrets_in("https://me:p%40ss@host"), ["p%40ss", "p@ss"]);
/// assert_eq!(secrets_in("https://t0ken@host"), ["t0ken"]);
/// assert!(secrets_in("ssh://git@host/a").is_empty());
/// ```
#[must_use]
pub fn secrets_in(address: &str) -> Vec<String> {
    let Some((scheme, rest)) = address.split_once("://") else {
        return Vec::new();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((user, _)) = authority.rsplit_once('@') else {
        return Vec::new();
    };
    let secret = match user.split_once(':') {
        Some((_, password)) => password,
        None if scheme.starts_with("http") => user,
        None => return Vec::new(),
    };
    let meant = percent_decode_str(secret).decode_utf8_lossy().into_owned();
    let mut secrets = vec![secret.to_owned(), meant];
    secrets.dedup();
    secrets
}

/// Removes user and password from a URL.
pub(super) fn clear_userinfo(url: &mut Url) {
    // Both setters fail only for URLs without a host, which have no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// For what is no URL that has a host and a path.
fn without_text_before_at(address: &str) -> String {
    let start = address.find("://").map_or(0, |scheme| scheme + "://".len());
    let (scheme, rest) = address.split_at(start);
    let Some((before, host)) = rest.rsplit_once('@') else {
        return address.to_owned();
    };
    // In `git@host:path` the colon comes after the user, in `user:password@host` before.
    let user = before.split_once('@').map_or(before, |(user, _)| user);
    if start > 0 || user.contains(':') {
        format!("{scheme}{host}")
    } else {
        address.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_user_and_password_and_nothing_else() {
        for (address, expected) in [
            ("https://me:secret@host/a@b.git", "https://host/a@b.git"),
            ("https://me:se@cret@host:8443/a", "https://host:8443/a"),
            ("https://token@host/a?b=c#d", "https://host/a?b=c#d"),
            ("ssh://git@host/a", "ssh://host/a"),
            ("postgresql://me:secret@host/db", "postgresql://host/db"),
            (
                "https://ann:s3cr@t@host/my iris.git",
                "https://host/my%20iris.git",
            ),
        ] {
            assert_eq!(without_userinfo(address), expected);
        }
    }

    #[test]
    fn an_address_without_user_and_password_is_left_as_it_is() {
        for address in [
            "https://host",
            "https://host/a@b.git",
            "git@host:owner/a.git",
            "git@host:owner/a@b.git",
            "../elsewhere",
            "/srv/a@b",
            "C:\\repositories\\a",
            "file:///srv/a@b",
            "",
        ] {
            assert_eq!(without_userinfo(address), address);
        }
    }

    #[test]
    fn a_password_is_cut_from_what_is_no_address_too() {
        for (address, expected) in [
            ("me:se@cret@host", "host"),
            ("me:secret@host:8443/a", "host:8443/a"),
            ("https://me:se/c@ret@host/a", "https://host/a"),
            ("https://me:secret@host:port/a", "https://host:port/a"),
            ("https://me:secret@", "https://"),
        ] {
            assert_eq!(without_userinfo(address), expected);
        }
    }
}
