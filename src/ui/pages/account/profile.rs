//! Profile: who the visitor is.

use serde_json::{Map, Value};

use crate::ui::components::{Fact, facts};
use crate::ui::dom::Element;

/// Claims that say something of a person, as <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims> names
/// them, and what people call them.
const CLAIMS: [(&str, &str); 6] = [
    ("email", "E-mail address"),
    ("name", "Name"),
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("phone_number", "Phone number"),
    ("iss", "Vouched for by"),
];

/// What a provider outside AWS says of the visitor. Only the provider can change it.
pub(super) fn of_claims(claims: &Map<String, Value>) -> Element {
    let fact = |(claim, label): (&str, &str)| Some(Fact::text(label, claims.get(claim)?.as_str()?));
    facts(CLAIMS.into_iter().filter_map(fact).collect::<Vec<_>>())
}
