language = Language
links = Links
help = Help
terms = Terms
privacy = Privacy
terms-of = Terms of { $name }
privacy-of = Privacy at { $name }
continue-to = Continue to
sign-in = Sign in
next = Continue
cancel = Cancel
change = Change
username = Username or e-mail
email = E-mail
password = Password
show = Show
hide = Hide
caps-lock = Caps Lock is on
copy = Copy
remember = { $days ->
    [one] Keep me signed in for one day
   *[other] Keep me signed in for { $days } days
}
forgot-password = Forgot your password?
create-account = Create an account
error-prefix = Error:
error-username-missing = Enter your username or e-mail address.
error-password-missing = Enter your password.
error-wrong-credentials = That name and password do not go together. Check both and try again.
error-code-missing = Enter the code.
error-wrong-code = That code does not fit, or was used before. Wait for the next one and try again.
error-codes-locked = { $minutes ->
    [one] Too many wrong codes. Codes are not accepted for one minute.
   *[other] Too many wrong codes. Codes are not accepted for { $minutes } minutes.
}
error-locked = { $minutes ->
    [one] Too many attempts. Sign-in is locked for one minute.
   *[other] Too many attempts. Sign-in is locked for { $minutes } minutes.
}
error-throttled = { $seconds ->
    [one] Too many attempts. Try again in one second.
   *[other] Too many attempts. Try again in { $seconds } seconds.
}
error-too-many-sessions = You are signed in at as many places as is allowed here. Sign out at one of them, then try again.
error-stale = This page was open for too long. Please try once more.
error-unavailable = That did not work on our side. Please try again in a moment.
verify-title = Verify it is you
verify-totp = Open your authenticator app and type the code it shows.
verify-backup-code = Type one of the backup codes you have stored. Each works once.
code-totp = Code
code-backup-code = Backup code
verify = Verify
other-ways = Try another way
way-totp = Authenticator app
way-backup-code = Backup code
choose-account = Choose an account
use-another-account = Use another account
remove = Remove
remove-account = Remove { $name }
consent-title = { $name } wants to access your account
wants-to-access = wants to access your account
signed-in-as = Signed in as
publisher-verified = Verified publisher:
unverified = The publisher of this application is not verified.
unverified-from = Unverified application from { $domain }.
answers-go-to = Answers go to
local-redirect = The answer stays on this device. Go on only if you have just started this yourself.
group-identity = Who you are
group-data = Your data
group-access = What it may do
scope-openid = Know who you are
scope-profile = See your name and profile
scope-email = See your e-mail address
scope-phone = See your phone number
scope-address = See your postal address
scope-roles = See your roles
scope-groups = See which groups you are in
scope-offline_access = Keep access while you are away
scope-other = Use “{ $scope }”
sensitive = Sensitive
values-shown = What will be sent
claim-name = Name
claim-given_name = First name
claim-family_name = Last name
claim-middle_name = Middle name
claim-nickname = Nickname
claim-preferred_username = Username
claim-email = E-mail
claim-email_verified = E-mail confirmed
claim-phone_number = Phone
claim-phone_number_verified = Phone confirmed
claim-address = Address
claim-birthdate = Birthday
claim-gender = Gender
claim-locale = Language
claim-zoneinfo = Time zone
claim-picture = Picture
claim-profile = Profile page
claim-website = Web page
claim-updated_at = Last changed
claim-other = { $claim }
lasts-session = Access lasts until you sign out.
lasts-days = { $days ->
    [one] Access lasts for one day.
   *[other] Access lasts for up to { $days } days.
}
lasts-offline = It goes on while you are away.
revoke-where = Take it back in your account
allow = Allow
sign-out = Sign out
sign-out-question = Sign out of { $realm }?
end-all-sessions = Also end my other sessions
signing-out = Signing out
signing-out-everywhere = The applications you used are being told.
signed-out = You are signed out
signed-out-lead = You can close this page now.
told = These applications were told:
silent = These applications did not answer:
sign-in-again = Sign in again
one-moment = One moment
returning = You are on your way back to the application.
returning-to = You are on your way back to { $name }.
back-to = Back to { $name }
go-on = Go on
error-code = Code
request-id = Request
details = Details
retry-after = { $seconds ->
    [one] Try again in one second.
   *[other] Try again in { $seconds } seconds.
}
you-are-signed-in = You are signed in
manage-account = Manage your account
welcome = Welcome to { $realm }
welcome-lead = Sign in to see your account.
failure-invalid-request = Invalid request
failure-invalid-request-next = The application sent something that cannot be used. Go back to it and try again; if this happens again, tell the people who run it.
failure-invalid-redirect-uri = Invalid redirect_uri
failure-invalid-redirect-uri-next = The application asked to be answered at an address that is not registered for it. Tell the people who run it.
failure-unknown-application = Unknown application
failure-unknown-application-next = The application that sent you is not registered here, or is switched off. Tell the people who run it.
failure-invalid-logout = Invalid sign-out request
failure-invalid-logout-next = You are still signed in. You can sign out from the start page.
failure-expired = This took too long
failure-expired-next = The sign-in has expired. Start again from the application.
failure-already-done = You are signed in
failure-already-done-next = This sign-in was completed already. Go back to the application.
failure-other-browser = Start again from the application
failure-other-browser-next = This page belongs to another browser or is no longer there.
failure-forbidden = This form cannot be accepted
failure-forbidden-next = It did not come from this page, or cookies are blocked. Go back, reload the page and try again.
failure-not-found = There is nothing here
failure-not-found-next = The address may be misspelled or outdated.
failure-throttled = Too many attempts
failure-throttled-next = For your safety, sign-in rests for a while.
failure-unavailable = Sign-in is unavailable
failure-unavailable-next = Please try again in a moment. Nothing you entered is lost.
failure-internal = Something went wrong
failure-internal-next = The fault is on our side. If it happens again, tell us the request below.
account = Account
section-overview = Overview
section-password = Password
section-authenticator = Authenticator app
section-backup-codes = Backup codes
section-sessions = Sessions
section-applications = Applications
section-activity = Activity
check-second-factor = Second factor
check-second-factor-good = { $count ->
    [one] An authenticator app or security key is asked for after your password.
   *[other] One of { $count } authenticator apps and security keys is asked for after your password.
}
check-second-factor-open = Your password alone is enough to sign in. Add an authenticator app or a security key.
check-backup-codes = Backup codes
check-backup-codes-good = { $count ->
    [one] One is left.
   *[other] { $count } are left.
}
check-backup-codes-open = { $count ->
    [0] You have none. Make some, in case you lose your phone.
    [one] Only one is left. Make new ones.
   *[other] Only { $count } are left. Make new ones.
}
check-sessions = Sessions
check-sessions-good = { $count ->
    [one] You are signed in here only.
   *[other] You are signed in in { $count } places.
}
notice-password-changed = Your password was changed.
notice-factor-added = Your authenticator app was added. Other sessions have ended.
notice-factor-removed = The authenticator app was removed. Other sessions have ended.
notice-session-ended = Done. Whoever was signed in there is signed out.
notice-application-revoked = The application has no access any more.
new-password = New password
password-help = { $count ->
   *[other] At least { $count } characters. A few unrelated words make a good one.
}
end-others = Sign out everywhere else
save = Save
weak-empty = Enter a new password.
weak-too-long = Use at most { $most } characters.
weak-too-short = { $count ->
   *[other] Use at least { $count } characters.
}
weak-missing-class = Use lower-case and upper-case letters, digits and other signs.
weak-common = This is one of the passwords that everybody tries first.
weak-personal = Leave out your name, your address and the name of this service.
weak-pattern = Avoid repeated or neighboring characters.
authenticator-lead = After your password, the app’s code shows that it is you.
add-authenticator = Add an authenticator app
added = Added
used = used
qr-code = QR code for your authenticator app. The text beside it says the same.
scan-lead = Scan the code with your authenticator app.
secret-lead = Or type this into the app:
factor-name = Name
factor-name-example = My phone
confirm-code = { $count ->
   *[other] The { $count } digits that the app shows now.
}
add = Add
codes-once = These are your backup codes. They are shown only now: print them or store them in a safe place.
codes-stored = I have stored them
codes-left = { $count ->
    [0] You have no backup codes.
    [one] You have one backup code left.
   *[other] You have { $count } backup codes left.
}
codes-void = New codes make the old ones void.
make-codes = Make new codes
codes-need-factor = Backup codes stand in for an authenticator app or a security key. Add one first.
sessions-lead = Where you are signed in now.
unknown-browser = Unknown browser
this-browser = This browser
seen = last seen
end-session = Sign out
end-others-now = Sign out everywhere else
applications-lead = What these may do for you ends at once when you take it back.
applications-empty = No application has access. Those you sign in to and allow something appear here.
since = Since
revoke = Take back
revoke-access = Take back the access of { $name }
activity-lead = What happened lately. If you do not recognize something, say “This was not me”.
event-login-succeeded = Signed in
event-login-failed = A sign-in failed
event-session-ended = Signed out
event-user-locked = Sign-in was locked after failures
event-user-unlocked = The lock was lifted
event-password-changed = Password changed
event-password-breached = Password found in a data breach
event-factor-enabled = Passkey, second factor or backup codes added
event-factor-disabled = Passkey or second factor removed
event-factor-verified = Second factor accepted
event-factor-failed = A second factor did not fit
event-backup-code-used = Backup code used
event-consent-given = An application was allowed something
event-consent-revoked = An application’s access was taken back
event-token-reuse-detected = A stolen token may have been used; access was ended
or = or
use-passkey = Use a passkey
passkey-title = Use your passkey
passkey-lead = Your device asks for your fingerprint, your face or its screen lock. Nothing has to be typed.
passkey-needs-script = Passkeys need JavaScript, which is off in this browser. The other ways work without it.
passkey-impossible = Browsers do not make passkeys for this address.
passkey-canceled = That was canceled, took too long, or there is no matching passkey on this device. Try again, or another device.
passkey-exists = This device holds a passkey for this account already.
passkey-failed = Your browser could not use the passkey. Try again, or another way.
passkey-wrong-site = This is not the address that the passkey belongs to.
passkey-unsupported = This browser does not know passkeys. Use another way or another browser.
enroll-title = Protect your account
enroll-passkey-lead = Next time, sign in with your fingerprint, your face or your screen lock. A passkey cannot be guessed, and no false page can ask you for it.
create-passkey = Create a passkey
not-now = Not now
error-key-refused = That passkey is not accepted here. Try another one, or another way.
error-key-unknown = That passkey is not known here. It may have been removed.
error-key-unverified = Your device did not check that it is you. Set up a screen lock or PIN on it, or use another way.
error-key-expired = That took too long. Please try once more.
verify-passkey = Use your security key, or a passkey of this account.
verify-passkey-start = Use security key or passkey
way-passkey = Security key or passkey
section-passkeys = Passkeys
passkeys-lead = A passkey signs you in without a password: your device asks for your fingerprint, your face or its screen lock.
a-passkey = Passkey
a-security-key = Security key
synced = synced between your devices
this-device-only = on this device only
rename = Rename
add-passkey = Add a passkey
security-keys = Security keys
security-keys-lead = A security key is asked for after your password. Once you have one, the password alone is no longer enough.
add-security-key = Add a security key
passkeys-error-refused = Your device answered in a way that is not accepted here. Try again.
passkeys-error-expired = That took too long. Please try once more.
passkeys-error-last = This is your only way to sign in. Add another passkey first.
passkeys-error-too-many = You have as many as are possible. Remove one first.
check-passkeys = Passkeys
check-passkeys-open = You have none. With one you sign in without a password, and no false page can ask for it.
notice-passkey-added = Your passkey was added.
notice-security-key-added = Your security key was added. Other sessions have ended.
notice-passkey-removed = It was removed. Other sessions have ended.
notice-passkey-renamed = The name was changed.
check-passkeys-good = { $count ->
    [one] One passkey signs you in.
   *[other] { $count } passkeys sign you in.
}

