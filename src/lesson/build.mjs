// Writes OUT.html: page.html with the style, script, WebAssembly module, claims and licences embedded.
//
//     node src/lesson/build.mjs WASM CLAIMS.csv OUT.html VERSION
//
// Run it in the root of the repository. The packages are in build/lesson/node_modules.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [wasm, claimsFile, out, version] = process.argv.slice(2);
const modules = path.resolve('build/lesson/node_modules');
const esbuild = createRequire(path.join(modules, '..', 'package.json'))('esbuild');
const read = (file) => readFileSync(file, 'utf8');

// The rows of a CSV file as objects. Fields may be quoted.
function parseCsv(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
        rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === '\n') rows.push([]);
        if (end === '') break;
    }
    const [header, ...body] = rows.filter((row) => row.length > 1);
    return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

const setting = (conf, name) => new RegExp(`^${name} *= *'((?:[^'\\\\]|\\\\.)*)'`, 'm').exec(conf)?.[1].replaceAll("\\'", "'");

function readClaims() {
    if (!existsSync(claimsFile)) return [];
    return parseCsv(read(claimsFile)).map(({ experiment, claim, paper, here, ci_low: low, ci_high: high, verdict }) => {
        const file = `experiments/${experiment}.conf`, conf = existsSync(file) ? read(file) : '';
        return { experiment, title: setting(conf, 'title') ?? experiment, trained: setting(conf, 'command') === 'train', claim, paper, here, low, high, verdict };
    });
}

function licences(inputs) {
    const used = new Set(inputs.map((file) => /node_modules\/([^/]+)\//.exec(file)?.[1]).filter(Boolean));
    const of = (name) => readdirSync(path.join(modules, name)).find((file) => /^licen[cs]e/i.test(file));
    const text = [...used].sort().map((name) => `${name} ${JSON.parse(read(path.join(modules, name, 'package.json'))).version}\n\n${read(path.join(modules, name, of(name)))}`);
    return [`aslab\n\n${read('LICENSE')}`, ...text].join('\n\n');
}

const bundle = await esbuild.build({
    entryPoints: ['src/lesson/main.js'], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'utf8',
    loader: { '.gp': 'text' }, nodePaths: [modules], metafile: true, legalComments: 'none',
});
const script = bundle.outputFiles[0].text.replaceAll('</script', '<\\/script');
const style = esbuild.transformSync(read('src/lesson/style.css'), { loader: 'css', minify: true }).code;
const data = JSON.stringify({ wasm: readFileSync(wasm).toString('base64'), claims: readClaims(), licences: licences(Object.keys(bundle.metafile.inputs)), version });
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const parts = {
    policy: `default-src 'none'; script-src ${hash(script)} 'wasm-unsafe-eval'; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`,
    style, script, data: data.replaceAll('<', '\\u003c'),
};
const html = read('src/lesson/page.html').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
writeFileSync(`${out}.part`, html);
renameSync(`${out}.part`, out);
process.stderr.write(`lesson: ${out}, ${Math.round(html.length / 1024)} KB${existsSync(claimsFile) ? '' : `, without ${claimsFile}`}\n`);
