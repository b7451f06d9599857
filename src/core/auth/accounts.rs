//! Who is signed in in this browser. Accounts stand side by side, so that switching between them loses no session; what
//! tabs share is in the persistent store, what is one tab's own in that tab's.

use serde::Serialize;
use serde_json::Value;

use super::tokens::{Tokens, claims, sub};
use super::visitor::{self, Federated, Visitor};
use crate::json;
use crate::ports::{KeyValueStore, Lifetime};
use crate::secret::{Secret, SecretJson};

/// Where accounts are kept in either store.
pub const KEY: &str = "satchel.session";

/// An account as it is stored. The identity is remembered beside the tokens to save a round trip and, for a guest,
/// because nothing else leads back to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Account {
    /// Who it is.
    pub visitor: Visitor,
    /// The identity, once it is known.
    pub identity_id: Option<String>,
    /// The role they have chosen to act as, as an ARN, where their token names several.
    pub role: Option<String>,
    /// The identity that was theirs until AWS took it away, which nobody has told them yet.
    pub lost_identity: Option<String>,
}

impl Account {
    fn read(value: &Value) -> Option<Account> {
        Some(Account {
            visitor: Visitor::read(value.get("visitor")?)?,
            identity_id: json::text(value, "identity_id"),
            role: json::text(value, "role"),
            lost_identity: json::text(value, "lost_identity"),
        })
    }

    /// What it is called: as its user signs in. A guest has no name, and with some providers nobody has.
    pub fn name(&self) -> Option<String> {
        match &self.visitor {
            Visitor::Guest => None,
            Visitor::User(tokens) => {
                let claims = claims(&tokens.id_token).unwrap_or_default();
                visitor::name(&claims).or_else(|| claims.get("sub")?.as_str()).map(str::to_owned)
            }
            Visitor::Federated(Federated { developer_identity: Some(identity), .. }) => Some(identity.user_name.clone()),
            Visitor::Federated(federated) => Some(claims(&federated.token)?.get("email")?.as_str()?.to_owned()),
        }
    }

    /// Who vouches for its user, if not the user pool.
    pub fn provider(&self) -> Option<&str> {
        match &self.visitor {
            Visitor::Federated(federated) => Some(&federated.provider),
            _ => None,
        }
    }

    /// What tells it from others: the user's `sub` in the pool, which no change of the address changes.
    pub fn id(&self) -> String {
        id(&self.visitor)
    }
}

/// What tells this visitor from others.
pub fn id(visitor: &Visitor) -> String {
    match visitor {
        Visitor::Guest => "guest".to_owned(),
        Visitor::User(tokens) => format!("user:{}", sub(&tokens.id_token).unwrap_or_default()),
        Visitor::Federated(federated) => format!("{}:{}", federated.login, federated.subject),
    }
}

/// What one of the two stores keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
struct AccountStore {
    /// The id of the account in use.
    current: Option<String>,
    accounts: Vec<Account>,
    /// The request for the credentials of the account in use, as it was made last. It is forgotten with what it was made of.
    early_request: Option<Secret>,
}

impl AccountStore {
    /// An account that cannot be read, such as one of another release, is left out; the others stay.
    fn read(store: &impl KeyValueStore, lifetime: Lifetime) -> AccountStore {
        let json = store.get(lifetime, KEY).unwrap_or_default();
        let SecretJson(kept) = &SecretJson(json::read(&json).unwrap_or_default());
        let accounts = kept.get("accounts").and_then(Value::as_array).into_iter().flatten();
        AccountStore {
            current: json::text(kept, "current"),
            accounts: accounts.filter_map(Account::read).collect(),
            early_request: json::text(kept, "early_request").map(Secret::new),
        }
    }

    fn write(&self, store: &impl KeyValueStore, lifetime: Lifetime) {
        match serde_json::to_string(self) {
            Ok(json) if !self.accounts.is_empty() => store.set(lifetime, KEY, &json),
            _ => store.remove(lifetime, KEY),
        }
    }

