//! Leaving for a provider and coming back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pollster::block_on;
use satchel::auth::federation::{Returned, SignInMethod, begin, can_return_to, finish};
use satchel::auth::oauth::OAuthError;
use satchel::auth::visitor::Visitor;
use satchel::config::{Config, ManagedLogin, PoolProvider, Provider, ProviderEndpoints, ProviderKind};
use satchel::ports::{HttpErrorKind, KeyValueStore, Lifetime};
use satchel::secret::Secret;
use sha2::{Digest, Sha256};
use support::Scripted;

const HERE: &str = "http://localhost:8080/";

fn provider(kind: ProviderKind) -> Provider {
    Provider {
        kind,
        name: "Example".into(),
        client_id: "our app".into(),
        login: "login.example".into(),
        issuer: Some("https://login.example".into()),
        endpoints: ProviderEndpoints::Known {
            authorization: "https://login.example/authorize".into(),
            token: Some("https://login.example/token".into()),
        },
    }
}

fn with(provider: &Provider) -> Config {
    Config { providers: vec![provider.clone()], ..support::config() }
}

/// The parameters of the address that the visitor leaves for.
fn parameters(url: &str, expected_endpoint: &str) -> Vec<(String, String)> {
    let (endpoint, query) = url.split_once('?').unwrap();
    assert_eq!(endpoint, expected_endpoint);
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned()))
        .collect()
}

fn depart(world: &Scripted, provider: &Provider) -> Vec<(String, String)> {
    let method = SignInMethod::Provider(provider.clone());
    let url = block_on(begin(world, &with(provider), &method, HERE, true, "#/items")).unwrap();
    parameters(&url, "https://login.example/authorize")
}

fn of<'a>(parameters: &'a [(String, String)], name: &str) -> &'a str {
    parameters.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn id_token(nonce: &str) -> String {
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(format!(r#"{{"sub":"1","email":"ann@example.com","nonce":"{nonce}"}}"#)))
}

/// Who comes back, if anybody does. What they left with comes back in any case.
fn back(world: &Scripted, provider: &Provider, answer: &str) -> Result<Visitor, OAuthError> {
    let returned = block_on(finish(world, &with(provider), &Secret::new(answer)));
    let left_with = (returned.keep, returned.return_to.as_str());
    if left_with != (true, "#/items") {
        assert_eq!(
            (left_with, &returned.visitor),
            ((false, ""), &Err(OAuthError::StateMismatch)),
            "it is no answer to what was asked"
        );
    }
    returned.visitor
}

fn token_of(visitor: Result<Visitor, OAuthError>) -> String {
    match visitor.unwrap() {
        Visitor::Federated(federated) => federated.token.expose().to_owned(),
        _ => panic!("somebody else"),
    }
}

#[test]
fn an_id_token_comes_straight_back_and_is_held_to_its_nonce() {
    let kinds =
        [(ProviderKind::Google, "id_token"), (ProviderKind::Apple, "code id_token"), (ProviderKind::OidcIdToken, "id_token")];
    for (kind, response_type) in kinds {
        let (world, provider) = (Scripted::new(), provider(kind));
        let sent = depart(&world, &provider);
        assert_eq!(
            (of(&sent, "response_type"), of(&sent, "client_id"), of(&sent, "redirect_uri")),
            (response_type, "our app", HERE)
        );
        let (state, token) = (of(&sent, "state"), id_token(of(&sent, "nonce")));
        let visitor = back(&world, &provider, &format!("state={state}&code=c&id_token={token}")).unwrap();
        let Visitor::Federated(federated) = visitor else { panic!("somebody else") };
        assert_eq!((federated.login.as_str(), federated.token.expose()), ("login.example", token.as_str()));

        let sent = depart(&world, &provider);
        let foreign = format!("state={}&id_token={}", of(&sent, "state"), id_token("another"));
        assert!(matches!(back(&world, &provider, &foreign), Err(OAuthError::Unusable(_))), "a token of another sign-in");
        world.is_played_to_the_end();
    }
}

#[test]
fn google_asks_which_account_it_is() {
    let world = Scripted::new();
    for (kind, prompt) in [(ProviderKind::Google, "select_account"), (ProviderKind::Apple, ""), (ProviderKind::OidcIdToken, "")] {
        assert_eq!(of(&depart(&world, &provider(kind)), "prompt"), prompt);
    }
}

#[test]
fn a_code_is_traded_with_the_proof_that_it_is_ours() {
    let (world, provider) = (Scripted::new(), provider(ProviderKind::Oidc));
    let sent = depart(&world, &provider);
    assert_eq!((of(&sent, "response_type"), of(&sent, "code_challenge_method")), ("code", "S256"));
    let token = id_token(of(&sent, "nonce"));
    world.answers(200, serde_json::json!({ "id_token": token, "access_token": "a" }));
    assert_eq!(token_of(back(&world, &provider, &format!("code=the+code&state={}", of(&sent, "state")))), token);
    let body = world.text(0);
    let code_verifier = body.split('&').find_map(|pair| pair.strip_prefix("code_verifier=")).unwrap();
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(code_verifier)), of(&sent, "code_challenge"));
    assert!(body.contains("grant_type=authorization_code") && body.contains("code=the%20code"), "{body}");
}

