//! Whether bytes that come in pieces are text in UTF-8.

use crate::ports::Utf8;

/// Looks at one piece after the other.
#[derive(Debug, Default)]
pub struct Utf8Check {
    /// The beginning of a character whose rest is still to come.
    begun: Vec<u8>,
    is_invalid: bool,
}

impl Utf8Check {
    /// The next piece.
    pub fn update(&mut self, mut piece: &[u8]) {
        // Text of two bytes a character is valid UTF-8 as long as it is ASCII; no text has a NUL.
        self.is_invalid |= !self.is_invalid && piece.contains(&0);
        while !self.is_invalid && !self.begun.is_empty() {
            let Some((next, rest)) = piece.split_first() else { return };
            piece = rest;
            self.begun.push(*next);
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(fault) => self.is_invalid = fault.error_len().is_some(),
            }
        }
        if self.is_invalid {
            return;
        }
        if let Err(fault) = std::str::from_utf8(piece) {
            match fault.error_len() {
                None => self.begun = piece.get(fault.valid_up_to()..).unwrap_or_default().to_vec(),
                Some(_) => self.is_invalid = true,
            }
        }
    }

    /// What all pieces were.
    pub fn value(&self) -> Utf8 {
        match self.begun.is_empty() {
            _ if self.is_invalid => Utf8::Invalid,
            true => Utf8::Valid,
            false => Utf8::Cut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(bytes: &[u8], piece: usize) -> Utf8 {
        let mut check = Utf8Check::default();
        bytes.chunks(piece).for_each(|piece| check.update(piece));
        check.value()
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        for piece in 1..9 {
            assert_eq!(of("aé👍שלום\n".as_bytes(), piece), Utf8::Valid);
            assert_eq!(of(&"aé👍".as_bytes()[..5], piece), Utf8::Cut);
            assert_eq!(of(b"caf\xe9 au lait", piece), Utf8::Invalid, "Latin-1");
            assert_eq!(of(b"caf\xe9", piece), Utf8::Cut, "which only the end tells");
            assert_eq!(of(b"\xff\xfea\0", piece), Utf8::Invalid, "UTF-16");
            assert_eq!(of(b"a\0b\0", piece), Utf8::Invalid, "UTF-16 without its mark");
        }
        assert_eq!(of(b"", 1), Utf8::Valid);
    }

    proptest! {
        #[test]
        fn pieces_change_nothing(text in "\\PC{0,40}", piece in 1_usize..7) {
            prop_assert_eq!(of(text.as_bytes(), piece), Utf8::Valid);
        }

        #[test]
        fn any_bytes_are_something(bytes in proptest::collection::vec(1_u8.., 0..40), piece in 1_usize..7) {
            prop_assert_eq!(of(&bytes, piece) == Utf8::Valid, std::str::from_utf8(&bytes).is_ok());
        }
    }
}
