//! The zip format, as far as an archive of stored files needs it
//! (PKWARE's APPNOTE.TXT 6.3.10, <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>).
//!
//! Nothing is deflated: most of what is large is packed already. Sizes and offsets above 4 GiB, and more than 65,535 files, are
//! written as ZIP64. What is written is only ever appended, so it can be streamed; the directory is its end.

use crate::aws::s3::Crc32;

/// Names are UTF-8 (bit 11).
const UTF8: u16 = 1 << 11;
/// Sum and sizes follow the content (bit 3).
const DESCRIPTOR: u16 = 1 << 3;
/// Versions of the format: 2.0 has folders, 4.5 has ZIP64.
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Version "made by": Unix, whose modes say what is a folder.
const UNIX: u16 = 3 << 8;
const FILE_MODE: u32 = 0o100_644 << 16;
const FOLDER_MODE: u32 = (0o040_755 << 16) | 0x10;
const FULL: u32 = u32::MAX;

/// A file or folder that is written.
#[derive(Clone, Debug)]
struct Member {
    name: String,
    modified: i64,
    crc: u32,
    size: u64,
    offset: u64,
    flags: u16,
    /// Its sizes have eight bytes where it stands.
    is_64: bool,
}

/// What is being streamed.
#[derive(Debug)]
struct Open {
    member: Member,
    crc: Crc32,
}

/// Makes the bytes of an archive, which are to be written one after the other.
#[derive(Debug, Default)]
pub struct Zip {
    members: Vec<Member>,
    open: Option<Open>,
    offset: u64,
}

impl Zip {
    /// Where the next byte goes.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// A file whose content is here, or a folder, whose name ends with a slash and which has none.
    pub fn stored(&mut self, name: &str, modified: i64, content: &[u8]) -> Vec<u8> {
        let size = content.len() as u64;
        let member = self.member(name, modified, Crc32::of(content), size, 0, size >= u64::from(FULL));
        let mut bytes = local_header(&member);
        bytes.extend_from_slice(content);
        self.members.push(member);
        self.written(bytes)
    }

    /// Begins a file whose content comes in pieces, and is to have this many bytes.
    pub fn begin(&mut self, name: &str, modified: i64, size: u64) -> Vec<u8> {
        let member = self.member(name, modified, 0, 0, DESCRIPTOR, size >= u64::from(FULL));
        let bytes = local_header(&member);
        self.open = Some(Open { member, crc: Crc32::default() });
        self.written(bytes)
    }

    /// A piece of it, which is written as it is.
    pub fn piece(&mut self, bytes: &[u8]) {
        if let Some(open) = &mut self.open {
            open.crc.update(bytes);
            open.member.size += bytes.len() as u64;
            self.offset += bytes.len() as u64;
        }
    }

    /// It has come wholly.
    pub fn end(&mut self) -> Vec<u8> {
        let Some(Open { mut member, crc }) = self.open.take() else { return Vec::new() };
        member.crc = crc.value();
        let mut bytes = Vec::new();
        put32(&mut bytes, 0x0807_4b50);
        put32(&mut bytes, member.crc);
        for _ in 0..2 {
            match member.is_64 {
                true => put64(&mut bytes, member.size),
                false => put32(&mut bytes, short(member.size)),
            }
        }
        self.members.push(member);
        self.written(bytes)
    }

    /// What was begun will not come: the next byte goes where it began, which is told.
    pub fn give_up(&mut self) -> u64 {
        if let Some(open) = self.open.take() {
            self.offset = open.member.offset;
        }
        self.offset
    }

