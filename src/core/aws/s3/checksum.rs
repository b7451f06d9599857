//! CRC-32 as zip files and S3 have it (ISO 3309, polynomial 0xEDB88320, reflected).

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const POLYNOMIAL: u32 = 0xEDB8_8320;

/// Eight bytes are taken at a time: a table for each.
type Tables = [[u32; 256]; 8];

fn tables() -> &'static Tables {
    // Made when they are first needed: in the program they would be 8 kB that hardly compress.
    static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Box::new([[0; 256]; 8]);
        for (byte, entry) in (0..).zip(tables[0].iter_mut()) {
            *entry = (0..8).fold(byte, |crc: u32, _| if crc & 1 == 1 { POLYNOMIAL ^ (crc >> 1) } else { crc >> 1 });
        }
        for table in 1..8 {
            for byte in 0..256 {
                let before = tables[table - 1][byte];
                tables[table][byte] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
            }
        }
        tables
    })
}

/// A CRC-32 of bytes that come one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crc32(u32);

impl Default for Crc32 {
    fn default() -> Crc32 {
        Crc32(!0)
    }
}

impl Crc32 {
    /// That of `bytes`.
    pub fn of(bytes: &[u8]) -> u32 {
        let mut crc = Crc32::default();
        crc.update(bytes);
        crc.value()
    }

    /// These bytes come next.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = tables();
        let at = |table: usize, byte: u8| tables[table][usize::from(byte)];
        let mut crc = self.0;
        let (eights, rest) = bytes.as_chunks::<8>();
        for [a, b, c, d, e, f, g, h] in eights {
            let [p, q, r, s] = crc.to_le_bytes();
            crc = at(7, a ^ p) ^ at(6, b ^ q) ^ at(5, c ^ r) ^ at(4, d ^ s) ^ at(3, *e) ^ at(2, *f) ^ at(1, *g) ^ at(0, *h);
        }
        for byte in rest {
            let [low, ..] = crc.to_le_bytes();
            crc = at(0, low ^ byte) ^ (crc >> 8);
        }
        self.0 = crc;
    }

    /// The checksum of all that came.
    pub fn value(self) -> u32 {
        !self.0
    }
}

/// The CRC-32 of bytes that consist of two stretches, by those of each and the length of the second. (As zlib does it: a stretch
/// of zeros is a multiplication over GF(2), and a long one is squared together.)
pub fn combined(first: u32, second: u32, second_length: u64) -> u32 {
    // What one zero bit does to each bit of the sum.
    let mut zeros: [u32; 32] = std::array::from_fn(|bit| if bit == 0 { POLYNOMIAL } else { 1 << (bit - 1) });
    // Three squares are a byte of them.
    (0..3).for_each(|_| zeros = squared(&zeros));
    let (mut sum, mut left) = (first, second_length);
    while left > 0 {
        if left & 1 == 1 {
            sum = times(&zeros, sum);
        }
        left >>= 1;
        zeros = squared(&zeros);
    }
    sum ^ second
}

fn times(matrix: &[u32; 32], vector: u32) -> u32 {
    matrix.iter().enumerate().filter(|(bit, _)| vector >> bit & 1 == 1).fold(0, |sum, (_, row)| sum ^ row)
}

fn squared(matrix: &[u32; 32]) -> [u32; 32] {
    matrix.map(|row| times(matrix, row))
}

/// As `x-amz-checksum-crc32` has it.
pub fn checksum_crc32(crc32: u32) -> String {
    STANDARD.encode(crc32.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_sums() {
        // https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-32-iso-hdlc
        assert_eq!(Crc32::of(b"123456789"), 0xCBF4_3926);
        assert_eq!(Crc32::of(b""), 0);
        assert_eq!(checksum_crc32(0xCBF4_3926), "y/Q5Jg==");
    }

    proptest! {
        #[test]
        fn it_is_the_same_however_the_bytes_come(bytes in proptest::collection::vec(any::<u8>(), 0..100), at in 0..100_usize) {
            let slow = !bytes.iter().fold(!0_u32, |crc, byte| {
                (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
            });
            let (first, rest) = bytes.split_at(at.min(bytes.len()));
            let mut crc = Crc32::default();
            crc.update(first);
            crc.update(rest);
            prop_assert_eq!(crc.value(), slow);
            prop_assert_eq!(combined(Crc32::of(first), Crc32::of(rest), rest.len() as u64), slow);
        }
    }
}
