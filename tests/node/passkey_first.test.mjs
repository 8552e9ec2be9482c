// An account that begins with a passkey, in a real browser with a virtual authenticator; what people without scripts are told; a
// password where the realm takes one; and the first page of the account (pages N-3, §12). Environment: DEMO and BINARY, as
// for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { PLATFORM, caught, demo, look, operate, shot, visitor } from './chromium.mjs';

const PASSWORD = 'wombats dig at night in long rows';
const run = Date.now().toString(36);
// A server reads a realm again after ten seconds at the latest.
const settled = () => new Promise((done) => setTimeout(done, 11_000));
const before = operate('realm', 'show', 'default').settings.registration ?? null;

function register(credential) {
  operate('realm', 'change', 'default', '--settings', JSON.stringify({ registration: { mode: 'open', credential } }));
  return settled();
}
after(() => operate('realm', 'change', 'default', '--settings', JSON.stringify({ registration: before })));

async function withKey(t, options) {
  const page = await visitor(t, options);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PLATFORM });
  return page;
}

// Name and address, and the code of the mail.
async function prove(page, address, see) {
  await page.goto(`${demo.issuer}/register`);
  await see(page, 'register-passkey-first');
  assert.equal(await page.locator('#new-password').count(), 0);
  await page.fill('#email', address);
  await page.fill('#name', 'Ada Lovelace');
  await page.click('#submit-register');
  await page.waitForURL('**/register/verify-email');
  const mails = await page.context().newPage();
  const text = await caught(mails, address, 'Your code for a new account');
  await mails.close();
  await page.fill('#code', text.match(/\n {4}([0-9 ]+)\n/)[1]);
  await page.click('#submit-code');
  await page.waitForURL('**/register/passkey');
}

test('name and address, then a passkey, and no password at all', async (t) => {
  await register('passkey');
  const page = await withKey(t);
  await prove(page, `first-${run}@example.com`, look);
  assert.equal(await page.locator('#password-instead').count(), 0);
  await look(page, 'register-passkey');
  await page.click('#passkey-start');
  await page.waitForURL('**/login/passkey?passkey=new');
  await look(page, 'passkey-new');
  await page.click('#passkey-start');
  await page.waitForURL(`${demo.issuer}/account`);
  await look(page, 'account-overview');
  assert.ok(await page.locator('#check-second-passkey').count(), 'one passkey is the only way in');
  assert.equal(operate('user', 'show', `first-${run}@example.com`).has_password, false);
});

test('dark, narrow and from right to left', async (t) => {
  const page = await withKey(t, { colorScheme: 'dark', locale: 'ar', viewport: { width: 320, height: 700 } });
  await page.goto(`${demo.issuer}/register`);
  await look(page, 'register-passkey-first-dark-ar');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  assert.equal(wide, false, 'nothing is wider than the screen');
});

test('without scripts it is said, and a password will do where the realm takes one', async (t) => {
  await register('passkey_or_password');
  const page = await visitor(t, { javaScriptEnabled: false });
  await prove(page, `plain-${run}@example.com`, (page, name) => shot(page, `${name}-plain`));
  await shot(page, 'register-passkey-plain');
  assert.ok(!(await page.isVisible('#passkey-start')), 'a control that needs script is absent rather than dead');
  await page.click('#password-instead summary');
  await page.fill('#new-password', PASSWORD);
  await page.click('#submit-register');
  await page.waitForURL(`${demo.issuer}/account`);
});
