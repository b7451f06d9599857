//! Which rows are shown, and in which order.

use super::listing::Listing;
use super::view_mode::column_order;
use crate::browser::text::normalize;
use crate::files::matching::Pattern;
use crate::ui::components::Sort;
use crate::ui::reactive::*;

/// The numbers of the rows that are shown, in their order.
pub fn shown(listing: Listing, sort: Option<Sort>, filter: &str) -> Vec<usize> {
    listing.rows.with(|rows| {
        let sort = sort.unwrap_or(Sort { column: 0, descending: false });
        let mut order = rows.order(column_order(sort.column), sort.descending);
        if !filter.is_empty() {
            let pattern = Pattern::new(filter, normalize);
            order.retain(|at| rows.get(*at).is_some_and(|row| pattern.is_in(row.name())));
        }
        order
    })
}