    /// By reference, so that it is compiled once.
    fn change(store: &impl KeyValueStore, lifetime: Lifetime, change: &dyn Fn(&mut AccountStore)) {
        let before = AccountStore::read(store, lifetime);
        let mut account_store = before.clone();
        change(&mut account_store);
        if account_store != before {
            if account_store.early_request == before.early_request {
                // It was for what has changed.
                account_store.early_request = None;
            }
            account_store.write(store, lifetime);
        }
    }

    fn current(&self) -> Option<&Account> {
        let current = self.current.as_ref()?;
        self.accounts.iter().find(|account| account.id() == *current)
    }
}

/// This tab's own comes before what the tabs share.
const ORDER: [Lifetime; 2] = [Lifetime::Tab, Lifetime::Persistent];

/// The account in use.
pub fn current(store: &impl KeyValueStore) -> Option<(Lifetime, Account)> {
    ORDER.into_iter().find_map(|lifetime| Some((lifetime, AccountStore::read(store, lifetime).current()?.clone())))
}

/// All accounts, and for each whether it is this tab's own.
pub fn all(store: &impl KeyValueStore) -> Vec<(Lifetime, Account)> {
    let accounts = |lifetime| AccountStore::read(store, lifetime).accounts.into_iter().map(move |account| (lifetime, account));
    ORDER.into_iter().flat_map(accounts).collect()
}

/// Keeps `account` and makes it the one in use.
pub fn put(store: &impl KeyValueStore, lifetime: Lifetime, account: Account) {
    let id = account.id();
    for each in ORDER {
        AccountStore::change(store, each, &|account_store| {
            account_store.accounts.retain(|other| other.id() != id);
            if each == lifetime {
                account_store.accounts.push(account.clone());
                account_store.current = Some(id.clone());
            } else if each == Lifetime::Tab {
                // Or this tab's own would still come first.
                account_store.current = None;
            } else {
                account_store.current.take_if(|current| *current == id);
            }
        });
    }
}

/// Replaces what is kept of an account that is there still: new tokens, or an identity that became known. `early_request` is the
/// request for its credentials, as JSON, for `index.html` to send at the next visit; without one, that of before stays unless
/// something has changed.
pub fn update(store: &impl KeyValueStore, lifetime: Lifetime, account: &Account, early_request: Option<&Secret>) {
    let id = account.id();
    AccountStore::change(store, lifetime, &|account_store| {
        if let Some(kept) = account_store.accounts.iter_mut().find(|kept| kept.id() == id) {
            *kept = account.clone();
        }
        if early_request.is_some() && account_store.current.as_ref() == Some(&id) {
            account_store.early_request = early_request.cloned();
        }
    });
}

/// The account with this id, whether or not it is in use.
pub fn find(store: &impl KeyValueStore, id: &str) -> Option<Account> {
    all(store).into_iter().map(|(_, account)| account).find(|account| account.id() == id)
}

/// Whether an account can be kept for as long as `lifetime` says: browsers may forbid it, and what they allow may be full.
pub fn can_be_kept(store: &impl KeyValueStore, lifetime: Lifetime) -> bool {
    const PROBE: &str = "satchel.probe";
    store.set(lifetime, PROBE, PROBE);
    let kept = store.is_kept(lifetime, PROBE);
    store.remove(lifetime, PROBE);
    kept
}

/// Gives a user's account the refreshed tokens in place of the used ones, wherever it is kept.
pub fn replace_tokens(store: &impl KeyValueStore, used: &Tokens, tokens: &Tokens) {
    for lifetime in ORDER {
        AccountStore::change(store, lifetime, &|account_store| {
            let holds_used = |kept: &&mut Account| matches!(&kept.visitor, Visitor::User(kept) if kept == used);
            if let Some(kept) = account_store.accounts.iter_mut().find(holds_used) {
                kept.visitor = Visitor::User(tokens.clone());
            }
        });
    }
}

