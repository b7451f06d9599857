import config from "./playwright.config.ts";

// `npm run screenshots` makes the README's pictures anew; they are no test.
export default { ...config, testDir: "screenshots", outputDir: "test-results-screenshots", workers: 1 };
