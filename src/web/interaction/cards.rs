//! The accounts of one browser as its owner sees them: name, picture, masked address. Only those that have signed in there
//! are among them, by a live session or by what that login left (`web::remembered`).

use crate::authn::Visit;
use crate::model::{AVATAR_PATH, User, UserStatus, is_email_address, masked_identifier};
use crate::storage::users;
use crate::theme::{Account, AccountChoice};
use crate::web::page::Failure;
use crate::web::visitor::Visitor;

/// An account of this browser.
pub struct Card {
    /// Whose.
    pub user: User,
    /// Whether they are signed in.
    pub is_signed_in: bool,
}

impl Card {
    /// The card of somebody who is signed in.
    pub fn signed_in(visit: &Visit) -> Self {
        Self { user: visit.user.clone(), is_signed_in: true }
    }

    /// What the button of the card sends. It counts only among the accounts of the browser that sends it.
    pub fn key(&self) -> &str {
        self.user.id.as_str()
    }

    /// As pages show it.
    pub fn shown(&self, visitor: &Visitor) -> AccountChoice {
        let name = self.user.display_name();
        let address = self.user.email.as_ref().unwrap_or(&self.user.username);
        AccountChoice {
            key: self.key().to_owned(),
            account: Account {
                name: if is_email_address(name) { masked_identifier(name) } else { name.to_owned() },
                identifier: masked_identifier(address),
            },
            picture: picture(visitor, &self.user),
            signed_in: self.is_signed_in,
        }
    }
}

/// The accounts of this browser, in which `visits` are signed in: these first. An account that is gone or closed has no
/// card, whoever remembers it.
pub async fn of(visitor: &Visitor, visits: &[Visit]) -> Result<Vec<Card>, Failure> {
    let mut cards: Vec<Card> = visits.iter().map(Card::signed_in).collect();
    let (database, realm) = (visitor.context.database(), visitor.context.realm());
    for entry in &visitor.remembered {
        if cards.iter().any(|card| card.user.id == entry.user_id) {
            continue;
        }
        let user = users::find(database, realm, &entry.user_id).await?;
        let user = user.filter(|user| user.status == UserStatus::Active);
        cards.extend(user.map(|user| Card { user, is_signed_in: false }));
    }
    Ok(cards)
}

/// Where the picture of `user` is, if it is one of ours: pages fetch from nowhere else.
pub fn picture(visitor: &Visitor, user: &User) -> Option<String> {
    let path = user.claims.get("picture").and_then(serde_json::Value::as_str)?;
    path.starts_with(AVATAR_PATH).then(|| visitor.path(path))
}
