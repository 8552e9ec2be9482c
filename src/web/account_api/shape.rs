//! What operations are sent, and what they answer.

/// What an operation is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// `limit` and `cursor`.
    Paging,
    /// `limit` and `cursor`, and what is looked for in the activity.
    Search,
    /// JSON of this schema.
    Json(&'static str),
    /// JSON of this schema, upon the version that `If-Match` names.
    Patch(&'static str),
    /// A picture.
    Picture,
}

/// What an operation answers when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// 204
    Nothing,
    /// 200 with JSON of this schema.
    Json(&'static str),
    /// 200 with JSON of this schema and its version in `ETag`.
    Versioned(&'static str),
    /// 201 with JSON of this schema.
    Created(&'static str),
    /// 200 with a ZIP archive.
    Archive,
}
