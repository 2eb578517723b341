// SPDX-License-Identifier: BSD-3-Clause
//
// Bundles the tests beside this file, which are TypeScript, and runs them: node run_tests.mjs SOURCES OUTPUT.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const [sources, output] = process.argv.slice(2);
const tests = readdirSync(sources).filter((file) => file.endsWith("_test.ts"));
await build({
    entryPoints: tests.map((file) => join(sources, file)),
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: output,
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
});
let failed = 0;
for (const file of tests) {
    const { status } = spawnSync(process.execPath, [join(output, file.replace(/ts$/, "mjs"))], {
        stdio: "inherit",
    });
    if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
