//! Files as tiles with small pictures, folders above them. A part of the program of its own.

mod keys;
mod layout;
pub(super) mod thumbnails;
mod tile;

use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::HtmlElement;

use self::layout::{Content, Layout, Line, Sizes};
use self::thumbnails::Thumbnails;
use self::tile::tile;
use super::listing::Status;
use super::state::Files;
use super::table::empty;
use super::view_mode::column_order;
use crate::app::lazy;
use crate::browser::document;
use crate::files::rows::SortKey;
use crate::ui::components::{Handler, Top, error_notice, skeleton};
use crate::ui::dom::{Element, View, each, effect, group, html, live};
use crate::ui::words::format;

lazy::lazy!(gallery_part: fn(Files) -> View = view);

/// Tiles this far beyond what is seen are made, in pixels.
const MARGIN: f64 = 500.0;
const QUARTER: i64 = 15 * 60;

/// The gallery, once its part is here.
pub(super) fn gallery(files: Files) -> View {
    lazy::when_loaded(gallery_part::load, || html::div().class("gallery-frame"), move |view| view(files))
}

/// What is seen of it, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Viewport {
    top: f64,
    height: f64,
    width: f64,
}

/// What the gallery knows.
#[derive(Clone)]
struct Gallery {
    files: Files,
    layout: Memo<Layout>,
    seen: RwSignal<Viewport>,
    /// The place that keys act on.
    active_at: Memo<usize>,
    /// Where a range begins.
    anchor: StoredValue<usize>,
    thumbnails: Thumbnails,
    scroller: HtmlElement,
    body: HtmlElement,
}

fn view(files: Files) -> View {
    let (scroller, body) = (html::div(), html::div());
    let seen = RwSignal::new(Viewport { top: 0.0, height: 0.0, width: 0.0 });
    let sizes = Memo::new(move |_| {
        let width = seen.with(|seen| seen.width);
        Sizes::fitting(width, document::rem(), document::is_phone())
    });
    let layout = Memo::new(move |_| {
        let folders = files.listing.rows.with(|rows| rows.count().0);
        files.shown.with(|shown| {
            let folders = if files.filter.read().is_empty() { folders } else { folders_of(files, shown) };
            Layout::new(folders, &groups(files, shown.get(folders..).unwrap_or_default()), sizes.get())
        })
    });
    let active_at = Memo::new(move |_| {
        let active = files.active.get();
        files.listing.rows.with(|rows| {
            let is_active = |at: &usize| rows.get(*at).is_some_and(|row| Some(&row.key) == active.as_ref());
            files.shown.with(|shown| shown.iter().position(is_active)).unwrap_or_default()
        })
    });
    let gallery = Gallery {
        files,
        layout,
        seen,
        active_at,
        anchor: StoredValue::new(0),
        thumbnails: Thumbnails::new(files),
        scroller: scroller.node(),
        body: body.node(),
    };
    gallery.keep_measured();
    gallery.follow();
    gallery.tell_places(sizes);
    let lines = {
        let gallery = gallery.clone();
        move || gallery.lines_seen()
    };
    let [of_line, on_key, on_click, on_double_click, on_menu, on_focus, on_scroll] = [(); 7].map(|()| gallery.clone());
    let body = body
        .class("gallery-body")
        .style("--height", move || format!("{}px", layout.with(|layout| layout.height)))
        .style("--columns", move || sizes.get().columns.to_string())
        .style("--folder-columns", move || sizes.get().folder_columns.to_string())
        .child(each(lines, move |key| of_line.line(&key)));
    let scroller = scroller
        .class("gallery")
        .attr("role", "grid")
        .attr("aria-label", t!("Files"))
        .attr("aria-multiselectable", "true")
        .attr("aria-busy", move || (*files.listing.status.read() == Status::Opening).then_some("true"))
        .on(ev::scroll, move |_| on_scroll.measure())
        .on(ev::keydown, move |event| on_key.on_key(&event))
        .on(ev::click, move |event| on_click.on_click(&event))
        .on(ev::dblclick, move |event| on_double_click.on_double_click(&event))
        .on(ev::contextmenu, move |event| on_menu.on_menu(&event))
        .on(ev::focusin, move |event| on_focus.on_focus(event.target()))
        .child(body);
    let nothing = Memo::new(move |_| files.shown.with(Vec::is_empty));
    let listing = files.listing;
    let instead = live(move || match (nothing.get(), *listing.status.read() == Status::Opening) {
        (true, true) => skeleton(6).into(),
        (true, false) if !listing.has_more() => empty(files),
        _ => View::none(),
    });
    let problem =
        move || listing.fault.get().map(|error| super::folder::explain_action(t!("Couldn't load more files"), "GET", &error));
    let failed = error_notice(problem, Some(Handler::from(move || listing.retry_more())));
    group([html::div().class("gallery-frame").child(scroller).child(instead).into(), failed])
}

