//! What is said of a file that was not uploaded.

use crate::aws::Error;
use crate::aws::s3::{Bucket, Precondition};
use crate::files::upload::{CorsGap, UploadFailure};
use crate::ui::components::TransferReason;
use crate::ui::words::{errors, format};

/// Why, and what helps.
pub fn reason(failure: &UploadFailure) -> String {
    match failure {
        UploadFailure::Changed => t!("This file changed after you chose it. Nothing was uploaded. Choose it again.").to_owned(),
        UploadFailure::Different(part) => {
            t!("This is a different file (part {part} doesn't match). Nothing was sent.", part = format::number((*part).into()))
        }
        UploadFailure::Unreadable => {
            t!("This file changed or was locked after you chose it. Nothing was uploaded. Choose it again.").to_owned()
        }
        UploadFailure::Gone => {
            t!("This file was moved or deleted after you chose it. Nothing was uploaded. Choose it again.").to_owned()
        }
        UploadFailure::Taken(_) => t!("A file you can't see has this name. Rename yours.").to_owned(),
        UploadFailure::NoParts(error) | UploadFailure::Aws(error) => of_error(error),
    }
}

/// What is said of it, and of what AWS said.
pub fn explain(failure: &UploadFailure) -> TransferReason {
    match failure {
        UploadFailure::NoParts(error) | UploadFailure::Aws(error) => explain_error(error),
        failure => (reason(failure), Vec::new()),
    }
}

/// What S3, or the way to it, says.
pub fn of_error(error: &Error) -> String {
    explain_error(error).0
}

/// The same with the details.
pub fn explain_error(error: &Error) -> TransferReason {
    let problem = errors::aws_error("", error);
    (problem.text(), problem.details)
}

/// Why a bucket that answers other requests does not answer this one.
pub fn cors(bucket: &Bucket, precondition: &Precondition, gap: CorsGap) -> TransferReason {
    let lacks = match (gap, precondition) {
        (CorsGap::Method, _) => "AllowedMethods: PUT",
        (CorsGap::Header, Precondition::Is(_)) => "AllowedHeaders: If-Match",
        (CorsGap::Header, Precondition::Absent) => "AllowedHeaders: If-None-Match",
    };
    let says = t!("This bucket doesn't accept uploads from this site. Ask its owner.");
    (says.to_owned(), lacking(bucket, lacks))
}

/// The same of an upload in parts.
pub fn cors_of_parts(bucket: &Bucket) -> TransferReason {
    let says = t!("This bucket doesn't accept files this large from this site. Ask its owner.");
    (says.to_owned(), lacking(bucket, "AllowedMethods: POST"))
}

/// What the bucket's CORS rules lack, as they name it.
fn lacking(bucket: &Bucket, lacks: &str) -> Vec<(String, String)> {
    vec![(t!("Bucket name").to_owned(), bucket.name.clone()), (t!("Missing in its CORS rules").to_owned(), lacks.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cors_rules_lack_is_named() {
        let bucket = Bucket { name: "photos".into(), region: "us-east-1".into() };
        let details = |(said, details): TransferReason| {
            assert!(!said.contains("CORS"), "{said}");
            details.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(details(cors(&bucket, &Precondition::Is("x".into()), CorsGap::Header)), "photos AllowedHeaders: If-Match");
        assert!(details(cors(&bucket, &Precondition::Absent, CorsGap::Header)).ends_with("AllowedHeaders: If-None-Match"));
        assert!(details(cors(&bucket, &Precondition::Absent, CorsGap::Method)).ends_with("AllowedMethods: PUT"));
        assert!(details(cors_of_parts(&bucket)).ends_with("AllowedMethods: POST"));
    }

    #[test]
    fn numbers_of_parts_are_grouped_as_all_others() {
        assert!(reason(&UploadFailure::Different(1_234)).contains("part 1,234 "));
    }

    #[test]
    fn a_file_that_changed_is_no_fault_of_the_network() {
        for failure in [UploadFailure::Changed, UploadFailure::Unreadable, UploadFailure::Gone] {
            let reason = reason(&failure);
            assert!(reason.contains("after you chose it") && !reason.contains("CORS") && failure.is_final(), "{reason}");
        }
        assert!(!UploadFailure::Aws(Error::SignedOut).is_final());
    }
}
