//! One file: what is fetched of it, and how it is shown.

use std::sync::Arc;

use super::super::entries::{Entry, EntryWords, File};
use super::super::folder::Folder;
use super::text::{TextFormat, text_view};
use crate::aws::Error;
use crate::aws::s3::{ByteRange, GetObject};
use crate::browser::blob::BlobUrl;
use crate::browser::document;
use crate::files::content::{ObjectContent, recognise};
use crate::files::entry::extension;
use crate::json;
use crate::ui::AppState;
use crate::ui::components::{NoticeKind, notice};
use crate::ui::dom::{View, html};
use crate::ui::reactive::*;
use crate::ui::words::format;

/// As much of a text is shown: more of it a browser would take seconds to lay out.
pub const MOST_TEXT: usize = 512 * 1024;
/// A larger picture, sound, film or document is not taken into memory.
const MOST_MEDIA: u64 = 64 * 1024 * 1024;

/// What is looked at: an object, or a version of it.
pub struct PreviewSubject {
    /// Where it is.
    pub folder: Folder,
    /// Its key.
    pub key: String,
    /// Which version of it, if not the current one.
    pub version_id: Option<String>,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub size: u64,
    /// Its `ETag` as it was listed.
    pub e_tag: String,
    /// Whether its text is wanted as it stands there, JSON in a single line too.
    pub is_raw: bool,
}

impl PreviewSubject {
    /// A row of the list.
    pub fn of_entry(folder: &Folder, entry: &Entry) -> PreviewSubject {
        PreviewSubject {
            folder: folder.clone(),
            key: entry.key.clone(),
            version_id: None,
            name: entry.shown().to_owned(),
            size: entry.file().map_or(0, |file: &File| file.size),
            e_tag: entry.file().map(|file: &File| file.e_tag.clone()).unwrap_or_default(),
            is_raw: false,
        }
    }
}

/// What is shown.
pub struct Preview {
    /// What the file is called, for who does not see it.
    pub name: String,
    size: u64,
    /// What of it.
    pub what: PreviewContent,
}

/// What there is to show.
pub enum PreviewContent {
    /// Text, or its beginning.
    Text {
        /// The text.
        text: String,
        /// Whether there is more of it.
        is_cut: bool,
        /// How it can be shown besides as it is.
        format: Option<TextFormat>,
    },
    /// What browsers draw or play.
    Media {
        /// Of which kind.
        content: ObjectContent,
        /// Where it is.
        url: BlobUrl,
    },
    /// It is of this kind, and too large to be held.
    TooLarge,
    /// What this browser does not show, but others do.
    Document,
    /// Anything else.
    Unknown,
}

/// Fetches what is shown of a file: its beginning, and of what is no text then all of it.
pub async fn load(state: AppState, subject: &PreviewSubject) -> Result<Preview, Error> {
    let PreviewSubject { folder, key, version_id, name, size, e_tag: listed, is_raw } = subject;
    let (client, session, version_id) = (state.client(), state.session(), version_id.as_deref());
    let start = match client.get_object_version_start(&folder.bucket, key, version_id, MOST_TEXT, &session).await {
        // Of an empty object there is no range.
        Err(error) if error.code() == "InvalidRange" => GetObject::default(),
        object => object?,
    };
    // Of two objects nothing is joined. Where the bucket does not expose the tag, the listing has it.
    let e_tag = if start.e_tag.is_empty() { listed.clone() } else { start.e_tag };
    let mut bytes = start.body;
    let is_whole = *size <= bytes.len() as u64;
    let content = recognise(&bytes, is_whole);
    let media_type = match content {
        // Its type is forced: whatever the object says of itself, the frame is the browser's viewer.
        ObjectContent::Pdf if document::shows_pdf() => Some("application/pdf"),
        _ => content.media_type(),
    };
    let what = match (media_type, content) {
        (Some(_), _) if *size > MOST_MEDIA => PreviewContent::TooLarge,
        (Some(media_type), content) => {
            if !is_whole {
                let rest = ByteRange { from: bytes.len() as u64, to: *size, e_tag: &e_tag, version_id };
                bytes.extend(client.get_object_range(&folder.bucket, key, rest, &session).await?);
            }
            BlobUrl::new(&bytes, media_type).map_or(PreviewContent::Unknown, |url| PreviewContent::Media { content, url })
        }
        (None, ObjectContent::Text(text)) => {
            let extension = extension(name);
            let text = if is_whole && !is_raw && extension == "json" { json::pretty(&text).unwrap_or(text) } else { text };
            PreviewContent::Text { text, is_cut: !is_whole, format: TextFormat::of(&extension) }
        }
        (None, ObjectContent::Pdf) => PreviewContent::Document,
        (None, _) => PreviewContent::Unknown,
    };
    Ok(Preview { name: name.clone(), size: *size, what })
}

/// The view of it. `as_source` says whether text that could be shown otherwise is shown as it is.
pub fn shown(preview: &Arc<Preview>, as_source: RwSignal<bool>) -> View {
    let Preview { name, size, what } = &**preview;
    let says = |says: String| html::p().class("preview-none").child(says).into();
    match what {
        PreviewContent::Text { text, .. } if text.is_empty() => says(t!("This file is empty.").to_owned()),
        PreviewContent::Text { is_cut, .. } => text_view(preview, is_cut.then(|| cut(*size)), as_source),
        PreviewContent::Media { content: ObjectContent::Image(_), url } => {
            html::img().class("preview-image").attr("src", url.as_str().to_owned()).attr("alt", name.clone()).into()
        }
        PreviewContent::Media { content: ObjectContent::Pdf, url } => html::iframe()
            .class("preview-pdf")
            .attr("title", t!("Content of {name}", name = name))
            .attr("src", url.as_str().to_owned())
            .into(),
        PreviewContent::Media { content: ObjectContent::Audio(_), url } => media(html::audio(), name, url),
        PreviewContent::Media { url, .. } => media(html::video(), name, url),
        PreviewContent::TooLarge => {
            says(t!("This file is too large to show here ({size}). Download it to open it.", size = format::size(*size)))
        }
        PreviewContent::Document => says(t!("This is a PDF document. Download it to open it.").to_owned()),
        PreviewContent::Unknown => says(t!("There's no preview for this kind of file. Download it to open it.").to_owned()),
    }
}

fn cut(size: u64) -> View {
    let (shown, all) = (format::size(MOST_TEXT as u64), format::size(size));
    notice(
        NoticeKind::Info,
        t!("Showing the first {shown} of {all}. Download the file to see all of it.", shown = shown, all = all),
    )
    .into()
}

fn media(element: crate::ui::dom::Element, name: &str, url: &BlobUrl) -> View {
    element
        .class("preview-media")
        .attr("controls", true)
        .attr("aria-label", name.to_owned())
        .attr("src", url.as_str().to_owned())
        .into()
}
