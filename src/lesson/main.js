// The page: reads the link, builds the steps and the bench in one language, and redraws visible parts after a change.

import { openCore } from './core.js';
import { defaults, readLink, writeLink } from './state.js';
import { choice } from './controls.js';
import { makeStory } from './story.js';
import { makeBench } from './bench.js';
import { copy, h } from './dom.js';
import en from './en.js';
import zh from './zh.js';

const LANGUAGES = { en, zh };
const NEAR = '300px'; // parts this close to the window are drawn, too

class App {
    constructor(core, data) {
        this.core = core;
        this.data = data;
        this.views = [];
        this.stale = new Set();
        this.seen = new Set();
        addEventListener('hashchange', () => this.follow());
        addEventListener('resize', () => setTimeout(() => this.touch())); // after the charts have their new widths
        document.fonts?.ready.then(() => this.touch());
        this.follow(true);
    }

    // Shows the state in the address.
    follow(first = false) {
        if (!first && location.hash === this.written) return;
        this.written = location.hash;
        const { state, notices } = readLink(this.core, location.hash, Object.keys(LANGUAGES));
        this.state = state;
        this.state.lang ??= (navigator.languages ?? []).map((l) => l.slice(0, 2)).find((l) => Object.hasOwn(LANGUAGES, l)) ?? 'en';
        this.build(notices);
        const target = state.at && document.getElementById(state.at);
        if (target) target.scrollIntoView({ behavior: 'instant' });
    }

    build(notices = []) {
        this.words = LANGUAGES[this.state.lang];
        this.theme();
        document.documentElement.lang = this.words.lang === 'zh' ? 'zh-Hans' : this.words.lang;
        document.title = this.words.title;
        this.observer?.disconnect();
        this.observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: NEAR });
        this.seen.clear();
        const story = makeStory(this);
        this.bench = makeBench(this);
        this.views = [...story, this.bench];
        this.chrome = this.makeHeader(story);
        this.status = h('p', { class: 'status', role: 'status' });
        const { words } = this;
        document.body.replaceChildren(
            h('a', { class: 'skip', href: '#at=bench', onclick: (event) => this.go(event, this.bench.element) }, words.skip),
            this.chrome.element, this.makeNotices(notices),
            h('main', {}, h('div', { class: 'story' }, story.map((view) => view.element)), this.bench.element),
            h('footer', {}, h('p', { html: words.paper }), h('p', {}, words.made(this.data.version)),
                h('details', {}, h('summary', {}, words.licences), h('pre', { lang: 'en' }, this.data.licences))), this.status);
        for (const view of this.views) {
            view.draw(); // draw everything now, so that nothing moves while the user scrolls
            this.observer.observe(view.element);
        }
        this.stale.clear();
        this.chrome.refresh();
    }

    makeHeader(story) {
        const { words } = this;
        const language = choice({
            name: 'lang', label: words.language, options: Object.values(LANGUAGES).map((l) => [l.lang, l.name]), get: () => this.state.lang,
            set: (lang) => { this.state.lang = lang; this.keep(); this.build(); document.querySelector(`[data-name=lang] input[value=${lang}]`).focus(); },
        });
        const theme = choice({
            name: 'theme', label: words.controls.theme, options: Object.entries(words.options.theme), get: () => this.state.theme,
            set: (value) => this.change({ theme: value }),
        });
        const reset = h('button', { type: 'button', class: 'quiet', onclick: () => this.reset() }, words.reset);
        const steps = story.map((view, i) => h('li', {}, h('a', { href: `#at=${view.element.id}`, onclick: (event) => this.go(event, view.element) }, words.steps[i].title)));
        steps.push(h('li', {}, h('a', { href: '#at=bench', class: 'to-bench', onclick: (event) => this.go(event, this.bench.element) }, words.bench.title)));
        const element = h('header', {},
            h('div', { class: 'settings' }, language, theme, reset),
            h('h1', {}, words.title), h('p', { class: 'intro' }, words.intro),
            h('nav', { 'aria-label': words.nav }, h('ol', {}, steps)));
        return { element, refresh: () => { language.refresh(); theme.refresh(); } };
    }

    makeNotices(notices) {
        if (notices.length === 0) return h('div', { class: 'no-notices' });
        const { words } = this;
        const close = h('button', { type: 'button', class: 'quiet', onclick: () => element.remove() }, words.notices.close);
        const element = h('div', { class: 'notices', role: 'alert' }, h('p', {}, h('b', {}, words.notices.title)),
            h('ul', {}, notices.map((notice) => h('li', {}, words.notices[notice.kind](notice)))), close);
        return element;
    }

    go(event, element) {
        event.preventDefault();
        element.scrollIntoView();
        element.tabIndex = -1;
        element.focus({ preventScroll: true });
    }

    reset() {
        const { lang, theme } = this.state;
        Object.assign(this.state, defaults(this.core), { lang, theme });
        this.keep();
        this.build();
    }

    theme() {
        const { theme } = this.state;
        if (theme === 'auto') delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = theme;
    }

    look(entries) {
        for (const { target, isIntersecting } of entries) {
            const view = this.views.find(({ element }) => element === target);
            if (isIntersecting) this.seen.add(view);
            else this.seen.delete(view);
        }
        this.flush();
    }

    // Changes the state, writes it to the address and redraws at the next frame.
    change(to) {
        Object.assign(this.state, to);
        if ('theme' in to) this.theme();
        this.chrome.refresh();
        this.keep();
        this.touch();
    }

    touch() {
        for (const view of this.views) this.stale.add(view);
        if (this.frame) return;
        this.frame = requestAnimationFrame(() => this.flush());
    }

    flush() {
        this.frame = 0;
        for (const view of this.stale) {
            if (!this.seen.has(view)) continue;
            view.draw();
            this.stale.delete(view);
        }
    }

    // Delays the change of the address, because browsers limit how often it may change.
    keep() {
        clearTimeout(this.keeping);
        this.keeping = setTimeout(() => this.write(), 120);
    }

    write(at = '') {
        clearTimeout(this.keeping);
        this.keeping = 0;
        history.replaceState(null, '', writeLink(this.core, this.state, at));
        this.written = location.hash;
        return location.href;
    }

    // Whether a change has not been drawn or written to the address yet.
    busy() { return Boolean(this.frame || this.keeping); }

    async share(at) {
        const done = await copy(this.write(at));
        this.say(done ? this.words.copied : this.words.notCopied);
    }

    say(text) {
        this.status.textContent = text;
        clearTimeout(this.saying);
        this.saying = setTimeout(() => { this.status.textContent = ''; }, 4000);
    }
}

function bytesOf(base64) {
    const text = atob(base64), bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
}

async function start() {
    const data = JSON.parse(document.getElementById('data').textContent);
    try {
        const core = await openCore(bytesOf(data.wasm));
        window.lesson = new App(core, data); // for tests and for the console
        performance.mark('lesson');
    } catch (error) {
        document.body.textContent = `${en.failed} ${zh.failed} (${error.message})`;
        throw error;
    }
}

start();
