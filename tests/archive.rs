//! Several files as one zip file: what is fetched, what is left out, and what other programs read of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::process::Command;

use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::s3::{Bucket, Object};
use satchel::files::archive::{ArchiveFault, ArchivePlan, OmissionReason, OmittedFile, write};
use satchel::files::listing::BucketAccess;
use satchel::ports::{HttpErrorKind, Sink, Unwritable};
use support::simulated::Keys;
use support::{Scripted, client};
use time::OffsetDateTime;

const MIB: usize = 1024 * 1024;

#[derive(Default)]
struct Disk {
    bytes: Vec<u8>,
    room: Option<usize>,
}

impl Sink for Disk {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.bytes.extend_from_slice(bytes);
        if self.room.is_some_and(|room| self.bytes.len() > room) { Err(Unwritable) } else { Ok(()) }
    }
    async fn rewind(&mut self, to: u64) -> Result<(), Unwritable> {
        self.bytes.truncate(usize::try_from(to).unwrap());
        Ok(())
    }
}

fn plan(objects: &[(&str, usize)]) -> ArchivePlan {
    let mut plan = ArchivePlan::new("me/", |text, _| text.to_owned());
    for (key, size) in objects {
        plan.add(Object {
            key: format!("me/{key}"),
            size: *size as u64,
            last_modified: OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000),
            e_tag: format!("\"{key}\""),
            storage_class: "STANDARD".into(),
        });
    }
    plan
}

fn archive(world: &Scripted, plan: ArchivePlan, disk: &mut Disk) -> Result<Vec<OmittedFile>, ArchiveFault> {
    let access = BucketAccess {
        client: client(world),
        credentials: Keys,
        bucket: Bucket { name: "data".into(), region: "us-east-1".into() },
    };
    let note = |absent: &[OmittedFile]| ("Missing.txt".to_owned(), absent.iter().map(|absent| absent.name.clone()).collect());
    let written = write(&access, plan, disk, async |_: &Error| false, note, |_, _| ());
    let written = block_on(written);
    world.is_played_to_the_end();
    written
}

/// What Python's zipfile reads: each name with its size, kind and first bytes; that all sums are right, `unzip` says too, where
/// there is one.
fn read(disk: &Disk, name: &str) -> String {
    let path = std::env::temp_dir().join(format!("satchel-{}-{name}.zip", std::process::id()));
    std::fs::write(&path, &disk.bytes).unwrap();
    let script = "import sys, zipfile\nzip = zipfile.ZipFile(sys.argv[1])\nassert zip.testzip() is None\n\
                  print(*(f'{m.filename}:{m.file_size}:{m.is_dir():d}:{zip.read(m)[:9]!r}' for m in zip.infolist()), sep='\\n')";
    let python = Command::new("python3").env("PYTHONIOENCODING", "utf-8").arg("-c").arg(script).arg(&path).output().unwrap();
    let unzip = Command::new("unzip").arg("-tqq").arg(&path).output();
    std::fs::remove_file(&path).unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    if let Ok(unzip) = unzip {
        assert!(unzip.status.success(), "{}{}", String::from_utf8_lossy(&unzip.stdout), String::from_utf8_lossy(&unzip.stderr));
    }
    String::from_utf8(python.stdout).unwrap()
}

const GONE: &str = "<Error><Code>NoSuchKey</Code><Message>m</Message></Error>";

#[test]
fn files_and_folders_are_read_back_by_others() {
    let world = Scripted::new();
    let large = "L".repeat(4 * MIB);
    world.answers(200, "abc").answers(206, &large).answers(206, &large).answers(206, "!").answers(200, "");
    let mut disk = Disk::default();
    let objects = [("a.txt", 3), ("é 🧳/", 0), ("é 🧳/large.bin", 8 * MIB + 1), ("é 🧳/empty", 0)];
    assert_eq!(archive(&world, plan(&objects), &mut disk), Ok(vec![]));
    assert_eq!(
        read(&disk, "all"),
        "a.txt:3:0:b'abc'\né 🧳/:0:1:b''\né 🧳/large.bin:8388609:0:b'LLLLLLLLL'\né 🧳/empty:0:0:b''\n"
    );
    assert_eq!(world.header(0, "if-match").as_deref(), Some("\"a.txt\""), "the object that was listed");
    assert_eq!(world.header(2, "range").as_deref(), Some("bytes=4194304-8388607"));
    assert_eq!(world.header(4, "range"), None, "an empty object has no range");
}

#[test]
fn what_cannot_be_fetched_is_told_in_the_archive_too() {
    let world = Scripted::new();
    let large = "L".repeat(4 * MIB);
    world.answers(404, GONE).answers(206, &large).answers(412, GONE.replace("NoSuchKey", "PreconditionFailed"));
    world.answers(206, "!").answers(200, "end").answers(200, "too short");
    let mut disk = Disk::default();
    let objects = [("gone", 3), ("changed", 8 * MIB + 1), ("there", 3), ("cut", 33)];
    let absent = archive(&world, plan(&objects), &mut disk).unwrap();
    let codes: Vec<(&str, &str)> = absent
        .iter()
        .map(|OmittedFile { name, why }| match why {
            OmissionReason::Aws(error) => (name.as_str(), error.code()),
            OmissionReason::Incomplete => (name.as_str(), "incomplete"),
        })
        .collect();
    assert_eq!(codes, [("gone", "NoSuchKey"), ("changed", "PreconditionFailed"), ("cut", "incomplete")]);
    assert_eq!(read(&disk, "some"), "there:3:0:b'end'\nMissing.txt:14:0:b'gonechang'\n");
}

#[test]
fn a_broken_connection_is_asked_again_for_the_same_bytes() {
    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).answers(503, GONE.replace("NoSuchKey", "SlowDown")).answers(206, "abc");
    let mut disk = Disk::default();
    assert_eq!(archive(&world, plan(&[("a", 3)]), &mut disk), Ok(vec![]));
    assert_eq!(read(&disk, "again"), "a:3:0:b'abc'\n");
    assert_eq!(world.header(2, "range").as_deref(), Some("bytes=0-2"));
}

#[test]
fn a_full_disk_ends_it() {
    let world = Scripted::new();
    world.answers(200, "abc");
    let mut disk = Disk { room: Some(9), ..Disk::default() };
    assert_eq!(archive(&world, plan(&[("a", 3)]), &mut disk), Err(ArchiveFault::Unwritable));
}
