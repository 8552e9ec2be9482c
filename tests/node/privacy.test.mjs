// Taking one's data along and leaving, in a real browser: the archive is asked for and downloaded, the account is deleted and
// kept, by the page and by the link of the mail. Environment: DEMO, as for the other browser tests, which run before these.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const demo = JSON.parse(readFileSync(process.env.DEMO, 'utf8'));
const alice = demo.users[0];
const artifacts = new URL('../artifacts/', import.meta.url).pathname;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let chrome;
before(async () => {
  mkdirSync(artifacts, { recursive: true });
  chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
});
after(() => chrome?.close());

async function visitor(t, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1000, height: 860 }, locale: 'en-US', ...options });
  const complaints = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return context.newPage();
}

async function look(page, name) {
  await page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], `axe on ${name}`);
}

async function signIn(page, path) {
  await page.goto(`${demo.issuer}${path}`);
  await page.fill('#username', alice.username);
  await page.click('#submit-login');
  await page.fill('#password', alice.password);
  await page.waitForLoadState('networkidle');
  await page.click('#submit-login');
}

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
  await page.goto(`${demo.issuer}/login?then=privacy`);
  await page.fill('#username', alice.username);
  await page.click('#submit-login');
  await page.fill('#password', alice.password);
  await page.click('#submit-login');
  await page.goto(`${demo.issuer}/account/privacy?language=ar`);
  await page.screenshot({ path: `${artifacts}privacy-narrow-ar.png`, fullPage: true });
  assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
  const box = await page.locator('#delete-account').boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.height >= 44, JSON.stringify(box));
});
