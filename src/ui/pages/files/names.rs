//! A list of names, as long as a dialog has room for.

use leptos::prelude::*;

use super::paths::shown;
use crate::ui::components::{Visible, format};

const MOST: usize = 20;

/// The names, and how many more there are. A single name stands in the question itself, so there is no list of it.
pub fn list(names: &[String]) -> AnyView {
    if names.len() < 2 {
        return ().into_any();
    }
    let item = |name: AnyView| view! { <li>{name}</li> }.into_any();
    let mut items: Vec<AnyView> =
        names.iter().take(MOST).map(|name| item(view! { <Visible text=shown(name) /> }.into_any())).collect();
    if let Some(others @ 1..) = names.len().checked_sub(MOST) {
        items.push(item(format!("and {} more", format::thousands(others)).into_any()));
    }
    view! { <ul class="names">{items}</ul> }.into_any()
}
