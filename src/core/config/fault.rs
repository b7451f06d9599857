//! What can be wrong with a file. Its words are the page's own.

use std::fmt;

/// Something in the file that must be mended before the page can work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file, such as `user_pool.client_id`; empty for the file as a whole.
    pub field: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong with a field, or with the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not there.
    Missing(Expected),
    /// It is an empty text.
    Empty(Expected),
    /// It is this text.
    Text(String, Expected),
    /// It is no text.
    NoText(Expected),
    /// It is something else.
    Other(Expected),
    /// It was read once, and places are read now.
    Deprecated,
    /// Another place has the same.
    SlugTaken,
    /// It allows nobody anything.
    NoAccess,
    /// One endpoint is there without the other.
    OneEndpoint,
    /// A user pool has aliases or `username_attributes`.
    ConflictsWithAliases,
    /// There is no way to sign in, and guests are not let in.
    NoSignInMethod,
    /// The file is UTF-16.
    Utf16,
    /// The file is not UTF-8.
    NotUtf8(Position),
    /// The file is empty.
    EmptyFile,
    /// The file is JSON, and no object.
    NoObject,
    /// The file is one of Amplify's first generation.
    AmplifyGen1,
    /// The file is JavaScript.
    JavaScript(Position),
    /// The file has a comment.
    Comment(Position),
    /// The file has a single quote where a double one belongs.
    SingleQuote(Position),
    /// The file has a comma before this bracket or brace.
    TrailingComma(char, Position),
    /// The file is no JSON.
    Syntax(Position),
}

/// A place in the file's text, counted from 1, columns in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// What a field should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A list of some of these texts.
    SomeOf(&'static [&'static str]),
    /// A list of standard attributes.
    StandardAttributes,
    /// `true` or `false`.
    Flag,
    /// An object.
    Object,
    /// A list.
    List,
    /// A whole number in this range.
    Number(u16, u16),
    /// An address without a query.
    Url,
    /// An address that is encrypted or on this machine, without a query.
    PrivateUrl,
    /// An address that is encrypted or on this machine.
    Endpoint,
    /// A region.
    Region,
    /// A user pool's id.
    UserPoolId,
    /// An app client's id.
    ClientId,
    /// An identity pool.
    IdentityPool,
    /// An identity pool's id.
    IdentityPoolId,
    /// A role's ARN.
    RoleArn,
    /// A bucket's name.
    BucketName,
    /// What keys begin with.
    Prefix,
    /// What addresses call a place.
    Slug,
    /// A list of places.
    Places,
    /// A table's name.
    TableName,
    /// The name of an attribute of a table.
    KeyAttribute,
    /// What visitors call it.
    Label,
    /// What the user pool calls a provider.
    PoolProviderName,
    /// A provider, as Amplify spells it.
    AmplifyProvider,
    /// An application's id at a provider.
    ApplicationId,
    /// A scope.
    Scope,
    /// A domain.
    Domain,
    /// An address to come back to.
    ReturnUrl,
    /// An API's address.
    ApiUrl,
    /// A service's name in signatures.
    ServiceName,
    /// A file beside the page.
    FileName,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.field, self.kind)
    }
}