#[test]
fn a_token_that_was_made_for_another_sign_in_is_refused_after_the_trade_as_well() {
    let (world, provider) = (Scripted::new(), provider(ProviderKind::Oidc));
    for token in [id_token("another"), "e30.e30.x".to_owned(), "none".to_owned(), String::new()] {
        let sent = depart(&world, &provider);
        world.answers(200, serde_json::json!({ "id_token": token }));
        let returned = back(&world, &provider, &format!("code=c&state={}", of(&sent, "state")));
        assert!(matches!(returned, Err(OAuthError::Unusable(_))), "{token}: {returned:?}");
    }
}

#[test]
fn amazon_and_facebook_give_access_tokens() {
    let (world, amazon) = (Scripted::new(), provider(ProviderKind::Amazon));
    let sent = depart(&world, &amazon);
    world.answers(200, serde_json::json!({ "access_token": "Atza|x" }));
    assert_eq!(token_of(back(&world, &amazon, &format!("code=c&state={}", of(&sent, "state")))), "Atza|x");
    let facebook = provider(ProviderKind::Facebook);
    let sent = depart(&world, &facebook);
    assert_eq!(of(&sent, "response_type"), "token");
    let answer = format!("access_token=EAAB%2Bx&expires_in=5184000&state={}", of(&sent, "state"));
    assert_eq!(token_of(back(&world, &facebook, &answer)), "EAAB+x");
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let (world, google) = (Scripted::new(), provider(ProviderKind::Google));
    assert_eq!(back(&world, &google, "state=x&id_token=y"), Err(OAuthError::StateMismatch), "nothing was asked");
    let sent = depart(&world, &google);
    let token = id_token(of(&sent, "nonce"));
    assert_eq!(back(&world, &google, &format!("state=forged&id_token={token}")), Err(OAuthError::StateMismatch));
    assert_eq!(back(&world, &google, "error=access_denied&state=forged"), Err(OAuthError::StateMismatch));
    let right = format!("state={}&id_token={token}", of(&sent, "state"));
    assert!(back(&world, &google, &right).is_ok(), "what somebody forges takes nothing from who waits");
    assert_eq!(back(&world, &google, &right), Err(OAuthError::StateMismatch), "an answer is taken once");
}

