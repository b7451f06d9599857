//! What is said of a file that was not uploaded.

use crate::aws::Error;
use crate::aws::s3::{Bucket, Precondition};
use crate::files::upload::Failure;
use crate::ui::words::errors;

/// Why, and what helps.
pub fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Changed => t!("This file changed after you chose it. Nothing was uploaded. Choose it again.").to_owned(),
        Failure::Different(part) => {
            t!("This is a different file (part {part} doesn't match). Nothing was sent.", part = part)
        }
        Failure::Unreadable => {
            t!("This file changed or was locked after you chose it. Nothing was uploaded. Choose it again.").to_owned()
        }
        Failure::Gone => {
            t!("This file was moved or deleted after you chose it. Nothing was uploaded. Choose it again.").to_owned()
        }
        Failure::Taken(_) => t!("You can't see the file that has this name, so we didn't replace it. Rename yours.").to_owned(),
        Failure::NoParts(error) | Failure::Aws(error) => of_error(error),
    }
}

/// Whether trying again with the same file is of no use.
pub fn is_final(failure: &Failure) -> bool {
    matches!(failure, Failure::Changed | Failure::Different(_) | Failure::Unreadable | Failure::Gone)
}

/// What S3, or the way to it, says.
pub fn of_error(error: &Error) -> String {
    let problem = errors::aws_error("", error);
    format!("{} {}", problem.reason, problem.advice).trim_end().to_owned()
}

/// Why a bucket that answers other requests does not answer this one.
pub fn cors(bucket: &Bucket, precondition: &Precondition, accepts_put: bool) -> String {
    let name = &bucket.name;
    let (header, _) = precondition.header();
    let header = if header == http::header::IF_MATCH { "If-Match" } else { "If-None-Match" };
    if accepts_put {
        t!(
            "The bucket {name} doesn't take this upload from this site: its CORS rules lack {header} in AllowedHeaders. Ask its owner to add it.",
            name = name,
            header = header
        )
    } else {
        t!(
            "The bucket {name} doesn't take uploads from this site: its CORS rules lack PUT in AllowedMethods. Ask its owner to add it.",
            name = name
        )
    }
}

/// The same of an upload in parts.
pub fn cors_of_parts(bucket: &Bucket) -> String {
    let name = &bucket.name;
    t!(
        "The bucket {name} doesn't take files this large from this site: its CORS rules lack POST in AllowedMethods. Ask its owner to add it.",
        name = name
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cors_rules_lack_is_named() {
        let bucket = Bucket { name: "photos".into(), region: "us-east-1".into() };
        let header = cors(&bucket, &Precondition::Is("x".into()), true);
        assert!(header.contains("photos") && header.contains("lack If-Match in AllowedHeaders"), "{header}");
        assert!(cors(&bucket, &Precondition::Absent, true).contains("If-None-Match"));
        assert!(cors(&bucket, &Precondition::Absent, false).contains("PUT in AllowedMethods"));
    }

    #[test]
    fn a_file_that_changed_is_no_fault_of_the_network() {
        for failure in [Failure::Changed, Failure::Unreadable, Failure::Gone] {
            let reason = reason(&failure);
            assert!(reason.contains("after you chose it") && !reason.contains("CORS") && is_final(&failure), "{reason}");
        }
        assert!(!is_final(&Failure::Aws(Error::SignedOut)));
    }
}
