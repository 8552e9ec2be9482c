"""Authlib, as any application uses it, against a running Gatehouse.

Environment: DEMO, the file `demo.json` that development mode writes.
"""

import html
import json
import os
import re
import time
import unittest
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

with open(os.environ["DEMO"], encoding="utf-8") as file:
    DEMO = json.load(file)
ISSUER = DEMO["issuer"]
ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(ISSUER))
REDIRECT = "http://127.0.0.1:49153/callback"
METADATA = requests.get(ISSUER + "/.well-known/openid-configuration", timeout=10).json()


class Browser:
    """Gets through the hosted pages as forms, without a browser."""

    def __init__(self):
        self.session = requests.Session()

    def open(self, url, **body):
        for _ in range(20):
            if body:
                answer = self.session.post(url, data=body["data"], headers={"Origin": ORIGIN}, allow_redirects=False, timeout=10)
            else:
                answer = self.session.get(url, allow_redirects=False, timeout=10)
            body = {}
            location = answer.headers.get("Location")
            if not location:
                return url, answer.text
            url = urljoin(url, location)
            if not url.startswith(ORIGIN + "/"):
                return url, None
        raise AssertionError("too many redirects")

    def press(self, url, page, form, button, **typed):
        found = re.search(rf'<form\b[^>]*\bid="?{form}"?[^>]*>(.*?)</form>', page, re.S)
        data = []
        for tag in re.findall(r"<input\b[^>]*>", found.group(1)):
            attributes = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
            kind = attributes.get("type", "text")
            if "name" not in attributes or (kind == "checkbox" and not re.search(r"\bchecked\b", tag)):
                continue
            data.append((attributes["name"], typed.get(attributes["name"], attributes.get("value", "on" if kind == "checkbox" else ""))))
        for tag in re.findall(r"<button\b[^>]*>", found.group(1)):
            attributes = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
            if attributes.get("id") == button and "name" in attributes:
                data.append((attributes["name"], attributes.get("value", "")))
        action = re.search(r'\baction="([^"]*)"', found.group(0))
        return self.open(urljoin(url, html.unescape(action.group(1))) if action else url, data=data)

    def sign_in(self, url, username, password):
        url, page = self.open(url)
        for _ in range(8):
            if page is None:
                return url
            if 'id="login-form"' in page:
                url, page = self.press(url, page, "login-form", "submit-login", username=username, password=password)
            elif 'id="consent-form"' in page:
                url, page = self.press(url, page, "consent-form", "consent-allow")
            else:
                raise AssertionError(f"an unexpected page at {url}: {page[:400]}")
        raise AssertionError("the sign-in does not end")


def client(client_id):
    registered = next(entry for entry in DEMO["clients"] if entry["client_id"] == client_id)
    secret = registered.get("client_secret")
    return OAuth2Session(
        client_id,
        secret,
        token_endpoint_auth_method="client_secret_basic" if secret else "none",
        scope="openid profile email offline_access",
        redirect_uri=REDIRECT,
        code_challenge_method="S256",
        revocation_endpoint_auth_method="client_secret_basic" if secret else "none",
    )


class AuthlibTest(unittest.TestCase):
    def sign_in(self, session, nonce="n-0S6_WzA2Mj"):
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        url, state = session.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=verifier, nonce=nonce)
        self.browser = Browser()
        callback = self.browser.sign_in(url, DEMO["users"][1]["username"], DEMO["users"][1]["password"])
        answer = parse_qs(urlsplit(callback).query)
        self.assertEqual(answer["iss"], [ISSUER])
        return session.fetch_token(METADATA["token_endpoint"], authorization_response=callback, code_verifier=verifier, state=state)

    def check(self, client_id):
        session = client(client_id)
        token = self.sign_in(session)
        keys = JsonWebKey.import_key_set(requests.get(METADATA["jwks_uri"], timeout=10).json())
        claims = jwt.decode(
            token["id_token"],
            keys,
            claims_options={"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": client_id}},
        )
        claims.validate()
        self.assertEqual(claims["nonce"], "n-0S6_WzA2Mj")
        userinfo = session.get(METADATA["userinfo_endpoint"]).json()
        self.assertEqual((userinfo["sub"], userinfo["email"]), (claims["sub"], "bob@example.com"))
        refreshed = session.refresh_token(METADATA["token_endpoint"], refresh_token=token["refresh_token"])
        self.assertNotEqual(refreshed["refresh_token"], token["refresh_token"])
        return session, refreshed

    def check_logout(self, id_token):
        request = {"id_token_hint": id_token, "post_logout_redirect_uri": REDIRECT, "state": "bye"}
        url, _ = self.browser.open(METADATA["end_session_endpoint"] + "?" + urlencode(request))
        self.assertEqual(url, REDIRECT + "?state=bye")

    def test_public_client(self):
        _, token = self.check("demo-public")
        self.check_logout(token["id_token"])

    def test_confidential_client_introspects_and_revokes(self):
        session, token = self.check("demo-confidential")
        answer = session.introspect_token(METADATA["introspection_endpoint"], token=token["access_token"]).json()
        self.assertTrue(answer["active"])
        session.revoke_token(METADATA["revocation_endpoint"], token=token["refresh_token"])
        # Behind a round-robin another instance is asked, which hears of it a moment later (RFC 7009 section 2).
        for _ in range(20):
            answer = session.introspect_token(METADATA["introspection_endpoint"], token=token["access_token"]).json()
            if not answer["active"]:
                break
            time.sleep(0.05)
        self.assertEqual(answer, {"active": False})


if __name__ == "__main__":
    unittest.main()
