//! Two-step verification: what is asked for beside the password.

use crate::ui::reactive::*;

use super::fetched::Fetched;
use super::row::{good, row_value};
use super::{AccountPage, explain, line, lines};
use crate::app::forms::code::CodeEntry;
use crate::auth;
use crate::auth::account::{self, FactorUse};
use crate::auth::authenticator;
use crate::auth::challenge::Factor;
use crate::aws::user_pool::account::User;
use crate::browser::location;
use crate::config::{Mfa, MfaConfiguration};
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, ConfirmDialog, Dialog, Problem, copy_button, error_notice, form, qr_code};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::task::Task;

pub(super) const REGION: &str = "two-step-verification";

/// What a second factor is called.
struct FactorTexts {
    name: &'static str,
    turn_on: &'static str,
    /// For what is on, but may have to be another one: an app that was lost with its phone.
    replace: Option<&'static str>,
    turn_off: &'static str,
    /// Asks whether to turn it off.
    off: &'static str,
    prefer: &'static str,
    /// What is said once it is on, off, or asked for first.
    now_on: &'static str,
    now_off: &'static str,
    now_first: &'static str,
}

fn words(factor: Factor) -> FactorTexts {
    match factor {
        Factor::SoftwareToken => FactorTexts {
            name: t!("Authenticator app"),
            turn_on: t!("Set up an authenticator app"),
            replace: Some(t!("Replace the authenticator app")),
            turn_off: t!("Turn off the authenticator app"),
            off: t!("Turn off the authenticator app?"),
            prefer: t!("Prefer the authenticator app"),
            now_on: t!("Authenticator app set up"),
            now_off: t!("Authenticator app turned off"),
            now_first: t!("Sign-in now asks for the authenticator app first"),
        },
        Factor::Email => FactorTexts {
            name: t!("Codes by email"),
            turn_on: t!("Turn on codes by email"),
            replace: None,
            turn_off: t!("Turn off codes by email"),
            off: t!("Turn off codes by email?"),
            prefer: t!("Prefer codes by email"),
            now_on: t!("Codes by email turned on"),
            now_off: t!("Codes by email turned off"),
            now_first: t!("Sign-in now asks for a code by email first"),
        },
        Factor::Sms => FactorTexts {
            name: t!("Codes by text message"),
            turn_on: t!("Turn on codes by text message"),
            replace: None,
            turn_off: t!("Turn off codes by text message"),
            off: t!("Turn off codes by text message?"),
            prefer: t!("Prefer codes by text message"),
            now_on: t!("Codes by text message turned on"),
            now_off: t!("Codes by text message turned off"),
            now_first: t!("Sign-in now asks for a code by text message first"),
        },
    }
}

/// What a factor is to the user.
fn use_of(user: &User, factor: Factor) -> FactorUse {
    if user.preferred_mfa_setting.as_deref() == Some(factor.name()) {
        FactorUse::Preferred
    } else if user.mfa_settings.iter().any(|name| name == factor.name()) {
        FactorUse::On
    } else {
        FactorUse::Off
    }
}

const ALL: [Factor; 3] = [Factor::SoftwareToken, Factor::Email, Factor::Sms];

/// The attribute with the address that a factor's codes are sent to.
fn address_of(factor: Factor) -> Option<&'static str> {
    match factor {
        Factor::SoftwareToken => None,
        Factor::Email => Some("email"),
        Factor::Sms => Some("phone_number"),
    }
}

/// The factors that the user has or could have: codes go to addresses that are known to be theirs. Where nobody is asked for
/// one, there is none to be had.
fn factors(user: &User, mfa: &Mfa) -> Vec<(Factor, FactorUse)> {
    if mfa.configuration == Some(MfaConfiguration::Off) {
        return Vec::new();
    }
    let is_possible =
        |factor: Factor| mfa.may_offer(factor.name()) && address_of(factor).is_none_or(|name| user.is_verified(name));
    let is_shown = |(factor, how): &(Factor, FactorUse)| *how != FactorUse::Off || is_possible(*factor);
    ALL.into_iter().map(|factor| (factor, use_of(user, factor))).filter(is_shown).collect()
}

/// Why there is no more than that.
fn why_no_more(user: &User, mfa: &Mfa) -> Vec<&'static str> {
    if mfa.configuration == Some(MfaConfiguration::Off) || mfa.factors.is_none() {
        return Vec::new();
    }
    let lacks_address =
        |factor: Factor| mfa.offers(factor.name()) && address_of(factor).is_some_and(|name| !user.is_verified(name));
    let reason = |factor| match factor {
        Factor::Email => t!("To get codes by email, verify an email in “Profile” first."),
        _ => t!("To get codes by text message, verify a phone number in “Profile” first."),
    };
    let missing = ALL.into_iter().filter(|factor| use_of(user, *factor) == FactorUse::Off && lacks_address(*factor)).map(reason);
    missing.collect()
}

