//! The marks of providers that visitors know.

use crate::auth::federation::SignInMethod;
use crate::config::ProviderKind;
use crate::ui::components::Icon;
use crate::ui::dom::{View, html};

/// What stands before the name of a way to sign in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    Google,
    Apple,
    Facebook,
    Amazon,
    /// No mark of its own.
    Icon(Icon),
}

impl Mark {
    /// The mark of who is asked, by kind or by what user pools call the social providers.
    pub fn of(method: &SignInMethod) -> Mark {
        match method {
            SignInMethod::Provider(provider) => match provider.kind {
                ProviderKind::Google => Mark::Google,
                ProviderKind::Apple => Mark::Apple,
                ProviderKind::Facebook => Mark::Facebook,
                ProviderKind::Amazon => Mark::Amazon,
                ProviderKind::Oidc | ProviderKind::OidcIdToken => Mark::Icon(Icon::Key),
            },
            SignInMethod::PoolProvider(provider) => match provider.identity_provider.as_str() {
                "Google" => Mark::Google,
                "SignInWithApple" => Mark::Apple,
                "Facebook" => Mark::Facebook,
                "LoginWithAmazon" => Mark::Amazon,
                _ => Mark::Icon(Icon::Key),
            },
            SignInMethod::LoginPage(_) => Mark::Icon(Icon::Globe),
        }
    }

    /// Whether visitors know it at a glance.
    pub fn is_brand(self) -> bool {
        !matches!(self, Mark::Icon(_))
    }

    /// Drawn, as the brand's rules have it.
    pub fn view(self) -> View {
        let paths: &[(&str, &str)] = match self {
            Mark::Icon(icon) => return icon.into(),
            Mark::Google => &[
                ("#4285f4", "M22.6 12.3c0-.8-.1-1.5-.2-2.3H12v4.3h5.9a5 5 0 0 1-2.2 3.3v2.8h3.6c2-2 3.3-4.8 3.3-8.1Z"),
                ("#34a853", "M12 23c3 0 5.5-1 7.3-2.7l-3.6-2.7a6.6 6.6 0 0 1-9.9-3.5H2.2v2.8A11 11 0 0 0 12 23Z"),
                ("#fbbc05", "M5.8 14.1a6.6 6.6 0 0 1 0-4.2V7.1H2.2a11 11 0 0 0 0 9.8l3.6-2.8Z"),
                ("#ea4335", "M12 5.4c1.6 0 3.1.6 4.2 1.6l3.2-3.1A11 11 0 0 0 2.2 7.1l3.6 2.8c.9-2.6 3.3-4.5 6.2-4.5Z"),
            ],
            Mark::Apple => &[(
                "currentcolor",
                "M12.2 6.9c-1 0-2.5-1.1-4-1-2 0-3.9 1.2-5 3-2.1 3.7-.5 9.1 1.5 12.1 1 1.5 2.3 3.1 3.8 3 1.5 0 2.1-1 4-1 1.8 0 2.3 1 3.9 1 1.7 0 2.7-1.5 3.7-3 1.2-1.7 1.6-3.3 1.7-3.4 0 0-3.2-1.2-3.2-4.9 0-3 2.5-4.5 2.6-4.5-1.5-2.1-3.7-2.4-4.4-2.4-2-.1-3.7 1.1-4.6 1.1Zm3.3-3.1c.9-1 1.4-2.4 1.3-3.8-1.2.1-2.7.8-3.5 1.8-.8.9-1.5 2.3-1.3 3.7 1.3.1 2.7-.7 3.5-1.7",
            )],
            Mark::Facebook => &[(
                "#0866ff",
                "M24 12a12 12 0 1 0-13.9 11.9v-8.4H7.1V12h3V9.4c0-3 1.8-4.7 4.6-4.7 1.3 0 2.7.3 2.7.3v2.9h-1.6c-1.5 0-2 1-2 1.9V12h3.4l-.6 3.5h-2.8v8.4A12 12 0 0 0 24 12Z",
            )],
            Mark::Amazon => &[
                (
                    "currentcolor",
                    "M16.5 4.5v9.5h-2.3l-.3-1.2c-.8.9-2 1.5-3.4 1.5-2.7 0-4.7-2.1-4.7-5s2-5 4.8-5c1.4 0 2.6.5 3.3 1.4l.3-1.2h2.3ZM10.9 12c1.7 0 2.9-1.1 2.9-2.7s-1.2-2.8-2.9-2.8-2.8 1.2-2.8 2.8 1.1 2.7 2.8 2.7Z",
                ),
                (
                    "#f90",
                    "M2 18c6 4.3 14.5 4.6 20.3.9l-.9-1.2c-5.6 2.9-12.6 2.7-18.7-.8Zm20.7 3.2c1-1.2 1.5-3 1.2-4-.9-.8-3.1-.7-4.3.2l.3.6c1.2-.2 2.5-.3 2.9.200.3.4-.1 1.7-.5 2.7Z",
                ),
            ],
        };
        let paths = paths.iter().map(|(fill, d)| html::path().attr("fill", *fill).attr("fill-rule", "evenodd").attr("d", *d));
        html::svg().class("way-mark").attr("viewBox", "0 0 24 24").attr("aria-hidden", "true").children(paths).into()
    }
}
