//! Making links, and showing them. They are secrets: they stand in the dialog, and nowhere else.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use super::super::entries::{Entry, EntryWords};
use super::super::folder::Folder;
use crate::app::AppState;
use crate::aws::Error;
use crate::browser::share;
use crate::files::sharing::{SharedLink, credentials_for, left, link};
use crate::ui::components::{Button, Icon, copy_button, copy_text_button, qr_code, visible};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::timer::Timer;
use crate::ui::words::{format, sentences};

/// The links that were made.
pub struct CreatedLinks {
    /// Each with the name of its file.
    links: Vec<(String, SharedLink)>,
    /// How long the credentials last that they are signed with.
    pub longest: Duration,
}

/// Makes a link to each file, if S3 gives its content out: a link that only leads to a refusal is none. The file that has
/// none is named beside the error.
pub async fn make(
    state: AppState,
    shared: &(Folder, Vec<Entry>),
    wanted: Duration,
) -> Result<CreatedLinks, (Option<Entry>, Error)> {
    let (folder, entries) = shared;
    let (client, session) = (state.client(), state.session());
    let credentials = credentials_for(&client, wanted, &session).await.map_err(|error| (None, error))?;
    let mut links = Vec::new();
    for entry in entries {
        let of_file = |error| (Some(entry.clone()), error);
        match client.get_object_start(&folder.bucket, &entry.key, 1, &session).await {
            Err(error) if error.code() != "InvalidRange" => return Err(of_file(error)),
            _ => {}
        }
        let link = link(&client, &folder.bucket, &entry.key, wanted, &credentials).map_err(of_file)?;
        links.push((entry.shown().to_owned(), link));
    }
    Ok(CreatedLinks { links, longest: left(client.now(), &credentials) })
}

/// The links, until they end; `again` makes others.
pub fn shown(state: AppState, made: &CreatedLinks, again: impl Fn() + Clone + 'static) -> View {
    let Some((name, first)) = made.links.first().cloned() else { return View::none() };
    let ended = RwSignal::new(false);
    let lasts = first.expires.duration_since(state.client().now()).unwrap_or_default();
    Timer::new().start(lasts, move || ended.set(true));
    let until = first.expires.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
    let says = if made.links.len() == 1 {
        t!("Anyone with this link can read the file until {time}.", time = format::date_time(until))
    } else {
        t!("Anyone with these links can read the files until {time}.", time = format::date_time(until))
    };
    let limit = if first.is_cut_short { t!("Links expire with your session.") } else { "" };
    let says = sentences(&[&says, limit]);
    let all: Vec<(String, String)> = made.links.iter().map(|(name, link)| (name.clone(), link.url.expose().to_owned())).collect();
    live(move || {
        if ended.get() {
            let again = Button::new(t!("Make a new link")).icon(Icon::Refresh).on_click(again.clone());
            return group([View::from(html::p().attr("role", "status").child(t!("This link has expired."))), again.into()]);
        }
        let hint = html::p().class("hint").attr("role", "status").child(says.as_str());
        let links = match all.as_slice() {
            [(_, url)] => one(&name, url),
            several => list(several),
        };
        group([hint.into(), links])
    })
}

fn one(name: &str, url: &str) -> View {
    let field = html::input().class("input").attr("type", "text").attr("readonly", true).attr("aria-label", t!("Link"));
    let field = field.attr("value", url.to_owned()).attr("translate", "no");
    let (title, shared) = (name.to_owned(), url.to_owned());
    let sheet =
        share::is_there().then(|| Button::new(t!("Send to…")).icon(Icon::Shared).on_click(move || share::open(&title, &shared)));
    let actions = html::div().class("dialog-actions").child(sheet).child(copy_text_button(t!("Copy link"), url));
    let code = qr_code(t!("QR code of the link"), url);
    group([View::from(field), View::from(actions), View::from(code)])
}

fn list(links: &[(String, String)]) -> View {
    let line = |(name, url): &(String, String)| -> Element {
        let name_shown = html::span().attr("translate", "no").child(visible(name));
        html::li().child(name_shown).child(copy_button(t!("Copy link to {name}", name = name), url.as_str()))
    };
    let all = links.iter().map(|(_, url)| url.as_str()).collect::<Vec<_>>().join("\n");
    let list = html::ul().class("shared-links").children(links.iter().map(line));
    let actions = html::div().class("dialog-actions").child(copy_text_button(t!("Copy all links"), all));
    group([list, actions])
}
