//! A bucket that keeps what it is given, with S3's conditions, and fails when it is told to: what is left in it after a fault is
//! what a visitor would find.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::future::LocalBoxFuture;
use http::{Method, Uri};
use percent_encoding::percent_decode_str;
use roxmltree::Document;
use satchel::ports::{
    Body, Bytes, Clock, Exchange, HttpClient, HttpError, HttpErrorKind, Journal, KeyValueStore, Lifetime, Limits, Payload,
    Random, Request, Response, Spawn, Tabs,
};
use sha2::{Digest as _, Sha256};

use super::Scripted;
use super::listing::{Listed, Question};

/// Above this the bytes of a file are not held, only whose they are.
const FEW: u64 = 100;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection is dropped before the request arrives.
    Dropped,
    /// It is done, and the answer is lost on its way.
    AnswerLost,
    /// 503, nothing done.
    SlowDown,
    /// 500, nothing done.
    InternalError,
    /// 500, and yet it is done.
    DoneWithError,
    /// 400: the body came too slowly. Nothing done.
    RequestTimeout,
    /// 200 with an error inside, where S3 answers so.
    ErrorWithin,
    /// The credentials have expired.
    ExpiredToken,
    /// The clock has jumped.
    RequestTimeTooSkewed,
    /// What came is not what the checksum says.
    BadDigest,
    /// The page may read no header of the answer.
    NoHeaders,
    /// The role does not allow it.
    AccessDenied,
    /// The bucket's CORS rules know no POST.
    NoPost,
    /// The connection breaks within the bytes of an object, and the browser does not say so.
    Truncated,
}

impl Fault {
    pub const ALL: [Fault; 14] = [
        Fault::Dropped,
        Fault::AnswerLost,
        Fault::SlowDown,
        Fault::InternalError,
        Fault::DoneWithError,
        Fault::RequestTimeout,
        Fault::ErrorWithin,
        Fault::ExpiredToken,
        Fault::RequestTimeTooSkewed,
        Fault::BadDigest,
        Fault::NoHeaders,
        Fault::AccessDenied,
        Fault::NoPost,
        Fault::Truncated,
    ];

    /// Whether the same request succeeds when it is sent once more.
    pub fn passes(self) -> bool {
        !matches!(self, Fault::NoHeaders | Fault::AccessDenied | Fault::NoPost)
    }
}

/// What an object holds: stretches of files, by the files' numbers; of small ones each is a byte of that number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content(pub Vec<(u8, u64, u64)>);

impl Content {
    /// All of a file.
    pub fn of(file: u8, size: u64) -> Content {
        Content(vec![(file, 0, size)])
    }

    /// What somebody typed.
    pub fn typed(text: &str) -> Content {
        let mut runs: Vec<(u8, u64, u64)> = Vec::new();
        for byte in text.bytes() {
            match runs.last_mut() {
                Some(last) if last.0 == byte => last.2 += 1,
                _ => runs.push((byte, 0, 1)),
            }
        }
        Content(runs)
    }

    pub fn size(&self) -> u64 {
        self.0.iter().map(|(_, from, to)| to - from).sum()
    }

    /// What lies between two of its bytes.
    fn within(&self, from: u64, to: u64) -> Content {
        let mut at = 0;
        let stretch = |(file, start, end): &(u8, u64, u64)| {
            let (first, length) = (at, end - start);
            at += length;
            let (from, to) = (from.clamp(first, at), to.clamp(first, at));
            (from < to).then(|| (*file, start + from - first, start + to - first))
        };
        Content(self.0.iter().filter_map(stretch).collect())
    }

    /// With what lies side by side joined.
    fn joined(self) -> Content {
        let mut all: Vec<(u8, u64, u64)> = Vec::new();
        for (file, from, to) in self.0 {
            match all.last_mut() {
                Some(last) if last.0 == file && last.2 == from => last.2 = to,
                _ => all.push((file, from, to)),
            }
        }
        Content(all)
    }

    pub fn bytes(&self) -> Vec<u8> {
        assert!(self.size() <= FEW, "too many bytes to hold");
        self.0.iter().flat_map(|(file, from, to)| vec![*file; usize::try_from(to - from).unwrap()]).collect()
    }

