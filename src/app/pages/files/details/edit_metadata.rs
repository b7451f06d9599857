//! Changing the metadata of a file: S3 copies it onto itself, if it is still the one that was seen.

use http::HeaderName;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE};

use crate::ui::reactive::*;

use super::super::access::Action;
use super::drafts::MetadataDraft;
use super::object::ObjectDetails;
use super::pairs::{PairWords, Pairs};
use super::properties::header_name;
use crate::aws::s3::{HeadObject, USER_METADATA};
use crate::files::metadata::{self, MetadataFault};
use crate::ui::components::{Button, ButtonKind, NoticeKind, Problem, Text, TextField, error_notice, form, notice};
use crate::ui::dom::{View, html, live};

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
    let of_head = |head: HeadObject| MetadataDraft {
        values: TYPED.iter().map(|name| head.metadata.header(name).to_owned()).collect(),
        user: head.metadata.user.clone(),
        head,
    };
    let MetadataDraft { head, values, user } = object.drafts.metadata.take(&object.uri()).unwrap_or_else(|| of_head(head));
    let before = head.metadata.clone();
    let hidden: Vec<String> = metadata::perhaps_hidden(&head).iter().map(header_name).collect();
    let lost = t!(
        "Saving replaces all metadata. What this site can't read isn't shown and would be lost: {names}.",
        names = [vec![format!("{USER_METADATA}*")], hidden].concat().join(", ")
    );
    let values: Vec<RwSignal<String>> = values.into_iter().map(RwSignal::new).collect();
    let pairs = Pairs::new();
    pairs.set(user);
    let saving = RwSignal::new(false);
    let (of_form, typed) = (head.clone(), values.clone());
    let draft = move || MetadataDraft {
        head: of_form.clone(),
        values: typed.iter().map(|value| value.get_untracked()).collect(),
        user: untrack(|| pairs.get()),
    };
    // The details may show something else, or another tab.
    let left = draft.clone();
    on_cleanup(move || {
        let left = left();
        let before = of_head(left.head.clone());
        let is_typed = (&left.values, &left.user) != (&before.values, &before.user);
        if is_typed && !saving.get_untracked() && editing.get_untracked() {
            object.drafts.metadata.keep(object.uri(), left);
        }
    });
    let fault = RwSignal::new(None::<MetadataFault>);
    let faulty = RwSignal::new(None::<usize>);
    let problem = RwSignal::new(None::<Problem>);
    let field = |at: usize, name: &HeaderName, value: RwSignal<String>| {
        let error = move || match fault.get() {
            Some(MetadataFault::HeaderValue(faulty)) if faulty == at => {
                Some(t!("Use unaccented letters, digits and symbols only.").to_owned())
            }
            _ => None,
        };
        View::from(TextField::new(Text::data(header_name(name)), value).error(error).autofocus(at == 0))
    };
    let fields: Vec<View> =
        TYPED.iter().enumerate().zip(values.iter().copied()).map(|((at, name), value)| field(at, name, value)).collect();
    let save = move || {
        let mut wanted = before.clone();
        for (name, value) in TYPED.into_iter().zip(&values) {
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
        let (mut head, draft, uri) = (head.clone(), draft(), object.uri());
        let listed = object.entry.get_untracked().and_then(|entry| entry.file().cloned()).unwrap_or_default();
        let target = object.target();
        target.clone().start(saving, async move {
            let state = object.files.state;
            let (client, session) = (state.client(), state.session());
            let saved = async {
                let file = (&target.folder.bucket, target.key.as_str());
                head.storage_class = metadata::storage_class(&client, file, &head, &listed, &session).await?;
                metadata::replace(&client, &target.folder.bucket, &target.key, &head, &wanted, &session).await
            };
            match saved.await {
                Ok(()) => {
                    state.say(t!("Metadata saved"));
                    object.ask_again();
                    if !editing.try_set(false) {
                        target.refresh();
                    }
                }
                Err(error) => {
                    if problem.is_disposed() {
                        object.drafts.metadata.keep(uri, draft);
                    }
                    let title = t!("Couldn't save the metadata");
                    target.tell(problem, target.explain(title, Action::Write, "s3:PutObject", "PUT", &error));
                }
            }
        });
    };
    let says = move || fault.get().and_then(words).map(|says| html::p().class("field-error").attr("role", "alert").child(says));
    let actions = html::div()
        .class("details-actions")
        .child(Button::new(t!("Save")).kind(ButtonKind::Primary).submit().busy(saving))
        .child(Button::new(t!("Discard")).kind(ButtonKind::Quiet).disabled(saving).on_click(move || editing.set(false)));
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
