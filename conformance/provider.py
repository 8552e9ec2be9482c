#!/usr/bin/env python3
"""A Gatehouse for the conformance suite: its certificate, the person and the clients that the plans need.

    provider.py seed  --suite URL    makes them; the server must not run
    provider.py serve --suite URL    the same, then serves until Ctrl-C
"""

import argparse
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
LOCAL = HERE / "local"
SEED = LOCAL / "seed.json"
# The path of every redirect URI of a plan's clients; modules with an alias run one after another.
ALIAS = "gatehouse"

USERNAME = "alice"
# Every standard claim of OpenID Connect Core section 5.1. `sub` and `updated_at` are the server's, `preferred_username` is
# the name to sign in with, `email` and `email_verified` have flags of their own.
CLAIMS: dict[str, Any] = {
    "name": "Alice Maria Example",
    "given_name": "Alice",
    "middle_name": "Maria",
    "family_name": "Example",
    "nickname": "Ali",
    "profile": "https://alice.example.com/",
    "picture": "https://alice.example.com/alice.png",
    "website": "https://alice.example.com/blog",
    "gender": "female",
    "birthdate": "1990-04-21",
    "zoneinfo": "Europe/Paris",
    "locale": "en-GB",
    # From the range that is kept for fiction.
    "phone_number": "+12025550143",
    "phone_number_verified": True,
    "address": {
        "formatted": "12 Example Street\nLondon N1 1AA\nUnited Kingdom",
        "street_address": "12 Example Street",
        "locality": "London",
        "region": "Greater London",
        "postal_code": "N1 1AA",
        "country": "United Kingdom",
    },
}
EMAIL = "alice@example.com"

# Placeholder in the plans → client_id and the one way in which the client proves itself.
CLIENTS = {
    "client": ("conformance-client", "client_secret_basic"),
    "client2": ("conformance-client-2", "client_secret_basic"),
    "client_secret_post": ("conformance-client-post", "client_secret_post"),
}
NOT_FOUND = 4


class ProviderError(Exception):
    """Gatehouse did not do what it was asked for."""