# A login that demands a new password
update-password-title = Choose a new password
update-password-administrator = An administrator has set your password. Choose one that only you know.
update-password-breached = Your password is known from a data breach somewhere else. Choose a new one that you use nowhere else.
update-password-expired = Your password has reached the age after which a new one is needed here.
update-password-submit = Save and continue
weak-reused = Choose a password that you have not used here before.
weak-breached = This password is known from a data breach somewhere. Choose another one.

# A login that demands a second factor
enroll-lead = Signing in here needs a second step. Add an authenticator app: from now on its code shows that it is you.
enroll-until = You can put it off until
enroll-submit = Add and continue
enroll-later = Not now
enroll-key-lead = Signing in here needs a second step. Add a passkey, which this device or your phone keeps, or a security key that you carry with you. Right after, you use it once to sign in.
enroll-key-needs-script = Passkeys and security keys need JavaScript, which is off in this browser. Turn it on, or use another browser.

# Registration
register-title = Create your account
register-submit = Create account
register-email-help = We send a code there, to see that it is yours.
register-sign-in = I have an account already
accept-terms = I accept the terms of service
terms-version = Terms of service ({ $version })
privacy-policy = Privacy policy
fault-email = Enter an e-mail address, such as name@example.com.
fault-domain = Accounts here are for people with an address of this organization.
fault-terms = Accept the terms of service to go on.
verify-email-title = Check your e-mail
verify-email-code = We sent a message to { $email }. Type the code from it.
verify-email-nothing = Nothing there? Look among unwanted mail, and check the address.
verify-email-resend = Send a new code
verify-email-resent = A new code is on its way. The one before does not work any more.
verify-email-change = Use another address
verify-email-confirm = { $email } is your address. Create the account now?
verify-email-elsewhere = This account was begun in another browser. We can show you a code to type there.
verify-email-show = Show the code
verify-email-shown = Type this code in the browser where you began:
verify-email-warning = Did somebody ask you for this code? Then do not tell it: it is for you alone.
mail-code-label = Code from the e-mail
error-wrong-mail-code = That is not the code we sent last. Check the newest message.
error-registration-over = That took too long, or too many codes were wrong. Please begin again.
error-address-taken = There is an account with this address by now. Sign in instead.
waits-title = Your account waits for approval
waits-text = Somebody looks at every new account. We write to { $email } as soon as it is decided.
failure-registration-closed = New accounts are not made here
failure-registration-closed-next = Ask those who run this service for an account.
## Mails

