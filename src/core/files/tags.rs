//! The tags of a file: what S3 allows them to be, and saving them without undoing what somebody else saved meanwhile.

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, Tag, Tagging};
use crate::ports::Platform;

/// The most tags of an object.
pub const MAX_TAGS: usize = 10;
/// The most characters of a key, counted as UTF-16 does.
pub const MAX_KEY: usize = 128;
/// The most characters of a value.
pub const MAX_VALUE: usize = 256;

/// What keeps a tag from being stored
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagFault {
    /// It has no key.
    NoKey,
    /// Its key is longer than [`MAX_KEY`].
    KeyTooLong,
    /// Its value is longer than [`MAX_VALUE`].
    ValueTooLong,
    /// This character is none that S3 takes.
    Character(char),
    /// Keys that begin with `aws:` are AWS's own.
    Reserved,
    /// Another one has the same key.
    Duplicate,
}

/// The first fault among `tags`, and which of them has it.
pub fn fault(tags: &[Tag]) -> Option<(usize, TagFault)> {
    tags.iter().enumerate().find_map(|(at, tag)| {
        let is_again = || tags.iter().take(at).any(|other| other.key == tag.key);
        let fault = fault_of(tag).or_else(|| is_again().then_some(TagFault::Duplicate))?;
        Some((at, fault))
    })
}

fn fault_of(Tag { key, value }: &Tag) -> Option<TagFault> {
    let length = |text: &str| text.encode_utf16().count();
    if key.is_empty() {
        Some(TagFault::NoKey)
    } else if length(key) > MAX_KEY {
        Some(TagFault::KeyTooLong)
    } else if length(value) > MAX_VALUE {
        Some(TagFault::ValueTooLong)
    } else if let Some(character) = key.chars().chain(value.chars()).find(|c| !is_allowed(*c)) {
        Some(TagFault::Character(character))
    } else {
        let start: String = key.chars().take(4).collect();
        start.eq_ignore_ascii_case("aws:").then_some(TagFault::Reserved)
    }
}

/// Letters, digits, spaces and a few signs.
fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() && !c.is_control() || matches!(c, '+' | '-' | '=' | '.' | '_' | ':' | '/' | '@')
}

/// What became of saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// These are the tags now.
    Done(Tagging),
    /// Nothing was saved: somebody else has changed the tags, or the file itself, since they were seen. These are the tags now.
    Changed(Tagging),
}

/// Puts `wanted` in place of all tags, if they are still those that were `seen`. S3 has no condition for it, so they are read
/// right before; what is written between the two is lost, as it is with every other client.
pub async fn save<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    key: &str,
    seen: &Tagging,
    wanted: &[Tag],
    credentials: &impl ProvideCredentials,
) -> Result<Saved, Error> {
    let now = client.get_object_tagging(bucket, key, credentials).await?;
    let mut tags = wanted.to_vec();
    tags.sort();
    if now.tags == tags {
        // Saved already: the answer was lost.
        return Ok(Saved::Done(now));
    }
    if now != *seen {
        return Ok(Saved::Changed(now));
    }
    if wanted.is_empty() {
        client.delete_object_tagging(bucket, key, credentials).await?;
    } else {
        client.put_object_tagging(bucket, key, wanted, credentials).await?;
    }
    Ok(Saved::Done(Tagging { tags, ..now }))
}

/// How many tags were added, changed or taken away.
pub fn changes(seen: &[Tag], wanted: &[Tag]) -> usize {
    let changed = wanted.iter().filter(|tag| !seen.contains(tag)).count();
    let gone = seen.iter().filter(|tag| !wanted.iter().any(|other| other.key == tag.key)).count();
    changed + gone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.into(), value: value.into() }
    }

    #[test]
    fn what_s3_would_refuse_is_found_before() {
        let of = |key: &str, value: &str| fault(&[tag("first", "1"), tag(key, value)]);
        assert_eq!(of("größe 1+2=3._:/@-", ""), None);
        assert_eq!(of("", "x"), Some((1, TagFault::NoKey)));
        assert_eq!(of("first", "2"), Some((1, TagFault::Duplicate)));
        assert_eq!(of("AWS:x", ""), Some((1, TagFault::Reserved)));
        assert_eq!(of("a*b", ""), Some((1, TagFault::Character('*'))));
        assert_eq!(of("a", "x\ny"), Some((1, TagFault::Character('\n'))));
        assert_eq!(of(&"k".repeat(128), &"é".repeat(256)), None);
        assert_eq!(of(&"k".repeat(129), ""), Some((1, TagFault::KeyTooLong)));
        assert_eq!(of("k", &"v".repeat(257)), Some((1, TagFault::ValueTooLong)));
        assert_eq!(of(&"𝒌".repeat(65), ""), Some((1, TagFault::KeyTooLong)), "these take two of UTF-16 each");
    }

    #[test]
    fn changes_are_counted() {
        let seen = [tag("a", "1"), tag("b", "2"), tag("c", "3")];
        assert_eq!(changes(&seen, &seen), 0);
        assert_eq!(changes(&seen, &[tag("a", "1"), tag("b", "9"), tag("d", "4")]), 3, "one changed, one gone, one new");
        assert_eq!(changes(&seen, &[]), 3);
        assert_eq!(changes(&seen, &[tag("x", "1"), tag("b", "2"), tag("c", "3")]), 2, "renamed: one gone, one new");
    }
}
