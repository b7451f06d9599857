//! Shows which rules a new password meets, as it is typed.

use crate::ui::reactive::*;

use super::Icon;
use crate::config::PasswordPolicy;
use crate::ui::dom::{Element, Live, html, live, text};
use crate::ui::words::format;

/// The characters that Cognito counts as symbols. A space counts too, unless it is the first or the last character.
const SYMBOLS: &str = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";

/// A rule of the policy, and whether the password meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    text: String,
    met: bool,
}

/// The rules of `policy`, in the order in which a visitor meets them.
fn rules(policy: &PasswordPolicy, password: &str) -> Vec<Rule> {
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let rule = |asked: bool, text: &str, met: bool| asked.then(|| Rule { text: text.to_owned(), met });
    [
        Some(Rule {
            text: n!(policy.min_length, one = "{count}+ character", other = "{count}+ characters"),
            met: password.chars().count() >= policy.min_length,
        }),
        rule(policy.require_lowercase, t!("Lowercase a–z"), has(|c| c.is_ascii_lowercase())),
        rule(policy.require_uppercase, t!("Uppercase A–Z"), has(|c| c.is_ascii_uppercase())),
        rule(policy.require_numbers, t!("Number 0–9"), has(|c| c.is_ascii_digit())),
        rule(policy.require_symbols, t!("Symbol, like ! or -"), has(|c| SYMBOLS.contains(c)) || password.trim().contains(' ')),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether `password` meets all of `policy`. The service has the last word.
pub fn meets(policy: &PasswordPolicy, password: &str) -> bool {
    rules(policy, password).iter().all(|rule| rule.met)
}

/// The policy's rules, each ticked once `password`, as typed so far, meets it.
///
/// It stands after the password field. A bar for each rule shows at a glance how far it is, where they are few enough to be
/// counted so. How many rules are met is said politely, not the password.
pub fn password_policy_list(policy: PasswordPolicy, password: RwSignal<String>) -> Element {
    let rules = Live::from(move || password.with(|password| rules(&policy, password)));
    let summarised = rules.clone();
    let summary = move || {
        let rules = summarised.get();
        let met = format::number(rules.iter().filter(|rule| rule.met).count() as u64);
        if password.read().is_empty() {
            return String::new();
        }
        n!(rules.len(), one = "{met} of {count} password rule met", other = "{met} of {count} password rules met", met = met)
    };
    let counted = rules.clone();
    let met = Memo::new(move |_| counted.get().iter().filter(|rule| rule.met).count());
    let count = rules.get_untracked().len();
    let bars = (2..=4).contains(&count).then(|| {
        let bars = (0..count).map(|at| html::span().class_when("met", move || at < met.get()));
        html::div().class("policy-bars").attr("aria-hidden", "true").children(bars)
    });
    let row = |Rule { text, met }: Rule| {
        html::li()
            .class_when("met", met)
            .child(html::span().class("tick").child(met.then_some(Icon::Check)))
            .child(text)
            .child(met.then_some(" "))
            .child(met.then(|| html::span().class("visually-hidden").child(t!("(met)"))))
    };
    let list = html::ul().attr("aria-label", t!("Password rules"));
    html::div()
        .class("policy")
        .child(bars)
        .child(list.child(live(move || rules.get().into_iter().map(row).collect::<Vec<_>>())))
        .child(html::p().attr("role", "status").class("visually-hidden").child(text(summary)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(password: &str) -> Vec<bool> {
        rules(&PasswordPolicy::default(), password).iter().map(|rule| rule.met).collect()
    }

    #[test]
    fn each_rule_is_met_by_itself() {
        assert_eq!(met(""), [false; 5]);
        assert_eq!(met("________"), [true, false, false, false, true]);
        assert_eq!(met("a"), [false, true, false, false, false]);
        assert_eq!(met("Z"), [false, false, true, false, false]);
        assert_eq!(met("7"), [false, false, false, true, false]);
        assert!(meets(&PasswordPolicy::default(), "Satchel-demo-1"));
    }

    #[test]
    fn only_basic_latin_letters_and_digits_count() {
        assert_eq!(met("éÉ٣"), [false; 5]);
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(!met("äöüäöü7")[0]);
        assert!(met("äöüäöü78")[0]);
    }

    #[test]
    fn a_space_is_a_symbol_only_inside() {
        assert!(met("two words")[4]);
        assert!(!met(" word ")[4]);
    }

    #[test]
    fn only_the_rules_that_are_asked_for_are_shown() {
        let lenient = PasswordPolicy {
            min_length: 6,
            require_lowercase: false,
            require_uppercase: false,
            require_numbers: false,
            require_symbols: false,
        };
        assert_eq!(rules(&lenient, "secret"), [Rule { text: "6+ characters".to_owned(), met: true }]);
    }
}