    /// The hash of its bytes; of many, a text of that form.
    pub fn sha256(&self) -> String {
        let hash = if self.size() <= FEW { Sha256::digest(self.bytes()) } else { Sha256::digest(format!("{:?}", self.0)) };
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub content: Content,
    pub e_tag: String,
    /// `content-type` and `x-amz-meta-*`.
    pub metadata: Vec<(String, String)>,
    pub tags: Vec<(String, String)>,
}

impl Stored {
    pub fn new(content: Content) -> Stored {
        let e_tag = format!("\"{}\"", &content.sha256()[..32]);
        Stored { content, e_tag, metadata: vec![("content-type".into(), "text/plain".into())], tags: Vec::new() }
    }
}

#[derive(Clone, Debug)]
struct Begun {
    key: String,
    metadata: Vec<(String, String)>,
    tags: Vec<(String, String)>,
    parts: BTreeMap<u32, Content>,
}

#[derive(Default)]
struct State {
    objects: RefCell<BTreeMap<String, Stored>>,
    begun: RefCell<BTreeMap<String, Begun>>,
    /// By key, the newest last: ids and what was written, nothing for a delete marker. Nothing at all, if the bucket keeps none.
    versions: RefCell<Option<Versions>>,
    last_version: Cell<usize>,
    /// Each copy has an `ETag` of its own, as where a key of KMS encrypts it.
    new_e_tags: Cell<bool>,
    /// Archived objects that were asked for.
    restored: RefCell<BTreeSet<String>>,
    requests: Cell<usize>,
    fault: Cell<Option<(Fault, usize, bool)>>,
    has_failed: Cell<bool>,
    uploads: Cell<usize>,
}

type Versions = BTreeMap<String, Vec<(String, Option<Stored>)>>;

/// Handles to one bucket.
#[derive(Clone, Default)]
pub struct FaultyBucket(Rc<State>, Scripted);

impl FaultyBucket {
    pub fn new(objects: impl IntoIterator<Item = (String, Stored)>) -> FaultyBucket {
        let bucket = FaultyBucket(Rc::default(), Scripted::new());
        bucket.0.objects.borrow_mut().extend(objects);
        bucket
    }

    /// The request of this number, counted from here on, meets a fault; with `lasts`, all after it do as well.
    pub fn fails(&self, fault: Fault, number: usize, lasts: bool) {
        self.0.requests.set(0);
        self.0.has_failed.set(false);
        self.0.fault.set(Some((fault, number, lasts)));
    }

    /// All is well from now on.
    pub fn recovers(&self) {
        self.0.requests.set(0);
        self.0.fault.set(None);
    }

    /// Whether a request met the fault.
    pub fn has_failed(&self) -> bool {
        self.0.has_failed.get()
    }

    pub fn requests(&self) -> usize {
        self.0.requests.get()
    }

    pub fn objects(&self) -> BTreeMap<String, Stored> {
        self.0.objects.borrow().clone()
    }

    pub fn contents(&self) -> BTreeMap<String, Content> {
        self.objects().into_iter().map(|(key, stored)| (key, stored.content)).collect()
    }

    pub fn put(&self, key: &str, stored: Stored) {
        self.0.objects.borrow_mut().insert(key.to_owned(), stored);
    }

    /// From now on it keeps versions.
    pub fn keeps_versions(&self) {
        *self.0.versions.borrow_mut() = Some(Versions::new());
        self.objects().into_iter().for_each(|(key, stored)| self.note_version(&key, Some(stored)));
    }

    /// From now on copies have other `ETag`s than what they are of.
    pub fn gives_copies_new_e_tags(&self) {
        self.0.new_e_tags.set(true);
    }

    /// Somebody deletes it.
    pub fn deletes(&self, key: &str) {
        self.delete(key, None).unwrap();
    }

    /// Somebody writes over it.
    pub fn overwrites(&self, key: &str, stored: Stored) {
        self.note_version(key, Some(stored.clone()));
        self.put(key, stored);
    }

