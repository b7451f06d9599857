//! Reads the deployment's configuration, and explains what is wrong with it to whoever deployed it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::aws;
use crate::browser::{self, location};
use crate::config::{Config, Fault, is_web_page};
use crate::ports::HttpError;
use crate::ui::components::{Button, Handler, Problem, brand, error_notice, visible};
use crate::ui::dom::{Element, View, html, live};
use crate::ui::lazy::{lazy, load_failed};
use crate::ui::words::{self, errors::aws_error};

/// The files looked for, in this order: the deployment's own, and the one that Amplify writes.
const FILES: [&str; 2] = ["config.json", "amplify_outputs.json"];

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigurationError {
    /// Neither file is there.
    Missing,
    /// There was no response.
    NoResponse(HttpError),
    /// What would have read or explained it did not arrive.
    LoadFailed,
    /// The server has not said whether this file is there, but answered with this status.
    Status(&'static str, u16),
    /// A file is there and wrong.
    Faulty(&'static str, Vec<Fault>),
}

/// What only a configuration needs in which something is not as usual: Amplify's file, faults, no file.
#[derive(Clone, Copy)]
struct Unusual {
    read: fn(&[u8]) -> Result<Config, Vec<Fault>>,
    explain: fn(ConfigurationError) -> View,
}

lazy!(configuration_part: Unusual = Unusual { read: Config::read_file, explain });

/// Reads the first of the files that is there.
pub async fn load() -> Result<Config, ConfigurationError> {
    for name in FILES {
        let (status, file) = browser::file_beside_page(name).await.map_err(ConfigurationError::NoResponse)?;
        match status {
            // A server may answer with a page of its own for a file that is not there.
            200..=299 if is_web_page(&file) => {}
            200..=299 => {
                if let Some(config) = Config::read_sound(&file) {
                    return Ok(config);
                }
                let unusual = configuration_part::load().await.map_err(|_| ConfigurationError::LoadFailed)?;
                return (unusual.read)(&file).map_err(|faults| ConfigurationError::Faulty(name, faults));
            }
            // S3 says 403 to who may not list the bucket.
            403 | 404 | 410 => {}
            _ => return Err(ConfigurationError::Status(name, status)),
        }
    }
    Err(ConfigurationError::Missing)
}

/// Explains why there is no configuration.
pub fn page(fault: ConfigurationError) -> View {
    match fault {
        ConfigurationError::NoResponse(error) => {
            card(aws_error(t!("The configuration couldn't be read"), &aws::Error::NoResponse(error)), true, None)
        }
        ConfigurationError::LoadFailed => card(load_failed(), true, None),
        fault => {
            let part = RwSignal::new(None);
            spawn_local(async move { part.set(Some(configuration_part::load().await.ok())) });
            live(move || match part.get() {
                None => View::none(),
                Some(Some(Unusual { explain, .. })) => explain(fault.clone()),
                Some(None) => card(load_failed(), true, None),
            })
        }
    }
}

/// Explains each fault by field.
fn explain(fault: ConfigurationError) -> View {
    let problem = |title: String, reason: &str, advice: &str| Problem {
        title,
        reason: reason.to_owned(),
        advice: advice.to_owned(),
        ..Problem::default()
    };
    match fault {
        ConfigurationError::NoResponse(_) | ConfigurationError::LoadFailed => page(fault),
        ConfigurationError::Missing => {
            let reason = t!("There's no config.json beside this page, and no amplify_outputs.json.");
            let advice = t!("Deploy with deploy/deploy.sh, which writes it, or run make dev.");
            card(problem(t!("This site isn't configured yet").to_owned(), reason, advice), false, None)
        }
        ConfigurationError::Status(name, status) => {
            let reason = t!("The server answered with status {status}.", status = status);
            card(problem(t!("{file} couldn't be read", file = name), &reason, t!("Try again in a moment.")), true, None)
        }
        ConfigurationError::Faulty(name, faults) => {
            let advice = t!("Fix the fields below, or deploy again with deploy/deploy.sh. Then reload.");
            let rows = faults.into_iter().map(|Fault { field, kind }| {
                let field = if field.is_empty() { t!("The file").to_owned() } else { field };
                html::div()
                    .child(html::dt().child(visible(field)))
                    .child(html::dd().child(visible(words::configuration::fault(&kind))))
            });
            let list = html::dl().class("facts").children(rows);
            card(problem(t!("{file} has errors", file = name), "", advice), false, Some(list))
        }
    }
}

/// What is not the file's fault may be over in a moment and is tried again; a file has to be mended first.
fn card(problem: Problem, is_passing: bool, faults: Option<Element>) -> View {
    let card = html::div()
        .class("card wide")
        .child(html::h1().child(t!("Configuration")))
        .child(error_notice(Some(problem), is_passing.then(|| Handler::from(location::reload))))
        .child(faults)
        .child((!is_passing).then(|| Button::new(t!("Reload")).on_click(location::reload)));
    html::main().class("auth").child(brand("#/")).child(card).into()
}
