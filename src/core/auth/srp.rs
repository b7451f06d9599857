//! Secure Remote Password as Cognito user pools speak it: the password is proved and never leaves the page.
//!
//! The arithmetic is SRP-6a over the 3072-bit group of RFC 5054 (g = 2); Cognito differs in what surrounds it:
//!
//! - hashes run over numbers written as the shortest bytes with a zero byte in front when the high bit is set,
//! - the name in the proof is `USER_ID_FOR_SRP` from the challenge, behind the pool's name without its region,
//! - the session key is HKDF-SHA256(S, salt `u`, info "Caldera Derived Key"), 16 bytes,
//! - the proof is an HMAC over pool, user, secret block and a timestamp in English.
//!
//! Nothing here does I/O: random bytes and time are arguments. All arithmetic on secrets is constant time.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U256, U1280, U3072};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::aws::date;

/// The 3072-bit group of RFC 5054, appendix A.
const ODD_N: Odd<U3072> = Odd::<U3072>::from_be_hex(concat!(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD",
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED",
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F",
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B",
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510",
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7",
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C",
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
));
const N: U3072 = *ODD_N.as_ref();
/// Computed by the compiler: the program needs no division.
static MODULO_N: FixedMontyParams<{ U3072::LIMBS }> = FixedMontyParams::new_vartime(ODD_N);
const G: u8 = 2;
const INFO: &[u8] = b"Caldera Derived Key";

/// Length of the ephemeral secret in bytes: twice the security of the group. The 128 bytes that Cognito's own clients take
/// make a sign-in work through 2,305 bits of exponents, this through 1,025.
pub const EPHEMERAL_SECRET_LEN: usize = 32;

/// The service answered something that the protocol forbids. To go on would give the password away or prove nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SrpError {
    /// The random source gave a secret whose public value is zero, or one longer than 128 bytes.
    UnusableSecret,
    /// `SRP_B` is not a number of the group, or is a multiple of N.
    BadServerValue,
    /// `SALT` is not hexadecimal.
    BadSalt,
    /// `SECRET_BLOCK` is not base64.
    BadSecretBlock,
    /// The scrambler `u` is zero.
    ZeroScrambler,
}

/// What `InitiateAuth` answers in `ChallengeParameters` for a `PASSWORD_VERIFIER` challenge.
#[derive(Clone, Copy, Debug)]
pub struct PasswordVerifier<'a> {
    /// `USER_ID_FOR_SRP`: the user's real name in the pool, not what the visitor typed.
    pub user_id: &'a str,
    /// `SRP_B`: the service's public value, hexadecimal.
    pub srp_b: &'a str,
    /// `SALT`, hexadecimal.
    pub salt: &'a str,
    /// `SECRET_BLOCK`, base64.
    pub secret_block: &'a str,
}

/// The visitor's side of one sign-in: an ephemeral secret and its public value.
pub struct Srp {
    a: Zeroizing<U1280>,
    a_bits: u32,
    public: U3072,
}

impl fmt::Debug for Srp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Srp(..)")
    }
}

impl Srp {
    /// Starts with random bytes; [`EPHEMERAL_SECRET_LEN`] of them are enough, 128 the most.
    pub fn new(secret: &[u8]) -> Result<Srp, SrpError> {
        if secret.len() > 128 {
            return Err(SrpError::UnusableSecret);
        }
        let mut bytes = Zeroizing::new([0; U1280::BYTES]);
        bytes[U1280::BYTES - secret.len()..].copy_from_slice(secret);
        let a = Zeroizing::new(U1280::from_be_slice(&*bytes));
        let a_bits = 8 * secret.len() as u32;
        let public = power(&U3072::from(G), &a, a_bits);
        if public == U3072::ONE || public == U3072::ZERO {
            return Err(SrpError::UnusableSecret);
        }
        Ok(Srp { a, a_bits, public })
    }

    /// `SRP_A`, the public value, in hexadecimal.
    pub fn srp_a(&self) -> String {
        hex::encode(shortest(&self.public.to_be_bytes()))
    }

