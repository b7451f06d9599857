//! Where a bucket and its objects are: keys of any bytes written as URLs.

use crate::aws::service::dns_suffix;
use crate::aws::uri::encode_path;
use crate::aws::{Error, KeyFault, SendFault, Service};
use crate::config::{Endpoints, StoragePlace};

/// A bucket in a region.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// The bucket's name.
    pub name: String,
    /// The region it is in.
    pub region: String,
}

/// What keeps `key` from being addressed by URL, if anything.
pub fn key_fault(key: &str) -> Option<KeyFault> {
    if key.is_empty() {
        Some(KeyFault::Empty)
    } else if key.len() > 1024 {
        Some(KeyFault::TooLong)
    } else if key.split('/').any(|segment| segment == "." || segment == "..") {
        Some(KeyFault::DotSegment)
    } else {
        None
    }
}

impl StoragePlace {
    /// Its bucket, as requests name it.
    pub fn bucket(&self) -> Bucket {
        Bucket { name: self.bucket.clone(), region: self.region.clone() }
    }
}

impl Bucket {
    /// The bucket's URL, with no slash at the end.
    ///
    /// The bucket is part of the host at AWS, and part of the path at a configured endpoint and where its name has a
    /// dot, which the certificate for `*.s3.REGION.amazonaws.com` does not cover.
    pub fn url(&self, endpoints: &Endpoints) -> String {
        let Bucket { name, region } = self;
        if endpoints.s3.is_some() || name.contains('.') {
            format!("{}/{name}", Service::S3.endpoint(endpoints, region))
        } else {
            format!("https://{name}.s3.{region}.{}", dns_suffix(region))
        }
    }

    /// As AWS's command line names the object `key`, or all keys below a prefix.
    pub fn s3_uri(&self, key: &str) -> String {
        format!("s3://{}/{key}", self.name)
    }

    /// As policies name it (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html>).
    pub fn arn(&self, key: &str) -> String {
        let partition = match self.region.get(..3) {
            Some("cn-") => "aws-cn",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        format!("arn:{partition}:s3:::{}/{key}", self.name)
    }

    /// The URL of the object `key`, if a browser can address it.
    pub fn object_url(&self, endpoints: &Endpoints, key: &str) -> Result<String, Error> {
        match key_fault(key) {
            Some(fault) => Err(Error::Unsendable(SendFault::Key(fault))),
            None => Ok(format!("{}/{}", self.url(endpoints), encode_path(key))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    fn bucket(name: &str) -> Bucket {
        Bucket { name: name.into(), region: "eu-west-1".into() }
    }

    fn local() -> Endpoints {
        Endpoints { s3: Some("http://localhost:4566".into()), ..Endpoints::default() }
    }

    #[test]
    fn a_bucket_is_in_the_host_unless_its_certificate_would_not_cover_it() {
        let aws = Endpoints::default();
        assert_eq!(bucket("photos").url(&aws), "https://photos.s3.eu-west-1.amazonaws.com");
        assert_eq!(bucket("my.photos").url(&aws), "https://s3.eu-west-1.amazonaws.com/my.photos");
        assert_eq!(bucket("photos").url(&local()), "http://localhost:4566/photos");
    }

    #[test]
    fn objects_have_names_beside_their_urls() {
        assert_eq!(bucket("b").s3_uri("a b/ü"), "s3://b/a b/ü");
        assert_eq!(bucket("b").arn("a/"), "arn:aws:s3:::b/a/");
        for (region, partition) in [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-east-1", "aws")] {
            let bucket = Bucket { name: "b".into(), region: region.into() };
            assert_eq!(bucket.arn("k"), format!("arn:{partition}:s3:::b/k"));
        }
    }

    #[test]
    fn keys_keep_their_slashes_and_nothing_else_special() {
        let url = |key| bucket("b").object_url(&local(), key).unwrap();
        assert_eq!(url("a b+c%d#e?f\"'.txt"), "http://localhost:4566/b/a%20b%2Bc%25d%23e%3Ff%22%27.txt");
        assert_eq!(url("/leading//double/"), "http://localhost:4566/b//leading//double/");
        assert_eq!(url("🧳\u{1}\n"), "http://localhost:4566/b/%F0%9F%A7%B3%01%0A");
        assert_eq!(url("%2e%2e/..."), "http://localhost:4566/b/%252e%252e/...");
    }

    #[test]
    fn keys_that_a_browser_would_change_are_refused() {
        for key in ["..", ".", "a/../b", "a/.", "./a", "/../a"] {
            assert_eq!(key_fault(key), Some(KeyFault::DotSegment), "{key}");
            assert!(matches!(bucket("b").object_url(&local(), key), Err(Error::Unsendable(_))));
        }
        assert_eq!(key_fault(""), Some(KeyFault::Empty));
        assert_eq!(key_fault(&"é".repeat(513)), Some(KeyFault::TooLong));
        assert_eq!(key_fault("a/..b/.c/d..."), None);
    }

    proptest! {
        #[test]
        fn every_addressable_key_can_be_read_back_from_its_url(key in any::<String>()) {
            if let Ok(url) = bucket("b").object_url(&local(), &key) {
                prop_assert!(url.is_ascii());
                let path = url.strip_prefix("http://localhost:4566/b/").unwrap();
                prop_assert_eq!(percent_decode_str(path).decode_utf8().unwrap(), key);
            }
        }
    }
}
