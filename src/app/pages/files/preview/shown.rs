//! One file: what is fetched of it, and how it is shown.

use std::sync::Arc;

use super::super::entries::{Entry, EntryWords, File};
use super::super::folder::Folder;
use super::player::player;
use super::text::{TextFormat, text_view};
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::ByteRange;
use crate::browser::blob::BlobUrl;
use crate::browser::document;
use crate::files::content::{ObjectContent, recognise};
use crate::files::entry::extension;
use crate::files::playing::MediaObject;
use crate::files::reading::{ObjectStart, read_pieces, read_start};
use crate::json;
use crate::ui::components::{Handler, NoticeKind, notice};
use crate::ui::dom::{View, html};
use crate::ui::reactive::*;
use crate::ui::words::format;

/// As much of a text is shown: more of it a browser would take seconds to lay out.
pub const MOST_TEXT: usize = 512 * 1024;
/// A larger picture or document is not taken into memory.
const MOST_IN_MEMORY: u64 = 64 * 1024 * 1024;

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

impl Preview {
    /// A text that is here already, such as one that is being edited.
    pub fn of_text(name: String, text: String) -> Preview {
        let format = TextFormat::of(&extension(&name));
        Preview { size: text.len() as u64, what: PreviewContent::Text { text, is_cut: false, format }, name }
    }

    /// Whether it is seen best with darkness around it.
    pub fn is_picture(&self) -> bool {
        matches!(self.what, PreviewContent::Image(_) | PreviewContent::Video(..))
    }
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
    /// A picture.
    Image(BlobUrl),
    /// A PDF document, for the browser's own viewer.
    Pdf(BlobUrl),
    /// Sound, which is fetched as it is played.
    Audio(AppState, MediaObject),
    /// A film, which is fetched as it is played.
    Video(AppState, MediaObject),
    /// It is of this kind, and too large to be held.
    TooLarge,
    /// What this browser does not show, but others do.
    Document,
    /// Anything else.
    Unknown,
}

/// Fetches what is shown of a file: its beginning, and of a picture or document then all of it.
pub async fn load(state: AppState, subject: &PreviewSubject) -> Result<Preview, Error> {
    let PreviewSubject { folder, key, version_id, name, size, e_tag, is_raw } = subject;
    let (client, session, version_id) = (state.client(), state.session(), version_id.as_deref());
    let (object, listed) = ((&folder.bucket, key.as_str(), version_id), (e_tag.as_str(), *size));
    let start = read_start(&client, object, listed, MOST_TEXT, &session).await?;
    let is_whole = start.is_whole();
    let ObjectStart { mut bytes, e_tag, size } = start;
    let playing = |media_type| MediaObject {
        bucket: folder.bucket.clone(),
        key: key.clone(),
        version_id: version_id.map(str::to_owned),
        e_tag: e_tag.clone(),
        media_type,
    };
    let what = match recognise(&bytes, is_whole) {
        ObjectContent::Audio(media_type) => PreviewContent::Audio(state, playing(media_type)),
        ObjectContent::Video(media_type) => PreviewContent::Video(state, playing(media_type)),
        ObjectContent::Text(text) => {
            let extension = extension(name);
            let text = if is_whole && !is_raw && extension == "json" { json::pretty(&text).unwrap_or(text) } else { text };
            PreviewContent::Text { text, is_cut: !is_whole, format: TextFormat::of(&extension) }
        }
        ObjectContent::Binary => PreviewContent::Unknown,
        ObjectContent::Pdf if !document::shows_pdf() => PreviewContent::Document,
        ObjectContent::Image(_) | ObjectContent::Pdf if size > MOST_IN_MEMORY => PreviewContent::TooLarge,
        content @ (ObjectContent::Image(_) | ObjectContent::Pdf) => {
            if !is_whole {
                // Of two objects nothing is joined.
                let rest = ByteRange { from: bytes.len() as u64, to: size, e_tag: &e_tag, version_id };
                read_pieces(&client, &folder.bucket, key, rest, &session, |piece| bytes.extend_from_slice(piece)).await?;
            }
            let shown = match content {
                ObjectContent::Image(media_type) => BlobUrl::new(&bytes, media_type).map(PreviewContent::Image),
                // Its type is forced: whatever the object says of itself, the frame is the browser's viewer.
                _ => BlobUrl::new(&bytes, "application/pdf").map(PreviewContent::Pdf),
            };
            shown.unwrap_or(PreviewContent::Unknown)
        }
    };
    Ok(Preview { name: name.clone(), size, what })
}

/// The view of it. `as_source` says whether text that could be shown otherwise is shown as it is; `reload` fetches it anew.
pub fn shown(preview: &Arc<Preview>, as_source: RwSignal<bool>, reload: Handler) -> View {
    let Preview { name, size, what } = &**preview;
    let says = |says: String| html::p().class("preview-none").child(says).into();
    match what {
        PreviewContent::Text { text, .. } if text.is_empty() => says(t!("This file is empty.").to_owned()),
        PreviewContent::Text { is_cut, .. } => text_view(preview, is_cut.then(|| cut(*size)), as_source),
        PreviewContent::Image(url) => {
            html::img().class("preview-image").attr("src", url.as_str().to_owned()).attr("alt", name.clone()).into()
        }
        PreviewContent::Pdf(url) => html::iframe()
            .class("preview-pdf")
            .attr("title", t!("Content of {name}", name = name))
            .attr("src", url.as_str().to_owned())
            .into(),
        PreviewContent::Audio(state, object) => player(*state, object, html::audio().attr("aria-label", name.clone()), reload),
        PreviewContent::Video(state, object) => player(*state, object, html::video().attr("aria-label", name.clone()), reload),
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
