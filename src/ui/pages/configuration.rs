//! Reads the deployment's configuration, and explains what is wrong with it to whoever deployed it.

use crate::aws;
use crate::browser::{self, document, location};
use crate::config::{Config, Fault};
use crate::ports::HttpError;
use crate::ui::components::{Button, Problem, brand, error_notice};
use crate::ui::dom::{View, group, html};
use crate::ui::explain;

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
        let text = browser::file_beside_page(file).await.map_err(ConfigurationError::NoResponse)?;
        let Some(text) = text else { continue };
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
pub fn page(fault: ConfigurationError) -> View {
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
            let field = if field.is_empty() { "The file".to_owned() } else { field };
            group([html::dt().child(field), html::dd().child(problem)])
        });
        html::dl().class("facts").children(rows)
    });
    let card = html::div()
        .class("card wide")
        .child(html::h1().child("Configuration"))
        .child(error_notice(Some(problem), None))
        .child(list)
        .child(Button::new("Reload").on_click(location::reload));
    html::main().class("auth").child(brand("#/")).child(card).into()
}
