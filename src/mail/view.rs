//! From a mail as it is kept to what its template is given.

use crate::clock::Timestamp;
use crate::model::Mail;
use crate::theme::{Fact, MailView};

/// What `mail` shows to the person called `name`; links lead below `issuer`.
pub(super) fn view(mail: &Mail, name: &str, issuer: &str) -> MailView {
    let below = |path: String| format!("{}{path}", issuer.trim_end_matches('/'));
    let mut view = MailView {
        kind: mail.kind(),
        name: name.to_owned(),
        code: mail.code().map(grouped),
        link: mail.path().map(below),
        lock: mail.lock_path().map(below),
        minutes: mail.lifetime().as_secs() / 60,
        hours: (mail.lifetime().as_secs() >= 7_200).then(|| mail.lifetime().as_secs() / 3_600),
        ..MailView::default()
    };
    if let Mail::Notice { about, source, at, .. } = mail {
        view.about.clone_from(about);
        view.facts.push(Fact { name: "when", value: minute(*at) });
        view.facts.extend((!source.is_empty()).then(|| Fact { name: "source", value: source.clone() }));
    }
    if let Mail::DeletionScheduled { until, source, at, .. } = mail {
        view.facts.push(Fact { name: "until", value: minute(*until) });
        view.facts.push(Fact { name: "when", value: minute(*at) });
        view.facts.extend((!source.is_empty()).then(|| Fact { name: "source", value: source.clone() }));
    }
    view
}

/// Groups of three or four characters, so that a code is read without losing the place.
fn grouped(code: &str) -> String {
    let size = if code.len().is_multiple_of(4) { 4 } else { 3 };
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(size).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// `2026-11-21 10:00 UTC`
fn minute(instant: Timestamp) -> String {
    let text = instant.to_rfc3339();
    text.get(..16).map_or_else(String::new, |minute| format!("{} UTC", minute.replace('T', " ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Notice;
    use crate::theme::mail_samples;

    #[test]
    fn every_mail_has_a_sample_of_its_shape() {
        let at = Timestamp::from_secs(1_763_719_200);
        let (about, source, lock) = ("Phone".to_owned(), "192.0.2.7".to_owned(), Some("t".to_owned()));
        let notice = |notice: &Notice| Mail::Notice {
            notice: *notice,
            about: about.clone(),
            source: source.clone(),
            at,
            lock: lock.clone(),
        };
        let others = [
            Mail::Recovery { code: "04711815".to_owned(), token: "t".to_owned() },
            Mail::Registration { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::SignIn { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::EmailChange { code: "047118".to_owned(), token: "t".to_owned() },
            Mail::EmailInUse,
            Mail::AccountExists,
            Mail::Welcome,
            Mail::Approved,
            Mail::DeletionScheduled {
                token: "t".to_owned(),
                until: at,
                source: source.clone(),
                at,
                lock: lock.clone(),
            },
            Mail::Deleted,
            Mail::ExportReady,
            Mail::Test,
        ];
        for mail in others.into_iter().chain(Notice::ALL.iter().map(notice)) {
            let own = view(&mail, "Ada", "https://id.example.com/");
            let sample = mail_samples().into_iter().find(|sample| sample.kind == own.kind);
            let sample = sample.unwrap_or_else(|| panic!("{} has no sample", own.kind));
            assert_eq!(own.code.is_some(), sample.code.is_some(), "{}", own.kind);
            assert_eq!(own.link.is_some(), sample.link.is_some(), "{}", own.kind);
            assert_eq!(own.lock.is_some(), sample.lock.is_some(), "{}", own.kind);
            assert_eq!(own.facts.len(), sample.facts.len(), "{}", own.kind);
        }
    }

    #[test]
    fn links_lead_below_the_issuer_and_codes_are_grouped() {
        let mail = Mail::Recovery { code: "123456".to_owned(), token: "t".to_owned() };
        let view = view(&mail, "", "https://id.example.com/realms/acme");
        assert_eq!(view.link.as_deref(), Some("https://id.example.com/realms/acme/link/recovery/t"));
        assert_eq!((view.code.as_deref(), view.minutes), (Some("123 456"), 30));
        assert_eq!(grouped("12345678"), "1234 5678");
    }
}
