//! The files that were not sent, as the visitor sees them: one line for each place that they were to go to.

use crate::ui::reactive::*;

use super::engine::Engine;
use super::unsent::DifferentFile;
use crate::app::pages::files::paths::last_name;
use crate::files::upload::unsent::UnsentUploads;
use crate::ui::components::{Button, Icon, visible};
use crate::ui::dom::{Element, View, html, live};
use crate::ui::words::format;

/// So many are named.
const MOST: usize = 20;

/// Above the uploads of this page.
pub fn unsent_list(engine: Engine) -> View {
    let unsent = engine.unsent;
    let lines = move || unsent.all.get().into_iter().map(|uploads| line(engine, uploads)).collect::<Vec<_>>();
    html::div().class("interrupted").child(live(lines)).into()
}

fn line(engine: Engine, uploads: UnsentUploads) -> Element {
    let unsent = engine.unsent;
    let folder = engine.place_name(&uploads.place);
    let title = n!(
        uploads.count(),
        one = "{count} file wasn't uploaded to “{folder}”",
        other = "{count} files weren't uploaded to “{folder}”",
        folder = folder
    );
    let choose = |label: &'static str, is_folder: bool| {
        let uploads = uploads.clone();
        Button::new(label).icon(Icon::Folder).on_click(move || engine.choose_unsent(uploads.clone(), is_folder))
    };
    let choose_folder = uploads.is_of_folders().then(|| choose(t!("Choose folder…"), true));
    let discarded = uploads.clone();
    let discard = Button::icon_only(Icon::Trash, t!("Forget them")).on_click(move || engine.leave_unsent(&discarded, Vec::new()));
    let head = html::header()
        .class("tray-head")
        .child(Icon::Clock)
        .child(
            html::p()
                .class("tray-sums")
                .child(html::strong().child(title))
                .child(html::span().class("hint").child(t!("Choose the same files again to upload them."))),
        )
        .child(choose(t!("Choose files…"), false))
        .child(choose_folder)
        .child(discard);
    let named = uploads.files.iter().take(MOST).map(|file| {
        html::li()
            .child(visible(&file.path).attr("translate", "no"))
            .child(" ")
            .child(html::span().class("hint").child(format::size(file.size)))
    });
    let others = uploads.count().saturating_sub(MOST.min(uploads.files.len()));
    let others = (others > 0).then(|| html::li().child(n!(others, one = "and {count} more", other = "and {count} more")));
    let names = html::ul().class("names").children(named).child(others);
    let of_these = uploads.clone();
    let refused = live(move || {
        let DifferentFile { uploads, path, .. } =
            unsent.different.get().filter(|different| different.uploads.is_same(&of_these))?;
        let is_known = uploads.files.iter().any(|file| file.path == path);
        is_known.then(|| refusal(engine, &path))
    });
    html::div().child(head).child(html::div().class("copying-reasons").child(names)).child(refused)
}

fn refusal(engine: Engine, path: &str) -> Element {
    let name = last_name(path);
    let says = t!("“{name}” on this disk is a different file (changed since). Nothing was sent.", name = name);
    html::div()
        .class("transfer-refused")
        .attr("role", "alert")
        .child(Icon::Alert)
        .child(html::span().child(says))
        .child(Button::new(t!("Upload it as new")).on_click(move || engine.upload_different()))
}