mail-hello = Hello { $name },
mail-hello-nobody = Hello,
mail-code = Your code:
mail-link-as-text = If the button does not work, copy this address into your browser:
mail-valid = Code and link work once, for { $minutes } minutes.
mail-not-asked = If you did not ask for this, you need not do anything.
mail-not-me = Was this not you? Then lock your account at once. Every session ends, and nobody signs in before you have chosen a new password.
mail-lock = This was not me: lock my account
mail-foot = You receive this message because of your account at { $realm }. It was written by a machine.
mail-fact-when = When
mail-fact-source = From
mail-recovery-subject = Choose a new password
mail-recovery-text = Somebody asked for a new password for your account at { $realm }. If that was you, type the code on the page that is open in your browser, or go on with the link.
mail-recovery-button = Choose a new password
mail-password-changed-subject = Your password was changed
mail-password-changed-text = The password of your account at { $realm } was changed. If that was you, all is well.
mail-test-subject = Mail works
mail-test-text = This message shows that { $realm } can send mail.

## Recovery

error-recovery-required = This account was locked by its owner. Choose a new password to open it again.
error-recovery-over = This code is of no use any more. Ask for a new mail.
failure-link-spent = This link is of no use any more
failure-link-spent-next = It was used, is too old, or gave way to a newer one. If you still need it, ask for a new one.
recovery-title = Recover your account
recovery-lead = Tell us who you are. We send a mail that lets you choose a new password.
recovery-send = Send me a mail
recovery-back = Back to sign-in
recovery-sent = If there is an account with a confirmed address for what you typed, a mail is on its way. Type its code, or open its link in this browser. Both work for { $minutes } minutes.
recovery-elsewhere = You opened the link in another browser than the one you asked in. Type the code from the same mail to go on here.
recovery-code = Code from the mail
recovery-again = No mail? Ask again
recovery-new-password = Choose a new password
recovery-all-end = All sessions of this account end.
link-recovery-title = Go on with your new password
link-recovery-lead = You asked for a way back to your account. Go on to choose a new password.
link-recovery-confirm = Continue
link-access-title = A way back to your account
link-access-lead = This link was made for you by an administrator. You choose a new password; second factors that you have lost are removed.
link-access-confirm = Continue
link-lock-title = Lock your account?
link-lock-lead = All sessions and all access of applications end at once. Nobody signs in before you have chosen a new password.
link-lock-since = Passkeys, second factors and linked accounts that were added since that message are removed.
link-lock-confirm = Lock my account
link-lock-done = Your account is locked
link-lock-done-lead = All sessions have ended. Choose a new password to open the account again; make sure that nobody else reads your mail.
mail-new-device-subject = New sign-in to your account
mail-new-device-text = Your account at { $realm } was used with a browser that we had not seen before: { $about }. If that was you, all is well.
mail-factor-added-subject = A second factor was added
mail-factor-added-text = A second factor was added to your account at { $realm }: { $about }. If that was you, all is well.
mail-factor-removed-subject = A second factor was removed
mail-factor-removed-text = A second factor was removed from your account at { $realm }. If that was you, all is well.
mail-backup-code-used-subject = A backup code was used
mail-backup-code-used-text = One of the backup codes of your account at { $realm } was used. If that was you, all is well; make new ones before they run out.
mail-recovery-used-subject = Your account was recovered
mail-recovery-used-text = A new password was chosen for your account at { $realm } by way of a recovery. If that was you, all is well.
mail-account-locked-subject = Sign-in rests for a moment
mail-account-locked-text = Too many wrong passwords were typed for your account at { $realm }. Sign-in rests for a short while and then goes on by itself. If that was you, all is well.
mail-account-locked-by-owner-subject = Your account is locked
mail-account-locked-by-owner-text = Your account at { $realm } was locked by “This was not me”. All sessions have ended. To open it again, choose “Forgot your password?” when you sign in.
mail-access-link-subject = An administrator made a link for you
mail-access-link-text = An administrator made a link that opens your account at { $realm } once, to choose a new password. If you did not ask for that, lock your account.
mail-reuse-detected-subject = Access of an application has ended
mail-reuse-detected-text = What { $about } uses to reach your account at { $realm } came to us twice, which happens when somebody has copied it. To be safe we ended its access. Sign in there again.
mail-consent-given-subject = An application has lasting access
mail-consent-given-text = You allowed { $about } to use your account at { $realm }, also while you are away. You can take that back in your account.

