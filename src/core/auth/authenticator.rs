//! What an authenticator app needs to know of a key.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::secret::Secret;

/// The key as apps read it from a QR code
/// (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>). The issuer is the site, by which its owner
/// tells this account from others.
pub fn uri(issuer: &str, account: &str, secret_code: &Secret) -> Secret {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let (issuer, account, key) = (encode(issuer), encode(account), encode(secret_code.expose()));
    Secret::new(format!("otpauth://totp/{issuer}:{account}?secret={key}&issuer={issuer}"))
}

/// The key as people type it: in groups of four.
pub fn in_groups(secret_code: &Secret) -> String {
    let characters: Vec<char> = secret_code.expose().chars().collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_can_change_the_key() {
        let uri = uri("files.example:8080", "ann+x@example.com?secret=EVIL", &Secret::new("JBSWY3DP"));
        let expected = "otpauth://totp/files%2Eexample%3A8080:ann%2Bx%40example%2Ecom%3Fsecret%3DEVIL\
                        ?secret=JBSWY3DP&issuer=files%2Eexample%3A8080";
        assert_eq!(uri.expose(), expected);
    }

    #[test]
    fn a_key_stands_in_groups() {
        assert_eq!(in_groups(&Secret::new("JBSWY3DPEHPK")), "JBSW Y3DP EHPK");
        assert_eq!(in_groups(&Secret::default()), "");
    }
}
