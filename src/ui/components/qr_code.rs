//! QR codes.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::ui::dom::{Element, html};

/// The quiet zone that readers need around a code, in modules.
const QUIET: i32 = 4;

/// `text` as a QR code with a name; nothing if it is longer than a code can hold. The text must be readable beside it as
/// well: not everybody can point a camera at the screen.
pub fn qr_code(label: &'static str, text: &str) -> Option<Element> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let size = code.size() + 2 * QUIET;
    let drawing = html::path().attr("d", path(code.size(), |x, y| code.get_module(x, y)));
    let image = html::svg().class("qr-code").attr("role", "img").attr("aria-label", label);
    Some(image.attr("viewBox", format!("0 0 {size} {size}")).child(drawing))
}

/// The dark modules, each run of a row as one rectangle.
fn path(size: i32, is_dark: impl Fn(i32, i32) -> bool) -> String {
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| is_dark(*x, y)).count() as i32;
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_dark_modules_become_rectangles() {
        let rows = ["##.#", "....", ".###", "#..#"];
        let is_dark = |x: i32, y: i32| rows[y as usize].as_bytes()[x as usize] == b'#';
        assert_eq!(path(4, is_dark), "M4 4h2v1h-2zM7 4h1v1h-1zM5 6h3v1h-3zM4 7h1v1h-1zM7 7h1v1h-1z");
    }
}
