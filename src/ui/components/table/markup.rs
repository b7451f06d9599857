//! The table's elements. Rows stand by their number alone, so nothing here knows how high a row is.

use leptos::prelude::*;

use super::{Head, Options, Rows, Selection, Sort, rem, state::State};
use crate::ui::components::{
    Skeleton,
    live::{effect, live, when},
    visible,
};

/// How many rows before the end further rows are asked for.
const NEAR_END: usize = 100;

pub(super) fn table(rows: Rows, options: Options) -> AnyView {
    let Options { label, heads, selection, sort, more, on_near_end, loading, empty, take_focus } = options;
    let state = State::new(rows, selection);
    let State { view, active_at, scroller, body, .. } = state;
    let count = state.rows.count;
    let window = Memo::new(move |_| view.get().window(count.get()));
    // The active row is always there, or Tab would not find the table once it is scrolled away.
    let key_at = state.rows.key_at.clone();
    let shown = Memo::new(move |_| {
        let (window, active) = (window.get(), active_at.get());
        let before = (active < window.start).then_some(active);
        let after = (active >= window.end).then_some(active);
        let places = before.into_iter().chain(window).chain(after);
        places.filter_map(|at| Some((at, key_at(at)?))).collect::<Vec<_>>()
    });
    state.keep_measured();
    effect(move || {
        if let (Some(on_near_end), true) = (on_near_end, more.get() && !loading.get())
            && window.get().end + NEAR_END >= count.get()
        {
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
    let [on_key, on_focus, on_click, on_double_click, on_scroll] = [(); 5].map(|()| state.clone());
    let row_state = state.clone();
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
                aria-rowcount=move || if more.get() { -1 } else { count.get() as i64 + 1 }
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
                    <For
                        each=move || shown.get()
                        key=|(_, key)| key.clone()
                        children=move |(at, key)| row(row_state.clone(), shown, at, key)
                    />
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
    let select_all = selection.map(|selection| {
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
    });
    let head = move |(column, Head { title, class, width, sortable }): (usize, Head)| {
        let direction = move || match sort.get() {
            Some(sort) if sort.column == column => {
                if sort.descending {
                    "descending"
                } else {
                    "ascending"
                }
            }
            _ => "none",
        };
        let content = if sortable {
            let press = move |_| sort.update(|sort| *sort = Some(Sort::pressed(*sort, column)));
            view! { <button type="button" class="sort" on:click=press>{title}</button> }.into_any()
        } else {
            title.into_any()
        };
        view! {
            <div
                role="columnheader"
                class=class
                style:--width=width.map(rem)
                aria-sort=move || sortable.then(direction)
            >
                {content}
            </div>
        }
        .into_any()
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

fn row(state: State, shown: Memo<Vec<(usize, String)>>, first_at: usize, key: String) -> AnyView {
    let State { selection, active_at, .. } = state;
    // A row keeps its element, and with it the focus, when others come or go above it.
    let wanted = key.clone();
    let at = Memo::new(move |before: Option<&usize>| {
        let found = shown.with(|shown| shown.iter().find(|(_, key)| *key == wanted).map(|(at, _)| *at));
        found.or(before.copied()).unwrap_or(first_at)
    });
    let selected = selection.map(|selection| Memo::new(move |_| selection.with(|selection| selection.contains(&key))));
    let name_at = state.rows.name_at.clone();
    let check_box = selected.map(|selected| {
        view! {
            <div role="cell" class="cell check">
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || format!("Select {}", visible::plain(&name_at(at.get())))
                    prop:checked=selected
                />
            </div>
        }
    });
    view! {
        <div
            role="row"
            class="row"
            data-index=at
            style:--index=move || at.get().to_string()
            aria-rowindex=move || at.get() + 2
            aria-selected=move || selected.map(|selected| selected.get().to_string())
            tabindex=move || if active_at.get() == at.get() { "0" } else { "-1" }
        >
            {check_box}
            {(state.rows.cells)(at)}
        </div>
    }
    .into_any()
}
