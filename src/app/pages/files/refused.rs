//! What stands where S3 refuses to list a folder: no fault of anybody's.

use crate::ui::reactive::*;

use super::drawings;
use super::folder::Folder;
use super::listing::Status;
use super::state::Files;
use crate::route::{Place, Route};
use crate::ui::components::{Button, ButtonKind, Icon, copy_text_button, technical_details};
use crate::ui::dom::{View, html};
use crate::ui::words::{errors, sentences};

/// Says what is refused and where, and what still leads on.
pub fn refused_place(files: Files) -> View {
    let Files { state, listing, .. } = files;
    let Status::Failed(error) = listing.status.get_untracked() else { return View::none() };
    let place = files.place.get_untracked();
    let mut details = errors::aws_error("", &error).details;
    // Whose id is in the prefix, the visitor need not know.
    let folder = state
        .session()
        .profile()
        .and_then(|profile| state.with_config(|config| Folder::of(place.clone(), config, &profile, "…").ok()));
    if let Some(folder) = folder {
        let arn = folder.bucket.arn("");
        let resource =
            (t!("Resource").to_owned(), format!("{} {}", arn.trim_end_matches('/'), folder.prefix()).trim_end().to_owned());
        details.splice(0..0, [(t!("Action").to_owned(), "s3:ListBucket".to_owned()), resource]);
    }
    let top = place.at("");
    let name = files.name(&top);
    let says = match place.prefix() {
        "" => t!("You don't have permission to list {place}.", place = name),
        prefix => t!("You don't have permission to list {folder} in {place}.", folder = prefix, place = name),
    };
    // What a role may list of another's bucket differs by folder. In a place of the configuration all folders are alike.
    let back = match &place {
        Place::Bucket { prefix, .. } if !prefix.is_empty() => Some(top),
        Place::My { .. } => None,
        _ => Some(Place::default()).filter(|own| state.with_config(|config| config.places.at(own).is_some())),
    };
    let back = back.map(|to| {
        let called = t!("Back to {place}", place = files.name(&to));
        html::a().class(ButtonKind::Secondary.class()).attr("href", Route::Files(to).to_string()).child(called)
    });
    let again =
        Button::new(t!("Try again")).kind(ButtonKind::Quiet).icon(Icon::Refresh).on_click(move || listing.refresh(place.clone()));
    let plain = details.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    let details = technical_details(details).map(|details| details.child(copy_text_button(t!("Copy"), plain)));
    let text = html::div()
        .class("notice-text")
        .child(html::p().class("notice-title").child(t!("You can't list this folder")))
        .child(html::p().child(sentences(&[&says, t!("Ask the site owner for access.")])))
        .child(html::div().class("empty-actions").child(back).child(again))
        .child(details);
    html::div()
        .class("unlisted refused")
        .child(drawings::locked_bucket())
        .child(html::div().class("notice").attr("role", "alert").child(text))
        .into()
}
