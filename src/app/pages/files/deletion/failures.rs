//! What could not be deleted, told by reason.

use std::collections::HashSet;

use crate::app::pages::files::paths::{last_name, shown};
use crate::aws::Error;
use crate::aws::s3::DeleteFailure;
use crate::ui::words::errors;
use crate::ui::words::format;

/// Why some objects were not deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// In words.
    pub text: String,
    /// The objects, by their paths in the folder.
    pub names: Vec<String>,
}

/// The keys that are still there, and the folders that they lie in.
pub fn kept(failures: &[DeleteFailure]) -> HashSet<&str> {
    let mut kept = HashSet::new();
    for DeleteFailure { key, .. } in failures {
        let ends = key.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| at + 1);
        kept.extend(ends.chain([key.len()]).filter_map(|end| key.get(..end)));
    }
    kept
}

/// Each reason once, with all that it kept from being deleted below `prefix`; the most frequent first.
pub fn reasons(failures: Vec<DeleteFailure>, prefix: &str) -> Vec<Reason> {
    let mut reasons: Vec<(Error, Reason)> = Vec::new();
    for DeleteFailure { key, error } in failures {
        let name = key.strip_prefix(prefix).unwrap_or(&key).to_owned();
        match reasons.iter_mut().find(|(same, _)| is_same(same, &error)) {
            Some((_, reason)) => reason.names.push(name),
            None => {
                let text = text(&error);
                reasons.push((error, Reason { text, names: vec![name] }));
            }
        }
    }
    reasons.sort_by_key(|(_, reason)| std::cmp::Reverse(reason.names.len()));
    reasons.into_iter().map(|(_, reason)| reason).collect()
}

/// A refusal's message may name the object, so it does not tell reasons apart.
fn is_same(one: &Error, other: &Error) -> bool {
    match (one, other) {
        (Error::Service(one), Error::Service(other)) => one.code == other.code,
        _ => one == other,
    }
}

fn text(error: &Error) -> String {
    if error.code() == "PreconditionFailed" {
        return t!("Changed since you looked. Check it, then delete it again.").to_owned();
    }
    errors::aws_error_text(error)
}

/// What is said of `tried` objects of which some could not be deleted.
pub fn title_of(failures: &[DeleteFailure], tried: usize) -> String {
    match failures {
        [one] => t!("Couldn't delete “{name}”", name = shown(last_name(&one.key))),
        several => {
            let all = format::number(tried as u64);
            n!(several.len(), one = "{count} of {all} not deleted", other = "{count} of {all} not deleted", all = all)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{KeyFault, SendFault, ServiceError};

    fn failure(key: &str, code: &str) -> DeleteFailure {
        let message = format!("No, not {key}.");
        let error = Error::Service(ServiceError { status: 403, code: code.into(), message, ..ServiceError::default() });
        DeleteFailure { key: key.into(), error }
    }

    #[test]
    fn a_failure_keeps_the_row_that_it_lies_in() {
        let keeps = |key: &str, of: &str| kept(&[failure(key, "AccessDenied")]).contains(of);
        assert!(keeps("p/a/b", "p/a/"));
        assert!(keeps("p/a/", "p/a/"));
        assert!(keeps("p/a", "p/a"));
        assert!(!keeps("p/ab", "p/a"));
        assert!(!keeps("p/a", "p/a/"));
        assert!(!keeps("p/a/b", "p/a"));
    }

    #[test]
    fn each_reason_is_told_once_with_all_that_it_concerns() {
        let all = vec![
            failure("p/new", "PreconditionFailed"),
            failure("p/a", "AccessDenied"),
            failure("p/b/c", "AccessDenied"),
            DeleteFailure { key: "p/d".into(), error: Error::Unsendable(SendFault::Key(KeyFault::DotSegment)) },
        ];
        assert_eq!(title_of(&all, 1200), "4 of 1,200 not deleted");
        let reasons = reasons(all, "p/");
        assert_eq!(reasons[0].names, ["a", "b/c"]);
        assert_eq!(reasons[1].text, "Changed since you looked. Check it, then delete it again.");
        assert_eq!(reasons[1].names, ["new"]);
        assert!(reasons[2].text.contains("“..”"));
    }

    #[test]
    fn one_that_was_not_deleted_is_named() {
        assert_eq!(title_of(&[failure("p/a", "AccessDenied")], 9), "Couldn't delete “a”");
    }
}
