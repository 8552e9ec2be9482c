language = Sprache
links = Verweise
help = Hilfe
terms = Bedingungen
privacy = Datenschutz
terms-of = Bedingungen von { $name }
privacy-of = Datenschutz bei { $name }
continue-to = Weiter zu
sign-in = Anmelden
next = Weiter
cancel = Abbrechen
change = Ändern
username = Benutzername oder E-Mail
email = E-Mail
password = Passwort
show = Anzeigen
hide = Verbergen
caps-lock = Die Feststelltaste ist aktiv
copy = Kopieren
remember = { $days ->
    [one] Einen Tag angemeldet bleiben
   *[other] { $days } Tage angemeldet bleiben
}
forgot-password = Passwort vergessen?
create-account = Konto anlegen
error-prefix = Fehler:
error-username-missing = Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.
error-password-missing = Geben Sie Ihr Passwort ein.
error-wrong-credentials = Name und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.
error-code-missing = Geben Sie den Code ein.
error-wrong-code = Dieser Code passt nicht oder wurde schon benutzt. Warten Sie auf den nächsten und versuchen Sie es noch einmal.
error-codes-locked = { $minutes ->
    [one] Zu viele falsche Codes. Eine Minute lang werden keine Codes angenommen.
   *[other] Zu viele falsche Codes. { $minutes } Minuten lang werden keine Codes angenommen.
}
error-locked = { $minutes ->
    [one] Zu viele Versuche. Die Anmeldung ist eine Minute lang gesperrt.
   *[other] Zu viele Versuche. Die Anmeldung ist { $minutes } Minuten lang gesperrt.
}
error-throttled = { $seconds ->
    [one] Zu viele Versuche. Versuchen Sie es in einer Sekunde wieder.
   *[other] Zu viele Versuche. Versuchen Sie es in { $seconds } Sekunden wieder.
}
error-too-many-sessions = Sie sind bereits an so vielen Stellen angemeldet, wie hier erlaubt ist. Melden Sie sich an einer davon ab und versuchen Sie es dann erneut.
error-stale = Diese Seite war zu lange offen. Bitte versuchen Sie es noch einmal.
error-unavailable = Das hat bei uns nicht geklappt. Bitte versuchen Sie es gleich noch einmal.
verify-title = Bestätigen Sie, dass Sie es sind
verify-totp = Öffnen Sie Ihre Authenticator-App und geben Sie den angezeigten Code ein.
verify-backup-code = Geben Sie einen der Ersatzcodes ein, die Sie aufbewahrt haben. Jeder gilt einmal.
code-totp = Code
code-backup-code = Ersatzcode
verify = Bestätigen
other-ways = Anderen Weg wählen
way-totp = Authenticator-App
way-backup-code = Ersatzcode
choose-account = Konto wählen
use-another-account = Anderes Konto verwenden
remove = Entfernen
remove-account = { $name } entfernen
consent-title = { $name } möchte auf Ihr Konto zugreifen
wants-to-access = möchte auf Ihr Konto zugreifen
signed-in-as = Angemeldet als
publisher-verified = Geprüfter Herausgeber:
unverified = Der Herausgeber dieser Anwendung ist nicht geprüft.
unverified-from = Nicht geprüfte Anwendung von { $domain }.
answers-go-to = Antworten gehen an
local-redirect = Die Antwort bleibt auf diesem Gerät. Fahren Sie nur fort, wenn Sie dies gerade selbst begonnen haben.
group-identity = Wer Sie sind
group-data = Ihre Daten
group-access = Was sie tun darf
scope-openid = Wissen, wer Sie sind
scope-profile = Ihren Namen und Ihr Profil sehen
scope-email = Ihre E-Mail-Adresse sehen
scope-phone = Ihre Telefonnummer sehen
scope-address = Ihre Postanschrift sehen
scope-roles = Ihre Rollen sehen
scope-groups = Sehen, in welchen Gruppen Sie sind
scope-offline_access = Zugriff behalten, während Sie weg sind
scope-other = „{ $scope }“ verwenden
sensitive = Vertraulich
values-shown = Was übermittelt wird
claim-name = Name
claim-given_name = Vorname
claim-family_name = Nachname
claim-middle_name = Zweiter Vorname
claim-nickname = Spitzname
claim-preferred_username = Benutzername
claim-email = E-Mail
claim-email_verified = E-Mail bestätigt
claim-phone_number = Telefon
claim-phone_number_verified = Telefon bestätigt
claim-address = Anschrift
claim-birthdate = Geburtstag
claim-gender = Geschlecht
claim-locale = Sprache
claim-zoneinfo = Zeitzone
claim-picture = Bild
claim-profile = Profilseite
claim-website = Webseite
claim-updated_at = Zuletzt geändert
claim-other = { $claim }
lasts-session = Der Zugriff gilt, bis Sie sich abmelden.
lasts-days = { $days ->
    [one] Der Zugriff gilt einen Tag.
   *[other] Der Zugriff gilt bis zu { $days } Tage.
}
lasts-offline = Er besteht weiter, während Sie weg sind.
revoke-where = In Ihrem Konto zurücknehmen
allow = Erlauben
sign-out = Abmelden
sign-out-question = Von { $realm } abmelden?
end-all-sessions = Auch meine anderen Sitzungen beenden
signing-out = Abmeldung läuft
signing-out-everywhere = Die Anwendungen, die Sie benutzt haben, werden benachrichtigt.
signed-out = Sie sind abgemeldet
signed-out-lead = Sie können diese Seite jetzt schließen.
told = Diese Anwendungen wurden benachrichtigt:
silent = Diese Anwendungen haben nicht geantwortet:
sign-in-again = Wieder anmelden
one-moment = Einen Moment
returning = Sie werden zur Anwendung zurückgebracht.
returning-to = Sie werden zu { $name } zurückgebracht.
back-to = Zurück zu { $name }
go-on = Weiter
error-code = Code
request-id = Anfrage
details = Einzelheiten
retry-after = { $seconds ->
    [one] Versuchen Sie es in einer Sekunde wieder.
   *[other] Versuchen Sie es in { $seconds } Sekunden wieder.
}
you-are-signed-in = Sie sind angemeldet
manage-account = Konto verwalten
welcome = Willkommen bei { $realm }
welcome-lead = Melden Sie sich an, um Ihr Konto zu sehen.
failure-invalid-request = Ungültige Anfrage
failure-invalid-request-next = Die Anwendung hat etwas Unbrauchbares gesendet. Gehen Sie zu ihr zurück und versuchen Sie es noch einmal; wenn es wieder geschieht, sagen Sie den Betreibern Bescheid.
failure-invalid-redirect-uri = Ungültige redirect_uri
failure-invalid-redirect-uri-next = Die Anwendung wollte die Antwort an einer Adresse, die für sie nicht eingetragen ist. Sagen Sie den Betreibern Bescheid.
failure-unknown-application = Unbekannte Anwendung
failure-unknown-application-next = Die Anwendung, von der Sie kommen, ist hier nicht eingetragen oder abgeschaltet. Sagen Sie den Betreibern Bescheid.
failure-invalid-logout = Ungültige Abmeldung
failure-invalid-logout-next = Sie sind noch angemeldet. Auf der Startseite können Sie sich abmelden.
failure-expired = Das hat zu lange gedauert
failure-expired-next = Die Anmeldung ist abgelaufen. Beginnen Sie in der Anwendung von vorn.
failure-already-done = Sie sind angemeldet
failure-already-done-next = Diese Anmeldung ist schon abgeschlossen. Gehen Sie zur Anwendung zurück.
failure-other-browser = Beginnen Sie in der Anwendung von vorn
failure-other-browser-next = Diese Seite gehört zu einem anderen Browser oder besteht nicht mehr.
failure-forbidden = Dieses Formular kann nicht angenommen werden
failure-forbidden-next = Es kam nicht von dieser Seite, oder Cookies sind gesperrt. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
failure-not-found = Hier ist nichts
failure-not-found-next = Die Adresse ist vielleicht falsch geschrieben oder veraltet.
failure-throttled = Zu viele Versuche
failure-throttled-next = Zu Ihrer Sicherheit ruht die Anmeldung eine Weile.
failure-unavailable = Die Anmeldung ist nicht verfügbar
failure-unavailable-next = Bitte versuchen Sie es gleich noch einmal. Nichts, was Sie eingegeben haben, ist verloren.
failure-internal = Etwas ist schiefgegangen
failure-internal-next = Der Fehler liegt bei uns. Wenn er wieder auftritt, nennen Sie uns die Anfrage unten.
account = Konto
section-overview = Übersicht
section-password = Passwort
section-authenticator = Authenticator-App
section-backup-codes = Ersatzcodes
section-sessions = Sitzungen
section-applications = Anwendungen
section-activity = Aktivität
check-second-factor = Zweiter Faktor
check-second-factor-good = { $count ->
    [one] Nach dem Passwort wird nach einer Authenticator-App oder einem Sicherheitsschlüssel gefragt.
   *[other] Nach dem Passwort wird nach einem von { $count } Authenticator-Apps und Sicherheitsschlüsseln gefragt.
}
check-second-factor-open = Ihr Passwort allein genügt zur Anmeldung. Fügen Sie eine Authenticator-App oder einen Sicherheitsschlüssel hinzu.
check-backup-codes = Ersatzcodes
check-backup-codes-good = { $count ->
    [one] Einer ist noch übrig.
   *[other] { $count } sind noch übrig.
}
check-backup-codes-open = { $count ->
    [0] Sie haben keine. Erstellen Sie welche, falls Sie Ihr Telefon verlieren.
    [one] Nur einer ist noch übrig. Erstellen Sie neue.
   *[other] Nur { $count } sind noch übrig. Erstellen Sie neue.
}
check-sessions = Sitzungen
check-sessions-good = { $count ->
    [one] Sie sind nur hier angemeldet.
   *[other] Sie sind an { $count } Stellen angemeldet.
}
notice-password-changed = Ihr Passwort wurde geändert.
notice-factor-added = Ihre Authenticator-App wurde hinzugefügt. Andere Sitzungen sind beendet.
notice-factor-removed = Die Authenticator-App wurde entfernt. Andere Sitzungen sind beendet.
notice-session-ended = Erledigt. Wer dort angemeldet war, ist abgemeldet.
notice-application-revoked = Die Anwendung hat keinen Zugriff mehr.
new-password = Neues Passwort
password-help = { $count ->
   *[other] Mindestens { $count } Zeichen. Einige Wörter ohne Zusammenhang sind gut.
}
end-others = Überall sonst abmelden
save = Speichern
weak-empty = Geben Sie ein neues Passwort ein.
weak-too-long = Verwenden Sie höchstens { $most } Zeichen.
weak-too-short = { $count ->
   *[other] Verwenden Sie mindestens { $count } Zeichen.
}
weak-missing-class = Verwenden Sie Klein- und Großbuchstaben, Ziffern und andere Zeichen.
weak-common = Dieses Passwort probiert jeder zuerst.
weak-personal = Lassen Sie Ihren Namen, Ihre Adresse und den Namen dieses Dienstes weg.
weak-pattern = Vermeiden Sie wiederholte oder benachbarte Zeichen.
authenticator-lead = Nach dem Passwort zeigt der Code der App, dass Sie es sind.
add-authenticator = Authenticator-App hinzufügen
added = Hinzugefügt
used = benutzt
qr-code = QR-Code für Ihre Authenticator-App. Der Text daneben sagt dasselbe.
scan-lead = Scannen Sie den Code mit Ihrer Authenticator-App.
secret-lead = Oder geben Sie dies in der App ein:
factor-name = Name
factor-name-example = Mein Telefon
confirm-code = { $count ->
   *[other] Die { $count } Ziffern, die die App jetzt zeigt.
}
add = Hinzufügen
codes-once = Das sind Ihre Ersatzcodes. Sie werden nur jetzt gezeigt: Drucken Sie sie aus oder bewahren Sie sie sicher auf.
codes-stored = Ich habe sie aufbewahrt
codes-left = { $count ->
    [0] Sie haben keine Ersatzcodes.
    [one] Sie haben noch einen Ersatzcode.
   *[other] Sie haben noch { $count } Ersatzcodes.
}
codes-void = Neue Codes machen die alten ungültig.
make-codes = Neue Codes erstellen
codes-need-factor = Ersatzcodes springen für eine Authenticator-App oder einen Sicherheitsschlüssel ein. Fügen Sie zuerst eines davon hinzu.
sessions-lead = Wo Sie gerade angemeldet sind.
unknown-browser = Unbekannter Browser
this-browser = Dieser Browser
seen = zuletzt gesehen
end-session = Abmelden
end-others-now = Überall sonst abmelden
applications-lead = Was diese für Sie tun dürfen, endet sofort, wenn Sie es zurücknehmen.
applications-empty = Keine Anwendung hat Zugriff. Anwendungen, bei denen Sie sich anmelden und denen Sie etwas erlauben, erscheinen hier.
since = Seit
revoke = Zurücknehmen
revoke-access = Zugriff von { $name } zurücknehmen
activity-lead = Was zuletzt geschah. Wenn Sie etwas nicht wiedererkennen, wählen Sie „Das war ich nicht“.
event-login-succeeded = Angemeldet
event-login-failed = Eine Anmeldung schlug fehl
event-session-ended = Abgemeldet
event-user-locked = Anmeldung nach Fehlversuchen gesperrt
event-user-unlocked = Sperre aufgehoben
event-password-changed = Passwort geändert
event-password-breached = Passwort in einem Datenleck gefunden
event-factor-enabled = Passkey, zweiter Faktor oder Ersatzcodes hinzugefügt
event-factor-disabled = Passkey oder zweiter Faktor entfernt
event-factor-verified = Zweiter Faktor angenommen
event-factor-failed = Ein zweiter Faktor passte nicht
event-backup-code-used = Ersatzcode benutzt
event-consent-given = Einer Anwendung wurde etwas erlaubt
event-consent-revoked = Der Zugriff einer Anwendung wurde zurückgenommen
event-token-reuse-detected = Ein gestohlenes Token könnte benutzt worden sein; der Zugriff wurde beendet
or = oder
use-passkey = Passkey verwenden
passkey-title = Verwenden Sie Ihren Passkey
passkey-lead = Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Bildschirmsperre. Sie müssen nichts eintippen.
passkey-needs-script = Passkeys brauchen JavaScript, das in diesem Browser aus ist. Die anderen Wege gehen auch ohne.
passkey-impossible = Browser legen für diese Adresse keine Passkeys an.
passkey-canceled = Das wurde abgebrochen, hat zu lange gedauert, oder auf diesem Gerät ist kein passender Passkey. Versuchen Sie es noch einmal oder mit einem anderen Gerät.
passkey-exists = Auf diesem Gerät ist schon ein Passkey für dieses Konto.
passkey-failed = Ihr Browser konnte den Passkey nicht verwenden. Versuchen Sie es noch einmal oder auf anderem Weg.
passkey-wrong-site = Der Passkey gehört zu einer anderen Adresse als dieser.
passkey-unsupported = Dieser Browser kennt keine Passkeys. Nehmen Sie einen anderen Weg oder einen anderen Browser.
enroll-title = Schützen Sie Ihr Konto
enroll-passkey-lead = Melden Sie sich beim nächsten Mal mit Fingerabdruck, Gesicht oder Bildschirmsperre an. Ein Passkey lässt sich nicht erraten, und keine falsche Seite kann Sie danach fragen.
create-passkey = Passkey anlegen
not-now = Jetzt nicht
error-key-refused = Dieser Passkey wird hier nicht angenommen. Versuchen Sie einen anderen oder einen anderen Weg.
error-key-unknown = Dieser Passkey ist hier nicht bekannt. Vielleicht wurde er entfernt.
error-key-unverified = Ihr Gerät hat nicht geprüft, dass Sie es sind. Richten Sie dort eine Bildschirmsperre oder PIN ein, oder nehmen Sie einen anderen Weg.
error-key-expired = Das hat zu lange gedauert. Bitte noch einmal.
verify-passkey = Verwenden Sie Ihren Sicherheitsschlüssel oder einen Passkey dieses Kontos.
verify-passkey-start = Sicherheitsschlüssel oder Passkey verwenden
way-passkey = Sicherheitsschlüssel oder Passkey
section-passkeys = Passkeys
passkeys-lead = Mit einem Passkey melden Sie sich ohne Passwort an: Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Bildschirmsperre.
a-passkey = Passkey
a-security-key = Sicherheitsschlüssel
synced = zwischen Ihren Geräten abgeglichen
this-device-only = nur auf diesem Gerät
rename = Umbenennen
add-passkey = Passkey hinzufügen
security-keys = Sicherheitsschlüssel
security-keys-lead = Nach einem Sicherheitsschlüssel wird nach dem Passwort gefragt. Wenn Sie einen haben, genügt das Passwort allein nicht mehr.
add-security-key = Sicherheitsschlüssel hinzufügen
passkeys-error-refused = Die Antwort Ihres Geräts wird hier nicht angenommen. Versuchen Sie es noch einmal.
passkeys-error-expired = Das hat zu lange gedauert. Bitte noch einmal.
passkeys-error-last = Das ist Ihr einziger Weg zur Anmeldung. Fügen Sie zuerst einen weiteren Passkey hinzu.
passkeys-error-too-many = Mehr sind nicht möglich. Entfernen Sie zuerst einen.
check-passkeys = Passkeys
check-passkeys-open = Sie haben keinen. Mit einem melden Sie sich ohne Passwort an, und keine falsche Seite kann danach fragen.
notice-passkey-added = Ihr Passkey wurde hinzugefügt.
notice-security-key-added = Ihr Sicherheitsschlüssel wurde hinzugefügt. Andere Sitzungen sind beendet.
notice-passkey-removed = Entfernt. Andere Sitzungen sind beendet.
notice-passkey-renamed = Der Name wurde geändert.
check-passkeys-good = { $count ->
    [one] Mit einem Passkey melden Sie sich an.
   *[other] Mit { $count } Passkeys melden Sie sich an.
}

