//! What went wrong in a folder, in words.

use crate::aws;
use crate::aws::Error;
use crate::config::is_region;
pub use crate::files::folder::Folder;
use crate::ports::HttpErrorKind;
use crate::route::Place;
use crate::ui::components::Problem;
use crate::ui::words::errors;

/// Explains an error at `place`. What another's bucket refuses has reasons of its own.
pub fn explain(title: impl Into<String>, place: &Place, error: &aws::Error) -> Problem {
    let mut problem = errors::aws_error(title, error);
    if let (Place::Bucket { bucket, region, .. }, Error::NoResponse(silence)) = (place, error)
        && silence.kind == HttpErrorKind::Network
    {
        problem.reason = t!("Couldn't reach the bucket {bucket} in {region}.", bucket = bucket, region = region);
        problem.advice = t!("Check the name and region. If they're right, this site isn't allowed to open it.").to_owned();
        set_cause(
            &mut problem,
            t!("The bucket's CORS rules don't allow this site, or this site allows only its own region.").to_owned(),
        );
    }
    problem
}

/// The same folder in the region that S3 says its bucket is in, and that region, if it is another one.
pub fn in_its_region(place: &Place, error: &aws::Error) -> Option<(String, Place)> {
    let Place::Bucket { region, bucket, prefix } = place else { return None };
    let there = error.service()?.bucket_region.clone().filter(|there| there != region && is_region(there))?;
    Some((there.clone(), Place::Bucket { region: there, bucket: bucket.clone(), prefix: prefix.clone() }))
}

/// Explains why something could not be done in a folder whose listing worked: so the bucket is there, and its CORS rules
/// let this site in; perhaps not for these `methods`.
pub fn explain_action(title: impl Into<String>, methods: &str, error: &aws::Error) -> Problem {
    let mut problem = errors::aws_error(title, error);
    if let Error::NoResponse(silence) = error
        && silence.kind == HttpErrorKind::Network
    {
        problem.reason = t!("Couldn't reach the bucket for this.").to_owned();
        problem.advice = t!("Try again. If it keeps failing, ask the bucket's owner to allow it.").to_owned();
        set_cause(&mut problem, t!("The bucket's CORS rules may not allow {methods} from this site.", methods = methods));
    }
    problem
}

/// Puts what a bucket may lack in the place of what any service may lack.
fn set_cause(problem: &mut Problem, cause: String) {
    let name = t!("Possible cause");
    match problem.details.iter_mut().find(|(of, _)| of == name) {
        Some((_, general)) => *general = cause,
        None => problem.details.push((name.to_owned(), cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::HttpError;

    fn bucket(region: &str, bucket: &str) -> Place {
        Place::Bucket { region: region.into(), bucket: bucket.into(), prefix: "a/".into() }
    }

    #[test]
    fn the_silence_of_anothers_bucket_is_explained() {
        let silence = Error::NoResponse(HttpError { kind: HttpErrorKind::Network, detail: String::new() });
        let problem = explain("x", &bucket("us-east-1", "photos"), &silence);
        assert!(problem.reason.contains("photos") && !problem.advice.contains("CORS"));
        assert!(matches!(problem.details.as_slice(), [(_, cause)] if cause.contains("CORS")), "{problem:?}");
        assert!(!explain("x", &Place::default(), &silence).reason.contains("photos"));
    }

    #[test]
    fn a_bucket_is_offered_where_it_is() {
        let refusal = |region: Option<&str>| {
            let bucket_region = region.map(str::to_owned);
            let code = "PermanentRedirect".to_owned();
            Error::Service(aws::ServiceError { status: 301, code, bucket_region, ..Default::default() })
        };
        let place = bucket("us-east-1", "photos");
        let there = in_its_region(&place, &refusal(Some("eu-central-1")));
        assert_eq!(there, Some(("eu-central-1".to_owned(), bucket("eu-central-1", "photos"))));
        for region in [None, Some("us-east-1"), Some("evil.example/")] {
            assert_eq!(in_its_region(&place, &refusal(region)), None, "{region:?}");
        }
        assert_eq!(in_its_region(&Place::default(), &refusal(Some("eu-central-1"))), None);
    }

    #[test]
    fn what_a_listed_bucket_does_not_answer_is_a_matter_of_its_cors_rules() {
        let silence = Error::NoResponse(HttpError { kind: HttpErrorKind::Network, detail: String::new() });
        let problem = explain_action("x", "POST, DELETE", &silence);
        assert!(!problem.reason.contains("CORS") && !problem.reason.contains("no bucket"), "{problem:?}");
        assert!(matches!(problem.details.as_slice(), [(_, cause)] if cause.contains("POST, DELETE")), "{problem:?}");
        let offline = Error::NoResponse(HttpError { kind: HttpErrorKind::Offline, detail: String::new() });
        assert!(!explain_action("x", "POST, DELETE", &offline).reason.contains("CORS"));
    }
}
