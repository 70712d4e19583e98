// Makes dist/cjs: the sources and the types once more, for require(). The sources themselves are the ES modules. A package
// has the licence with it.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], { stdio: 'inherit' });
cpSync('types', 'dist/cjs/types', { recursive: true });
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');
cpSync('../../../../../LICENSE', 'LICENSE');