mail-valid-hours = Code and link work once, for { $hours } hours.
mail-registration-subject = Your code for a new account
mail-registration-text = Somebody began to make an account at { $realm } with this address. If that was you, type the code on the page that is open in your browser, or open the link in that same browser.
mail-registration-button = Create my account
mail-account-exists-subject = You have an account already
mail-account-exists-text = Somebody began to make an account at { $realm } with this address. You have one already: sign in, or choose a new password if you have forgotten yours.
mail-account-exists-button = Sign in
mail-welcome-subject = Welcome
mail-welcome-text = Your account at { $realm } is there. In your account you see where you are signed in, and can add a second factor.
mail-welcome-button = Open my account
mail-approved-subject = Your account is approved
mail-approved-text = You can sign in to { $realm } from now on.
mail-approved-button = Sign in
section-profile = Profile
profile-lead = Applications see of this what you allow them. Leave empty what you do not want to tell.
profile-about = About you
profile-preferences = Preferences
profile-faulty = Nothing was saved yet. Please look at:
notice-profile-changed = Your profile was saved.
field-help = { $count ->
   *[other] At most { $count } characters.
}
field-name = Full name
field-given_name = First name
field-family_name = Last name
field-nickname = Display name
field-nickname-help = What we call you on our pages.
field-bio = About me
field-location = Location
field-website = Web page
field-website-help = Begins with https://
field-profile = Profile page
field-profile-help = A page about you elsewhere; begins with https://
field-links = Social links
field-links-help = At most five addresses, one on each line.
field-birthdate = Date of birth
field-birthdate-help = Year-month-day, such as 1990-12-31.
field-phone_number = Phone
field-phone_number-help = With country code, such as +44 20 7946 0018.
field-locale = Language
field-zoneinfo = Time zone
field-date_format = Dates and times
field-number_format = Numbers
field-theme = Colors
choice-none = Not told
choice-locale- = As in my browser
choice-zoneinfo- = Not told
choice-date_format-language = As usual in my language
choice-number_format-language = As usual in my language
choice-theme-system = As on my device
choice-theme-light = Light
choice-theme-dark = Dark
fault-too-long = { $count ->
   *[other] Use at most { $count } characters.
}
fault-too-many = { $count ->
   *[other] Enter at most { $count }.
}
fault-not-text = Some of these characters cannot be used.
fault-not-url = Enter a full address that begins with https://
fault-not-date = Enter a date as year-month-day, such as 1990-12-31.
fault-in-future = This day has not come yet.
fault-not-phone = Enter the number with its country code, such as +44 20 7946 0018.
fault-not-offered = Choose one of the list.
event-user-updated = Profile changed
picture-label = Picture
picture-alt = Your picture
picture-help = JPEG, PNG or WebP of at most 5 MB and 4096 pixels a side. We keep a square of its middle, and nothing of where and when it was taken.
picture-upload = Upload
picture-remove = Remove picture
picture-missing = Choose a file first.
picture-too-large = The file is larger than 5 MB.
picture-not-an-image = This is neither a JPEG nor a PNG nor a WebP picture.
picture-too-many-pixels = The picture has more than 4096 pixels on a side.
picture-broken = The picture cannot be read. The file may be damaged.
notice-picture-changed = Your new picture was saved.
notice-picture-removed = Your picture was removed.
scope-account_read = See your account: profile, security settings, sessions and activity
scope-account_profile = Change your profile, preferences and picture
scope-account_security = Change your password and second factors, and end sessions and access
scope-realm_admin = Administer this realm in your name: people, roles and groups
docs-title = Account API
docs-lead = What applications may see and change of an account, with an access token of the person.
docs-base = Address
docs-scopes = Scopes
docs-operations = Operations
docs-fresh = Fresh sign-in
docs-problems = Refusals

