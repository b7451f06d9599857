//! Keys as they are printed on a keyboard.

use crate::ui::dom::{View, html};

/// `keys` as caps side by side: `Control+X` is two that are held together, `. D` two that follow each other. Assistive technology
/// learns of keys from `aria-keyshortcuts`, where a control has them.
pub fn key_caps(keys: &str) -> View {
    let caps = keys.split(['+', ' ']).map(|key| html::kbd().child(cap(key)));
    html::span().class("key-caps").attr("aria-hidden", "true").attr("translate", "no").children(caps).into()
}

fn cap(key: &str) -> String {
    match key {
        "Control" => t!("Ctrl").to_owned(),
        "Delete" => t!("Del").to_owned(),
        "Escape" => t!("Esc").to_owned(),
        "Shift" => t!("Shift").to_owned(),
        "Enter" => t!("Enter").to_owned(),
        "Space" => t!("Space").to_owned(),
        "Backspace" => t!("Backspace").to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        key => key.to_owned(),
    }
}