fn folders_of(files: Files, shown: &[usize]) -> usize {
    files.listing.rows.with(|rows| shown.partition_point(|at| rows.get(*at).is_some_and(|row| row.is_folder())))
}

/// Files by month where they stand by date; else all together.
fn groups(files: Files, shown: &[usize]) -> Vec<(Option<String>, usize)> {
    if files.sort.get().map(|sort| column_order(sort.column)) != Some(SortKey::Modified) {
        return vec![(None, shown.len())];
    }
    let mut groups: Vec<(Option<String>, usize)> = Vec::new();
    // No month begins within a quarter of an hour, wherever the visitor is.
    let mut quarter = None;
    files.listing.rows.with(|rows| {
        for file in shown.iter().filter_map(|at| rows.get(*at)?.file()) {
            if quarter.replace(file.modified / QUARTER) != Some(file.modified / QUARTER) {
                let month = Some(format::month(file.modified));
                if groups.last().is_none_or(|group| group.0 != month) {
                    groups.push((month, 0));
                }
            }
            if let Some((_, count)) = groups.last_mut() {
                *count += 1;
            }
        }
    });
    groups
}

impl Gallery {
    /// Learns from the page what is seen.
    fn measure(&self) {
        let Self { scroller, body, .. } = self;
        let seen = Viewport {
            top: f64::from(scroller.scroll_top()),
            height: f64::from(scroller.client_height()),
            width: f64::from(body.client_width()),
        };
        if self.seen.try_get_untracked().is_some_and(|before| before != seen) {
            self.seen.try_set(seen);
        }
    }

