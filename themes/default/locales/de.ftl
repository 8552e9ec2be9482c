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
