//! Whether the page has its origin to itself. Whoever shares an origin reads what the page stores there, tokens among it:
//! at an address with the bucket in its path, every other bucket's pages do.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html#path-style-access>

use http::Uri;

use crate::aws::service::dns_suffix;
use crate::config::{Config, is_bucket};

/// Who else would read what the page stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedWith {
    /// The pages of all buckets.
    Buckets,
    /// Whatever answers on this machine.
    ThisMachine,
}

/// An origin that is not the page's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedOrigin {
    /// Who else has it.
    pub with: SharedWith,
    /// Where the page has one to itself, if that is known.
    pub own_address: Option<String>,
}

impl SharedOrigin {
    /// What is wrong with the origin of `here`, the page's own address without query and fragment; nothing, where the page
    /// has it to itself. On this machine it is for working on the page, against services on this machine.
    pub fn of(config: &Config, here: &str) -> Option<SharedOrigin> {
        let address: Uri = here.parse().ok()?;
        let (host, endpoints) = (address.host()?, &config.endpoints);
        let is_local_s3 = endpoints.s3.as_deref().and_then(origin).is_some_and(|s3| Some(s3) == origin(here));
        let with = if is_local_s3 || is_s3(host) {
            SharedWith::Buckets
        } else if is_loopback(host) && !endpoints.all().any(|endpoint| endpoint.host().is_some_and(is_loopback)) {
            SharedWith::ThisMachine
        } else {
            return None;
        };
        let configured = config.https_url.clone().filter(|url| origin(url) != origin(here));
        let by_bucket = || (with == SharedWith::Buckets).then(|| virtual_hosted(config, &address, is_local_s3)).flatten();
        Some(SharedOrigin { with, own_address: configured.or_else(by_bucket) })
    }
}

/// The same object at its bucket's own name. A bucket with dots in its name has none by HTTPS: no certificate is for it.
fn virtual_hosted(config: &Config, address: &Uri, is_local_s3: bool) -> Option<String> {
    let (bucket, key) = address.path().strip_prefix('/')?.split_once('/')?;
    if !is_bucket(bucket) || bucket.contains('.') {
        return None;
    }
    Some(if is_local_s3 {
        format!("{}://{bucket}.{}/{key}", address.scheme_str()?, address.authority()?)
    } else {
        format!("https://{bucket}.s3.{}.{}/{key}", config.region, dns_suffix(&config.region))
    })
}

/// Whether `host` is S3's own name, in any of the forms it has: `s3.REGION.`, `s3-REGION.`, `s3.dualstack.REGION.`,
/// `s3-fips.REGION.` and so on. Before the name of a bucket's own comes the bucket; so does `bucket` in a VPC endpoint's
/// (<https://docs.aws.amazon.com/general/latest/gr/s3.html>).
fn is_s3(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let host = host.trim_end_matches('.');
    let suffixes = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];
    let Some(name) = suffixes.iter().find_map(|suffix| host.strip_suffix(suffix)) else { return false };
    let is_s3_label = |label: &str| label == "s3" || label.starts_with("s3-");
    let mut labels = name.split('.');
    let first = labels.next().unwrap_or_default();
    let is_vpc_endpoint = first == "bucket" && name.ends_with(".vpce");
    is_vpc_endpoint || is_s3_label(first) && !labels.any(is_s3_label)
}

