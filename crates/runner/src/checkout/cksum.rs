//! The checksum of the POSIX program `cksum`. Of the path, it names the containers and the tracker's
//! volume of the checkouts that were made before numbers were drawn: another one would lose their runs.

/// The generator polynomial of IEEE 802.3, which POSIX.1-2017 gives for `cksum`.
const POLYNOMIAL: u32 = 0x04C1_1DB7;

/// The first field that `cksum` prints for a file of these bytes: a CRC of 32 bits over the
/// bytes and their number, inverted.
pub(super) fn cksum(bytes: &[u8]) -> u32 {
    let mut length = Vec::new();
    let mut rest = bytes.len();
    while rest > 0 {
        length.push(rest.to_le_bytes()[0]);
        rest >>= 8;
    }
    !bytes
        .iter()
        .chain(&length)
        .fold(0, |crc, &byte| step(crc, byte))
}

/// Divides one more byte by the polynomial, the highest bit first.
fn step(crc: u32, byte: u8) -> u32 {
    let mut crc = crc ^ (u32::from(byte) << 24);
    for _ in 0..8 {
        let carry = crc >> 31 == 1;
        crc <<= 1;
        if carry {
            crc ^= POLYNOMIAL;
        }
    }
    crc
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf '%s' TEXT | cksum`, GNU coreutils 9.1.
    #[test]
    fn the_numbers_are_those_of_the_program_cksum() {
        assert_eq!(cksum(b""), 4_294_967_295);
        assert_eq!(cksum(b"123456789"), 930_766_865);
        assert_eq!(cksum("/home/ann/my iris".repeat(20).as_bytes()), PATHS);
    }

    const PATHS: u32 = 4_014_896_756;
}
