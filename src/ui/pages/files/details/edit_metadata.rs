//! Changing the metadata of a file: S3 copies it onto itself, if it is still the one that was seen.

use http::HeaderName;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE};

use crate::ui::reactive::*;

use super::super::access::Action;
use super::object::ObjectDetails;
use super::pairs::{PairWords, Pairs};
use super::properties::header_name;
use crate::aws::s3::USER_METADATA;
use crate::files::metadata::{self, MetadataFault};
use crate::ui::components::{Button, ButtonKind, NoticeKind, Problem, Text, TextField, error_notice, form, notice};
use crate::ui::dom::{View, html, live};
use crate::ui::task::Task;

/// What is typed; the others stay as they are.
const TYPED: [HeaderName; 5] = [CONTENT_TYPE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE];

const WORDS: PairWords = PairWords {
    name: |at| t!("Name {number}", number = at),
    value: |at| t!("Value {number}", number = at),
    remove: |at| t!("Remove metadata {number}", number = at),
    add: phrase!("Add metadata"),
};

/// The form.
pub fn edit_metadata(object: ObjectDetails, editing: RwSignal<bool>) -> View {
    let Some(head) = object.head.get_untracked() else { return View::none() };
    let before = head.metadata.clone();
    let hidden: Vec<String> = metadata::perhaps_hidden(&head).iter().map(header_name).collect();
    let lost = t!(
        "Saving replaces all metadata. What this site can't read isn't shown and would be lost: {names}.",
        names = [vec![format!("{USER_METADATA}*")], hidden].concat().join(", ")
    );
    let values = TYPED.map(|name| RwSignal::new(before.header(&name).to_owned()));
    let pairs = Pairs::new();
    pairs.set(before.user.clone());
    let fault = RwSignal::new(None::<MetadataFault>);
    let faulty = RwSignal::new(None::<usize>);
    let problem = RwSignal::new(None::<Problem>);
    let task = Task::new();
    let field = |at: usize, name: &HeaderName, value: RwSignal<String>| {
        let error = move || match fault.get() {
            Some(MetadataFault::HeaderValue(faulty)) if faulty == at => {
                Some(t!("Use unaccented letters, digits and symbols only.").to_owned())
            }
            _ => None,
        };
        View::from(TextField::new(Text::data(header_name(name)), value).error(error).autofocus(at == 0))
    };
    let fields: Vec<View> = TYPED.iter().enumerate().zip(values).map(|((at, name), value)| field(at, name, value)).collect();
    let save = move || {
        let mut wanted = before.clone();
        for (name, value) in TYPED.into_iter().zip(values) {
            wanted.set_header(name, value.get_untracked().trim());
        }
        wanted.user = untrack(|| pairs.get()).into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
        let found = metadata::fault(&wanted);
        fault.set(found);
        faulty.set(found.and_then(at_line));
        problem.set(None);
        if found.is_some() {
            return;
        }
        let mut head = head.clone();
        let listed = object.entry.get_untracked().and_then(|entry| entry.file().cloned()).unwrap_or_default();
        task.start(async move {
            let state = object.files.state;
            let (folder, key) = (object.folder(), object.key());
            let (client, session) = (state.client(), state.session());
            let saved = async {
                let file = (&folder.bucket, key.as_str());
                head.storage_class = metadata::storage_class(&client, file, &head, &listed, &session).await?;
                metadata::replace(&client, &folder.bucket, &key, &head, &wanted, &session).await
            };
            match saved.await {
                Ok(()) => {
                    object.ask_again();
                    state.say(t!("Metadata saved"));
                    editing.try_set(false);
                }
                Err(error) => {
                    problem.try_set(Some(object.explain(
                        t!("Couldn't save the metadata"),
                        Action::Write,
                        "s3:PutObject",
                        "PUT",
                        &error,
                    )));
                }
            }
        });
    };
    let says = move || fault.get().and_then(words).map(|says| html::p().class("field-error").attr("role", "alert").child(says));
    let actions = html::div()
        .class("details-actions")
        .child(Button::new(t!("Save")).kind(ButtonKind::Primary).submit().busy(task.running()))
        .child(Button::new(t!("Discard")).kind(ButtonKind::Quiet).disabled(task.running()).on_click(move || editing.set(false)));
    form(save)
        .children(fields)
        .child(html::h4().child(t!("Custom metadata")))
        .child(pairs.view(WORDS, 50, faulty))
        .child(live(says))
        .child(notice(NoticeKind::Warning, lost))
        .child(error_notice(problem, None))
        .child(actions)
        .into()
}

fn at_line(fault: MetadataFault) -> Option<usize> {
    match fault {
        MetadataFault::Name(at) | MetadataFault::Duplicate(at) | MetadataFault::Value(at) => Some(at),
        MetadataFault::HeaderValue(_) | MetadataFault::TooLong => None,
    }
}

fn words(fault: MetadataFault) -> Option<&'static str> {
    match fault {
        MetadataFault::HeaderValue(_) => None,
        MetadataFault::Name(_) => Some(t!("Use unaccented letters, digits and symbols such as - and _ only.")),
        MetadataFault::Duplicate(_) => Some(t!("This name is used twice.")),
        MetadataFault::Value(_) => Some(t!("Use unaccented letters, digits and symbols only.")),
        MetadataFault::TooLong => Some(t!("Custom metadata can have up to 2,048 bytes in all.")),
    }
}
