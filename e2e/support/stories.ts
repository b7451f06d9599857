/** A further API beside the stack's own, for a test to play what stands behind it. */

import { allowCalls, Backend, makeApi } from "./apis.ts";
import { configure, deployment } from "./deployment.ts";
import { test as base } from "./test.ts";

interface Stories {
  /** Makes a further API, which the configuration calls "Stories": everybody may read `/stream` and all below it, nobody may change it. */
  stories: (how?: { readable: boolean }) => Promise<{ url: string; backend: Backend }>;
}

export const test = base.extend<Stories>({
  stories: async ({ page }, use) => {
    const backend = new Backend();
    await use(async ({ readable } = { readable: true }) => {
      const { id, url } = await makeApi(await backend.listen(), readable);
      for (const role of ["authenticated", "unauthenticated"] as const) await allowCalls(role, id, ["GET/stream", "GET/stream/*"]);
      await configure(page, { api: { ...deployment().config.api, endpoints: [{ label: "Stories", url }] } });
      return { url, backend };
    });
    backend.close();
  },
});

export { expect } from "./test.ts";
