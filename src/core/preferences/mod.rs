//! What the visitor chose for themselves, on whatever device: theme, page size, where they were last. Kept as one small
//! object among their own files ([`store`]), and written by several devices at once.
//!
//! Each preference carries when it was chosen, by AWS's time. Of two versions of the whole each preference is taken from the
//! one that chose it later, so that no device's change is lost to another device's change of something else, and all come
//! to the same in whatever order they meet.

pub mod cache;
pub mod store;

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value, json};

/// How long a trace is kept of what is over. A device that was away for longer may bring it back, and finds again that it is over.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// All preferences, also those that only another release of the page knows: by name `{"value": …, "at": …}`, when each was chosen
/// in milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preferences(Map<String, Value>);

fn chosen_at(choice: &Value) -> Option<u64> {
    choice.get("at")?.as_u64()
}

/// What decides between two: the later one; between two of the same moment anything that is the same for all.
fn rank(choice: &Value) -> (Option<u64>, String) {
    (chosen_at(choice), choice.to_string())
}

impl Preferences {
    /// Reads what [`Preferences::to_json`] wrote. What is something else is left out: the object is the visitor's own, and
    /// they may have put anything there.
    pub fn read(json: &[u8]) -> Preferences {
        let all: Map<String, Value> = serde_json::from_slice(json).unwrap_or_default();
        let mut preferences = Preferences::default();
        for (name, choice) in all {
            if choice.get("value").is_some() && chosen_at(&choice).is_some() {
                preferences.0.insert(name, choice);
            }
        }
        preferences
    }

    /// As they are kept.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// The value of a preference, if it was ever chosen.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)?.get("value")
    }

    /// The names of those that begin with `prefix`, without it, and their values.
    pub fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.0.iter().filter_map(move |(name, choice)| Some((name.strip_prefix(prefix)?, choice.get("value")?)))
    }

    /// The visitor chooses, at AWS's time `now`. It counts as later than what they saw, whatever clock that was chosen by.
    pub fn choose(&mut self, name: &str, value: impl Into<Value>, now: SystemTime) {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_millis();
        let seen = self.0.get(name).and_then(chosen_at).map_or(0, |at| at.saturating_add(1));
        let at = u64::try_from(now).unwrap_or(u64::MAX).max(seen);
        self.0.insert(name.to_owned(), json!({ "value": value.into(), "at": at }));
    }

    /// Forgets what is over, whose value is null, once it has been for so long that hardly any device has not heard of it. Each upload
    /// in parts leaves a trace, and there is room for so many.
    pub fn forget_ended(&mut self, now: SystemTime) {
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let before = u64::try_from(now.saturating_sub(REMEMBERED).as_millis()).unwrap_or(u64::MAX);
        self.0.retain(|_, choice| !choice.get("value").is_some_and(Value::is_null) || chosen_at(choice) >= Some(before));
    }

    /// Takes over from `other` what was chosen later there.
    pub fn merge(&mut self, other: &Preferences) {
        for (name, theirs) in &other.0 {
            if self.0.get(name).is_none_or(|ours| rank(ours) < rank(theirs)) {
                self.0.insert(name.clone(), theirs.clone());
            }
        }
    }

    /// Both.
    #[must_use]
    pub fn merged(&self, other: &Preferences) -> Preferences {
        let mut both = self.clone();
        both.merge(other);
        both
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn preferences() -> impl Strategy<Value = Preferences> {
        let name = prop::sample::select(vec!["theme", "page_size", "last_place", "later"]);
        let choice = ("[a-c]{1}", 0u64..4).prop_map(|(value, at)| json!({ "value": value, "at": at }));
        prop::collection::vec((name.prop_map(str::to_owned), choice), 0..4).prop_map(|all| Preferences(all.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn the_order_in_which_versions_meet_does_not_matter(a in preferences(), b in preferences(), c in preferences()) {
            prop_assert_eq!(a.merged(&b), b.merged(&a));
            prop_assert_eq!(a.merged(&b).merged(&c), a.merged(&b.merged(&c)));
            prop_assert_eq!(a.merged(&a), a.clone());
            prop_assert_eq!(a.merged(&b).merged(&b), a.merged(&b));
        }

        #[test]
        fn nothing_is_lost_and_nothing_is_made_up(a in preferences(), b in preferences()) {
            let both = a.merged(&b);
            for (name, choice) in &both.0 {
                let (ours, theirs) = (a.0.get(name), b.0.get(name));
                prop_assert!(ours == Some(choice) || theirs == Some(choice));
                prop_assert!([ours, theirs].into_iter().flatten().all(|one| chosen_at(one) <= chosen_at(choice)));
            }
            prop_assert!(a.0.keys().chain(b.0.keys()).all(|name| both.0.contains_key(name)));
        }

        #[test]
        fn what_is_chosen_wins_over_what_was_seen(a in preferences(), seconds in 0u64..10) {
            let mut mine = a.clone();
            mine.choose("theme", "dark", SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
            let both = mine.merged(&a);
            prop_assert_eq!(both.get("theme"), Some(&Value::from("dark")));
        }

        #[test]
        fn what_is_written_is_read(a in preferences(), nonsense in any::<Vec<u8>>()) {
            prop_assert_eq!(Preferences::read(a.to_json().as_bytes()), a);
            let _ = Preferences::read(&nonsense);
        }
    }

    #[test]
    fn what_is_no_preference_is_left_out() {
        let read = Preferences::read(br#"{"theme":{"value":"dark","at":1},"x":7,"y":{"at":-1,"value":0}}"#);
        assert_eq!(read.to_json(), r#"{"theme":{"at":1,"value":"dark"}}"#);
        assert_eq!(Preferences::read(b"[]"), Preferences::default());
    }
}
