//! Danger zone: what cannot be taken back.

use futures::StreamExt;

use crate::aws::retry::repeat_while;
use crate::ui::reactive::*;

use super::{AccountPage, explain};
use crate::app::AppState;
use crate::auth::account;
use crate::auth::visitor::{self, Profile};
use crate::aws;
use crate::aws::s3::{Bucket, MAX_DELETE, Object, ObjectIdentifier};
use crate::config::StoragePlace;
use crate::files::listing::BucketAccess;
use crate::files::walk::Walk;
use crate::ui;
use crate::ui::components::{Button, ButtonKind, Dialog, Handler, Problem, TextField, checkbox, error_notice, form};
use crate::ui::dom::{View, group, html, live, text};
use crate::ui::task::Task;
use crate::ui::words::Phrase;

/// Where it says why the account cannot be deleted yet.
const REASON: &str = "deletion-reason";

pub(super) fn view(account: AccountPage) -> View {
    let open = RwSignal::new(false);
    let delete = Button::new(t!("Delete…")).label(t!("Delete account")).class("button delete").on_click(move || open.set(true));
    let says = t!("Permanently deletes your account. This can't be undone.");
    group([super::lines([super::line(t!("Delete account"), says, delete)]).into(), deletion(account, open)])
}

/// What visitors type to show that they mean it.
#[derive(Debug, PartialEq, Eq)]
struct Proof {
    label: Phrase,
    /// The input's `type`.
    kind: &'static str,
    /// Never empty: an empty field proves nothing.
    expected: String,
}

impl Proof {
    /// What the visitor knows of their account: its email address, else its name, unless that was given to it, or the phone
    /// number.
    fn of(profile: Option<&Profile>) -> Proof {
        let claim = |name: &str| match profile {
            Some(Profile::User(claims)) => claims.get(name)?.as_str().map(str::trim).filter(|value| !value.is_empty()),
            _ => None,
        };
        let user_name = match profile {
            Some(Profile::User(claims)) => visitor::user_name(claims),
            _ => None,
        };
        let known = [
            (phrase!("Your email"), "email", claim("email")),
            (phrase!("Your username"), "text", user_name),
            (phrase!("Your phone number"), "tel", claim("phone_number")),
        ];
        let mut known = known.into_iter().filter_map(|(label, kind, value)| Some((label, kind, value?)));
        let (label, kind, expected) = known.next().unwrap_or((phrase!("Confirmation"), "text", t!("delete")));
        Proof { label, kind, expected: expected.to_owned() }
    }
}

/// Asks before the account is deleted.
fn deletion(account: AccountPage, open: RwSignal<bool>) -> View {
    let deleting = Task::new();
    let files_deleted = RwSignal::new(None::<usize>);
    Dialog::new(open, t!("Delete your account?")).busy(deleting.running()).content(move || {
        let Proof { label, kind, expected } = Proof::of(account.state.session().profile().as_ref());
        let (typed, typed_error) = (RwSignal::new(String::new()), RwSignal::new(None));
        let with_files = RwSignal::new(false);
        let problem = RwSignal::new(None);
        // Files may be many. Of a request to delete the account nobody could say what became of it.
        let stoppable = RwSignal::new(false);
        files_deleted.set(None);
        let hint = t!("Type {expected} to confirm.", expected = expected);
        let wrong = hint.clone();
        let reason = html::p().id(REASON).attr("hidden", true).child(hint.clone());
        let is_proven = Memo::new(move |_| typed.read().trim().to_lowercase() == expected.to_lowercase());
        let send = Handler::from(move || {
            let is_proven = is_proven.get_untracked();
            typed_error.set((!is_proven).then(|| wrong.clone()));
            if is_proven {
                deleting.start(async move {
                    problem.set(None);
                    if with_files.get_untracked() {
                        files_deleted.set(None);
                        stoppable.set(true);
                        let deleted = delete_files(account.state, files_deleted).await;
                        stoppable.set(false);
                        if let Err(failure) = deleted {
                            problem.set(Some(failure.explained()));
                            return;
                        }
                    }
                    problem.set(delete(account).await.err());
                });
            }
        });
        let has_files = account.state.config().places.iter().any(|place| is_to_be_emptied(account.state, place));
        let files =
            has_files.then(|| checkbox(t!("Also delete all my files"), with_files, Some(t!("Everything in “My files”."))));
        let says = match account.state.config().tables.is_empty() {
            true => t!("This can't be undone."),
            false => t!(
                "This can't be undone. Items saved for your account stay in this site's storage. Ask the site owner to remove them."
            ),
        };
        let progress = live(move || {
            let count = files_deleted.get()?;
            let says = n!(count, one = "{count} file deleted.", other = "{count} files deleted.");
            Some(html::p().class("hint").attr("role", "status").child(says))
        });
        let cancel = move || {
            stoppable.set(false);
            deleting.stop();
            open.set(false);
        };
        let running = deleting.running();
        let stop = text(move || if stoppable.get() { t!("Stop") } else { t!("Cancel") });
        let cancel = Button::new(stop).disabled(move || running.get() && !stoppable.get()).on_click(cancel);
        // No button that submits: Enter would press it, and it says nothing at rest.
        let confirm = Button::new(t!("Delete account")).kind(ButtonKind::Danger).busy(deleting.running());
        let confirm = confirm.because(REASON).resting(move || !is_proven.get()).on_click(send);
        let field = TextField::new(label.text(), typed).kind(kind).required().autofocus(true).hint(Some(hint)).error(typed_error);
        form(send)
            .child(html::p().class("dialog-text").child(says))
            .child(files)
            .child(field)
            .child(reason)
            .child(error_notice(problem, None))
            .child(progress)
            .child(html::div().class("dialog-actions").child(cancel).child(confirm))
            .into()
    })
}

