//! The pages of the demo: three small ones, no script.

use std::fmt::Write;

use serde_json::Value;

use super::relying_party::Tokens;
use crate::web::html::escape;

pub(super) const STYLE: &str = include_str!("demo.css");

pub(super) fn welcome(issuer: &str) -> String {
    page(
        "Demo application",
        &format!(
            "<p class=\"lead\">This is an application that signs people in through Gatehouse at <code>{}</code>, as any \
             application does: with an ordinary OpenID Connect library.</p>\
             <form method=\"post\" action=\"/sign-in\"><button id=\"sign-in\" type=\"submit\">Sign in</button></form>\
             <p class=\"lead\">What it would send by mail is <a id=\"mail\" href=\"{}/dev/mail\">caught here</a>.</p>",
            escape(issuer),
            escape(issuer)
        ),
    )
}

pub(super) fn signed_in(tokens: &Tokens) -> String {
    let name = tokens.userinfo.get("name").and_then(Value::as_str).unwrap_or("stranger");
    let refresh = if tokens.can_refresh() {
        "<form method=\"post\" action=\"/refresh\"><button id=\"refresh\" class=\"quiet\" type=\"submit\">Refresh tokens</button></form>"
    } else {
        ""
    };
    page(
        &format!("Hello, {name}"),
        &format!(
            "<p class=\"lead\">You are signed in. The tokens were refreshed <strong id=\"refreshed\">{}</strong> times.</p>\
             <div class=\"row\">{refresh}<form method=\"post\" action=\"/sign-out\">\
             <button id=\"sign-out\" type=\"submit\">Sign out</button></form></div>{}{}{}",
            tokens.refreshed,
            claims("id-token", "ID token", &tokens.id_token),
            claims("access-token", "Access token", &tokens.access_token),
            claims("userinfo", "UserInfo", &tokens.userinfo),
        ),
    )
}

pub(super) fn failed(reason: &str) -> String {
    page(
        "That did not work",
        &format!("<p class=\"lead\" id=\"error\">{}</p><p><a href=\"/\">Back to the start</a></p>", escape(reason)),
    )
}

fn claims(id: &str, title: &str, value: &Value) -> String {
    let mut rows = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // Writing to a string cannot fail.
        let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(name), escape(&text));
    }
    format!("<section><h2>{title}</h2><table id=\"{id}\">{rows}</table></section>")
}

fn page(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/demo.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_elsewhere_is_escaped() {
        let page = failed("<script>alert('x')</script>");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
    }
}
