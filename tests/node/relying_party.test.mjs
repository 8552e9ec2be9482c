// openid-client, as any application uses it, against a running Gatehouse: public and confidential clients.
// Environment: DEMO, the file `demo.json` that development mode writes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as oidc from 'openid-client';
import { Driver } from './driver.mjs';

const demo = JSON.parse(readFileSync(process.env.DEMO, 'utf8'));
const [alice] = demo.users;
const registered = (id) => demo.clients.find((client) => client.client_id === id);
const redirect_uri = 'http://127.0.0.1:49152/callback';

async function configured(id) {
  const { client_secret } = registered(id);
  const authentication = client_secret ? oidc.ClientSecretBasic(client_secret) : oidc.None();
  return oidc.discovery(new URL(demo.issuer), id, undefined, authentication, { execute: [oidc.allowInsecureRequests] });
}

async function signIn(config, driver, extra = {}) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid profile email offline_access',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...extra,
  });
  const callback = await driver.signIn(url, alice);
  return oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState, expectedNonce });
}

for (const id of ['demo-public', 'demo-confidential']) {
  test(`${id}: code with PKCE, UserInfo, refresh with rotation, logout`, async () => {
    const config = await configured(id);
    const driver = new Driver(new URL(demo.issuer).origin);
    const tokens = await signIn(config, driver);
    const claims = tokens.claims();
    assert.equal(claims.iss, demo.issuer);
    assert.equal(claims.aud, id);
    assert.ok(claims.auth_time > 0);

    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
    assert.equal(userinfo.name, 'Alice Example');
    assert.equal(userinfo.email, 'alice@example.com');

    const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token, 'the refresh token rotates');
    const again = await oidc.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(again.refresh_token, refreshed.refresh_token, 'a retry gets the same successor');
    assert.equal(refreshed.claims().sub, claims.sub);

    const end = oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: redirect_uri,
      id_token_hint: refreshed.id_token,
      state: 'bye',
    });
    const { callback } = await driver.open(end);
    assert.equal(callback.searchParams.get('state'), 'bye');
    const silent = await driver.open(
      oidc.buildAuthorizationUrl(config, {
        redirect_uri,
        scope: 'openid',
        prompt: 'none',
        code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
        code_challenge_method: 'S256',
      }),
    );
    assert.equal(silent.callback.searchParams.get('error'), 'login_required', 'the session is gone');
  });
}

test('demo-confidential: introspection, revocation, client credentials', async () => {
  const config = await configured('demo-confidential');
  const driver = new Driver(new URL(demo.issuer).origin);
  const tokens = await signIn(config, driver);
  const live = await oidc.tokenIntrospection(config, tokens.access_token);
  assert.equal(live.active, true);
  assert.equal(live.client_id, 'demo-confidential');
  await oidc.tokenRevocation(config, tokens.refresh_token);
  // Behind a round-robin another instance is asked, which hears of it a moment later (RFC 7009 §2: a propagation delay).
  let dead = await oidc.tokenIntrospection(config, tokens.access_token);
  for (let tries = 0; dead.active && tries < 20; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
    dead = await oidc.tokenIntrospection(config, tokens.access_token);
  }
  assert.deepEqual(dead, { active: false }, 'the grant is gone with all its tokens');
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });

  const own = await oidc.clientCredentialsGrant(await configured('demo-api'), { scope: 'notes:read' });
  assert.equal(own.scope, 'notes:read');
  assert.equal(own.refresh_token, undefined);
});

test('a second sign-in in the same browser asks nothing; prompt=login asks again', async () => {
  const config = await configured('demo-confidential');
  const driver = new Driver(new URL(demo.issuer).origin);
  const first = (await signIn(config, driver)).claims();
  const second = (await signIn(config, driver)).claims();
  assert.equal(second.auth_time, first.auth_time);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const third = (await signIn(config, driver, { prompt: 'login' })).claims();
  assert.ok(third.auth_time > first.auth_time);
});
