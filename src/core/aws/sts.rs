//! STS: whose credentials these are, and credentials for a token.
//!
//! <https://docs.aws.amazon.com/STS/latest/APIReference/>

use super::client::Client;
use super::credentials::{Credentials, ProvideCredentials};
use super::operation::Operation;
use super::xml::XmlElement;
use super::{Error, Service, date, xml};
use crate::ports::{Bytes, Platform};
use crate::secret;
use crate::secret::Secret;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The answer of `GetCallerIdentity`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The account that the credentials belong to.
    pub account: String,
    /// Such as `arn:aws:sts::123456789012:assumed-role/Reader/CognitoIdentityCredentials`.
    pub arn: String,
    /// The role's unique id and the session's name.
    pub user_id: String,
}

impl CallerIdentity {
    /// The name of the assumed role.
    pub fn role(&self) -> Option<&str> {
        self.arn.split_once(":assumed-role/")?.1.split('/').next()
    }
}

impl<P: Platform> Client<P> {
    /// `GetCallerIdentity`, which no policy can refuse.
    pub async fn get_caller_identity(&self, credentials: &impl ProvideCredentials) -> Result<CallerIdentity, Error> {
        let region = self.config().region.as_str();
        let operation =
            self.sts_operation("GetCallerIdentity", Bytes::new(b"Action=GetCallerIdentity&Version=2011-06-15".to_vec()));
        let response = self.send_signed(operation, credentials, region).await?;
        xml::read(response.body(), "GetCallerIdentityResponse", read)
    }
}

impl<P: Platform> Client<P> {
    /// `AssumeRoleWithWebIdentity`: credentials of a role, for an hour, for whoever holds `token`. Nothing signs the request:
    /// the token is what speaks for the caller.
    pub async fn assume_role_with_web_identity(&self, role_arn: &str, token: &Secret) -> Result<Credentials, Error> {
        // Piece by piece, so that the token is in no other place than the body.
        let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
        let body = secret::joined(
            ["Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=", SESSION_NAME, "&RoleArn="]
                .into_iter()
                .chain(encode(role_arn))
                .chain(["&WebIdentityToken="])
                .chain(encode(token.expose())),
        );
        let operation = self.sts_operation("AssumeRoleWithWebIdentity", body);
        let response = self.send(operation).await?;
        xml::read(response.body(), "AssumeRoleWithWebIdentityResponse", read_credentials)
    }

    fn sts_operation(&self, name: &'static str, body: Bytes) -> Operation {
        let url = format!("{}/", Service::Sts.endpoint(&self.config().endpoints, &self.config().region));
        Operation::new(Service::Sts, name, http::Method::POST, url, xml::judge)
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
            .body(body)
    }
}

/// What the enhanced flow calls its sessions, too: policies and logs then see the same in both.
const SESSION_NAME: &str = "CognitoIdentityCredentials";

fn read_credentials(root: &XmlElement<'_>) -> Result<Credentials, Error> {
    let result = xml::children(root, "AssumeRoleWithWebIdentityResult").next();
    let credentials = result.and_then(|result| xml::children(result, "Credentials").next());
    let text = |name| {
        let text = credentials.and_then(|credentials| xml::text(credentials, name));
        text.map(str::to_owned).ok_or_else(|| xml::member(name))
    };
    let expiry = date::iso_8601(&text("Expiration")?).ok_or_else(|| xml::member("Expiration"))?;
    Ok(Credentials::new(text("AccessKeyId")?, text("SecretAccessKey")?, Some(text("SessionToken")?), Some(expiry.into())))
}

fn read(root: &XmlElement<'_>) -> Result<CallerIdentity, Error> {
    let result = xml::children(root, "GetCallerIdentityResult").next();
    let text = |name| {
        let text = result.and_then(|result| xml::text(result, name));
        text.map(str::to_owned).ok_or_else(|| xml::member(name))
    };
    Ok(CallerIdentity { account: text("Account")?, arn: text("Arn")?, user_id: text("UserId")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &[u8]) -> Result<CallerIdentity, Error> {
        xml::read(body, "GetCallerIdentityResponse", read)
    }

    #[test]
    fn the_answer_names_account_and_role() {
        // As in the API reference.
        let body = br#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
            <Arn>arn:aws:sts::123456789012:assumed-role/my-role-name/my-role-session-name</Arn>
            <UserId>ARO123EXAMPLE123:my-role-session-name</UserId>
            <Account>123456789012</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>"#;
        let caller = parse(body).unwrap();
        assert_eq!(caller.account, "123456789012");
        assert_eq!(caller.role(), Some("my-role-name"));
        let user = CallerIdentity { arn: "arn:aws:iam::123456789012:user/Alice".into(), ..caller };
        assert_eq!(user.role(), None);
    }

    #[test]
    fn half_an_answer_is_none() {
        let body = b"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>";
        assert!(parse(body).is_err_and(|error| error == xml::member("Account")));
        assert!(parse(b"<GetCallerIdentityResponse/>").is_err());
    }
}