# A login that demands a new password
update-password-title = Neues Passwort wählen
update-password-administrator = Ihr Passwort wurde von der Verwaltung gesetzt. Wählen Sie eines, das nur Sie kennen.
update-password-breached = Ihr Passwort ist durch ein Datenleck an anderer Stelle bekannt. Wählen Sie ein neues, das Sie sonst nirgends verwenden.
update-password-expired = Ihr Passwort hat das Alter erreicht, ab dem hier ein neues nötig ist.
update-password-submit = Speichern und weiter
weak-reused = Wählen Sie ein Passwort, das Sie hier noch nicht verwendet haben.
weak-breached = Dieses Passwort ist durch ein Datenleck bekannt. Wählen Sie ein anderes.

# A login that demands a second factor
enroll-lead = Die Anmeldung braucht hier einen zweiten Schritt. Fügen Sie eine Authentifizierungs-App hinzu: Ihr Code zeigt künftig, dass Sie es sind.
enroll-until = Aufschieben können Sie das bis
enroll-submit = Hinzufügen und weiter
enroll-later = Nicht jetzt
enroll-key-lead = Die Anmeldung braucht hier einen zweiten Schritt. Fügen Sie einen Passkey hinzu, den dieses Gerät oder Ihr Telefon aufbewahrt, oder einen Sicherheitsschlüssel, den Sie bei sich tragen. Gleich danach melden Sie sich einmal damit an.
enroll-key-needs-script = Passkeys und Sicherheitsschlüssel brauchen JavaScript, das in diesem Browser ausgeschaltet ist. Schalten Sie es ein, oder nehmen Sie einen anderen Browser.

