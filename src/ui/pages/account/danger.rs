//! Danger zone: what cannot be taken back.

use leptos::prelude::*;

use super::{Account, explain};
use crate::auth::account;
use crate::auth::visitor::Profile;
use crate::aws;
use crate::aws::retry::Repeat;
use crate::aws::s3::ListObjects;
use crate::ui::components::{
    Button, ButtonKind, Dialog, NoticeKind, Problem, TextField, checkbox, error_notice, form, format, notice,
};
use crate::ui::dom::{View, group, html, live, text};
use crate::ui::task::Task;
use crate::ui::{self, AppState};

pub(super) fn view(account: Account) -> View {
    let (leaving, problem) = (Task::new(), RwSignal::new(None));
    let open = RwSignal::new(false);
    let leave = move || {
        account.start(leaving, problem, "You are not signed out everywhere", async move {
            account::sign_out_everywhere(&account.state.session()).await?;
            account.state.say("You are signed out everywhere.");
            account.state.leave();
            Ok(())
        });
    };
    let everywhere = Button::new("Sign out everywhere").busy(leaving.running()).on_click(leave);
    let delete = Button::new("Delete account").kind(ButtonKind::Danger).on_click(move || open.set(true));
    let says =
        "Ends your sessions in all browsers and on all devices, this one included. Within the hour they have lost all access.";
    let lines = super::lines([
        super::line("Sign out everywhere", says, everywhere),
        super::line("Delete account", "Deletes your account for good. Nobody can bring it back.", delete),
    ]);
    group([error_notice(problem, None), lines.into(), deletion(account, open)])
}

/// Asks before the account is deleted.
fn deletion(account: Account, open: RwSignal<bool>) -> View {
    let deleting = Task::new();
    let files_deleted = RwSignal::new(None::<usize>);
    Dialog::new(open, "Delete your account?").busy(deleting.running()).content(move || {
        let address = account.state.session().profile().as_ref().and_then(Profile::email).unwrap_or_default().to_owned();
        let (typed, typed_error) = (RwSignal::new(String::new()), RwSignal::new(None));
        let with_files = RwSignal::new(false);
        let problem = RwSignal::new(None);
        // Files may be many. Of a request to delete the account nobody could say what became of it.
        let stoppable = RwSignal::new(false);
        files_deleted.set(None);
        let expected = address.clone();
        let send = move || {
            let same = typed.read_untracked().trim().eq_ignore_ascii_case(&expected);
            typed_error.set((!same).then(|| format!("Type {expected} to show that you mean it.")));
            if same {
                deleting.start(async move {
                    problem.set(None);
                    if with_files.get_untracked() {
                        stoppable.set(true);
                        let deleted = delete_files(account.state, files_deleted).await;
                        stoppable.set(false);
                        if let Err(failure) = deleted {
                            problem.set(Some(failure.explained(account.state)));
                            return;
                        }
                    }
                    problem.set(delete(account).await.err());
                });
            }
        };
        let has_files = account.state.config().storage.is_some();
        let files = has_files.then(|| checkbox("Delete my files as well", with_files, Some("All that is in “My files”.")));
        let says = if has_files {
            "Your files and items stay in this site's storage unless you delete them first, and without the account nobody \
             can reach them by this page any more. Files can be deleted here; to have items removed, ask the owner of this site."
        } else {
            "Your items stay in this site's tables, and without the account nobody can reach them by this page any more. \
             To have them removed, ask the owner of this site before."
        };
        let progress = live(move || {
            let count = files_deleted.get()?;
            let says = format!("{} deleted.", format::count(count, "file"));
            Some(html::p().class("hint").attr("role", "status").child(says))
        });
        let cancel = move || {
            stoppable.set(false);
            deleting.stop();
            open.set(false);
        };
        let running = deleting.running();
        let label = text(move || if stoppable.get() { "Stop" } else { "Cancel" });
        let cancel = Button::new(label).disabled(move || running.get() && !stoppable.get()).on_click(cancel);
        let confirm = Button::new("Delete account").kind(ButtonKind::Danger).submit().busy(deleting.running());
        let field = TextField::new("Your e-mail address", typed)
            .kind("email")
            .required()
            .hint(Some(format!("Type {address} to show that you mean it.")))
            .error(typed_error);
        form(send)
            .child(notice(NoticeKind::Warning, says))
            .child(files)
            .child(field)
            .child(error_notice(problem, None))
            .child(progress)
            .child(html::div().class("dialog-actions").child(cancel).child(confirm))
            .into()
    })
}

async fn delete(account: Account) -> Result<(), Problem> {
    let state = account.state;
    account::delete_user(&state.session()).await.map_err(|error| {
        account.heed(&error);
        explain::error("Your account was not deleted", &error)
    })?;
    state.say("Your account is deleted.");
    state.leave();
    Ok(())
}

enum Failure {
    /// A request failed.
    Aws(aws::Error),
    /// So many could not be deleted, for this reason.
    Kept(usize, aws::Error),
}

impl Failure {
    fn explained(self, state: AppState) -> Problem {
        match self {
            Failure::Aws(error) => {
                state.heed(&error);
                ui::explain::aws_error("Not all files were deleted; your account is still there", &error)
            }
            Failure::Kept(count, error) => {
                let title = format!("{} could not be deleted; your account is still there", format::count(count, "file"));
                ui::explain::aws_error(title, &error)
            }
        }
    }
}

impl From<aws::Error> for Failure {
    fn from(error: aws::Error) -> Failure {
        Failure::Aws(error)
    }
}

/// Deletes all that is the visitor's own, and counts on the way.
async fn delete_files(state: AppState, deleted: RwSignal<Option<usize>>) -> Result<(), Failure> {
    let mut count = 0;
    let (client, session) = (state.client(), state.session());
    let Some(storage) = client.config().storage.clone() else { return Ok(()) };
    let (bucket, prefix) = (storage.bucket(), storage.private(&session.identity_id().await?));
    // From the start each time: what was there before is gone.
    let list = ListObjects { prefix, by_folder: false, max_keys: 1000, continuation_token: None, repeat: Repeat::Safe };
    loop {
        let page = client.list_objects(&bucket, &list, &session).await?;
        let keys: Vec<String> = page.objects.into_iter().map(|object| object.key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let mut failures = client.delete_objects(&bucket, &keys, &session).await?;
        count += keys.len() - failures.len();
        deleted.set(Some(count));
        if let Some(first) = failures.pop() {
            return Err(Failure::Kept(failures.len() + 1, first.error));
        }
    }
}
