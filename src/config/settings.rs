//! The declaration of every setting: name, type, default and meaning.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::load::Values;
use super::proxies::{ForwardedHeader, TrustedProxy};
use super::value::{Lifetime, Setting, choice};
use crate::secret::Secret;

/// One setting, as documentation and checks see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingDoc {
    /// `section.name`.
    pub path: &'static str,
    /// What to write.
    pub kind: &'static str,
    /// What holds when nothing is written.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
}

/// Declares sections with their settings; everything else follows.
macro_rules! settings {
    ($(
        $(#[doc = $section_doc:literal])+
        $section:ident: $Section:ident {
            $( $(#[doc = $doc:literal])+ $name:ident: $type:ty = $default:literal, )+
        }
    )+) => {
        $(
            $(#[doc = $section_doc])+
            #[derive(Clone, Debug)]
            pub struct $Section { $( $(#[doc = $doc])+ pub $name: $type, )+ }
        )+

        /// All settings.
        #[derive(Clone, Debug)]
        pub struct Settings { $( $(#[doc = $section_doc])+ pub $section: $Section, )+ }

        /// Every setting in order of declaration.
        pub const SETTINGS: &[SettingDoc] = &[$($(
            SettingDoc {
                path: concat!(stringify!($section), ".", stringify!($name)),
                kind: <$type as Setting>::KIND,
                default: $default,
                meaning: concat!($($doc),+),
                secret: <$type as Setting>::SECRET,
            },
        )+)+];

        /// Every section with what it is about.
        pub const SECTIONS: &[(&str, &str)] = &[$((stringify!($section), concat!($($section_doc),+)),)+];

        impl Settings {
            /// Reads every setting from `values`, noting what cannot be read; `None` if anything could not.
            pub(super) fn assemble(values: &mut Values) -> Option<Self> {
                // Every value is read before the first failure counts, so that all problems are told at once.
                $($( values.read::<$type>(concat!(stringify!($section), ".", stringify!($name)), $default); )+)+
                Some(Self { $( $section: $Section { $(
                    $name: values.read(concat!(stringify!($section), ".", stringify!($name)), $default)?,
                )+ }, )+ })
            }
        }
    };
}

choice! {
    /// A named set of password rules.
    PasswordPreset {
        /// NIST SP 800-63B-4: length and block list.
        Nist = "nist",
        /// Composition rules of older standards.
        Legacy = "legacy",
    }
}

choice! {
    /// The hash function behind the codes of authenticator applications.
    TotpHash {
        /// HMAC-SHA-1: what every application supports.
        Sha1 = "sha1",
        /// HMAC-SHA-256
        Sha256 = "sha256",
        /// HMAC-SHA-512
        Sha512 = "sha512",
    }
}

choice! {
    /// A named set of rate limits.
    RateLimitPreset {
        /// Failures count, successes are free.
        Default = "default",
        /// Every attempt counts, as behind the gateway of the product brief.
        Gateway = "gateway",
        /// Few attempts in long windows.
        Strict = "strict",
        /// None: for benchmarks and conformance runs.
        Off = "off",
    }
}

choice! {
    /// The form of log lines.
    LogForm {
        /// One JSON object a line.
        Json = "json",
        /// Text for people.
        Text = "text",
    }
}

choice! {
    /// What the process is for.
    Profile {
        /// People.
        Production = "production",
        /// The OpenID Foundation's conformance suite: combined login page, no flood gates, fetches from loopback.
        Conformance = "conformance",
    }
}

choice! {
    /// How the connection to the mail server is protected.
    MailTls {
        /// TLS from the first byte (RFC 8314 section 3).
        Implicit = "implicit",
        /// STARTTLS, without which nothing is sent (RFC 3207).
        StartTls = "starttls",
        /// Not at all.
        None = "none",
    }
}

settings! {
    /// Addresses and listeners.
    server: ServerSettings {
        /// The base URL that people and applications use: the issuer of the default realm. https, except on loopback.
        issuer: String = "http://localhost:8080",
        /// Where the public listener is.
        listen: SocketAddr = "127.0.0.1:8080",
        /// Where the internal listener (metrics, health) is; empty for none.
        internal_listen: Option<SocketAddr> = "",
        /// PEM file with the certificate chain of the public listener; empty for plain http.
        tls_certificate: Option<PathBuf> = "",
        /// PEM file with the private key of that certificate.
        tls_key: Option<PathBuf> = "",
        /// Proxies whose word counts: networks, and the names cloudflare, private and loopback for well-known ones.
        trusted_proxies: Vec<TrustedProxy> = "",
        /// The one header in which they tell whom they stand for.
        forwarded_header: ForwardedHeader = "x-forwarded-for",
        /// Whether every connection to the public listener begins with a header of the PROXY protocol (version 1 or 2). Only those of trusted proxies are accepted then.
        proxy_protocol: bool = "false",
        /// Threads that serve requests; 0 for one a core.
        workers: u32 = "0",
        /// How long accepted requests may take to finish at shutdown.
        shutdown_timeout: Lifetime = "30s",
        /// What the process is for.
        profile: Profile = "production",
    }
    /// Durable data.
    database: DatabaseSettings {
        /// sqlite://path or postgres://user:password@host/name; empty for gatehouse.db in the data directory.
        url: Option<Secret<String>> = "",
        /// How long a request waits for a connection.
        acquire: Lifetime = "2s",
        /// Connections to PostgreSQL at most.
        max_connections: u32 = "20",
        /// Whether every commit of SQLite waits for the disk.
        durable: bool = "true",
    }
    /// Short-lived state shared by several instances.
    redis: RedisSettings {
        /// redis://host:port or rediss://…; empty keeps short-lived state in this process.
        url: Option<Secret<String>> = "",
        /// Put before every key.
        prefix: String = "gatehouse:",
    }
    /// Signing keys and the key that seals them.
    keys: KeySettings {
        /// The key-encryption key: 32 bytes in base64 or hexadecimal. Seals private keys at rest.
        kek: Option<Secret<String>> = "",
        /// A file that holds the key-encryption key.
        kek_file: Option<PathBuf> = "",
        /// Replaced key-encryption keys, which still open what they sealed until `gatehouse keys rewrap` has finished.
        previous_kek: Vec<Secret<String>> = "",
        /// A file with such keys, one a line.
        previous_kek_file: Option<PathBuf> = "",
        /// Where a key-encryption key is made at the first start if neither of the above is given; empty for keys in the data directory.
        directory: Option<PathBuf> = "",
        /// Signature algorithms every realm has keys for; RS256 must be among them.
        algorithms: Vec<String> = "RS256, ES256, PS256, EdDSA",
        /// How long a key signs.
        rotation: Lifetime = "90d",
        /// How long a key is published before it signs.
        publish_ahead: Lifetime = "24h",
    }
    /// Lifetimes of tokens; realms, clients and resource servers may set their own.
    tokens: TokenLifetimes {
        /// Access tokens.
        access_token: Lifetime = "15m",
        /// ID tokens.
        id_token: Lifetime = "15m",
        /// Authorization codes.
        code: Lifetime = "60s",
        /// Refresh tokens without use.
        refresh_idle: Lifetime = "7d",
        /// Refresh tokens of web applications in all.
        refresh_absolute_web: Lifetime = "30d",
        /// Refresh tokens of native applications in all.
        refresh_absolute_native: Lifetime = "90d",
        /// How long a spent refresh token answers with its successor again; 0s is strict and costs honest clients their session.
        refresh_grace: Lifetime = "10s",
        /// How often within that window.
        refresh_max_replays: u32 = "64",
    }
    /// Browser sessions.
    sessions: SessionSettings {
        /// Without use.
        idle: Lifetime = "30m",
        /// In all.
        absolute: Lifetime = "12h",
        /// In all, when the person chose to stay signed in; 0s hides the choice.
        remember: Lifetime = "30d",
    }
    /// Passwords.
    password: PasswordSettings {
        /// A named set of rules.
        preset: PasswordPreset = "nist",
        /// Shortest password in characters.
        min_length: u32 = "15",
        /// Memory of one Argon2id hash in KiB.
        memory_kib: u32 = "19456",
        /// Passes of one hash.
        passes: u32 = "2",
        /// Lanes of one hash.
        lanes: u32 = "1",
        /// File of breached passwords that `gatehouse breach update` makes; empty for the built-in list of the most common ones alone.
        breach_file: Option<PathBuf> = "",
        /// Hashes that may wait; beyond that logins are answered with 503.
        queue: u32 = "64",
    }
    /// Codes of authenticator applications.
    totp: TotpSettings {
        /// The hash function of new ones; many applications know sha1 alone.
        algorithm: TotpHash = "sha1",
        /// Digits of a code of new ones: 6 or 8.
        digits: u32 = "6",
        /// Bytes of a new secret, 16 to 64.
        secret_bytes: u32 = "20",
        /// Time steps of 30 s that a clock may be early or late, 0 to 2. A step is never accepted twice.
        window: u32 = "1",
    }
    /// Locking of accounts after failed logins.
    lockout: LockoutSettings {
        /// Failures before the first lock.
        failures: u32 = "5",
        /// The first lock; it doubles with every further failure.
        first: Lifetime = "30s",
        /// The longest lock.
        longest: Lifetime = "15m",
    }
    /// Rate limits.
    rate_limits: RateLimitSettings {
        /// A named set of limits.
        preset: RateLimitPreset = "default",
    }
    /// Mail. Without a server nothing is sent, and what needs mail is not offered.
    mail: MailSettings {
        /// The SMTP server; empty for no mail.
        host: String = "",
        /// Its port; empty for 465 with implicit TLS, 587 with STARTTLS and 25 without.
        port: Option<u32> = "",
        /// How the connection is protected.
        tls: MailTls = "implicit",
        /// Lets mail travel without TLS to a host other than this machine. Every link and code in it can be read on the way.
        allow_plain: bool = "false",
        /// The address mail comes from; the name beside it is the realm's.
        from: String = "",
        /// The name to sign in to the server with; empty for none.
        username: Option<String> = "",
        /// The password to sign in with.
        password: Option<Secret<String>> = "",
        /// How long the server may take for an answer.
        timeout: Lifetime = "20s",
    }
    /// Where addresses are, coarsely.
    places: PlacesSettings {
        /// A database of cities or countries in the MaxMind DB format; empty for none: then no place is shown.
        database: Option<PathBuf> = "",
    }
    /// Pages.
    theme: ThemeSettings {
        /// A directory with theme folders beside the built-in one.
        directory: Option<PathBuf> = "",
        /// The theme of realms that set none.
        name: String = "default",
    }
    /// Logs.
    log: LogSettings {
        /// A level, or directives such as info,gatehouse=debug.
        level: String = "info",
        /// The form of a line.
        format: LogForm = "json",
    }
    /// Fetches of addresses that clients registered.
    outbound: OutboundSettings {
        /// Lets fetches reach loopback addresses, by plain http too. Development and conformance runs only.
        allow_loopback: bool = "false",
        /// PEM file with further roots of trust.
        extra_ca: Option<PathBuf> = "",
    }
}