## Signing in by mail

email-code-use = Email me a code
email-code-sent = If there is an account with a confirmed address for { $name }, a message is on its way. Type its code, or open its link in this browser. Both work once, for { $minutes } minutes.
email-code-nothing = Nothing there? Look among unwanted mail.
email-code-wait = { $seconds ->
    [one] You can ask for a new code in one second.
   *[other] You can ask for a new code in { $seconds } seconds.
}
email-code-password = Use your password
email-code-change = Use another name
email-code-confirm = You asked for this link in this browser. Go on to sign in.
email-code-elsewhere-title = Go on in the other browser
email-code-elsewhere = You began to sign in with another browser. We can show you a code to type there; the one in the message does not work any more then.
error-wrong-sign-in-code = That is not the code we sent last, or it is too old. Check the newest message, or ask for a new code.
mail-sign-in-subject = Your code to sign in
mail-sign-in-text = Somebody wants to sign in to your account at { $realm }. If that was you, type the code on the page that is open in your browser, or open the link in that same browser. Never tell the code to anybody who asks for it.
mail-sign-in-button = Sign in

## Trusted devices

trust-device = { $days ->
    [one] Do not ask again on this device for one day
   *[other] Do not ask again on this device for { $days } days
}
trust-device-help = Only on a device of your own. You can end it in your account, under Trusted devices.
section-devices = Trusted devices
devices-lead = On these devices your password is enough, and no second factor is asked for. Something sensitive asks for it all the same.
devices-none = You trust no device. When you sign in with a second factor, you can choose not to be asked again on that device for a while.
device-until = trusted until
device-distrust = Ask again
device-distrust-all = Ask again on all devices
notice-device-distrusted = The second factor is asked for there again.
event-device-trusted = Device trusted
event-device-distrusted = Device no longer trusted
# A further proof of somebody who is signed in
step-up = This needs one more proof that it is you. You do not have to sign in again.

# Inbox, notifications, activity, lock
section-inbox = Inbox
section-notifications = Notifications
notice-notifications-changed = Your choice was saved.
notice-inbox-read = Everything is read.
check-inbox = Inbox
check-inbox-open = { $count ->
    [one] One notice that you have not read.
   *[other] { $count } notices that you have not read.
}
inbox-lead = What we told you about your account.
inbox-settings = Choose what you are told
inbox-unread = { $count ->
    [0] Nothing unread
    [one] One unread
   *[other] { $count } unread
}
inbox-read-all = Mark all as read
inbox-read = Mark as read
inbox-new = New
inbox-empty = Nothing yet. When something happens to your account that you should know of, such as a sign-in with a new browser or a new password, it stands here.
not-me = This was not me
older = Older
to-newest = To the newest
notifications-lead = Where we tell you of what happens to your account.
notifications-address = Mail goes to
notifications-no-address = No mail can reach you here, so everything is told in your inbox.
notifications-event = What happened
notifications-mail = Mail
notifications-always = Always by mail
notifications-why = Some notices always come by mail, for they tell of ways to take an account over: somebody else in your account could read the inbox and change this page, but not your mailbox. Of the others at least one way stays on. When less is told by mail, you get a mail about that.
notifications-faulty = At least one way must stay on for:
notice-of-password-changed = Your password was changed
notice-of-new-device = Sign-in with a new browser
notice-of-factor-added = A passkey or second factor was added
notice-of-factor-removed = A passkey or second factor was removed
notice-of-backup-code-used = A backup code was used
notice-of-recovery-used = Your account was recovered
notice-of-account-locked = Sign-in rests after wrong passwords
notice-of-account-locked-by-owner = Your account was locked by “This was not me”
notice-of-access-link = An administrator made a link for you
notice-of-reuse-detected = Access of an application ended for safety
notice-of-consent-given = An application got lasting access
notice-of-notifications-changed = Less is told by mail
notice-of-deletion-undone = Your account stays
fault-always-by-mail = This always comes by mail.
fault-one-must-stay = Choose mail, inbox or both.
section-lock = Lock your account?
lock-me = Is somebody else in your account? Lock it
lock-way-back = You open it again by mail: on the sign-in page choose “Forgot your password?”.
lock-cancel = Do not lock
lock-impossible = Your account has no confirmed e-mail address, so you could not open it again after a lock. Choose a new password and end all other sessions instead.
activity-kind = About
activity-kind-all = Everything
activity-kind-sign-in = Signing in
activity-kind-security = Password and factors
activity-kind-profile = Profile
activity-kind-applications = Applications
activity-words = Address or application
activity-from = From
activity-until = Until
activity-search = Search
activity-all = Show everything
activity-none = Nothing found here.
activity-empty = Nothing yet. Each sign-in and each change of your account stands here.
activity-further = Search further back
application-used = last used
event-password-reset-requested = A new password was asked for
event-password-reset = A forgotten password was replaced
event-recovery-used = A way back to the account was used
event-recovery-link-issued = An administrator made a link for you
mail-notifications-changed-subject = Fewer notices come by mail
mail-notifications-changed-text = In your account at { $realm } it was chosen that you are told less by mail. The inbox of your account still tells it. If that was you, all is well.