/// One factor is asked for first, the others that are on stay on.
fn preferring(factors: &[(Factor, FactorUse)], preferred: Factor) -> Vec<(Factor, FactorUse)> {
    let on = factors.iter().filter(|(_, how)| *how != FactorUse::Off).map(|(factor, _)| *factor);
    on.map(|factor| (factor, if factor == preferred { FactorUse::Preferred } else { FactorUse::On })).collect()
}

/// Whether anything is asked for beside the password, and what that means.
fn summary(factors: &[(Factor, FactorUse)], mfa: &Mfa) -> (bool, &'static str) {
    let is_off = factors.iter().all(|(_, how)| *how == FactorUse::Off);
    match mfa.configuration {
        Some(MfaConfiguration::On) => (true, t!("This site requires it.")),
        _ if is_off => (false, t!("Anyone who knows your password can sign in.")),
        _ => (true, t!("Signing in takes your password and a second step.")),
    }
}

#[derive(Clone, Copy)]
struct TwoStep {
    account: AccountPage,
    mfa: StoredValue<Mfa>,
    factors: Memo<Vec<(Factor, FactorUse)>>,
    changing: Task,
    problem: RwSignal<Option<Problem>>,
    setting_up: RwSignal<bool>,
    /// What is to be turned off, once the visitor has confirmed it.
    turning_off: RwSignal<Option<Factor>>,
    asking: RwSignal<bool>,
}

pub(super) fn view(account: AccountPage) -> View {
    account.user.view(move || {
        let mfa = account.pool.with_value(|pool| StoredValue::new(pool.mfa.clone()));
        let of_user = move || account.user.with(|user| mfa.with_value(|mfa| factors(user, mfa))).unwrap_or_default();
        let region = TwoStep {
            account,
            mfa,
            factors: Memo::new(move |_| of_user()),
            changing: Task::new(),
            problem: RwSignal::new(None),
            setting_up: RwSignal::new(false),
            turning_off: RwSignal::new(None),
            asking: RwSignal::new(false),
        };
        let rows = live(move || {
            let rows: Vec<Element> = region.factors.get().into_iter().map(|(factor, how)| region.row(factor, how)).collect();
            (!rows.is_empty() && !region.is_plain()).then(|| lines(rows))
        });
        let summary = Memo::new(move |_| region.factors.with(|factors| mfa.with_value(|mfa| summary(factors, mfa))));
        let says = live(move || {
            let (is_on, says) = summary.get();
            let (class, state) = if is_on { ("badge good", t!("On")) } else { ("badge wary", t!("Off")) };
            // The stop parts them for those who do not see the badge.
            let stop = html::span().class("visually-hidden").child(". ");
            let badge = html::span().class(class).child(state);
            let value = row_value(group([View::from(badge), stop.into(), html::span().class("hint").child(says).into()]));
            if !region.is_plain() {
                return View::from(value.class("wide"));
            }
            let set_up = Button::new(t!("Set up")).label(words(Factor::SoftwareToken).turn_on).kind(ButtonKind::Link);
            let set_up = set_up.on_click(move || region.setting_up.set(true));
            group([value, html::div().class("row-action").child(set_up)])
        });
        let more = move || account.user.with(|user| mfa.with_value(|mfa| why_no_more(user, mfa))).unwrap_or_default();
        let more = Memo::new(move |_| more());
        let more = live(move || group(more.get().into_iter().map(|reason| html::p().class("hint").child(reason))));
        let problem = RwSignal::new(None);
        // What goes wrong while the visitor confirms shows there.
        let shown = move || region.problem.get().filter(|_| !region.asking.get()).or_else(|| problem.get());
        group([
            says,
            html::div().class("row-more").child(error_notice(shown, None)).child(rows).child(more).into(),
            region.set_up_dialog(),
            region.off_dialog(),
        ])
    })
}

impl TwoStep {
    /// Whether an authenticator is all that there is to be had, and not there yet: one row says so.
    fn is_plain(self) -> bool {
        *self.factors.read() == [(Factor::SoftwareToken, FactorUse::Off)]
    }

