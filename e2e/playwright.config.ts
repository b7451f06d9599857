import { defineConfig } from "@playwright/test";

// Two processes: each is a browser, and the local AWS beside them is a third. One more is for journeys that mostly wait, such as for the
// pauses between repetitions.
const workers = Number(process.env.E2E_WORKERS ?? 2);
const WAITING = /(faults-matrix|idle|network|tabs|uploads-resume)\.spec\.ts$/;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./support/global-setup.ts",
  fullyParallel: true,
  workers: workers + 1,
  projects: [
    { name: "journeys", testIgnore: WAITING, workers },
    { name: "waiting", testMatch: WAITING, workers: 1 },
  ],
  // One repetition in CI, reported as flaky: a whole run is not lost to one hiccup of a shared machine.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    // To record one takes the processor time; in CI the repetition has it.
    trace: { mode: process.env.CI ? "on-first-retry" : "retain-on-failure", screenshots: false, snapshots: true, sources: false },
  },
});
