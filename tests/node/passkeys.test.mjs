// Passkeys and security keys in a real browser with virtual authenticators: resident and not, with and without verifying
// the person, by autofill and by the button. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY, PLATFORM, demo, look, signIn, visitor as plain } from './chromium.mjs';

const [alice] = demo.users;

// A browser of its own with these authenticators.
async function visitor(t, authenticators = [], options = {}) {
  const page = await plain(t, { viewport: { width: 1000, height: 860 }, ...options });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const ids = [];
  for (const one of authenticators) ids.push((await devtools.send('WebAuthn.addVirtualAuthenticator', { options: one })).authenticatorId);
  const credentials = async (id = ids[0]) => (await devtools.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
  return { page, devtools, ids, credentials };
}

const givePassword = (page) => signIn(page, alice);

async function signOut(page) {
  await page.goto(`${demo.issuer}/logout`);
  await page.click('#logout-confirm');
}

async function removeAll(page) {
  await page.goto(`${demo.issuer}/account/passkeys`);
  if (page.url().includes('/confirm/')) throw new Error('the login is too old');
  while (await page.locator('button[name=remove]').count()) await page.locator('button[name=remove]').first().click();
}

test('without an authenticator nothing is offered; without scripts the page says what is missing', async (t) => {
  const { page } = await visitor(t);
  await givePassword(page);
  await page.waitForURL(`${demo.issuer}/account`);

  const plain = await visitor(t, [], { javaScriptEnabled: false });
  await plain.page.goto(`${demo.issuer}/login`);
  assert.equal(await plain.page.locator('#passkey-start:visible').count(), 0, 'absent rather than dead');
  await plain.page.goto(`${demo.issuer}/login/passkey`);
  assert.match(await plain.page.textContent('main'), /Passkeys need JavaScript/);
  await plain.page.click('#other-methods a');
  await plain.page.fill('#username', alice.username);
  await plain.page.click('#submit-login');
  await plain.page.fill('#password', alice.password);
  await plain.page.click('#submit-login');
  await plain.page.goto(`${demo.issuer}/account/passkeys`);
  assert.match(await plain.page.textContent('main'), /Passkeys need JavaScript/);
});

test('offered once after a password, put off, added, renamed, used by autofill, removed', async (t) => {
  const { page, credentials } = await visitor(t, [PLATFORM]);
  await givePassword(page);
  await page.waitForURL('**/login/enroll/passkey');
  assert.match(await page.textContent('h1'), /Protect your account/);
  await look(page, 'enroll-passkey');
  await page.click('#skip-enroll');
  await page.waitForURL(`${demo.issuer}/account`);
  await signOut(page);
  await givePassword(page);
  await page.waitForURL(`${demo.issuer}/account`, 'not asked again');

  await page.click('#check-passkeys');
  await page.click('#add-passkey');
  await page.waitForSelector('#notice');
  assert.match(await page.textContent('#notice'), /Your passkey was added/);
  const [made] = await credentials();
  assert.ok(made.isResidentCredential && made.rpId === 'localhost', JSON.stringify(made));
  assert.equal(Buffer.from(made.userHandle, 'base64').length, 64);
  await page.click('#passkeys details summary');
  await page.fill('.rename input[name=name]', 'This computer');
  await page.click('button[name=rename]');
  assert.match(await page.textContent('#passkeys'), /This computer/);
  await look(page, 'account-passkeys');
  await page.click('#add-passkey');
  await page.waitForFunction(() => document.getElementById('add-passkey-form-status').textContent !== '');
  assert.match(await page.textContent('#add-passkey-form-status'), /holds a passkey for this account already/);

  // The demo application shows what the ID token says about the login. Nobody types or clicks anything on the way.
  await signOut(page);
  await page.goto(demo.demo_url);
  await page.click('#sign-in');
  await page.waitForFunction((issuer) => !location.pathname.includes('/login') || !location.href.startsWith(issuer), demo.issuer);
  if (await page.locator('#consent-allow').count()) await page.click('#consent-allow');
  await page.waitForURL(`${demo.demo_url}/`);
  const token = await page.textContent('#id-token');
  assert.match(token, /"hwk"/);
  assert.match(token, /urn:gatehouse:mfa/);

  await page.goto(`${demo.issuer}/account/passkeys`);
  assert.match(await page.textContent('#passkeys'), /used/);
  await removeAll(page);
  assert.match(await page.textContent('#notice'), /It was removed/);
  await page.waitForTimeout(300);
  assert.equal((await credentials()).length, 0, 'the passkey manager was told');
});

test('by the button; an authenticator that does not verify, and a passkey that was removed elsewhere, are told', async (t) => {
  const { page, devtools, ids, credentials } = await visitor(t, [PLATFORM]);
  const authenticatorId = ids[0];
  await givePassword(page);
  await page.waitForURL(`${demo.issuer}/account`);
  await page.goto(`${demo.issuer}/account/passkeys`);
  await page.click('#add-passkey');
  await page.waitForSelector('#notice');
  await signOut(page);

  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.goto(`${demo.issuer}/login/passkey`);
  await page.click('#passkey-start');
  await page.waitForFunction(() => document.getElementById('passkey-form-status').textContent !== '');
  assert.match(await page.textContent('#passkey-form-status'), /canceled, took too long, or there is no matching passkey/);
  await look(page, 'passkey-canceled');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
  await page.click('#passkey-start');
  await page.waitForURL(`${demo.issuer}/account`);
  const [kept] = await credentials();

  await removeAll(page);
  await page.waitForTimeout(300);
  assert.equal((await credentials()).length, 0);
  // As if another device had removed it, and this one had not heard.
  await devtools.send('WebAuthn.addCredential', { authenticatorId, credential: kept });
  await signOut(page);
  await page.goto(`${demo.issuer}/login/passkey`);
  await page.click('#passkey-start');
  await page.waitForSelector('#alert');
  assert.match(await page.textContent('#alert'), /not known here/);
  await look(page, 'passkey-unknown');
  await page.waitForTimeout(300);
  assert.equal((await credentials()).length, 0, 'and is forgotten');
});

test('a security key without a memory is asked for after the password', async (t) => {
  const { page, devtools, ids } = await visitor(t, [KEY]);
  await givePassword(page);
  await page.waitForURL(`${demo.issuer}/account`);
  await page.goto(`${demo.issuer}/account/passkeys`);
  await page.click('#add-security-key');
  await page.waitForSelector('#notice');
  assert.match(await page.textContent('#notice'), /Your security key was added/);
  await signOut(page);

  await givePassword(page);
  await page.waitForURL('**/second-factor/passkey');
  assert.match(await page.textContent('h1'), /Verify it is you/);
  await look(page, 'second-factor-passkey');
  // No touch, no signature.
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: ids[0], enabled: false });
  await page.click('#passkey-start');
  await page.waitForTimeout(500);
  assert.match(page.url(), /second-factor\/passkey/);
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: ids[0], enabled: true });
  await page.click('#passkey-start');
  await page.waitForURL(`${demo.issuer}/account`);
  await removeAll(page);
});
