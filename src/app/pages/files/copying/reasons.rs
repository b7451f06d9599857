//! What was not done, told by reason, and what was not done whole.

use std::collections::HashSet;

use crate::app::pages::files::paths::shown;
use crate::aws::Error;
use crate::aws::s3::DeleteFailure;
use crate::files::copy::{Copied, CopyFailure, Failed};
use crate::files::versions::Reverted;
use crate::ui::words::errors;

/// Why some objects were not copied or moved.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyReason {
    /// In words.
    pub text: String,
    /// The objects, by their paths in the folder they are in.
    pub names: Vec<String>,
}

/// Each reason once, with all that it concerns below `prefix`.
pub fn reasons(failed: &[Failed], prefix: &str) -> Vec<CopyReason> {
    let mut reasons: Vec<CopyReason> = Vec::new();
    for Failed { item, why } in failed {
        let key = &item.source.key;
        let name = shown(key.strip_prefix(prefix).unwrap_or(key)).to_owned();
        let text = text(why);
        match reasons.iter_mut().find(|reason| reason.text == text) {
            Some(reason) => reason.names.push(name),
            None => reasons.push(CopyReason { text, names: vec![name] }),
        }
    }
    reasons
}

/// What is told of copies that may lack something: a copy in parts is given what a script may read of its source.
pub fn shortfall(done: &[Copied], prefix: &str) -> Option<CopyReason> {
    let in_parts = done.iter().map(|copied| &copied.item.source).filter(|source| source.needs_parts());
    let names: Vec<String> =
        in_parts.map(|source| shown(source.key.strip_prefix(prefix).unwrap_or(&source.key)).to_owned()).collect();
    let text = t!("Copied, but some metadata may be missing.").to_owned();
    (!names.is_empty()).then_some(CopyReason { text, names })
}

/// Which of `numbered`, the new names below `prefix` of entries that came with another one of their name, are there now.
pub fn renumbered(done: &[Copied], numbered: &[String], prefix: &str) -> Option<CopyReason> {
    let tops: HashSet<&str> =
        done.iter().filter_map(|copied| copied.item.target.strip_prefix(prefix)?.split('/').next()).collect();
    let names: Vec<String> = numbered.iter().filter(|name| tops.contains(name.as_str())).cloned().collect();
    let text = t!("Numbered, because you selected several with the same name.").to_owned();
    (!names.is_empty()).then_some(CopyReason { text, names })
}

/// Why some of what was deleted or replaced is not as it was: each reason once. `changed` says what has changed since then.
pub fn reverted_reasons(reverted: &Reverted, changed: &str, prefix: &str) -> Vec<CopyReason> {
    let lost = t!("Its earlier version is gone. It was left as it is.");
    let known = [(changed, &reverted.changed), (lost, &reverted.lost)];
    let name = |key: &str| name_below(key, prefix);
    let known = known.into_iter().filter(|(_, keys)| !keys.is_empty());
    let mut reasons: Vec<CopyReason> = known
        .map(|(text, keys)| CopyReason { text: text.to_owned(), names: keys.iter().map(|key| name(key)).collect() })
        .collect();
    for DeleteFailure { key, error } in &reverted.failures {
        let text = match error.code() {
            "AccessDenied" => t!("You don't have permission to do this here.").to_owned(),
            _ => errors::aws_error_text(error),
        };
        match reasons.iter_mut().find(|reason| reason.text == text) {
            Some(reason) => reason.names.push(name(key)),
            None => reasons.push(CopyReason { text, names: vec![name(key)] }),
        }
    }
    reasons
}

/// What an object is called in the folder of this prefix.
pub fn name_below(key: &str, prefix: &str) -> String {
    shown(key.strip_prefix(prefix).unwrap_or(key)).to_owned()
}

/// Whether nothing is known of what became of the request.
fn is_unknown(error: &Error) -> bool {
    match error {
        Error::NoResponse(_) | Error::NotAws | Error::Unreadable(_) => true,
        Error::Service(refusal) => refusal.status >= 500,
        Error::SignedOut | Error::Unsendable(_) => false,
    }
}

fn text(why: &CopyFailure) -> String {
    match why {
        CopyFailure::Changed => t!("Changed since you looked. It was left where it is.").to_owned(),
        CopyFailure::Gone => t!("Not found. Someone else may have moved or deleted it.").to_owned(),
        CopyFailure::Taken => t!("Another file has this name. Nothing was overwritten.").to_owned(),
        CopyFailure::Unverified => t!("The copy couldn't be verified, so the original was kept.").to_owned(),
        CopyFailure::NotDeleted(error) if error.code() == "PreconditionFailed" => {
            t!("Copied, but the original changed meanwhile. It's in both places.").to_owned()
        }
        CopyFailure::NotDeleted(error) if is_unknown(error) => {
            t!("Copied, but we don't know whether the original was deleted. Retry to find out.").to_owned()
        }
        CopyFailure::NotDeleted(_) => t!("Copied, but the original couldn't be deleted. It's in both places.").to_owned(),
        CopyFailure::Aws(error) if error.code() == "InvalidObjectState" => t!("Archived. Restore it first.").to_owned(),
        CopyFailure::Aws(error) => errors::aws_error_text(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;
    use crate::aws::s3::Precondition;
    use crate::files::copy::{CopyItem, CopySource};
    use crate::ports::{HttpError, HttpErrorKind};

    #[test]
    fn what_was_copied_in_parts_may_lack_something() {
        let copied = |key: &str, size| {
            let source = CopySource { key: key.into(), size, e_tag: String::new(), storage_class: String::new() };
            let item = CopyItem {
                source,
                target: "q".into(),
                precondition: Precondition::Absent,
                source_stays: false,
                copy_e_tag: None,
            };
            Copied { item, e_tag: String::new(), was_there: false }
        };
        let five_gib = 5 * 1024 * 1024 * 1024;
        assert_eq!(shortfall(&[copied("p/a", five_gib)], "p/"), None);
        let told = shortfall(&[copied("p/a", five_gib), copied("p/b", five_gib + 1)], "p/");
        assert_eq!(told.map(|told| told.names), Some(vec!["b".to_owned()]));
    }

    #[test]
    fn what_is_not_known_is_not_said_to_be_so() {
        let silence = Error::NoResponse(HttpError { kind: HttpErrorKind::Timeout, detail: String::new() });
        let refusal = |status| Error::Service(ServiceError { status, code: "X".into(), ..ServiceError::default() });
        assert!(text(&CopyFailure::NotDeleted(silence)).contains("we don't know"));
        assert!(text(&CopyFailure::NotDeleted(refusal(503))).contains("we don't know"));
        assert!(text(&CopyFailure::NotDeleted(refusal(403))).contains("in both places"));
    }

    #[test]
    fn each_reason_is_told_once() {
        let failed = |key: &str, why| {
            let source = CopySource { key: key.into(), size: 1, e_tag: String::new(), storage_class: String::new() };
            let precondition = Precondition::Absent;
            Failed { item: CopyItem { source, target: "q".into(), precondition, source_stays: false, copy_e_tag: None }, why }
        };
        let all = [failed("p/a", CopyFailure::Taken), failed("p/b/c", CopyFailure::Changed), failed("p/d", CopyFailure::Taken)];
        let reasons = reasons(&all, "p/");
        assert_eq!(reasons.iter().map(|reason| reason.names.clone()).collect::<Vec<_>>(), [vec!["a", "d"], vec!["b/c"]]);
    }
}