    /// What was written of a key, the newest first: ids and `ETag`s.
    pub fn written(&self, key: &str) -> Vec<(String, String)> {
        let versions = self.0.versions.borrow();
        let all = versions.iter().filter_map(|versions| versions.get(key)).flatten().rev();
        all.filter_map(|(id, stored)| Some((id.clone(), stored.as_ref()?.e_tag.clone()))).collect()
    }

    /// The delete markers that hide something: key and id.
    pub fn markers(&self) -> Vec<(String, String)> {
        let versions = self.0.versions.borrow();
        let latest = versions.iter().flatten().filter_map(|(key, versions)| Some((key, versions.last()?)));
        latest.filter(|(_, (_, stored))| stored.is_none()).map(|(key, (id, _))| (key.clone(), id.clone())).collect()
    }

    /// The keys of archived objects that were asked for.
    pub fn restored(&self) -> Vec<String> {
        self.0.restored.borrow().iter().cloned().collect()
    }

    /// How many uploads in parts are begun and not ended.
    pub fn unfinished(&self) -> usize {
        self.0.begun.borrow().len()
    }

    /// Work goes on that nobody waits for.
    pub fn goes_on(&self) {
        self.1.goes_on();
    }

    async fn answer(&self, asked: Asked) -> Result<Response, HttpError> {
        // Others run meanwhile.
        super::others_run().await;
        let number = self.0.requests.get();
        self.0.requests.set(number + 1);
        let fault = self.0.fault.get().filter(|(fault, first, lasts)| {
            let is_its_turn = number == *first || *lasts && number > *first;
            let fits = match fault {
                Fault::ErrorWithin => asked.answers_200(),
                Fault::NoPost => asked.method == Method::POST,
                Fault::BadDigest => asked.carries(),
                Fault::Truncated => asked.reads_object(),
                _ => true,
            };
            is_its_turn && fits
        });
        let Some((fault, ..)) = fault else { return Ok(self.carry_out(&asked)) };
        self.0.has_failed.set(true);
        let silence = || HttpError { kind: HttpErrorKind::Network, detail: "fault".into() };
        match fault {
            Fault::Dropped | Fault::NoPost => Err(silence()),
            Fault::AnswerLost => {
                self.carry_out(&asked);
                Err(silence())
            }
            Fault::SlowDown => Ok(refusal(503, "SlowDown")),
            Fault::InternalError => Ok(refusal(500, "InternalError")),
            Fault::DoneWithError => {
                self.carry_out(&asked);
                Ok(refusal(500, "InternalError"))
            }
            Fault::RequestTimeout => Ok(refusal(400, "RequestTimeout")),
            Fault::ErrorWithin => Ok(asked.error_within()),
            Fault::ExpiredToken => Ok(refusal(400, "ExpiredToken")),
            Fault::RequestTimeTooSkewed => {
                let body = "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-11-21T15:00:00Z</ServerTime></Error>";
                Ok(Response::new(403, Vec::new(), body.as_bytes().to_vec().into()))
            }
            Fault::BadDigest => Ok(refusal(400, "BadDigest")),
            Fault::AccessDenied => Ok(refusal(403, "AccessDenied")),
            Fault::Truncated => {
                let answer = self.carry_out(&asked);
                let (status, headers) = (answer.status().as_u16(), answer.headers().to_vec());
                let mut body = answer.into_body();
                let half = body.len() / 2;
                body.truncate(half);
                Ok(Response::new(status, headers, body))
            }
            Fault::NoHeaders => {
                let answer = self.carry_out(&asked);
                // These are exposed always (Fetch, "CORS-safelisted response-header name").
                let seen = answer.headers().iter().filter(|(name, _)| matches!(name.as_str(), "content-length" | "content-type"));
                let seen = seen.cloned().collect();
                Ok(Response::new(answer.status().as_u16(), seen, answer.into_body()))
            }
        }
    }

