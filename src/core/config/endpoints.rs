//! Where services answer, if not at AWS's own addresses.

use super::read::{Field, Reader};

/// Base URLs of services, without a trailing slash. `None` is AWS's own address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Cognito user pools.
    pub cognito_idp: Option<String>,
    /// Cognito identity pools.
    pub cognito_identity: Option<String>,
    /// STS.
    pub sts: Option<String>,
    /// S3; buckets are then part of the path.
    pub s3: Option<String>,
    /// DynamoDB.
    pub dynamodb: Option<String>,
}

impl Endpoints {
    /// The addresses that are configured.
    pub fn all(&self) -> impl Iterator<Item = http::Uri> {
        let all = [&self.cognito_idp, &self.cognito_identity, &self.sts, &self.s3, &self.dynamodb];
        all.into_iter().flatten().filter_map(|endpoint| endpoint.parse().ok())
    }
}

impl Reader {
    /// `endpoints` of `config.json`.
    pub fn endpoints(&mut self, field: &Field<'_>) -> Endpoints {
        let path = &field.path;
        self.object(field).map_or_else(Endpoints::default, |services| Endpoints {
            cognito_idp: self.base_url(Field::of(services, path, "cognito-idp")),
            cognito_identity: self.base_url(Field::of(services, path, "cognito-identity")),
            sts: self.base_url(Field::of(services, path, "sts")),
            s3: self.base_url(Field::of(services, path, "s3")),
            dynamodb: self.base_url(Field::of(services, path, "dynamodb")),
        })
    }
}
