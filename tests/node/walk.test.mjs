// Everything a newcomer does with an account, from its making to its end and back, in one go: once on what `make run` starts, once
// on two instances with PostgreSQL, Redis and a mail server. Environment: DEMO and MAIL, as in chromium.mjs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PLATFORM, caught, code, demo, nextStep, visitor } from './chromium.mjs';

const address = 'walker@example.com';
const first = 'seven otters paint a shed';
const second = 'nine herons count the tide';
const account = `${demo.issuer}/account`;

const path = (page) => new URL(page.url()).pathname;

// A mail is looked up in a page of its own, so that nothing on the way is left.
async function mail(page, subject) {
  const box = await page.context().newPage();
  const text = await caught(box, address, subject);
  await box.close();
  return text;
}

async function givePassword(page, password) {
  await page.goto(`${demo.issuer}/login`);
  await page.fill('#username', address);
  await page.click('#submit-login');
  await page.fill('#password', password);
  await page.click('#submit-login');
}

// Another factor may be shown first: a passkey, which these browsers do not have.
async function giveCode(page, way, typed) {
  await page.waitForURL('**/second-factor/**');
  if (!page.url().endsWith(way)) await page.click(`#other-methods a[href$="${way}"]`);
  await page.fill('#code', typed);
  await page.click('#submit-second-factor');
}

async function signOut(page) {
  await page.goto(`${demo.issuer}/logout`);
  await page.click('#logout-confirm');
  await page.waitForSelector('h1');
}

async function register(page) {
  await page.goto(demo.demo_url);
  await page.click('#sign-in');
  await page.click('#create-account');
  await page.fill('#email', address);
  await page.fill('#new-password', first);
  await page.click('#submit-register');
  const text = await mail(page, 'Your code for a new account');
  await page.fill('#code', text.match(/^ {4}(\d{3} \d{3})$/m)[1]);
  await page.click('#submit-code');
  await page.click('#consent-allow');
  await page.waitForURL(`${demo.demo_url}/`);
  assert.match(await page.textContent('body'), new RegExp(address), 'back at the application, signed in');
}

async function addFactors(page) {
  await page.goto(`${account}/passkeys`);
  await page.click('#add-passkey');
  await page.waitForSelector('#notice');
  await page.goto(`${account}/authenticator`);
  const secret = await page.textContent('#secret');
  await page.fill('#name', 'Phone');
  await page.fill('#code', code(secret));
  await page.click('#submit-enroll');
  await page.waitForSelector('#notice');
  await page.goto(`${account}/backup-codes`);
  await page.click('#make-codes');
  const codes = await page.locator('#codes code').allTextContents();
  assert.equal(codes.length, 10);
  return { secret, codes };
}

// On the device of the passkey nobody types anything; elsewhere there are the password and a code.
async function signInEachWay(t, page, { secret, codes }) {
  await signOut(page);
  await page.goto(`${demo.issuer}/login`);
  await page.waitForURL(account);

  await nextStep();
  const other = await visitor(t);
  await givePassword(other, first);
  await giveCode(other, 'totp', code(secret));
  await other.waitForURL(account);

  const phoneless = await visitor(t);
  await givePassword(phoneless, first);
  await giveCode(phoneless, 'backup-code', codes[0]);
  await phoneless.waitForURL(account);
  return { other, phoneless };
}

async function recover(t, { codes }) {
  const page = await visitor(t);
  await page.goto(`${demo.issuer}/login`);
  await page.fill('#username', address);
  await page.click('#submit-login');
  await page.click('#forgot-password');
  await page.fill('#identifier', address);
  await page.click('#submit-recovery');
  const text = await mail(page, 'Choose a new password');
  await page.fill('#code', text.match(/^ {4}([\d ]{8,})$/m)[1]);
  await page.click('#submit-recovery');
  assert.match(path(page), /second-factor/, 'the mailbox alone is not enough');
  await giveCode(page, 'backup-code', codes[1]);
  await page.fill('#new-password', second);
  await page.click('#submit-recovery');
  await page.waitForURL(account);
  return page;
}

async function download(page) {
  await page.goto(`${account}/privacy`);
  await page.click('#ask-archive');
  for (let tries = 0; !(await page.locator('#download-archive').count()); tries += 1) {
    assert.ok(tries < 100, 'no archive');
    await page.waitForTimeout(100);
    await page.goto(`${account}/privacy`);
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#download-archive')]);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');
}

async function leaveAndReturn(page) {
  await page.goto(`${account}/privacy`);
  await page.check('#understood');
  await page.click('#delete-account');
  await page.waitForSelector('#until');
  const link = (await mail(page, 'Your account will be deleted')).match(/http\S+\/link\/keep\/\S+/)[0];
  await page.goto(account);
  assert.equal(path(page), '/login', 'every session has ended');
  await page.goto(link);
  await page.click('#confirm-link');
  await page.waitForSelector('#link-next');
}

test('from registration to deletion and back', async (t) => {
  const page = await visitor(t, { viewport: { width: 1000, height: 860 } });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: PLATFORM });
  await register(page);
  const factors = await addFactors(page);
  const { other, phoneless } = await signInEachWay(t, page, factors);

  const recovered = await recover(t, factors);
  await recovered.goto(`${account}/sessions`);
  assert.equal(await recovered.locator('#sessions li').count(), 1, 'a recovery ends every other session');
  for (const ended of [other, phoneless]) {
    await ended.goto(`${account}/profile`);
    assert.equal(path(ended), '/login');
  }

  // The application's tokens go with the access that is withdrawn.
  await recovered.goto(demo.demo_url);
  await recovered.click('#sign-in');
  await recovered.click('#consent-allow');
  await recovered.waitForURL(`${demo.demo_url}/`);
  await recovered.goto(`${account}/applications`);
  await recovered.locator('button[name=revoke]').first().click();
  await recovered.waitForSelector('#notice');
  await recovered.goto(demo.demo_url);
  await recovered.click('#refresh');
  assert.match(await recovered.textContent('#error'), /invalid_grant/);

  await download(recovered);
  await leaveAndReturn(recovered);
  await nextStep();
  await givePassword(recovered, second);
  await giveCode(recovered, 'totp', code(factors.secret));
  await recovered.waitForURL(account);
});