    fn carry_out(&self, asked: &Asked) -> Response {
        let parameter = |name: &str| asked.parameter(name);
        let upload_id = parameter("uploadId");
        match (asked.method.as_str(), upload_id) {
            ("GET", None) if parameter("versions").is_some() => self.list_versions(parameter("prefix").unwrap_or_default()),
            ("GET", None) if asked.key.is_empty() => self.list(asked),
            ("POST", _) if parameter("restore").is_some() => match self.0.restored.borrow_mut().insert(asked.key.clone()) {
                true => Response::new(202, Vec::new(), Bytes::default()),
                false => refusal(409, "RestoreAlreadyInProgress"),
            },
            ("GET", Some(id)) => self.list_parts(id),
            ("POST", _) if parameter("delete").is_some() => self.delete_many(&asked.text),
            ("POST", _) if parameter("uploads").is_some() => {
                let id = format!("U{}", self.0.uploads.get());
                self.0.uploads.set(self.0.uploads.get() + 1);
                let begun =
                    Begun { key: asked.key.clone(), metadata: asked.metadata(), tags: asked.tags(), parts: BTreeMap::new() };
                self.0.begun.borrow_mut().insert(id.clone(), begun);
                done(format!("<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"))
            }
            ("POST", Some(id)) => self.complete(asked, id),
            ("DELETE", Some(id)) => match self.0.begun.borrow_mut().remove(id) {
                Some(_) => Response::new(204, Vec::new(), Bytes::default()),
                None => refusal(404, "NoSuchUpload"),
            },
            ("PUT", Some(id)) => self.put_part(asked, id),
            (method, None) if parameter("tagging").is_some() => self.tag(asked, method),
            ("PUT", None) => self.put_object(asked),
            ("DELETE", None) if parameter("versionId").is_some() => {
                self.delete_version(&asked.key, parameter("versionId").unwrap());
                Response::new(204, Vec::new(), Bytes::default())
            }
            ("DELETE", None) => match self.delete(&asked.key, asked.header("if-match")) {
                Ok(()) => Response::new(204, Vec::new(), Bytes::default()),
                Err((status, code)) => refusal(status, code),
            },
            ("GET" | "HEAD", None) => self.get(asked),
            other => panic!("not known here: {other:?}"),
        }
    }

    fn put_object(&self, asked: &Asked) -> Response {
        let mut objects = self.0.objects.borrow_mut();
        let stored = match asked.header("x-amz-copy-source") {
            None => {
                let content = if asked.text.is_empty() { asked.content.clone() } else { Content::typed(&asked.text) };
                Stored { metadata: asked.metadata(), tags: asked.tags(), ..Stored::new(content) }
            }
            Some(source) => match self.source(&objects, source, asked) {
                Ok(source) if asked.header("x-amz-metadata-directive") == Some("REPLACE") => {
                    Stored { metadata: asked.metadata(), ..source }
                }
                Ok(source) => source,
                Err(refused) => return refused,
            },
        };
        if let Some((status, code)) = asked.unmet(objects.get(&asked.key)) {
            return refusal(status, code);
        }
        let is_copy = asked.header("x-amz-copy-source").is_some();
        let stored = if is_copy { self.tagged_anew(stored) } else { stored };
        let body =
            if is_copy { format!("<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>", stored.e_tag) } else { String::new() };
        let e_tag = vec![("etag".to_owned(), stored.e_tag.clone())];
        self.note_version(&asked.key, Some(stored.clone()));
        objects.insert(asked.key.clone(), stored);
        Response::new(200, e_tag, body.into_bytes().into())
    }

    fn tagged_anew(&self, stored: Stored) -> Stored {
        if !self.0.new_e_tags.get() {
            return stored;
        }
        Stored { e_tag: format!("\"{:032x}\"", self.next_number()), ..stored }
    }

    fn next_number(&self) -> usize {
        self.0.last_version.set(self.0.last_version.get() + 1);
        self.0.last_version.get()
    }

    fn note_version(&self, key: &str, stored: Option<Stored>) {
        if let Some(versions) = self.0.versions.borrow_mut().as_mut() {
            versions.entry(key.to_owned()).or_default().push((format!("v{}", self.next_number()), stored));
        }
    }

    fn delete_version(&self, key: &str, id: &str) {
        let mut versions = self.0.versions.borrow_mut();
        let Some(versions) = versions.as_mut().and_then(|versions| versions.get_mut(key)) else { return };
        versions.retain(|(own, _)| own != id);
        let mut objects = self.0.objects.borrow_mut();
        match versions.last() {
            Some((_, Some(stored))) => drop(objects.insert(key.to_owned(), stored.clone())),
            _ => drop(objects.remove(key)),
        }
    }

