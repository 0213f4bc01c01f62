//! Random numbers that no seed decides. They come from the operating system: a generator
//! of our own would cost more code than the few that are drawn.

use rand::rngs::OsRng;
use rand::{Rng, RngCore};

/// 32 hexadecimal digits that nobody else draws.
pub(crate) fn id() -> String {
    format!("{:016x}{:016x}", OsRng.next_u64(), OsRng.next_u64())
}

/// A number of seconds from 0 to below `limit`; 0 for a limit of 0.
pub(crate) fn seconds_below(limit: f64) -> f64 {
    limit * OsRng.gen_range(0.0..1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_32_digits_and_is_drawn_once() {
        let ids = [id(), id()];
        assert!(ids.iter().all(|id| id.len() == 32));
        assert!(
            ids.iter()
                .all(|id| id.bytes().all(|b| b.is_ascii_hexdigit()))
        );
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn seconds_stay_below_their_limit() {
        assert!((0..100).all(|_| (0.0..0.25).contains(&seconds_below(0.25))));
        assert!(seconds_below(0.0).abs() < f64::EPSILON);
    }
}