async fn delete(account: AccountPage) -> Result<(), Problem> {
    let state = account.state;
    account::delete_user(&state.session()).await.map_err(|error| explain::error(t!("Couldn't delete your account"), &error))?;
    state.say(t!("Account deleted"));
    state.end_revoked_session();
    Ok(())
}

enum DeleteUserFailure {
    /// A request failed.
    Aws(aws::Error),
    /// So many could not be deleted, for this reason.
    Kept(usize, aws::Error),
}

impl DeleteUserFailure {
    fn explained(self) -> Problem {
        match self {
            DeleteUserFailure::Aws(error) => {
                ui::words::errors::aws_error(t!("Couldn't delete some files. Your account is still there"), &error)
            }
            DeleteUserFailure::Kept(count, error) => {
                let title = n!(
                    count,
                    one = "Couldn't delete {count} file. Your account is still there",
                    other = "Couldn't delete {count} files. Your account is still there"
                );
                ui::words::errors::aws_error(title, &error)
            }
        }
    }
}

impl From<aws::Error> for DeleteUserFailure {
    fn from(error: aws::Error) -> DeleteUserFailure {
        DeleteUserFailure::Aws(error)
    }
}

/// Deletes all that is the visitor's own, and counts on the way. While there is no network it waits.
async fn delete_files(state: AppState, deleted: RwSignal<Option<usize>>) -> Result<(), DeleteUserFailure> {
    let wait_for_network = async |failure: &DeleteUserFailure| match failure {
        DeleteUserFailure::Aws(error) => state.connection().wait_for_network(error).await,
        _ => false,
    };
    repeat_while(wait_for_network, async || delete_what_is_left(state, deleted).await).await
}

async fn delete_what_is_left(state: AppState, deleted: RwSignal<Option<usize>>) -> Result<(), DeleteUserFailure> {
    let (client, session) = (state.client(), state.session());
    let identity_id = session.resolve_identity().await?;
    for place in client.config().places.iter().filter(|place| is_to_be_emptied(state, place)) {
        delete_from(state, &place.bucket(), place.prefix(&identity_id), deleted).await?;
    }
    Ok(())
}

/// Whether what is in a place is the visitor's own, and may be deleted by them.
fn is_to_be_emptied(state: AppState, place: &StoragePlace) -> bool {
    let actions = state.profile().get_untracked().map(|profile| profile.actions(&place.access)).unwrap_or_default();
    place.is_own() && actions.list && actions.delete
}

async fn delete_from(
    state: AppState,
    bucket: &Bucket,
    prefix: String,
    deleted: RwSignal<Option<usize>>,
) -> Result<(), DeleteUserFailure> {
    let (client, credentials) = (state.client(), state.session());
    let access = BucketAccess { client, credentials, bucket: bucket.clone() };
    // Until nothing is found: something may have been put there meanwhile.
    loop {
        let mut walk = Walk::below(access.clone(), [prefix.clone()]);
        let mut is_empty = true;
        while let Some(objects) = walk.next().await {
            // Whatever they have become: all is to go.
            let object = |object: Object| ObjectIdentifier { key: object.key, e_tag: None, version_id: None };
            let objects: Vec<ObjectIdentifier> = objects?.into_iter().map(object).collect();
            for objects in objects.chunks(MAX_DELETE) {
                is_empty = false;
                let mut failures = access.client.delete_all(bucket, objects, &access.credentials, |_| {}).await?;
                let count = objects.len() - failures.len();
                deleted.update(|deleted| *deleted = Some(deleted.unwrap_or_default() + count));
                if let Some(first) = failures.pop() {
                    return Err(DeleteUserFailure::Kept(failures.len() + 1, first.error));
                }
            }
        }
        if is_empty {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn proof(claims: &Value) -> (&'static str, String) {
        let proof = Proof::of(claims.as_object().cloned().map(Profile::User).as_ref());
        (proof.label.text(), proof.expected)
    }

    #[test]
    fn nobody_means_it_by_typing_nothing() {
        let ann = ("Your email", "ann@example.com".to_owned());
        assert_eq!(proof(&json!({ "email": "ann@example.com", "name": "Ann", "cognito:username": "0f6b" })), ann);
        let by_name = ("Your username", "ann".to_owned());
        assert_eq!(proof(&json!({ "email": "", "name": "Ann", "cognito:username": "ann", "phone_number": "+49151" })), by_name);
        let by_phone = ("Your phone number", "+49151".to_owned());
        assert_eq!(proof(&json!({ "sub": "0f6b", "cognito:username": "0f6b", "phone_number": "+49151" })), by_phone);
        for nothing in [json!({}), json!({ "email": " ", "sub": "0f6b", "cognito:username": "0f6b" }), json!(null)] {
            assert!(!proof(&nothing).1.is_empty(), "{nothing}");
        }
    }
}
