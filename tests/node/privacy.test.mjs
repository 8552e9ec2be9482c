// Taking one's data along and leaving, in a real browser: the archive is asked for and downloaded, the account is deleted and
// kept, by the page and by the link of the mail. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { demo, look, shot, signIn as signInAs, visitor as plain } from './chromium.mjs';

const alice = demo.users[0];
const visitor = (t, options = {}) => plain(t, { viewport: { width: 1000, height: 860 }, ...options });
const signIn = (page, path) => signInAs(page, alice, path);

test('the archive is asked for, made and downloaded', async (t) => {
  const page = await visitor(t);
  await signIn(page, '/login?then=privacy');
  await page.waitForURL(`${demo.issuer}/account/privacy`);
  await look(page, 'privacy');
  await page.click('#ask-archive');
  for (let tries = 0; !(await page.locator('#download-archive').count()); tries += 1) {
    assert.ok(tries < 100, 'no archive');
    await page.waitForTimeout(100);
    await page.goto(`${demo.issuer}/account/privacy`);
  }
  await look(page, 'privacy-ready');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download-archive')]);
  assert.equal(download.suggestedFilename(), 'my-data.zip');
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
});

test('the account is deleted and kept, by the page and by the link of the mail', async (t) => {
  const page = await visitor(t, { colorScheme: 'dark' });
  await signIn(page, '/login?then=privacy');
  await page.click('#delete-account');
  await page.waitForSelector('#alert');
  await look(page, 'privacy-refused-dark');
  await page.check('#understood');
  await page.click('#delete-account');
  await page.waitForSelector('#until');
  await look(page, 'privacy-gone-dark');

  await signIn(page, '/login');
  await page.waitForURL(`${demo.issuer}/account/privacy`);
  await look(page, 'privacy-leaving-dark');
  assert.equal(await page.locator('.area-nav li').count(), 2, 'there is nothing to do but to keep it, or to sign out');
  await page.click('#keep-account');
  await page.waitForSelector('#notice');

  await page.check('#understood');
  await page.click('#delete-account');
  await page.waitForSelector('#until');
  // The mail of the first deletion is there as well; its link is void.
  const announced = page.getByText('Your account will be deleted');
  for (let tries = 0; tries === 0 || (await announced.count()) < 2; tries += 1) {
    assert.ok(tries < 100, 'no mail');
    await page.waitForTimeout(100);
    await page.goto(`${demo.issuer}/dev/mail`);
  }
  await announced.first().click();
  await page.waitForURL('**/dev/mail/*');
  const link = (await page.content()).match(/\/link\/keep\/[\w-]+/)[0];
  await page.goto(`${demo.issuer}${link}`);
  await look(page, 'privacy-link-dark');
  await page.click('#confirm-link');
  await page.waitForSelector('#link-next');
  await look(page, 'privacy-kept-dark');
  await signIn(page, '/login');
  await page.waitForURL(`${demo.issuer}/account`);
});

test('nothing is cut off on a narrow screen, from right to left, without scripts', async (t) => {
  const page = await visitor(t, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await signIn(page, '/login?then=privacy');
  await page.goto(`${demo.issuer}/account/privacy?language=ar`);
  await shot(page, 'privacy-narrow-ar');
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  const box = await page.locator('#delete-account').boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.height >= 44, JSON.stringify(box));
});
