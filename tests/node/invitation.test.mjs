// Being invited, in a real browser: the mail, the page behind its link, the account; and what a login asks about people. With
// and without JavaScript. Environment: DEMO and BINARY, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caught, demo, look, operate, shot, signIn, visitor } from './chromium.mjs';

const PASSWORD = 'wombats dig at night in long rows';
const run = Date.now().toString(36);
// The server catches what it sends; a command has to be told that there is mail.
const MAIL = ['--set', 'mail.host=127.0.0.1', '--set', 'mail.from=no-reply@example.com'];
// A server reads a realm again after ten seconds at the latest.
const settled = () => new Promise((done) => setTimeout(done, 11_000));

const invite = (address, ...more) => operate('invitation', 'create', address, '--by', 'Grace Hopper', ...more, ...MAIL);

async function openLink(page, address) {
  const text = await caught(page, address, 'You are invited');
  assert.match(text, /Grace Hopper invites you/);
  await page.goto(text.match(/http\S+\/link\/invitation\/\S+/)[0]);
  assert.equal(page.url(), `${demo.issuer}/register/invitation`, 'the token has left the address');
}

async function accept(page) {
  await page.fill('#new-password', PASSWORD);
  await page.click('#submit-register');
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  // Without scripts nothing can look at the page but an eye; the page is the same.
  const see = (page, name) => (javaScriptEnabled ? look(page, name) : shot(page, `${name}-plain`));

  test(`an invitation is accepted ${how} JavaScript`, async (t) => {
    const page = await visitor(t, { javaScriptEnabled });
    const address = `ada-${how}-${run}@example.com`;
    const made = invite(address, '--note', 'See you on Monday.');
    assert.equal(made.state, 'pending');
    await openLink(page, address);
    await see(page, 'invitation');
    assert.equal(await page.textContent('#invited-by'), 'Grace Hopper');
    assert.match(await page.textContent('#invitation-note'), /See you on Monday/);
    assert.equal(await page.inputValue('#email'), address);
    assert.equal(await page.getAttribute('#email', 'readonly'), '');
    await accept(page);
    await page.waitForURL(`${demo.issuer}/account`);
    assert.equal(operate('invitation', 'show', made.id).state, 'used');
    // For anybody else it is over.
    const other = await visitor(t, { javaScriptEnabled });
    await openLink(other, address);
    await see(other, 'invitation-used');
    assert.match(await other.textContent('#invitation-over'), /tell .*Grace Hopper/);
    assert.ok(!(await other.content()).includes(address));
  });
}

test('an invitation that was taken back, and one to somebody who has an account', async (t) => {
  const page = await visitor(t, { colorScheme: 'dark' });
  const gone = invite(`gone-${run}@example.com`);
  await openLink(page, gone.email);
  operate('invitation', 'revoke', gone.id);
  await accept(page);
  await page.waitForSelector('#invitation-over');
  await look(page, 'invitation-revoked-dark');
  const known = `known-${run}@example.com`;
  operate('user', 'create', `known-${run}`, '--email', known, '--email-verified');
  invite(known);
  await openLink(page, known);
  await look(page, 'invitation-known-dark');
  await page.click('#sign-in-instead');
  await page.waitForURL(`${demo.issuer}/login`);
});

test('what a login asks about people: some of it can wait, some cannot', async (t) => {
  const page = await visitor(t);
  const person = operate('user', 'create', `carol-${run}`, '--email', `carol-${run}@example.com`, '--email-verified');
  const fields = [{ field: 'given_name', required: true }, { field: 'birthdate' }, { field: 'zoneinfo' }];
  const ask = (fields) => operate('realm', 'change', 'default', '--settings', JSON.stringify({ registration: { mode: 'open', fields } }));
  t.after(async () => {
    ask([]);
    await settled();
  });
  ask(fields);
  await settled();
  await signIn(page, person);
  await page.waitForURL(`${demo.issuer}/login/profile`);
  await look(page, 'profile-step');
  assert.equal(await page.locator('#skip-profile').count(), 0);
  await page.fill('#given_name', 'Carol');
  await page.fill('#birthdate', 'tomorrow');
  await page.click('#submit-profile');
  await page.waitForSelector('#birthdate-fault');
  await look(page, 'profile-step-faults');
  assert.equal(await page.inputValue('#given_name'), 'Carol', 'what was typed stays');
  await page.fill('#birthdate', '');
  await page.selectOption('#zoneinfo', 'Europe/Lisbon');
  await page.click('#submit-profile');
  await page.waitForURL(`${demo.issuer}/account`);
  await page.goto(`${demo.issuer}/account/profile`);
  assert.equal(await page.inputValue('#given_name'), 'Carol');
  assert.equal(await page.inputValue('#zoneinfo'), 'Europe/Lisbon');
});
