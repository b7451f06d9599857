//! Reads the deployment's configuration, and explains what is wrong with it to whoever deployed it.

use std::time::Duration;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use crate::app::lazy::{lazy, load_failed};
use crate::aws;
use crate::browser::{self, location};
use crate::config::{Config, Fault, is_web_page};
use crate::ports::HttpError;
use crate::ui::components::{
    Button, ButtonKind, Icon, Problem, Text, brand, copy_text_button, notice::technical_details, visible,
};
use crate::ui::dom::{View, group, html, live};
use crate::ui::timer::Timer;
use crate::ui::words::{self, errors::aws_error, sentences};

/// The files looked for, in this order: the deployment's own, and the one that Amplify writes.
const FILES: [&str; 2] = ["config.json", "amplify_outputs.json"];

/// What writes the first of them.
const DEPLOY: &str = "deploy/deploy.sh";

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
struct ConfigurationFallback {
    read: fn(&[u8]) -> Result<Config, Vec<Fault>>,
    explain: fn(ConfigurationError) -> View,
}

lazy!(configuration_part: ConfigurationFallback = ConfigurationFallback { read: Config::read_file, explain });

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
            passing(aws_error(t!("Couldn't read the configuration"), &aws::Error::NoResponse(error)))
        }
        ConfigurationError::LoadFailed => passing(load_failed()),
        fault => {
            let part = RwSignal::new(None);
            spawn_local(async move { part.set(Some(configuration_part::load().await.ok())) });
            live(move || match part.get() {
                None => View::none(),
                Some(Some(ConfigurationFallback { explain, .. })) => explain(fault.clone()),
                Some(None) => passing(load_failed()),
            })
        }
    }
}

/// How long until what may be over in a moment is tried again.
const PAUSE: Duration = Duration::from_secs(20);

/// What is not the file's fault may be over in a moment: it is tried again, by itself as well.
fn passing(problem: Problem) -> View {
    Timer::new().start(PAUSE, location::reload);
    let says = sentences(&[&problem.text(), t!("This page tries again by itself.")]);
    let again = Button::new(t!("Try again")).kind(ButtonKind::Primary).icon(Icon::Refresh).on_click(location::reload);
    card(&problem.title, &says, technical_details(problem.details).into(), again.into())
}

fn reload() -> View {
    Button::new(t!("Reload")).kind(ButtonKind::Primary).icon(Icon::Refresh).on_click(location::reload).into()
}

/// Explains each fault by field.
fn explain(fault: ConfigurationError) -> View {
    match fault {
        ConfigurationError::NoResponse(_) | ConfigurationError::LoadFailed => page(fault),
        ConfigurationError::Missing => {
            let reason = t!("There's no config.json beside this page, and no amplify_outputs.json.");
            let advice = t!("Deploy with deploy/deploy.sh, which writes it, or run make dev.");
            card(t!("This site isn't configured yet"), &sentences(&[reason, advice]), View::none(), reload())
        }
        ConfigurationError::Status(name, status) => passing(Problem {
            title: t!("Couldn't read {file}", file = name),
            reason: t!("The server answered with status {status}.", status = status.to_string()),
            ..Problem::default()
        }),
        ConfigurationError::Faulty(name, faults) => {
            let says = n!(
                faults.len(),
                one = "Fix the field below and reload, or run deploy/deploy.sh again: it writes this file.",
                other = "Fix the {count} fields below and reload, or run deploy/deploy.sh again: it writes this file."
            );
            let faults: Vec<_> = faults.into_iter().map(in_words).collect();
            let plain = faults.iter().map(|(field, wrong, expected)| {
                format!("{field}: {}", sentences(&[wrong, expected.as_deref().unwrap_or_default()]))
            });
            let copy = copy_text_button(t!("Copy this list"), plain.collect::<Vec<_>>().join("\n"));
            let row = |(field, wrong, expected): (Text, String, Option<String>)| {
                let expected = expected.map(|expected| html::p().class("hint").child(with_examples(&expected)));
                let says = html::dd().child(html::p().child(wrong)).child(expected);
                html::div().child(html::dt().class("mono").child(View::from(&field))).child(says)
            };
            let list = html::dl().class("faults").children(faults.into_iter().map(row));
            card(&t!("{file} has errors", file = name), &says, list.into(), group([copy.into(), reload()]))
        }
    }
}

/// A fault as it is read: the field, what is wrong with it, and what it should be.
fn in_words(Fault { field, kind }: Fault) -> (Text, String, Option<String>) {
    let (wrong, expected) = words::configuration::fault(&kind);
    (if field.is_empty() { t!("The file").into() } else { Text::Data(field) }, wrong, expected)
}

/// A sentence with what it quotes as code, in the quotes of whichever language and without what keeps its direction.
fn with_examples(sentence: &str) -> View {
    let mut rest = sentence;
    let mut parts = Vec::new();
    while let Some((before, quoted)) = rest.split_once(['“', '„', '«']) {
        let Some((example, after)) = quoted.split_once(['”', '“', '»']) else { break };
        parts.push(View::from(before.to_owned()));
        parts.push(
            html::code()
                .class("example")
                .attr("translate", "no")
                .child(visible(example.trim_matches(['\u{2068}', '\u{2069}'])))
                .into(),
        );
        rest = after;
    }
    parts.push(View::from(rest.to_owned()));
    group(parts)
}

/// A sentence with the commands in it set as such.
fn with_commands(sentence: &str) -> View {
    let Some((before, after)) = sentence.split_once(DEPLOY) else { return sentence.to_owned().into() };
    group([
        View::from(before.to_owned()),
        html::code().class("mono").attr("translate", "no").child(DEPLOY).into(),
        View::from(after.to_owned()),
    ])
}

/// The card of this page: what happened, in what, and what to do.
fn card(title: &str, says: &str, content: View, actions: View) -> View {
    let badge = html::span().class("card-badge faulty").child(Icon::Wrench);
    let text = html::div().child(html::h1().child(title.to_owned())).child(html::p().class("hint").child(with_commands(says)));
    let card = html::div()
        .class("card wide")
        .child(html::div().class("card-head").attr("role", "alert").child(badge).child(text))
        .child(content)
        .child(html::div().class("card-foot card-actions").child(actions));
    // Which deployment it is about.
    let here = html::p()
        .class("host-line")
        .child(if location::is_secure() { Icon::Lock } else { Icon::Globe })
        .child(html::span().attr("translate", "no").child(format!("{}/{}", location::host(), FILES[0])));
    html::main().class("auth").child(brand("#/")).child(card).child(here).into()
}