#[test]
fn what_a_provider_says_is_passed_on() {
    let (world, oidc) = (Scripted::new(), provider(ProviderKind::Oidc));
    let sent = depart(&world, &oidc);
    let cancelled = format!("error=access_denied&error_reason=user_denied&state={}", of(&sent, "state"));
    assert_eq!(back(&world, &oidc, &cancelled), Err(OAuthError::Cancelled("Example".into())));
    let sent = depart(&world, &oidc);
    let refused = format!("error=server_error&error_description=Down+for%20repair&state={}", of(&sent, "state"));
    assert_eq!(
        back(&world, &oidc, &refused),
        Err(OAuthError::Refused { provider: "Example".into(), reason: "Down for repair".into() })
    );
    let sent = depart(&world, &oidc);
    world.answers(400, serde_json::json!({ "error": "invalid_grant", "error_description": "PKCE failed" }));
    let answer = format!("code=c&state={}", of(&sent, "state"));
    let returned = back(&world, &oidc, &answer);
    assert_eq!(back(&world, &oidc, &answer), Err(OAuthError::StateMismatch), "a code is traded once, whatever comes of it");
    assert_eq!(returned, Err(OAuthError::Refused { provider: "Example".into(), reason: "PKCE failed".into() }));
    let sent = depart(&world, &oidc);
    world.fails(HttpErrorKind::Network);
    assert!(matches!(back(&world, &oidc, &format!("code=c&state={}", of(&sent, "state"))), Err(OAuthError::NoResponse(_))));
    let sent = depart(&world, &oidc);
    world.answers(503, "<html>Down for repair</html>");
    assert!(matches!(back(&world, &oidc, &format!("code=c&state={}", of(&sent, "state"))), Err(OAuthError::Unusable(_))));
    let sent = depart(&world, &oidc);
    let state = of(&sent, "state");
    assert!(matches!(back(&world, &oidc, &format!("state={state}")), Err(OAuthError::Unusable(_))));
}

