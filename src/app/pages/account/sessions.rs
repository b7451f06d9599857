//! Where the visitor is signed in, and how to end that everywhere.

use crate::ui::reactive::*;

use super::{AccountPage, devices};
use crate::auth::account;
use crate::ui::components::{Button, ButtonKind, ConfirmDialog};
use crate::ui::dom::{Element, html};
use crate::ui::task::Task;

pub(super) const GROUP: &str = "sessions";

/// The group: the pool's devices, where it knows any, and the way out of all of them.
pub(super) fn view(account: AccountPage, has_devices: bool) -> Element {
    let (leaving, problem, asking) = (Task::new(), RwSignal::new(None), RwSignal::new(false));
    let leave = move || {
        account.start(leaving, problem, t!("Couldn't sign you out everywhere"), async move {
            account::sign_out_everywhere(&account.state.session()).await?;
            account.state.say(t!("You are signed out everywhere."));
            account.state.end_revoked_session();
            Ok(())
        });
    };
    let ask = move || {
        problem.set(None);
        asking.set(true);
    };
    let everywhere = Button::new(t!("Sign out everywhere")).kind(ButtonKind::Link).on_click(ask);
    let question = ConfirmDialog::new(asking, t!("Sign out everywhere?"), t!("Sign out everywhere"))
        .busy(leaving.running())
        .problem(problem)
        .on_confirm(leave)
        .content(|| html::p().child(t!("You'll need to sign in again on all devices, including this one.")).into());
    let says = t!("Signs you out on all devices, including this one. Other devices may stay signed in for up to one hour.");
    let title = t!("Where you are signed in");
    let group = super::group(GROUP, title);
    if !has_devices {
        let line = super::line(t!("Sign out everywhere"), says, everywhere.label(t!("Sign out everywhere")));
        return group.child(html::h2().child(title)).child(super::card([super::lines([line])])).child(question);
    }
    let head = html::div().class("group-head").child(html::h2().child(title)).child(everywhere);
    let list = html::section().id(devices::REGION).attr("tabindex", "-1").attr("aria-label", t!("Devices"));
    let hint = t!("Remembered devices skip the second step. Forget those that you no longer use.");
    group
        .child(head)
        .child(super::card([list.child(devices::view(account))]))
        .child(html::p().class("hint").child(hint))
        .child(question)
}