    /// `PASSWORD_CLAIM_SIGNATURE`: proves knowledge of `password` to the service, in base64.
    ///
    /// `pool_name` is the pool's id without region; `timestamp` is from [`timestamp`] and goes with the signature.
    pub fn password_claim_signature(
        &self,
        challenge: PasswordVerifier<'_>,
        pool_name: &str,
        password: &str,
        timestamp: &str,
    ) -> Result<String, SrpError> {
        let b = server_value(challenge.srp_b)?;
        let salt = from_hex(challenge.salt).ok_or(SrpError::BadSalt)?;
        let secret_block = BASE64.decode(challenge.secret_block).map_err(|_| SrpError::BadSecretBlock)?;

        let u = hash(&[&padded(&self.public.to_be_bytes()), &padded(&b.to_be_bytes())]);
        if u.iter().all(|byte| *byte == 0) {
            return Err(SrpError::ZeroScrambler);
        }
        let identity = Zeroizing::new(hash(&[pool_name.as_bytes(), challenge.user_id.as_bytes(), b":", password.as_bytes()]));
        let x = Zeroizing::new(hash(&[&padded(&salt), &*identity]));

        let s = self.shared_secret(&b, &U256::from_be_slice(&u), &Zeroizing::new(U256::from_be_slice(&*x)));
        let secret = Zeroizing::new(padded(&Zeroizing::new(s.to_be_bytes())));
        // HMAC fills a key up to its block with zeros, so the 16 bytes may stand in a block from the start.
        let mut key = Zeroizing::new([0u8; 64]);
        Hkdf::<Sha256>::new(Some(&padded(&u)), &secret).expand(INFO, &mut key[..16]).map_err(|_| SrpError::ZeroScrambler)?;

        let mut mac = Hmac::<Sha256>::new((&*key).into());
        for part in [pool_name.as_bytes(), challenge.user_id.as_bytes(), &secret_block, timestamp.as_bytes()] {
            mac.update(part);
        }
        Ok(BASE64.encode(mac.finalize().into_bytes()))
    }

    /// S = (B - k·g^x)^(a + u·x) mod N.
    fn shared_secret(&self, b: &U3072, u: &U256, x: &U256) -> Zeroizing<U3072> {
        let form = |value: &U3072| FixedMontyForm::new(value, &MODULO_N);
        let k = U256::from_be_slice(&hash(&[&padded(&N.to_be_bytes()), &padded(&[G])]));
        let g_x = form(&U3072::from(G)).pow_bounded_exp(x, U256::BITS);
        let base = form(b) - form(&k.resize()) * g_x;

        let ux = Zeroizing::new(u.resize::<{ U1280::LIMBS }>().wrapping_mul(&x.resize::<{ U1280::LIMBS }>()));
        let exponent = Zeroizing::new(self.a.wrapping_add(&*ux));
        let bits = self.a_bits.max(2 * U256::BITS) + 1;
        Zeroizing::new(base.pow_bounded_exp(&*exponent, bits).retrieve())
    }
}

/// What a device leaves with the user pool to prove itself by later: g^x mod N, and the salt, as Cognito takes them. The
/// group key stands for the pool's name, the device key for the user's.
pub fn device_verifier(group_key: &str, device_key: &str, password: &str, salt: &[u8]) -> (String, String) {
    let identity = Zeroizing::new(hash(&[group_key.as_bytes(), device_key.as_bytes(), b":", password.as_bytes()]));
    let salt = padded(salt);
    let x = Zeroizing::new(U256::from_be_slice(&hash(&[&salt, &*identity])));
    let verifier = power(&U3072::from(G), &Zeroizing::new(x.resize()), U256::BITS);
    (BASE64.encode(padded(&verifier.to_be_bytes())), BASE64.encode(salt))
}

/// The time in the proof: `EEE MMM d HH:mm:ss UTC yyyy`, in English, the day unpadded.
pub fn timestamp(at: OffsetDateTime) -> String {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = at.to_offset(time::UtcOffset::UTC);
    let weekday = WEEKDAYS.get(usize::from(at.weekday().number_days_from_monday())).unwrap_or(&"");
    let (month, day, (hour, minute, second)) = (date::month(at), at.day(), at.to_hms());
    format!("{weekday} {month} {day} {hour:02}:{minute:02}:{second:02} UTC {:04}", at.year())
}

fn power(base: &U3072, exponent: &U1280, bits: u32) -> U3072 {
    FixedMontyForm::new(base, &MODULO_N).pow_bounded_exp(exponent, bits).retrieve()
}

/// B, if it is a number of the group and no multiple of N.
fn server_value(srp_b: &str) -> Result<U3072, SrpError> {
    let bytes = from_hex(srp_b).filter(|b| b.len() <= U3072::BYTES).ok_or(SrpError::BadServerValue)?;
    let mut padded = [0; U3072::BYTES];
    padded[U3072::BYTES - bytes.len()..].copy_from_slice(&bytes);
    let b = U3072::from_be_slice(&padded);
    // 2 N has more bits than these numbers, so N is its only multiple but zero.
    if b == U3072::ZERO || b == N { Err(SrpError::BadServerValue) } else { Ok(b) }
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
    }
    sha.finalize().into()
}

/// A number's shortest big-endian bytes; zero is one zero byte.
fn shortest(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len().saturating_sub(1));
    bytes[start..].to_vec()
}

/// A number as Cognito hashes it: its shortest bytes, never with the high bit set. Made at once and never moved, so that
/// no copy of a secret stays behind.
fn padded(bytes: &[u8]) -> Vec<u8> {
    let start = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len().saturating_sub(1));
    let zero = bytes.get(start).is_some_and(|b| b & 0x80 != 0);
    let mut padded = Vec::with_capacity(bytes.len() - start + usize::from(zero));
    padded.extend(zero.then_some(0));
    padded.extend_from_slice(&bytes[start..]);
    padded
}