    /// The directory: nothing comes after it.
    pub fn finish(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.members.iter().for_each(|member| central_header(&mut bytes, member));
        let (at, size, count) = (self.offset, bytes.len() as u64, self.members.len() as u64);
        let is_64 = count >= 0xffff || size >= u64::from(FULL) || at >= u64::from(FULL);
        if is_64 {
            put32(&mut bytes, 0x0606_4b50);
            put64(&mut bytes, 44);
            put16(&mut bytes, UNIX | VERSION_64);
            put16(&mut bytes, VERSION_64);
            put32(&mut bytes, 0);
            put32(&mut bytes, 0);
            [count, count, size, at].into_iter().for_each(|value| put64(&mut bytes, value));
            put32(&mut bytes, 0x0706_4b50);
            put32(&mut bytes, 0);
            put64(&mut bytes, at + size);
            put32(&mut bytes, 1);
        }
        put32(&mut bytes, 0x0605_4b50);
        put32(&mut bytes, 0);
        let short_count = u16::try_from(count).unwrap_or(u16::MAX);
        put16(&mut bytes, short_count);
        put16(&mut bytes, short_count);
        put32(&mut bytes, short(size));
        put32(&mut bytes, short(at));
        put16(&mut bytes, 0);
        bytes
    }

    fn member(&self, name: &str, modified: i64, crc: u32, size: u64, flags: u16, is_64: bool) -> Member {
        Member { name: name.to_owned(), modified, crc, size, offset: self.offset, flags: flags | UTF8, is_64 }
    }

    fn written(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        self.offset += bytes.len() as u64;
        bytes
    }
}

fn put16(bytes: &mut Vec<u8>, value: u16) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put32(bytes: &mut Vec<u8>, value: u32) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn put64(bytes: &mut Vec<u8>, value: u64) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

/// What a field of four bytes says: that it is full, where the ZIP64 field says more.
fn short(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(FULL)
}

/// What the local and the central header have in common, up to the length of the name.
fn common(bytes: &mut Vec<u8>, member: &Member, version: u16, size: u32) {
    put16(bytes, version);
    put16(bytes, member.flags);
    put16(bytes, 0);
    let (date, time) = dos(member.modified);
    put16(bytes, time);
    put16(bytes, date);
    put32(bytes, member.crc);
    put32(bytes, size);
    put32(bytes, size);
    // A key has 1,024 bytes.
    put16(bytes, u16::try_from(member.name.len()).unwrap_or(u16::MAX));
}

fn local_header(member: &Member) -> Vec<u8> {
    let mut extra = timestamp(member.modified);
    if member.is_64 {
        put16(&mut extra, 1);
        put16(&mut extra, 16);
        put64(&mut extra, member.size);
        put64(&mut extra, member.size);
    }
    let mut bytes = Vec::new();
    put32(&mut bytes, 0x0403_4b50);
    let (version, size) = if member.is_64 { (VERSION_64, FULL) } else { (VERSION, short(member.size)) };
    common(&mut bytes, member, version, size);
    put16(&mut bytes, extra.len() as u16);
    bytes.extend_from_slice(member.name.as_bytes());
    bytes.extend_from_slice(&extra);
    bytes
}

fn central_header(bytes: &mut Vec<u8>, member: &Member) {
    let mut long = Vec::new();
    let size = if member.is_64 { FULL } else { short(member.size) };
    if size == FULL {
        put64(&mut long, member.size);
        put64(&mut long, member.size);
    }
    if short(member.offset) == FULL {
        put64(&mut long, member.offset);
    }
    let mut extra = timestamp(member.modified);
    if !long.is_empty() {
        put16(&mut extra, 1);
        put16(&mut extra, long.len() as u16);
        extra.extend_from_slice(&long);
    }
    let version = if long.is_empty() { VERSION } else { VERSION_64 };
    put32(bytes, 0x0201_4b50);
    put16(bytes, UNIX | version);
    common(bytes, member, version, size);
    put16(bytes, extra.len() as u16);
    // No comment, the first disk, no attributes inside.
    [0; 3].into_iter().for_each(|none| put16(bytes, none));
    put32(bytes, if member.name.ends_with('/') { FOLDER_MODE } else { FILE_MODE });
    put32(bytes, short(member.offset));
    bytes.extend_from_slice(member.name.as_bytes());
    bytes.extend_from_slice(&extra);
}

