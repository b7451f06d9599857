//! What files are called in an archive: as their keys are, but safe, and each once, for every file system it may be unpacked on.

use std::collections::{HashMap, HashSet};

use crate::aws::s3::is_harmful_in_name;
use crate::files::matching::Normalize;
use crate::files::upload::numbered;
use crate::ports::Form;

/// The most bytes of a name: of ext4, XFS, APFS; of NTFS and exFAT it is as many units of UTF-16, which are never more.
const MOST_BYTES: usize = 255;
/// What follows the last dot of a name and is longer tells no type.
const MOST_OF_EXTENSION: usize = 32;

/// The names in an archive.
#[derive(Debug)]
pub struct Names {
    normalize: Normalize,
    /// The folders by their paths as keys have them, with what they are called here; both end with a slash.
    folders: HashMap<String, String>,
    /// All that is called, as a file system sees it that tells neither capitals nor forms of Unicode apart.
    taken: HashSet<String>,
    /// The last number that was given for each of these that several want.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// None yet.
    pub fn new(normalize: Normalize) -> Names {
        Names { normalize, folders: HashMap::new(), taken: HashSet::new(), numbers: HashMap::new() }
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
        let name = safe(name);
        let as_seen = |called: &str| (self.normalize)(&format!("{folder}{called}").to_lowercase(), Form::Composed);
        let mut called = fitted(&name, None);
        let wanted = as_seen(&called);
        if !self.taken.contains(&wanted) {
            self.taken.insert(wanted);
            return format!("{folder}{called}");
        }
        // Many may want the same name: each begins where the one before has ended.
        let mut number = self.numbers.get(&wanted).copied().unwrap_or(1);
        let seen = loop {
            number += 1;
            called = fitted(&name, Some(number));
            let seen = as_seen(&called);
            if !self.taken.contains(&seen) {
                break seen;
            }
        };
        self.numbers.insert(wanted, number);
        self.taken.insert(seen);
        format!("{folder}{called}")
    }
}

/// A name that leads nowhere else, shows as what it is and is one on Windows as well:
/// <https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>
fn safe(name: &str) -> String {
    let is_refused = |c| is_harmful_in_name(c) || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let name: String = name.chars().map(|c| if is_refused(c) { '_' } else { c }).collect();
    // What follows the first dot, and spaces before it, do not make a device another one.
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let name = if is_device(stem) { format!("_{name}") } else { name };
    with_an_end(&name)
}

fn is_device(stem: &str) -> bool {
    let stem = stem.to_ascii_uppercase();
    let is_port = |name: &str| {
        let digit = stem.strip_prefix(name).and_then(|rest| {
            let mut rest = rest.chars();
            rest.next().filter(|_| rest.next().is_none())
        });
        digit.is_some_and(|digit| matches!(digit, '0'..='9' | '¹' | '²' | '³'))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || is_port("COM") || is_port("LPT")
}

/// Windows leaves out dots and spaces at the end; nothing at all, `.` and `..` are no names.
fn with_an_end(name: &str) -> String {
    let kept = name.trim_end_matches(['.', ' ']);
    let left_out = name.len() - kept.len();
    if name.is_empty() { "_".to_owned() } else { format!("{kept}{}", "_".repeat(left_out)) }
}

/// A name with this number, if with one, that is no longer than file systems allow: its stem is cut.
fn fitted(name: &str, number: Option<usize>) -> String {
    let with_number = |name: &str| number.map_or_else(|| name.to_owned(), |number| numbered(name, number));
    let too_long = with_number(name).len().saturating_sub(MOST_BYTES);
    if too_long == 0 {
        return with_number(name);
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= MOST_OF_EXTENSION => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let number = number.map_or_else(String::new, |number| format!(" ({number})"));
    let stem = stem.get(..stem.floor_char_boundary(MOST_BYTES - extension.len() - number.len())).unwrap_or_default();
    with_an_end(&format!("{stem}{number}{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names() -> Names {
        Names::new(|text, _| text.replace("e\u{301}", "é"))
    }

    #[test]
    fn names_stay_as_they_are_where_they_can() {
        let mut names = names();
        for path in ["a.txt", "b/a.txt", "b/c d/é…🧳.tar.gz", ".env", "CONSOLE", "COM10", "x;y"] {
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
        assert_eq!(names.file("c:\\x\n\u{202e}gpj.exe"), "c__x__gpj.exe");
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

    #[test]
    fn what_windows_refuses_is_called_otherwise() {
        let mut names = names();
        assert_eq!(names.file("12:30 *a?\"<b>|.txt"), "12_30 _a___b__.txt");
        assert_eq!((names.file("a. "), names.file("b...")), ("a__".into(), "b___".into()));
        assert_eq!(
            (names.file("CON"), names.file("nul.tar.gz"), names.file("Com¹ .x")),
            ("_CON".into(), "_nul.tar.gz".into(), "_Com¹ .x".into())
        );
        assert_eq!(names.file("aux/lpt3"), "_aux/_lpt3");
    }

    #[test]
    fn what_is_too_long_is_cut_before_its_extension() {
        let mut names = names();
        let long = |end: &str| format!("{}{end}", "é".repeat(400));
        let called = [names.file(&long("1.txt")), names.file(&long("2.txt")), names.file(&long("/x"))];
        assert_eq!(called[0], format!("{}.txt", "é".repeat(125)));
        assert_eq!(called[1], format!("{} (2).txt", "é".repeat(123)));
        assert_eq!(called[2], format!("{}/x", "é".repeat(127)));
        let extension = names.file(&format!("a.{}", "b".repeat(400)));
        assert_eq!(extension.len(), 255);
    }

    /// A name as Windows sees it.
    fn as_windows_sees(name: &str) -> String {
        name.to_lowercase().split('/').map(|step| step.trim_end_matches(['.', ' '])).collect::<Vec<_>>().join("/")
    }

    proptest! {
        #[test]
        fn each_is_one_of_its_own_everywhere(paths in proptest::collection::hash_set(
            r#"([aA.]{0,3}|con|[:*?"<>|a ]{1,2}|(ab){126,129}|x (\(2\)){0,1}|[a./]{1,5}|(é){128}[.][xy])(/[aA:. ]{0,2}){0,2}"#, 0..40
        )) {
            let mut names = Names::new(|text, _| text.to_owned());
            let mut seen = HashSet::new();
            for path in &paths {
                let name = names.file(path);
                for step in name.split('/') {
                    prop_assert!(!step.is_empty() && step.len() <= MOST_BYTES, "{name:?}");
                    prop_assert!(!step.ends_with(['.', ' ']) && !step.contains([':', '*', '?', '"', '<', '>', '|']), "{name:?}");
                    prop_assert!(!is_device(step.split('.').next().unwrap().trim_end()), "{name:?}");
                }
                prop_assert!(seen.insert(as_windows_sees(&name)), "{path:?} is called {name:?}");
            }
            let files = seen.clone();
            for name in &files {
                prop_assert!(!seen.iter().any(|other| other.starts_with(&format!("{name}/"))), "a file is no folder: {name:?}");
            }
        }
    }
}
