//! Before a file is sent: whether its name is free.

use std::collections::HashSet;
use std::time::Duration;

use leptos::prelude::*;

use super::conflicts::Answer;
use super::{Job, Uploads};
use crate::aws::Error;
use crate::aws::retry::Repeat;
use crate::aws::s3::{Bucket, ListObjects};
use crate::ports::Clock;
use crate::ui::AppState;
use crate::ui::pages::files::paths::numbered;

/// Nobody keeps more files of one name.
const MOST_COPIES: usize = 1000;
/// So many files at a time are looked at without a pause for what the visitor does.
const WITHOUT_PAUSE: usize = 500;

impl Uploads {
    /// Puts jobs in line whose names are free, and asks about the others.
    pub(super) async fn check(self, jobs: Vec<Job>, known: Option<HashSet<String>>) {
        self.in_question.update_value(|count| *count += jobs.len());
        self.arrange();
        let mut taken = Vec::new();
        for (at, mut job) in jobs.into_iter().enumerate() {
            self.pause(at).await;
            match self.is_taken(&job, known.as_ref()).await {
                Ok(true) => taken.push(job),
                Ok(false) => {
                    job.checked = true;
                    self.put_in_line(job);
                }
                Err(error) => self.refuse(job, &error),
            }
        }
        if taken.is_empty() {
            return;
        }
        let answer = self.conflicts.ask(taken.iter().map(|job| job.path.clone()).collect()).await;
        for (at, mut job) in taken.into_iter().enumerate() {
            self.pause(at).await;
            job.checked = true;
            match answer {
                Answer::Replace => self.put_in_line(job),
                Answer::Skip => self.is_decided(),
                Answer::KeepBoth => match self.free_path(&job, known.as_ref()).await {
                    Ok(path) => self.put_in_line(Job { path, ..job }),
                    Err(error) => self.refuse(job, &error),
                },
            }
        }
        self.arrange();
    }

    /// Lets the browser do something else now and then: what is known already is no request to wait for.
    async fn pause(self, at: usize) {
        if at > 0 && at.is_multiple_of(WITHOUT_PAUSE) {
            self.state.client().platform().sleep(Duration::ZERO).await;
        }
    }

    async fn free_path(self, job: &Job, known: Option<&HashSet<String>>) -> Result<String, Error> {
        for number in 2..MOST_COPIES {
            let path = numbered(&job.path, number);
            if !self.is_taken(&Job { path: path.clone(), ..job.clone() }, known).await? {
                return Ok(path);
            }
        }
        Err(Error::Unsendable("there are too many files of this name".to_owned()))
    }

    /// Whether there is an object of this key, or one on its way.
    async fn is_taken(self, job: &Job, known: Option<&HashSet<String>>) -> Result<bool, Error> {
        if self.targets.with_value(|targets| targets.contains(&job.target())) {
            return Ok(true);
        }
        let key = job.key();
        if let Some(known) = known {
            match job.path.split_once('/') {
                None => return Ok(known.contains(&key)),
                Some((folder, _)) if !known.contains(&format!("{}{folder}/", job.prefix)) => return Ok(false),
                Some(_) => {}
            }
        }
        loop {
            match exists(self.state, &job.bucket, &key).await {
                // Who may write but not list cannot know; S3 decides.
                Err(error) if error.code() == "AccessDenied" => return Ok(false),
                Err(error) if self.state.connection().outlasts(&error).await => {}
                result => return result,
            }
        }
    }
}

/// Whether there is an object with this key: it would be the first of those that begin so.
async fn exists(state: AppState, bucket: &Bucket, key: &str) -> Result<bool, Error> {
    let list =
        ListObjects { prefix: key.to_owned(), by_folder: false, max_keys: 1, continuation_token: None, repeat: Repeat::Safe };
    let page = state.client().list_objects(bucket, &list, &state.session()).await?;
    Ok(page.objects.first().is_some_and(|object| object.key == key))
}
