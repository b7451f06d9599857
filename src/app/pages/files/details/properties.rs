//! The tab "Properties": what people ask for first, then what S3 calls the object, then its metadata.

use http::HeaderName;

use crate::ui::reactive::*;

use super::super::actions::around::{NameFormat, name_of};
use super::super::entries::Entry;
use super::super::file_type::FileType;
use super::super::folder::Folder;
use super::edit_metadata::edit_metadata;
use super::object::ObjectDetails;
use crate::aws::s3::{HeadObject, ObjectMetadata, Restore};
use crate::ui::components::{Button, ButtonKind, Fact, NoticeKind, Text, copy_text_button, error_notice, facts, notice};
use crate::ui::dom::{Element, View, group, html, live, when};
use crate::ui::words::format;

/// The tab's panel.
pub fn properties(object: ObjectDetails) -> View {
    let first = move || object.entry.read().as_ref().map(|entry| first_facts(object, entry)).unwrap_or_default();
    let of_object = move || object_facts(object);
    group([
        live(move || object.unaddressable().map(|says| notice(NoticeKind::Warning, says))),
        facts(first).into(),
        error_notice(object.problem, None),
        heading(t!("Object"), View::none()).into(),
        facts(of_object).into(),
        copies(&object.folder(), &object.key()).into(),
        metadata(object),
    ])
}

/// What a part is called, and what can be done with it.
pub fn heading(name: &'static str, action: View) -> Element {
    html::div().class("details-heading").child(html::h3().child(name)).child(action)
}

fn metadata(object: ObjectDetails) -> View {
    let is_known = move || object.head.read().is_some();
    // What was typed before is gone on with.
    let editing = RwSignal::new(object.drafts.metadata.has(&object.uri()));
    let can_edit = Memo::new(move |_| object.can_be_copied() && !editing.get());
    let known = move || {
        let edit = move || {
            let edit = Button::new(t!("Edit")).kind(ButtonKind::Link).label(t!("Edit metadata"));
            edit.on_click(move || editing.set(true))
        };
        let content = live(move || {
            if editing.get() {
                return edit_metadata(object, editing);
            }
            let metadata = object.head.get().map(|head| head.metadata).unwrap_or_default();
            facts(metadata_facts(&metadata)).into()
        });
        // What is there now, nobody could say: nothing is written over it.
        let is_unconditional = move || object.head.read().as_ref().is_some_and(|head| head.e_tag.is_empty());
        let reason = || html::p().class("hint").child(t!("Saving here could overwrite others' changes. Ask the bucket's owner."));
        group([heading(t!("Metadata"), when(move || can_edit.get(), edit)).into(), when(is_unconditional, reason), content])
    };
    when(is_known, known)
}

fn first_facts(object: ObjectDetails, entry: &Entry) -> Vec<Fact> {
    let Some(file) = entry.file() else { return Vec::new() };
    let now = object.files.state.client().now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
    let modified =
        Text::Moment { shown: format::relative(file.modified, now.as_secs() as i64), exact: format::date_time(file.modified) };
    let mut facts = vec![
        Fact::words(t!("Type"), FileType::of_file(entry.name()).words(entry.name())),
        Fact::words(t!("Size"), exact_size(file.size)),
        Fact::text(t!("Modified"), modified),
        Fact::text(t!("Folder"), folder_name(object, entry)),
        Fact::words(t!("Storage class"), storage_class(&file.storage_class)),
    ];
    match object.restore() {
        Some(Restore::Ongoing) => facts.push(Fact::words(t!("Restore"), t!("Restoring…"))),
        Some(Restore::Until(end)) => {
            let end = format::date_time(end.unix_timestamp());
            facts.push(Fact::words(t!("Restore"), t!("Readable until {time}", time = end)));
        }
        None if object.is_archived() => facts.push(Fact::words(t!("Restore"), t!("Archived. Restore it to read it."))),
        None => {}
    }
    facts
}

/// What the folder is called that it is in, which may lie below the one that is shown.
fn folder_name(object: ObjectDetails, entry: &Entry) -> Text {
    let shown = object.folder();
    object.files.name(&shown.at(entry.parent()).unwrap_or(shown).place)
}

fn object_facts(object: ObjectDetails) -> Vec<Fact> {
    let listed = object.entry.read().as_ref().and_then(|entry| entry.file().map(|file| file.e_tag.clone()));
    known_facts(&object.key(), &listed.unwrap_or_default(), object.head.read().as_ref())
}

