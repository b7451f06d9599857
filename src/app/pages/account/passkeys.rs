//! Passkeys: signing in without a password. Cognito calls each after the authenticator that keeps it and has no operation
//! that changes that, so the names that visitors give are among their preferences.

use crate::ui::reactive::*;

use super::fetched::Fetched;
use super::{AccountPage, explain, line, lines, time};
use crate::app::forms::https::way_to_https;
use crate::app::preferences::MyPreferences;
use crate::auth::visitor::Profile;
use crate::auth::{account, passkey};
use crate::aws::user_pool::account::WebAuthnCredential;
use crate::browser::passkeys::{self, PasskeyError};
use crate::ui::components::{
    Button, ButtonKind, ConfirmDialog, Dialog, Icon, NoticeKind, Problem, TextField, error_notice, form, notice, visible,
};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::task::Task;
use crate::ui::words::Phrase;

pub(super) const REGION: &str = "passkeys";
const NOT_MADE: Phrase = phrase!("Couldn't add a passkey");

pub(super) fn view(account: AccountPage) -> View {
    let title = t!("Couldn't load your passkeys");
    let list = Fetched::new(account.state, title, async |session| account::passkeys(&session).await);
    list.load();
    let region = Passkeys {
        account,
        list,
        problem: RwSignal::new(None),
        making: Task::new(),
        deleting: Task::new(),
        chosen: RwSignal::new(None),
        asking: RwSignal::new(false),
        renaming: RwSignal::new(false),
        name: RwSignal::new(String::new()),
        preferences: MyPreferences::get(),
    };
    let hint = t!("A passkey signs you in without a password: with your fingerprint, face or PIN.");
    // What stays the same is not made anew: somebody may be pressing it.
    let named = Memo::new(move |_| {
        list.with(|passkeys| passkeys.iter().map(|passkey| (passkey.clone(), region.name_of(passkey))).collect::<Vec<_>>())
    });
    let rows = move || {
        let rows: Vec<_> = named.get().into_iter().flatten().map(|(passkey, name)| region.row(&passkey, &name)).collect();
        if rows.is_empty() {
            return View::from(html::p().class("row-value wide").child(t!("No passkeys yet.")));
        }
        html::div().class("row-more").child(lines(rows)).into()
    };
    let more = html::div().class("row-more").child(html::p().class("hint").child(hint));
    group([
        list.view(move || live(rows)),
        more.child(error_notice(region.problem, None)).child(region.create_button()).into(),
        region.rename_dialog(),
        region.delete_dialog(),
    ])
}

#[derive(Clone, Copy)]
struct Passkeys {
    account: AccountPage,
    list: Fetched<Vec<WebAuthnCredential>>,
    problem: RwSignal<Option<Problem>>,
    making: Task,
    deleting: Task,
    /// The one to be deleted, once the visitor has confirmed it.
    chosen: RwSignal<Option<WebAuthnCredential>>,
    asking: RwSignal<bool>,
    /// Whether it is to get another name, and which.
    renaming: RwSignal<bool>,
    name: RwSignal<String>,
    preferences: MyPreferences,
}

impl Passkeys {
    fn row(self, passkey: &WebAuthnCredential, name: &str) -> Element {
        let (shown, plain) = (html::span().attr("translate", "no").child(visible::visible(name)), name.to_owned());
        let (chosen, called) = (passkey.clone(), name.to_owned());
        let choose = move |open: RwSignal<bool>| {
            let (chosen, called) = (chosen.clone(), called.clone());
            move || {
                self.chosen.set(Some(chosen.clone()));
                self.name.set(called.clone());
                open.set(true);
            }
        };
        let says = t!("Added {time}", time = time(passkey.created_at));
        let rename = Button::new(t!("Rename"))
            .label(t!("Rename the passkey {name}", name = plain))
            .kind(ButtonKind::Link)
            .on_click(choose(self.renaming));
        let delete = Button::icon_only(Icon::Trash, t!("Delete the passkey {name}", name = plain)).on_click(choose(self.asking));
        line(shown, says, group([View::from(rename), delete.into()]))
    }

    /// What the visitor calls it, else what Cognito does.
    fn name_of(self, passkey: &WebAuthnCredential) -> String {
        self.preferences.passkey_name(&passkey.credential_id).unwrap_or_else(|| passkey.friendly_credential_name.clone())
    }

