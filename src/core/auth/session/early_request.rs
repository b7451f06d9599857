//! The request for credentials, kept for the next visit: `index.html` sends it while the program is on its way, which takes
//! its response if it wants just that (`browser/early.rs`).

use std::time::{Duration, SystemTime};

use super::State;
use crate::auth::credential_flow;
use crate::auth::visitor::Visitor;
use crate::aws::Client;
use crate::aws::identity_pool::Logins;
use crate::ports::Platform;
use crate::secret::Secret;

/// How long the request of a guest is kept, in which no token expires.
const GUEST: Duration = Duration::from_secs(30 * 24 * 3600);

/// The request that these logins were given credentials for: a JSON array of its URL, its body, and until when it may be sent
/// (milliseconds since 1970), since the token in it has to be replaced then. None where a session ends for want of activity:
/// whether it has is for the program to say first.
pub(super) fn early_request<P: Platform>(
    client: &Client<P>,
    state: &State,
    logins: &Logins,
    role: Option<&str>,
) -> Option<Secret> {
    let until = match state.visitor.as_ref()? {
        Visitor::Guest => client.now() + GUEST,
        _ if client.config().idle_timeout.is_some() => return None,
        // By the device's clock: the next visit begins without knowing whether that is wrong, and takes a token for fresh by it.
        Visitor::User(tokens) => tokens.fresh_until()?,
        Visitor::Federated(federated) => federated.expiry()?,
    };
    let operation = credential_flow::only_request(client, state.identity_id.as_ref()?, logins, role)?;
    let until = until.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis().to_string();
    let request = [&operation.url, std::str::from_utf8(&operation.body).ok()?, &until];
    serde_json::to_string(&request).ok().map(Secret::new)
}
