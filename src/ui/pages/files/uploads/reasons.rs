//! What is said of a file that was not uploaded.

use crate::aws::Error;
use crate::aws::s3::{Bucket, Precondition};
use crate::files::upload::Failure;
use crate::ui::words::errors;

/// Why, and what helps.
pub fn reason(failure: &Failure) -> String {
    match failure {
        Failure::Changed => t!("This file changed after you chose it, so nothing was stored. Choose it again.").to_owned(),
        Failure::Unreadable => {
            t!("This file changed after you chose it, or another program has locked it. Nothing was stored. Choose it again.")
                .to_owned()
        }
        Failure::Gone => {
            t!("This file was moved or deleted after you chose it, so nothing was stored. Choose it again.").to_owned()
        }
        Failure::Taken(_) => {
            t!("There is a file with this name that you may not look at, so it was not replaced. Rename yours.").to_owned()
        }
        Failure::NoParts(error) | Failure::Aws(error) => of_error(error),
    }
}

/// Whether trying again with the same file is of no use.
pub fn is_final(failure: &Failure) -> bool {
    matches!(failure, Failure::Changed | Failure::Unreadable | Failure::Gone)
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
            "The CORS rules of the bucket {name} don't allow this upload: they lack the header {header} in AllowedHeaders. Whoever owns \
             the bucket can add it.",
            name = name,
            header = header
        )
    } else {
        t!(
            "The CORS rules of the bucket {name} don't allow this upload: they lack PUT in AllowedMethods. Whoever owns the bucket \
             can add it.",
            name = name
        )
    }
}

/// The same of an upload in parts.
pub fn cors_of_parts(bucket: &Bucket) -> String {
    let name = &bucket.name;
    t!(
        "The CORS rules of the bucket {name} don't allow files of this size: they lack POST in AllowedMethods. Whoever owns the bucket \
         can add it.",
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
        assert!(header.contains("photos") && header.contains("the header If-Match in AllowedHeaders"), "{header}");
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
