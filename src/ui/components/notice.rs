//! What went wrong, and what else a visitor should know.

use leptos::prelude::document;

use super::{Button, Handler, Icon, visible};
use crate::ui::dom::{Element, Live, View, effect, html, live, reveal};
use crate::ui::words::sentences;

/// What a visitor reads when something went wrong: what happened, why, and what to do next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// What happened: "The file was not deleted".
    pub title: String,
    /// Why, as far as it is known.
    pub reason: String,
    /// What to do next.
    pub advice: String,
    /// For whoever has to find the cause: name and value, such as the request id.
    pub details: Vec<(String, String)>,
}

impl Problem {
    /// Why, and what to do next, in one line.
    pub fn text(&self) -> String {
        sentences(&[&self.reason, &self.advice])
    }
}

/// An error, announced at once, with an offer to try again where that can help; absent while there is no problem.
///
/// `error_notice(problem, Some(Handler::from(move || files.refetch())))`
pub fn error_notice(problem: impl Into<Live<Option<Problem>>>, on_try_again: Option<Handler>) -> View {
    let problem = problem.into();
    live(move || problem.get().map(|problem| error(problem, on_try_again)))
}

fn error(problem: Problem, on_try_again: Option<Handler>) -> Element {
    let why = problem.text();
    let Problem { title, details, .. } = problem;
    let text = html::div()
        .class("notice-text")
        .child(html::p().class("notice-title").child(title))
        .child((!why.is_empty()).then(|| html::p().child(why)))
        .child(technical_details(details))
        .child(on_try_again.map(|on_try_again| Button::new(t!("Try again")).on_click(on_try_again)));
    let notice = html::div().class("notice error").attr("role", "alert");
    let node = notice.node::<web_sys::Element>();
    // Once it is in the page.
    effect(move || come_into_view(&node));
    notice.child(Icon::Alert).child(text)
}

/// What went wrong, in one line below the field that it is about, announced at once; `way_on` is a link that leads on.
pub fn error_line(problem: Problem, way_on: impl Into<View>) -> Element {
    let why = problem.text();
    let text = html::span().child(why).child(" ").child(way_on).child(technical_details(problem.details));
    html::div().class("field-error").attr("role", "alert").child(Icon::Alert).child(text)
}

/// Has a notice be seen by whoever did something beside it: their form may be longer than the screen. Others are not moved.
fn come_into_view(notice: &web_sys::Element) {
    let beside = notice.closest(".card, .panel, dialog, main").ok().flatten();
    let focused = document().active_element();
    if beside.is_some_and(|beside| beside.contains(focused.as_deref())) {
        reveal(notice);
    }
}

/// Names and values for whoever has to find the cause, folded away.
pub fn technical_details(details: Vec<(String, String)>) -> Option<Element> {
    let detail = |(name, value): (String, String)| {
        // Words are read, codes are compared.
        let is_code = !value.contains(' ');
        html::div().child(html::dt().child(name)).child(html::dd().class_when("mono", is_code).child(visible(value)))
    };
    (!details.is_empty()).then(|| {
        html::details()
            .child(html::summary().child(t!("Technical details")))
            .child(html::dl().class("facts").children(details.into_iter().map(detail)))
    })
}

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// Take care.
    Warning,
}

/// News that stays on the page: "We sent a code to a***@example.com".
///
/// What only confirms an action and may go again is a toast: [`super::Toasts`].
pub fn notice(kind: NoticeKind, news: impl Into<View>) -> Element {
    let (class, icon) = match kind {
        NoticeKind::Info => ("notice", Icon::Info),
        NoticeKind::Warning => ("notice warning", Icon::Alert),
    };
    let text = html::div().class("notice-text").child(news);
    html::div().class(class).attr("role", "status").child(icon).child(text)
}
