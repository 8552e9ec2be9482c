//! Lists that come in parts. The address of a page holds all that it depends on (pages M-3).

use url::form_urlencoded::Serializer;

use crate::web::visitor::Visitor;

/// Entries of a part.
pub const PART: usize = 25;
/// Characters looked for at most.
const SEARCH_CHARS: usize = 100;

/// What the address says: what is looked for, and after which entry.
pub struct Asked {
    /// What is looked for; empty for everything.
    pub search: String,
    /// The place of the entry before.
    pub after: String,
}

impl Asked {
    pub fn of(visitor: &Visitor) -> Self {
        let text = |name| visitor.parameter(name).unwrap_or_default();
        let search = text("search").trim().chars().take(SEARCH_CHARS).collect();
        Self { search, after: text("after") }
    }

    /// The address of the part after `place`, with what else was asked for.
    pub fn next(&self, list: &str, more: &[(&str, &str)], place: &str) -> String {
        let asked = [("search", self.search.as_str())].into_iter().chain(more.iter().copied());
        let asked = asked.filter(|(_, value)| !value.is_empty()).chain([("after", place)]);
        format!("{list}?{}", Serializer::new(String::new()).extend_pairs(asked).finish())
    }
}

/// `text` as one part of a path.
pub fn segment(text: &str) -> String {
    // A space is the one character that forms write otherwise than paths.
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_what_was_typed() {
        let asked = Asked { search: "a&b=<c>".to_owned(), after: String::new() };
        let next = asked.next("/admin/clients", &[("deviating", "yes")], "x/y");
        assert_eq!(next, "/admin/clients?search=a%26b%3D%3Cc%3E&deviating=yes&after=x%2Fy");
        let plain = Asked { search: String::new(), after: String::new() };
        assert_eq!(plain.next("/l", &[("deviating", "")], "x"), "/l?after=x");
        assert_eq!(segment("a b/c?d\"+ä"), "a%20b%2Fc%3Fd%22%2B%C3%A4");
    }
}
