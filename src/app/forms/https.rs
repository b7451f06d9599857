//! What a page that was opened by plain HTTP says where HTTPS is needed.

use crate::ui::components::{NoticeKind, notice};
use crate::ui::dom::{Element, View, group, html};

/// Says that a provider cannot send the visitor back to where the page is, and what can be done about it.
pub fn https_required(provider: &str, https: Option<String>) -> Element {
    let says = t!("Sign-in with {provider} needs the secure (https) address of this site.", provider = provider);
    notice(NoticeKind::Warning, group([View::from(says), way_to_https(https)]))
}

/// The same page at its HTTPS address, where the configuration names one.
pub fn way_to_https(https: Option<String>) -> View {
    https.map(|url| group([View::from(" "), html::a().attr("href", url).child(t!("Open the secure page")).into()])).into()
}
