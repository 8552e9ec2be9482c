// Another e-mail address in a real browser, what was typed before a fresh login, and passwords judged while they are typed.
// Environment: DEMO, as for the other browser tests, which run before these: Bob has another address afterwards.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demo, look, shot, signIn as signInAs, visitor as plain } from './chromium.mjs';

const bob = demo.users[1];
const visitor = (t, options = {}) => plain(t, { viewport: { width: 1000, height: 860 }, ...options });
const signIn = (page, path) => signInAs(page, bob, path);

// The text of the newest mail to `address` that asks for proof of it.
async function letter(page, address) {
  const listed = page.locator('#mails li').filter({ hasText: address }).filter({ hasText: 'Confirm your new address' });
  for (let tries = 0; tries === 0 || !(await listed.count()); tries += 1) {
    assert.ok(tries < 100, `no mail to ${address}`);
    await page.waitForTimeout(100);
    await page.goto(`${demo.issuer}/dev/mail`);
  }
  await listed.first().locator('a').click();
  await page.waitForURL('**/dev/mail/*');
  return page.textContent('#mail-text');
}

const codeOf = (text) => text.match(/^ {4}(\d{3}) (\d{3})$/m).slice(1).join('');

for (const [javaScriptEnabled, address] of [[true, 'bob@scripts.example'], [false, 'bob@plain.example']]) {
  test(`the address is changed by the code of its mail, ${javaScriptEnabled ? 'with' : 'without'} scripts`, async (t) => {
    const dark = javaScriptEnabled ? {} : { colorScheme: 'dark' };
    const page = await visitor(t, { javaScriptEnabled, ...dark });
    await signIn(page, '/login?then=email');
    await page.waitForURL(`${demo.issuer}/account/email`);
    const name = javaScriptEnabled ? 'email' : 'email-dark';
    await (javaScriptEnabled ? look(page, name) : shot(page, name));
    await page.fill('#email', address);
    await page.click('#submit-email');
    await page.waitForSelector('#code');
    await (javaScriptEnabled ? look(page, `${name}-pending`) : shot(page, `${name}-pending`));
    const mails = await page.context().newPage();
    const text = await letter(mails, address);
    await page.fill('#code', '000 000');
    await page.click('#submit-code');
    await page.waitForSelector('#alert');
    await page.fill('#code', codeOf(text));
    await page.click('#submit-code');
    await page.waitForSelector('#notice');
    await page.goto(`${demo.issuer}/account/email`);
    assert.match(await page.textContent('#address'), new RegExp(address));
    await mails.close();
  });
}

test('the link of the mail asks before it changes anything', async (t) => {
  const page = await visitor(t);
  await signIn(page, '/login?then=email');
  await page.fill('#email', 'bob@link.example');
  await page.click('#submit-email');
  await page.waitForSelector('#code');
  const mails = await page.context().newPage();
  const link = (await letter(mails, 'bob@link.example')).match(/\/link\/email\/[\w-]+/)[0];
  // Elsewhere it shows a code to type here; what was mailed before is void then.
  const other = await plain(t);
  await other.goto(`${demo.issuer}${link}`);
  await look(other, 'email-link-elsewhere');
  await page.goto(`${demo.issuer}${link}`);
  assert.equal(new URL(page.url()).pathname, '/link/email', 'the token is out of the address');
  await look(page, 'email-link');
  await page.click('#confirm-link');
  await page.waitForSelector('#notice');
});

test('what a password lacks is said while it is typed, and nothing is sent', async (t) => {
  const page = await visitor(t);
  await signIn(page, '/login?then=password');
  await page.waitForURL(`${demo.issuer}/account/password`);
  const sent = [];
  // The worker of the account area may still fetch its page for when there is no network, with style and icon.
  page.on('request', (request) => /\/(assets\/.*|account\/(offline|worker\.js|manifest\.webmanifest))$/.test(request.url()) || sent.push(request.url()));
  const advice = page.locator('#new-password-strength');
  assert.equal(await advice.getAttribute('aria-live'), 'polite');
  await page.locator('#new-password').pressSequentially('short');
  await page.waitForFunction(() => document.querySelector('#new-password-strength').textContent.includes('15'));
  assert.equal(await advice.textContent(), await page.getAttribute('#new-password', 'data-weak-short'));
  await look(page, 'password-short');
  await page.locator('#new-password').pressSequentially(' but longer now');
  await page.waitForFunction(() => document.querySelector('#new-password-strength').dataset.state === 'good');
  await look(page, 'password-good');
  await page.fill('#new-password', '');
  await page.waitForFunction(() => document.querySelector('#new-password-strength').textContent === '');
  assert.deepEqual(sent, []);
});

test('nothing is cut off on a narrow screen, from right to left, without scripts', async (t) => {
  const page = await visitor(t, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await signIn(page, '/login?then=email');
  await page.goto(`${demo.issuer}/account/email?language=ar`);
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  await shot(page, 'email-narrow-ar');
  const box = await page.locator('#submit-email').boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.height >= 44, JSON.stringify(box));
});
