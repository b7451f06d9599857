//! Randomness, by `crypto.getRandomValues`, which plain HTTP has too.

use super::Browser;
use crate::ports::Random;

impl Random for Browser {
    fn fill(&self, bytes: &mut [u8]) {
        // Every browser that runs WebAssembly has it. Were it missing, the bytes stay zero, and SRP refuses a zero
        // secret instead of using it.
        if getrandom::fill(bytes).is_err() {
            bytes.fill(0);
        }
    }
}