# Registrierung
register-title = Legen Sie Ihr Konto an
register-submit = Konto anlegen
register-email-help = Wir senden einen Code dorthin, um zu sehen, dass sie Ihnen gehört.
register-sign-in = Ich habe schon ein Konto
accept-terms = Ich akzeptiere die Nutzungsbedingungen
terms-version = Nutzungsbedingungen ({ $version })
privacy-policy = Datenschutzerklärung
fault-email = Geben Sie eine E-Mail-Adresse ein, etwa name@example.com.
fault-domain = Konten gibt es hier für Personen mit einer Adresse dieser Organisation.
fault-terms = Akzeptieren Sie die Nutzungsbedingungen, um fortzufahren.
verify-email-title = Prüfen Sie Ihre E-Mails
verify-email-code = Wir haben eine Nachricht an { $email } gesendet. Geben Sie den Code daraus ein.
verify-email-nothing = Nichts angekommen? Sehen Sie im Spam-Ordner nach und prüfen Sie die Adresse.
verify-email-resend = Neuen Code senden
verify-email-resent = Ein neuer Code ist unterwegs. Der vorige gilt nicht mehr.
verify-email-change = Andere Adresse verwenden
verify-email-confirm = { $email } ist Ihre Adresse. Das Konto jetzt anlegen?
verify-email-elsewhere = Dieses Konto wurde in einem anderen Browser begonnen. Wir können Ihnen einen Code zeigen, den Sie dort eingeben.
verify-email-show = Code anzeigen
verify-email-shown = Geben Sie diesen Code in dem Browser ein, in dem Sie begonnen haben:
verify-email-warning = Hat Sie jemand nach diesem Code gefragt? Dann verraten Sie ihn nicht: Er ist nur für Sie.
mail-code-label = Code aus der E-Mail
error-wrong-mail-code = Das ist nicht der Code, den wir zuletzt gesendet haben. Sehen Sie in die neueste Nachricht.
error-registration-over = Das hat zu lange gedauert, oder zu viele Codes waren falsch. Bitte beginnen Sie neu.
error-address-taken = Zu dieser Adresse gibt es inzwischen ein Konto. Melden Sie sich stattdessen an.
waits-title = Ihr Konto wartet auf Freigabe
waits-text = Jedes neue Konto wird von einem Menschen angesehen. Wir schreiben an { $email }, sobald entschieden ist.
failure-registration-closed = Neue Konten werden hier nicht angelegt
failure-registration-closed-next = Bitten Sie die Betreiber dieses Dienstes um ein Konto.
## Mails

mail-hello = Guten Tag { $name },
mail-hello-nobody = Guten Tag,
mail-code = Ihr Code:
mail-link-as-text = Falls die Schaltfläche nicht geht, kopieren Sie diese Adresse in Ihren Browser:
mail-valid = Code und Link gelten einmal, { $minutes } Minuten lang.
mail-not-asked = Wenn Sie das nicht angefordert haben, müssen Sie nichts tun.
mail-not-me = Waren Sie das nicht? Dann sperren Sie Ihr Konto sofort. Alle Sitzungen enden, und niemand meldet sich an, bevor Sie ein neues Passwort gewählt haben.
mail-lock = Das war ich nicht: mein Konto sperren
mail-foot = Sie erhalten diese Nachricht wegen Ihres Kontos bei { $realm }. Sie wurde automatisch erstellt.
mail-fact-when = Wann
mail-fact-source = Von
mail-recovery-subject = Neues Passwort wählen
mail-recovery-text = Jemand hat für Ihr Konto bei { $realm } ein neues Passwort angefordert. Wenn Sie das waren, geben Sie den Code auf der Seite ein, die in Ihrem Browser offen ist, oder folgen Sie dem Link.
mail-recovery-button = Neues Passwort wählen
mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-text = Das Passwort Ihres Kontos bei { $realm } wurde geändert. Wenn Sie das waren, ist alles in Ordnung.
mail-test-subject = E-Mail funktioniert
mail-test-text = Diese Nachricht zeigt, dass { $realm } E-Mails verschicken kann.

## Recovery