/// Reads hexadecimal of any length; leading zeros of the number are dropped.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = if text.len() % 2 == 1 { format!("0{text}") } else { text.to_owned() };
    hex::decode(text).ok().filter(|bytes| !bytes.is_empty()).map(|bytes| shortest(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;
    use time::macros::datetime;

    fn vectors() -> Value {
        crate::json::read(include_str!("../../../tests/fixtures/srp_vectors.json")).unwrap()
    }

    fn client(vector: &Value) -> Srp {
        Srp::new(&from_hex(vector["small_a"].as_str().unwrap()).unwrap()).unwrap()
    }

    #[test]
    fn the_vectors_of_an_independent_implementation_pass() {
        let vectors = vectors();
        let list = vectors["vectors"].as_array().unwrap();
        assert_eq!(list.len(), 8);
        for v in list {
            let text = |name: &str| v[name].as_str().unwrap();
            let srp = client(v);
            assert_eq!(from_hex(&srp.srp_a()), from_hex(text("srp_a")), "{}: A", text("name"));
            let challenge = PasswordVerifier {
                user_id: text("user_id_for_srp"),
                srp_b: text("srp_b"),
                salt: text("salt"),
                secret_block: text("secret_block"),
            };
            let signature =
                srp.password_claim_signature(challenge, text("pool_name"), text("password"), text("timestamp")).unwrap();
            assert_eq!(signature, text("signature"), "{}", text("name"));
        }
    }

    #[test]
    fn values_that_would_prove_nothing_are_refused() {
        let vectors = vectors();
        let srp = client(&vectors["vectors"][0]);
        let refused = vectors["reject"].as_array().unwrap();
        assert_eq!(refused.len(), 3);
        for v in refused {
            let challenge = PasswordVerifier { user_id: "u", srp_b: v["srp_b"].as_str().unwrap(), salt: "ab", secret_block: "" };
            assert_eq!(srp.password_claim_signature(challenge, "p", "pw", "t"), Err(SrpError::BadServerValue));
        }
        assert!(matches!(Srp::new(&[0; 32]), Err(SrpError::UnusableSecret)));
        assert!(matches!(Srp::new(&[1; 129]), Err(SrpError::UnusableSecret)));
    }

    #[test]
    fn a_device_leaves_the_verifier_that_an_independent_implementation_leaves() {
        let fixture: Value = crate::json::read(include_str!("../../../tests/fixtures/device_verifiers.json")).unwrap();
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        for device in fixture["devices"].as_array().unwrap() {
            let salt = BASE64.decode(text(device, "salt")).unwrap();
            let (group, key) = (text(&fixture, "device_group_key"), text(&fixture, "device_key"));
            let (verifier, salt) = device_verifier(&group, &key, &text(device, "password"), &salt);
            assert_eq!((verifier, salt), (text(device, "verifier"), text(device, "salt")));
        }
    }

    #[test]
    fn malformed_answers_are_named() {
        let srp = Srp::new(&[7; 32]).unwrap();
        let ask = |srp_b, salt, secret_block| {
            srp.password_claim_signature(PasswordVerifier { user_id: "u", srp_b, salt, secret_block }, "p", "pw", "t")
        };
        assert_eq!(ask("xyz", "ab", ""), Err(SrpError::BadServerValue));
        assert_eq!(ask("", "ab", ""), Err(SrpError::BadServerValue));
        assert_eq!(ask("ab", "", ""), Err(SrpError::BadSalt));
        assert_eq!(ask("ab", "é", ""), Err(SrpError::BadSalt));
        assert_eq!(ask("ab", "ab", "!"), Err(SrpError::BadSecretBlock));
    }

    #[test]
    fn the_timestamp_is_english_with_an_unpadded_day() {
        assert_eq!(timestamp(datetime!(2000-02-01 03:04:05 UTC)), "Tue Feb 1 03:04:05 UTC 2000");
        assert_eq!(timestamp(datetime!(2024-01-01 01:59:59 +2)), "Sun Dec 31 23:59:59 UTC 2023");
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", Srp::new(&[7; 32]).unwrap()), "Srp(..)");
    }

    proptest! {
        #[test]
        fn hexadecimal_of_any_shape_is_read_or_refused(text in "[0-9a-fA-F]{0,40}|\\PC{0,20}") {
            if let Some(bytes) = from_hex(&text) {
                let (read, typed) = (hex::encode(&bytes), text.to_lowercase());
                prop_assert_eq!(read.trim_start_matches('0'), typed.trim_start_matches('0'));
            }
        }

        #[test]
        fn padding_never_leaves_the_high_bit_and_never_changes_the_number(bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
            let p = padded(&bytes);
            prop_assert!(p[0] & 0x80 == 0);
            prop_assert_eq!(shortest(&p), shortest(&bytes));
        }
    }
}
