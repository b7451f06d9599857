import { defineConfig } from "vite";

// The peer's own uploads, as a page that uses the SDK has them.
export default defineConfig({
  root: import.meta.dirname,
  // The SDK asks for Node.js's own global object, as bundlers of its documentation have it.
  define: { global: "globalThis" },
  build: { outDir: "dist", emptyOutDir: true, lib: { entry: "peer.js", formats: ["es"], fileName: () => "peer.js" } },
});
