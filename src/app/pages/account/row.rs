//! A row of the page: what something is called, what it is, and the way to change it, which opens in its place.

use crate::ui::reactive::*;
use leptos::ev;

use super::AccountPage;
use crate::auth::account;
use crate::aws::user_pool::CodeDeliveryDetails;
use crate::browser::document;
use crate::ui::components::{Button, ButtonKind, Icon, Problem, Text, TextField, error_notice, form, visible};
use crate::ui::dom::{Element, Live, View, focus, group, html, live};
use crate::ui::task::Task;

/// Whether a row is open. One is at a time.
#[derive(Clone, Copy)]
pub(super) struct OpenRow {
    account: AccountPage,
    /// Its element's id.
    id: &'static str,
}

impl OpenRow {
    pub fn new(account: AccountPage, id: &'static str) -> OpenRow {
        OpenRow { account, id }
    }

    pub fn is_open(self) -> bool {
        self.account.open.get() == Some(self.id)
    }

    /// Opens it in place of another one.
    fn open(self) {
        self.account.open.set(Some(self.id));
    }

    /// Closes it. The focus goes back to what opened it, unless it is somewhere already.
    pub fn close(self) {
        if self.account.open.try_get_untracked() != Some(Some(self.id)) {
            return;
        }
        self.account.open.set(None);
        request_animation_frame(move || {
            if document::focus_is_lost() {
                focus(crate::ui::reactive::document().query_selector(&format!("#{} .row-action button", self.id)).ok().flatten());
            }
        });
    }

    /// An element that is the row: it, or the region that it is alone in.
    pub fn on(self, element: Element) -> Element {
        element.id(self.id).class("account-row")
    }

    /// The row with its name.
    pub fn element(self, name: impl Into<Text>, content: impl Into<View>) -> Element {
        let name = name.into();
        let label = html::p().class("row-label").child(View::from(&name));
        self.on(html::div().attr("role", "group").attr("aria-label", name.to_string())).child(label).child(content)
    }

    /// What the row shows while it is closed: its value, and the button that opens it, whose whole name is `name`.
    pub fn closed(self, value: impl Into<View>, verb: &'static str, name: String) -> View {
        let button = Button::new(verb).label(name).kind(ButtonKind::Link).on_click(move || self.open());
        group([row_value(value), html::div().class("row-action").child(button)])
    }

    /// The form to change it, which ends with its two buttons. Escape closes it as well.
    pub fn form(self, sending: Task, problem: RwSignal<Option<Problem>>, verb: &'static str, form: Element) -> Element {
        let busy = sending.running();
        let cancel = Button::new(t!("Cancel")).disabled(busy.clone()).on_click(move || self.close());
        let save = Button::new(verb).kind(ButtonKind::Primary).submit().busy(busy.clone());
        let escape = move |event: web_sys::KeyboardEvent| {
            if event.key() == "Escape" && !busy.get_untracked() {
                self.close();
            }
        };
        html::div()
            .class("row-form")
            .on(ev::keydown, escape)
            .child(error_notice(problem, None))
            .child(form.child(html::div().class("row-buttons").child(save).child(cancel)))
    }
}

/// What the visitor has of something: its text with what is known of it.
pub(super) fn row_value(value: impl Into<View>) -> Element {
    html::div().class("row-value").child(value)
}

/// Text that came from elsewhere.
pub(super) fn row_text(text: &str) -> Element {
    html::span().class("row-text").attr("translate", "no").child(visible(text))
}

/// That something is known to be so.
pub(super) fn good(says: &'static str) -> Element {
    html::span().class("badge good").child(Icon::Check).child(says)
}

/// An attribute of the visitor's, and how to change it.
#[derive(Clone, Copy)]
pub(super) struct AttributeRow {
    pub account: AccountPage,
    pub row: OpenRow,
    /// As the API reference spells it; the id of its row as well.
    pub name: &'static str,
    pub typed: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    saving: Task,
}

impl AttributeRow {
    pub fn new(account: AccountPage, name: &'static str) -> AttributeRow {
        AttributeRow {
            account,
            row: OpenRow::new(account, name),
            name,
            typed: RwSignal::new(String::new()),
            problem: RwSignal::new(None),
            saving: Task::new(),
        }
    }

    /// What the user pool has.
    pub fn present(self) -> String {
        self.account.user.with(|user| user.attribute(self.name).unwrap_or_default().to_owned()).unwrap_or_default()
    }

    /// The row while it is closed. `known` is what is known of the value. What changes is replaced alone: the button may have
    /// the focus.
    pub fn closed(self, label: impl Into<Text>, known: impl Fn() -> Option<Element> + Copy + 'static) -> View {
        let label = label.into();
        let present = Memo::new(move |_| self.present());
        let is_set = Memo::new(move |_| !present.read().is_empty());
        live(move || {
            if !is_set.get() {
                let none = html::span().class("hint").child(t!("Not set"));
                return self.row.closed(none, t!("Add"), t!("Add {name}", name = label));
            }
            let value = group([live(move || row_text(&present.get())), live(known)]);
            self.row.closed(value, t!("Change"), t!("Change {name}", name = label))
        })
    }

    /// The row while it is open, with the field, and what to do when it is sent.
    pub fn opened(self, field: TextField, send: impl Fn() + 'static) -> View {
        self.problem.set(None);
        self.typed.set(untrack(|| self.present()));
        let form = form(send).child(field.autofocus(true));
        self.row.form(self.saving, self.problem, t!("Save"), form).into()
    }

    /// Has the user pool take `value` for it, and `then` know what codes were sent.
    pub fn save(self, value: String, then: impl FnOnce(&str, &[CodeDeliveryDetails]) + 'static) {
        if untrack(|| self.present()) == value {
            self.row.close();
            return;
        }
        self.account.start(self.saving, self.problem, t!("Couldn't save your profile"), async move {
            let sent = account::change_attributes(&self.account.state.session(), &[(self.name, &value)]).await?;
            // One that waits for its code is not there yet.
            if !sent.iter().any(|details| details.attribute_name == self.name) {
                self.account.user.update(|user| {
                    user.attributes.insert(self.name.to_owned(), value.clone());
                });
            }
            then(&value, &sent);
            self.account.follow().await?;
            self.row.close();
            self.account.done(super::profile::REGION, t!("Profile saved"));
            Ok(())
        });
    }

    /// A row for an attribute that is any text.
    pub fn of_text(self, label: Text, autocomplete: &'static str, hint: impl Into<Live<Option<String>>>) -> Element {
        let hint = hint.into();
        let name = label.clone();
        let is_open = Memo::new(move |_| self.row.is_open());
        let content = move || {
            if !is_open.get() {
                return self.closed(label.clone(), || None);
            }
            let field = TextField::new(label.clone(), self.typed).autocomplete(autocomplete).hint(hint.clone());
            let send = move || {
                let value = crate::auth::user_name::trimmed(&self.typed.read_untracked()).to_owned();
                self.save(value, |_, _| {});
            };
            untrack(|| self.opened(field, send))
        };
        self.row.element(name, live(content))
    }
}
