//! Which files are offered to be edited, what a new one is stored as, and what is wrong with one that is JSON.

use serde::de::IgnoredAny;

use crate::files::entry::extension;

/// Extensions of what is text. Whether a file is, its bytes tell once it is opened.
const EXTENSIONS: &str = "bat c cc cfg conf cpp cs css csv diff env go h hpp htm html ini java js json jsonl jsx kt log lua markdown md mjs \
                          php pl properties py r rb rs rst sh sql srt swift tex toml ts tsv tsx txt vtt vue xml yaml yml";

/// Names of what is text and has no extension.
const NAMES: &str = "authors brewfile caddyfile changelog changes codeowners containerfile contributing copying dockerfile gemfile \
                     gnumakefile install jenkinsfile justfile license licence makefile news notice procfile rakefile readme todo \
                     vagrantfile version";

/// What is not `text/plain`. The types are those of IANA's registry.
const TYPES: [(&str, &str); 16] = [
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("markdown", "text/markdown; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("sql", "application/sql"),
    ("toml", "application/toml"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("xml", "application/xml"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
];

/// Whether a file of this name is text, as far as a name tells.
pub fn is_text(name: &str) -> bool {
    let extension = extension(name);
    let is_dotfile = name.len() > 1 && name.starts_with('.') && !name.starts_with("..") && name != ".DS_Store";
    if extension.is_empty() {
        return is_dotfile && name.matches('.').count() == 1
            || NAMES.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(name));
    }
    EXTENSIONS.split_ascii_whitespace().any(|known| known == extension)
}

/// `Content-Type` of a text file of this name that is made anew, in UTF-8.
pub fn content_type(name: &str) -> &'static str {
    let extension = extension(name);
    TYPES.iter().find(|(known, _)| *known == extension).map_or("text/plain; charset=utf-8", |(_, media_type)| media_type)
}

/// Line and column, from 1, where a text stops being JSON, if a file of this name should be.
pub fn json_fault(name: &str, text: &str) -> Option<(usize, usize)> {
    if extension(name) != "json" || text.trim().is_empty() {
        return None;
    }
    let fault = crate::json::read::<IgnoredAny>(text).err()?;
    Some((fault.line(), fault.column().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_text() {
        for name in
            ["a.md", "A.TXT", "data.json", "x.y.csv", "r.r", "README", "Makefile", "Dockerfile", "LICENSE", ".gitignore", ".env"]
        {
            assert!(is_text(name), "{name}");
        }
        for name in ["a.png", "photo", ".DS_Store", "..", ".", ".a.png", "a.", "", "a.docx", "a.wasm"] {
            assert!(!is_text(name), "{name}");
        }
        assert_eq!(content_type("a.MD"), "text/markdown; charset=utf-8");
        assert_eq!(content_type("README"), "text/plain; charset=utf-8");
    }

    #[test]
    fn a_fault_of_json_has_its_line() {
        assert_eq!(json_fault("a.json", "{\n  \"a\": 1,\n}"), Some((3, 1)));
        assert_eq!(json_fault("a.json", "{\"a\": 1}"), None);
        assert_eq!(json_fault("a.json", " \n"), None, "nothing is written yet");
        assert_eq!(json_fault("a.md", "{"), None);
    }
}
