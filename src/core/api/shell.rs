//! A request as a command for a shell. Credentials are variables in it, as the AWS CLI and SDKs know them: nothing secret is
//! copied.

use std::fmt::Write as _;

use super::request::{ApiRequest, RequestFault};

/// As a command of `curl` 7.75 or later, which signs by itself (<https://curl.se/docs/manpage.html#--aws-sigv4>).
pub fn curl(request: &ApiRequest) -> Result<String, RequestFault> {
    let operation = request.operation()?;
    // With the method HEAD by its name, curl would wait for a body.
    let method = if request.method == http::Method::HEAD { "--head".to_owned() } else { format!("--request {}", request.method) };
    let mut command = format!("curl {method}");
    // Writing to a string cannot fail.
    let _ =
        write!(command, " --aws-sigv4 {}", quoted(&format!("aws:amz:{}:{}", request.endpoint.region, request.endpoint.service)));
    command += " --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" --header \"x-amz-security-token: $AWS_SESSION_TOKEN\"";
    for (name, value) in &operation.headers {
        let _ = write!(command, " --header {}", quoted(&format!("{name}: {value}")));
    }
    if let Some(body) = text(&request.body) {
        let _ = write!(command, " --data-raw {}", quoted(body));
    } else if !request.body.is_empty() {
        command += " --data-binary @FILE";
    }
    let _ = write!(command, " {}", quoted(&operation.url));
    Ok(command)
}

/// As a command of the AWS CLI, where it has one: for an API of one's own it has none, for invoking a function by Lambda's API
/// it has (<https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>).
pub fn aws_cli(request: &ApiRequest) -> Option<String> {
    let path = request.path.split('?').next().unwrap_or_default();
    let function = path.trim_start_matches('/').strip_prefix("2015-03-31/functions/")?.strip_suffix("/invocations")?;
    if request.endpoint.service != "lambda" || request.method != http::Method::POST || function.contains('/') {
        return None;
    }
    let mut command =
        format!("aws lambda invoke --region {} --function-name {}", quoted(&request.endpoint.region), quoted(function));
    // By the option itself, version 1 takes a text and version 2 base64.
    if let Some(body) = text(&request.body) {
        command = format!("printf %s {} | {command} --payload fileb:///dev/stdin", quoted(body));
    } else if !request.body.is_empty() {
        command += " --payload fileb://FILE";
    }
    Some(command + " /dev/stdout")
}

/// A body that can stand in a command.
fn text(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().filter(|text| !text.is_empty() && !text.contains('\0'))
}

/// One word for a POSIX shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ApiEndpoint;
    use http::Method;

    fn request(service: &str, path: &str, body: &str) -> ApiRequest {
        let endpoint = ApiEndpoint {
            label: String::new(),
            url: "https://abc.example/v1".into(),
            service: service.into(),
            region: "eu-west-1".into(),
            openapi: None,
        };
        ApiRequest { endpoint, method: Method::POST, path: path.into(), headers: Vec::new(), body: body.into() }
    }

    #[test]
    fn a_command_holds_no_secret_and_one_word_for_each_thing() {
        let command = curl(&request("execute-api", "/notes?a='b", "{\"note\":\"it's; $(rm -rf ~)\"}")).unwrap();
        assert_eq!(
            command,
            "curl --request POST --aws-sigv4 'aws:amz:eu-west-1:execute-api' --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
             --header \"x-amz-security-token: $AWS_SESSION_TOKEN\" --header 'content-type: application/json' \
             --data-raw '{\"note\":\"it'\\''s; $(rm -rf ~)\"}' 'https://abc.example/v1/notes?a=%27b'"
        );
    }

    #[test]
    fn a_text_that_begins_as_the_name_of_a_file_does_is_sent_as_it_is() {
        assert!(curl(&request("execute-api", "/notes", "@ann hello")).unwrap().contains(" --data-raw '@ann hello' "));
    }

    #[test]
    fn a_head_request_waits_for_no_body() {
        let command = curl(&ApiRequest { method: Method::HEAD, ..request("execute-api", "/hello", "") }).unwrap();
        assert!(command.starts_with("curl --head --aws-sigv4 "), "{command}");
    }

    #[test]
    fn the_cli_is_offered_where_it_has_a_command() {
        assert_eq!(aws_cli(&request("execute-api", "/notes", "")), None);
        let command = aws_cli(&request("lambda", "/2015-03-31/functions/hello/invocations", "{}")).unwrap();
        assert_eq!(
            command,
            "printf %s '{}' | aws lambda invoke --region 'eu-west-1' --function-name 'hello' --payload fileb:///dev/stdin /dev/stdout"
        );
        assert_eq!(aws_cli(&request("lambda", "/2015-03-31/functions/a/b/invocations", "")), None);
    }
}
