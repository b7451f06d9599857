//! Reads the deployment's configuration, and explains what is wrong with it to whoever deployed it.

use crate::aws;
use crate::browser::{self, document, location};
use crate::config::{Config, Fault, is_web_page};
use crate::ports::HttpError;
use crate::ui::components::{Button, Handler, Problem, brand, error_notice, visible};
use crate::ui::dom::{View, html};
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
    /// The server has not said whether this file is there, but answered with this status.
    Status(&'static str, u16),
    /// A file is there and wrong.
    Faulty(&'static str, Vec<Fault>),
}

/// Reads the first of the files that is there.
pub async fn load() -> Result<Config, ConfigurationError> {
    for name in FILES {
        let (status, file) = browser::file_beside_page(name).await.map_err(ConfigurationError::NoResponse)?;
        match status {
            // A server may answer with a page of its own for a file that is not there.
            200..=299 if is_web_page(&file) => {}
            200..=299 => return Config::read_file(&file).map_err(|faults| ConfigurationError::Faulty(name, faults)),
            // S3 says 403 to who may not list the bucket.
            403 | 404 | 410 => {}
            _ => return Err(ConfigurationError::Status(name, status)),
        }
    }
    Err(ConfigurationError::Missing)
}

/// Takes away what `index.html` painted before the program arrived.
pub fn remove_first_paint() {
    document::remove("first-paint");
}

/// Explains each fault by field.
pub fn page(fault: ConfigurationError) -> View {
    let problem = |title: String, reason: &str, advice: &str| Problem {
        title,
        reason: reason.to_owned(),
        advice: advice.to_owned(),
        ..Problem::default()
    };
    // What is not the file's fault may be over in a moment; a file has to be mended first.
    let is_passing = matches!(fault, ConfigurationError::Status(..) | ConfigurationError::NoResponse(_));
    let on_retry = is_passing.then(|| Handler::from(location::reload));
    let (problem, faults) = match fault {
        ConfigurationError::Missing => {
            let reason = "There is no config.json beside this page, nor an amplify_outputs.json.";
            let advice = "Deploy with deploy/deploy.sh, which writes it, or run make dev.";
            (problem("This site is not configured yet".to_owned(), reason, advice), Vec::new())
        }
        ConfigurationError::NoResponse(error) => {
            (explain::aws_error("The configuration could not be read", &aws::Error::NoResponse(error)), Vec::new())
        }
        ConfigurationError::Status(name, status) => {
            let reason = format!("The server answered with status {status}.");
            (problem(format!("{name} could not be read"), &reason, "Try again in a moment."), Vec::new())
        }
        ConfigurationError::Faulty(name, faults) => {
            let advice = "Correct what is listed, or deploy again with deploy/deploy.sh. Then reload.";
            (problem(format!("{name} has errors"), "", advice), faults)
        }
    };
    let list = (!faults.is_empty()).then(|| {
        let rows = faults.into_iter().map(|Fault { field, problem }| {
            let field = if field.is_empty() { "The file".to_owned() } else { field };
            html::div().child(html::dt().child(visible(field))).child(html::dd().child(visible(problem)))
        });
        html::dl().class("facts").children(rows)
    });
    let card = html::div()
        .class("card wide")
        .child(html::h1().child("Configuration"))
        .child(error_notice(Some(problem), on_retry))
        .child(list)
        .child((!is_passing).then(|| Button::new("Reload").on_click(location::reload)));
    html::main().class("auth").child(brand("#/")).child(card).into()
}
