//! What files are called in an archive: as their keys are, but safe, and each once, for every file system it may be unpacked on.

use std::collections::{HashMap, HashSet};

use crate::aws::s3::is_harmful_in_name;
use crate::files::matching::Normalize;
use crate::files::upload::numbered;
use crate::ports::Form;

/// The names in an archive.
#[derive(Debug)]
pub struct Names {
    normalize: Normalize,
    /// The folders by their paths as keys have them, with what they are called here; both end with a slash.
    folders: HashMap<String, String>,
    /// All that is called, as a file system sees it that tells neither capitals nor forms of Unicode apart.
    taken: HashSet<String>,
}

impl Names {
    /// None yet.
    pub fn new(normalize: Normalize) -> Names {
        Names { normalize, folders: HashMap::new(), taken: HashSet::new() }
    }

    /// What the folder of this path, which ends with a slash, is called. The top has no name.
    pub fn folder(&mut self, path: &str) -> String {
        let mut called = String::new();
        let mut seen = String::new();
        for step in path.split_inclusive('/') {
            seen.push_str(step);
            called = match self.folders.get(&seen) {
                Some(known) => known.clone(),
                None => {
                    let name = self.free(&called, step.trim_end_matches('/')) + "/";
                    self.folders.insert(seen.clone(), name.clone());
                    name
                }
            };
        }
        called
    }

    /// What the file of this path is called.
    pub fn file(&mut self, path: &str) -> String {
        let (folder, name) = match path.rfind('/') {
            Some(at) => (path.get(..=at).unwrap_or_default(), path.get(at + 1..).unwrap_or_default()),
            None => ("", path),
        };
        let folder = self.folder(folder);
        self.free(&folder, name)
    }

    fn free(&mut self, folder: &str, name: &str) -> String {
        let wanted = format!("{folder}{}", safe(name));
        let mut called = wanted.clone();
        let mut number = 1;
        while !self.taken.insert((self.normalize)(&called.to_lowercase(), Form::Composed)) {
            number += 1;
            called = numbered(&wanted, number);
        }
        called
    }
}

/// A name that leads nowhere else and shows as what it is.
fn safe(name: &str) -> String {
    match name {
        "" => "_".to_owned(),
        "." | ".." => name.replace('.', "_"),
        name => name.chars().map(|c| if is_harmful_in_name(c) { '_' } else { c }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::new(|text, _| text.replace("e\u{301}", "é"))
    }

    #[test]
    fn names_stay_as_they_are_where_they_can() {
        let mut names = names();
        for path in ["a.txt", "b/a.txt", "b/c d/é…🧳.tar.gz", ".env", "CON", "x:y"] {
            assert_eq!(names.file(path), path);
        }
        assert_eq!((names.folder("b/"), names.folder("b/new/")), ("b/".into(), "b/new/".into()));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let mut names = names();
        assert_eq!(names.file("/etc/passwd"), "_/etc/passwd");
        assert_eq!(names.file("../../x"), "__/__/x");
        assert_eq!(names.file("a//b"), "a/_/b");
        assert_eq!(names.file("c:\\x\n\u{202e}gpj.exe"), "c:_x__gpj.exe");
    }

    #[test]
    fn each_name_is_there_once() {
        let mut names = names();
        assert_eq!(names.file("Report.txt"), "Report.txt");
        assert_eq!(names.file("report.txt"), "report (2).txt", "many systems do not tell them apart");
        assert_eq!((names.file("café"), names.file("cafe\u{301}")), ("café".into(), "cafe\u{301} (2)".into()));
        assert_eq!(names.file("x"), "x");
        assert_eq!((names.file("x/y"), names.file("x/z")), ("x (2)/y".into(), "x (2)/z".into()), "a file and a folder");
    }
}
