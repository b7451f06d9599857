//! What the visitor may do in a folder: what the configuration says, less what S3 has refused there. A refusal holds until the same
//! action succeeds or the visitor reloads the folder: a policy may allow some keys and prefixes only, and may change.

use crate::ui::reactive::*;

use super::folder::Folder;
use crate::app::AppState;
use crate::aws::Error;
use crate::config::Actions;
use crate::route::Place;

/// The actions that S3 may deny although the configuration allows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `ListObjectsV2`
    List,
    /// `GetObject`
    Read,
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

impl Action {
    /// What a policy calls it: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>
    fn iam_name(self) -> &'static str {
        match self {
            Action::List => "s3:ListBucket",
            Action::Read => "s3:GetObject",
            Action::Write => "s3:PutObject",
            Action::Delete => "s3:DeleteObject",
            Action::ReadTags => "s3:GetObjectTagging",
            Action::WriteTags => "s3:PutObjectTagging",
            Action::ListVersions => "s3:ListBucketVersions",
            Action::ReadVersions => "s3:GetObjectVersion",
            Action::DeleteVersions => "s3:DeleteObjectVersion",
            Action::Restore => "s3:RestoreObject",
        }
    }

    /// Whether a refusal is of this action, where it names one.
    pub fn is_named_by(self, error: &Error) -> Option<bool> {
        named(&error.service()?.message).map(|(action, _)| action == self.iam_name())
    }
}

/// What S3 has refused, for all below the component that this is provided in.
#[derive(Clone, Copy)]
pub struct Refusals {
    state: AppState,
    refused: RwSignal<Vec<DeniedAccess>>,
}

#[derive(Clone, Debug)]
struct DeniedAccess {
    of: DeniedAction,
    /// The action and the resource, as S3 named them.
    named: Option<(String, String)>,
}

/// The place, the action and the role of a denied request.
#[derive(Clone, Debug, PartialEq)]
struct DeniedAction {
    /// The folder.
    place: Place,
    action: Action,
    /// The role, where the visitor has chosen one.
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

    /// Stores the refusal if the error is `AccessDenied`.
    pub fn note(self, place: &Place, action: Action, error: &Error) {
        let Some(refusal) = error.service().filter(|refusal| refusal.code == "AccessDenied") else { return };
        let of = self.of(place, action);
        if self.refused.try_with_untracked(|all| all.iter().any(|refusal| refusal.of == of)) == Some(false) {
            let named = named(&refusal.message).map(|(action, resource)| (action.to_owned(), resource.to_owned()));
            self.refused.update(|all| all.push(DeniedAccess { of, named }));
        }
    }

    /// Forgets the refusals of this action in this place: it has just succeeded.
    pub fn succeeded(self, place: &Place, action: Action) {
        let of = self.of(place, action);
        self.forget(|refusal| refusal.of == of);
    }

    /// Forgets all refusals in this place: the visitor has reloaded the folder.
    pub fn forget_all(self, place: &Place) {
        self.forget(|refusal| refusal.of.place == *place);
    }

    fn forget(self, is_meant: impl Fn(&DeniedAccess) -> bool) {
        if self.refused.try_with_untracked(|all| all.iter().any(&is_meant)) == Some(true) {
            self.refused.update(|all| all.retain(|refusal| !is_meant(refusal)));
        }
    }

    /// Whether this was refused.
    pub fn has(self, place: &Place, action: Action) -> bool {
        let of = self.of(place, action);
        self.refused.with_untracked(|all| all.iter().any(|refusal| refusal.of == of))
    }

    /// Whether what is written over a file at `place` may be taken back, which deletes a version.
    pub fn may_take_back(self, place: &Place) -> bool {
        untrack(|| self.allowed(place)).delete && !self.has(place, Action::DeleteVersions)
    }

    /// What the role lacks to read, write and delete in `folder`, as far as S3 has refused it there: each action and resource.
    pub fn lacking(self, folder: &Folder) -> Vec<(String, String)> {
        self.refused.track();
        let of_folder = || folder.bucket.arn(&format!("{}*", folder.prefix()));
        let lacks = |action: Action| {
            let of = self.of(&folder.place, action);
            let named = self.refused.with_untracked(|all| all.iter().find(|refusal| refusal.of == of).cloned())?.named;
            Some(named.unwrap_or_else(|| (action.iam_name().to_owned(), of_folder())))
        };
        [Action::Read, Action::Write, Action::Delete].into_iter().filter_map(lacks).collect()
    }

    /// What may be offered at `place`.
    pub fn allowed(self, place: &Place) -> Actions {
        self.refused.track();
        self.state.visitor.role.track();
        let configured = self.state.with_config(|config| match config.places.at(place) {
            Some(place) => self.state.profile().read().as_ref().map(|profile| profile.actions(&place.access)).unwrap_or_default(),
            // Nothing is known of what a bucket allows that the visitor has opened by its name.
            None => Actions::ALL,
        });
        Actions {
            get: configured.get && !self.has(place, Action::Read),
            write: configured.write && !self.has(place, Action::Write),
            delete: configured.delete && !self.has(place, Action::Delete),
            ..configured
        }
    }

    fn of(self, place: &Place, action: Action) -> DeniedAction {
        DeniedAction { place: place.clone(), action, role: self.state.visitor.role.get_untracked() }
    }
}

/// The action and the resource that a refusal names, if it does: `… is not authorized to perform: s3:PutObject on resource:
/// "arn:aws:s3:::b/k" because …` (<https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>).
fn named(message: &str) -> Option<(&str, &str)> {
    let (_, rest) = message.split_once("is not authorized to perform: ")?;
    let (action, rest) = rest.split_once(" on resource: \"")?;
    let (resource, _) = rest.split_once('"')?;
    (action.starts_with("s3:") && resource.starts_with("arn:")).then_some((action, resource))
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
    use crate::aws::ServiceError;

    #[test]
    fn a_refusal_names_what_is_lacking() {
        let says = "User: arn:aws:sts::1:assumed-role/R/S is not authorized to perform: s3:PutObject on resource: \
                    \"arn:aws:s3:::b/a b/c\" because no identity-based policy allows the s3:PutObject action";
        assert_eq!(named(says), Some(("s3:PutObject", "arn:aws:s3:::b/a b/c")));
        let error = Error::Service(ServiceError { message: says.to_owned(), ..ServiceError::default() });
        assert_eq!((Action::Write.is_named_by(&error), Action::Read.is_named_by(&error)), (Some(true), Some(false)));
        assert_eq!(Action::Read.is_named_by(&Error::NotAws), None);
        for other in ["Access Denied", "", "is not authorized to perform: s3:PutObject on resource: \"arn", "x on resource: \"\""]
        {
            assert_eq!(named(other), None);
        }
    }

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