    fn row(self, factor: Factor, how: FactorUse) -> Element {
        let words = words(factor);
        let badge = match how {
            FactorUse::Off => None,
            FactorUse::On => Some(good(t!("On"))),
            FactorUse::Preferred => Some(good(t!("On, preferred"))),
        };
        let says = match factor {
            Factor::SoftwareToken => t!("An app on your phone or computer shows a new code every 30 seconds.").to_owned(),
            Factor::Email => t!("We send codes to {address}.", address = self.address("email")),
            Factor::Sms => t!("We send codes to {address}.", address = self.address("phone_number")),
        };
        let on = move || match factor {
            Factor::SoftwareToken => self.setting_up.set(true),
            _ => self.set(vec![(factor, FactorUse::On)], t!("Couldn't turn it on"), words.now_on),
        };
        let off = move || {
            self.problem.set(None);
            self.turning_off.set(Some(factor));
            self.asking.set(true);
        };
        let prefer = move || {
            let factors = self.factors.with_untracked(|factors| preferring(factors, factor));
            self.set(factors, t!("Couldn't change it"), words.now_first);
        };
        let several = self.factors.with_untracked(|factors| factors.iter().filter(|(_, how)| *how != FactorUse::Off).count() > 1);
        let stays = self.mfa.with_value(|mfa| mfa.configuration == Some(MfaConfiguration::On));
        let turn_on = (how == FactorUse::Off).then(|| Button::new(words.turn_on).on_click(on));
        let replace = words.replace.filter(|_| how != FactorUse::Off).map(|replace| Button::new(replace).on_click(on));
        let prefer = (how == FactorUse::On && several).then(|| Button::new(words.prefer).on_click(prefer));
        let turn_off = (how != FactorUse::Off && !stays).then(|| Button::new(words.turn_off).on_click(off));
        let busy = self.changing.running();
        let actions: Vec<Button> = [turn_on, prefer, replace, turn_off]
            .into_iter()
            .flatten()
            .map(|button| button.kind(ButtonKind::Link).busy(busy.clone()))
            .collect();
        line(group([View::from(words.name), " ".into(), badge.into()]), says, actions)
    }

    fn address(self, name: &str) -> String {
        let address = self.account.user.with_untracked(|user| user.attribute(name).unwrap_or_default().to_owned());
        address.unwrap_or_default()
    }

    fn set(self, factors: Vec<(Factor, FactorUse)>, title: &'static str, news: &'static str) {
        self.account.start(self.changing, self.problem, title, async move {
            account::set_factors(&self.account.state.session(), &factors).await?;
            self.asking.set(false);
            self.account.user.load();
            self.account.done(REGION, news);
            Ok(())
        });
    }

    fn off_dialog(self) -> View {
        let title = move || self.turning_off.get().map(|factor| words(factor).off).unwrap_or_default().to_owned();
        let confirm = move || {
            if let Some(factor) = self.turning_off.get_untracked() {
                self.set(vec![(factor, FactorUse::Off)], t!("Couldn't turn it off"), words(factor).now_off);
            }
        };
        ConfirmDialog::new(self.asking, title, t!("Turn off"))
            .busy(self.changing.running())
            .problem(self.problem)
            .on_confirm(confirm)
            .content(move || {
                let last = self.factors.with(|factors| factors.iter().filter(|(_, how)| *how != FactorUse::Off).count() == 1);
                let says = if last {
                    t!("Anyone who knows your password can then sign in.")
                } else {
                    t!("Sign-in won't ask for it any more.")
                };
                html::p().child(says).into()
            })
    }

    fn set_up_dialog(self) -> View {
        Dialog::new(self.setting_up, t!("Set up an authenticator app")).content(move || {
            let title = t!("Couldn't set up the authenticator app");
            let secret_code =
                Fetched::new(self.account.state, title, async |session| account::begin_authenticator(&session).await);
            secret_code.load();
            let shown = move || secret_code.with_untracked(|secret_code| self.set_up(secret_code)).into();
            secret_code.view(shown)
        })
    }

    /// Shows the key, and asks for the first code.
    fn set_up(self, secret_code: &Secret) -> View {
        let name = Some(self.address("email")).filter(|email| !email.is_empty());
        let name = name.or_else(|| self.account.user.with_untracked(|user| user.username.clone())).unwrap_or_default();
        let uri = authenticator::uri(&location::host(), &name, secret_code);
        let secret = html::code().class("secret-code").child(authenticator::in_groups(secret_code));
        let copy = copy_button(t!("Copy the key"), secret_code.expose().to_owned());
        let problem = RwSignal::new(None);
        let code = CodeEntry::new(problem);
        let verifying = Task::new();
        let send = move || {
            let Some(typed) = code.read() else { return };
            verifying.start(async move {
                problem.set(None);
                match account::finish_authenticator(&self.account.state.session(), &typed).await {
                    Ok(()) => {
                        self.account.user.load();
                        self.account.done(REGION, words(Factor::SoftwareToken).now_on);
                        self.setting_up.set(false);
                    }
                    Err(error) => {
                        code.judge(&error);
                        problem.set(Some(refused(&error)));
                    }
                }
            });
        };
        let form = form(send)
            .child(code.field(t!("Authenticator code")).autofocus(true))
            .child(Button::new(t!("Verify")).kind(ButtonKind::Primary).submit().busy(verifying.running()));
        group([
            View::from(html::p().child(t!("Scan the code with an authenticator app, or type the key there."))),
            qr_code(t!("QR code of the key"), uri.expose()).into(),
            html::p().class("secret").child(secret).child(copy).into(),
            html::p().child(t!("Then enter the code that the app shows.")).into(),
            form.into(),
        ])
    }
}

