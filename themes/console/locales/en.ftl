console = Administration
console-overview = Overview
console-clients = Applications
console-client = Application
console-users = People
console-user = Person
console-access-link = One-time access link
console-nothing = There is nothing of that name
console-nothing-text = It may have been removed since, or it belongs to another realm.
console-back = Back to the list
console-sign-out = Leave administration
console-own-account = Your own account
console-door-arriving = One moment
console-door-arriving-text = A link on another site led here. Administration opens from this page alone.
console-door-arriving-go = Go on
console-door-arriving-other = Go to the start
console-door-refused = You cannot go on here
console-door-refused-text = Your account does not administer { $realm }. Somebody who does can change that.
console-door-refused-go = Back to your account
console-door-refused-other = Use another account
console-door-needs-factor = Add a second factor first
console-door-needs-factor-text = Administration always asks for a passkey, or for a code beside the password. Add one to your account, then come back.
console-door-needs-factor-go = Add a passkey
console-door-needs-factor-other = Add an authenticator app
console-door-signed-out = You have left administration
console-door-signed-out-text = You are still signed in to your account in this browser.
console-door-signed-out-go = Open administration again
console-door-signed-out-other = Sign out of the account
console-realm = Realm
console-at-least = { $count } or more
console-to-look-at = Worth a look
console-all-good = No application deviates from best practice, and no setting of the realm weakens sign-ins.
console-clients-deviate = { $count ->
    [one] One application deviates from best practice
   *[other] { $count } applications deviate from best practice
}
console-clients-deviate-text = They work. Each deviation is named on the page of the application, with what to do about it.
console-clients-deviate-all = All that deviate
console-weak = Settings that weaken sign-ins
weak-short-passwords = Passwords may be shorter than 15 characters.
weak-short-passwords-fix = Raise password_min_length to 15, unless everybody has a second factor.
weak-email-code-login = A code in a mail stands in for the password.
weak-email-code-login-fix = Whoever reads the mailbox can sign in. Set email_code_login to false, or demand a second factor by a rule.
weak-trusted-devices = Trusted browsers are not asked for the second factor.
weak-trusted-devices-fix = Remove trusted_devices, or demand the factor by a rule, which trust never satisfies.
weak-accounts-remembered = Every browser shows who has signed in there.
weak-accounts-remembered-fix = Set remembered_accounts to kept, unless nobody shares a device.
console-search = Search
console-search-clients = Name or client_id contains
console-search-users = Username or e-mail address begins with
console-only-deviating = Only those that deviate
console-all = Show all
console-next = Further
console-none-found = Nothing was found here.
console-disabled = Disabled
console-disabled-text = This application is disabled: it is refused everywhere, also with tokens it holds.
console-deviates = { $count ->
    [one] One deviation
   *[other] { $count } deviations
}
console-deviations = Deviations from best practice
console-deviations-text = { $count ->
    [one] Nothing is refused because of it, but it deserves an answer.
   *[other] Nothing is refused because of them, but each deserves an answer.
}
console-no-deviations = None. This application follows the best current practice (RFC 9700).
deviation-message = { $message }
deviation-fix = { $fix }
deviation-pkce-optional = Requests without PKCE are accepted, so an injected code is not noticed.
deviation-pkce-optional-fix = Set require_pkce to true.
deviation-shared-secret = The client proves itself by a secret that is also known here, and can leak at either end.
deviation-shared-secret-fix = Register jwks or jwks_uri and set token_endpoint_auth_method to private_key_jwt.
deviation-secret-in-body = The secret is sent in the form, where logs and proxies are likelier to keep it.
deviation-secret-in-body-fix = Set token_endpoint_auth_method to client_secret_basic, or better to private_key_jwt.
deviation-secret-on-devices = A secret that is shipped to people's devices is no secret.
deviation-secret-on-devices-fix = Set token_endpoint_auth_method to none; PKCE protects the flow.
deviation-http-redirect = Responses travel over plain http although the client is no native application.
deviation-http-redirect-fix = Register https redirect URIs alone, or set application_type to native.
deviation-bare-scheme = The scheme of a redirect URI is a plain word, which other applications can claim too.
deviation-bare-scheme-fix = Use a reversed domain name of yours, such as com.example.app:/callback, or a claimed https URI.
deviation-claimable-first-party = Nobody is asked for consent, and another program on the device can take the response.
deviation-claimable-first-party-fix = Set first_party to false, or use claimed https redirect URIs.
deviation-several-audiences = A token that is asked for without naming a resource is good at several APIs at once.
deviation-several-audiences-fix = Keep one audience in resources, or let the client name the resource it wants.
deviation-long-access-token = Access tokens live longer than an hour.
deviation-long-access-token-fix = Lower access_token_lifetime_seconds; refresh tokens keep people signed in.
deviation-long-refresh-token = Refresh tokens outlive 30 days without use, or 90 days in all.
deviation-long-refresh-token-fix = Lower refresh_token_lifetime_seconds or refresh_absolute_lifetime_seconds.
deviation-long-grace = A spent refresh token works for more than 30 seconds, so theft is noticed late.
deviation-long-grace-fix = Lower refresh_grace_seconds.
console-registered = What is registered
fact-publisher = Confirmed by
fact-type = Kind
fact-profile = Security profile in effect
fact-authentication = Proves itself by
fact-pkce = PKCE
fact-grants = Grant types
fact-redirects = Redirect URIs
fact-goodbyes = After signing out
fact-scope = Scope
fact-resources = Resources
fact-keys = Public keys
fact-token-form = Access tokens
fact-consent = Consent
fact-registered = Registered
fact-changed = Changed
console-lifetimes = Lifetimes in effect
console-lifetimes-text = As they hold after server, realm and security profile have had their say.
lifetime-access-token = Access token
lifetime-id-token = ID token
lifetime-refresh-idle = Refresh token without use
lifetime-refresh-absolute = Refresh token in all
lifetime-refresh-grace = Spent refresh token, to be retried
span-days = { $count ->
    [one] One day
   *[other] { $count } days
}
span-hours = { $count ->
    [one] One hour
   *[other] { $count } hours
}
span-minutes = { $count ->
    [one] One minute
   *[other] { $count } minutes
}
span-seconds = { $count ->
    [one] One second
   *[other] { $count } seconds
}
console-secrets = Secrets
secret-made = Made
secret-until = Works until
secret-ended = Ended
secret-no-end = No end
secret-typed = Chosen by a person
secret-off = No longer works
status-active = Active
status-suspended = Suspended
status-locked = Locked by its owner
status-pending = Waits for approval
user-status = State
user-email = E-mail address
user-email-proven = proven
user-email-unproven = not proven
user-none = None
user-yes = Yes
user-locked-until = No sign-in before
user-delete-at = Will be deleted
user-made = Since
user-id = Identifier
user-ways-in = Ways in
factor-password = Password
factor-passkeys = Passkeys
factor-security-keys = Security keys
factor-authenticators = Authenticator apps
factor-backup-codes = Backup codes left
factor-sessions = Signed in at
user-roles = Roles
user-groups = Groups
held-through = Through
access-link-when = For somebody who has lost their last factor, and shows you in another way who they are:
access-link-make = Make an access link
access-link-text = The link lets { $user } in once, to choose a new password. Hand it over in a way that only they can read.
access-link-effect-factors = It asks for none of their factors.
access-link-effect-before = Every link made before stops working.
access-link-effect-told = They are told on every channel, so that they notice if it was not for them.
access-link-effect-trail = Your name and the reason stand in the audit trail.
access-link-minutes = Works for
access-link-reason = Reason
access-link-confirm = To confirm, type { $user }
access-link-fault-reason = Say why the link is made.
access-link-fault-confirm = Type { $user } to confirm.
access-link-fault-minutes = Choose how long the link works.
access-link-refused-stale = This page was open for too long. Please try once more.
access-link-refused-own = Nobody makes a link for themself. Look after your factors in your own account.
access-link-refused-above = This person has rights that you lack. Somebody who has them can make the link.
access-link-refused-closed = This account is suspended or not approved yet. It has to be opened first.
access-link-issued = The link for { $user } is ready.
access-link-until = It works once, until
access-link-once = It is shown this once, and stored nowhere. If it is lost, make another one.
access-link-done = I have handed it over
