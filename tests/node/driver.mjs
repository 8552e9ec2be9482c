// The reference driver (pages H-14): gets through every hosted page as a person without a browser would. It knows paths
// and element ids, follows redirects by hand, and sends what a browser sends: cookies and Origin.

const unescape = (text) =>
  text.replace(/&quot;/g, '"').replace(/&#x27;|&#39;/g, "'").replace(/&#x2F;|&#47;/g, '/').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

const attribute = (tag, name) => {
  const found = new RegExp(`\\b${name}\\s*=\\s*("([^"]*)"|'([^']*)'|([^\\s>]+))`).exec(tag);
  return found ? unescape(found[2] ?? found[3] ?? found[4]) : undefined;
};

export class Driver {
  #cookies = new Map();

  constructor(origin) {
    this.origin = origin;
  }

  async #request(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  // Follows redirects as long as they stay here; a redirect elsewhere is the client's answer.
  async open(url, init) {
    for (let hops = 0; hops < 20; hops += 1) {
      const response = await this.#request(url, init);
      const location = response.headers.get('location');
      if (!location) return this.#page(url, response);
      const next = new URL(location, url);
      if (next.origin !== this.origin) return { callback: next };
      [url, init] = [next, undefined];
    }
    throw new Error(`too many redirects, last to ${url}`);
  }

  async #page(url, response) {
    const html = await response.text();
    return { url: new URL(url), status: response.status, html, headers: response.headers };
  }

  has(page, id) {
    return new RegExp(`\\bid="?${id}"?[\\s>]`).test(page.html);
  }

  // Presses the button `button` of the form `form`, with `typed` in its fields and everything else as shown.
  async press(page, form, button, typed = {}) {
    const body = new RegExp(`<form\\b[^>]*\\bid="?${form}"?[^>]*>([\\s\\S]*?)</form>`).exec(page.html);
    if (!body) throw new Error(`no form ${form} on ${page.url} (${page.status})`);
    const fields = new URLSearchParams();
    for (const [tag] of body[1].matchAll(/<input\b[^>]*>/g)) {
      const [name, type] = [attribute(tag, 'name'), attribute(tag, 'type') ?? 'text'];
      if (!name || ['submit', 'button'].includes(type)) continue;
      if (['checkbox', 'radio'].includes(type) && !/\bchecked\b/.test(tag)) continue;
      fields.append(name, typed[name] ?? attribute(tag, 'value') ?? (type === 'checkbox' ? 'on' : ''));
    }
    const pressed = [...body[1].matchAll(/<button\b[^>]*>/g)].map(([tag]) => tag).find((tag) => attribute(tag, 'id') === button);
    if (!pressed) throw new Error(`no button ${button} on ${page.url}`);
    if (attribute(pressed, 'name')) fields.append(attribute(pressed, 'name'), attribute(pressed, 'value') ?? '');
    const action = new URL(attribute(body[0], 'action') || page.url, page.url);
    if (action.origin !== this.origin) throw new Error(`the form ${form} leads to ${action.origin}`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: this.origin };
    return this.open(action, { method: 'POST', body: fields, headers });
  }

  // Signs in on either login layout and allows what is asked.
  async signIn(url, { username, password }) {
    let page = await this.open(url);
    for (let pages = 0; pages < 8 && !page.callback; pages += 1) {
      if (this.has(page, 'login-form')) page = await this.press(page, 'login-form', 'submit-login', { username, password });
      else if (this.has(page, 'consent-form')) page = await this.press(page, 'consent-form', 'consent-allow');
      else throw new Error(`an unexpected page at ${page.url} (${page.status}): ${page.html.slice(0, 400)}`);
    }
    return page.callback;
  }
}
