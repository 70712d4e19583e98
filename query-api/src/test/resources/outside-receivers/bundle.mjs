// Bundles a receiver into one minified file, as for an edge function: names of classes are gone then.
import { build } from 'esbuild';

await build({
  entryPoints: [process.env.SCRIPT],
  outfile: 'bundled.mjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