# Terms at a login
event-terms-accepted = Terms accepted
terms-changed-title = Terms have changed
terms-first-title = Accept the terms
terms-changed-lead = Please read the new terms and accept them to go on. Nothing else about your account changes.
terms-first-lead = Please read the terms and accept them to go on.
terms-submit = Accept and continue
error-terms-not-accepted = Accept the terms of service to go on.

# The account area as an installed application
app-name = { $realm } account
offline-title = You are offline
offline-lead = Your account is shown as soon as there is a network again. Nothing of it is kept on this device.
offline-retry = Try again
# Leaving, and taking one's data along
section-privacy = Data and privacy
notice-account-kept = Your account stays. Applications have access again once you sign in to them.
event-user-deletion-requested = Deletion of the account was asked for
event-user-restored = The account was kept
event-user-exported = Your data was asked for or downloaded
event-role-granted = You were given a role
event-role-withdrawn = A role was taken from you
event-group-member-added = You were put into a group
event-group-member-removed = You were taken out of a group
privacy-export = Download my data
privacy-export-lead = An archive with everything that we hold about you: a page to read, and JSON for programs. Passwords and other secrets are not in it.
privacy-export-ask = Prepare the archive
privacy-export-again = Prepare a new archive
privacy-export-wanted = Your archive is being prepared. This page shows when it is ready, and we write to you.
privacy-export-ready = It can be downloaded until
privacy-export-download = Download the archive
privacy-export-failed = The archive could not be prepared. Please try again.
notice-export-requested = Your archive is being prepared.
archive-title = Your data
archive-lead = This is everything that was held about you when this page was made. The same stands in data.json, for programs. Passwords and other secrets are not in it.
archive-nothing = Nothing is held here.
archive-account = Account
archive-profile = Profile
archive-preferences = Preferences
archive-credentials = Ways to sign in
archive-sessions = Sessions
archive-applications = Applications
archive-roles = Roles and groups
archive-terms = Terms accepted
archive-messages = Messages
archive-links = Links in messages
archive-activity = Activity
privacy-delete = Delete my account
privacy-at-once = At once every session ends, this one too, and applications lose their access. Then there is time to change your mind, before everything goes for good.
privacy-until = Can be undone until
privacy-undo = To undo it, sign in before then. If we have your e-mail address, the message about it has a link that does it, too.
privacy-removed = What is removed
privacy-removed-profile = Your profile, your picture and your preferences
privacy-removed-ways = Your password, passkeys and all other ways to sign in
privacy-removed-access = Your sessions, what you allowed applications, and messages to you
privacy-kept = What is kept
privacy-kept-log = Entries of the security log, under a random number that leads to nobody any more
privacy-kept-applications = What applications have stored about you: ask each of them
privacy-understood = I understand that my account and everything in it will be deleted.
privacy-delete-button = Delete my account
privacy-not-confirmed = Tick the box first to confirm.
privacy-last-administrator = You are the last one who administers this realm. Give the role to somebody else first; then you can delete your account.
leaving-title = Your account is about to be deleted
leaving-lead = Everything in it goes for good at the time below. Until then you can keep it; applications get nothing meanwhile.
leaving-at = Deleted on
leaving-keep = Keep my account
link-keep-title = Keep your account?
link-keep-lead = Your account is about to be deleted. If you keep it, everything in it stays as it was.
link-keep-confirm = Keep my account
link-keep-done = Your account stays
link-keep-done-lead = Nothing will be deleted. Sign in to go on.
link-delete-done = Your account will be deleted
link-delete-done-lead = Every session has ended, and applications have no access any more. If you change your mind, sign in before the time below.
mail-fact-until = Deleted on
mail-deletion-scheduled-subject = Your account will be deleted
mail-deletion-scheduled-text = The deletion of your account at { $realm } was asked for. All sessions have ended. If that was you and you are sure, you need not do anything. If you change your mind, keep the account in time.
mail-deletion-scheduled-button = Keep my account
mail-deletion-undone-subject = Your account stays
mail-deletion-undone-text = The deletion of your account at { $realm } was undone. Everything in it stays.
mail-deleted-subject = Your account is deleted
mail-deleted-text = Your account at { $realm } and everything in it has been deleted. This is our last message to you.
mail-export-ready-subject = Your data is ready
mail-export-ready-text = The archive of your data at { $realm } is ready. Sign in to download it within 24 hours; then we remove it.
mail-export-ready-button = Go to the download