error-recovery-required = Dieses Konto wurde von seinem Inhaber gesperrt. Wählen Sie ein neues Passwort, um es wieder zu öffnen.
error-recovery-over = Dieser Code gilt nicht mehr. Fordern Sie eine neue E-Mail an.
failure-link-spent = Dieser Link gilt nicht mehr
failure-link-spent-next = Er wurde benutzt, ist zu alt oder durch einen neueren ersetzt. Fordern Sie bei Bedarf einen neuen an.
recovery-title = Konto wiederherstellen
recovery-lead = Sagen Sie uns, wer Sie sind. Wir schicken eine E-Mail, mit der Sie ein neues Passwort wählen können.
recovery-send = E-Mail schicken
recovery-back = Zurück zur Anmeldung
recovery-sent = Wenn es zu Ihrer Eingabe ein Konto mit bestätigter Adresse gibt, ist eine E-Mail unterwegs. Geben Sie den Code daraus ein oder öffnen Sie den Link in diesem Browser. Beides gilt { $minutes } Minuten.
recovery-elsewhere = Sie haben den Link in einem anderen Browser geöffnet als dem, in dem Sie ihn angefordert haben. Geben Sie den Code aus derselben E-Mail ein, um hier weiterzumachen.
recovery-code = Code aus der E-Mail
recovery-again = Keine E-Mail? Noch einmal anfordern
recovery-new-password = Neues Passwort wählen
recovery-all-end = Alle Sitzungen dieses Kontos enden.
link-recovery-title = Weiter zum neuen Passwort
link-recovery-lead = Sie haben einen Weg zurück zu Ihrem Konto angefordert. Wählen Sie jetzt ein neues Passwort.
link-recovery-confirm = Weiter
link-access-title = Ein Weg zurück zu Ihrem Konto
link-access-lead = Diesen Link hat ein Administrator für Sie erstellt. Sie wählen ein neues Passwort; verlorene zweite Faktoren werden entfernt.
link-access-confirm = Weiter
link-lock-title = Konto sperren?
link-lock-lead = Alle Sitzungen und alle Zugriffe von Anwendungen enden sofort. Niemand meldet sich an, bevor Sie ein neues Passwort gewählt haben.
link-lock-since = Passkeys, zweite Faktoren und verknüpfte Konten, die seit dieser Nachricht dazugekommen sind, werden entfernt.
link-lock-confirm = Mein Konto sperren
link-lock-done = Ihr Konto ist gesperrt
link-lock-done-lead = Alle Sitzungen sind beendet. Wählen Sie ein neues Passwort, um das Konto wieder zu öffnen; stellen Sie sicher, dass niemand sonst Ihre E-Mails liest.
mail-new-device-subject = Neue Anmeldung bei Ihrem Konto
mail-new-device-text = Ihr Konto bei { $realm } wurde mit einem Browser benutzt, den wir noch nicht kannten: { $about }. Wenn Sie das waren, ist alles in Ordnung.
mail-factor-added-subject = Ein zweiter Faktor wurde hinzugefügt
mail-factor-added-text = Zu Ihrem Konto bei { $realm } wurde ein zweiter Faktor hinzugefügt: { $about }. Wenn Sie das waren, ist alles in Ordnung.
mail-factor-removed-subject = Ein zweiter Faktor wurde entfernt
mail-factor-removed-text = Von Ihrem Konto bei { $realm } wurde ein zweiter Faktor entfernt. Wenn Sie das waren, ist alles in Ordnung.
mail-backup-code-used-subject = Ein Ersatzcode wurde benutzt
mail-backup-code-used-text = Einer der Ersatzcodes Ihres Kontos bei { $realm } wurde benutzt. Wenn Sie das waren, ist alles in Ordnung; erstellen Sie neue, bevor sie ausgehen.
mail-recovery-used-subject = Ihr Konto wurde wiederhergestellt
mail-recovery-used-text = Für Ihr Konto bei { $realm } wurde über die Wiederherstellung ein neues Passwort gewählt. Wenn Sie das waren, ist alles in Ordnung.
mail-account-locked-subject = Die Anmeldung ruht kurz
mail-account-locked-text = Für Ihr Konto bei { $realm } wurden zu viele falsche Passwörter eingegeben. Die Anmeldung ruht eine kurze Weile und geht dann von selbst weiter. Wenn Sie das waren, ist alles in Ordnung.
mail-account-locked-by-owner-subject = Ihr Konto ist gesperrt
mail-account-locked-by-owner-text = Ihr Konto bei { $realm } wurde mit „Das war ich nicht“ gesperrt. Alle Sitzungen sind beendet. Um es wieder zu öffnen, wählen Sie bei der Anmeldung „Passwort vergessen?“.
mail-access-link-subject = Ein Administrator hat einen Link erstellt
mail-access-link-text = Ein Administrator hat einen Link erstellt, der Ihr Konto bei { $realm } einmal öffnet, um ein neues Passwort zu wählen. Wenn Sie nicht darum gebeten haben, sperren Sie Ihr Konto.
mail-reuse-detected-subject = Der Zugriff einer Anwendung ist beendet
mail-reuse-detected-text = Womit { $about } Ihr Konto bei { $realm } erreicht, kam zweimal bei uns an; das geschieht, wenn es jemand kopiert hat. Zur Sicherheit haben wir den Zugriff beendet. Melden Sie sich dort neu an.
mail-consent-given-subject = Eine Anwendung hat dauerhaften Zugriff
mail-consent-given-text = Sie haben { $about } erlaubt, Ihr Konto bei { $realm } zu benutzen, auch während Sie abwesend sind. Sie können das in Ihrem Konto zurücknehmen.

mail-valid-hours = Code und Link gelten einmal, { $hours } Stunden lang.
mail-registration-subject = Ihr Code für ein neues Konto
mail-registration-text = Jemand hat begonnen, mit dieser Adresse ein Konto bei { $realm } anzulegen. Wenn Sie das waren, geben Sie den Code auf der Seite ein, die in Ihrem Browser offen ist, oder öffnen Sie den Link in demselben Browser.
mail-registration-button = Mein Konto anlegen
mail-account-exists-subject = Sie haben bereits ein Konto
mail-account-exists-text = Jemand hat begonnen, mit dieser Adresse ein Konto bei { $realm } anzulegen. Sie haben schon eines: Melden Sie sich an, oder wählen Sie ein neues Passwort, wenn Sie Ihres vergessen haben.
mail-account-exists-button = Anmelden
mail-welcome-subject = Willkommen
mail-welcome-text = Ihr Konto bei { $realm } ist angelegt. Dort sehen Sie, wo Sie angemeldet sind, und können einen zweiten Faktor hinzufügen.
mail-welcome-button = Mein Konto öffnen
mail-approved-subject = Ihr Konto ist freigegeben
mail-approved-text = Sie können sich ab jetzt bei { $realm } anmelden.
mail-approved-button = Anmelden
section-profile = Profil
profile-lead = Anwendungen sehen davon, was Sie ihnen erlauben. Lassen Sie leer, was Sie nicht mitteilen möchten.
profile-about = Über Sie
profile-preferences = Einstellungen
profile-faulty = Es wurde noch nichts gespeichert. Bitte prüfen Sie:
notice-profile-changed = Ihr Profil wurde gespeichert.
field-help = { $count ->
   *[other] Höchstens { $count } Zeichen.
}
field-name = Voller Name
field-given_name = Vorname
field-family_name = Nachname
field-nickname = Anzeigename
field-nickname-help = So nennen wir Sie auf unseren Seiten.
field-bio = Über mich
field-location = Ort
field-website = Webseite
field-website-help = Beginnt mit https://
field-profile = Profilseite
field-profile-help = Eine Seite über Sie an anderer Stelle; beginnt mit https://
field-links = Soziale Netzwerke
field-links-help = Höchstens fünf Adressen, eine in jeder Zeile.
field-birthdate = Geburtsdatum
field-birthdate-help = Jahr-Monat-Tag, etwa 1990-12-31.
field-phone_number = Telefon
field-phone_number-help = Mit Ländervorwahl, etwa +49 30 123456.
field-locale = Sprache
field-zoneinfo = Zeitzone
field-date_format = Datum und Uhrzeit
field-number_format = Zahlen
field-theme = Farben
choice-none = Keine Angabe
choice-locale- = Wie in meinem Browser
choice-zoneinfo- = Keine Angabe
choice-date_format-language = Wie in meiner Sprache üblich
choice-number_format-language = Wie in meiner Sprache üblich
choice-theme-system = Wie auf meinem Gerät
choice-theme-light = Hell
choice-theme-dark = Dunkel
fault-too-long = { $count ->
   *[other] Verwenden Sie höchstens { $count } Zeichen.
}
fault-too-many = { $count ->
   *[other] Geben Sie höchstens { $count } ein.
}
fault-not-text = Einige dieser Zeichen können nicht verwendet werden.
fault-not-url = Geben Sie eine vollständige Adresse ein, die mit https:// beginnt.
fault-not-date = Geben Sie ein Datum als Jahr-Monat-Tag ein, etwa 1990-12-31.
fault-in-future = Dieser Tag liegt in der Zukunft.
fault-not-phone = Geben Sie die Nummer mit Ländervorwahl ein, etwa +49 30 123456.
fault-not-offered = Wählen Sie etwas aus der Liste.
event-user-updated = Profil geändert
picture-label = Bild
picture-alt = Ihr Bild
picture-help = JPEG, PNG oder WebP mit höchstens 5 MB und 4096 Pixeln je Seite. Wir behalten ein Quadrat aus der Mitte und nichts darüber, wo und wann es aufgenommen wurde.
picture-upload = Hochladen
picture-remove = Bild entfernen
picture-missing = Wählen Sie zuerst eine Datei.
picture-too-large = Die Datei ist größer als 5 MB.
picture-not-an-image = Das ist weder ein JPEG- noch ein PNG- noch ein WebP-Bild.
picture-too-many-pixels = Das Bild hat mehr als 4096 Pixel auf einer Seite.
picture-broken = Das Bild kann nicht gelesen werden. Die Datei ist vielleicht beschädigt.
notice-picture-changed = Ihr neues Bild wurde gespeichert.
notice-picture-removed = Ihr Bild wurde entfernt.
scope-account_read = Ihr Konto sehen: Profil, Sicherheit, Sitzungen und Aktivität
scope-account_profile = Ihr Profil, Ihre Einstellungen und Ihr Bild ändern
scope-account_security = Ihr Passwort und Ihre zweiten Faktoren ändern, Sitzungen und Zugriffe beenden
scope-realm_admin = Diesen Bereich in Ihrem Namen verwalten: Personen, Rollen und Gruppen
docs-title = Konto-API
docs-lead = Was Anwendungen von einem Konto sehen und ändern dürfen, mit einem Zugriffstoken der Person.
docs-base = Adresse
docs-scopes = Berechtigungen
docs-operations = Vorgänge
docs-fresh = Frische Anmeldung
docs-problems = Ablehnungen

