//! Settings become a way for mail to go.

use super::assemble::Surroundings;
use super::error::StartError;
use crate::config::Settings;
use crate::outbound::mail::{Mailer, SmtpOptions};

/// The mailer of `settings`; a box where none is configured and mail is caught; otherwise none.
pub(super) fn mailer(settings: &Settings, around: &Surroundings) -> Result<Option<Mailer>, StartError> {
    let mail = &settings.mail;
    let clock = around.clock.clone();
    if mail.host.is_empty() {
        return Ok(around.catches_mail.then(|| Mailer::catcher(clock)));
    }
    let options = SmtpOptions {
        host: mail.host.clone(),
        port: mail.port.and_then(|port| u16::try_from(port).ok()),
        tls: mail.tls,
        extra_ca: settings.outbound.extra_ca.as_ref().and_then(|path| std::fs::read(path).ok()),
        credentials: mail.username.clone().zip(mail.password.clone()),
        timeout: mail.timeout.0,
        from: mail.from.clone(),
    };
    Mailer::smtp(&options, clock).map(Some).map_err(StartError::Setting)
}
