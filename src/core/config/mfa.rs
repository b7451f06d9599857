//! The second factors of a user pool.

use serde_json::{Map, Value};

use super::read::{Field, Reader};
use super::{Expected, FaultKind};

/// What a user pool does about second factors, as far as the configuration says; the user pool decides
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mfa {
    /// Who is asked for one; absent where the configuration does not know.
    pub configuration: Option<MfaConfiguration>,
    /// Those that it knows, of [`MFA_FACTORS`]; absent where the configuration does not know.
    pub factors: Option<Vec<&'static str>>,
}

/// `MfaConfiguration` of a user pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MfaConfiguration {
    /// `OFF`: nobody is asked.
    Off,
    /// `OPTIONAL`: who has turned one on.
    Optional,
    /// `ON`: everybody.
    On,
}

/// The second factors there are, as the API reference spells them; `EnabledMfas` of a template.
pub const MFA_FACTORS: [&str; 3] = ["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"];

impl Mfa {
    /// Whether visitors may have this factor, as far as is known.
    pub fn may_offer(&self, factor: &str) -> bool {
        self.configuration != Some(MfaConfiguration::Off) && self.factors.as_ref().is_none_or(|known| known.contains(&factor))
    }

    /// Whether the configuration says that visitors may have this factor.
    pub fn offers(&self, factor: &str) -> bool {
        self.factors.is_some() && self.may_offer(factor)
    }
}

/// How a file spells what is to be known.
struct MfaKeys {
    configuration: (&'static str, &'static [&'static str; 3]),
    is_configuration: fn(&str) -> bool,
    factors: (&'static str, &'static [&'static str; 3]),
}

const SATCHEL: MfaKeys = MfaKeys {
    configuration: ("mfa", &["OFF", "OPTIONAL", "ON"]),
    is_configuration: |text| matches!(text, "OFF" | "OPTIONAL" | "ON"),
    factors: ("mfa_factors", &MFA_FACTORS),
};

/// <https://docs.amplify.aws/react/reference/amplify_outputs/>
const AMPLIFY: MfaKeys = MfaKeys {
    configuration: ("mfa_configuration", &["NONE", "OPTIONAL", "REQUIRED"]),
    is_configuration: |text| matches!(text, "NONE" | "OPTIONAL" | "REQUIRED"),
    factors: ("mfa_methods", &["TOTP", "SMS", "EMAIL"]),
};

impl Reader {
    pub fn mfa(&mut self, pool: &Map<String, Value>) -> Mfa {
        self.mfa_by(pool, "user_pool", &SATCHEL)
    }

    pub fn amplify_mfa(&mut self, auth: &Map<String, Value>) -> Mfa {
        self.mfa_by(auth, "auth", &AMPLIFY)
    }

    fn mfa_by(&mut self, parent: &Map<String, Value>, path: &str, words: &MfaKeys) -> Mfa {
        let (name, configurations @ [off, optional, on]) = words.configuration;
        let field = Field::of(parent, path, name);
        let known = [(off, MfaConfiguration::Off), (optional, MfaConfiguration::Optional), (on, MfaConfiguration::On)];
        let configuration =
            field.value.is_some().then(|| self.text(field, Expected::OneOf(configurations), words.is_configuration));
        let configuration = configuration.and_then(|text| Some(known.iter().find(|(name, _)| **name == text)?.1));
        let (name, names) = words.factors;
        let field = Field::of(parent, path, name);
        let factor = |value: &Value| {
            let position = names.iter().position(|name| Some(*name) == value.as_str())?;
            MFA_FACTORS.get(position).copied()
        };
        let factors = field.value.map(|value| value.as_array().and_then(|list| list.iter().map(factor).collect()));
        if factors == Some(None) {
            self.fault(&field.path, FaultKind::Other(Expected::SomeOf(names)));
        }
        Mfa { configuration, factors: factors.flatten() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value, mfa: impl Fn(&mut Reader, &Map<String, Value>) -> Mfa) -> (Mfa, Vec<String>) {
        let mut reader = Reader::default();
        let mfa = mfa(&mut reader, value.as_object().unwrap());
        (mfa, reader.faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn both_files_say_the_same_each_in_its_words() {
        let expected = Mfa { configuration: Some(MfaConfiguration::On), factors: Some(vec!["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]) };
        let satchel = json!({ "mfa": "ON", "mfa_factors": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"] });
        assert_eq!(read(&satchel, Reader::mfa), (expected.clone(), vec![]));
        let amplify = json!({ "mfa_configuration": "REQUIRED", "mfa_methods": ["TOTP", "EMAIL"] });
        assert_eq!(read(&amplify, Reader::amplify_mfa), (expected, vec![]));
        for way in [Reader::mfa, Reader::amplify_mfa] {
            assert_eq!(read(&json!({}), way), (Mfa::default(), vec![]), "nothing is known");
        }
    }

    #[test]
    fn what_is_none_is_named() {
        let (_, faults) = read(&json!({ "mfa": "MAYBE", "mfa_factors": ["TOTP"] }), Reader::mfa);
        let expected = [
            r#"user_pool.mfa: Text("MAYBE", OneOf(["OFF", "OPTIONAL", "ON"]))"#,
            r#"user_pool.mfa_factors: Other(SomeOf(["SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"]))"#,
        ];
        assert_eq!(faults, expected);
        let (_, faults) = read(&json!({ "mfa_configuration": true, "mfa_methods": "SMS" }), Reader::amplify_mfa);
        let expected = [
            r#"auth.mfa_configuration: NoText(OneOf(["NONE", "OPTIONAL", "REQUIRED"]))"#,
            r#"auth.mfa_methods: Other(SomeOf(["TOTP", "SMS", "EMAIL"]))"#,
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn what_is_not_known_may_be_offered_but_is_not_promised() {
        let (unknown, off) = (Mfa::default(), Mfa { configuration: Some(MfaConfiguration::Off), factors: None });
        let known = Mfa { configuration: None, factors: Some(vec!["EMAIL_OTP"]) };
        let both = |mfa: &Mfa, factor| (mfa.may_offer(factor), mfa.offers(factor));
        assert_eq!(both(&unknown, "EMAIL_OTP"), (true, false));
        assert_eq!(both(&off, "EMAIL_OTP"), (false, false));
        assert_eq!((both(&known, "EMAIL_OTP"), both(&known, "SMS_MFA")), ((true, true), (false, false)));
    }
}
