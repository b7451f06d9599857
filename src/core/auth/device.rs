//! Devices that a user pool knows again, and that may stand for the second factor.
//!
//! A device gets its name with its first tokens, makes up a password, and leaves the verifier of it with the user pool. At
//! the next sign-in it says its name after the user's password, and proves its own by SRP as a user does.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;

use super::AuthError;
use super::challenge::Challenge;
use super::srp::device_verifier;
use super::srp_proof::{ephemeral, proof};
use super::tokens::{Tokens, claims};
use crate::aws;
use crate::aws::Client;
use crate::aws::user_pool::{AuthStep, NewDeviceMetadata};
use crate::config::{RememberDevices, UserPool};
use crate::ports::{KeyValueStore, Lifetime, Platform};
use crate::secret::Secret;

/// A device as it knows itself. Stored as three lines: every sign-in reads the first, and few anything else.
struct StoredDevice {
    key: String,
    group_key: String,
    password: Secret,
}

impl StoredDevice {
    fn to_text(&self) -> String {
        [self.key.as_str(), &self.group_key, self.password.expose()].join("\n")
    }

    fn from_text(text: &str) -> Option<StoredDevice> {
        let mut lines = text.split('\n').map(str::to_owned);
        Some(StoredDevice { key: lines.next()?, group_key: lines.next()?, password: Secret::new(lines.next()?) })
    }
}

/// Users have their devices apart: two people may use one browser.
fn storage_key(pool: &UserPool, username: &str) -> String {
    format!("satchel.device.{}.{username}", pool.id)
}

/// The `DeviceKey` of this device, if `username` had it remembered.
pub fn remembered_key(store: &impl KeyValueStore, pool: &UserPool, username: &str) -> Option<String> {
    let text = store.get(Lifetime::Persistent, &storage_key(pool, username))?;
    text.split_once('\n').map(|(key, _)| key.to_owned())
}

/// The user pool, or the user elsewhere, has forgotten this device.
pub fn forget(store: &impl KeyValueStore, pool: &UserPool, username: &str) {
    store.remove(Lifetime::Persistent, &storage_key(pool, username));
}

/// Confirms the device that `tokens` name, and has it remembered if its visitor wants that or the pool does so by itself.
/// The visitor is signed in whatever comes of it. An error says that the device will not be known again, and if the tokens do
/// not name it then, that they cannot be refreshed.
pub async fn confirm<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    mut tokens: Tokens,
    metadata: &NewDeviceMetadata,
    name: &str,
    remember: bool,
) -> (Tokens, Result<(), aws::Error>) {
    let mut random = zeroize::Zeroizing::new([0; 40]);
    client.platform().fill(&mut *random);
    let mut salt = [0; 16];
    client.platform().fill(&mut salt);
    let password = Secret::new(BASE64.encode(*random));
    let NewDeviceMetadata { device_key, device_group_key } = metadata;
    let (verifier, salt) = device_verifier(device_group_key, device_key, password.expose(), &salt);
    let needs_confirmation = match client.confirm_device(pool, &tokens.access_token, metadata, name, (&verifier, &salt)).await {
        Ok(needs_confirmation) => needs_confirmation,
        // An attempt whose answer was lost has confirmed it, with the same verifier.
        Err(error) if error.code() == "DeviceKeyExistsException" => pool.remember_devices == RememberDevices::Ask,
        Err(error) => return (tokens, Err(error)),
    };
    tokens.device_key = Some(device_key.clone());
    if needs_confirmation && !remember {
        return (tokens, Ok(()));
    }
    if needs_confirmation && let Err(error) = client.remember_device(pool, &tokens.access_token, device_key).await {
        return (tokens, Err(error));
    }
    let username = claims(&tokens.id_token).and_then(|claims| Some(claims.get("cognito:username")?.as_str()?.to_owned()));
    let device = StoredDevice { key: device_key.clone(), group_key: device_group_key.clone(), password };
    if let Some(username) = username {
        client.platform().set(Lifetime::Persistent, &storage_key(pool, &username), &device.to_text());
    }
    (tokens, Ok(()))
}

/// Answers `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER`. Gives the tokens' device key with the user pool's last word.
pub(super) async fn prove<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    challenge: &Challenge,
) -> Result<(String, AuthStep), AuthError> {
    let username = &challenge.username;
    let stored = client.platform().get(Lifetime::Persistent, &storage_key(pool, username));
    let device = stored.as_deref().and_then(StoredDevice::from_text).ok_or(AuthError::SessionExpired)?;
    let srp = ephemeral(client)?;
    let begin = json!({ "USERNAME": username, "DEVICE_KEY": device.key, "SRP_A": srp.srp_a() });
    let answered = async {
        let asked = client.respond_to_auth_challenge(pool, "DEVICE_SRP_AUTH", challenge.session.as_ref(), begin).await?;
        let AuthStep::Challenge(asked) = asked else { return Ok(asked) };
        let mut responses = proof(client, &srp, &asked, (&device.key, &device.group_key, &device.password))?;
        responses["USERNAME"] = username.as_str().into();
        responses["DEVICE_KEY"] = device.key.as_str().into();
        Ok(client.respond_to_auth_challenge(pool, &asked.name, asked.session.as_ref(), responses).await?)
    };
    let answered: Result<AuthStep, AuthError> = answered.await;
    let is_refused = match &answered {
        Err(AuthError::IncorrectUsernameOrPassword) => true,
        Err(AuthError::Aws(error)) => matches!(error.code(), "ResourceNotFoundException" | "NotAuthorizedException"),
        _ => false,
    };
    if is_refused {
        // It is not known any more: the next sign-in goes on without it.
        forget(client.platform(), pool, username);
    }
    answered.map(|step| (device.key, step))
}

/// Which browser it is, and on which system, by its `User-Agent`: "Firefox" and "Windows".
pub fn browser_of(user_agent: &str) -> (Option<&'static str>, Option<&'static str>) {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    (find(&BROWSERS), find(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(browser_of(chrome), (Some("Chrome"), Some("Linux")));
        let edge = format!("{chrome} Edg/156.0.0.0").replace("X11; Linux", "Windows NT 10.0");
        assert_eq!(browser_of(&edge), (Some("Edge"), Some("Windows")));
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
        assert_eq!(browser_of(safari), (Some("Safari"), Some("iPhone")));
        assert_eq!(browser_of("curl/8.0"), (None, None));
    }
}