fn refused(error: &auth::AuthError) -> Problem {
    let problem = explain::error(t!("Couldn't set up the authenticator app"), error);
    match error {
        auth::AuthError::CodeMismatch => Problem {
            advice: t!("Enter the newest code. If that fails too, check the clock on that device.").to_owned(),
            ..problem
        },
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::MFA_FACTORS;

    fn user(verified: &[&str], on: &[&str], preferred: Option<&str>) -> User {
        User {
            attributes: verified.iter().map(|name| (format!("{name}_verified"), "true".to_owned())).collect(),
            mfa_settings: on.iter().map(|name| (*name).to_owned()).collect(),
            preferred_mfa_setting: preferred.map(str::to_owned),
            ..User::default()
        }
    }

    fn mfa(configuration: MfaConfiguration, factors: &[&'static str]) -> Mfa {
        Mfa { configuration: Some(configuration), factors: Some(factors.to_vec()) }
    }

    fn shown(user: &User, mfa: &Mfa) -> Vec<Factor> {
        factors(user, mfa).into_iter().map(|(factor, _)| factor).collect()
    }

    #[test]
    fn codes_are_offered_to_addresses_that_are_known_to_be_the_users() {
        let unknown = Mfa::default();
        assert_eq!(shown(&user(&[], &[], None), &unknown), [Factor::SoftwareToken]);
        assert_eq!(shown(&user(&["email"], &[], None), &unknown), [Factor::SoftwareToken, Factor::Email]);
        // What is on can be turned off, whatever became of the address.
        assert_eq!(shown(&user(&[], &["SMS_MFA"], None), &unknown), [Factor::SoftwareToken, Factor::Sms]);
    }

    #[test]
    fn what_the_site_does_not_have_is_not_offered() {
        let ann = user(&["email", "phone_number"], &[], None);
        let by_app = mfa(MfaConfiguration::Optional, &["SOFTWARE_TOKEN_MFA"]);
        assert_eq!(shown(&ann, &by_app), [Factor::SoftwareToken]);
        assert_eq!(why_no_more(&ann, &by_app), [] as [&str; 0]);
        assert_eq!(shown(&user(&[], &["EMAIL_OTP"], None), &by_app), [Factor::SoftwareToken, Factor::Email], "it is on");
        let off = mfa(MfaConfiguration::Off, &["SOFTWARE_TOKEN_MFA"]);
        assert_eq!(shown(&user(&["email"], &["SOFTWARE_TOKEN_MFA"], None), &off), [], "nobody is asked for it");
    }

    #[test]
    fn what_is_to_be_had_once_an_address_is_confirmed_is_said() {
        let all = mfa(MfaConfiguration::On, &MFA_FACTORS);
        let missing = why_no_more(&user(&["email"], &[], None), &all);
        assert!(matches!(missing.as_slice(), [sms] if sms.contains("text message")), "{missing:?}");
        assert_eq!(why_no_more(&user(&["email", "phone_number"], &[], None), &all), [] as [&str; 0]);
        assert_eq!(why_no_more(&user(&[], &[], None), &Mfa::default()), [] as [&str; 0], "nothing is known");
    }

    #[test]
    fn one_is_preferred_and_the_others_stay_on() {
        let user = user(&["email"], &["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"], Some("SOFTWARE_TOKEN_MFA"));
        let factors = factors(&user, &Mfa::default());
        assert_eq!(factors, [(Factor::SoftwareToken, FactorUse::Preferred), (Factor::Email, FactorUse::On)]);
        let turned = [(Factor::SoftwareToken, FactorUse::On), (Factor::Email, FactorUse::Preferred)];
        assert_eq!(preferring(&factors, Factor::Email), turned);
    }

    #[test]
    fn whether_it_is_on_is_said() {
        let says = |on: &[&str], mfa: &Mfa| summary(&factors(&user(&["email"], on, None), mfa), mfa);
        for mfa in [Mfa::default(), mfa(MfaConfiguration::Optional, &MFA_FACTORS)] {
            assert!(!says(&[], &mfa).0);
            assert!(says(&["EMAIL_OTP"], &mfa).0);
        }
        // The user pool asks whoever has chosen none for a code to an address of theirs.
        assert!(says(&[], &mfa(MfaConfiguration::On, &MFA_FACTORS)).1.contains("requires it"));
    }
}
