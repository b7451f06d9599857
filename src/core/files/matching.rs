//! Whether a name contains what is looked for, whatever its case and however its characters are composed.

use crate::ports::Form;

/// Brings text into a form of Unicode.
pub type Normalize = fn(&str, Form) -> String;

/// What is looked for in names.
#[derive(Clone, Debug)]
pub struct Pattern {
    folded: String,
    normalize: Normalize,
}

impl Pattern {
    /// Looks for `text`.
    pub fn new(text: &str, normalize: Normalize) -> Pattern {
        Pattern { folded: fold(text, normalize), normalize }
    }

    /// Whether `name` contains it.
    pub fn is_in(&self, name: &str) -> bool {
        fold(name, self.normalize).contains(&self.folded)
    }

    /// Whether `name` begins with it.
    pub fn begins(&self, name: &str) -> bool {
        fold(name, self.normalize).starts_with(&self.folded)
    }
}

/// What two names have in common that differ in case, or in how their characters are composed.
fn fold(name: &str, normalize: Normalize) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    normalize(&name.to_lowercase(), Form::Composed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalize(text: &str, _: Form) -> String {
        text.replace("u\u{308}", "ü")
    }

    #[test]
    fn case_and_form_do_not_matter() {
        let pattern = Pattern::new("ÜBER", normalize);
        assert!(pattern.is_in("Die U\u{308}bersicht.txt") && pattern.begins("übersee"));
        assert!(!pattern.begins("die Übersicht") && !pattern.is_in("uber"));
        assert!(Pattern::new("", normalize).is_in("anything"));
    }
}
