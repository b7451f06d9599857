//! The media type that an object is stored with. What a browser says of a file is what its system has registered, which differs from
//! one visitor to the next (a `.csv` is a spreadsheet where Excel is installed) and says nothing of newer formats; so the extension
//! comes first. Text says its charset, since whoever opens it later would guess.

use crate::files::entry::extension;
use crate::ports::Utf8;

/// Types by extension, as IANA has registered them (<https://www.iana.org/assignments/media-types/>), and where it has not, as
/// browsers call them.
const TYPES: &[(&str, &str)] = &[
    ("text/plain", "txt text log conf cfg ini env diff patch tex srt"),
    ("text/markdown", "md"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("text/html", "html htm"),
    ("text/css", "css"),
    ("text/javascript", "js mjs cjs"),
    ("text/calendar", "ics"),
    ("text/vcard", "vcf"),
    ("text/vtt", "vtt"),
    ("application/json", "json map"),
    ("application/x-ndjson", "jsonl ndjson"),
    ("application/geo+json", "geojson"),
    ("application/xml", "xml xsd xsl"),
    ("application/xhtml+xml", "xhtml"),
    ("application/yaml", "yaml yml"),
    ("application/toml", "toml"),
    ("application/sql", "sql"),
    ("application/wasm", "wasm"),
    ("application/pdf", "pdf"),
    ("application/rtf", "rtf"),
    ("application/epub+zip", "epub"),
    ("application/msword", "doc"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.ms-excel", "xls"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/vnd.ms-powerpoint", "ppt"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
    ("application/vnd.oasis.opendocument.presentation", "odp"),
    ("application/vnd.apache.parquet", "parquet"),
    ("application/vnd.sqlite3", "sqlite sqlite3"),
    ("application/zip", "zip"),
    ("application/gzip", "gz tgz"),
    ("application/zstd", "zst"),
    ("application/x-tar", "tar"),
    ("application/x-bzip2", "bz2"),
    ("application/x-xz", "xz"),
    ("application/x-7z-compressed", "7z"),
    ("application/vnd.rar", "rar"),
    ("application/java-archive", "jar"),
    ("image/jpeg", "jpg jpeg"),
    ("image/png", "png"),
    ("image/apng", "apng"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("image/avif", "avif"),
    ("image/heic", "heic"),
    ("image/heif", "heif"),
    ("image/svg+xml", "svg"),
    ("image/bmp", "bmp"),
    ("image/tiff", "tif tiff"),
    ("image/vnd.microsoft.icon", "ico"),
    ("audio/mpeg", "mp3"),
    ("audio/mp4", "m4a"),
    ("audio/aac", "aac"),
    ("audio/flac", "flac"),
    ("audio/ogg", "ogg oga opus"),
    ("audio/wav", "wav"),
    ("audio/midi", "mid midi"),
    ("video/mp4", "mp4 m4v"),
    ("video/quicktime", "mov"),
    ("video/webm", "webm"),
    ("video/ogg", "ogv"),
    ("video/matroska", "mkv"),
    ("video/x-msvideo", "avi"),
    ("video/mpeg", "mpg mpeg"),
    ("font/woff", "woff"),
    ("font/woff2", "woff2"),
    ("font/ttf", "ttf"),
    ("font/otf", "otf"),
    ("message/rfc822", "eml"),
];

/// Sources of programs: no type is registered for them, and for `.ts` another one is (a video's), so their bytes decide.
const SOURCES: &str =
    "bash c cc cpp cs dart go gradle h hpp java jsx kt kts lua php pl ps1 py r rb rs scala sh svelte swift tf ts tsx vue zig";

/// The type of a file that goes to `key`. `by_browser` is what the browser calls it, which may be nothing; `utf8` is said of all its
/// bytes, or of the first ones of many. Empty where nobody knows one.
pub(super) fn media_type(key: &str, by_browser: &str, utf8: Utf8, is_whole: bool) -> String {
    let is_text = utf8 == Utf8::Valid || utf8 == Utf8::Cut && !is_whole;
    let extension = extension(key.rsplit('/').next().unwrap_or_default());
    let among = |extensions: &str| !extension.is_empty() && extensions.split(' ').any(|known| known == extension);
    let known = match is_text && among(SOURCES) {
        true => Some("text/plain"),
        false => TYPES.iter().find(|(_, extensions)| among(extensions)).map(|(kind, _)| *kind),
    };
    let kind = known.unwrap_or(by_browser);
    match kind.starts_with("text/") && is_text && !kind.contains(';') {
        true => format!("{kind}; charset=utf-8"),
        false => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_extension_goes_before_what_the_browser_says() {
        let of = |key: &str, by_browser: &str| media_type(key, by_browser, Utf8::Invalid, true);
        assert_eq!(of("me/report.CSV", "application/vnd.ms-excel"), "text/csv");
        assert_eq!(of("me/x.xlsx", "application/octet-stream").rsplit('.').next(), Some("sheet"));
        assert_eq!(of("me/photo.heic", ""), "image/heic");
        assert_eq!(of("me/unknown.qqq", "application/x-qqq"), "application/x-qqq");
        assert_eq!(of("me/photo.png/none", ""), "", "the folder's name says nothing");
        assert_eq!(of("me/.png", ""), "", "a name that begins with a dot has no extension");
    }

    #[test]
    fn text_says_its_charset_where_that_is_so() {
        let of = |utf8: Utf8, is_whole: bool| media_type("me/a.txt", "text/plain", utf8, is_whole);
        assert_eq!(of(Utf8::Valid, true), "text/plain; charset=utf-8");
        assert_eq!(of(Utf8::Cut, false), "text/plain; charset=utf-8", "more follows");
        assert_eq!(of(Utf8::Cut, true), "text/plain", "Latin-1 may end so");
        assert_eq!(of(Utf8::Invalid, true), "text/plain");
        assert_eq!(media_type("a.json", "", Utf8::Valid, true), "application/json", "which is UTF-8 by itself");
        assert_eq!(media_type("a", "text/x;charset=utf-16", Utf8::Valid, true), "text/x;charset=utf-16");
    }

    #[test]
    fn a_source_and_a_video_of_the_same_extension_are_told_apart() {
        assert_eq!(media_type("a.ts", "video/mp2t", Utf8::Valid, true), "text/plain; charset=utf-8");
        assert_eq!(media_type("a.ts", "video/mp2t", Utf8::Invalid, true), "video/mp2t");
    }

    #[test]
    fn each_extension_has_one_type() {
        let all: Vec<&str> = TYPES.iter().flat_map(|(_, extensions)| extensions.split(' ')).chain(SOURCES.split(' ')).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        // Longer ones are none to `extension`.
        assert!(all.iter().all(|known| (1..=7).contains(&known.len())));
    }
}
