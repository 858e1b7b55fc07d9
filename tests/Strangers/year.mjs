// A client that nobody wrote: generated from the OpenAPI document, it lists a year of results page by page.
// Usage: node year.mjs BASE TARGET FROM TO FOLDER   prints {"count":N,"pages":N,"first":"…","last":"…"}
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from 'openapi-typescript-codegen';

const [base, target, from, to, folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const document = join(folder, 'openapi.json');
writeFileSync(document, await (await fetch(`${base}/openapi/v1.json`)).text());
await generate({ input: document, output: join(folder, 'client'), httpClient: 'fetch' });
writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [
  tsc, join(folder, 'client/index.ts'), '--outDir', join(folder, 'js'), '--target', 'es2022', '--module', 'commonjs',
  '--lib', 'es2022,dom,dom.iterable', '--skipLibCheck', '--strict',
], { stdio: ['ignore', 'inherit', 'inherit'] });

const { OpenAPI, ResultService } = createRequire(pathToFileURL(join(folder, 'js/index.js')))(join(folder, 'js/index.js'));
OpenAPI.BASE = base;
const seen = [];
let pages = 0;
for (let cursor; ; ) {
  const page = await ResultService.listResults(target, from, to, undefined, undefined, undefined, undefined, undefined, undefined, cursor, 1000);
  seen.push(...page.results.map(result => `${result.scheduled_at} ${result.region}`));
  pages++;
  cursor = page.next_cursor ?? undefined;
  if (!cursor) break;
}
const sorted = seen.map(key => key.split(' ')[0]);
if (sorted.some((at, i) => i > 0 && Date.parse(at) > Date.parse(sorted[i - 1]))) throw new Error('not the newest first');
if (new Set(seen).size !== seen.length) throw new Error('a result came twice');
console.log(JSON.stringify({ count: seen.length, pages, first: seen[0], last: seen.at(-1) }));
