//! The APIs that the page may call with signed requests: `api` in `config.json`, `custom.api` and `custom.API` in Amplify's
//! file.

use serde_json::{Map, Value};

use super::read::{Field, Reader, is_region};
use super::{Expected, FaultKind};

/// An API that asks for signed requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiEndpoint {
    /// What its owner calls it; nothing, where they call it nothing.
    pub label: String,
    /// What paths are put after, with no slash at the end; of API Gateway, the stage is part of it.
    pub url: String,
    /// The service in the credential scope: `execute-api`, `lambda`, `appsync` or another one.
    pub service: String,
    /// The region in the credential scope.
    pub region: String,
    /// Where its OpenAPI document is, relative to the page.
    pub openapi: Option<String>,
}

impl ApiEndpoint {
    /// What addresses call an endpoint that the configuration does not name.
    pub const OTHER: &'static str = "other";

    /// What addresses call each of `endpoints`: as its owner calls it, or by its number, where that would not tell it from others.
    /// No slash is in it.
    pub fn slugs(endpoints: &[ApiEndpoint]) -> Vec<String> {
        let is_own = |label: &str| {
            let is_number = label.bytes().all(|byte| byte.is_ascii_digit());
            let is_once = endpoints.iter().filter(|endpoint| endpoint.label == label).count() == 1;
            !is_number && is_once && label != ApiEndpoint::OTHER && !label.contains('/')
        };
        let slug = |(at, ApiEndpoint { label, .. }): (usize, &ApiEndpoint)| match is_own(label) {
            true => label.clone(),
            false => (at + 1).to_string(),
        };
        endpoints.iter().enumerate().map(slug).collect()
    }
}

