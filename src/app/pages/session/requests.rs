//! The requests of this tab, newest first.

use std::collections::HashMap;
use std::time::SystemTime;

use crate::ui::reactive::*;

use super::unix_seconds;
use crate::app::AppState;
use crate::ports::{Exchange, HttpErrorKind};
use crate::ui::components::{Column, DataTable, Fact, ShownFrom, Text, drawer, empty_notice, facts, papers};
use crate::ui::dom::{View, html};
use crate::ui::words::format;

/// An exchange and what tells it from the others.
#[derive(Clone, Debug, PartialEq)]
struct JournalRow {
    key: String,
    exchange: Exchange,
}

/// Exchanges have no id: time, name and attempt tell them apart, and a number those that went at once. The number
/// counts from the oldest, so that a key stays when newer ones come.
fn requests<'a>(oldest_first: impl Iterator<Item = &'a Exchange>) -> Vec<JournalRow> {
    let mut seen = HashMap::<String, u32>::new();
    let mut requests: Vec<JournalRow> = oldest_first
        .map(|exchange| {
            let at = exchange.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
            let key = format!("{at} {} {} {}", exchange.service, exchange.operation, exchange.attempt);
            let before = seen.entry(key.clone()).and_modify(|count| *count += 1).or_default();
            JournalRow { key: format!("{key} {before}"), exchange: exchange.clone() }
        })
        .collect();
    requests.reverse();
    requests
}

/// What came of a request, in words, and the badge's class.
fn outcome(exchange: &Exchange) -> (String, &'static str) {
    match &exchange.outcome {
        // S3 may refuse in the body of a response that begins as a success.
        Ok(status @ 0..=399) if exchange.error_code.is_some() => {
            (t!("{status} Refused", status = status.to_string()), "badge bad")
        }
        Ok(status @ 0..=399) => (t!("{status} OK", status = status.to_string()), "badge good"),
        Ok(status @ 400..=499) => (t!("{status} Refused", status = status.to_string()), "badge bad"),
        Ok(status) => (t!("{status} Failed", status = status.to_string()), "badge bad"),
        Err(error) => {
            let words = match error.kind {
                HttpErrorKind::Network => t!("No answer"),
                HttpErrorKind::Offline => t!("Offline"),
                HttpErrorKind::Timeout => t!("Timed out"),
                HttpErrorKind::Aborted => t!("Cancelled"),
                HttpErrorKind::TooLarge => t!("Too large"),
                HttpErrorKind::Unreadable => t!("File unreadable"),
            };
            (words.to_owned(), "badge wary")
        }
    }
}

fn title(exchange: &Exchange) -> String {
    format!("{} {}", exchange.service, exchange.operation)
}

/// The table and, beside it, one request in full: the drawer goes beside the page.
pub(super) fn view(state: AppState) -> (View, View) {
    let exchanges = state.client().platform().exchanges().clone();
    let rows = Memo::new(move |_| exchanges.with(|exchanges| requests(exchanges.iter().rev())));
    let opened = RwSignal::new(None::<JournalRow>);
    let open = RwSignal::new(false);
    let on_open = move |request: JournalRow| {
        opened.set(Some(request));
        open.set(true);
    };
    let none_yet = || empty_notice(papers(), t!("No requests yet"), t!("Requests from this tab will appear here.")).into();
    let name = |request: &JournalRow| title(&request.exchange);
    let table = DataTable::new(t!("Requests"), rows, columns(), |request: &JournalRow| request.key.as_str(), name)
        .on_open(on_open)
        .empty(none_yet);
    let heading = move || opened.read().as_ref().map(|request| Text::data(title(&request.exchange))).unwrap_or_default();
    let details = move || opened.read().as_ref().map(|request| facts_of(&request.exchange)).unwrap_or_default();
    (table.into(), drawer(open, heading, move || facts(details).into()))
}

