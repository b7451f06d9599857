//! Where the page's own Content-Security-Policy lets it send requests (<https://www.w3.org/TR/CSP3/#match-url-to-source-list>):
//! `deploy.sh` narrows `connect-src` to what the configuration names, and a browser says of a request that the policy blocks
//! only that there was no answer.

use http::Uri;

/// Whether each of `policies` lets a page at `page` connect to `url`.
pub fn allows<'a>(policies: impl IntoIterator<Item = &'a str>, url: &str, page: &str) -> bool {
    let (Ok(url), Ok(page)) = (url.parse::<Uri>(), page.parse::<Uri>()) else { return false };
    policies.into_iter().all(|policy| sources(policy).is_none_or(|sources| matches_any(sources, &url, &page)))
}

/// The sources of `connect-src`, else of `default-src`; `None` where a policy has neither and so allows all. Of a directive that
/// is repeated, the first counts.
fn sources(policy: &str) -> Option<&str> {
    let directive = |wanted: &str| {
        policy.split(';').find_map(|directive| {
            let directive = directive.trim_ascii();
            let (name, sources) = directive.split_once(|letter: char| letter.is_ascii_whitespace()).unwrap_or((directive, ""));
            name.eq_ignore_ascii_case(wanted).then_some(sources)
        })
    };
    directive("connect-src").or_else(|| directive("default-src"))
}

fn matches_any(sources: &str, url: &Uri, page: &Uri) -> bool {
    sources.split_ascii_whitespace().any(|source| matches(source, url, page))
}

