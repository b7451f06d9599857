//! What a session tells its subscriber.

/// What happens to a session. Its one subscriber hears of it whoever has caused it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEvent {
    /// Somebody else is here, or nobody is.
    AccountChanged,
    /// The same, and another tab has done it: signed in, out, or switched the account.
    AccountChangedInOtherTab,
    /// The same visitor has other tokens, whose claims may say something else, acts as another role, or has lost an identity.
    DetailsChanged,
    /// AWS does not accept the session any more, and nobody is here.
    Ended(Refusal),
}

/// Why AWS does not accept a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It accepted the session before.
    Revoked,
    /// It never accepted the session: its own message.
    InvalidToken(String),
}
