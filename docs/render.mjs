// The second half of render.sh: node render.mjs BROWSER ROOT OUT PACKAGE_URL
import {readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {marked} from 'marked';
import {chromium} from 'playwright-core';

const [executablePath, root, out, packageURL] = process.argv.slice(2);
const pages = ['README.md', 'MIGRATING.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/architecture.md', 'docs/comparison.md',
	'contrib/README.md'].filter(name => name.includes(process.env.ONLY ?? ''));
const widths = [1012, 390];

const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']});
let failed = false;

// shot takes a picture of a whole page and reports what is too wide.
async function shot(name, url, colorScheme, width, prepare) {
	const context = await browser.newContext({colorScheme, viewport: {width, height: 900}});
	await context.route(/^https:/, route => route.abort()); // badges; nothing is loaded from elsewhere
	const page = await context.newPage();
	await page.goto(url, {waitUntil: 'load', timeout: 120_000});
	if (prepare) await prepare(page, colorScheme);
	const file = join(out, `${name}-${colorScheme}-${width}.png`);
	const height = await page.evaluate(() => document.documentElement.scrollHeight); // Chromium leaves gaps in very tall pictures
	await page.screenshot({path: file, fullPage: true, clip: {x: 0, y: 0, width, height: Math.min(height, 12_000)}, timeout: 120_000});
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	if (wide > 0) {
		failed = true;
		const culprits = await page.evaluate(() => [...document.querySelectorAll('body *')].filter(e => {
			for (let p = e.parentElement; p; p = p.parentElement) {
				if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX) && p !== document.body) return false;
			}
			return e.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
		}).slice(0, 5).map(e => `${e.tagName}: ${e.textContent.trim().slice(0, 60)}`));
		console.log(`${file}: ${wide} px too wide`, culprits);
	}
	// What must be scrolled sideways is no error, but worth a look.
	const scrolled = await page.evaluate(() => [...document.querySelectorAll('pre, table')]
		.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim().slice(0, 50)));
	if (scrolled.length > 0 && width > 400) console.log(`${file}: scrolls`, scrolled);
	await context.close();
}

async function drawDiagrams(page, colorScheme) {
	if (await page.locator('.mermaid').count() === 0) return;
	await page.addScriptTag({path: 'node_modules/mermaid/dist/mermaid.min.js'});
	const problem = await page.evaluate(async theme => {
		window.mermaid.initialize({startOnLoad: false, theme});
		try {
			await window.mermaid.run({querySelector: '.mermaid'});
		} catch (error) {
			return String(error.message ?? error);
		}
		return '';
	}, colorScheme === 'dark' ? 'dark' : 'default');
	if (problem) {
		failed = true;
		console.log('a diagram does not draw:', problem);
	}
}

marked.use({renderer: {code({text, lang}) {
	const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return lang === 'mermaid' ? `<pre class="mermaid">${escaped}</pre>` : `<pre><code>${escaped}</code></pre>`;
}}});
for (const name of pages) {
	const body = marked.parse(await readFile(join(root, name), 'utf8'));
	for (const scheme of ['light', 'dark']) {
		const css = await readFile(`node_modules/github-markdown-css/github-markdown-${scheme}.css`, 'utf8');
		const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<base href="${pathToFileURL(join(root, dirname(name)))}/"><style>${css}
body{margin:0;background:${scheme === 'dark' ? '#0d1117' : '#fff'}} .markdown-body{padding:32px} @media(max-width:767px){.markdown-body{padding:16px}}
</style><article class="markdown-body">${body}</article>`;
		const file = join(process.cwd(), `${name.replaceAll('/', '-')}-${scheme}.html`);
		await writeFile(file, html);
		for (const width of widths) {
			await shot(name.replaceAll('/', '-').replace('.md', ''), pathToFileURL(file).href, scheme, width, drawDiagrams);
		}
	}
}
for (const [scheme, width] of process.env.ONLY ? [] : [['light', 1280], ['dark', 1280], ['light', 390]]) {
	await shot('package', packageURL, scheme, width);
}
await browser.close();
process.exit(failed ? 1 : 0);