    fn rename_dialog(self) -> View {
        Dialog::new(self.renaming, t!("Rename the passkey")).content(move || {
            let save = move || {
                if let Some(passkey) = self.chosen.get_untracked() {
                    self.preferences.name_passkey(&passkey.credential_id, self.name.read_untracked().trim());
                }
                self.renaming.set(false);
                self.account.done(REGION, t!("Passkey renamed"));
            };
            let field = TextField::new(t!("Name"), self.name).hint(Some(t!("Leave empty to use the device's name.").to_owned()));
            form(save).child(field).child(Button::new(t!("Save")).kind(ButtonKind::Primary).submit()).into()
        })
    }

    /// The way to make one, or why there is none.
    fn create_button(self) -> View {
        if passkeys::available() {
            let button = Button::new(t!("Create a passkey")).kind(ButtonKind::Link).icon(Icon::Plus).busy(self.making.running());
            return html::p().child(button.on_click(move || self.create())).into();
        }
        let https = self.account.state.config().https_url;
        let is_secure = passkeys::is_secure_page();
        let says = if is_secure {
            t!("This browser doesn't support passkeys. Try another one, or a newer version.")
        } else {
            t!("Passkeys need HTTPS. This page was opened over http.")
        };
        notice(NoticeKind::Info, group([View::from(says), way_to_https(https.filter(|_| !is_secure))])).into()
    }

    fn create(self) {
        self.making.start(async move {
            self.problem.set(None);
            match self.make().await {
                Ok(()) => {
                    self.list.load();
                    self.account.done(REGION, t!("Passkey added"));
                }
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    async fn make(self) -> Result<(), Problem> {
        let session = self.account.state.session();
        let refused = |error| explain::error(NOT_MADE.text(), &error);
        let options = account::begin_passkey(&session).await.map_err(refused)?;
        let credential = passkeys::create(&options).await.map_err(|error| unmade(&error))?;
        account::finish_passkey(&session, &credential).await.map_err(refused)?;
        if let Some(name) = session.profile().as_ref().and_then(Profile::name) {
            passkey::remember_address(session.client().platform(), name);
        }
        Ok(())
    }

    fn delete_dialog(self) -> View {
        let problem = RwSignal::new(None);
        let name = move || self.chosen.with(|passkey| passkey.as_ref().map(|passkey| self.name_of(passkey)));
        let confirm = move || {
            let Some(passkey) = self.chosen.get_untracked() else { return };
            self.account.start(self.deleting, problem, t!("Couldn't delete the passkey"), async move {
                account::delete_passkey(&self.account.state.session(), &passkey.credential_id).await?;
                self.asking.set(false);
                self.list.load();
                self.account.done(REGION, t!("Passkey deleted"));
                Ok(())
            });
        };
        ConfirmDialog::new(
            self.asking,
            move || t!("Delete the passkey “{name}”?", name = name().unwrap_or_default()),
            t!("Delete"),
        )
        .busy(self.deleting.running())
        .problem(problem)
        .on_confirm(confirm)
        .content(|| {
            let says = t!("You can't sign in with it any more. Delete it on your device too, or it will still be offered.");
            html::p().child(says).into()
        })
    }
}

/// Why the browser made none.
fn unmade(error: &PasskeyError) -> Problem {
    let (reason, advice) = match error {
        PasskeyError::Cancelled => (t!("You cancelled it, or it took too long.").to_owned(), t!("Try again when you are ready.")),
        PasskeyError::Unsupported => (
            t!("This device can't create the kind of passkey that this site needs.").to_owned(),
            t!("Try another device, or a security key."),
        ),
        PasskeyError::Failed(why) if why.starts_with("InvalidStateError") => {
            (t!("This device already has a passkey for this account.").to_owned(), t!("Use the existing passkey."))
        }
        PasskeyError::Failed(why) if why.starts_with("SecurityError") => {
            (t!("This site's passkeys belong to another address.").to_owned(), t!("Open the page at the site's own address."))
        }
        PasskeyError::Failed(why) => (t!("The browser says: {reason}", reason = why), t!("Try again.")),
    };
    Problem { title: NOT_MADE.text().to_owned(), reason, advice: advice.to_owned(), ..Problem::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_reasons_are_explained() {
        assert!(unmade(&PasskeyError::Cancelled).reason.contains("cancelled"));
        let known = PasskeyError::Failed("InvalidStateError: The user attempted to register…".to_owned());
        assert!(unmade(&known).reason.contains("already"));
        let other = PasskeyError::Failed("SecurityError: The relying party ID is not…".to_owned());
        assert!(unmade(&other).reason.contains("another address"));
        assert!(unmade(&PasskeyError::Failed("UnknownError: odd".to_owned())).reason.contains("odd"));
    }
}
