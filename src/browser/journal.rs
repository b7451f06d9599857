//! The requests of this tab, for the Session page.

use std::collections::VecDeque;

use leptos::prelude::{ArcRwSignal, Update};

use super::Browser;
use crate::ports::{Exchange, Journal};

/// As many as somebody may want to look back at, and no more than a long day may hold in memory.
const KEPT: usize = 500;

/// The newest exchanges first.
pub type Exchanges = ArcRwSignal<VecDeque<Exchange>>;

impl Journal for Browser {
    fn record(&self, exchange: Exchange) {
        self.exchanges.update(|exchanges| {
            exchanges.push_front(exchange);
            exchanges.truncate(KEPT);
        });
    }
}
