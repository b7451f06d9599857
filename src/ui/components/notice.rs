//! What went wrong, and what else a visitor should know.

use leptos::prelude::*;

use super::{Button, Handler, Icon, Live, live, maybe};

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

/// An error, announced at once.
///
/// `<ErrorNotice problem=problem on_retry=move || files.refetch() />`; absent while there is no problem.
#[component]
pub fn ErrorNotice(
    /// What went wrong.
    #[prop(into)]
    problem: Live<Option<Problem>>,
    /// Offers to try again.
    #[prop(optional, into)]
    on_retry: Option<Handler>,
) -> impl IntoView {
    live(move || maybe(problem.get().map(|problem| error(problem, on_retry))))
}

fn error(problem: Problem, on_retry: Option<Handler>) -> AnyView {
    let Problem { title, reason, advice, details } = problem;
    let paragraph = |text: String| maybe((!text.is_empty()).then(|| view! { <p>{text}</p> }));
    let detail = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <div class="notice error" role="alert">
            {Icon::Alert.view()}
            <div class="notice-text">
                <p class="notice-title">{title}</p>
                {paragraph(reason)}
                {paragraph(advice)}
                {(!details.is_empty())
                    .then(|| view! {
                        <details>
                            <summary>"Technical details"</summary>
                            <dl class="facts">{details.into_iter().map(detail).collect_view()}</dl>
                        </details>
                    })}
                {on_retry.map(|on_retry| view! { <Button on_click=on_retry>"Try again"</Button> })}
            </div>
        </div>
    }
    .into_any()
}

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// Good to know.
    #[default]
    Info,
    /// It worked.
    Success,
    /// Take care.
    Warning,
}

/// News that stays on the page: "We sent a code to a***@example.com".
///
/// `<Notice kind=NoticeKind::Success>"Your password was changed."</Notice>`
///
/// What only confirms an action and may go again is a toast: [`super::Toasts`].
#[component]
pub fn Notice(
    /// Its tone.
    #[prop(optional)]
    kind: NoticeKind,
    /// The news.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match kind {
        NoticeKind::Info => ("notice", Icon::Info),
        NoticeKind::Success => ("notice success", Icon::Check),
        NoticeKind::Warning => ("notice warning", Icon::Alert),
    };
    view! {
        <div class=class role="status">
            {icon.view()}
            <div class="notice-text">{children()}</div>
        </div>
    }
    .into_any()
}
