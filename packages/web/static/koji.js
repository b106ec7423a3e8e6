// What pages do beyond showing themselves. Without it everything still works by links and buttons.
document.documentElement.classList.add('js');

for (const form of document.querySelectorAll('form[data-autosubmit]')) {
  form.addEventListener('change', () => form.requestSubmit());
}
document.addEventListener('submit', (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

const live = document.getElementById('live');

// A part of a page that the server draws anew as things change.
if (live?.dataset.live) {
  const source = new EventSource(live.dataset.live);
  source.addEventListener('part', (event) => {
    live.innerHTML = JSON.parse(event.data);
  });
  source.addEventListener('finished', () => {
    source.close();
    // Buttons and the log belong to a task at work.
    setTimeout(() => location.reload(), 800);
  });
}

// A list that is looked at again from time to time, while somebody is looking at it.
if (live?.dataset.refresh) {
  setInterval(async () => {
    if (document.hidden || live.contains(document.activeElement)) return;
    const response = await fetch(location.href);
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('live');
    // What surrounds the part belongs to a state: when that is over, the whole page is drawn anew.
    if (fresh && fresh.dataset.state !== live.dataset.state) location.reload();
    else if (fresh) live.replaceChildren(...fresh.childNodes);
  }, Number(live.dataset.refresh) * 1000);
}

for (const panel of document.querySelectorAll('[data-log]')) followLog(panel);

function followLog(panel) {
  const name = panel.querySelector('[data-log-name]');
  const text = panel.querySelector('[data-log-text]');
  const follow = panel.querySelector('[data-log-follow]');
  const source = new EventSource(panel.dataset.log);
  let begun = false;
  source.addEventListener('name', (event) => {
    const log = JSON.parse(event.data);
    name.textContent = log.name;
    // After a lost connection the stream goes on where it was.
    if (!begun && log.skipped > 0) text.textContent = `… ${log.skipped} bytes before this are in the file\n`;
    begun = true;
  });
  source.addEventListener('text', (event) => {
    text.append(JSON.parse(event.data));
    if (follow.checked) text.scrollTop = text.scrollHeight;
  });
  source.addEventListener('finished', () => source.close());
}
