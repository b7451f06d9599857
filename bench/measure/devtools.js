// Chromium by its DevTools protocol, as little of it as that takes. What Playwright has a page tell of each of its requests costs as much
// as a small request itself.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";

const ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe"];
const LONGEST = 30_000;

/** Starts a browser with a profile of its own. */
export async function launch() {
  const profile = mkdtempSync(join(os.tmpdir(), "bench-chromium-"));
  const child = spawn(process.env.CHROMIUM ?? "chromium", [...ARGUMENTS, `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , requests, answers] = child.stdio;
  const [awaited, listeners] = [new Map(), new Set()];
  let [last, unread] = [0, ""];
  answers.on("data", (data) => {
    const messages = (unread + data).split("\0");
    unread = messages.pop();
    for (const { id, error, result, ...event } of messages.map((message) => JSON.parse(message))) {
      if (!id) listeners.forEach((listener) => listener(event));
      else if (error) awaited.get(id).reject(new Error(error.message));
      else awaited.get(id).resolve(result);
      awaited.delete(id);
    }
  });
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      awaited.set(++last, { resolve, reject });
      requests.write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
    });
  return {
    send,
    newPage: () => newPage(send, listeners),
    async close() {
      const closed = new Promise((resolve) => child.once("exit", resolve));
      await send("Browser.close").catch(() => {});
      await closed;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function newPage(sendToBrowser, listeners) {
  const { targetId } = await sendToBrowser("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await sendToBrowser("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => sendToBrowser(method, params, sessionId);
  await send("Page.enable");
  const run = async (expression, params) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, ...params });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result;
  };
  const evaluate = async (expression) => (await run(expression, { returnByValue: true })).value;
  return {
    send,
    /** What the page makes of this expression. */
    evaluate,
    /** Waits until this expression is true of the page. */
    async until(expression) {
      const given = Date.now() + LONGEST;
      while (!(await evaluate(expression).catch(() => false))) {
        if (Date.now() > given) throw new Error(`not within ${LONGEST} ms: ${expression}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Runs `work` in each document before its own code. */
    runFirst: (work) => send("Page.addScriptToEvaluateOnNewDocument", { source: `(${work})()` }),
    open: (url) => send("Page.navigate", { url }),
    async press(key) {
      const event = { key, code: key, text: key === "Enter" ? "\r" : undefined, windowsVirtualKeyCode: key === "Enter" ? 13 : undefined };
      for (const type of ["keyDown", "keyUp"]) await send("Input.dispatchKeyEvent", { type, ...event });
    },
    type: (text) => send("Input.insertText", { text }),
    /** Presses the mouse on the element that this expression gives. */
    async click(element) {
      const middle = `(({ x, y, width, height }) => [x + width / 2, y + height / 2])(${element}.getBoundingClientRect())`;
      const [x, y] = await evaluate(middle);
      for (const type of ["mousePressed", "mouseReleased"]) await send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    },
    /** Gives files to the field that this expression gives. */
    async choose(field, files) {
      const { objectId } = await run(field);
      await send("DOM.setFileInputFiles", { files, objectId });
    },
    /** Gives files to the field that opens when `act` is done. */
    async chooseWhenAsked(act, files) {
      await send("Page.setInterceptFileChooserDialog", { enabled: true });
      const asked = new Promise((resolve) => {
        const listener = (event) => {
          if (event.method !== "Page.fileChooserOpened" || event.sessionId !== sessionId) return;
          listeners.delete(listener);
          resolve(event.params);
        };
        listeners.add(listener);
      });
      await act();
      const { backendNodeId } = await asked;
      await send("DOM.setFileInputFiles", { files, backendNodeId });
    },
    /** Waits until the page has had nothing to do for a second. */
    rest: () => evaluate("new Promise((resolve) => requestIdleCallback(() => setTimeout(() => requestIdleCallback(resolve), 1000)))"),
  };
}
