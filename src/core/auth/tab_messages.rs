//! Messages between the entrances of several tabs, by BroadcastChannel. A pending sign-in is handed over from tab to tab in
//! memory, and what one tab finishes is finished in all.

use super::pending::PendingSignIn;
use crate::secret::Secret;

/// A message from one tab to all others.
#[derive(Clone, Debug, PartialEq)]
pub enum TabMessage {
    /// Asks for a sign-in that is pending in another tab.
    PendingSignInQuery,
    /// Answers with it.
    PendingSignIn(PendingSignIn),
    /// A sign-in that waited is finished, for this address.
    SignedIn(String),
    /// It was given up.
    Cancelled(String),
    /// This address is confirmed.
    Confirmed(String),
    /// A new password is set for this address.
    PasswordSet(String),
}

impl TabMessage {
    /// As it is sent. May hold a secret.
    pub fn to_text(&self) -> Secret {
        let (name, rest) = match self {
            TabMessage::PendingSignInQuery => ("who-waits", ""),
            TabMessage::PendingSignIn(pending) => return Secret::new(format!("waits\n{}", pending.to_text().expose())),
            TabMessage::SignedIn(email) => ("signed-in", email.as_str()),
            TabMessage::Cancelled(email) => ("gave-up", email.as_str()),
            TabMessage::Confirmed(email) => ("confirmed", email.as_str()),
            TabMessage::PasswordSet(email) => ("password-set", email.as_str()),
        };
        Secret::new(format!("{name}\n{rest}"))
    }

    /// Reads what [`TabMessage::to_text`] wrote. A tab of another release may say what this one does not know.
    pub fn read(text: &str) -> Option<TabMessage> {
        let (name, rest) = text.split_once('\n')?;
        Some(match name {
            "who-waits" => TabMessage::PendingSignInQuery,
            "waits" => TabMessage::PendingSignIn(PendingSignIn::read(rest)?),
            "signed-in" => TabMessage::SignedIn(rest.to_owned()),
            "gave-up" => TabMessage::Cancelled(rest.to_owned()),
            "confirmed" => TabMessage::Confirmed(rest.to_owned()),
            "password-set" => TabMessage::PasswordSet(rest.to_owned()),
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
        for message in [
            TabMessage::PendingSignInQuery,
            TabMessage::PendingSignIn(pending),
            TabMessage::SignedIn(email()),
            TabMessage::Cancelled(String::new()),
            TabMessage::Confirmed(email()),
            TabMessage::PasswordSet(email()),
        ] {
            assert_eq!(TabMessage::read(message.to_text().expose()), Some(message));
        }
        for nonsense in ["", "who-waits", "waits\n", "waits\nkeep\n", "something\nelse"] {
            assert_eq!(TabMessage::read(nonsense), None, "{nonsense}");
        }
    }
}
