import { defineConfig } from "vite";

// The peer's own listing, as a page that uses the SDK has it.
export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: "dist", emptyOutDir: false, lib: { entry: "peer.js", formats: ["es"], fileName: () => "peer.js" } },
});
