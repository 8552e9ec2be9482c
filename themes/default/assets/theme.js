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
})();