# Invitations, and what a login asks about people.
optional = optional
choose = Choose …
invitation-open-title = You are invited
invitation-open-lead = { $by } invites you to make an account at { $realm }.
invitation-known-title = You have an account already
invitation-known-lead = There is an account here with the address { $email }. Sign in with it; you do not need the invitation.
invitation-used-title = This invitation was used
invitation-used-lead = An account was made with it. If that was you, sign in. If it was not, tell { $by }.
invitation-revoked-title = This invitation was taken back
invitation-revoked-lead = If you still need an account, ask { $by }.
invitation-expired-title = This invitation has expired
invitation-expired-lead = Ask { $by } for a new one.
invitation-by = Invited by
invitation-note = Message
invitation-until = Valid until
invitation-email-help = The invitation is for this address, so it cannot be changed.
invitation-submit = Accept and create account
mail-invitation-subject = You are invited
mail-invitation-text = { $about } invites you to make an account at { $realm }. The link is for you alone and works once. If you do not know who this is, throw this mail away: nothing happens then.
mail-invitation-button = Accept the invitation
mail-fact-note = Message
mail-fact-valid-until = Valid until
mail-declined-subject = About your account
mail-declined-text = Your account at { $realm } was not approved, and what you told us for it is deleted. If you think that this is a mistake, ask those who run the service.
profile-step-title = Tell us a little more
profile-step-lead = You can leave this out, and tell it later in your account.
profile-step-required = This is needed before you go on.
profile-step-submit = Continue
profile-step-skip = Not now
fault-missing = This cannot be left out.
failure-invitation-needed = You need an invitation
failure-invitation-needed-next = Accounts here are made by invitation. Ask those who run this service to invite you, and then open the link in the mail you get.
archive-invitations = Invitations

# The e-mail address of the account
section-email = E-mail address
email-lead = We write to this address when something happens to your account, and it is the way back if you forget your password.
email-now = Now
email-unproven = not confirmed
email-none = No address yet
email-change = Change the address
email-add = Add an address
email-new = New e-mail address
email-help = We send a code there. Nothing changes before you confirm it. When it changes, you are signed out everywhere else.
email-send = Send the code
email-pending = We sent a message to { $email }. Type the code from it, or open its link in this browser.
email-elsewhere = A message went to { $email }. The change was begun in another browser: type the code there, or begin again here.
email-until-then = Until then everything stays as it is.
email-until = Code and link work until
email-confirm = Confirm the address
email-cancel = Do not change the address
email-impossible = The address cannot be changed here, because this server sends no mail. Ask its administrator.
email-error-not-email = Enter an e-mail address, such as name@example.com.
email-error-same-email = That is your address already.
email-error-domain = Accounts here are for people with an address of this organization.
email-error-code-missing = Enter the code.
email-error-wrong-code = That is not the code we sent last. Check the newest message.
email-error-locked = { $count ->
    [one] Too many codes were tried. Open the link in the message, or try a code again in one minute.
   *[other] Too many codes were tried. Open the link in the message, or try a code again in { $count } minutes.
}
email-error-over = That took too long, or too many codes were wrong. Please begin again.
email-error-taken = This address belongs to another account by now. Choose another one.
email-error-stale = This page was open for too long. Please try once more.
new-email-title = Confirm your new address
new-email-confirm = Shall { $email } be the address of your account?
new-email-elsewhere = This change was begun in another browser. We can show you a code to type there.
notice-email-changed = Your address was changed. Other sessions have ended.
notice-email-proven = Your address is confirmed.
notice-email-canceled = Your address stays as it is.
event-email-verified = E-mail address confirmed
event-email-change-requested = Another e-mail address was asked for
event-email-changed = E-mail address changed
event-email-restored = The former e-mail address was put back
notice-of-email-changed = Your e-mail address was changed
notice-of-email-restored = Your former e-mail address was put back
mail-email-change-subject = Confirm your new address
mail-email-change-text = Somebody wants this to be the address of an account at { $realm }. If that was you, type the code on the page that is open in your browser, or open the link in that same browser.
mail-email-change-button = Confirm the address
mail-email-in-use-subject = This address has an account already
mail-email-in-use-text = Somebody wanted to give another account at { $realm } this address. It belongs to your account, so nothing was changed. If that was you, sign in to the account you have, or choose another address.
mail-email-in-use-button = Sign in
mail-email-changed-subject = Your address was changed
mail-email-changed-text = The address of your account at { $realm } is { $about } now. If that was you, all is well. If it was not: for 14 days the link below, in the message to your former address, locks the account and puts that address back.
mail-email-restored-subject = The former address is back
mail-email-restored-text = Somebody who reads the former address pressed “This was not me”. The account at { $realm } is locked, and its address is { $about } again. To open it, choose “Forgot your password?” when you sign in, with that address.
archive-addresses = Other addresses
kept-form = You have confirmed that it is you. Nothing was changed yet: check what is here, and send it once more.
strength-good = That keeps the rules. When you save it, we also check that it is not known or easy to guess.
# Several accounts in one browser
account-signed-in = Signed in
account-signed-out = Signed out
accounts-hint = Accounts stay on this list if their owner chose to stay signed in. “Remove” signs an account out and takes it off the list of this browser.
switch-account = Switch account
add-account = Add another account
end-all-accounts = Sign out of all { $count } accounts in this browser
forget-account = Forget this account in this browser
forget-account-hint = Otherwise its name stays on the list of accounts here. Tick this on a shared device.
still-signed-in = { $count ->
    [one] Somebody else is still signed in in this browser:
   *[other] Others are still signed in in this browser:
}
accounts-remembered = This browser remembers accounts.
accounts-manage = Show or remove them
failure-other-account = This form belongs to another account
failure-other-account-next = You have changed accounts in this browser since the page was opened. Nothing was sent or changed. Go back to copy what you typed, or choose the account you want to go on with.
## What speaks against a sign-in, and where it was
near = near { $place }
mail-fact-place = Near
mail-unusual-sign-in-subject = Unusual sign-in to your account
mail-unusual-sign-in-text = Your account at { $realm } was used within a short time from networks that nobody can have been at in that time, this time with { $about }. A tunnel (VPN) can be the reason. If that was you, all is well.
notice-of-unusual-sign-in = Sign-in from places too far apart
risk-new-device = New browser
risk-velocity = Places too far apart in too short a time
risk-breached-password = Password known from a breach
## Accounts elsewhere
section-links = Linked accounts
links-lead = Accounts elsewhere with which you can sign in here.
links-none = Nothing is linked yet. Link an account that you have elsewhere, and you can sign in here with it, too.
links-none-offered = Nothing is linked. This service is not connected to any other one to sign in with.
links-added = Linked
links-used = Last used
links-resting = Cannot be used now
links-remove = Unlink
links-add = Link { $name }
links-waiting = Link your { $name } account?
links-as = You are known there as
links-waiting-hint = Then you can sign in here with it. Link it only if it is yours.
links-link = Link
notice-identity-linked = The account is linked. From now on you can sign in with it.
notice-identity-unlinked = The account is unlinked. Other sessions have ended.
event-identity-linked = An account elsewhere was linked
event-identity-unlinked = An account elsewhere was unlinked
notice-of-identity-linked = An account elsewhere was linked to yours
notice-of-identity-unlinked = An account elsewhere was unlinked from yours
mail-identity-linked-subject = An account elsewhere was linked to yours
mail-identity-linked-text = { $about } was linked to your account at { $realm }: whoever signs in there can now sign in here as you. If that was you, all is well.
mail-identity-unlinked-subject = An account elsewhere was unlinked from yours
mail-identity-unlinked-text = { $about } was unlinked from your account at { $realm }. If that was you, all is well.
upstreams-title = Or with an account you have elsewhere
upstream-continue = Continue with { $name }
upstream-away = { $name } cannot be reached at the moment. Every other way in works.
upstream-told-denied = You were not signed in with { $name }: it was canceled there. Try again, or choose another way.
upstream-told-away = { $name } does not answer at the moment. Choose another way, or try again in a minute.
upstream-told-invalid = The answer of { $name } could not be used. Nothing has changed. Try again, or choose another way.
upstream-told-not-anew = { $name } did not ask you to sign in again, and that is needed here. Choose another way.
upstream-told-disabled = { $name } cannot be used here any more. Choose another way.
upstream-told-not-linked = Your { $name } account does not belong to an account here yet. Sign in once in your usual way, and you can link it then.
upstream-told-refused = You cannot sign in with this { $name } account. Choose another way, or ask for help.
upstream-told-not-this-account = This { $name } account does not belong to the account that you are signed in to. Choose another one, or another way.
upstream-told-too-many-sessions = You are signed in at as many places as are allowed. Sign out somewhere else first.
upstream-told-recovery-required = This account was locked by its owner. To open it, choose “Forgot your password?”.
upstream-told-throttled = Too many attempts from here. Try again in a while.
upstream-told-taken = This { $name } account belongs to another account here. Nothing has changed.
upstream-told-too-many = You have linked as many accounts as are possible. Unlink one first.
upstream-told-last = This is your only way in. Add a password or a passkey first, then you can unlink it.

