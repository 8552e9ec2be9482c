// Comfort only: every page works without it.
(() => {
  const form = document.querySelector('form[data-submit="now"]');
  if (form) form.submit();

  const next = document.querySelector('[data-go-after]');
  if (next) setTimeout(() => location.replace(next.href), Number(next.dataset.goAfter));

  const alert = document.getElementById('alert');
  if (alert) alert.focus();

  document.querySelectorAll('input[type=password]').forEach((input) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'reveal';
    const show = (on) => {
      input.type = on ? 'text' : 'password';
      button.textContent = on ? input.dataset.hide : input.dataset.show;
      button.setAttribute('aria-pressed', String(on));
    };
    button.addEventListener('click', () => show(input.type === 'password'));
    show(false);
    input.after(button);

    const hint = document.createElement('p');
    hint.className = 'hint';
    hint.setAttribute('aria-live', 'polite');
    input.closest('.field').append(hint);
    input.addEventListener('keyup', (event) => {
      hint.textContent = event.getModifierState && event.getModifierState('CapsLock') ? input.dataset.caps : '';
    });

    // A new password is judged as far as its rules can be told here: length and kinds of characters. It leaves the page only
    // with the form, and nothing is held back.
    const { least, most, classes, weakShort, weakLong, weakClass, good } = input.dataset;
    if (!least) return;
    const advice = document.createElement('p');
    advice.className = 'small strength';
    advice.id = `${input.id}-strength`;
    advice.setAttribute('aria-live', 'polite');
    input.closest('.field').append(advice);
    const kinds = { lower: /\p{Lowercase}/u, upper: /\p{Uppercase}/u, digit: /\p{N}/u, special: /[^\p{Alphabetic}\p{N}]/u };
    let pause;
    input.addEventListener('input', () => {
      clearTimeout(pause);
      // Not at every key: what is read aloud would never come to its end.
      pause = setTimeout(() => {
        const text = input.value.normalize('NFC');
        const length = [...text].length;
        const faults = [];
        if (length < least) faults.push(weakShort);
        if (length > most) faults.push(weakLong);
        if (classes && classes.split(' ').some((kind) => !kinds[kind].test(text))) faults.push(weakClass);
        advice.dataset.state = length && !faults.length ? 'good' : '';
        advice.textContent = !length ? '' : faults.join(' ') || good;
      }, 400);
    });
  });

  // Against a double click; the button stays enabled for the moment in which its value is read.
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (button) setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener('pageshow', () => document.querySelectorAll('button[disabled]').forEach((button) => { button.disabled = false; }));

  // Times stand in UTC for those without scripts and without a zone of their own. A form that was chosen stays.
  const { dates, zone } = document.documentElement.dataset;
  const style = { dateStyle: 'medium', timeStyle: 'short' };
  const formatOf = (options) => new Intl.DateTimeFormat(document.documentElement.lang, options);
  if (!dates) {
    let times;
    try { times = formatOf(zone ? { ...style, timeZone: zone } : style); } catch { times = formatOf(style); }
    document.querySelectorAll('time[datetime]').forEach((time) => { time.textContent = times.format(new Date(time.dateTime)); });
  }

  document.querySelectorAll('[data-copy]').forEach((code) => {
    if (!navigator.clipboard) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = code.dataset.copy;
    button.addEventListener('click', () => navigator.clipboard.writeText(code.textContent));
    code.after(button);
  });

  // Passkeys (WebAuthn Level 3). Forms with data-webauthn hold the options; what the authenticator says is posted in them.
  const keys = window.PublicKeyCredential;
  const forms = [...document.querySelectorAll('form[data-webauthn]')];
  const tell = (form, text) => { document.getElementById(`${form.id}-status`).textContent = text; };
  if (!keys || !keys.parseRequestOptionsFromJSON) {
    forms.forEach((form) => tell(form, form.dataset.unsupported));
    return;
  }
  const words = { NotAllowedError: 'canceled', AbortError: 'canceled', InvalidStateError: 'exists', SecurityError: 'wrongSite', NotSupportedError: 'unsupported' };
  let waiting;
  const ask = async (form, mediation) => {
    if (waiting) waiting.abort();
    const own = waiting = new AbortController();
    const { signal } = own;
    tell(form, '');
    try {
      const options = JSON.parse(form.dataset.options);
      const creates = form.dataset.webauthn === 'create';
      // What is made without asking cannot verify anybody.
      if (creates && mediation) options.authenticatorSelection.userVerification = 'preferred';
      const made = creates
        ? await navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options), mediation, signal })
        : await navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options), mediation, signal });
      form.elements.credential.value = JSON.stringify(made);
      if (creates && mediation) form.elements.silent.value = '1';
      const remember = document.getElementById('remember');
      if (remember && remember.checked && remember.form !== form) form.append(remember.cloneNode());
      form.submit();
    } catch (error) {
      // Whoever dismisses what they did not ask for has done nothing wrong.
      if (!mediation && own === waiting) tell(form, form.dataset[words[error.name] || 'failed']);
    }
  };
  forms.forEach((form) => {
    const button = [...form.elements].find((element) => element.type === 'button');
    button.closest('[hidden]').hidden = false;
    button.addEventListener('click', () => ask(form));
  });
  const autofill = forms.find((form) => form.dataset.autofill);
  const able = async () => {
    const all = keys.getClientCapabilities ? await keys.getClientCapabilities() : {};
    const wanted = autofill && (autofill.dataset.webauthn === 'create' ? all.conditionalCreate
      : all.conditionalGet ?? (keys.isConditionalMediationAvailable && await keys.isConditionalMediationAvailable()));
    if (wanted && !waiting) ask(autofill, 'conditional');
    // So that a passkey is offered only where one can be made.
    const form = document.getElementById('login-form') || document.getElementById('second-factor-form');
    if (form && (all.passkeyPlatformAuthenticator ?? await keys.isUserVerifyingPlatformAuthenticatorAvailable())) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name: 'can-enroll', value: '1' });
      form.append(input);
    }
  };
  able().catch(() => {});

  // The Signal API (WebAuthn §5.1.10): passkey managers forget what was removed and learn new names.
  document.querySelectorAll('[data-signal]').forEach((element) => {
    for (const [name, about] of Object.entries(JSON.parse(element.dataset.signal))) {
      if (keys[name]) keys[name](about).catch(() => {});
    }
  });

  // The account area can be installed, and says so where there is no network; a preview of it is not.
  const app = document.querySelector('link[rel=manifest][data-worker]');
  if (app && navigator.serviceWorker && location.pathname.startsWith(app.dataset.scope)) navigator.serviceWorker.register(app.dataset.worker, { scope: app.dataset.scope }).catch(() => {});
})();
