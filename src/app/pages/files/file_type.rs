//! What kind of file a name promises: its icon and its words. By the extension, which says more than what is stored: `.xlsx` is
//! often stored as `application/octet-stream`. The details tell what is stored.

use std::cell::RefCell;

use crate::files::entry::{Entry, extension};
use crate::ui::dom::{Element, html};

/// What has an icon and words of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    /// Keys with a slash behind their name.
    Folder,
    /// A picture.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Pages as they are printed.
    Pdf,
    /// Text with a layout.
    Document,
    /// Tables with formulas.
    Spreadsheet,
    /// Slides.
    Presentation,
    /// Plain text.
    Text,
    /// Source code.
    Code,
    /// JSON, XML, databases.
    Data,
    /// Files in a file.
    Archive,
    /// Typefaces.
    Font,
    /// Anything else.
    Other,
}

/// Extensions of each kind.
const EXTENSIONS: [(FileType, &str); 12] = [
    (FileType::Image, "apng avif bmp gif heic heif ico jpeg jpg png svg tif tiff webp"),
    (FileType::Video, "avi m4v mkv mov mp4 mpeg mpg ogv webm wmv"),
    (FileType::Audio, "aac aiff flac m4a mid mp3 oga ogg opus wav wma"),
    (FileType::Pdf, "pdf"),
    (FileType::Document, "doc docx odt pages rtf"),
    (FileType::Spreadsheet, "csv numbers ods tsv xls xlsx"),
    (FileType::Presentation, "key odp ppt pptx"),
    (FileType::Text, "log md txt"),
    (FileType::Code, "c cc cpp cs css go h html java js kt mjs php py rb rs sh sql swift ts tsx vue wasm"),
    (FileType::Data, "avro ini json jsonl parquet sqlite toml xml yaml yml"),
    (FileType::Archive, "7z bz2 dmg gz iso jar rar tar tgz xz zip zst"),
    (FileType::Font, "otf ttf woff woff2"),
];

/// Names of formats that are not the extension in capitals.
const FORMATS: [(&str, &str); 16] = [
    ("cc", "C++"),
    ("cpp", "C++"),
    ("cs", "C#"),
    ("go", "Go"),
    ("java", "Java"),
    ("jpg", "JPEG"),
    ("js", "JavaScript"),
    ("kt", "Kotlin"),
    ("md", "Markdown"),
    ("mjs", "JavaScript"),
    ("py", "Python"),
    ("rb", "Ruby"),
    ("rs", "Rust"),
    ("swift", "Swift"),
    ("ts", "TypeScript"),
    ("yml", "YAML"),
];

impl FileType {
    /// The kind of a file of this name.
    pub fn of_file(name: &str) -> FileType {
        let extension = extension(name);
        let holds = |of: &&(FileType, &str)| of.1.split(' ').any(|known| known == extension);
        EXTENSIONS.iter().find(holds).map_or(FileType::Other, |of| of.0)
    }

    /// `JPEG image`, `Spreadsheet`: of a file of this name.
    pub fn words(self, name: &str) -> String {
        let extension = extension(name);
        let extension = &*extension;
        let format = FORMATS.iter().find(|of| of.0 == extension).map_or_else(|| extension.to_uppercase(), |of| of.1.to_owned());
        let fixed = match self {
            FileType::Image => return t!("{format} image", format = format),
            FileType::Video => return t!("{format} video", format = format),
            FileType::Audio => return t!("{format} audio", format = format),
            FileType::Code => return t!("{format} source", format = format),
            FileType::Data => return format,
            FileType::Other if extension.is_empty() => t!("File"),
            FileType::Other => return t!("{format} file", format = format),
            FileType::Folder => t!("Folder"),
            FileType::Pdf => t!("PDF document"),
            FileType::Document => t!("Document"),
            FileType::Spreadsheet => t!("Spreadsheet"),
            FileType::Presentation => t!("Presentation"),
            FileType::Text if extension == "md" => return format,
            FileType::Text => t!("Text"),
            FileType::Archive => t!("Archive"),
            FileType::Font => t!("Font"),
        };
        fixed.to_owned()
    }

    /// A sheet with a glyph cut into it, or a folder; hidden from assistive technology.
    pub fn icon(self) -> Element {
        thread_local! {
            // A copy of a drawing is there sooner than another one of it.
            static DRAWN: RefCell<Vec<(FileType, Element)>> = const { RefCell::new(Vec::new()) };
        }
        DRAWN.with_borrow_mut(|drawn| {
            let copy = drawn.iter().find(|(of, _)| *of == self).and_then(|(_, icon)| icon.copy());
            copy.unwrap_or_else(|| {
                let icon = self.draw();
                drawn.extend(icon.copy().map(|icon| (self, icon)));
                icon
            })
        })
    }