/// What is no source, such as `'none'` or a hash, matches nothing.
fn matches(source: &str, url: &Uri, page: &Uri) -> bool {
    let (Some(scheme), Some(own_scheme)) = (url.scheme_str(), page.scheme_str()) else { return false };
    if source == "*" {
        return matches!(scheme, "http" | "https");
    }
    if source.eq_ignore_ascii_case("'self'") {
        return is_same_host(url, page) && is_scheme(own_scheme, scheme) && is_own_port(url, page);
    }
    let (wanted, rest) = match source.split_once("://") {
        Some((wanted, rest)) => (wanted, rest),
        // A scheme alone: `https:`.
        None if source.ends_with(':') => return is_scheme(source.trim_end_matches(':'), scheme),
        None => (own_scheme, source),
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    is_scheme(wanted, scheme) && is_host(host, url) && is_port(port, url) && is_path(path, url.path())
}

/// A source for HTTP takes HTTPS too.
fn is_scheme(source: &str, scheme: &str) -> bool {
    source.eq_ignore_ascii_case(scheme) || (source.eq_ignore_ascii_case("http") && scheme == "https")
}

fn is_same_host(url: &Uri, page: &Uri) -> bool {
    url.host().zip(page.host()).is_some_and(|(host, own)| host.eq_ignore_ascii_case(own))
}

/// `*.` stands for one label or more.
fn is_host(source: &str, url: &Uri) -> bool {
    let host = url.host().unwrap_or_default().to_ascii_lowercase();
    let source = source.to_ascii_lowercase();
    match source.strip_prefix('*') {
        Some("") => true,
        Some(rest) => rest.starts_with('.') && host.len() > rest.len() && host.ends_with(rest),
        None => host == source,
    }
}

/// No port stands for the scheme's own, `*` for any, and HTTP's for HTTPS's.
fn is_port(source: Option<&str>, url: &Uri) -> bool {
    let usual = usual_port(url);
    match source {
        Some("*") => true,
        Some(port) => {
            let (wanted, port) = (port.parse::<u16>().ok(), url.port_u16().or(usual));
            wanted.is_some() && (wanted == port || (wanted == Some(80) && port == Some(443)))
        }
        None => url.port_u16().is_none_or(|port| Some(port) == usual),
    }
}

fn is_own_port(url: &Uri, page: &Uri) -> bool {
    let (port, own) = (url.port_u16().or(usual_port(url)), page.port_u16().or(usual_port(page)));
    port == own || (port == usual_port(url) && own == usual_port(page))
}

fn usual_port(url: &Uri) -> Option<u16> {
    match url.scheme_str() {
        Some("https") => Some(443),
        Some("http") => Some(80),
        _ => None,
    }
}

/// A path that ends with a slash takes all below it.
fn is_path(source: &str, path: &str) -> bool {
    match source {
        "" | "/" => true,
        folder if folder.ends_with('/') => path.starts_with(folder),
        whole => whole == path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = "http://app.s3-website.eu-west-1.amazonaws.com/";

    fn is_allowed(sources: &str, url: &str) -> bool {
        allows([format!("default-src 'none'; connect-src {sources}; base-uri 'none'").as_str()], url, PAGE)
    }

    #[test]
    fn sources_match_as_the_standard_says() {
        for (sources, allowed, blocked) in [
            ("https://a.example", "https://a.example/v1", "https://b.example/v1"),
            ("https://a.example", "https://A.example:443/", "https://a.example:8443/"),
            ("https://a.example", "https://a.example/", "http://a.example/"),
            ("http://a.example", "https://a.example/", "https://a.example:80/"),
            ("http://a.example:80", "https://a.example/", "http://a.example:81/"),
            ("https://*.a.example", "https://x.y.a.example/", "https://a.example/"),
            ("https://*.a.example", "https://x.a.example/", "https://xa.example/"),
            ("http://localhost:4566", "http://localhost:4566/_aws/x", "http://localhost/"),
            ("https://a.example:*", "https://a.example:9/", "http://a.example:9/"),
            ("a.example", "https://a.example/", "https://a.example.org/"),
            ("https:", "https://any.example/", "http://any.example/"),
            ("*", "https://any.example:9/", "ftp://any.example/"),
            ("https://*", "https://any.example/", "http://any.example/"),
            ("https://a.example/v1/", "https://a.example/v1/x", "https://a.example/v2/x"),
            ("https://a.example/v1", "https://a.example/v1", "https://a.example/v1/x"),
            ("'self'", "http://app.s3-website.eu-west-1.amazonaws.com/x", "http://app.s3-website.eu-west-1.amazonaws.com:81/"),
            ("'self'", "https://app.s3-website.eu-west-1.amazonaws.com/x", "https://amazonaws.com/"),
            ("'self'\thttps://a.example\n 'none'", "https://a.example/", "https://b.example/"),
        ] {
            assert!(is_allowed(sources, allowed), "{sources} allows {allowed}");
            assert!(!is_allowed(sources, blocked), "{sources} blocks {blocked}");
        }
        for nothing in ["", "'none'", "'sha256-x'", "data:", "https://a.example:x", "https://*a.example", "://"] {
            assert!(!is_allowed(nothing, "https://a.example/"), "{nothing}");
        }
    }

    #[test]
    fn the_directive_that_counts() {
        let allowed = |policies: &[&str]| allows(policies.iter().copied(), "https://a.example/", PAGE);
        assert!(allowed(&[]) && allowed(&["script-src 'none'"]), "what nothing is said of is allowed");
        assert!(!allowed(&["default-src 'none'"]) && allowed(&["default-src *"]));
        assert!(allowed(&["default-src 'none'; CONNECT-SRC https://a.example"]));
        assert!(!allowed(&["connect-src 'none'; connect-src *"]), "the first of them counts");
        assert!(!allowed(&["connect-src *", "connect-src 'self'"]), "all of them count");
        assert!(!allowed(&["connect-src"]));
    }

    #[test]
    fn the_policy_of_the_published_page_is_read() {
        let page = include_str!("../../../index.html");
        let policy =
            page.split("content=\"").find(|text| text.starts_with("default-src")).and_then(|text| text.split('"').next());
        let allowed = |url: &str| allows(policy, url, PAGE);
        assert!(allowed("https://abc.execute-api.eu-west-1.amazonaws.com/v1/hello"));
        assert!(!allowed("https://abc.lambda-url.eu-west-1.on.aws/"));
    }

    proptest! {
        #[test]
        fn no_policy_stops_the_page(policy in "[ -~]{0,60}", url in "\\PC{0,40}") {
            allows([policy.as_str()], &url, PAGE);
        }
    }
}