@dataclass(frozen=True)
class Provider:
    """Where the program and its data are."""

    binary: Path
    data: Path
    config: Path = HERE / "gatehouse.toml"

    def run(self, *arguments: str, missing_is_none: bool = False) -> Any:
        """What the command line answers; None if there is no such thing and that is no error."""
        done = subprocess.run(self._command("--json", *arguments), cwd=REPOSITORY, capture_output=True, text=True)
        if done.returncode == NOT_FOUND and missing_is_none:
            return None
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise ProviderError(f"gatehouse {' '.join(arguments)}: exit code {done.returncode}: {said}")
        return json.loads(done.stdout)

    def issuer(self) -> str:
        shown = self.run("config", "show")
        return next(row["value"] for row in shown if row["setting"] == "server.issuer").rstrip("/")

    def seed(self, suite: str) -> dict[str, str]:
        """Makes person and clients for the suite at `suite`, and writes what the plans have to know of them."""
        seed = {"issuer": self.issuer(), "suite": suite, "alias": ALIAS, "username": USERNAME}
        seed["password"] = self._person()
        for key, (client, method) in CLIENTS.items():
            seed[f"{key}_id"] = client
            seed[f"{key}_secret"] = self._client(client, method, suite)
        LOCAL.mkdir(exist_ok=True)
        # Secrets: for nobody else's eyes.
        with open(os.open(SEED, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(seed, file, indent=2)
        return seed

    @contextmanager
    def serving(self, seconds: float = 30) -> Iterator[None]:
        """A running server; what it logs goes to a file."""
        where = urllib.parse.urlsplit(self.issuer())
        with socket.socket() as probe:
            # Another one would answer in its place, with clients of its own.
            if probe.connect_ex((where.hostname, where.port or 443)) == 0:
                raise ProviderError(f"something listens at {where.netloc} already")
        with open(LOCAL / "gatehouse.log", "w", encoding="utf-8") as log:
            server = subprocess.Popen(self._command("serve"), cwd=REPOSITORY, stdout=log, stderr=log)
            try:
                self._wait(server, seconds)
                yield
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()

    def _command(self, *arguments: str) -> list[str]:
        return [str(self.binary), "--config", str(self.config), "--data-directory", str(self.data), *arguments]

    def _person(self) -> str:
        """The password of the person, who is made if need be."""
        if self.run("user", "show", USERNAME, missing_is_none=True) is not None:
            return self.run("user", "set-password", USERNAME)["password"]
        claims = []
        for name, value in CLAIMS.items():
            claims += ["--claim", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        return self.run("user", "create", USERNAME, "--email", EMAIL, "--email-verified", *claims)["password"]

    def _client(self, client: str, method: str, suite: str) -> str:
        """The secret of a client, which is made anew: the address of the suite may have changed."""
        self.run("client", "delete", client, missing_is_none=True)
        metadata = {
            "client_name": "Conformance suite",
            "redirect_uris": [f"{suite}/test/a/{ALIAS}/callback"],
            "token_endpoint_auth_method": method,
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            # Only oidcc-ensure-request-with-valid-pkce-succeeds sends a code challenge.
            "require_pkce": False,
        }
        return self.run("client", "create", "--id", client, "--metadata", json.dumps(metadata))["client_secret"]

    def _wait(self, server: "subprocess.Popen[bytes]", seconds: float) -> None:
        url = self.issuer() + "/.well-known/openid-configuration"
        # The certificate is the one that was made here.
        context = ssl.create_default_context(cafile=str(LOCAL / "certificate.pem"))
        end = time.monotonic() + seconds
        while True:
            if server.poll() is not None:
                raise ProviderError(f"gatehouse ended with exit code {server.returncode}; see {LOCAL / 'gatehouse.log'}")
            try:
                urllib.request.urlopen(url, timeout=5, context=context).close()
                return
            except (urllib.error.URLError, TimeoutError) as error:
                if time.monotonic() >= end:
                    raise ProviderError(f"{url} does not answer: {error}") from error
            time.sleep(0.2)


def make_certificate(issuer: str) -> None:
    """A certificate of our own for the host of `issuer`, unless there is one already. The suite takes any."""
    certificate, key = LOCAL / "certificate.pem", LOCAL / "key.pem"
    if certificate.exists() and key.exists():
        return
    LOCAL.mkdir(exist_ok=True)
    host = urllib.parse.urlsplit(issuer).hostname
    # RSA: some plans of the suite offer RSA cipher suites only.
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", f"/CN={host}"]
    command += ["-addext", f"subjectAltName=DNS:{host},DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise ProviderError(f"openssl: {done.stderr.strip()}")
    key.chmod(0o600)


def prepare(provider: Provider, suite: str) -> dict[str, str]:
    """Certificate and seed."""
    make_certificate(provider.issuer())
    return provider.seed(suite)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=["seed", "serve"])
    parser.add_argument("--suite", required=True, help="base URL of the suite: where redirect URIs begin")
    parser.add_argument("--gatehouse", type=Path, default=REPOSITORY / "target/release/gatehouse", help="the program")
    parser.add_argument("--data-directory", type=Path, default=LOCAL / "data")
    arguments = parser.parse_args()
    provider = Provider(arguments.gatehouse.resolve(), arguments.data_directory.resolve())
    try:
        prepare(provider, arguments.suite.rstrip("/"))
        print(f"seeded; the plans read {SEED.relative_to(REPOSITORY)}", file=sys.stderr)
        if arguments.act == "serve":
            # However this program is ended, the server ends with it.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with provider.serving():
                print(f"serving {provider.issuer()}; stop with Ctrl-C", file=sys.stderr)
                signal.pause()
    except ProviderError as error:
        print(f"provider: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