## Anmeldung per E-Mail

email-code-use = Code per E-Mail senden
email-code-sent = Wenn es zu { $name } ein Konto mit bestätigter Adresse gibt, ist eine Nachricht unterwegs. Geben Sie den Code daraus ein oder öffnen Sie den Link in diesem Browser. Beides gilt einmal, { $minutes } Minuten lang.
email-code-nothing = Nichts angekommen? Sehen Sie im Spam-Ordner nach.
email-code-wait = { $seconds ->
    [one] In einer Sekunde können Sie einen neuen Code anfordern.
   *[other] In { $seconds } Sekunden können Sie einen neuen Code anfordern.
}
email-code-password = Passwort verwenden
email-code-change = Anderen Namen verwenden
email-code-confirm = Sie haben diesen Link in diesem Browser angefordert. Melden Sie sich jetzt an.
email-code-elsewhere-title = Weiter im anderen Browser
email-code-elsewhere = Sie haben die Anmeldung in einem anderen Browser begonnen. Wir können Ihnen einen Code zeigen, den Sie dort eingeben; der Code aus der Nachricht gilt dann nicht mehr.
error-wrong-sign-in-code = Das ist nicht der Code, den wir zuletzt gesendet haben, oder er ist zu alt. Sehen Sie in die neueste Nachricht oder fordern Sie einen neuen Code an.
mail-sign-in-subject = Ihr Code zum Anmelden
mail-sign-in-text = Jemand möchte sich an Ihrem Konto bei { $realm } anmelden. Wenn Sie das sind, geben Sie den Code auf der Seite ein, die in Ihrem Browser offen ist, oder öffnen Sie den Link in demselben Browser. Verraten Sie den Code niemandem, der danach fragt.
mail-sign-in-button = Anmelden

## Vertraute Geräte

trust-device = { $days ->
    [one] Auf diesem Gerät einen Tag lang nicht mehr fragen
   *[other] Auf diesem Gerät { $days } Tage lang nicht mehr fragen
}
trust-device-help = Nur auf einem eigenen Gerät. Sie können das in Ihrem Konto unter „Vertraute Geräte“ beenden.
section-devices = Vertraute Geräte
devices-lead = Auf diesen Geräten genügt Ihr Passwort, ein zweiter Faktor wird nicht verlangt. Bei heiklen Änderungen wird trotzdem danach gefragt.
devices-none = Sie vertrauen keinem Gerät. Wenn Sie sich mit einem zweiten Faktor anmelden, können Sie wählen, auf diesem Gerät eine Zeit lang nicht mehr gefragt zu werden.
device-until = vertraut bis
device-distrust = Wieder fragen
device-distrust-all = Auf allen Geräten wieder fragen
notice-device-distrusted = Dort wird wieder nach dem zweiten Faktor gefragt.
event-device-trusted = Gerät vertraut
event-device-distrusted = Gerät nicht mehr vertraut
# Ein weiterer Nachweis von jemandem, der angemeldet ist
step-up = Hier ist ein weiterer Nachweis nötig, dass Sie es sind. Sie müssen sich nicht neu anmelden.

# Posteingang, Benachrichtigungen, Aktivität, Sperre
section-inbox = Posteingang
section-notifications = Benachrichtigungen
notice-notifications-changed = Ihre Auswahl wurde gespeichert.
notice-inbox-read = Alles ist gelesen.
check-inbox = Posteingang
check-inbox-open = { $count ->
    [one] Ein Hinweis, den Sie noch nicht gelesen haben.
   *[other] { $count } Hinweise, die Sie noch nicht gelesen haben.
}
inbox-lead = Was wir Ihnen über Ihr Konto mitgeteilt haben.
inbox-settings = Wählen, was Sie erfahren
inbox-unread = { $count ->
    [0] Nichts ungelesen
    [one] Einer ungelesen
   *[other] { $count } ungelesen
}
inbox-read-all = Alle als gelesen markieren
inbox-read = Als gelesen markieren
inbox-new = Neu
inbox-empty = Noch nichts. Wenn mit Ihrem Konto etwas geschieht, das Sie wissen sollten, etwa eine Anmeldung mit einem neuen Browser oder ein neues Passwort, steht es hier.
not-me = Das war ich nicht
older = Ältere
to-newest = Zu den neuesten
notifications-lead = Wo wir Ihnen sagen, was mit Ihrem Konto geschieht.
notifications-address = E-Mails gehen an
notifications-no-address = Keine E-Mail kann Sie erreichen; darum steht alles in Ihrem Posteingang.
notifications-event = Was geschah
notifications-mail = E-Mail
notifications-always = Immer per E-Mail
notifications-why = Manche Hinweise kommen immer per E-Mail, denn sie berichten von Wegen, ein Konto zu übernehmen: Wer sonst in Ihrem Konto wäre, könnte den Posteingang lesen und diese Seite ändern, nicht aber Ihr Postfach. Bei den anderen bleibt mindestens ein Weg an. Wenn weniger per E-Mail kommt, erhalten Sie darüber eine E-Mail.
notifications-faulty = Mindestens ein Weg muss an bleiben für:
notice-of-password-changed = Ihr Passwort wurde geändert
notice-of-new-device = Anmeldung mit einem neuen Browser
notice-of-factor-added = Ein Passkey oder zweiter Faktor kam hinzu
notice-of-factor-removed = Ein Passkey oder zweiter Faktor wurde entfernt
notice-of-backup-code-used = Ein Ersatzcode wurde benutzt
notice-of-recovery-used = Ihr Konto wurde wiederhergestellt
notice-of-account-locked = Die Anmeldung ruht nach falschen Passwörtern
notice-of-account-locked-by-owner = Ihr Konto wurde mit „Das war ich nicht“ gesperrt
notice-of-access-link = Die Verwaltung hat einen Link für Sie erstellt
notice-of-reuse-detected = Der Zugriff einer Anwendung endete zur Sicherheit
notice-of-consent-given = Eine Anwendung bekam dauerhaften Zugriff
notice-of-notifications-changed = Weniger kommt per E-Mail
notice-of-deletion-undone = Ihr Konto bleibt
fault-always-by-mail = Das kommt immer per E-Mail.
fault-one-must-stay = Wählen Sie E-Mail, Posteingang oder beides.
section-lock = Konto sperren?
lock-me = Ist jemand anders in Ihrem Konto? Konto sperren
lock-way-back = Sie öffnen es per E-Mail wieder: Wählen Sie bei der Anmeldung „Passwort vergessen?“.
lock-cancel = Nicht sperren
lock-impossible = Ihr Konto hat keine bestätigte E-Mail-Adresse; nach einer Sperre könnten Sie es nicht wieder öffnen. Wählen Sie stattdessen ein neues Passwort und beenden Sie alle anderen Sitzungen.
activity-kind = Worum es geht
activity-kind-all = Alles
activity-kind-sign-in = Anmeldungen
activity-kind-security = Passwort und Faktoren
activity-kind-profile = Profil
activity-kind-applications = Anwendungen
activity-words = Adresse oder Anwendung
activity-from = Von
activity-until = Bis
activity-search = Suchen
activity-all = Alles zeigen
activity-none = Hier wurde nichts gefunden.
activity-empty = Noch nichts. Jede Anmeldung und jede Änderung Ihres Kontos steht hier.
activity-further = Weiter zurück suchen
application-used = zuletzt benutzt
event-password-reset-requested = Ein neues Passwort wurde angefordert
event-password-reset = Ein vergessenes Passwort wurde ersetzt
event-recovery-used = Ein Weg zurück ins Konto wurde benutzt
event-recovery-link-issued = Die Verwaltung hat einen Link für Sie erstellt
mail-notifications-changed-subject = Weniger Hinweise kommen per E-Mail
mail-notifications-changed-text = In Ihrem Konto bei { $realm } wurde gewählt, dass Sie weniger per E-Mail erfahren. Der Posteingang Ihres Kontos zeigt es weiterhin. Wenn Sie das waren, ist alles in Ordnung.

