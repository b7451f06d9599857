//! What was typed to go to a row by its name.

use crate::ui::reactive::StoredValue;

/// A pause after which other letters begin another name.
const PAUSE_MS: f64 = 1000.0;

/// The letters that were typed without a pause.
#[derive(Clone, Copy)]
pub(super) struct TypeAhead(StoredValue<(String, f64)>);

impl TypeAhead {
    pub fn new() -> TypeAhead {
        TypeAhead(StoredValue::new((String::new(), f64::NEG_INFINITY)))
    }

    /// Takes a key that was pressed at `at`, in milliseconds. Whether it is part of a name: what the page's own shortcuts begin
    /// with is none, nor are keys that write nothing.
    pub fn add(self, key: &str, at: f64) -> bool {
        let mut characters = key.chars();
        let (Some(letter), None) = (characters.next(), characters.next()) else { return false };
        if matches!(letter, '.' | '/' | '?' | ' ') || letter.is_control() {
            return false;
        }
        self.0.update_value(|(text, last)| {
            *text = after(std::mem::take(text), letter, at - *last);
            *last = at;
        });
        true
    }

    /// What was typed.
    pub fn text(self) -> String {
        self.0.get_value().0
    }
}

/// One letter several times goes from name to name that begin with it.
fn after(text: String, letter: char, pause: f64) -> String {
    let is_new = pause > PAUSE_MS || text.chars().all(|own| own == letter);
    let mut text = if is_new { String::new() } else { text };
    text.push(letter);
    text
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn letters_make_a_name_until_there_is_a_pause() {
        assert_eq!(after("ab".into(), 'c', 200.0), "abc");
        assert_eq!(after("ab".into(), 'c', 2000.0), "c");
        assert_eq!(after("a".into(), 'a', 200.0), "a");
        assert_eq!(after(String::new(), 'a', f64::INFINITY), "a");
    }
}
