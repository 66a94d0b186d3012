//! Names of senders: four octets in J2735, eight in the Chinese sets.

/// Four octets as eight: with zeros behind.
pub(super) const fn eight([a, b, c, d]: [u8; 4]) -> [u8; 8] {
    [a, b, c, d, 0, 0, 0, 0]
}

/// Eight octets as four, and whether they can be had back: names with zeros behind lose them, of others the FNV-1a hash
/// is taken. Cutting would make one sender of all whose names begin alike, as plates do.
pub(super) fn four(name: [u8; 8]) -> ([u8; 4], bool) {
    if let [a, b, c, d, 0, 0, 0, 0] = name {
        return ([a, b, c, d], true);
    }
    let hash =
        name.iter().fold(0x811C_9DC5_u32, |hash, octet| (hash ^ u32::from(*octet)).wrapping_mul(0x0100_0193));
    (hash.to_be_bytes(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_come_back_and_long_ones_stay_apart() {
        assert_eq!(four(eight(*b"abcd")), (*b"abcd", true));
        let (one, two) = (four(*b"CAR00001"), four(*b"CAR00002"));
        assert!(!one.1 && one.0 != two.0);
        // FNV-1a of the empty string with one octet, by its published test vectors: "a" is e40c292c.
        let a = (0x811C_9DC5_u32 ^ u32::from(b'a')).wrapping_mul(0x0100_0193);
        assert_eq!(a, 0xE40C_292C);
    }
}
