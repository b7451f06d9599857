//! What the visitor may do in a place: what the configuration says, less what S3 has refused since the page was loaded.

use crate::ui::reactive::*;

use crate::aws::Error;
use crate::config::Actions;
use crate::route::Place;
use crate::ui::AppState;

/// What S3 may refuse to somebody who was offered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `ListObjectsV2`
    List,
    /// `PutObject`
    Write,
    /// `DeleteObjects`
    Delete,
    /// `GetObjectTagging`
    ReadTags,
    /// `PutObjectTagging`, `DeleteObjectTagging`
    WriteTags,
    /// `ListObjectVersions`
    ListVersions,
    /// `GetObject` of a version
    ReadVersions,
    /// `DeleteObject` of a version
    DeleteVersions,
    /// `RestoreObject`
    Restore,
}

/// What S3 has refused, for all below the component that this is provided in.
#[derive(Clone, Copy)]
pub struct Refusals {
    state: AppState,
    refused: RwSignal<Vec<Refusal>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Refusal {
    place: Place,
    action: Action,
    /// The role that was refused, where the visitor has chosen one.
    role: Option<String>,
}

impl Refusals {
    /// Begins with none.
    pub fn provide() {
        provide_context(Refusals { state: AppState::get(), refused: RwSignal::new(Vec::new()) });
    }

    /// Those of this visitor.
    pub fn get() -> Refusals {
        expect_context()
    }

    /// Takes note of an error, if it is a refusal by the visitor's role.
    pub fn note(self, place: &Place, action: Action, error: &Error) {
        let refusal = self.of(place, action);
        if error.code() == "AccessDenied" && self.refused.try_with_untracked(|all| all.contains(&refusal)) == Some(false) {
            self.refused.update(|all| all.push(refusal));
        }
    }

    /// Whether this was refused.
    pub fn has(self, place: &Place, action: Action) -> bool {
        let refusal = self.of(place, action);
        self.refused.with_untracked(|all| all.contains(&refusal))
    }

    /// What may be offered at `place`.
    pub fn allowed(self, place: &Place) -> Actions {
        self.refused.track();
        let configured = self.state.with_config(|config| match config.places.at(place) {
            Some(place) => self.state.profile().read().as_ref().map(|profile| profile.actions(&place.access)).unwrap_or_default(),
            // Nothing is known of what a bucket allows that the visitor has opened by its name.
            None => Actions::ALL,
        });
        Actions {
            write: configured.write && !self.has(place, Action::Write),
            delete: configured.delete && !self.has(place, Action::Delete),
            ..configured
        }
    }

    /// In a place of the configuration all folders are alike; of a bucket nobody knows that.
    fn of(self, place: &Place, action: Action) -> Refusal {
        let place = if matches!(place, Place::Bucket { .. }) { place.clone() } else { place.at("") };
        Refusal { place, action, role: self.state.session().role() }
    }
}

/// Whether files can be seen, and nothing be done to them.
pub fn is_read_only(allowed: Actions) -> bool {
    allowed.list && !allowed.write && !allowed.delete
}

/// Why something is not offered that files usually can have done to them.
pub fn reason(allowed: Actions) -> Option<&'static str> {
    match allowed {
        Actions { list: true, get: true, write: false, .. } => Some(t!("You can view files here but not add any.")),
        Actions { list: true, get: false, write: false, .. } => {
            Some(t!("You can see file names here but not open or add files."))
        }
        Actions { list: false, write: true, .. } => Some(t!("You can add files here but not view any.")),
        Actions { list: true, get: false, .. } => Some(t!("You can add files here but not open any.")),
        Actions { list: true, delete: false, .. } => Some(t!("You can add files here but not delete any.")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let none = Actions::default();
        assert_eq!(reason(Actions::ALL), None);
        assert_eq!(reason(Actions::READ), Some("You can view files here but not add any."));
        assert_eq!(reason(Actions { delete: true, ..Actions::READ }), Some("You can view files here but not add any."));
        assert!(reason(Actions { delete: false, ..Actions::ALL }).unwrap().contains("not delete"));
        assert!(reason(Actions { get: false, ..Actions::ALL }).unwrap().contains("not open"));
        assert!(reason(Actions { list: true, ..none }).unwrap().contains("names"));
        assert!(reason(Actions { write: true, ..none }).unwrap().contains("not view"));
        assert_eq!(reason(none), None, "the page says so in place of the list");
    }
}
