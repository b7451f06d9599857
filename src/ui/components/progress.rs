//! Progress bars.

use crate::ui::dom::{Element, Live, html};

/// How far something is: from 0 to 1, or `None` while that is not known. The label says what is progressing.
pub fn progress(label: impl Into<Live<String>>, value: impl Into<Live<Option<f64>>>) -> Element {
    let value = value.into();
    let (unknown, filled) = (value.clone(), value.clone());
    let bar = html::div().class("progress-bar").style("scale", move || filled.get().map(scale));
    html::div()
        .class("progress")
        .class_when("indeterminate", move || unknown.get().is_none())
        .attr("role", "progressbar")
        .attr("aria-label", label.into())
        .attr("aria-valuemin", "0")
        .attr("aria-valuemax", "100")
        .attr("aria-valuenow", move || value.get().map(|value| percent(value).to_string()))
        .child(bar)
}

/// How a bar is scaled that is this far, from 0 to 1.
pub fn scale(value: f64) -> String {
    format!("{}% 100%", percent(value))
}

/// Whole percents; 100 only when all is done.
fn percent(value: f64) -> u8 {
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
