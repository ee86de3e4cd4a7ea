// Builds the two pages and the service worker into ../static. The worker is written last: the list of files that it
// keeps, and the name of that list, come from the finished build.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = dirname(fileURLToPath(import.meta.url));

const PAGES: Record<string, string> = { "index.html": "/", "v.html": "/v" };

function publicFiles(folder = ""): string[] {
  return readdirSync(join(here, "public", folder), { withFileTypes: true }).flatMap((one) =>
    one.isDirectory() ? publicFiles(join(folder, one.name)) : [join(folder, one.name)],
  );
}

function workerList(): Plugin {
  return {
    name: "worker-list",
    enforce: "post",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") this.error("the service worker is not in the build");
      const hash = createHash("sha256").update(worker.code);
      const kept: string[] = [];
      for (const name of Object.keys(bundle).sort()) {
        const part = bundle[name];
        if (!part || name === "sw.js") continue;
        hash.update(name).update(part.type === "chunk" ? part.code : part.source);
        kept.push(PAGES[name] ?? `/${name}`);
      }
      for (const name of publicFiles().sort()) {
        hash.update(name).update(readFileSync(join(here, "public", name)));
        kept.push(`/${name}`);
      }
      worker.code = worker.code
        .replace(/__BUILD__/g, hash.digest("hex").slice(0, 16))
        .replace(/__FILES__/g, kept.join(","));
    },
  };
}

export default defineConfig({
  root: here,
  base: "/",
  plugins: [workerList()],
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2019",
    cssTarget: "chrome64",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      input: { index: join(here, "index.html"), v: join(here, "v.html"), sw: join(here, "src/sw.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});
