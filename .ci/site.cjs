// What a reader does with a site, done by a browser; every fault is a line, and any fault fails.
'use strict';
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [site, executablePath] = process.argv.slice(2);
// Colors do not depend on the width.
const LOOKS = [[390, 'light'], [820, 'light'], [1400, 'light'], [1400, 'dark']];
const faults = [];
const fault = (where, what) => faults.push(`${where}: ${what}`);

// One page of every sort, and for records one of every kind.
function pagesOf(language) {
  const folder = path.join(site, language);
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.html'));
  const first = (sub, key) => {
    const inside = fs.existsSync(path.join(folder, sub)) ? fs.readdirSync(path.join(folder, sub)).sort() : [];
    const seen = new Map(inside.map((name) => [key(name), `${sub}/${name}`]).reverse());
    return Array.from(seen.values());
  };
  const sorts = fs.readdirSync(folder).filter((name) => fs.statSync(path.join(folder, name)).isDirectory());
  const lists = sorts.filter((name) => name !== 'record').flatMap((name) => first(name, () => name));
  return names.concat(lists, first('record', (name) => name.split('-')[0]));
}

async function open(browser, page, { width = 1400, theme = 'light' } = {}) {
  const tab = await browser.newPage();
  const where = `${page} (${width}, ${theme})`;
  tab.on('console', (message) => fault(where, `console: ${message.text()}`));
  tab.on('pageerror', (error) => fault(where, `script: ${error.message}`));
  tab.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) { fault(where, `it asks for ${request.url()}`); }
  });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await tab.setViewport({ width, height: 900 });
  await tab.goto(`file://${path.join(site, page)}`);
  return { tab, where };
}

async function checkPage(browser, page, width, theme) {
  const { tab, where } = await open(browser, page, { width, theme });
  const wider = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wider > 0) { fault(where, `it scrolls sideways by ${wider} pixels`); }
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], preload: false }));
  for (const violation of found.violations) {
    fault(where, `axe ${violation.id}: ${violation.help}; ${violation.nodes.length} times, first ${violation.nodes[0].html.slice(0, 160)}`);
  }
  await tab.close();
}

