//! An endpoint that the visitor types, beside those that the configuration names.

use crate::config::{ApiEndpoint, is_api_service, is_endpoint, is_region};

/// What of a typed endpoint cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointFault {
    /// No `https://` address that a path can be put after; `http://` leads to this machine alone.
    Url,
    /// No service in a credential scope, such as `execute-api`.
    Service,
    /// No region, such as `eu-west-1`.
    Region,
}

/// The endpoint at `url`, whose requests are signed for `service` in `region`.
pub fn typed(url: &str, service: &str, region: &str) -> Result<ApiEndpoint, EndpointFault> {
    let (url, service, region) = (url.trim(), service.trim(), region.trim());
    if !is_endpoint(url) || url.contains(['?', '#']) {
        return Err(EndpointFault::Url);
    }
    if !is_api_service(service) {
        return Err(EndpointFault::Service);
    }
    if !is_region(region) {
        return Err(EndpointFault::Region);
    }
    let url = url.trim_end_matches('/').to_owned();
    Ok(ApiEndpoint { label: String::new(), url, service: service.to_owned(), region: region.to_owned(), openapi: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_typed_is_checked_before_anything_is_signed_for_it() {
        let endpoint = typed(" https://orders.example.com/v2/ ", "execute-api", " eu-west-1").unwrap();
        assert_eq!((endpoint.url.as_str(), endpoint.region.as_str()), ("https://orders.example.com/v2", "eu-west-1"));
        assert!(typed("http://localhost:4566/_aws", "lambda", "eu-west-1").is_ok());
        for url in [
            "",
            "orders",
            "http://orders.example.com",
            "ftp://a.example",
            "https://a@b.example",
            "https://a.example?x",
            "https://a.example#x",
        ] {
            assert_eq!(typed(url, "lambda", "eu-west-1"), Err(EndpointFault::Url), "{url}");
        }
        assert_eq!(typed("https://a.example", "", "eu-west-1"), Err(EndpointFault::Service));
        assert_eq!(typed("https://a.example", "lambda/x", "eu-west-1"), Err(EndpointFault::Service));
        assert_eq!(typed("https://a.example", "lambda", "here"), Err(EndpointFault::Region));
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_is_a_fault_of_the_page(url in "\\PC{0,40}", service in "\\PC{0,10}", region in "\\PC{0,10}") {
            let _ = typed(&url, &service, &region);
        }
    }
}
