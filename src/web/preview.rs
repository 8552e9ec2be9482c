//! The preview of themes (pages T-9): every page in every state, language, color scheme and width, with sample data. It
//! exists in development only and shows nobody's data.

use std::fmt::Write;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::State;
use super::html::escape;
use crate::secret::base64url;
use crate::theme::{Branding, Chrome, LanguageWishes, MailRequest, PageRequest, mail_samples, samples};

/// Mails stand among the pages under this.
const MAILS: &str = "mail/";
const WIDTHS: [&str; 4] = ["320", "480", "768", "1280"];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// What is looked at; anything unknown shows the first of its kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct View {
    page: String,
    lang: String,
    scheme: String,
    width: String,
    /// What the page's own switcher asks for.
    language: Option<String>,
}

/// `GET /admin/themes/{theme}/preview`
pub async fn preview(state: web::Data<State>, theme: web::Path<String>, view: web::Query<View>) -> HttpResponse {
    if !state.themes.names().contains(&theme) {
        return HttpResponse::NotFound().finish();
    }
    let mails = mail_samples().into_iter().map(|view| format!("{MAILS}{}", view.kind));
    let pages: Vec<String> = samples().into_iter().map(|sample| sample.name).chain(mails).collect();
    let languages: Vec<String> = state.themes.locales().iter().map(ToString::to_string).collect();
    let page = known(&pages, &view.page);
    let lang = known(&languages, &view.lang);
    let width = known(&WIDTHS, &view.width);
    let scheme = known(&SCHEMES, &view.scheme);
    // Both come from our own lists, in which nothing needs encoding.
    let query = format!("page={page}&lang={lang}");
    let selects = [
        select("page", &pages, page),
        select("lang", &languages, lang),
        select("scheme", &SCHEMES, scheme),
        select("width", &WIDTHS, width),
    ];
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Preview of {theme}</title><style>{STYLE}</style>\
         </head><body><form method=\"get\"><strong>{theme}</strong>{}<button>Show</button></form>\
         <iframe title=\"{}\" src=\"preview/page?{}\" width=\"{width}\" style=\"color-scheme:{scheme}\"></iframe></body></html>",
        selects.concat(),
        escape(page),
        escape(&query),
        theme = escape(&theme),
    );
    let csp = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
               frame-ancestors 'none'";
    html(csp, body)
}

/// `GET /admin/themes/{theme}/preview/page`
pub async fn preview_page(state: web::Data<State>, theme: web::Path<String>, view: web::Query<View>) -> HttpResponse {
    if let Some(kind) = view.page.strip_prefix(MAILS) {
        return preview_mail(&state, &theme, (kind, &view.lang));
    }
    let Some(sample) = samples().into_iter().find(|sample| sample.name == view.page) else {
        return HttpResponse::NotFound().finish();
    };
    let wanted = view.language.as_ref().unwrap_or(&view.lang);
    let locale = state.themes.negotiate(&LanguageWishes { cookie: Some(wanted), ..LanguageWishes::default() });
    let nonce = base64url(&state.shared.random.bytes::<16>());
    let rendered = state.themes.render(&PageRequest {
        theme: Some(&theme),
        locale: &locale,
        branding: &Branding::default(),
        chrome: Chrome {
            nonce: &nonce,
            csrf: "preview",
            base: &state.options.base_path,
            realm: "Gatehouse",
            current: &format!("page?page={}", sample.name),
        },
        page: &sample.page,
    });
    // Forms lead nowhere: what is shown is not real.
    let csp = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    );
    match rendered {
        Ok(rendered) => html(&csp, rendered.html),
        Err(error) => html("default-src 'none'", format!("<pre>{}</pre>", escape(&error.to_string()))),
    }
}

/// A mail with sample data. Its styles stand in it, as mail programs want them.
fn preview_mail(state: &State, theme: &str, (kind, lang): (&str, &str)) -> HttpResponse {
    let Some(view) = mail_samples().into_iter().find(|view| view.kind == kind) else {
        return HttpResponse::NotFound().finish();
    };
    let rendered = state.themes.mail(&MailRequest {
        theme: Some(theme),
        locale: &state.themes.negotiate(&LanguageWishes { cookie: Some(lang), ..LanguageWishes::default() }),
        branding: &Branding::default(),
        realm: "Gatehouse",
        issuer: "https://id.example.com",
        view: &view,
    });
    let csp =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";
    match rendered {
        Ok(mail) => html(csp, mail.html),
        Err(error) => html("default-src 'none'", format!("<pre>{}</pre>", escape(&error.to_string()))),
    }
}

const STYLE: &str = "body{margin:0;height:100vh;display:flex;flex-direction:column;font:15px system-ui;background:#888}\
     form{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;padding:.6rem 1rem;background:#fff}\
     iframe{flex:1;border:0;margin:1rem auto;max-width:100%}";

fn known<'a, T: AsRef<str>>(all: &'a [T], wish: &str) -> &'a str {
    let found = all.iter().find(|one| one.as_ref() == wish).or_else(|| all.first());
    found.map(AsRef::as_ref).unwrap_or_default()
}

fn select<T: AsRef<str>>(name: &str, all: &[T], current: &str) -> String {
    let mut options = String::new();
    for one in all.iter().map(AsRef::as_ref) {
        let mark = if one == current { " selected" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(options, "<option{mark}>{}</option>", escape(one));
    }
    format!("<select name=\"{name}\" aria-label=\"{name}\">{options}</select>")
}

fn html(csp: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, csp))
        .content_type("text/html; charset=utf-8")
        .body(body)
}
