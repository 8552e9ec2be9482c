console = Verwaltung
console-overview = Übersicht
console-clients = Anwendungen
console-client = Anwendung
console-users = Personen
console-user = Person
console-access-link = Einmaliger Zugangslink
console-nothing = Hier gibt es nichts unter diesem Namen
console-nothing-text = Vielleicht wurde es inzwischen entfernt, oder es gehört zu einem anderen Realm.
console-back = Zurück zur Liste
console-sign-out = Verwaltung verlassen
console-own-account = Ihr eigenes Konto
console-door-arriving = Einen Augenblick
console-door-arriving-text = Ein Link auf einer anderen Website führte hierher. Die Verwaltung öffnet sich nur von dieser Seite aus.
console-door-arriving-go = Weiter
console-door-arriving-other = Zur Startseite
console-door-refused = Hier geht es für Sie nicht weiter
console-door-refused-text = Ihr Konto verwaltet { $realm } nicht. Wer es verwaltet, kann das ändern.
console-door-refused-go = Zurück zu Ihrem Konto
console-door-refused-other = Anderes Konto verwenden
console-door-needs-factor = Fügen Sie zuerst einen zweiten Faktor hinzu
console-door-needs-factor-text = Die Verwaltung verlangt immer einen Passkey oder einen Code neben dem Passwort. Fügen Sie Ihrem Konto einen hinzu und kommen Sie dann zurück.
console-door-needs-factor-go = Passkey hinzufügen
console-door-needs-factor-other = Authenticator-App hinzufügen
console-door-signed-out = Sie haben die Verwaltung verlassen
console-door-signed-out-text = In diesem Browser sind Sie weiterhin bei Ihrem Konto angemeldet.
console-door-signed-out-go = Verwaltung wieder öffnen
console-door-signed-out-other = Vom Konto abmelden
console-realm = Realm
console-at-least = { $count } oder mehr
console-to-look-at = Sehenswert
console-all-good = Keine Anwendung weicht von der guten Praxis ab, und keine Einstellung des Realms schwächt Anmeldungen.
console-clients-deviate = { $count ->
    [one] Eine Anwendung weicht von der guten Praxis ab
   *[other] { $count } Anwendungen weichen von der guten Praxis ab
}
console-clients-deviate-text = Sie funktionieren. Jede Abweichung steht auf der Seite der Anwendung, mit dem, was zu tun ist.
console-clients-deviate-all = Alle, die abweichen
console-weak = Einstellungen, die Anmeldungen schwächen
weak-short-passwords = Passwörter dürfen kürzer als 15 Zeichen sein.
weak-short-passwords-fix = Setzen Sie password_min_length auf 15, außer alle haben einen zweiten Faktor.
weak-email-code-login = Ein Code in einer E-Mail ersetzt das Passwort.
weak-email-code-login-fix = Wer das Postfach liest, kann sich anmelden. Setzen Sie email_code_login auf false, oder verlangen Sie per Regel einen zweiten Faktor.
weak-trusted-devices = Vertraute Browser werden nicht nach dem zweiten Faktor gefragt.
weak-trusted-devices-fix = Entfernen Sie trusted_devices, oder verlangen Sie den Faktor per Regel, der Vertrauen nie genügt.
weak-accounts-remembered = Jeder Browser zeigt, wer sich dort angemeldet hat.
weak-accounts-remembered-fix = Setzen Sie remembered_accounts auf kept, außer niemand teilt ein Gerät.
console-search = Suchen
console-search-clients = Name oder client_id enthält
console-search-users = Benutzername oder E-Mail-Adresse beginnt mit
console-only-deviating = Nur solche, die abweichen
console-all = Alle zeigen
console-next = Weitere
console-none-found = Hier wurde nichts gefunden.
console-disabled = Deaktiviert
console-disabled-text = Diese Anwendung ist deaktiviert: Sie wird überall abgewiesen, auch mit Token, die sie besitzt.
console-deviates = { $count ->
    [one] Eine Abweichung
   *[other] { $count } Abweichungen
}
console-deviations = Abweichungen von der guten Praxis
console-deviations-text = { $count ->
    [one] Deswegen wird nichts abgewiesen, aber sie verdient eine Antwort.
   *[other] Deswegen wird nichts abgewiesen, aber jede verdient eine Antwort.
}
console-no-deviations = Keine. Diese Anwendung folgt der guten Praxis (RFC 9700).
deviation-message = { $message }
deviation-fix = { $fix }
deviation-pkce-optional = Anfragen ohne PKCE werden angenommen, sodass ein untergeschobener Code nicht auffällt.
deviation-pkce-optional-fix = Setzen Sie require_pkce auf true.
deviation-shared-secret = Die Anwendung weist sich durch ein Geheimnis aus, das auch hier bekannt ist und an beiden Enden entweichen kann.
deviation-shared-secret-fix = Registrieren Sie jwks oder jwks_uri, und setzen Sie token_endpoint_auth_method auf private_key_jwt.
deviation-secret-in-body = Das Geheimnis wird im Formular gesendet, wo Protokolle und Proxys es eher aufbewahren.
deviation-secret-in-body-fix = Setzen Sie token_endpoint_auth_method auf client_secret_basic, besser noch auf private_key_jwt.
deviation-secret-on-devices = Ein Geheimnis, das auf die Geräte der Leute ausgeliefert wird, ist keines.
deviation-secret-on-devices-fix = Setzen Sie token_endpoint_auth_method auf none; PKCE schützt den Ablauf.
deviation-http-redirect = Antworten reisen über einfaches http, obwohl es keine native Anwendung ist.
deviation-http-redirect-fix = Registrieren Sie nur https als Redirect-URIs, oder setzen Sie application_type auf native.
deviation-bare-scheme = Das Schema einer Redirect-URI ist ein einfaches Wort, das auch andere Anwendungen beanspruchen können.
deviation-bare-scheme-fix = Verwenden Sie Ihren umgekehrten Domainnamen, etwa com.example.app:/callback, oder eine beanspruchte https-URI.
deviation-claimable-first-party = Niemand wird um Zustimmung gebeten, und ein anderes Programm auf dem Gerät kann die Antwort an sich nehmen.
deviation-claimable-first-party-fix = Setzen Sie first_party auf false, oder verwenden Sie beanspruchte https-Redirect-URIs.
deviation-several-audiences = Ein Token, bei dem keine Ressource genannt wird, gilt bei mehreren APIs zugleich.
deviation-several-audiences-fix = Lassen Sie in resources einen Empfänger stehen, oder lassen Sie die Anwendung die gewünschte Ressource nennen.
deviation-long-access-token = Zugriffstoken leben länger als eine Stunde.
deviation-long-access-token-fix = Senken Sie access_token_lifetime_seconds; Refresh-Token halten die Leute angemeldet.
deviation-long-refresh-token = Refresh-Token überdauern 30 Tage ohne Gebrauch oder 90 Tage insgesamt.
deviation-long-refresh-token-fix = Senken Sie refresh_token_lifetime_seconds oder refresh_absolute_lifetime_seconds.
deviation-long-grace = Ein verbrauchtes Refresh-Token wirkt länger als 30 Sekunden, sodass Diebstahl spät auffällt.
deviation-long-grace-fix = Senken Sie refresh_grace_seconds.
console-registered = Was registriert ist
fact-publisher = Bestätigt von
fact-type = Art
fact-profile = Geltendes Sicherheitsprofil
fact-authentication = Weist sich aus durch
fact-pkce = PKCE
fact-grants = Grant-Typen
fact-redirects = Redirect-URIs
fact-goodbyes = Nach dem Abmelden
fact-scope = Scope
fact-resources = Ressourcen
fact-keys = Öffentliche Schlüssel
fact-token-form = Zugriffstoken
fact-consent = Zustimmung
fact-registered = Registriert
fact-changed = Geändert
console-lifetimes = Geltende Lebensdauern
console-lifetimes-text = So, wie sie gelten, nachdem Server, Realm und Sicherheitsprofil mitgeredet haben.
lifetime-access-token = Zugriffstoken
lifetime-id-token = ID-Token
lifetime-refresh-idle = Refresh-Token ohne Gebrauch
lifetime-refresh-absolute = Refresh-Token insgesamt
lifetime-refresh-grace = Verbrauchtes Refresh-Token, für einen neuen Versuch
span-days = { $count ->
    [one] Ein Tag
   *[other] { $count } Tage
}
span-hours = { $count ->
    [one] Eine Stunde
   *[other] { $count } Stunden
}
span-minutes = { $count ->
    [one] Eine Minute
   *[other] { $count } Minuten
}
span-seconds = { $count ->
    [one] Eine Sekunde
   *[other] { $count } Sekunden
}
console-secrets = Geheimnisse
secret-made = Erstellt
secret-until = Gilt bis
secret-ended = Beendet
secret-no-end = Ohne Ende
secret-typed = Von einer Person gewählt
secret-off = Gilt nicht mehr
status-active = Aktiv
status-suspended = Gesperrt
status-locked = Vom Inhaber gesperrt
status-pending = Wartet auf Freigabe
user-status = Zustand
user-email = E-Mail-Adresse
user-email-proven = bestätigt
user-email-unproven = nicht bestätigt
user-none = Keine
user-yes = Ja
user-locked-until = Keine Anmeldung vor
user-delete-at = Wird gelöscht
user-made = Seit
user-id = Kennung
user-ways-in = Wege hinein
factor-password = Passwort
factor-passkeys = Passkeys
factor-security-keys = Sicherheitsschlüssel
factor-authenticators = Authenticator-Apps
factor-backup-codes = Übrige Backup-Codes
factor-sessions = Angemeldet an Stellen
user-roles = Rollen
user-groups = Gruppen
held-through = Über
access-link-when = Für jemanden, der den letzten Faktor verloren hat und Ihnen auf anderem Weg zeigt, wer er ist:
access-link-make = Zugangslink erstellen
access-link-text = Der Link lässt { $user } einmal herein, um ein neues Passwort zu wählen. Übergeben Sie ihn so, dass nur diese Person ihn lesen kann.
access-link-effect-factors = Er fragt nach keinem ihrer Faktoren.
access-link-effect-before = Jeder zuvor erstellte Link wird ungültig.
access-link-effect-told = Die Person erfährt es auf jedem Kanal, damit sie es bemerkt, wenn er nicht für sie war.
access-link-effect-trail = Ihr Name und der Grund stehen im Prüfprotokoll.
access-link-minutes = Gilt für
access-link-reason = Grund
access-link-confirm = Zur Bestätigung { $user } eingeben
access-link-fault-reason = Geben Sie an, warum der Link erstellt wird.
access-link-fault-confirm = Geben Sie zur Bestätigung { $user } ein.
access-link-fault-minutes = Wählen Sie, wie lange der Link gilt.
access-link-refused-stale = Diese Seite war zu lange offen. Bitte versuchen Sie es noch einmal.
access-link-refused-own = Niemand erstellt einen Link für sich selbst. Kümmern Sie sich im eigenen Konto um Ihre Faktoren.
access-link-refused-above = Diese Person hat Rechte, die Ihnen fehlen. Wer sie hat, kann den Link erstellen.
access-link-refused-closed = Dieses Konto ist gesperrt oder noch nicht freigegeben. Es muss zuerst geöffnet werden.
access-link-issued = Der Link für { $user } ist bereit.
access-link-until = Er gilt einmal, bis
access-link-once = Er wird nur dieses eine Mal gezeigt und nirgends gespeichert. Geht er verloren, erstellen Sie einen neuen.
access-link-done = Ich habe ihn übergeben
