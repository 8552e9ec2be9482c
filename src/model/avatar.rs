//! The picture of a person.

use super::UserId;
use crate::clock::Timestamp;

/// A picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avatar {
    /// Names it in its address; nobody guesses it.
    pub id: String,
    /// Whose.
    pub user_id: UserId,
    /// Its media type.
    pub content_type: AvatarType,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was drawn.
    pub created_at: Timestamp,
}

/// What a picture can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarType {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl AvatarType {
    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The type of a media type.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|known| known.as_str() == text)
    }
}

/// What stands before the id in the address of a picture, below the issuer.
pub const AVATAR_PATH: &str = "/avatars/";
