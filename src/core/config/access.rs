//! Who may do what with the files of a place.

use serde_json::{Map, Value};

use super::read::{Field, Reader};
use super::{Expected, FaultKind};

/// What visitors may do, as the configuration says. IAM decides; this is for offering nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// Objects can be read.
    pub get: bool,
    /// Keys can be listed.
    pub list: bool,
    /// Objects can be written.
    pub write: bool,
    /// Objects can be deleted.
    pub delete: bool,
}

impl Actions {
    /// All there are.
    pub const ALL: Actions = Actions { get: true, list: true, write: true, delete: true };
    /// Objects can be listed and read.
    pub const READ: Actions = Actions { get: true, list: true, write: false, delete: false };

    /// Whether there are any.
    pub fn any(self) -> bool {
        self != Actions::default()
    }

    /// What either allows.
    #[must_use]
    pub fn or(self, other: Actions) -> Actions {
        Actions {
            get: self.get || other.get,
            list: self.list || other.list,
            write: self.write || other.write,
            delete: self.delete || other.delete,
        }
    }
}

/// Who may do what in a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Visitors who have not signed in.
    pub guest: Actions,
    /// Visitors who have signed in.
    pub authenticated: Actions,
    /// The members of these groups of the user pool, beside that.
    pub groups: Vec<(String, Actions)>,
}

impl Access {
    /// What somebody may do who has signed in and is in these groups.
    pub fn of_groups<'a>(&self, groups: impl Iterator<Item = &'a str>) -> Actions {
        let granted = groups.filter_map(|name| self.groups.iter().find(|(group, _)| group == name));
        granted.fold(self.authenticated, |all, (_, actions)| all.or(*actions))
    }

    pub(super) fn any(&self) -> bool {
        self.guest.any() || self.authenticated.any() || self.groups.iter().any(|(_, actions)| actions.any())
    }
}

impl Reader {
    /// `access` of a place in `config.json`.
    pub fn access(&mut self, place: &Map<String, Value>, path: &str) -> Access {
        let field = Field::of(place, path, "access");
        let faults = self.faults.len();
        let mut access = Access::default();
        for (kind, value) in self.required(&field, FaultKind::NoAccess).into_iter().flatten() {
            let path = format!("{}.{kind}", field.path);
            let value = Field { path, value: Some(value) };
            match kind.as_str() {
                "guest" => access.guest = self.actions(value),
                "authenticated" | "entityidentity" => access.authenticated = access.authenticated.or(self.actions(value)),
                "groups" => {
                    for (name, actions) in self.object(&value).into_iter().flatten() {
                        let actions = self.actions(Field { path: format!("{}.{name}", value.path), value: Some(actions) });
                        access.groups.push((name.clone(), actions));
                    }
                }
                _ => self.fault(&value.path, FaultKind::Other(Expected::OneOf(&["guest", "authenticated", "groups"]))),
            }
        }
        if self.faults.len() == faults && !access.any() {
            self.fault(&field.path, FaultKind::NoAccess);
        }
        access
    }

    fn actions(&mut self, field: Field<'_>) -> Actions {
        let mut all = Actions::default();
        for (path, value) in self.list(field) {
            match value.as_str() {
                Some("get") => all.get = true,
                Some("list") => all.list = true,
                Some("write") => all.write = true,
                Some("delete") => all.delete = true,
                // Amplify's word for both.
                Some("read") => all = all.or(Actions::READ),
                _ => self.fault(&path, FaultKind::Other(Expected::OneOf(&["get", "list", "write", "delete"]))),
            }
        }
        all
    }

    /// A rule of `storage.buckets[].paths` in `amplify_outputs.json`.
    pub fn amplify_access(&mut self, rule: Field<'_>) -> Access {
        let mut access = Access::default();
        for (kind, value) in self.object(&rule).into_iter().flatten() {
            let value = Field { path: format!("{}.{kind}", rule.path), value: Some(value) };
            match (kind.as_str(), kind.strip_prefix("groups")) {
                ("guest", _) => access.guest = self.actions(value),
                ("authenticated" | "entityidentity", _) => access.authenticated = access.authenticated.or(self.actions(value)),
                (_, Some(group)) => access.groups.push((group.to_owned(), self.actions(value))),
                // Functions of the backend.
                _ => {}
            }
        }
        access
    }
}