    fn list_versions(&self, prefix: &str) -> Response {
        let versions = self.0.versions.borrow();
        let mut listed = String::new();
        for (key, versions) in versions.iter().flatten().filter(|(key, _)| key.starts_with(prefix)) {
            for (at, (id, stored)) in versions.iter().enumerate().rev() {
                let is_latest = at + 1 == versions.len();
                let common = format!(
                    "<Key>{}</Key><VersionId>{id}</VersionId><IsLatest>{is_latest}</IsLatest><LastModified>2026-11-21T07:53:05.000Z</LastModified>",
                    escaped(key)
                );
                listed += &match stored {
                    None => format!("<DeleteMarker>{common}</DeleteMarker>"),
                    Some(Stored { e_tag, content, .. }) => {
                        format!("<Version>{common}<ETag>{}</ETag><Size>{}</Size></Version>", escaped(e_tag), content.size())
                    }
                };
            }
        }
        done(format!("<ListVersionsResult><Prefix>{}</Prefix>{listed}</ListVersionsResult>", escaped(prefix)))
    }

    fn source(&self, objects: &BTreeMap<String, Stored>, source: &str, asked: &Asked) -> Result<Stored, Response> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        // What belongs to the key is encoded.
        let (source, version_id) = match source.split_once("?versionId=") {
            Some((source, id)) => (decode(source), Some(decode(id))),
            None => (decode(source), None),
        };
        let key = source.trim_start_matches('/').split_once('/').unwrap().1.to_owned();
        let stored = self.version(objects, &key, version_id.as_deref()).ok_or_else(|| refusal(404, "NoSuchKey"))?;
        match asked.header("x-amz-copy-source-if-match") {
            Some(e_tag) if e_tag != stored.e_tag => Err(refusal(412, "PreconditionFailed")),
            _ => Ok(stored),
        }
    }

    /// What the key stands for, or did when this version was written.
    fn version(&self, objects: &BTreeMap<String, Stored>, key: &str, id: Option<&str>) -> Option<Stored> {
        let Some(id) = id else { return objects.get(key).cloned() };
        let versions = self.0.versions.borrow();
        versions.as_ref()?.get(key)?.iter().find(|(own, _)| own == id)?.1.clone()
    }

    fn put_part(&self, asked: &Asked, id: &str) -> Response {
        let objects = self.0.objects.borrow();
        let content = match asked.header("x-amz-copy-source") {
            None => asked.content.clone(),
            Some(source) => match self.source(&objects, source, asked) {
                Ok(source) => {
                    let range = asked.header("x-amz-copy-source-range").unwrap().trim_start_matches("bytes=");
                    let (from, last) = range.split_once('-').unwrap();
                    Content(vec![(source.content.0[0].0, from.parse().unwrap(), last.parse::<u64>().unwrap() + 1)])
                }
                Err(refused) => return refused,
            },
        };
        let mut begun = self.0.begun.borrow_mut();
        let Some(upload) = begun.get_mut(id) else { return refusal(404, "NoSuchUpload") };
        let e_tag = format!("\"{}\"", &content.sha256()[..32]);
        upload.parts.insert(asked.parameter("partNumber").unwrap().parse().unwrap(), content);
        let body = format!("<CopyPartResult><ETag>{e_tag}</ETag></CopyPartResult>");
        Response::new(200, vec![("etag".into(), e_tag)], body.into_bytes().into())
    }

    fn list_parts(&self, id: &str) -> Response {
        let begun = self.0.begun.borrow();
        let Some(upload) = begun.get(id) else { return refusal(404, "NoSuchUpload") };
        let part = |(number, content): (&u32, &Content)| {
            let (e_tag, size) = (&content.sha256()[..32], content.size());
            format!("<Part><PartNumber>{number}</PartNumber><ETag>\"{e_tag}\"</ETag><Size>{size}</Size></Part>")
        };
        done(format!("<ListPartsResult>{}</ListPartsResult>", upload.parts.iter().map(part).collect::<String>()))
    }

