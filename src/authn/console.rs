//! Sessions of the administration console (pages M-1, decision 033), each under the digest of its cookie's secret. Every
//! instance sees the same ones, and each use looks at the browser session and the user again.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use super::session::{Browser, Visit};
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::ephemeral::Slot;
use crate::model::{CONSOLE_ABSOLUTE, CONSOLE_IDLE, ConsoleDoor, ConsoleSession};
use crate::secret::{Secret, token_hash};

/// Written once and taken away once, so that no use brings back what was ended meanwhile.
static SESSIONS: Slot<ConsoleSession> = Slot::new("console_session", CONSOLE_ABSOLUTE);
/// When each was used last.
static SEEN: Slot<Timestamp> = Slot::new("console_seen", CONSOLE_IDLE);
/// The page that was asked for before the login, by browser: as long as a login may take.
static WAYS: Slot<String> = Slot::new("console_way", Duration::from_mins(10));
/// Begins the cookie's value, so that it can be told from other secrets where it leaks.
const TOKEN_PREFIX: &str = "gc_";
/// Bytes of a path that is kept.
const WAY_BYTES: usize = 1024;

impl Authenticator {
    /// What `visit` meets at the door of the console.
    pub async fn console_door(&self, origin: &Origin, visit: &Visit) -> Result<ConsoleDoor, Error> {
        let found = self.checkup(origin, &visit.user.id).await?;
        let has_factor = found.passkeys > 0 || found.has_second_factor();
        Ok(ConsoleDoor::of(&visit.session, has_factor, visit.is_fresh(origin.now)))
    }

    /// Begins a console session that hangs on `visit`; the value of its cookie, which is stored nowhere.
    pub async fn begin_console(&self, origin: &Origin, visit: &Visit) -> Result<Secret<String>, Error> {
        let token = origin.random.token(TOKEN_PREFIX);
        let (realm, key) = (origin.realm.as_str(), token_hash(token.expose()));
        let session = ConsoleSession {
            user_id: visit.user.id.clone(),
            session_id: visit.session.id.clone(),
            began_at: origin.now,
        };
        self.ephemeral.put(&SEEN, realm, &key, &origin.now).await?;
        self.ephemeral.put(&SESSIONS, realm, &key, &session).await?;
        Ok(token)
    }

    /// Whose console session the cookie's value `token` names, if it is live and `browser` still holds the session that it
    /// hangs on. Counts as a use of it, and not of the browser session.
    pub async fn find_console(
        &self,
        origin: &Origin,
        (browser, token): (&Browser, &Secret<String>),
    ) -> Result<Option<Visit>, Error> {
        let (realm, key) = (origin.realm.as_str(), token_hash(token.expose()));
        let Some(console) = self.ephemeral.get(&SESSIONS, realm, &key).await? else { return Ok(None) };
        let Some(seen_at) = self.ephemeral.get(&SEEN, realm, &key).await? else { return Ok(None) };
        let visits =
            if console.is_live(origin.now, seen_at) { self.visits(origin, browser).await? } else { Vec::new() };
        let visit = visits.into_iter().find(|visit| console.goes_on_in(&visit.session, &visit.user));
        match &visit {
            Some(_) => self.ephemeral.put(&SEEN, realm, &key, &origin.now).await?,
            None => self.end_console(origin, token).await?,
        }
        Ok(visit)
    }

    /// Ends the console session of the cookie's value `token`.
    pub async fn end_console(&self, origin: &Origin, token: &Secret<String>) -> Result<(), Error> {
        let key = token_hash(token.expose());
        Ok(self.ephemeral.release(&SESSIONS, origin.realm.as_str(), &key).await?)
    }

    /// Keeps the `path` of the console that was asked for in `browser` before a login.
    pub async fn keep_way(&self, origin: &Origin, browser: &Browser, path: &str) -> Result<(), Error> {
        if path.len() > WAY_BYTES {
            return Ok(());
        }
        let key = token_hash(browser.binding.expose());
        Ok(self.ephemeral.put(&WAYS, origin.realm.as_str(), &key, &path.to_owned()).await?)
    }

    /// Gives that path back, and forgets it.
    pub async fn take_way(&self, origin: &Origin, browser: &Browser) -> Result<Option<String>, Error> {
        let key = token_hash(browser.binding.expose());
        Ok(self.ephemeral.take(&WAYS, origin.realm.as_str(), &key).await?)
    }
}