## A passkey first
passkey-first-lead = You will need no password. When your address is confirmed, you create a passkey: your device then signs you in with your fingerprint, your face or its screen lock.
passkey-first-script-or-password = Passkeys need JavaScript, which is off in this browser. You can choose a password instead.
first-passkey-title = Create your passkey
first-passkey-lead = Your address is confirmed. With a passkey you sign in with your fingerprint, your face or your screen lock. There is nothing to remember, and no false page can ask you for it.
first-passkey-password = Choose a password instead
passkey-new = Your passkey is ready. Use it once now to sign in.
recovery-new-passkey = Create a new passkey
recovery-passkey-lead = Your account has no password. A new passkey on this device or your phone lets you in again. Afterwards you can remove the one that is lost.

## The realm's own attributes
profile-attributes = At { $realm }
attribute-read-only = This is kept by your organization.
attribute-true = Yes
attribute-false = No
attribute-date-help = Year-month-day, such as 2026-03-31.
attribute-number-help = A whole number.
fault-too-short = { $count ->
    [one] Enter at least one character.
   *[other] Enter at least { $count } characters.
}
fault-not-number = Enter a whole number.
fault-out-of-range = This number is too small or too large.
fault-not-pattern = This is not in the form that is expected here.
fault-wrong-type = This is not what is expected here.
fault-read-only = You cannot change this here.

## The overview of an account
checkup-title = Security check-up
checkup-good = All is well. Nothing needs your attention.
checkup-weak = { $count ->
    [one] One thing needs your attention.
   *[other] { $count } things need your attention, the most important first.
}
check-password-breached = Password
check-password-breached-open = Your password is known from a breach of other sites. Choose another one.
check-password-due = Password
check-password-due-open = Your password has to be replaced. Choose another one.
check-email = E-mail address
check-email-good = Your address is confirmed. With it you get back in when you lose everything else.
check-email-missing = E-mail address
check-email-missing-open = You have none. Without one there is no way back when you lose your other ways to sign in.
check-email-unproven = E-mail address
check-email-unproven-open = Your address is not confirmed, so it is no way back to your account yet.
check-second-passkey = Passkeys
check-second-passkey-open = One passkey is your only way in. Add a second one on another device.
check-idle-sessions = Sessions
check-idle-sessions-open = { $count ->
    [one] One session was not used for a month. End it if you do not need it.
   *[other] { $count } sessions were not used for a month. End those you do not need.
}
check-unused-applications = Applications
check-unused-applications-open = { $count ->
    [one] One application with access was not used for half a year.
   *[other] { $count } applications with access were not used for half a year.
}
overview-all = Show all
overview-activity = Recent activity
overview-used = Used
overview-since = Access since
back-to = Back to { $name }
