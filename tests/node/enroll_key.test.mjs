// A key that is added because a login demands a second factor, in a real browser with virtual authenticators (product AU-20).
// Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { after, test } from 'node:test';
import { KEY, PLATFORM, demo, look, shot, signIn, visitor } from './chromium.mjs';

const [alice, bob] = demo.users;

// Which second factors the realm demands; the server reads it again within ten seconds.
function demand(rules) {
  const binary = process.env.BINARY ?? 'target/debug/gatehouse';
  const place = ['--data-directory', dirname(process.env.DEMO), '--set', `server.issuer=${demo.issuer}`];
  execFileSync(binary, ['realm', 'change', 'default', '--settings', JSON.stringify({ factor_rules: rules }), ...place]);
  return new Promise((done) => setTimeout(done, 11_000));
}
after(() => demand([]));

async function visitorWith(t, authenticator) {
  const page = await visitor(t);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: authenticator });
  return page;
}

async function removeAll(page) {
  await page.goto(`${demo.issuer}/account/passkeys`);
  while (await page.locator('button[name=remove]').count()) await page.locator('button[name=remove]').first().click();
}

test('a key is demanded: added, shown once more, and only then signed in', async (t) => {
  await demand([{ name: 'keys', require: { one_of: ['webauthn'] } }]);
  const page = await visitorWith(t, PLATFORM);
  await signIn(page, alice);
  await page.waitForURL('**/login/enroll/key');
  assert.equal(await page.locator('#other-methods').count(), 0, 'a code would not do');
  await look(page, 'enroll-key');
  await page.click('#submit-enroll');
  await page.waitForURL('**/login/second-factor/passkey');
  await page.click('#passkey-start');
  await page.waitForURL(`${demo.issuer}/account`);
  await removeAll(page);
});

test('with a plain security key, by way of the choice', async (t) => {
  await demand([{ name: 'all', require: 'any', grace_days: 365 }]);
  const page = await visitorWith(t, KEY);
  await signIn(page, bob);
  await page.waitForURL('**/login/enroll/totp');
  await shot(page, 'enroll-choice');
  await page.click('#other-methods a');
  await page.waitForURL('**/login/enroll/key');
  await look(page, 'enroll-key-choice');
  await page.click('#enroll-security-key');
  await page.waitForURL('**/login/second-factor/passkey');
  await page.click('#passkey-start');
  await page.waitForURL(`${demo.issuer}/account`);
  await removeAll(page);
});

test('without JavaScript the page says what is missing, and leads to the application', async (t) => {
  const page = await visitor(t, { javaScriptEnabled: false });
  await signIn(page, bob);
  await page.goto(`${demo.issuer}/login/enroll/key`);
  assert.match(await page.textContent('main'), /Passkeys need JavaScript/);
  assert.equal(await page.locator('#submit-enroll:visible, #enroll-security-key:visible').count(), 0, 'absent rather than dead');
  await page.click('#other-methods a');
  await page.waitForURL('**/login/enroll/totp');
  await page.click('#skip-enroll');
  await page.waitForURL(`${demo.issuer}/account`);
});