/// What S3 calls it. What the bucket does not expose is left out.
fn known_facts(key: &str, listed: &str, head: Option<&HeadObject>) -> Vec<Fact> {
    let e_tag = head.map(|head| head.e_tag.as_str()).filter(|e_tag| !e_tag.is_empty()).unwrap_or(listed);
    let mut facts = vec![Fact::id(t!("Key"), key)];
    if !e_tag.is_empty() {
        facts.push(Fact::id(t!("ETag"), e_tag.trim_matches('"')));
    }
    let Some(head) = head else { return facts };
    facts.extend(head.checksums.iter().map(|(name, value)| Fact::id(Text::data(*name), value)));
    facts.extend(head.version_id.as_ref().map(|id| Fact::id(t!("Version"), id)));
    facts.extend(head.server_side_encryption.as_ref().map(|kind| {
        let kind = if kind == "AES256" { t!("By S3 (AES-256)").to_owned() } else { t!("By KMS ({name})", name = kind) };
        Fact::words(t!("Encryption"), kind)
    }));
    facts.extend(head.kms_key_id.as_ref().map(|id| Fact::id(t!("KMS key"), id)));
    facts
}

/// `Content-Type`: a header as people write it.
pub fn header_name(name: &HeaderName) -> String {
    let capital = |part: &str| part.get(..1).unwrap_or_default().to_ascii_uppercase() + part.get(1..).unwrap_or_default();
    name.as_str().split('-').map(capital).collect::<Vec<_>>().join("-")
}

fn metadata_facts(metadata: &ObjectMetadata) -> Vec<Fact> {
    let headers = metadata.headers.iter().map(|(name, value)| (header_name(name), value));
    let user = metadata.user.iter().map(|(name, value)| (name.clone(), value));
    headers.chain(user).map(|(name, value)| Fact::text(Text::data(name), Text::data(value))).collect()
}

/// What a key prefix is called elsewhere, to be copied.
pub fn addresses(folder: &Folder, key: &str) -> View {
    group([facts(vec![Fact::id(t!("Key prefix"), key)]), copies(folder, key)])
}

fn copies(folder: &Folder, key: &str) -> Element {
    let copy = |label: &'static str, name: NameFormat| copy_text_button(label, name_of(folder, key, name));
    html::div()
        .class("details-copies")
        .child(copy(t!("Copy S3 URI"), NameFormat::Uri))
        .child(copy(t!("Copy ARN"), NameFormat::Arn))
        .child(copy(t!("Copy address"), NameFormat::Address))
}

/// A storage class in words, where it has some.
pub fn storage_class(class: &str) -> String {
    let words = match class {
        "" | "STANDARD" => t!("Standard"),
        "STANDARD_IA" => t!("Infrequent access"),
        "ONEZONE_IA" => t!("Infrequent access, one zone"),
        "INTELLIGENT_TIERING" => t!("Intelligent tiering"),
        "GLACIER_IR" => t!("Archive, instant retrieval"),
        "GLACIER" => t!("Archive"),
        "DEEP_ARCHIVE" => t!("Deep archive"),
        other => other,
    };
    words.to_owned()
}

/// `1.2 MB (1,234,567 bytes)`
pub fn exact_size(bytes: u64) -> String {
    let short = format::size(bytes);
    if bytes < 1000 {
        return short;
    }
    n!(bytes, one = "{short} ({count} byte)", other = "{short} ({count} bytes)", short = short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(facts: &[Fact]) -> Vec<&str> {
        facts.iter().map(|fact| fact.name.as_str()).collect()
    }

    #[test]
    fn what_is_known_grows_and_what_is_not_exposed_is_left_out() {
        assert_eq!(names(&known_facts("p/a", "\"abc\"", None)), ["Key", "ETag"]);
        assert_eq!(names(&known_facts("p/a", "", None)), ["Key"]);
        let bare = HeadObject { content_type: "text/plain".into(), ..HeadObject::default() };
        assert_eq!(names(&known_facts("p/a", "\"abc\"", Some(&bare))), ["Key", "ETag"]);
        let head = HeadObject {
            e_tag: "\"new\"".into(),
            version_id: Some("v1".into()),
            checksums: vec![("CRC32", "AAAA".into())],
            server_side_encryption: Some("AES256".into()),
            ..bare
        };
        let facts = known_facts("p/a", "\"abc\"", Some(&head));
        assert_eq!(names(&facts), ["Key", "ETag", "CRC32", "Version", "Encryption"]);
        assert_eq!(facts[1].value.as_str(), "new", "what is there now, not what was listed");
    }

    #[test]
    fn metadata_has_its_headers_first() {
        assert_eq!(header_name(&http::header::CONTENT_TYPE), "Content-Type");
        let headers = vec![(http::header::CACHE_CONTROL, "no-cache".to_owned())];
        let metadata = ObjectMetadata { headers, user: vec![("camera".into(), "X".into())] };
        assert_eq!(names(&metadata_facts(&metadata)), ["Cache-Control", "camera"]);
    }

    #[test]
    fn sizes_are_exact() {
        assert_eq!(exact_size(1_234_567), "1.2 MB (1,234,567 bytes)");
        assert_eq!(exact_size(8), "8 bytes");
    }
}