async function checkPaper(browser, page) {
  const { tab, where } = await open(browser, page, { theme: 'dark' });
  await tab.emulateMediaType('print');
  const found = await tab.evaluate(() => {
    const shown = (selector) => Array.from(document.querySelectorAll(selector)).some((it) => it.getClientRects().length > 0);
    return {
      extra: ['.menu', '.search', '.switches', '.skip', '.controls', '.filter', '.filtered'].filter(shown),
      paper: getComputedStyle(document.documentElement).getPropertyValue('--paper').trim(),
      ids: document.querySelectorAll('main .id').length === 0 || shown('main .id'),
    };
  });
  if (found.extra.length) { fault(where, `on paper stands ${found.extra}`); }
  if (!/^#fff/.test(found.paper)) { fault(where, `the paper is ${found.paper}`); }
  if (!found.ids) { fault(where, 'no id is seen on paper'); }
  await tab.close();
}

async function checkUse(browser, language) {
  const demand = (holds, what) => { if (!holds) { fault(language, what); } };
  const records = fs.readdirSync(path.join(site, language, 'record'));
  const id = records[0].replace('.html', '');
  const { tab } = await open(browser, `${language}/record/${records[0]}`);

  await tab.keyboard.press('Tab');
  demand(await tab.evaluate(() => document.activeElement.className === 'skip'), 'the first stop is not the link to the content');

  await tab.keyboard.press('/');
  await tab.waitForFunction(() => window.techfileSearch, { timeout: 5000 });
  // From a keystroke to the picture after it.
  await tab.evaluate(() => {
    window.slowest = 0;
    document.querySelector('#search').addEventListener('input', () => {
      const pressed = performance.now();
      requestAnimationFrame(() => setTimeout(() => { window.slowest = Math.max(window.slowest, performance.now() - pressed); }));
    }, true);
  });
  const start = Date.now();
  await tab.keyboard.type(id);
  await tab.waitForFunction(() => document.querySelector('#results a'), { timeout: 5000 });
  const typed = Date.now() - start;
  const first = await tab.evaluate(() => document.querySelector('#results .id').textContent);
  const took = await tab.evaluate(() => window.slowest);
  demand(first === id, `a search for ${id} finds ${first} first`);
  await tab.keyboard.press('ArrowDown');
  demand(await tab.evaluate(() => document.activeElement.matches('#results a')), 'the arrow does not reach what was found');
  await tab.evaluate(() => document.querySelector('button.theme').focus());
  demand(await tab.evaluate(() => document.querySelector('#results').hidden), 'what was found covers the page when the focus is elsewhere');
  await tab.focus('#search');
  demand(await tab.evaluate(() => !document.querySelector('#results').hidden), 'what was found does not come back');
  await tab.keyboard.press('Escape');

  const before = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await tab.click('button.theme');
  const after = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  demand(before !== after, 'the button does not change the colors');
  await tab.reload();
  demand(after === await tab.evaluate(() => getComputedStyle(document.body).backgroundColor), 'the colors are forgotten');
  await tab.click('button.theme');

  const other = await tab.$('a.stay');
  if (other) {
    await Promise.all([tab.waitForNavigation(), other.click()]);
    demand(tab.url().endsWith(`/record/${records[0]}`), 'the switch of the language leads elsewhere');
  }
  await tab.close();
  await checkDrawing(browser, language, records);
  await checkBack(browser, language);
  await checkMatrix(browser, language);
  return `${typed} ms with typing, ${took.toFixed(1)} ms the slowest of its keystrokes`;
}

async function checkDrawing(browser, language, records) {
  for (const record of records) {
    const { tab } = await open(browser, `${language}/record/${record}`);
    if (await tab.$('.canvas')) {
      const view = () => tab.evaluate(() => document.querySelector('.canvas svg').getAttribute('viewBox'));
      const whole = await view();
      await tab.click('[data-zoom="in"]');
      if (await view() === whole) { fault(record, 'the drawing does not grow'); }
      await tab.focus('.canvas');
      await tab.keyboard.press('0');
      await tab.keyboard.press('ArrowRight');
      if (await view() === whole) { fault(record, 'the drawing does not move'); }
      const out = () => tab.evaluate(() => document.querySelectorAll('.node.out').length);
      for (let n = 0; n < 40; n += 1) { await tab.keyboard.press('ArrowRight'); }
      const [left, , , wide] = (await view()).split(' ').map(Number).concat(await tab.evaluate(() => document.querySelector('.canvas svg').width.baseVal.value));
      if (left >= wide) { fault(record, 'the drawing can be moved out of sight'); }
      await tab.keyboard.press('0');
      await dragDrawing(tab, record, view);
      await tab.evaluate(() => Array.from(document.querySelectorAll('.kinds input')).pop().focus());
      await tab.keyboard.press('Space');
      if (await out() === 0) { fault(record, 'the drawing leaves no kind out'); }
      const stops = () => tab.evaluate(() => document.querySelectorAll('.node.out:not([tabindex="-1"])').length);
      if (await stops() > 0) { fault(record, 'the keyboard stops at what is left out'); }
      await tab.keyboard.press('Space');
      if (await out() !== 0) { fault(record, 'what was left out does not come back'); }
      await tab.close();
      return;
    }
    await tab.close();
  }
}

async function dragDrawing(tab, record, view) {
  await tab.evaluate(() => document.querySelector('.canvas').scrollIntoView({ block: 'center' }));
  const box = await (await tab.$('.node.center')).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const [before, address] = [await view(), tab.url()];
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  await tab.mouse.move(x - 60, y - 20, { steps: 4 });
  await tab.mouse.up();
  if (await view() === before) { fault(record, 'the pointer does not move the drawing'); }
  if (tab.url() !== address) { fault(record, 'a drag opens what it started on'); }
  const moved = await view();
  await tab.keyboard.down('Control');
  await tab.mouse.wheel({ deltaY: -200 });
  await tab.keyboard.up('Control');
  await tab.waitForFunction((was) => document.querySelector('.canvas svg').getAttribute('viewBox') !== was, { timeout: 5000 }, moved)
    .catch(() => fault(record, 'the wheel with Ctrl does not change the size'));
}

// What narrows a list is still there when the reader comes back from what was found.
async function checkBack(browser, language) {
  const kind = fs.readdirSync(path.join(site, language, 'kind'))[0];
  const { tab } = await open(browser, `${language}/kind/${kind}`);
  const rows = () => tab.evaluate(() => document.querySelectorAll('table.listed tbody tr:not([hidden])').length);
  const word = await tab.evaluate(() => document.querySelector('table.listed .id').textContent);
  await tab.type('.filter input', word);
  const narrowed = await rows();
  await Promise.all([tab.waitForNavigation(), tab.click('table.listed tbody tr:not([hidden]) .id')]);
  await tab.goBack();
  const filter = await tab.evaluate(() => document.querySelector('.filter input').value);
  if (filter !== word || await rows() !== narrowed) { fault(language, `Back leads to a list that is narrowed to "${filter}"`); }
  await tab.close();
}

async function checkMatrix(browser, language) {
  const { tab } = await open(browser, `${language}/risks.html`);
  const rows = () => tab.evaluate(() => document.querySelectorAll('table.risks tbody tr:not([hidden])').length);
  const all = await rows();
  const button = await tab.$('table.matrix button');
  if (button) {
    const count = await button.evaluate((it) => Number(it.querySelector('strong').textContent));
    await button.click();
    if (await rows() !== count) { fault(language, `a cell of ${count} risks shows ${await rows()}`); }
    await tab.click('.filtered button');
    if (await rows() !== all) { fault(language, 'not all risks come back'); }
    await button.focus();
    await tab.keyboard.press('Enter');
    if (await rows() !== count) { fault(language, 'the keyboard does not choose a cell'); }
  }
  await tab.close();
}

(async () => {
  const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox'], headless: true });
  const languages = fs.readdirSync(site).filter((name) => fs.existsSync(path.join(site, name, 'index.html')));
  let n = 0;
  for (const language of languages) {
    for (const page of pagesOf(language)) {
      for (const [width, theme] of LOOKS) {
        // Languages differ in words only, so the layout is looked at in the first.
        if (language !== languages[0] && width !== 1400) { continue; }
        await checkPage(browser, `${language}/${page}`, width, theme);
        n += 1;
      }
      await checkPaper(browser, `${language}/${page}`);
    }
    console.log(`${language}: a search took ${await checkUse(browser, language)}`);
  }
  await browser.close();
  faults.forEach((line) => console.log(line));
  console.log(`${n} looks at pages, ${faults.length} faults`);
  process.exit(faults.length ? 1 : 0);
})();
