//! What is shown where the page would share its origin with others: it does not start there.

use crate::aws::s3::{SharedOrigin, SharedWith};
use crate::browser::location;
use crate::ui::components::{Problem, brand, error_notice};
use crate::ui::dom::{View, html};

/// Says why, and leads to the page's own address where that is known, at the same place in it.
pub fn page(shared: SharedOrigin) -> View {
    let reason = match shared.with {
        SharedWith::Buckets => t!("All buckets share this address, so their pages could read your sign-in."),
        SharedWith::ThisMachine => t!("Any program on this device can use this address, so it could read your sign-in."),
    };
    let advice = match (&shared.own_address, shared.with) {
        (Some(_), _) => "",
        (None, SharedWith::Buckets) => t!("Ask the site owner for its address."),
        (None, SharedWith::ThisMachine) => t!("For development, open it at a name of its own, such as satchel.localhost."),
    };
    let problem = Problem {
        title: t!("This site has another address").to_owned(),
        reason: reason.to_owned(),
        advice: advice.to_owned(),
        ..Problem::default()
    };
    let link = shared.own_address.map(|address| {
        let host = address.split('/').nth(2).unwrap_or_default().to_owned();
        html::a().attr("href", format!("{address}{}", location::current())).child(t!("Open {address}", address = host))
    });
    let card =
        html::div().class("card wide").child(html::h1().child("Satchel")).child(error_notice(Some(problem), None)).child(link);
    html::main().class("auth").child(brand("#/")).child(card).into()
}