/// Forgets what was kept of the same person before `account`: with a token that tells nobody whom it is about, each sign-in
/// is somebody new until the identity is known.
pub fn remove_former(store: &impl KeyValueStore, account: &Account) {
    let Visitor::Federated(federated) = &account.visitor else { return };
    let is_former = |other: &Account| {
        let same_login = matches!(&other.visitor, Visitor::Federated(other) if other.login == federated.login);
        same_login && other.identity_id == account.identity_id && other.id() != account.id()
    };
    for (_, former) in all(store).into_iter().filter(|(_, other)| is_former(other)) {
        remove(store, &former.id());
    }
}

/// Forgets an account.
pub fn remove(store: &impl KeyValueStore, id: &str) {
    for lifetime in ORDER {
        AccountStore::change(store, lifetime, &|account_store| {
            account_store.accounts.retain(|account| account.id() != id);
            account_store.current.take_if(|current| current == id);
        });
    }
}

/// Makes another of the accounts the one in use. Nothing happens if it is not there any more.
pub fn switch(store: &impl KeyValueStore, id: &str) {
    let Some((holder, _)) = all(store).into_iter().find(|(_, account)| account.id() == id) else { return };
    AccountStore::change(store, holder, &|account_store| account_store.current = Some(id.to_owned()));
    if holder == Lifetime::Persistent {
        // Or this tab's own would still come first.
        AccountStore::change(store, Lifetime::Tab, &|account_store| account_store.current = None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::option::of;
    use proptest::prelude::*;
    use serde_json::json;

    use crate::auth::visitor::DeveloperIdentity;

    fn visitor() -> impl Strategy<Value = Visitor> {
        let tokens = ("\\PC*", "\\PC*", "\\PC*", of("\\PC*")).prop_map(|(id, access, refresh, device_key)| Tokens {
            id_token: Secret::new(id),
            access_token: Secret::new(access),
            refresh_token: Secret::new(refresh),
            device_key,
        });
        let identity = ("\\PC*", "\\PC*").prop_map(|(identity_id, user_name)| DeveloperIdentity { identity_id, user_name });
        let federated = ("\\PC*", "\\PC*", "\\PC*", "\\PC*", of(identity)).prop_map(
            |(provider, login, subject, token, developer_identity)| {
                Visitor::Federated(Federated { provider, login, subject, token: Secret::new(token), developer_identity })
            },
        );
        prop_oneof![Just(Visitor::Guest), tokens.prop_map(Visitor::User), federated]
    }

    proptest! {
        #[test]
        fn an_account_is_read_as_it_was_kept(visitor in visitor(), identity_id in of("\\PC*"), role in of("\\PC*"), lost_identity in of("\\PC*")) {
            let account = Account { visitor, identity_id, role, lost_identity };
            prop_assert_eq!(Account::read(&serde_json::to_value(&account).unwrap()), Some(account));
        }
    }

    #[test]
    fn what_an_earlier_release_did_not_keep_is_not_missed() {
        let tokens = json!({ "id_token": "i", "access_token": "a", "refresh_token": "r" });
        let user = Account::read(&json!({ "visitor": { "User": tokens }, "identity_id": null })).unwrap();
        assert_eq!((user.role, user.lost_identity), (None, None));
        let federated = json!({ "provider": "Google", "login": "accounts.google.com", "token": "t" });
        let federated = Account::read(&json!({ "visitor": { "Federated": federated } })).unwrap();
        assert!(matches!(federated.visitor, Visitor::Federated(Federated { subject, .. }) if subject.is_empty()));
    }

    #[test]
    fn what_cannot_be_an_account_is_none() {
        for visitor in [
            json!(null),
            json!("Somebody"),
            json!({}),
            json!({ "User": { "id_token": "i", "access_token": "a" } }),
            json!({ "User": { "id_token": "i", "access_token": "a", "refresh_token": 7 } }),
            json!({ "Federated": { "provider": "Google", "login": "accounts.google.com" } }),
        ] {
            assert_eq!(Account::read(&json!({ "visitor": visitor })), None, "{visitor}");
        }
        assert_eq!(Account::read(&json!([])), None);
    }
}