fn columns() -> Vec<Column<JournalRow>> {
    vec![
        Column::new(t!("Operation"), |JournalRow { exchange, .. }: &JournalRow| {
            html::span()
                .attr("translate", "no")
                .child(html::span().class("hint").child(exchange.service.as_str()).child(" "))
                .child(exchange.operation)
        })
        .sorted_by(|a, b| title(&a.exchange).cmp(&title(&b.exchange))),
        Column::new(t!("Status"), |JournalRow { exchange, .. }: &JournalRow| {
            let (words, class) = outcome(exchange);
            html::span().class(class).child(words)
        })
        .width(8),
        Column::new(t!("Target"), |JournalRow { exchange, .. }: &JournalRow| {
            html::span().attr("translate", "no").attr("dir", "ltr").child(format!("{} {}", exchange.method, exchange.target))
        })
        .shown_from(ShownFrom::Wide),
        Column::new(t!("Duration"), |JournalRow { exchange, .. }: &JournalRow| format::milliseconds(exchange.took))
            .width(5)
            .numeric()
            .shown_from(ShownFrom::Medium)
            .sorted_by(|a, b| a.exchange.took.cmp(&b.exchange.took)),
        Column::new(t!("Time"), |JournalRow { exchange, .. }: &JournalRow| {
            View::from(&format::time_with_seconds(unix_seconds(exchange.at)))
        })
        .width(6)
        .numeric()
        .shown_from(ShownFrom::Medium),
        Column::new(t!("Attempt"), |JournalRow { exchange, .. }: &JournalRow| format::number(exchange.attempt.into()))
            .width(5)
            .numeric()
            .shown_from(ShownFrom::Wide),
    ]
}

fn facts_of(exchange: &Exchange) -> Vec<Fact> {
    let seconds = unix_seconds(exchange.at);
    let detail = exchange.outcome.as_ref().err().map(|error| Fact::data(t!("Browser"), error.detail.clone()));
    [
        Some(Fact::words(t!("Status"), outcome(exchange).0)),
        exchange.error_code.clone().map(|code| Fact::id(t!("Error code"), code)),
        detail,
        Some(Fact::data(t!("Method"), exchange.method.to_string())),
        Some(Fact::id(t!("Target"), exchange.target.clone())),
        Some(Fact::text(t!("Sent"), format::time_with_seconds(seconds))),
        Some(Fact::words(t!("Sent bytes"), format::size(exchange.sent_bytes))),
        Some(Fact::words(t!("Received bytes"), format::size(exchange.received_bytes))),
        Some(Fact::words(t!("Duration"), format::milliseconds(exchange.took))),
        Some(Fact::words(t!("Attempt"), format::number(exchange.attempt.into()))),
        exchange.request_id.clone().map(|id| Fact::id(t!("Request ID"), id)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ports::HttpError;

    fn exchange(milliseconds: u64, outcome: Result<u16, HttpError>) -> Exchange {
        Exchange {
            at: SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds),
            service: "s3".into(),
            operation: "ListObjectsV2",
            method: http::Method::GET,
            target: "example".into(),
            outcome,
            error_code: None,
            request_id: None,
            took: Duration::ZERO,
            attempt: 1,
            sent_bytes: 0,
            received_bytes: 0,
            signature: None,
        }
    }

    #[test]
    fn keys_are_unique_and_stay_when_newer_requests_come() {
        let mut exchanges = vec![exchange(1, Ok(200)), exchange(1, Ok(200)), exchange(2, Ok(200))];
        let before: Vec<String> = requests(exchanges.iter()).into_iter().map(|request| request.key).collect();
        exchanges.push(exchange(2, Ok(200)));
        let after: Vec<String> = requests(exchanges.iter()).into_iter().map(|request| request.key).collect();
        assert_eq!(after[1..], before);
        let unique: std::collections::HashSet<_> = after.iter().collect();
        assert_eq!(unique.len(), 4);
    }

    #[test]
    fn the_newest_comes_first() {
        let exchanges = [exchange(1, Ok(200)), exchange(2, Ok(403))];
        assert_eq!(requests(exchanges.iter())[0].exchange.outcome, Ok(403));
    }

    #[test]
    fn outcomes_are_told_in_words() {
        let words = |outcome_| outcome(&exchange(0, outcome_)).0;
        assert_eq!(words(Ok(204)), "204 OK");
        assert_eq!(words(Ok(403)), "403 Refused");
        assert_eq!(words(Ok(503)), "503 Failed");
        assert_eq!(words(Err(HttpError { kind: HttpErrorKind::Offline, detail: String::new() })), "Offline");
    }
}