    fn complete(&self, asked: &Asked, id: &str) -> Response {
        let mut begun = self.0.begun.borrow_mut();
        let Some(upload) = begun.get(id) else { return refusal(404, "NoSuchUpload") };
        let mut objects = self.0.objects.borrow_mut();
        if let Some((status, code)) = asked.unmet(objects.get(&asked.key)) {
            return refusal(status, code);
        }
        let document = Document::parse(&asked.text).unwrap();
        let mut content = Vec::new();
        for part in document.root_element().children() {
            let of = |node: roxmltree::Node<'_, '_>, name: &str| {
                node.children().find(|child| child.tag_name().name() == name).and_then(|child| child.text().map(str::to_owned))
            };
            let number: u32 = of(part, "PartNumber").unwrap().parse().unwrap();
            let Some(stored) = upload.parts.get(&number) else { return refusal(400, "InvalidPart") };
            if of(part, "ETag").unwrap().trim_matches('"') != &stored.sha256()[..32] {
                return refusal(400, "InvalidPart");
            }
            content.extend(stored.0.clone());
        }
        let content = Content(content).joined();
        if asked.header("x-amz-mp-object-size").is_some_and(|size| size != content.size().to_string()) {
            return refusal(400, "InvalidRequest");
        }
        let md5s: Vec<u8> = upload.parts.values().flat_map(|part| hex::decode(&part.sha256()[..32]).unwrap()).collect();
        let e_tag = format!("\"{}-{}\"", hex::encode(md5::Md5::digest(md5s)), upload.parts.len());
        let stored =
            Stored { e_tag: e_tag.clone(), metadata: upload.metadata.clone(), tags: upload.tags.clone(), ..Stored::new(content) };
        assert_eq!(upload.key, asked.key);
        self.note_version(&asked.key, Some(stored.clone()));
        objects.insert(asked.key.clone(), stored);
        begun.remove(id);
        done(format!("<CompleteMultipartUploadResult><ETag>{e_tag}</ETag></CompleteMultipartUploadResult>"))
    }

    fn delete(&self, key: &str, e_tag: Option<&str>) -> Result<(), (u16, &'static str)> {
        let mut objects = self.0.objects.borrow_mut();
        match (objects.get(key), e_tag) {
            (Some(stored), Some(e_tag)) if stored.e_tag != e_tag => Err((412, "PreconditionFailed")),
            (None, Some(_)) => Err((404, "NoSuchKey")),
            _ => {
                objects.remove(key);
                self.note_version(key, None);
                Ok(())
            }
        }
    }

    fn delete_many(&self, body: &str) -> Response {
        let mut failed = String::new();
        for (key, e_tag, version_id) in identifiers(body) {
            if let Some(id) = version_id {
                self.delete_version(&key, &id);
            } else if let Err((_, code)) = self.delete(&key, e_tag.as_deref()) {
                failed += &format!("<Error><Key>{}</Key><Code>{code}</Code></Error>", escaped(&key));
            }
        }
        done(format!("<DeleteResult>{failed}</DeleteResult>"))
    }