#[test]
fn endpoints_are_discovered_where_the_owner_names_none() {
    let found = |issuer: &str| serde_json::json!({ "issuer": issuer, "authorization_endpoint": "https://login.example/authorize", "token_endpoint": "https://login.example/t" });
    // Some issuers' addresses end with a slash, and no second one follows it.
    for issuer in ["https://login.example/tenant", "https://login.example/tenant/", "http://localhost:9000/tenant"] {
        let world = Scripted::new();
        let endpoints = ProviderEndpoints::Discovered { issuer: issuer.into() };
        let unnamed = Provider { endpoints, ..provider(ProviderKind::Oidc) };
        world.answers(200, found(issuer));
        let sent = depart(&world, &unnamed);
        world.answers(200, found(issuer)).answers(200, serde_json::json!({ "id_token": id_token(of(&sent, "nonce")) }));
        assert!(back(&world, &unnamed, &format!("code=c&state={}", of(&sent, "state"))).is_ok());
        assert_eq!(world.uri(0), format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')));
        assert_eq!(world.uri(2), "https://login.example/t");

        world.answers(200, found("https://login.example"));
        let left = block_on(begin(&world, &with(&unnamed), &SignInMethod::Provider(unnamed.clone()), HERE, true, ""));
        assert!(matches!(left, Err(OAuthError::Unusable(_))), "its tokens would name another issuer: {left:?}");
    }
}

#[test]
fn an_answer_of_another_provider_than_was_asked_is_refused() {
    for kind in [ProviderKind::Oidc, ProviderKind::Google, ProviderKind::Apple] {
        let (world, provider) = (Scripted::new(), provider(kind));
        let sent = depart(&world, &provider);
        let answer = format!("code=c&id_token={}&state={}", id_token(of(&sent, "nonce")), of(&sent, "state"));
        let refused = back(&world, &provider, &format!("{answer}&iss=https%3A%2F%2Fother.example"));
        assert!(matches!(refused, Err(OAuthError::Unusable(_))), "{refused:?}");
        assert_eq!(world.requests(), 0, "its code goes to nobody");
        assert_eq!(back(&world, &provider, &answer), Err(OAuthError::StateMismatch), "somebody else has had the state");
    }
    // One that has no such name has none to give.
    let (world, facebook) = (Scripted::new(), Provider { issuer: None, ..provider(ProviderKind::Facebook) });
    let sent = depart(&world, &facebook);
    let answer = format!("access_token=a&state={}&iss=https%3A%2F%2Fother.example", of(&sent, "state"));
    assert!(matches!(back(&world, &facebook, &answer), Err(OAuthError::Unusable(_))));
    // Its own name is right.
    let (world, google) = (Scripted::new(), provider(ProviderKind::Google));
    let sent = depart(&world, &google);
    let answer =
        format!("id_token={}&state={}&iss=https%3A%2F%2Flogin.example", id_token(of(&sent, "nonce")), of(&sent, "state"));
    assert!(back(&world, &google, &answer).is_ok());
}

/// What a provider says of itself, with changes.
fn discovered(change: serde_json::Value) -> serde_json::Value {
    let mut found = serde_json::json!({
        "issuer": "https://login.example", "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": "https://login.example/t",
    });
    found.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    found
}

#[test]
fn a_provider_that_always_names_itself_has_to() {
    let endpoints = ProviderEndpoints::Discovered { issuer: "https://login.example".into() };
    let provider = Provider { endpoints, ..provider(ProviderKind::Oidc) };
    let found = discovered(serde_json::json!({ "authorization_response_iss_parameter_supported": true }));
    for (iss, is_taken) in [
        ("", false),
        ("&iss=https%3A%2F%2Flogin.example", true),
        ("&iss=https%3A%2F%2Flogin.example%2F", false),
        ("&iss=", false),
    ] {
        for answer in ["code=c", "error=access_denied"] {
            let world = Scripted::new();
            world.answers(200, &found);
            let sent = depart(&world, &provider);
            if is_taken && answer == "code=c" {
                world.answers(200, &found).answers(200, serde_json::json!({ "id_token": id_token(of(&sent, "nonce")) }));
            }
            let returned = back(&world, &provider, &format!("{answer}&state={}{iss}", of(&sent, "state")));
            match (is_taken, answer) {
                (true, "code=c") => assert!(returned.is_ok(), "{returned:?}"),
                (true, _) => assert_eq!(returned, Err(OAuthError::Cancelled("Example".into()))),
                (false, _) => assert!(matches!(returned, Err(OAuthError::Unusable(_))), "{iss}: {returned:?}"),
            }
            world.is_played_to_the_end();
        }
    }
}

#[test]
fn what_a_provider_says_of_itself_is_looked_at_as_the_configuration_is() {
    let endpoints = ProviderEndpoints::Discovered { issuer: "https://login.example".into() };
    let provider = Provider { endpoints, ..provider(ProviderKind::Oidc) };
    let begun = |change: serde_json::Value| {
        let world = Scripted::new();
        world.answers(200, discovered(change));
        block_on(begin(&world, &with(&provider), &SignInMethod::Provider(provider.clone()), HERE, true, ""))
    };
    for endpoint in ["authorization_endpoint", "token_endpoint"] {
        for address in [
            "http://login.example/t",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://bank.example@login.example/t",
            "https://login.example/t#x",
            "//login.example/t",
            "login.example/t",
            "",
        ] {
            let left = begun(serde_json::json!({ endpoint: address }));
            assert!(matches!(left, Err(OAuthError::Unusable(_))), "{endpoint} {address}: {left:?}");
        }
    }
    // Some providers tell their tenants apart by a query.
    let left = begun(serde_json::json!({ "authorization_endpoint": "https://login.example/authorize?p=sign-in" }));
    assert!(left.unwrap().starts_with("https://login.example/authorize?p=sign-in&client_id="));
}

#[test]
fn more_of_an_answer_than_there_can_be_is_not_read() {
    let (world, oidc) = (Scripted::new(), provider(ProviderKind::Oidc));
    let sent = depart(&world, &oidc);
    world.answers(200, serde_json::json!({ "id_token": id_token(of(&sent, "nonce")), "rest": "x".repeat(1_000_000) }));
    let returned = back(&world, &oidc, &format!("code=c&state={}", of(&sent, "state")));
    assert!(matches!(&returned, Err(OAuthError::NoResponse(error)) if error.kind == HttpErrorKind::TooLarge), "{returned:?}");
}

#[test]
fn a_provider_that_is_offered_no_more_lets_nobody_in() {
    let (world, google) = (Scripted::new(), provider(ProviderKind::Google));
    let sent = depart(&world, &google);
    let answer = Secret::new(format!("state={}&id_token={}", of(&sent, "state"), id_token(of(&sent, "nonce"))));
    let Returned { visitor, keep, return_to } = block_on(finish(&world, &support::config(), &answer));
    assert_eq!((visitor, keep, return_to.as_str()), (Err(OAuthError::UnknownProvider("Example".into())), true, "#/items"));
}

fn pool_with_managed_login() -> Config {
    let mut config = support::config();
    let login = ManagedLogin {
        url: "https://files.auth.example".into(),
        providers: vec![PoolProvider { name: "Amazon".into(), identity_provider: "LoginWithAmazon".into() }],
        page: Some("single sign-on".into()),
        scopes: vec!["openid".into(), "aws.cognito.signin.user.admin".into()],
        return_urls: Vec::new(),
    };
    config.user_pool.as_mut().unwrap().managed_login = Some(login);
    config
}

#[test]
fn managed_login_gives_the_user_pools_own_tokens() {
    let (world, config) = (Scripted::new(), pool_with_managed_login());
    let ways = SignInMethod::all(&config);
    assert_eq!(ways.iter().map(SignInMethod::name).collect::<Vec<_>>(), ["Amazon", "single sign-on"]);
    for (method, parameter) in ways.iter().zip([("identity_provider", "LoginWithAmazon"), ("prompt", "login")]) {
        let url = block_on(begin(&world, &config, method, HERE, true, "#/items")).unwrap();
        let sent = parameters(&url, "https://files.auth.example/oauth2/authorize");
        assert_eq!(of(&sent, parameter.0), parameter.1);
        assert_eq!(
            (of(&sent, "response_type"), of(&sent, "client_id"), of(&sent, "redirect_uri"), of(&sent, "scope")),
            ("code", "client", HERE, "openid aws.cognito.signin.user.admin")
        );
        let token = id_token(of(&sent, "nonce"));
        world.answers(
            200,
            serde_json::json!({ "id_token": token, "access_token": "a", "refresh_token": "r", "expires_in": 3600 }),
        );
        let answer = Secret::new(format!("code=the-code&state={}", of(&sent, "state")));
        let Returned { visitor, keep, return_to } = block_on(finish(&world, &config, &answer));
        let Ok(Visitor::User(tokens)) = visitor else { panic!("somebody else") };
        assert_eq!((tokens.id_token.expose(), tokens.access_token.expose(), tokens.refresh_token.expose()), (&*token, "a", "r"));
        assert_eq!((keep, return_to.as_str()), (true, "#/items"));
    }
    assert_eq!(world.uri(0), "https://files.auth.example/oauth2/token");
    let body = world.text(0);
    let code_verifier = body.split('&').find_map(|pair| pair.strip_prefix("code_verifier=")).unwrap();
    assert!(body.contains("code=the-code") && body.contains("client_id=client"), "{body}");
    let url = block_on(begin(&world, &config, &ways[1], HERE, false, "")).unwrap();
    assert!(url.contains(&URL_SAFE_NO_PAD.encode(Sha256::digest(code_verifier))), "the proof is that of the request");
}

#[test]
fn managed_logins_refusals_are_passed_on_and_its_tokens_held_to_the_question() {
    let (world, config) = (Scripted::new(), pool_with_managed_login());
    let method = &SignInMethod::all(&config)[0];
    let begun = || {
        parameters(
            &block_on(begin(&world, &config, method, HERE, true, "#/items")).unwrap(),
            "https://files.auth.example/oauth2/authorize",
        )
    };
    let back = |answer: String| {
        let is_ours = answer.contains("state=") && !answer.contains("state=forged");
        let returned = block_on(finish(&world, &config, &Secret::new(answer)));
        assert_eq!((returned.keep, returned.return_to.as_str()), if is_ours { (true, "#/items") } else { (false, "") });
        returned.visitor.unwrap_err()
    };
    let sent = begun();
    let refused =
        back(format!("error_description=attributes+required:+[email]&state={}&error=invalid_request", of(&sent, "state")));
    assert_eq!(refused, OAuthError::Refused { provider: "Amazon".into(), reason: "attributes required: [email]".into() });
    let sent = begun();
    let cancelled = back(format!("error_description=Access+denied&error=access_denied&state={}", of(&sent, "state")));
    assert_eq!(cancelled, OAuthError::Cancelled("Amazon".into()));
    let sent = begun();
    world.answers(400, serde_json::json!({ "error": "invalid_grant" }));
    let refused = back(format!("code=c&state={}", of(&sent, "state")));
    assert_eq!(refused, OAuthError::Refused { provider: "Amazon".into(), reason: "invalid_grant".into() });
    let sent = begun();
    world.answers(200, serde_json::json!({ "id_token": id_token("another"), "access_token": "a", "refresh_token": "r" }));
    assert!(matches!(back(format!("code=c&state={}", of(&sent, "state"))), OAuthError::Unusable(_)));
    begun();
    assert_eq!(back("code=c&state=forged".into()), OAuthError::StateMismatch);
    begun();
    assert!(matches!(back("error=server_error&error_description=Call+0900+1234".into()), OAuthError::Unusable(_)));
    world.is_played_to_the_end();
}

#[test]
fn nobody_leaves_who_could_not_come_back() {
    let (world, mut config) = (Scripted::new(), pool_with_managed_login());
    config.user_pool.as_mut().unwrap().managed_login.as_mut().unwrap().return_urls = vec!["https://files.example/".into()];
    let method = SignInMethod::LoginPage("single sign-on".into());
    let left = block_on(begin(&world, &config, &method, HERE, false, ""));
    assert_eq!(left, Err(OAuthError::RedirectUriNotAllowed("single sign-on".into())));
    let url = block_on(begin(&world, &config, &method, "https://files.example/index.html", false, "")).unwrap();
    assert!(url.contains("redirect_uri=https%3A%2F%2Ffiles.example%2F&"), "{url}");
}

#[test]
fn what_waits_is_this_tabs_own_and_gone_when_it_is_over() {
    let (world, google) = (Scripted::new(), provider(ProviderKind::Google));
    depart(&world, &google);
    assert!(world.get(Lifetime::Tab, "satchel.pending.federation").is_some());
    assert!(world.tab(1).get(Lifetime::Tab, "satchel.pending.federation").is_none());
    let _ = back(&world, &google, "state=forged");
    assert!(world.get(Lifetime::Tab, "satchel.pending.federation").is_some());
    let sent = depart(&world, &google);
    let _ = back(&world, &google, &format!("error=access_denied&state={}", of(&sent, "state")));
    assert!(world.get(Lifetime::Tab, "satchel.pending.federation").is_none());
}

#[test]
fn providers_return_to_https_and_some_to_this_machine() {
    let apple = |authorization: &str| {
        let endpoints = ProviderEndpoints::Known { authorization: authorization.into(), token: None };
        SignInMethod::Provider(Provider { endpoints, ..provider(ProviderKind::Apple) })
    };
    let of = |kind| SignInMethod::Provider(provider(kind));
    let pool = SignInMethod::PoolProvider(PoolProvider { name: "Amazon".into(), identity_provider: "LoginWithAmazon".into() });
    let ways = [
        (of(ProviderKind::Google), true, true),
        (of(ProviderKind::Oidc), true, true),
        (of(ProviderKind::OidcIdToken), true, true),
        (of(ProviderKind::Facebook), true, false),
        (of(ProviderKind::Amazon), true, false),
        (pool, true, false),
        (SignInMethod::LoginPage("single sign-on".into()), true, false),
        (apple("https://appleid.apple.com/auth/authorize"), false, false),
        (apple("http://localhost:4566/_providers/apple/authorize"), true, true),
    ];
    for (method, to_localhost, to_its_address) in ways {
        assert!(can_return_to(&method, "https://files.example/"), "{method:?}");
        assert_eq!(can_return_to(&method, "http://localhost:8080/"), to_localhost, "{method:?}");
        assert_eq!(can_return_to(&method, "http://127.0.0.1/x"), to_its_address, "{method:?}");
        for here in
            ["http://bucket.s3-website-eu-west-1.amazonaws.com/", "http://localhost.evil.example/", "ftp://localhost/", ""]
        {
            assert!(!can_return_to(&method, here), "{here}");
        }
    }
}
