//! Progress bars.

use leptos::prelude::*;

use super::Live;

/// How far something is.
///
/// `<Progress label="Uploading report.pdf" value=move || Some(sent.get()) />`
#[component]
pub fn Progress(
    /// What is progressing; its name.
    #[prop(into)]
    label: Signal<String>,
    /// From 0 to 1; `None` while that is not known.
    #[prop(into)]
    value: Live<Option<f64>>,
) -> impl IntoView {
    let (unknown, filled) = (value.clone(), value.clone());
    let percent = |value: &Live<Option<f64>>| value.get().map(|value| percent(value).to_string());
    view! {
        <div
            class="progress"
            class:indeterminate=move || unknown.get().is_none()
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent(&value)
        >
            <div class="progress-bar" style:width=move || percent(&filled).map(|percent| format!("{percent}%")).unwrap_or_default() />
        </div>
    }
    .into_any()
}

/// Whole percents; 100 only when all is done.
pub fn percent(value: f64) -> u8 {
    (value.clamp(0.0, 1.0) * 100.0) as u8
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percents_never_promise_too_much() {
        assert_eq!(percent(0.0), 0);
        assert_eq!(percent(0.5), 50);
        assert_eq!(percent(0.999), 99);
        assert_eq!(percent(1.0), 100);
        assert_eq!(percent(7.0), 100);
        assert_eq!(percent(-1.0), 0);
        assert_eq!(percent(f64::NAN), 0);
    }
}