    fn tag(&self, asked: &Asked, method: &str) -> Response {
        let mut objects = self.0.objects.borrow_mut();
        if method == "GET"
            && let Some(id) = asked.parameter("versionId")
        {
            let stored = self.version(&objects, &asked.key, Some(id));
            return stored.map_or_else(|| refusal(404, "NoSuchVersion"), |stored| tagging(&stored));
        }
        let Some(stored) = objects.get_mut(&asked.key) else { return refusal(404, "NoSuchKey") };
        match method {
            "GET" => tagging(stored),
            "PUT" => {
                let document = Document::parse(&asked.text).unwrap();
                let texts = |name: &'static str| {
                    let nodes = document.descendants().filter(move |node| node.tag_name().name() == name);
                    nodes.map(|node| node.text().unwrap_or_default().to_owned()).collect::<Vec<_>>()
                };
                stored.tags = texts("Key").into_iter().zip(texts("Value")).collect();
                done(String::new())
            }
            _ => {
                stored.tags.clear();
                Response::new(204, Vec::new(), Bytes::default())
            }
        }
    }

    fn get(&self, asked: &Asked) -> Response {
        let objects = self.0.objects.borrow();
        let is_head = asked.method == Method::HEAD;
        let Some(stored) = self.version(&objects, &asked.key, asked.parameter("versionId")) else {
            return if is_head { Response::new(404, Vec::new(), Bytes::default()) } else { refusal(404, "NoSuchKey") };
        };
        if asked.header("if-match").is_some_and(|e_tag| e_tag != stored.e_tag) {
            return refusal(412, "PreconditionFailed");
        }
        let mut headers = stored.metadata.clone();
        headers.push(("etag".into(), stored.e_tag.clone()));
        headers.push(("last-modified".into(), "Sat, 21 Nov 2026 07:53:05 GMT".into()));
        headers.push(("x-amz-checksum-crc64nvme".into(), stored.content.sha256()[..12].to_owned()));
        let range = asked.header("range").and_then(|range| range.trim_start_matches("bytes=").split_once('-'));
        let (from, to) = range.map_or((0, u64::MAX), |(from, last)| (from.parse().unwrap(), last.parse::<u64>().unwrap() + 1));
        let body = if is_head { Vec::new() } else { stored.content.within(from, to).bytes() };
        let length = if is_head { stored.content.size() } else { body.len() as u64 };
        headers.push(("content-length".into(), length.to_string()));
        Response::new(200, headers, body.into())
    }

    /// `ListObjectsV2`, two keys a page, so that there are several.
    fn list(&self, asked: &Asked) -> Response {
        // A token of this bucket is encoded once more than the query that brings it.
        let token =
            asked.parameter("continuation-token").map(|token| percent_decode_str(token).decode_utf8().unwrap().into_owned());
        let mut question =
            Question::new(|name| if name == "continuation-token" { token.as_deref() } else { asked.parameter(name) });
        question.most = question.most.min(2);
        let objects = self.0.objects.borrow();
        done(question.page(objects.iter().map(|(key, Stored { e_tag, content, .. })| Listed {
            key,
            e_tag,
            size: content.size(),
        })))
    }
}

/// A request, taken apart.
struct Asked {
    method: Method,
    key: String,
    query: Vec<(String, String)>,
    headers: http::HeaderMap,
    /// The body, where it is XML.
    text: String,
    /// The body, where it is a file's.
    content: Content,
}

impl Asked {
    fn new(method: &Method, uri: &Uri, headers: &http::HeaderMap) -> Asked {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs.map(|(name, value)| (decode(name), decode(value))).collect();
        // A key may begin with a slash: only the first one is the path's.
        let key = decode(&uri.path()[1..]);
        Asked { method: method.clone(), key, query, headers: headers.clone(), text: String::new(), content: Content::default() }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn metadata(&self) -> Vec<(String, String)> {
        let names = self.headers.iter().filter(|(name, _)| *name == "content-type" || name.as_str().starts_with("x-amz-meta-"));
        names.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    }

    fn tags(&self) -> Vec<(String, String)> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let pairs = self.header("x-amz-tagging").unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(key, value)| (decode(key), decode(value))).collect()
    }

    /// What of its conditions the object there does not meet.
    fn unmet(&self, there: Option<&Stored>) -> Option<(u16, &'static str)> {
        match (self.header("if-none-match"), self.header("if-match"), there) {
            (Some("*"), _, Some(_)) => Some((412, "PreconditionFailed")),
            (_, Some(_), None) => Some((404, "NoSuchKey")),
            (_, Some(e_tag), Some(there)) if e_tag != there.e_tag => Some((412, "PreconditionFailed")),
            _ => None,
        }
    }

    /// Whether S3 answers 200 before it knows the outcome.
    fn answers_200(&self) -> bool {
        let begins = self.parameter("uploads").is_some() || self.parameter("restore").is_some();
        let completes = self.method == Method::POST && !begins;
        completes || self.header("x-amz-copy-source").is_some()
    }

    fn error_within(&self) -> Response {
        if self.parameter("delete").is_none() {
            return done("<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>".into());
        }
        let error = |(key, ..): (String, _, _)| format!("<Error><Key>{}</Key><Code>InternalError</Code></Error>", escaped(&key));
        done(format!("<DeleteResult>{}</DeleteResult>", identifiers(&self.text).into_iter().map(error).collect::<String>()))
    }

    /// Whether it is answered by bytes of an object.
    fn reads_object(&self) -> bool {
        self.method == Method::GET && self.parameter("response-content-encoding").is_some()
    }

    /// Whether it has a body that a checksum is of.
    fn carries(&self) -> bool {
        self.content.size() > 0 || !self.text.is_empty()
    }
}