/// The time in UTC, in seconds since 1970 (extended timestamp, 0x5455); the fields of MS-DOS are anybody's local time. After
/// 2106 there is none.
fn timestamp(modified: i64) -> Vec<u8> {
    let mut extra = Vec::new();
    if let Ok(seconds) = u32::try_from(modified) {
        put16(&mut extra, 0x5455);
        put16(&mut extra, 5);
        extra.push(1);
        put32(&mut extra, seconds);
    }
    extra
}

/// Date and time as MS-DOS has them: from 1980 to 2107, in steps of two seconds.
fn dos(modified: i64) -> (u16, u16) {
    const FIRST: (u16, u16) = (1 << 5 | 1, 0);
    let Ok(at) = time::OffsetDateTime::from_unix_timestamp(modified) else { return FIRST };
    let Ok(year @ 0..=127) = u16::try_from(at.year() - 1980) else { return FIRST };
    let date = year << 9 | u16::from(u8::from(at.month())) << 5 | u16::from(at.day());
    let time = u16::from(at.hour()) << 11 | u16::from(at.minute()) << 5 | u16::from(at.second() / 2);
    (date, time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_ms_dos() {
        assert_eq!(dos(0), (0x21, 0), "before 1980");
        assert_eq!(dos(1_795_262_401), (46 << 9 | 11 << 5 | 21, 12 << 11), "21 November 2026, noon");
        assert_eq!(dos(i64::MAX), (0x21, 0));
        assert_eq!(timestamp(-1), Vec::<u8>::new());
    }

    #[test]
    fn what_is_given_up_leaves_no_trace() {
        let mut zip = Zip::default();
        let first = zip.stored("a", 0, b"abc").len() as u64;
        zip.begin("b", 0, 9);
        zip.piece(b"1234");
        assert_eq!((zip.give_up(), zip.offset()), (first, first));
        assert!(!String::from_utf8_lossy(&zip.finish()).contains('b'));
    }

    /// What Python's zipfile makes of an archive.
    fn read_by_python(path: &std::path::Path, script: &str) -> String {
        let script = format!("import sys, zipfile\nzip = zipfile.ZipFile(sys.argv[1])\n{script}");
        let output = std::process::Command::new("python3").arg("-c").arg(script).arg(path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn what_lies_beyond_4_gib_is_found() {
        use std::io::{Seek, SeekFrom, Write};
        const LARGE: u64 = 5 << 30;
        let path = std::env::temp_dir().join(format!("satchel-{}-large.zip", std::process::id()));
        let mut file = std::fs::File::create(&path).unwrap();
        let mut zip = Zip::default();
        file.write_all(&zip.begin("large", 0, LARGE)).unwrap();
        // A hole on the disk: its bytes are nobody's concern here.
        zip.open.as_mut().unwrap().member.size = LARGE;
        zip.offset += LARGE;
        file.seek(SeekFrom::Start(zip.offset())).unwrap();
        for bytes in [zip.end(), zip.stored("behind", 1_795_262_400, b"here"), zip.finish()] {
            file.write_all(&bytes).unwrap();
        }
        let says = read_by_python(&path, "print([(m.filename, m.file_size) for m in zip.infolist()], zip.read('behind'))");
        let refused = std::fs::remove_file(&path);
        assert_eq!(says, "[('large', 5368709120), ('behind', 4)] b'here'");
        refused.unwrap();
    }

    #[test]
    fn more_files_than_a_short_number_counts() {
        let path = std::env::temp_dir().join(format!("satchel-{}-many.zip", std::process::id()));
        let mut zip = Zip::default();
        let mut bytes: Vec<u8> = (0..70_000).flat_map(|number| zip.stored(&format!("{number}"), 0, b"")).collect();
        bytes.extend(zip.finish());
        std::fs::write(&path, bytes).unwrap();
        let says = read_by_python(&path, "print(len(zip.namelist()), zip.testzip())");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(says, "70000 None");
    }
}
