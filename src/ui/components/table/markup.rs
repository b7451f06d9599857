//! The table's elements. Rows stand by their number alone, so nothing here knows how high a row is.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    Head, Options, Selection, Sort,
    source::{Opening, Source},
    state::{Shown, State},
};
use crate::ui::components::{
    Skeleton, each,
    live::{effect, live},
    maybe, visible, when,
};

/// How many rows before the end further rows are asked for.
const NEAR_END: usize = 100;

pub(super) fn table(source: Arc<dyn Source>, options: Options) -> AnyView {
    let Options { label, heads, selection, sort, more, on_near_end, loading, empty, take_focus } = options;
    let state = State::new(Shown::new(source, sort), selection);
    let State { view, active_at, scroller, body, .. } = state;
    let count = state.rows.count;
    // The active row is always there, or Tab would not find the table once it is scrolled away.
    let rows = state.rows.clone();
    let shown = Memo::new(move |_| {
        let (window, active) = (view.get().window(count.get()), active_at.get());
        let before = (active < window.start).then_some(active);
        let after = (active >= window.end).then_some(active);
        let places = before.into_iter().chain(window).chain(after);
        places.filter_map(|at| Some((at, rows.key(at)?))).collect::<Vec<_>>()
    });
    state.keep_measured();
    let near_end = Memo::new(move |_| view.get().window(count.get()).end + NEAR_END >= count.get());
    effect(move || {
        // Asked again after each page, for as long as the end is near.
        count.get();
        if let (Some(on_near_end), true) = (on_near_end, near_end.get() && more.get() && !loading.get()) {
            on_near_end.run(());
        }
    });
    let focused = state.clone();
    effect(move || {
        if take_focus.get() && count.get() > 0 {
            take_focus.set(false);
            untrack(|| focused.go(active_at.get()));
        }
    });
    let [on_key, on_focus, on_click, on_double_click, on_scroll, of_row] = [(); 6].map(|()| state.clone());
    let columns = Arc::new(heads.clone());
    let keys = move || shown.with(|shown| shown.iter().map(|(_, key)| key.clone()).collect());
    let row = move |key| row(&of_row, columns.clone(), shown, key);
    let further = when(
        move || more.get(),
        || {
            view! {
                <div role="rowgroup">
                    <div role="row" class="table-more"><div role="cell">"Loading more…"</div></div>
                </div>
            }
            .into_any()
        },
    );
    let no_rows = Memo::new(move |_| count.get() == 0);
    let instead = live(move || match (no_rows.get(), loading.get()) {
        (true, true) => view! { <Skeleton lines=6 /> }.into_any(),
        (true, false) if !more.get() => empty.run(),
        _ => ().into_any(),
    });
    view! {
        <div class="table-frame">
            <div
                class="table"
                role="table"
                aria-label=label
                aria-rowcount=move || if more.get() { "-1".to_owned() } else { (count.get() + 1).to_string() }
                aria-busy=move || loading.get().then_some("true")
                node_ref=scroller
                on:scroll=move |_| on_scroll.measure()
            >
                {header(state, heads, sort)}
                <div
                    class="table-body"
                    role="rowgroup"
                    style:--count=move || count.get().to_string()
                    node_ref=body
                    on:keydown=move |event| on_key.on_key(&event)
                    on:focusin=move |event| on_focus.on_focus(&event)
                    on:click=move |event| on_click.on_click(&event)
                    on:dblclick=move |event| on_double_click.on_double_click(&event)
                >
                    {each(keys, row)}
                </div>
                {further}
            </div>
            {instead}
        </div>
    }
    .into_any()
}

fn header(state: State, heads: Vec<Head>, sort: RwSignal<Option<Sort>>) -> AnyView {
    let State { selection, .. } = state;
    let count = state.rows.count;
    let select_all = maybe(selection.map(|selection| {
        let selected = move || selection.with(Selection::len);
        let change = move |_| {
            let keys = if selected() < count.get_untracked() { state.all() } else { Vec::new() };
            selection.update(|selection| selection.replace(keys));
        };
        let all_selected = move || selected() > 0 && selected() >= count.get();
        let some_selected = move || selected() > 0 && selected() < count.get();
        view! {
            <div role="columnheader" class="cell check">
                <input
                    type="checkbox"
                    aria-label="Select all"
                    prop:checked=all_selected
                    prop:indeterminate=some_selected
                    on:change=change
                />
            </div>
        }
    }));
    let head = move |(column, Head { title, class, width, sortable }): (usize, Head)| {
        let direction = move || {
            let of_this = sort.get().filter(|sort| sort.column == column);
            let direction = of_this.map_or("none", |sort| if sort.descending { "descending" } else { "ascending" });
            sortable.then_some(direction)
        };
        let content = if sortable {
            let press = move |_| sort.update(|sort| *sort = Some(Sort::pressed(*sort, column)));
            view! { <button type="button" class="sort" on:click=press>{title}</button> }.into_any()
        } else {
            title.into_any()
        };
        view! { <div role="columnheader" class=class style:--width=width aria-sort=direction>{content}</div> }.into_any()
    };
    view! {
        <div role="rowgroup" class="table-head">
            <div role="row" class="row" aria-rowindex="1">
                {select_all}
                {heads.into_iter().enumerate().map(head).collect::<Vec<_>>()}
            </div>
        </div>
    }
    .into_any()
}

fn row(state: &State, heads: Arc<Vec<Head>>, shown: Memo<Vec<(usize, String)>>, key: String) -> AnyView {
    let State { selection, active_at, rows, .. } = state.clone();
    // A row keeps its element, and with it the focus, when others come or go above it.
    let wanted = key.clone();
    let at = Memo::new(move |before: Option<&usize>| {
        let found = shown.with(|shown| shown.iter().find(|(_, key)| *key == wanted).map(|(at, _)| *at));
        found.or(before.copied()).unwrap_or_default()
    });
    let selected = Memo::new(move |_| selection.is_some_and(|selection| selection.with(|keys| keys.contains(&key))));
    let named = rows.clone();
    let check_box = maybe(selection.map(|_| {
        view! {
            <div role="cell" class="cell check">
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || format!("Select {}", visible::plain(&named.name(at.get())))
                    prop:checked=move || selected.get()
                />
            </div>
        }
    }));
    let cells = live(move || {
        let at = at.get();
        let mut opening = rows.opening(at);
        let cells = heads.iter().enumerate().map(|(column, head)| {
            let content = around(std::mem::replace(&mut opening, Opening::None), rows.cell(at, column));
            view! { <div role="cell" class=head.class.clone() style:--width=head.width.clone()>{content}</div> }.into_any()
        });
        cells.collect::<Vec<_>>().into_any()
    });
    view! {
        <div
            role="row"
            class="row"
            data-index=move || at.get().to_string()
            style:--index=move || at.get().to_string()
            aria-rowindex=move || (at.get() + 2).to_string()
            aria-selected=move || selection.map(|_| if selected.get() { "true" } else { "false" })
            tabindex=move || if active_at.get() == at.get() { "0" } else { "-1" }
        >
            {check_box}
            {cells}
        </div>
    }
    .into_any()
}

/// The control that opens the row, around the content of its first cell. It is no Tab stop of its own: Enter on the row
/// presses it.
fn around(opening: Opening, content: AnyView) -> AnyView {
    match opening {
        Opening::Link(href) => view! { <a class="cell-open" href=href tabindex="-1">{content}</a> }.into_any(),
        Opening::Button => view! { <button type="button" class="cell-open" tabindex="-1">{content}</button> }.into_any(),
        Opening::None => content,
    }
}
