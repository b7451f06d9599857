//! What concerns the whole page, in a bar at its top.

use super::notice::technical_details;
use super::{Button, Handler, Icon, NoticeKind};
use crate::ui::dom::{Element, View, html};

/// Where banners appear, before everything else. There from the start, because assistive technology listens only to regions
/// it knows.
pub fn banner_region(banners: impl IntoIterator<Item = View>) -> Element {
    html::div().class("banners").attr("role", "status").children(banners)
}

/// A calm bar for as long as what it says is so, or until the visitor has read it. `details` are for whoever has to find the
/// cause: names and values.
pub fn banner(kind: NoticeKind, text: impl Into<View>, details: Vec<(String, String)>, on_dismiss: Option<Handler>) -> Element {
    let (class, icon) = match kind {
        NoticeKind::Warning => ("banner warning", Icon::Alert),
        NoticeKind::Info => ("banner", Icon::Info),
    };
    let dismiss = on_dismiss.map(|on_dismiss| Button::icon_only(Icon::Close, t!("Dismiss")).on_click(on_dismiss));
    let text = html::div().class("banner-text").child(html::p().child(text)).child(technical_details(details));
    html::div().class(class).child(icon).child(text).child(dismiss)
}