    fn draw(self) -> Element {
        let (class, glyph) = match self {
            FileType::Folder => ("folder", "M3 9h18v9.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5Z"),
            FileType::Image => ("image filled", "m8 17.5 2.7-3.7 1.8 2.2 1.2-1.5 2.3 3Zm1.2-6.3v.1"),
            FileType::Video => ("video filled", "m10.3 11.5 4.7 3-4.7 3Z"),
            FileType::Audio => (
                "audio",
                "M10.3 17v-5.5l4.7-1v5.5m-4.7 1a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Zm4.7-1a1.2 1.2 0 1 1-2.4 0 1.2 1.2 0 0 1 2.4 0Z",
            ),
            FileType::Pdf => ("pdf", "M8 18.5c2.3-1.5 3.7-4.3 3.7-7.5.4 2.7 2 4.7 4.5 5.2-3 .1-5.7.8-8.2 2.3Z"),
            FileType::Document => ("document", "M8.5 11.7h3m-3 3h7m-7 3h7"),
            FileType::Spreadsheet => ("spreadsheet", "M8 11.5h8v6.5H8Zm0 3.25h8m-4-3.25v6.5"),
            FileType::Presentation => ("presentation", "M8 11.5h8v5H8Zm4 5v2"),
            FileType::Text => ("text", "M8.5 11.7h7m-7 3h7m-7 3h4"),
            FileType::Code => ("code", "m10.5 12-2.5 2.7 2.5 2.7m3-5.4 2.5 2.7-2.5 2.7"),
            FileType::Data => {
                ("data", "M10.5 11.2c-2.2 0-.4 3.2-2.3 3.5 1.9.3.1 3.5 2.3 3.5m3-7c2.2 0 .4 3.2 2.3 3.5-1.9.3-.1 3.5-2.3 3.5")
            }
            FileType::Archive => ("archive", "M11.2 3.5h.1m1.5 2h.1m-1.7 2h.1m1.5 2h.1m-2.4 4h3v4.5h-3Z"),
            FileType::Font => ("font", "m8.7 18 3.3-7.5 3.3 7.5m-5.6-2.5h4.6"),
            FileType::Other => ("text", ""),
        };
        let (sheet, fold) = match self {
            FileType::Folder => ("M3 6.5A1.5 1.5 0 0 1 4.5 5h4.7l2 2.2h8.3A1.5 1.5 0 0 1 21 8.7V12H3Z", None),
            _ => (
                "M6 2h8.5L19 6.5V21a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1Z",
                Some(html::path().class("fold").attr("d", "M14.5 2v4.5H19Z")),
            ),
        };
        html::svg()
            .class("kind")
            .class(class)
            .attr("viewBox", "0 0 24 24")
            .attr("aria-hidden", "true")
            .child(html::path().attr("d", sheet))
            .child(fold)
            .child(html::path().class("glyph").attr("d", glyph))
    }
}

/// The type of a row.
pub fn of_entry(entry: &Entry) -> FileType {
    if entry.is_folder() { FileType::Folder } else { FileType::of_file(entry.name()) }
}

/// What a visitor reads of the type of a row.
pub fn type_words(entry: &Entry) -> String {
    of_entry(entry).words(entry.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_tells_the_kind_and_its_words() {
        let cases = [
            ("a.JPG", FileType::Image, "JPEG image"),
            ("film.mp4", FileType::Video, "MP4 video"),
            ("backup.tar.gz", FileType::Archive, "Archive"),
            ("notes.md", FileType::Text, "Markdown"),
            ("notes.txt", FileType::Text, "Text"),
            ("data.json", FileType::Data, "JSON"),
            ("main.rs", FileType::Code, "Rust source"),
            ("Budget.xlsx", FileType::Spreadsheet, "Spreadsheet"),
            ("a.xyz", FileType::Other, "XYZ file"),
        ];
        for (name, kind, words) in cases {
            assert_eq!((FileType::of_file(name), FileType::of_file(name).words(name).as_str()), (kind, words), "{name}");
        }
    }

    #[test]
    fn what_is_no_extension_is_a_file() {
        for name in ["", ".", "README", ".gitignore", "a.", "v1.2 final copy", "a.längst", "page.of-a-book"] {
            assert_eq!(
                (FileType::of_file(name), FileType::of_file(name).words(name)),
                (FileType::Other, "File".to_owned()),
                "{name}"
            );
        }
    }
}
