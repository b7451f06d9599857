//! What goes into an archive.

use futures::StreamExt;

use super::names::Names;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::Object;
use crate::files::listing::BucketAccess;
use crate::files::matching::Normalize;
use crate::files::walk::Walk;
use crate::ports::Platform;

/// A file or a folder of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is called there; a folder's name ends with a slash.
    pub name: String,
    /// Its key; none, if it is a folder.
    pub key: Option<String>,
    /// Its bytes.
    pub size: u64,
    /// When it was written, in seconds since 1970.
    pub modified: i64,
    /// The `ETag` that was seen.
    pub e_tag: String,
}

/// All of an archive.
#[derive(Debug)]
pub struct ArchivePlan {
    /// What is in it, in its order.
    pub members: Vec<Member>,
    /// How many of these are files.
    pub files: usize,
    /// How many bytes these have.
    pub bytes: u64,
    pub(super) names: Names,
    prefix: String,
}

impl ArchivePlan {
    /// An empty archive, whose names are what follows `prefix` in keys.
    pub fn new(prefix: impl Into<String>, normalize: Normalize) -> ArchivePlan {
        ArchivePlan { members: Vec::new(), files: 0, bytes: 0, names: Names::new(normalize), prefix: prefix.into() }
    }

    /// One more object: a file, or the mark of a folder.
    pub fn add(&mut self, object: Object) {
        let Object { key, size, last_modified, e_tag, .. } = object;
        let path = key.strip_prefix(&self.prefix).unwrap_or(&key);
        let modified = last_modified.unix_timestamp();
        if path.ends_with('/') && size == 0 {
            let name = self.names.folder(path);
            self.members.push(Member { name, key: None, size, modified, e_tag });
            return;
        }
        // A mark with content is a file that is called like its folder, in it.
        let name = match path.strip_suffix('/') {
            _ if path.is_empty() => self.names.file(self.prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default()),
            Some(folder) => self.names.file(&format!("{path}{}", folder.rsplit('/').next().unwrap_or_default())),
            None => self.names.file(path),
        };
        self.files += 1;
        self.bytes = self.bytes.saturating_add(size);
        self.members.push(Member { name, key: Some(key), size, modified, e_tag });
    }

    /// All objects below these prefixes, but for what `hides` says of keys. While `wait_for_network` says so of an error, it is tried
    /// again. `on_progress` hears how much has been found.
    pub async fn add_below<P: Platform, C: ProvideCredentials + 'static>(
        &mut self,
        access: BucketAccess<P, C>,
        folders: Vec<String>,
        hides: impl Fn(&str) -> bool,
        wait_for_network: impl AsyncFn(&Error) -> bool,
        on_progress: impl Fn(usize, u64),
    ) -> Result<(), Error> {
        let mut walk = Walk::below(access, folders);
        while let Some(objects) = walk.next().await {
            match objects {
                Ok(objects) => objects.into_iter().filter(|object| !hides(&object.key)).for_each(|object| self.add(object)),
                Err(error) if wait_for_network(&error).await => {}
                Err(error) => return Err(error),
            }
            on_progress(self.files, self.bytes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::entry::tests::object;

    #[test]
    fn objects_are_files_and_marks_are_folders() {
        let mut plan = ArchivePlan::new("me/", |text, _| text.to_owned());
        for (key, size) in [("me/a.txt", 3), ("me/album/", 0), ("me/album/x", 4), ("me/noted/", 12), ("me/", 5)] {
            plan.add(Object { size, ..object(key) });
        }
        let names: Vec<(&str, bool)> = plan.members.iter().map(|member| (member.name.as_str(), member.key.is_some())).collect();
        assert_eq!(names, [("a.txt", true), ("album/", false), ("album/x", true), ("noted/noted", true), ("me", true)]);
        assert_eq!((plan.files, plan.bytes), (4, 24));
    }
}