/// Whether `host` is this machine, under the name that everything on it has. A name of its own, such as
/// `satchel.localhost`, is an origin of its own.
fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Scheme, host and port, as they stand in `url`.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let length = url.get(start..)?.find('/').unwrap_or(url.len() - start);
    url.get(..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(more: &str) -> Config {
        let text = format!(
            r#"{{ "region": "eu-west-1", "identity_pool": {{ "id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true }}{more} }}"#
        );
        Config::read(&text).unwrap()
    }

    fn own_address(more: &str, here: &str) -> Option<String> {
        let shared = SharedOrigin::of(&config(more), here)?;
        assert_eq!(shared.with, SharedWith::Buckets, "{here}");
        Some(shared.own_address.unwrap_or_default())
    }

    #[test]
    fn every_bucket_shares_an_address_with_the_bucket_in_its_path() {
        for host in [
            "s3.eu-west-1.amazonaws.com",
            "s3.amazonaws.com",
            "S3.Amazonaws.com",
            "s3.amazonaws.com.",
            "s3-eu-west-1.amazonaws.com",
            "s3-external-1.amazonaws.com",
            "s3.dualstack.eu-west-1.amazonaws.com",
            "s3-fips.eu-west-1.amazonaws.com",
            "s3-fips.dualstack.eu-west-1.amazonaws.com",
            "bucket.vpce-0e25-ab.s3.eu-west-1.vpce.amazonaws.com",
        ] {
            for scheme in ["https", "http"] {
                let here = format!("{scheme}://{host}/files/index.html");
                let own = "https://files.s3.eu-west-1.amazonaws.com/index.html";
                assert_eq!(own_address("", &here).as_deref(), Some(own), "{here}");
            }
        }
        let china = r#", "https_url": "https://files.example/""#;
        assert_eq!(
            own_address(china, "https://s3.cn-north-1.amazonaws.com.cn/files/").as_deref(),
            Some("https://files.example/")
        );
        for nameless in ["my.files/index.html", "", "files", "Files/index.html"] {
            let here = format!("https://s3.eu-west-1.amazonaws.com/{nameless}");
            assert_eq!(own_address("", &here).as_deref(), Some(""), "{here}");
        }
    }

    #[test]
    fn a_buckets_own_name_is_its_own_origin() {
        for here in [
            "https://files.s3.eu-west-1.amazonaws.com/index.html",
            "https://s3-files.s3.eu-west-1.amazonaws.com/index.html",
            "https://my.files.s3.eu-west-1.amazonaws.com/index.html",
            "https://files.s3.dualstack.eu-west-1.amazonaws.com/index.html",
            "http://files.s3-website-eu-west-1.amazonaws.com/",
            "http://s3-files.s3-website.eu-central-1.amazonaws.com/",
            "https://d111111abcdef8.cloudfront.net/",
            "https://files.example/",
            "https://s3.files.example/",
        ] {
            assert_eq!(SharedOrigin::of(&config(""), here), None, "{here}");
        }
    }

    #[test]
    fn this_machine_is_for_working_on_the_page_against_services_on_it() {
        const LOCAL: &str = r#", "endpoints": { "s3": "http://localhost:4566", "cognito-idp": "http://localhost:4566" }"#;
        for here in ["http://localhost:8080/", "http://127.0.0.1:8080/", "http://[::1]:8080/", "https://localhost/index.html"] {
            let shared = SharedOrigin { with: SharedWith::ThisMachine, own_address: None };
            assert_eq!(SharedOrigin::of(&config(""), here), Some(shared), "{here}");
            assert_eq!(SharedOrigin::of(&config(LOCAL), here), None, "{here}");
        }
        let elsewhere = r#", "endpoints": { "s3": "https://s3.example" }, "https_url": "https://files.example/""#;
        let shared = SharedOrigin { with: SharedWith::ThisMachine, own_address: Some("https://files.example/".to_owned()) };
        assert_eq!(SharedOrigin::of(&config(elsewhere), "http://localhost:8080/"), Some(shared));
        assert_eq!(SharedOrigin::of(&config(""), "http://satchel.localhost:8080/"), None, "a name of its own");

        let by_path = own_address(LOCAL, "http://localhost:4566/files/index.html");
        assert_eq!(by_path.as_deref(), Some("http://files.localhost:4566/index.html"));
        for here in ["http://files.localhost:4566/index.html", "http://files.s3-website.localhost:4566/"] {
            assert_eq!(SharedOrigin::of(&config(LOCAL), here), None, "{here}");
        }
    }
}
