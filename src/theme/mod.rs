//! Pages as templates, words per language, colors that can be read: the only place that names Tera and Fluent.

mod account;
mod account_profile;
mod account_sample;
mod branding;
mod check;
mod color;
mod email_code_sample;
mod error;
mod loaded;
mod locale;
mod mail;
mod manifest;
mod page;
mod palette;
mod personal;
mod registration_sample;
mod sample;
mod source;
mod themes;
mod words;

pub use account::*;
pub use account_profile::*;
pub use branding::Branding;
pub use check::{Report, check};
pub use color::Color;
pub use error::ThemeError;
pub use loaded::Asset;
pub use locale::{LanguageWishes, Locale};
pub use mail::{Fact, MailRequest, MailView, RenderedMail, mail_samples};
pub use page::*;
pub use personal::Personal;
pub use sample::{Sample, samples};
pub use source::skeleton;
pub use themes::{Chrome, PageRequest, RenderedPage, Themes, language_name};
