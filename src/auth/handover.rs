//! What the entrances of several tabs tell each other. A sign-in that waits for an answer is handed over from tab to tab,
//! in memory, and what one tab finishes is finished in all.

use super::pending::PendingSignIn;
use crate::secret::Secret;

/// A word from one tab to all others.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// This tab has just been opened: does a sign-in wait somewhere?
    WhoWaits,
    /// This one does.
    Waits(PendingSignIn),
    /// A sign-in that waited is finished, for this address.
    SignedIn(String),
    /// It was given up.
    GaveUp(String),
    /// This address is confirmed.
    Confirmed(String),
    /// A new password is set for this address.
    PasswordSet(String),
}

impl Word {
    /// As it is sent. May hold a secret.
    pub fn to_text(&self) -> Secret {
        let (name, rest) = match self {
            Word::WhoWaits => ("who-waits", ""),
            Word::Waits(pending) => return Secret::new(format!("waits\n{}", pending.to_text().expose())),
            Word::SignedIn(email) => ("signed-in", email.as_str()),
            Word::GaveUp(email) => ("gave-up", email.as_str()),
            Word::Confirmed(email) => ("confirmed", email.as_str()),
            Word::PasswordSet(email) => ("password-set", email.as_str()),
        };
        Secret::new(format!("{name}\n{rest}"))
    }

    /// Reads what [`Word::to_text`] wrote. A tab of another release may say what this one does not know.
    pub fn read(text: &str) -> Option<Word> {
        let (name, rest) = text.split_once('\n')?;
        Some(match name {
            "who-waits" => Word::WhoWaits,
            "waits" => Word::Waits(PendingSignIn::read(rest)?),
            "signed-in" => Word::SignedIn(rest.to_owned()),
            "gave-up" => Word::GaveUp(rest.to_owned()),
            "confirmed" => Word::Confirmed(rest.to_owned()),
            "password-set" => Word::PasswordSet(rest.to_owned()),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_what_is_heard() {
        let pending =
            PendingSignIn { challenge: Secret::new("{\"a\":\"b\\nc\"}\n"), email: "ann@example.com".into(), keep: true };
        let email = || "ann@example.com".to_owned();
        for word in [
            Word::WhoWaits,
            Word::Waits(pending),
            Word::SignedIn(email()),
            Word::GaveUp(String::new()),
            Word::Confirmed(email()),
            Word::PasswordSet(email()),
        ] {
            assert_eq!(Word::read(word.to_text().expose()), Some(word));
        }
        for nonsense in ["", "who-waits", "waits\n", "waits\nkeep\n", "something\nelse"] {
            assert_eq!(Word::read(nonsense), None, "{nonsense}");
        }
    }
}
