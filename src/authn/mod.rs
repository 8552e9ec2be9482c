//! Who is the user? Passwords, lockout, the steps of a login, browser sessions. No HTTP, and no knowledge of the protocol
//! on whose behalf somebody signs in.

pub mod flow;
pub mod hasher;
pub mod lockout;
pub mod password;
mod weak_words;

pub use hasher::{HashError, HashOptions, Hasher, Verification};
pub use lockout::{Lockout, Tally};
pub use password::{CharacterClass, Password, PasswordError, PasswordPolicy, Weakness};
