//! Users and their tokens, as HTTP's basic authentication has them (RFC 7617).

use crate::http::Message;

/// The value of the header `Authorization` for a user and a token.
pub(crate) fn basic(user: &str, token: &str) -> String {
    format!("Basic {}", base64(format!("{user}:{token}").as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |place: usize| u32::from(group.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            let is_there = place <= group.len();
            text.push(if is_there { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Whether `request` is from one of those with these values of the header.
pub(crate) fn is_one_of(members: &[String], request: &Message) -> bool {
    let header = request.header("authorization");
    header.is_some_and(|value| members.iter().any(|member| member == value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        let texts = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
