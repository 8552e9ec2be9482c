// Passkeys and security keys in a real browser with virtual authenticators: resident and not, with and without verifying
// the person, by autofill and by the button. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const demo = JSON.parse(readFileSync(process.env.DEMO, 'utf8'));
const [alice] = demo.users;
const artifacts = new URL('../artifacts/', import.meta.url).pathname;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PLATFORM = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
const KEY = { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: false, automaticPresenceSimulation: true };

let chrome;
before(async () => {
  mkdirSync(artifacts, { recursive: true });
  chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
});
after(() => chrome?.close());

// A browser of its own with these authenticators; what its pages complain about on the console fails the test.
async function visitor(t, authenticators = [], options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1000, height: 860 }, locale: 'en-US', ...options });
  const complaints = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const ids = [];
  for (const one of authenticators) ids.push((await devtools.send('WebAuthn.addVirtualAuthenticator', { options: one })).authenticatorId);
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  const credentials = async (id = ids[0]) => (await devtools.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
  return { page, devtools, ids, credentials };
}

async function look(page, name) {
  await page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], `axe on ${name}`);
}

// Name and password; where that leads is the test's.
async function givePassword(page) {
  await page.goto(`${demo.issuer}/login`);
  await page.fill('#username', alice.username);
  await page.click('#submit-login');
  await page.fill('#password', alice.password);
  // What says that a passkey can be made comes a moment after the page.
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
}

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
  await page.click('details summary');
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
