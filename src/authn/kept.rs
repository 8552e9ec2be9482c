//! What was typed into a sensitive page whose login was no longer fresh (product AC-19, pages A-4): kept until the person has
//! shown who they are, and given back to the same page once. It belongs to one person, one session and one page, is sealed,
//! small and short-lived. Which fields a page may keep the page says; passwords, codes and what devices sign are never among
//! them, and nothing is done with what is kept but to show it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Authenticator;
use super::error::Error;
use super::session::Visit;
use crate::audit::Origin;
use crate::ephemeral::Slot;

/// As long as a login may take before it is begun anew.
const LIFETIME: Duration = Duration::from_mins(10);
/// Bytes of all fields together; of more nothing is kept.
const BYTES: usize = 4096;

/// Forms by session and page.
static KEPT: Slot<String> = Slot::new("kept_form", LIFETIME);

/// What was typed into a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptForm {
    /// Names and values.
    fields: Vec<(String, String)>,
    /// The id of the element to go on at.
    pub focus: String,
}

impl KeptForm {
    /// One that goes on at the element `focus`.
    pub fn at(focus: impl Into<String>) -> Self {
        Self { fields: Vec::new(), focus: focus.into() }
    }

    /// The same with one more field, where there is a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.fields.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn size(&self) -> usize {
        let fields = self.fields.iter().map(|(name, value)| name.len() + value.len());
        fields.sum::<usize>() + self.focus.len()
    }
}

impl Authenticator {
    /// Keeps `form` for the page of this name in the session of `visit`, in place of what was kept there.
    pub async fn keep_form(
        &self,
        origin: &Origin,
        (visit, page): (&Visit, &str),
        form: &KeptForm,
    ) -> Result<(), Error> {
        if form.size() > BYTES {
            return Ok(());
        }
        let text = serde_json::to_string(form).map_err(|error| Error::Internal(error.to_string()))?;
        let sealed = self.sub_keys.seal(&binding(origin, visit, page), &text);
        let sealed = sealed.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(self.ephemeral.put(&KEPT, origin.realm.as_str(), &key(visit, page), &sealed).await?)
    }

    /// Gives back what was kept for the page, and forgets it.
    pub async fn take_form(&self, origin: &Origin, (visit, page): (&Visit, &str)) -> Result<Option<KeptForm>, Error> {
        let Some(sealed) = self.ephemeral.take(&KEPT, origin.realm.as_str(), &key(visit, page)).await? else {
            return Ok(None);
        };
        // Sealed under a key that is gone, or for somebody else: there is nothing to give back.
        let text = self.sub_keys.open(&binding(origin, visit, page), &sealed).ok();
        Ok(text.and_then(|text| serde_json::from_str(text.expose()).ok()))
    }
}

fn key(visit: &Visit, page: &str) -> String {
    format!("{}:{page}", visit.session.id)
}

fn binding(origin: &Origin, visit: &Visit, page: &str) -> String {
    format!("kept_form|{}|{}|{}|{page}", origin.realm, visit.user.id, visit.session.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_it_is_told_and_no_more() {
        let form = KeptForm::at("email").with("email", Some("ada@example.com")).with("note", None);
        assert_eq!((form.get("email"), form.get("note")), (Some("ada@example.com"), None));
        assert!(form.size() < BYTES);
        let long = "x".repeat(BYTES);
        assert!(KeptForm::at("email").with("email", Some(&long)).size() > BYTES);
    }
}
