//! Short digests that end IRIs.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Sixty bits of SHA-256 as twelve characters (Crockford's alphabet, lower case).
///
/// Of a million facts that share their readable part, two share a digest with a chance of one in two million.
#[must_use]
pub fn short(content: &str) -> String {
    let mut out = String::with_capacity(12);
    push_short(content, &mut out);
    out
}

/// Adds the same to a text.
pub fn push_short(content: &str, out: &mut String) {
    let hash = Sha256::digest(content.as_bytes());
    let mut bits = u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
    for _ in 0..12 {
        out.push(char::from(ALPHABET[(bits >> 59) as usize]));
        bits <<= 5;
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_digest_is_twelve_characters_and_stable() {
        // The first 60 bits of SHA-256 of the empty text (e3b0c44298fc1c1…), five at a time.
        assert_eq!(short(""), "werc8gmrzge1");
        assert_ne!(short("a"), short("b"));
    }
}
