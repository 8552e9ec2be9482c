// Step-up in a real browser (RFC 9470): somebody is signed in, and shows the proof that is missing and nothing else; a code
// without JavaScript, a passkey with it. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const demo = JSON.parse(readFileSync(process.env.DEMO, 'utf8'));
const [alice, bob] = demo.users;
const artifacts = new URL('../artifacts/', import.meta.url).pathname;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PLATFORM = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };

let chrome;
before(async () => {
  mkdirSync(artifacts, { recursive: true });
  chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
});
after(() => chrome?.close());

async function visitor(t, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 480, height: 860 }, locale: 'en-US', ...options });
  const complaints = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return context.newPage();
}

// Without scripts nothing can look at the page but an eye; the page is the same.
async function look(page, name, runs = true) {
  await page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true });
  if (!runs) return;
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(found.violations.map(({ id }) => id), [], `axe on ${name}`);
}

// The code of an authenticator app now (RFC 6238: SHA-1, 30 s, 6 digits).
function code(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const nextStep = () => new Promise((done) => setTimeout(done, 30_200 - (Date.now() % 30_000)));

async function signIn(page, person) {
  await page.goto(`${demo.issuer}/login`);
  await page.fill('#username', person.username);
  await page.click('#submit-login');
  await page.fill('#password', person.password);
  await page.click('#submit-login');
}

// The demo application's own request, with more in it.
async function authorization(page, more) {
  const begun = await page.request.post(`${demo.demo_url}/sign-in`, { maxRedirects: 0, headers: { origin: demo.demo_url } });
  const url = new URL(begun.headers().location);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

async function shows(page, pattern) {
  await page.waitForSelector('#consent-allow, #id-token');
  if (await page.locator('#consent-allow').count()) await page.click('#consent-allow');
  await page.waitForURL(`${demo.demo_url}/`);
  assert.match(await page.textContent('#id-token'), pattern);
}

test('without JavaScript: the code alone, and whose session it is', async (t) => {
  const page = await visitor(t, { javaScriptEnabled: false });
  await signIn(page, bob);
  await page.goto(`${demo.issuer}/account/authenticator`);
  const secret = await page.textContent('#secret');
  await page.fill('#code', code(secret));
  await page.click('#submit-enroll');
  await page.waitForSelector('#notice');
  await page.goto(await authorization(page, { acr_values: 'urn:gatehouse:mfa' }));
  assert.match(page.url(), /second-factor\/totp/);
  assert.equal(await page.locator('#password').count(), 0, 'not the password again');
  assert.match(await page.textContent('.person'), /Signed in as/);
  await look(page, 'step-up-code', false);
  await nextStep();
  await page.fill('#code', code(secret));
  await page.click('#submit-second-factor');
  await shows(page, /urn:gatehouse:mfa/);
  // Taken away again, for whatever runs after this.
  await page.goto(`${demo.issuer}/account/authenticator`);
  await page.click('button[name=remove]');
});

test('with JavaScript: a passkey reaches phr, after the password was right long ago', async (t) => {
  const page = await visitor(t);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PLATFORM });
  await signIn(page, alice);
  await page.waitForURL((url) => !url.pathname.endsWith('/login') && !url.pathname.endsWith('/password'));
  await page.goto(`${demo.issuer}/account/passkeys`);
  await page.click('#add-passkey');
  await page.waitForSelector('#notice');
  const asked = await authorization(page, { acr_values: 'phr' });
  await page.goto(asked);
  await page.waitForURL('**/second-factor/passkey');
  await look(page, 'step-up');
  assert.match(await page.getAttribute('#use-another-account', 'href'), /\/login\?account=other$/);
  await page.click('#passkey-start');
  await shows(page, /acrphr(?!h)/);
  await page.goto(`${demo.issuer}/account/passkeys`);
  while (await page.locator('button[name=remove]').count()) await page.locator('button[name=remove]').first().click();
});
