//! The services Satchel speaks to and where they answer.

use crate::config::Endpoints;

/// An AWS service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Cognito user pools.
    CognitoIdp,
    /// Cognito identity pools.
    CognitoIdentity,
    /// STS.
    Sts,
    /// S3.
    S3,
    /// DynamoDB.
    DynamoDb,
    /// Another one, by its name in credential scopes, such as `execute-api`: an endpoint of the owner's.
    Other(String),
}

impl Service {
    /// The name in endpoints and in credential scopes.
    pub fn name(&self) -> &str {
        match self {
            Service::CognitoIdp => "cognito-idp",
            Service::CognitoIdentity => "cognito-identity",
            Service::Sts => "sts",
            Service::S3 => "s3",
            Service::DynamoDb => "dynamodb",
            Service::Other(name) => name,
        }
    }

    /// The most bytes that an answer of the service has. Whatever is larger is no answer of it, and is not read: the page would
    /// need as much memory again, and more to make sense of it.
    pub const fn largest_answer(&self) -> usize {
        const MEGABYTE: usize = 1024 * 1024;
        match self {
            // A page of 60 devices or users' attributes, tokens with all their groups.
            Service::CognitoIdp | Service::CognitoIdentity | Service::Sts => MEGABYTE,
            // 1,000 keys of 1,024 bytes, of which each may be three by its encoding, in XML; or the reasons for so many.
            Service::S3 => 8 * MEGABYTE,
            // A megabyte of items, of which each byte may be six in JSON (`\u0000`).
            Service::DynamoDb => 8 * MEGABYTE,
            // API Gateway's own limit of a payload is 10 MB, Lambda's 6 MB; a function URL may stream 200 MB.
            Service::Other(_) => 200 * MEGABYTE,
        }
    }

    /// The base URL in `region`, without a trailing slash: the configured one, else AWS's own.
    pub fn endpoint(&self, endpoints: &Endpoints, region: &str) -> String {
        let configured = match self {
            Service::CognitoIdp => &endpoints.cognito_idp,
            Service::CognitoIdentity => &endpoints.cognito_identity,
            Service::Sts => &endpoints.sts,
            Service::S3 => &endpoints.s3,
            Service::DynamoDb => &endpoints.dynamodb,
            Service::Other(_) => &None,
        };
        configured.clone().unwrap_or_else(|| format!("https://{}.{region}.{}", self.name(), dns_suffix(region)))
    }
}

/// The domain of a region's partition
/// (<https://docs.aws.amazon.com/general/latest/gr/rande.html>).
pub fn dns_suffix(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_answer_at_aws_or_where_the_configuration_says() {
        let mut endpoints = Endpoints::default();
        assert_eq!(Service::DynamoDb.endpoint(&endpoints, "eu-west-1"), "https://dynamodb.eu-west-1.amazonaws.com");
        assert_eq!(Service::S3.endpoint(&endpoints, "cn-north-1"), "https://s3.cn-north-1.amazonaws.com.cn");
        endpoints.s3 = Some("http://localhost:4566".into());
        assert_eq!(Service::S3.endpoint(&endpoints, "eu-west-1"), "http://localhost:4566");
    }
}
