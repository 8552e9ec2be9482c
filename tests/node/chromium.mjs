// What the tests in a real browser share. Each test file is a process of its own, with a browser of its own. Environment:
// DEMO, the file `demo.json` that development mode writes; MAIL, where mails go to a mail server, what it wrote about them (a line
// of JSON each, see tests/python/smtp_server.py). Screenshots of what was seen go to tests/artifacts.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const demo = JSON.parse(readFileSync(process.env.DEMO, 'utf8'));
// Virtual authenticators: one in the device that knows whose finger it is, and a plain key.
export const PLATFORM = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
export const KEY = { protocol: 'ctap2', transport: 'usb', hasResidentKey: false, hasUserVerification: false, automaticPresenceSimulation: true };

const artifacts = new URL('../artifacts/', import.meta.url).pathname;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let chrome;
before(async () => {
  mkdirSync(artifacts, { recursive: true });
  chrome = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
});
after(() => chrome?.close());

// A browser of its own for one test; what a page complains about on its console fails the test.
export async function visitor(t, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 480, height: 860 }, locale: 'en-US', ...options });
  const complaints = [];
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // Refused forms are answered with 4xx on purpose, which Chromium reports as a failed load.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  return context.newPage();
}

export async function accessible(page, about) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  const told = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(told, [], `axe on ${about}`);
}

export const shot = (page, name) => page.screenshot({ path: `${artifacts}${name}.png`, fullPage: true });

export async function look(page, name) {
  await shot(page, name);
  await accessible(page, name);
}

// Name and password on the house's own login; where that leads is the test's.
export async function signIn(page, person, path = '/login') {
  await page.goto(`${demo.issuer}${path}`);
  await page.fill('#username', person.username);
  await page.click('#submit-login');
  for (;;) {
    await page.fill('#password', person.password);
    // What says that a passkey can be made comes a moment after the page.
    await page.waitForLoadState('networkidle');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('#submit-login');
    const wait = (await answered).headers()['retry-after'];
    if (!wait) return;
    // All tests come from one address, and one of them gives wrong passwords until that has its limit; a person would wait, too.
    await page.waitForLoadState();
    await page.waitForTimeout(Number(wait) * 1000);
  }
}

// The text of the newest mail to `address` called `subject`: as development's catcher shows it, or as the mail server got it.
export async function caught(page, address, subject) {
  for (let round = 0; round < 200; round++) {
    const text = process.env.MAIL ? delivered(address, subject) : await shown(page, address, subject);
    if (text) return text;
    await page.waitForTimeout(50);
  }
  throw new Error(`no mail to ${address}: ${subject}`);
}

async function shown(page, address, subject) {
  await page.goto(`${demo.issuer}/dev/mail`);
  const own = page.locator('#mails li', { hasText: address }).filter({ hasText: subject }).first();
  if (!(await own.count())) return undefined;
  await own.locator('a').click();
  return page.textContent('#mail-text');
}

function delivered(address, subject) {
  const lines = readFileSync(process.env.MAIL, 'utf8').trim().split('\n').slice(1);
  const mails = lines.map((line) => JSON.parse(line)).filter(({ to, data }) => to.includes(address) && data.includes(`Subject: ${subject}`));
  const part = mails.at(-1)?.data.split(/Content-Type: text\/plain[^\n]*\n/)[1];
  if (!part) return undefined;
  const [head, ...body] = part.split(/\r?\n\r?\n/);
  const text = body.join('\n\n').split(/\r?\n--/)[0].replaceAll('\r', '');
  if (/base64/i.test(head)) return Buffer.from(text, 'base64').toString();
  if (!/quoted-printable/i.test(head)) return text;
  const bytes = text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

// The code of an authenticator app now (RFC 6238: SHA-1, 30 s, 6 digits).
export function code(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

// A step is accepted once, and the one before is spent as well.
export const nextStep = () => new Promise((done) => setTimeout(done, 30_200 - (Date.now() % 30_000)));