# Terms at a login
event-terms-accepted = Nutzungsbedingungen akzeptiert
terms-changed-title = Die Bedingungen haben sich geändert
terms-first-title = Stimmen Sie den Bedingungen zu
terms-changed-lead = Bitte lesen und akzeptieren Sie die neuen Nutzungsbedingungen, um fortzufahren. Sonst ändert sich nichts an Ihrem Konto.
terms-first-lead = Bitte lesen und akzeptieren Sie die Nutzungsbedingungen, um fortzufahren.
terms-submit = Akzeptieren und weiter
error-terms-not-accepted = Akzeptieren Sie die Nutzungsbedingungen, um fortzufahren.

# The account area as an installed application
app-name = Konto bei { $realm }
offline-title = Sie sind offline
offline-lead = Ihr Konto wird gezeigt, sobald wieder eine Verbindung besteht. Auf diesem Gerät wird nichts davon gespeichert.
offline-retry = Erneut versuchen
# Leaving, and taking one's data along
section-privacy = Daten und Datenschutz
notice-account-kept = Ihr Konto bleibt. Anwendungen haben wieder Zugriff, sobald Sie sich dort anmelden.
event-user-deletion-requested = Die Löschung des Kontos wurde verlangt
event-user-restored = Das Konto wurde behalten
event-user-exported = Ihre Daten wurden angefordert oder heruntergeladen
event-role-granted = Sie haben eine Rolle erhalten
event-role-withdrawn = Eine Rolle wurde Ihnen entzogen
event-group-member-added = Sie wurden in eine Gruppe aufgenommen
event-group-member-removed = Sie wurden aus einer Gruppe entfernt
privacy-export = Meine Daten herunterladen
privacy-export-lead = Ein Archiv mit allem, was wir über Sie gespeichert haben: eine Seite zum Lesen und JSON für Programme. Passwörter und andere Geheimnisse sind nicht darin.
privacy-export-ask = Archiv vorbereiten
privacy-export-again = Neues Archiv vorbereiten
privacy-export-wanted = Ihr Archiv wird vorbereitet. Diese Seite zeigt, wenn es bereitliegt, und wir schreiben Ihnen.
privacy-export-ready = Herunterzuladen bis
privacy-export-download = Archiv herunterladen
privacy-export-failed = Das Archiv konnte nicht vorbereitet werden. Bitte versuchen Sie es noch einmal.
notice-export-requested = Ihr Archiv wird vorbereitet.
archive-title = Ihre Daten
archive-lead = Das ist alles, was über Sie gespeichert war, als diese Seite entstand. Dasselbe steht für Programme in data.json. Passwörter und andere Geheimnisse sind nicht darin.
archive-nothing = Hier ist nichts gespeichert.
archive-account = Konto
archive-profile = Profil
archive-preferences = Einstellungen
archive-credentials = Wege der Anmeldung
archive-sessions = Sitzungen
archive-applications = Anwendungen
archive-roles = Rollen und Gruppen
archive-terms = Zugestimmte Bedingungen
archive-messages = Nachrichten
archive-links = Links in Nachrichten
archive-activity = Aktivität
privacy-delete = Mein Konto löschen
privacy-at-once = Sofort enden alle Sitzungen, auch diese, und Anwendungen verlieren ihren Zugriff. Danach bleibt Zeit, es sich anders zu überlegen, bevor alles endgültig verschwindet.
privacy-until = Rückgängig zu machen bis
privacy-undo = Um es rückgängig zu machen, melden Sie sich vorher an. Wenn wir Ihre E-Mail-Adresse haben, gibt es dafür auch einen Link in der Nachricht darüber.
privacy-removed = Was gelöscht wird
privacy-removed-profile = Ihr Profil, Ihr Bild und Ihre Einstellungen
privacy-removed-ways = Ihr Passwort, Ihre Passkeys und alle anderen Wege der Anmeldung
privacy-removed-access = Ihre Sitzungen, was Sie Anwendungen erlaubt haben, und Nachrichten an Sie
privacy-kept = Was bleibt
privacy-kept-log = Einträge im Sicherheitsprotokoll, unter einer zufälligen Nummer, die zu niemandem mehr führt
privacy-kept-applications = Was Anwendungen über Sie gespeichert haben: Fragen Sie dort nach
privacy-understood = Ich verstehe, dass mein Konto mit allem, was darin ist, gelöscht wird.
privacy-delete-button = Mein Konto löschen
privacy-not-confirmed = Setzen Sie zuerst das Häkchen zur Bestätigung.
privacy-last-administrator = Sie sind der letzte Mensch, der diesen Bereich verwaltet. Geben Sie die Rolle zuerst jemand anderem; danach können Sie Ihr Konto löschen.
leaving-title = Ihr Konto wird bald gelöscht
leaving-lead = Alles darin verschwindet zum unten genannten Zeitpunkt endgültig. Bis dahin können Sie es behalten; Anwendungen bekommen so lange nichts.
leaving-at = Wird gelöscht am
leaving-keep = Mein Konto behalten
link-keep-title = Ihr Konto behalten?
link-keep-lead = Ihr Konto soll gelöscht werden. Wenn Sie es behalten, bleibt alles darin, wie es war.
link-keep-confirm = Mein Konto behalten
link-keep-done = Ihr Konto bleibt
link-keep-done-lead = Es wird nichts gelöscht. Melden Sie sich an, um weiterzumachen.
link-delete-done = Ihr Konto wird gelöscht
link-delete-done-lead = Alle Sitzungen sind beendet, und Anwendungen haben keinen Zugriff mehr. Wenn Sie es sich anders überlegen, melden Sie sich vor dem unten genannten Zeitpunkt an.
mail-fact-until = Wird gelöscht am
mail-deletion-scheduled-subject = Ihr Konto wird gelöscht
mail-deletion-scheduled-text = Die Löschung Ihres Kontos bei { $realm } wurde verlangt. Alle Sitzungen sind beendet. Wenn Sie das waren und sicher sind, brauchen Sie nichts zu tun. Wenn Sie es sich anders überlegen, behalten Sie das Konto rechtzeitig.
mail-deletion-scheduled-button = Mein Konto behalten
mail-deletion-undone-subject = Ihr Konto bleibt
mail-deletion-undone-text = Die Löschung Ihres Kontos bei { $realm } wurde rückgängig gemacht. Alles darin bleibt.
mail-deleted-subject = Ihr Konto ist gelöscht
mail-deleted-text = Ihr Konto bei { $realm } wurde mit allem, was darin war, gelöscht. Das ist unsere letzte Nachricht an Sie.
mail-export-ready-subject = Ihre Daten liegen bereit
mail-export-ready-text = Das Archiv Ihrer Daten bei { $realm } liegt bereit. Melden Sie sich an, um es innerhalb von 24 Stunden herunterzuladen; danach entfernen wir es.
mail-export-ready-button = Zum Herunterladen

# Invitations, and what a login asks about people.
optional = freiwillig
choose = Auswählen …
invitation-open-title = Sie sind eingeladen
invitation-open-lead = { $by } lädt Sie ein, ein Konto bei { $realm } anzulegen.
invitation-known-title = Sie haben schon ein Konto
invitation-known-lead = Hier gibt es schon ein Konto mit der Adresse { $email }. Melden Sie sich damit an; die Einladung brauchen Sie nicht.
invitation-used-title = Diese Einladung wurde verwendet
invitation-used-lead = Mit ihr wurde ein Konto angelegt. Wenn Sie das waren, melden Sie sich an. Wenn nicht, sagen Sie { $by } Bescheid.
invitation-revoked-title = Diese Einladung wurde zurückgenommen
invitation-revoked-lead = Wenn Sie noch ein Konto brauchen, fragen Sie { $by }.
invitation-expired-title = Diese Einladung ist abgelaufen
invitation-expired-lead = Bitten Sie { $by } um eine neue.
invitation-by = Eingeladen von
invitation-note = Nachricht
invitation-until = Gültig bis
invitation-email-help = Die Einladung gilt für diese Adresse; sie lässt sich deshalb nicht ändern.
invitation-submit = Annehmen und Konto anlegen
mail-invitation-subject = Sie sind eingeladen
mail-invitation-text = { $about } lädt Sie ein, ein Konto bei { $realm } anzulegen. Der Link ist nur für Sie und gilt einmal. Wenn Sie nicht wissen, wer das ist, werfen Sie diese Mail weg: Dann geschieht nichts.
mail-invitation-button = Einladung annehmen
mail-fact-note = Nachricht
mail-fact-valid-until = Gültig bis
mail-declined-subject = Zu Ihrem Konto
mail-declined-text = Ihr Konto bei { $realm } wurde nicht freigegeben, und was Sie dafür angegeben haben, ist gelöscht. Wenn Sie das für einen Irrtum halten, fragen Sie die Betreiber des Dienstes.
profile-step-title = Erzählen Sie uns etwas mehr
profile-step-lead = Sie können das weglassen und später in Ihrem Konto nachholen.
profile-step-required = Das brauchen wir, bevor es weitergeht.
profile-step-submit = Weiter
profile-step-skip = Nicht jetzt
fault-missing = Das kann nicht leer bleiben.
failure-invitation-needed = Sie brauchen eine Einladung
failure-invitation-needed-next = Konten werden hier auf Einladung angelegt. Bitten Sie die Betreiber dieses Dienstes um eine und öffnen Sie dann den Link in der Mail.
archive-invitations = Einladungen