    fn keep_measured(&self) {
        let gallery = self.clone();
        request_animation_frame(move || gallery.measure());
        let gallery = self.clone();
        let callback = Closure::<dyn FnMut()>::new(move || gallery.measure());
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
        observer.observe(&self.scroller);
        let kept = StoredValue::new((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    }

    /// Loads what is near, and keeps the place and the focus.
    fn follow(&self) {
        let &Gallery { files, layout, seen, .. } = self;
        let near_end = Memo::new(move |_| {
            let seen = seen.get();
            seen.width > 0.0 && layout.with(|layout| layout.height) < seen.top + 4.0 * seen.height
        });
        effect(move || {
            layout.track();
            let listing = files.listing;
            if near_end.get() && listing.has_more() && !listing.busy.get() && *listing.status.read() == Status::Open {
                listing.load_more();
            }
        });
        let (top, scroller) = (files.position.top, self.scroller.clone());
        effect(move || {
            let (wanted, seen) = (top.get(), seen.get());
            layout.with(|layout| {
                let line = layout.line_of(wanted.at).filter(|_| wanted.wanted && seen.width > 0.0);
                if let Some(line) = line {
                    scroller.set_scroll_top(layout.span(line).0 as i32);
                    top.set(Top { wanted: false, ..wanted });
                } else if !wanted.wanted {
                    let first = layout.lines.get(layout.between(seen.top, seen.top + 1.0).start..).unwrap_or_default();
                    let at = first.iter().find(|line| !line.places().is_empty()).map_or(0, |line| line.places().start);
                    if at != wanted.at {
                        top.set(Top { at, wanted: false });
                    }
                }
            });
        });
        let gallery = self.clone();
        effect(move || {
            if files.take_focus.get() && files.shown.with(|shown| !shown.is_empty()) {
                files.take_focus.set(false);
                let wanted = gallery.files.position.top.get_untracked();
                if wanted.wanted {
                    gallery.files.active.set(untrack(|| files.row(wanted.at, |row| row.key.clone())));
                }
                untrack(|| gallery.go(gallery.active_at.get()));
            }
        });
    }

    /// Says which places a rectangle touches, for as long as the gallery is there.
    fn tell_places(&self, sizes: Memo<Sizes>) {
        let &Gallery { files, layout, ref body, .. } = self;
        let body = body.clone();
        files.places_within.set_value(Some(Rc::new(move |from, to| {
            let width = f64::from(body.client_width());
            let inner = |(x, y): (i32, i32)| (f64::from(x - body.offset_left()), f64::from(y - body.offset_top()));
            let (mut from, mut to) = (inner(from), inner(to));
            if document::root_attribute("dir").as_deref() == Some("rtl") {
                (from.0, to.0) = (width - to.0, width - from.0);
            }
            layout.with_untracked(|layout| layout.within(from, to, width, sizes.get_untracked()))
        })));
        on_cleanup(move || files.places_within.set_value(None));
    }

    /// The lines to have in the page, each by its place and what is in it.
    fn lines_seen(&self) -> Vec<String> {
        let (seen, active) = (self.seen.get(), self.active_at.get());
        if seen.width <= 0.0 {
            return Vec::new();
        }
        self.layout.with(|layout| {
            let lines = layout.between(seen.top - MARGIN, seen.top + seen.height + MARGIN);
            // The active one is always there, or Tab would not find the gallery once it is scrolled away.
            let active = layout.line_of(active).filter(|line| !lines.contains(line));
            let before = active.filter(|line| *line < lines.start);
            let after = active.filter(|line| *line >= lines.end);
            let all = before.into_iter().chain(lines).chain(after);
            all.filter_map(|at| Some(self.key_of(layout.lines.get(at)?))).collect()
        })
    }

    /// What a line is: another one once other files are in it.
    fn key_of(&self, line: &Line) -> String {
        // Bits, since reading decimals would be kilobytes of program.
        let mut key = format!("{} ", line.top.to_bits());
        match &line.content {
            Content::Heading(heading, count) => key += &format!("{heading} {count}"),
            _ => line.places().filter_map(|at| self.key(at)).for_each(|own| key = format!("{key}\n{own}")),
        }
        key
    }

    fn key(&self, at: usize) -> Option<String> {
        self.files.row(at, |row| format!("{}{}", row.key, row.file().map_or("", |file| &file.e_tag)))
    }

    fn line(&self, key: &str) -> Element {
        // Its key begins with where it begins: what is in each line above need not be put together.
        let top = key.split(' ').next().and_then(|top| top.parse().ok()).map(f64::from_bits);
        let line = self.layout.with_untracked(|layout| layout.line_at(top?).cloned());
        let line = line.filter(|line| untrack(|| self.key_of(line)) == key);
        let Some(Line { top, content }) = line else { return html::div() };
        let element = html::div().attr("role", "row").style("--top", format!("{top}px"));
        match content {
            Content::Heading(heading, count) => {
                let files = n!(count, one = "{count} file", other = "{count} files");
                let cell = html::div().attr("role", "rowheader").child(html::strong().child(heading)).child(" ").child(files);
                element.class("gallery-heading").child(cell)
            }
            Content::Folders(places) => element.class("gallery-folders").children(places.filter_map(|at| tile(self, at))),
            Content::Tiles(places) => element.class("gallery-tiles").children(places.filter_map(|at| tile(self, at))),
        }
    }
}
