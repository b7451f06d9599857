//! Reads the deployment's configuration, and explains what is wrong with it to whoever deployed it.

use leptos::prelude::*;

use crate::browser::{Browser, document};
use crate::config::{Config, Fault};
use crate::ports::{HttpClient, HttpError, Request};
use crate::ui::components::{Brand, Button, ErrorNotice, Problem};
use crate::ui::explain;
use crate::{aws, browser::location};

/// The files looked for, in this order: the deployment's own, and the one that Amplify writes.
const FILES: [&str; 2] = ["config.json", "amplify_outputs.json"];

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigurationError {
    /// Neither file is there.
    Missing,
    /// There was no response.
    NoResponse(HttpError),
    /// A file is there and wrong.
    Faulty(&'static str, Vec<Fault>),
}

/// Reads the first of the files that is there.
pub async fn load() -> Result<Config, ConfigurationError> {
    for file in FILES {
        let mut request = Request::new(Vec::new());
        let Ok(uri) = location::beside_page(file).parse() else { continue };
        *request.uri_mut() = uri;
        let response = Browser::default().send(request).await.map_err(ConfigurationError::NoResponse)?;
        if !response.status().is_success() {
            continue;
        }
        let text = String::from_utf8_lossy(response.body());
        // A server for development may answer the page itself for a file that is not there.
        if text.trim_start().starts_with('<') {
            continue;
        }
        return Config::read(&text).map_err(|faults| ConfigurationError::Faulty(file, faults));
    }
    Err(ConfigurationError::Missing)
}

/// Takes away what `index.html` painted before the program arrived.
pub fn remove_first_paint() {
    document::remove("first-paint");
}

/// Explains each fault by field.
#[component]
pub fn Page(
    /// What is wrong.
    fault: ConfigurationError,
) -> impl IntoView {
    let (problem, faults) = match fault {
        ConfigurationError::Missing => (
            Problem {
                title: "This site is not configured yet".to_owned(),
                reason: "There is no config.json beside this page, nor an amplify_outputs.json.".to_owned(),
                advice: "Deploy with deploy/deploy.sh, which writes it, or run make dev.".to_owned(),
                ..Problem::default()
            },
            Vec::new(),
        ),
        ConfigurationError::NoResponse(error) => {
            (explain::aws_error("The configuration could not be read", &aws::Error::NoResponse(error)), Vec::new())
        }
        ConfigurationError::Faulty(file, faults) => (
            Problem {
                title: format!("{file} is not right"),
                reason: "This page cannot work with it.".to_owned(),
                advice: "Mend what is listed, or deploy again with deploy/deploy.sh, which writes it. Then reload.".to_owned(),
                ..Problem::default()
            },
            faults,
        ),
    };
    let list = (!faults.is_empty()).then(|| {
        let rows = faults.into_iter().map(|Fault { field, problem }| {
            view! {
                <dt>{if field.is_empty() { "The file".to_owned() } else { field }}</dt>
                <dd>{problem}</dd>
            }
        });
        view! { <dl class="facts">{rows.collect_view()}</dl> }
    });
    view! {
        <main class="auth">
            <Brand href="#/" />
            <div class="card wide">
                <h1>"Configuration"</h1>
                <ErrorNotice problem=Some(problem) />
                {list}
                <Button on_click=location::reload>"Reload"</Button>
            </div>
        </main>
    }
}