# Die E-Mail-Adresse des Kontos
section-email = E-Mail-Adresse
email-lead = An diese Adresse schreiben wir, wenn mit Ihrem Konto etwas geschieht, und über sie kommen Sie zurück, wenn Sie Ihr Passwort vergessen.
email-now = Zurzeit
email-unproven = nicht bestätigt
email-none = Noch keine Adresse
email-change = Adresse ändern
email-add = Adresse hinzufügen
email-new = Neue E-Mail-Adresse
email-help = Wir senden einen Code dorthin. Nichts ändert sich, bevor Sie ihn bestätigen. Mit der Änderung werden Sie überall sonst abgemeldet.
email-send = Code senden
email-pending = Wir haben eine Nachricht an { $email } gesendet. Geben Sie den Code daraus ein, oder öffnen Sie den Link in diesem Browser.
email-elsewhere = Eine Nachricht ging an { $email }. Die Änderung wurde in einem anderen Browser begonnen: Geben Sie den Code dort ein, oder beginnen Sie hier neu.
email-until-then = Bis dahin bleibt alles, wie es ist.
email-until = Code und Link gelten bis
email-confirm = Adresse bestätigen
email-cancel = Adresse nicht ändern
email-impossible = Die Adresse lässt sich hier nicht ändern, weil dieser Server keine E-Mails sendet. Fragen Sie die Person, die ihn verwaltet.
email-error-not-email = Geben Sie eine E-Mail-Adresse ein, etwa name@example.com.
email-error-same-email = Das ist schon Ihre Adresse.
email-error-domain = Konten gibt es hier für Personen mit einer Adresse dieser Organisation.
email-error-code-missing = Geben Sie den Code ein.
email-error-wrong-code = Das ist nicht der Code, den wir zuletzt gesendet haben. Sehen Sie in die neueste Nachricht.
email-error-locked = { $count ->
    [one] Zu viele Codes wurden versucht. Öffnen Sie den Link in der Nachricht, oder versuchen Sie es in einer Minute wieder.
   *[other] Zu viele Codes wurden versucht. Öffnen Sie den Link in der Nachricht, oder versuchen Sie es in { $count } Minuten wieder.
}
email-error-over = Das hat zu lange gedauert, oder zu viele Codes waren falsch. Bitte beginnen Sie neu.
email-error-taken = Diese Adresse gehört inzwischen zu einem anderen Konto. Wählen Sie eine andere.
email-error-stale = Diese Seite war zu lange offen. Bitte versuchen Sie es noch einmal.
new-email-title = Neue Adresse bestätigen
new-email-confirm = Soll { $email } die Adresse Ihres Kontos sein?
new-email-elsewhere = Diese Änderung wurde in einem anderen Browser begonnen. Wir können Ihnen einen Code zeigen, den Sie dort eingeben.
notice-email-changed = Ihre Adresse wurde geändert. Andere Sitzungen sind beendet.
notice-email-proven = Ihre Adresse ist bestätigt.
notice-email-canceled = Ihre Adresse bleibt, wie sie ist.
event-email-verified = E-Mail-Adresse bestätigt
event-email-change-requested = Eine andere E-Mail-Adresse wurde gewünscht
event-email-changed = E-Mail-Adresse geändert
event-email-restored = Die frühere E-Mail-Adresse gilt wieder
notice-of-email-changed = Ihre E-Mail-Adresse wurde geändert
notice-of-email-restored = Ihre frühere E-Mail-Adresse gilt wieder
mail-email-change-subject = Bestätigen Sie Ihre neue Adresse
mail-email-change-text = Jemand möchte, dass dies die Adresse eines Kontos bei { $realm } wird. Wenn Sie das waren, geben Sie den Code auf der Seite ein, die in Ihrem Browser offen ist, oder öffnen Sie den Link in demselben Browser.
mail-email-change-button = Adresse bestätigen
mail-email-in-use-subject = Diese Adresse hat schon ein Konto
mail-email-in-use-text = Jemand wollte einem anderen Konto bei { $realm } diese Adresse geben. Sie gehört zu Ihrem Konto, deshalb wurde nichts geändert. Wenn Sie das waren, melden Sie sich bei Ihrem Konto an, oder wählen Sie eine andere Adresse.
mail-email-in-use-button = Anmelden
mail-email-changed-subject = Ihre Adresse wurde geändert
mail-email-changed-text = Die Adresse Ihres Kontos bei { $realm } ist jetzt { $about }. Wenn Sie das waren, ist alles in Ordnung. Wenn nicht: 14 Tage lang sperrt der Link unten, in der Nachricht an Ihre frühere Adresse, das Konto und setzt diese Adresse wieder ein.
mail-email-restored-subject = Die frühere Adresse gilt wieder
mail-email-restored-text = Jemand, der die frühere Adresse liest, hat „Das war ich nicht“ gewählt. Das Konto bei { $realm } ist gesperrt, und seine Adresse ist wieder { $about }. Um es zu öffnen, wählen Sie bei der Anmeldung „Passwort vergessen?“, mit dieser Adresse.
archive-addresses = Weitere Adressen
kept-form = Sie haben bestätigt, dass Sie es sind. Geändert wurde noch nichts: Prüfen Sie, was hier steht, und senden Sie es noch einmal.
strength-good = Das entspricht den Regeln. Beim Speichern prüfen wir noch, ob es bekannt oder leicht zu erraten ist.
# Mehrere Konten in einem Browser
account-signed-in = Angemeldet
account-signed-out = Abgemeldet
accounts-hint = Ein Konto bleibt in dieser Liste, wenn sein Inhaber angemeldet bleiben wollte. „Entfernen“ meldet das Konto ab und nimmt es aus der Liste dieses Browsers.
switch-account = Konto wechseln
add-account = Weiteres Konto hinzufügen
end-all-accounts = Alle { $count } Konten in diesem Browser abmelden
forget-account = Dieses Konto in diesem Browser vergessen
forget-account-hint = Sonst bleibt sein Name in der Liste der Konten. Auf einem gemeinsam genutzten Gerät ankreuzen.
still-signed-in = { $count ->
    [one] Jemand anderes ist in diesem Browser noch angemeldet:
   *[other] Andere sind in diesem Browser noch angemeldet:
}
accounts-remembered = Dieser Browser merkt sich Konten.
accounts-manage = Anzeigen oder entfernen
failure-other-account = Dieses Formular gehört zu einem anderen Konto
failure-other-account-next = Seit die Seite geöffnet wurde, haben Sie in diesem Browser das Konto gewechselt. Es wurde nichts gesendet oder geändert. Gehen Sie zurück, um Ihre Eingaben zu kopieren, oder wählen Sie das Konto, mit dem Sie fortfahren möchten.
## What speaks against a sign-in, and where it was
near = bei { $place }
mail-fact-place = Bei
mail-unusual-sign-in-subject = Ungewöhnliche Anmeldung bei Ihrem Konto
mail-unusual-sign-in-text = Ihr Konto bei { $realm } wurde in kurzer Zeit aus Netzen benutzt, in denen in dieser Zeit niemand gewesen sein kann, diesmal mit { $about }. Ein Tunnel (VPN) kann der Grund sein. Wenn Sie das waren, ist alles in Ordnung.
notice-of-unusual-sign-in = Anmeldung von zu weit entfernten Orten
risk-new-device = Neuer Browser
risk-velocity = Orte zu weit auseinander für so kurze Zeit
risk-breached-password = Passwort aus einem Datenleck bekannt
## Accounts elsewhere
section-links = Verknüpfte Konten
links-lead = Konten anderswo, mit denen Sie sich hier anmelden können.
links-none = Noch ist nichts verknüpft. Verknüpfen Sie ein Konto, das Sie anderswo haben, dann können Sie sich auch damit hier anmelden.
links-none-offered = Es ist nichts verknüpft. Dieser Dienst ist mit keinem anderen für die Anmeldung verbunden.
links-added = Verknüpft
links-used = Zuletzt verwendet
links-resting = Zurzeit nicht nutzbar
links-remove = Verknüpfung lösen
links-add = { $name } verknüpfen
links-waiting = Ihr Konto bei { $name } verknüpfen?
links-as = Dort heißen Sie
links-waiting-hint = Dann können Sie sich hier damit anmelden. Verknüpfen Sie es nur, wenn es Ihres ist.
links-link = Verknüpfen
notice-identity-linked = Das Konto ist verknüpft. Ab jetzt können Sie sich damit anmelden.
notice-identity-unlinked = Die Verknüpfung ist gelöst. Andere Sitzungen sind beendet.
event-identity-linked = Ein Konto anderswo wurde verknüpft
event-identity-unlinked = Die Verknüpfung mit einem Konto anderswo wurde gelöst
notice-of-identity-linked = Ein Konto anderswo wurde mit Ihrem verknüpft
notice-of-identity-unlinked = Die Verknüpfung Ihres Kontos mit einem anderswo wurde gelöst
mail-identity-linked-subject = Ein Konto anderswo wurde mit Ihrem verknüpft
mail-identity-linked-text = { $about } wurde mit Ihrem Konto bei { $realm } verknüpft: Wer sich dort anmeldet, kann sich nun hier als Sie anmelden. Wenn Sie das waren, ist alles in Ordnung.
mail-identity-unlinked-subject = Eine Verknüpfung Ihres Kontos wurde gelöst
mail-identity-unlinked-text = Die Verknüpfung von { $about } mit Ihrem Konto bei { $realm } wurde gelöst. Wenn Sie das waren, ist alles in Ordnung.
upstreams-title = Oder mit einem Konto, das Sie anderswo haben
upstream-continue = Weiter mit { $name }
upstream-away = { $name } ist zurzeit nicht erreichbar. Alle anderen Wege sind offen.
upstream-told-denied = Sie wurden nicht mit { $name } angemeldet: Der Vorgang wurde dort abgebrochen. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.
upstream-told-away = { $name } antwortet zurzeit nicht. Wählen Sie einen anderen Weg, oder versuchen Sie es in einer Minute noch einmal.
upstream-told-invalid = Die Antwort von { $name } war nicht brauchbar. Es hat sich nichts geändert. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.
upstream-told-not-anew = { $name } hat Sie nicht noch einmal nach Ihrer Anmeldung gefragt, und das ist hier nötig. Wählen Sie einen anderen Weg.
upstream-told-disabled = { $name } kann hier nicht mehr verwendet werden. Wählen Sie einen anderen Weg.
upstream-told-not-linked = Ihr Konto bei { $name } gehört hier noch zu keinem Konto. Melden Sie sich einmal auf Ihrem üblichen Weg an, dann können Sie es verknüpfen.
upstream-told-refused = Mit diesem Konto bei { $name } können Sie sich nicht anmelden. Wählen Sie einen anderen Weg, oder bitten Sie um Hilfe.
upstream-told-not-this-account = Dieses Konto bei { $name } gehört nicht zu dem Konto, in dem Sie angemeldet sind. Wählen Sie ein anderes oder einen anderen Weg.
upstream-told-too-many-sessions = Sie sind an so vielen Orten angemeldet, wie erlaubt sind. Melden Sie sich zuerst anderswo ab.
upstream-told-recovery-required = Dieses Konto wurde von seinem Besitzer gesperrt. Um es zu öffnen, wählen Sie „Passwort vergessen?“.
upstream-told-throttled = Zu viele Versuche von hier. Versuchen Sie es später noch einmal.
upstream-told-taken = Dieses Konto bei { $name } gehört zu einem anderen Konto hier. Es hat sich nichts geändert.
upstream-told-too-many = Sie haben so viele Konten verknüpft, wie möglich sind. Lösen Sie zuerst eine Verknüpfung.
upstream-told-last = Das ist Ihr einziger Zugang. Legen Sie zuerst ein Passwort oder einen Passkey an, dann können Sie die Verknüpfung lösen.

