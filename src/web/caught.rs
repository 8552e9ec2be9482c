//! The mail catcher of development: what would have been sent, to be read. It exists nowhere else, for every code and link
//! of everybody stands in it.

use std::fmt::Write;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, web};

use super::State;
use super::html::escape;
use crate::outbound::mail::{Letter, Mailer};

const STYLE: &str = ":root{color-scheme:light dark}\
     body{max-width:46rem;margin:0 auto;padding:2rem 1rem;font:16px/1.55 system-ui,sans-serif}\
     h1{font-size:1.6rem;line-height:1.2}ul{list-style:none;padding:0}\
     li{border-block-start:1px solid #8886;padding:.8rem 0}li a{font-weight:600}\
     pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #8886;border-radius:10px;padding:1rem}\
     iframe{width:100%;height:44rem;border:1px solid #8886;border-radius:10px}.muted{opacity:.75}";

const PAGE: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";
/// A document of its own origin without scripts, forms and fetches. Its links open beside it.
const MAIL: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// `GET /dev/mail`: what was caught, the newest first.
pub async fn list(state: web::Data<State>) -> HttpResponse {
    let mut rows = String::new();
    for letter in letters(&state) {
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<li><a href=\"mail/{}\">{}</a><br><span class=\"muted\">to <bdi>{}</bdi> · {}</span></li>",
            escape(&letter.id),
            escape(&letter.subject),
            escape(&letter.to),
            letter.date
        );
    }
    let empty = if rows.is_empty() { "<p>No mail yet. What Gatehouse would send shows up here.</p>" } else { "" };
    html(PAGE, page("Caught mail", &format!("{empty}<ul id=\"mails\">{rows}</ul>")))
}

/// `GET /dev/mail/{id}`
pub async fn one(state: web::Data<State>, id: web::Path<String>) -> HttpResponse {
    let Some(letter) = find(&state, &id) else { return HttpResponse::NotFound().finish() };
    let body = format!(
        "<p class=\"muted\">from {} to <bdi>{}</bdi> · {} · <a href=\"../mail\">all mails</a></p>\
         <pre id=\"mail-text\">{}</pre><h2>HTML</h2><iframe title=\"The HTML part\" sandbox=\"allow-popups \
         allow-popups-to-escape-sandbox\" src=\"{}/html\"></iframe>",
        escape(&letter.from_name),
        escape(&letter.to),
        letter.date,
        with_links(&letter.text),
        escape(&letter.id),
    );
    html(PAGE, page(&letter.subject, &body))
}

/// `GET /dev/mail/{id}/html`
pub async fn document(state: web::Data<State>, id: web::Path<String>) -> HttpResponse {
    find(&state, &id).map_or_else(|| HttpResponse::NotFound().finish(), |letter| html(MAIL, letter.html))
}

fn letters(state: &State) -> Vec<Letter> {
    state.mailer.as_ref().and_then(Mailer::caught).unwrap_or_default()
}

fn find(state: &State, id: &str) -> Option<Letter> {
    letters(state).into_iter().find(|letter| letter.id == id)
}

/// The text with its addresses as links.
fn with_links(text: &str) -> String {
    let linked = |line: &str| {
        let escaped = escape(line);
        let is_link = line.starts_with("https://") || line.starts_with("http://");
        if is_link && !line.contains(char::is_whitespace) {
            format!("<a href=\"{escaped}\">{escaped}</a>")
        } else {
            escaped
        }
    };
    text.lines().map(linked).collect::<Vec<_>>().join("\n")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>",
        title = escape(title)
    )
}

fn html(csp: &str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, csp))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_whole_lines_and_escaped() {
        let text = "see\nhttps://id.example/link/a?b&\"c\njavascript:alert(1)\nhttps://a <b>";
        assert_eq!(
            with_links(text),
            "see\n<a href=\"https://id.example/link/a?b&amp;&quot;c\">https://id.example/link/a?b&amp;&quot;c</a>\n\
             javascript:alert(1)\nhttps://a &lt;b&gt;"
        );
    }
}