/// Whether `text` may be a service in a credential scope, such as `execute-api`.
pub fn is_api_service(text: &str) -> bool {
    (2..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A file beside the page: no other site is asked what the API can do.
fn is_beside_page(text: &str) -> bool {
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    !text.is_empty() && text.len() <= 200 && !text.starts_with('/') && !text.contains("..") && text.bytes().all(is_named)
}

/// What the host of AWS's own endpoints says: `abc.execute-api.eu-west-1.amazonaws.com`, `abc.lambda-url.eu-west-1.on.aws`,
/// `abc.appsync-api.eu-west-1.amazonaws.com`.
pub fn api_by_host(url: &str) -> (Option<&'static str>, Option<&str>) {
    let host = url.split_once("://").map_or("", |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let mut labels = host.split('.').skip(1);
    let service = match labels.next() {
        Some("execute-api") => "execute-api",
        Some("lambda-url") => "lambda",
        Some("appsync-api") => "appsync",
        _ => return (None, None),
    };
    (Some(service), labels.next().filter(|region| is_region(region)))
}

impl Reader {
    /// Those of `config.json`: the one named by `api` itself, and those in its list `endpoints`.
    pub(super) fn apis(&mut self, field: &Field<'_>, region: &str) -> Vec<ApiEndpoint> {
        let Some(api) = self.object(field) else { return Vec::new() };
        let mut apis: Vec<_> =
            api.contains_key("url").then(|| self.api(api, &field.path, region)).into_iter().flatten().collect();
        for (path, value) in self.list(Field::of(api, &field.path, "endpoints")) {
            match value.as_object() {
                Some(api) => apis.extend(self.api(api, &path, region)),
                None => self.fault(&path, FaultKind::Other(Expected::Object)),
            }
        }
        apis
    }

    fn api(&mut self, api: &Map<String, Value>, path: &str, region: &str) -> Option<ApiEndpoint> {
        let url = self.base_url(Field::of(api, path, "url"));
        if url.is_none() {
            self.fault(&format!("{path}.url"), FaultKind::Missing(Expected::ApiUrl));
        }
        let url = url?;
        let (service, in_region) = api_by_host(&url);
        let openapi = Field::of(api, path, "openapi");
        Some(ApiEndpoint {
            label: self.text_or(Field::of(api, path, "label"), "", Expected::Label, |text| !text.trim().is_empty()),
            service: self.text_or(
                Field::of(api, path, "service"),
                service.unwrap_or("execute-api"),
                Expected::ServiceName,
                is_api_service,
            ),
            region: self.text_or(Field::of(api, path, "region"), in_region.unwrap_or(region), Expected::Region, is_region),
            openapi: openapi.value.is_some().then(|| self.text(openapi, Expected::FileName, is_beside_page)),
            url,
        })
    }

    /// Those of Amplify's `custom.API`, as its documentation has owners write them: by name, with `endpoint` and `region`
    /// (<https://docs.amplify.aws/react/build-a-backend/add-aws-services/rest-api/set-up-rest-api/>).
    pub(super) fn amplify_apis(&mut self, custom: &Map<String, Value>, region: &str) -> Vec<ApiEndpoint> {
        let mut apis = self.apis(&Field::of(custom, "custom", "api"), region);
        let field = Field::of(custom, "custom", "API");
        for (name, value) in self.object(&field).into_iter().flatten() {
            let path = format!("{}.{name}", field.path);
            let Some(api) = value.as_object() else { continue };
            let Some(url) = self.base_url(Field::of(api, &path, "endpoint")) else { continue };
            let (service, in_region) = api_by_host(&url);
            apis.push(ApiEndpoint {
                label: name.clone(),
                service: service.unwrap_or("execute-api").to_owned(),
                region: self.text_or(Field::of(api, &path, "region"), in_region.unwrap_or(region), Expected::Region, is_region),
                openapi: None,
                url,
            });
        }
        apis
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(api: &Value) -> (Vec<ApiEndpoint>, Vec<String>) {
        let mut reader = Reader::default();
        let root = json!({ "api": api });
        let apis = reader.apis(&Field::of(root.as_object().unwrap(), "", "api"), "eu-central-1");
        (apis, reader.faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn an_endpoint_says_where_and_for_what_it_is_signed() {
        let (apis, faults) = read(&json!({
            "url": "https://abc.execute-api.us-east-1.amazonaws.com/v1/", "openapi": "api.json",
            "endpoints": [
                { "label": "Function", "url": "https://xyz.lambda-url.eu-west-3.on.aws/" },
                { "url": "https://api.example.com", "service": "appsync", "region": "eu-west-2" },
            ],
        }));
        assert_eq!(faults, [""; 0]);
        let told: Vec<_> = apis.iter().map(|api| (api.label.as_str(), api.service.as_str(), api.region.as_str())).collect();
        assert_eq!(told, [("", "execute-api", "us-east-1"), ("Function", "lambda", "eu-west-3"), ("", "appsync", "eu-west-2")]);
        assert_eq!(
            (apis[0].url.as_str(), apis[0].openapi.as_deref()),
            ("https://abc.execute-api.us-east-1.amazonaws.com/v1", Some("api.json"))
        );
    }

    #[test]
    fn addresses_tell_endpoints_apart() {
        let slugs = |labels: &[&str]| {
            let endpoint = |label: &&str| ApiEndpoint {
                label: (*label).to_owned(),
                url: "https://a.example".into(),
                service: "lambda".into(),
                region: "eu-west-1".into(),
                openapi: None,
            };
            ApiEndpoint::slugs(&labels.iter().map(endpoint).collect::<Vec<_>>())
        };
        assert_eq!(slugs(&["", "Orders", "My notes"]), ["1", "Orders", "My notes"]);
        assert_eq!(slugs(&["Orders", "Orders", "1", "other", "a/b", "é"]), ["1", "2", "3", "4", "5", "é"]);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        let (_, faults) =
            read(&json!({ "url": "https://a.example", "openapi": "https://evil.example/api.json", "service": "S3!" }));
        assert!(faults.iter().any(|fault| fault.starts_with("api.openapi:")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("api.service:")), "{faults:?}");
        let (apis, faults) = read(&json!({ "endpoints": [{ "label": "x" }, 7] }));
        assert!(apis.is_empty());
        assert!(faults[0].starts_with("api.endpoints[0].url:") && faults[1].starts_with("api.endpoints[1]:"), "{faults:?}");
    }
}
