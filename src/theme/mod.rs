//! Pages as templates, words per language, colors that can be read: the only place that names Tera and Fluent.

mod branding;
mod color;
mod error;
mod loaded;
mod locale;
mod manifest;
mod page;
mod palette;
mod source;
mod themes;
mod words;

pub use branding::Branding;
pub use color::Color;
pub use error::ThemeError;
pub use loaded::Asset;
pub use locale::{LanguageWishes, Locale};
pub use page::*;
pub use palette::{Accents, Adjustment};
pub use themes::{Chrome, PageRequest, RenderedPage, Themes};
