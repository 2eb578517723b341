// SPDX-License-Identifier: BSD-3-Clause
//
// Bundles src/ into one page without data: node build.mjs OUTPUT. Run where node_modules is.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

/** What a licence asks to go along with its code. */
const notices = [
    ["Apache ECharts", "node_modules/echarts/NOTICE", "node_modules/echarts/LICENSE"],
    ["zrender", "node_modules/zrender/LICENSE"],
    ["tslib", "node_modules/tslib/LICENSE.txt"],
];

const bundled = async (entry, loader) => {
    const result = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        minify: true,
        charset: "utf8",
        format: "iife",
        target: ["es2020"],
        preserveSymlinks: true,
        legalComments: "none", // all at the end of the page
        loader,
        logLevel: "warning",
        define: { "process.env.NODE_ENV": '"production"' },
    });
    return result.outputFiles[0].text.trim();
};

const licences = async () => {
    const texts = await Promise.all(
        notices.map(async ([name, ...files]) => {
            const parts = await Promise.all(files.map((file) => readFile(file, "utf8")));
            return `${name}\n\n${parts.map((part) => part.trim()).join("\n\n")}`;
        }),
    );
    return texts.join("\n\n----\n\n").replaceAll("--", "- -"); // "--" may not be in a comment
};

/** Put where `mark` is. Never by a plain replace(): "$&" in code would mean something. */
const put = (page, mark, text) => {
    const parts = page.split(mark);
    if (parts.length !== 2)
        throw new Error(`src/page.html: ${mark} is there ${parts.length - 1} times`);
    return parts.join(text);
};

const output = process.argv[2] ?? "report.html";
const script = await bundled("src/main.ts", {});
if (script.includes("</script")) throw new Error("the bundle would end its own script element");
let page = await readFile("src/page.html", "utf8");
page = put(page, "/*style*/", await bundled("src/style/page.css", {}));
page = put(page, "/*script*/", script);
page = put(page, "<!--licences-->", `<!--\nThis page contains:\n\n${await licences()}\n-->`);
await writeFile(output, page);
