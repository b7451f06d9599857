//! What is said of texts that cannot be edited or saved.

use crate::files::edit::text::{Encoding, MAX_BYTES};
use crate::ui::components::Problem;
use crate::ui::words::format;

/// It is too long to be opened.
pub fn too_long() -> Problem {
    unfit(t!("Files larger than {size} can't be edited here. Download it to edit it.", size = format::size(MAX_BYTES as u64)))
}

/// It is none of the encodings that are written back as they were.
pub fn not_text() -> Problem {
    unfit(t!("This file isn't text in UTF-8 or UTF-16. Saving it here would damage it. Download it to edit it.").to_owned())
}

/// It is no longer there.
pub fn missing() -> Problem {
    unfit(t!("It was deleted or moved since it was listed.").to_owned())
}

fn unfit(reason: String) -> Problem {
    Problem { reason, ..Problem::default() }
}

/// It could not be saved safely.
pub fn no_e_tag() -> Problem {
    let reason = t!("Saving here could overwrite others' changes. Ask the bucket's owner.");
    let lacks = (t!("Missing in its CORS rules").to_owned(), "ExposeHeaders: ETag".to_owned());
    Problem { reason: reason.to_owned(), details: vec![lacks], ..Problem::default() }
}

/// The text has outgrown what can be edited here since it was opened.
pub fn grown_too_long() -> Problem {
    Problem {
        title: t!("Couldn't save the file").to_owned(),
        reason: t!("The text is longer than {size}.", size = format::size(MAX_BYTES as u64)),
        advice: t!("Shorten it, or copy it into a file on your device.").to_owned(),
        ..Problem::default()
    }
}

/// How a text is stored.
pub fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 { bom: false } => "UTF-8",
        Encoding::Utf8 { bom: true } => t!("UTF-8 with BOM"),
        Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
    }
}