## A passkey first
passkey-first-lead = Sie brauchen kein Passwort. Sobald Ihre Adresse bestätigt ist, legen Sie einen Passkey an: Ihr Gerät meldet Sie dann mit Fingerabdruck, Gesicht oder Bildschirmsperre an.
passkey-first-script-or-password = Passkeys brauchen JavaScript, das in diesem Browser ausgeschaltet ist. Sie können stattdessen ein Passwort wählen.
first-passkey-title = Legen Sie Ihren Passkey an
first-passkey-lead = Ihre Adresse ist bestätigt. Mit einem Passkey melden Sie sich mit Fingerabdruck, Gesicht oder Bildschirmsperre an. Sie müssen sich nichts merken, und keine falsche Seite kann danach fragen.
first-passkey-password = Stattdessen ein Passwort wählen
passkey-new = Ihr Passkey ist bereit. Benutzen Sie ihn jetzt einmal, um sich anzumelden.
recovery-new-passkey = Legen Sie einen neuen Passkey an
recovery-passkey-lead = Ihr Konto hat kein Passwort. Mit einem neuen Passkey auf diesem Gerät oder Ihrem Telefon kommen Sie wieder hinein. Den verlorenen können Sie danach entfernen.

## The realm's own attributes
profile-attributes = Bei { $realm }
attribute-read-only = Diese Angabe pflegt Ihre Organisation.
attribute-true = Ja
attribute-false = Nein
attribute-date-help = Jahr-Monat-Tag, zum Beispiel 2026-03-31.
attribute-number-help = Eine ganze Zahl.
fault-too-short = { $count ->
    [one] Geben Sie mindestens ein Zeichen ein.
   *[other] Geben Sie mindestens { $count } Zeichen ein.
}
fault-not-number = Geben Sie eine ganze Zahl ein.
fault-out-of-range = Diese Zahl ist zu klein oder zu groß.
fault-not-pattern = Das hat nicht die Form, die hier erwartet wird.
fault-wrong-type = Das ist nicht, was hier erwartet wird.
fault-read-only = Das können Sie hier nicht ändern.

## The overview of an account
checkup-title = Sicherheitscheck
checkup-good = Alles in Ordnung. Nichts braucht Ihre Aufmerksamkeit.
checkup-weak = { $count ->
    [one] Ein Punkt braucht Ihre Aufmerksamkeit.
   *[other] { $count } Punkte brauchen Ihre Aufmerksamkeit, der wichtigste zuerst.
}
check-password-breached = Passwort
check-password-breached-open = Ihr Passwort ist durch ein Datenleck anderer Seiten bekannt. Wählen Sie ein anderes.
check-password-due = Passwort
check-password-due-open = Ihr Passwort muss ersetzt werden. Wählen Sie ein anderes.
check-email = E-Mail-Adresse
check-email-good = Ihre Adresse ist bestätigt. Mit ihr kommen Sie wieder hinein, wenn Sie alles andere verlieren.
check-email-missing = E-Mail-Adresse
check-email-missing-open = Sie haben keine. Ohne sie gibt es keinen Weg zurück, wenn Sie Ihre anderen Anmeldewege verlieren.
check-email-unproven = E-Mail-Adresse
check-email-unproven-open = Ihre Adresse ist nicht bestätigt und deshalb noch kein Weg zurück zu Ihrem Konto.
check-second-passkey = Passkeys
check-second-passkey-open = Ein einziger Passkey ist Ihr einziger Zugang. Fügen Sie einen zweiten auf einem anderen Gerät hinzu.
check-idle-sessions = Sitzungen
check-idle-sessions-open = { $count ->
    [one] Eine Sitzung wurde einen Monat lang nicht benutzt. Beenden Sie sie, wenn Sie sie nicht brauchen.
   *[other] { $count } Sitzungen wurden einen Monat lang nicht benutzt. Beenden Sie, was Sie nicht brauchen.
}
check-unused-applications = Anwendungen
check-unused-applications-open = { $count ->
    [one] Eine Anwendung mit Zugriff wurde ein halbes Jahr lang nicht benutzt.
   *[other] { $count } Anwendungen mit Zugriff wurden ein halbes Jahr lang nicht benutzt.
}
overview-all = Alle anzeigen
overview-activity = Letzte Aktivität
overview-used = Benutzt am
overview-since = Zugriff seit
back-to = Zurück zu { $name }
