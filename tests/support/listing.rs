//! `ListObjectsV2` as S3 answers it: in the order of UTF-8, with `encoding-type=url`.

use satchel::aws::uri::encode_component;

/// An object, as a page lists it.
pub struct Listed<'a> {
    pub key: &'a str,
    /// With its quotes.
    pub e_tag: &'a str,
    pub size: u64,
}

/// What is asked for.
pub struct Question<'a> {
    pub prefix: &'a str,
    pub delimiter: &'a str,
    /// `max-keys`
    pub most: usize,
    /// `continuation-token` or `start-after`
    after: &'a str,
}

impl<'a> Question<'a> {
    pub fn new(parameter: impl Fn(&str) -> Option<&'a str>) -> Question<'a> {
        let text = |name| parameter(name).unwrap_or_default();
        let after = ["continuation-token", "start-after"].map(text).into_iter().find(|after| !after.is_empty());
        let most = text("max-keys").parse().unwrap_or(1000);
        Question { prefix: text("prefix"), delimiter: text("delimiter"), most, after: after.unwrap_or_default() }
    }

    /// Where the page begins among these keys, which are in order.
    pub fn start(&self, keys: &[String]) -> usize {
        keys.partition_point(|key| key.as_str() < self.prefix).max(keys.partition_point(|key| key.as_str() <= self.after))
    }

    /// The page of these objects, which are in order.
    pub fn page<'o>(&self, objects: impl Iterator<Item = Listed<'o>>) -> String {
        let Question { prefix, delimiter, most, after } = *self;
        let encode = |key: &str| encode_component(key).replace("%20", "+");
        let (mut xml, mut count, mut last, mut is_truncated) = (String::new(), 0, String::new(), false);
        let objects = objects.skip_while(|object| object.key < prefix || object.key <= after);
        for Listed { key, e_tag, size } in objects.take_while(|object| object.key.starts_with(prefix)) {
            let rest = &key[prefix.len()..];
            let folder = rest.find('/').filter(|_| !delimiter.is_empty()).map(|slash| &key[..=prefix.len() + slash]);
            if folder.is_some_and(|folder| folder == last || after.starts_with(folder)) {
                continue;
            }
            if count == most {
                is_truncated = true;
                break;
            }
            count += 1;
            last = folder.unwrap_or(key).to_owned();
            xml += &match folder {
                Some(folder) => format!("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", encode(folder)),
                None => format!(
                    "<Contents><Key>{}</Key><LastModified>2026-11-21T07:53:05.000Z</LastModified><ETag>{e_tag}</ETag><Size>{size}</Size></Contents>",
                    encode(key)
                ),
            };
        }
        // The last key, so that it can be read again; encoded, so that it is no key to whoever takes it for one.
        let token = is_truncated.then(|| format!("<NextContinuationToken>{}</NextContinuationToken>", encode_component(&last)));
        let (prefix, token) = (encode(prefix), token.unwrap_or_default());
        format!(
            "<ListBucketResult><EncodingType>url</EncodingType><Prefix>{prefix}</Prefix><IsTruncated>{is_truncated}</IsTruncated>{token}{xml}</ListBucketResult>"
        )
    }
}