fn tagging(stored: &Stored) -> Response {
    let tag = |(key, value): &(String, String)| format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>");
    let set: String = stored.tags.iter().map(tag).collect();
    done(format!("<Tagging><TagSet>{set}</TagSet></Tagging>"))
}

/// What is to be deleted: keys, with the `ETag`s that were seen, or with a version.
fn identifiers(body: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let document = Document::parse(body).unwrap();
    let objects = document.descendants().filter(|node| node.tag_name().name() == "Object");
    let text = |object: roxmltree::Node<'_, '_>, name: &str| {
        object.children().find(|node| node.tag_name().name() == name).map(|node| node.text().unwrap_or_default().to_owned())
    };
    objects.map(|object| (text(object, "Key").unwrap(), text(object, "ETag"), text(object, "VersionId"))).collect()
}

fn escaped(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) }).collect()
}

fn done(body: String) -> Response {
    Response::new(200, vec![("content-type".into(), "application/xml".into())], body.into_bytes().into())
}

fn refusal(status: u16, code: &str) -> Response {
    let body = format!("<Error><Code>{code}</Code><Message>m</Message></Error>");
    Response::new(status, vec![("content-type".into(), "application/xml".into())], body.into_bytes().into())
}

fn within(limits: Limits, answer: Response) -> Result<Response, HttpError> {
    match answer.body().len() > limits.bytes {
        true => Err(HttpError { kind: HttpErrorKind::TooLarge, detail: "faulty".into() }),
        false => Ok(answer),
    }
}

impl HttpClient for FaultyBucket {
    async fn send(&self, request: Request, limits: Limits) -> Result<Response, HttpError> {
        let mut asked = Asked::new(request.method(), request.uri(), request.headers());
        asked.text = String::from_utf8(request.body().to_vec()).unwrap();
        within(limits, self.answer(asked).await?)
    }
}

/// A stretch of a file, on its way.
#[derive(Clone)]
pub struct Stretch(pub Content, pub String);

impl Body for Stretch {
    fn payload(&self) -> Payload<'_> {
        Payload::Hashed(&self.1)
    }

    fn length(&self) -> u64 {
        self.0.size()
    }
}

impl HttpClient<Stretch> for FaultyBucket {
    async fn send(&self, request: http::Request<Stretch>, limits: Limits) -> Result<Response, HttpError> {
        let mut asked = Asked::new(request.method(), request.uri(), request.headers());
        asked.content = request.body().0.clone();
        within(limits, self.answer(asked).await?)
    }
}

impl Clock for FaultyBucket {
    fn now(&self) -> SystemTime {
        self.1.now()
    }
    async fn sleep(&self, duration: Duration) {
        Clock::sleep(&self.1, duration).await;
    }
}

impl Random for FaultyBucket {
    fn fill(&self, bytes: &mut [u8]) {
        self.1.fill(bytes);
    }
}

impl KeyValueStore for FaultyBucket {
    fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
        self.1.get(lifetime, key)
    }
    fn set(&self, lifetime: Lifetime, key: &str, value: &str) {
        self.1.set(lifetime, key, value);
    }
    fn remove(&self, lifetime: Lifetime, key: &str) {
        self.1.remove(lifetime, key);
    }
}

impl Journal for FaultyBucket {
    fn record(&self, exchange: Exchange) {
        self.1.record(exchange);
    }
}

impl Spawn for FaultyBucket {
    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.1.spawn(work);
    }
}

impl Tabs for FaultyBucket {
    fn broadcast(&self, message: &str) {
        self.1.broadcast(message);
    }
}
