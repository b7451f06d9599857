/** Files as they look: text, pictures, sound; told by their bytes, one after the other. */

import type { Page } from "@playwright/test";

import { examine } from "../support/accessible.ts";
import * as owner from "../support/owner.ts";
import { pdf } from "../support/pdf.ts";
import { png } from "../support/png.ts";
import { expect, test } from "../support/test.ts";
import { privatePrefix } from "../support/visitors.ts";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFElEQVR4nGP8z8Dwn4GBgYEJRAAAGA8CAbLPSw0AAAAASUVORK5CYII=", "base64");

/** Silence: a tenth of a second, or 8000 bytes for each. */
function wav(seconds = 0.1): Buffer {
  const samples = Buffer.alloc(8000 * seconds, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

test("files are looked at one after the other, by keys alone, and the list goes along", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.json`, '{"city":"Lisbon"}', "application/octet-stream");
  await owner.putObject(`${prefix}b.html`, "<script>document.title = 'owned'</script><b>bold</b>", "text/html");
  await owner.putObject(`${prefix}c.txt`, "", "text/plain");
  await owner.putObject(`${prefix}folder/x.txt`, "x");
  await entrance.signIn(user);
  await files.expectNames(["folder", "a.json", "b.html", "c.txt"]);
  await files.row("folder").focus();
  await page.keyboard.press("Space");
  await expect(files.row("folder"), "a folder has no preview").toBeFocused();
  await files.row("a.json").focus();
  await page.keyboard.press("Space");
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview.getByRole("group", { name: "Content of a.json" })).toHaveText('{\n  "city": "Lisbon"\n}');
  await expect(preview).toContainText("1 of 3");
  await expect(preview.getByRole("button", { name: "Previous" })).toBeDisabled();
  await examine(page, "a text is looked at");
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("group", { name: "Content of b.html" })).toContainText("<script>");
  expect(await page.title()).not.toBe("owned");
  await preview.getByRole("button", { name: "Next" }).click();
  await expect(preview).toContainText("This file is empty.");
  await expect(preview.getByRole("button", { name: "Next" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(preview).toBeHidden();
  await expect(files.checkbox("c.txt")).toBeChecked();
  await expect(files.row("c.txt")).toBeFocused();
  await page.keyboard.press("Space");
  await expect(preview).toContainText("3 of 3");
  await page.keyboard.press("ArrowLeft");
  await preview.getByRole("group", { name: "Content of b.html" }).focus();
  await page.keyboard.press("Space");
  await expect(preview).toBeHidden();
  await expect(files.row("b.html")).toBeFocused();
});

test("pictures and sound are what their bytes are, whatever they are called; scripts of a picture do not run", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a-picture.txt`, PNG, "text/plain");
  await owner.putObject(`${prefix}b.svg`, '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = \'owned\'"/>', "image/svg+xml");
  await owner.putObject(`${prefix}c.wav`, wav(), "audio/wav");
  await owner.putObject(`${prefix}d.pdf`, pdf("Hello"), "text/html");
  await owner.putObject(`${prefix}e.jpg`, Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0]), "image/jpeg");
  await entrance.signIn(user);
  await files.row("a-picture.txt").getByRole("button", { name: "a-picture.txt" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const picture = preview.getByRole("img", { name: "a-picture.txt" });
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(2);
  await examine(page, "a picture is looked at");
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("group", { name: "Content of b.svg" })).toContainText("onload");
  expect(await page.title()).not.toBe("owned");
  await page.keyboard.press("ArrowRight");
  const sound = preview.getByLabel("c.wav");
  await expect.poll(() => sound.evaluate((sound) => (sound as HTMLAudioElement).readyState)).toBeGreaterThan(0);
  await page.keyboard.press("ArrowRight");
  const frame = preview.locator("iframe[title='Content of d.pdf']");
  await expect(frame).toHaveAttribute("src", /^blob:/);
  // What the browser shows by itself is an extension within the frame, if it came to be.
  await expect.poll(() => page.frames().filter((frame) => frame.url().startsWith("chrome-extension:")).length).toBe(1);
  // Not examined: the viewer is the browser's own page, with landmarks of its own.
  await preview.getByRole("button", { name: "Next" }).click();
  await expect(preview).toContainText("There's no preview for this kind of file.");
});

/** The page's requests for the content of an object that are signed in the URL, as media elements send them. */
const signed = (name: string) => (url: URL) => url.pathname.endsWith(`/${name}`) && url.searchParams.has("X-Amz-Signature");

test("sound of any size is played by ranges, and a jump to its end fetches no more than that", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const whole = wav(8000);
  await owner.putObject(`${prefix}long.wav`, whole, "application/octet-stream");
  await entrance.signIn(user);
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const asked = new Map<string, string | undefined>();
  const answered: { status: number; range: string }[] = [];
  let bytes = 0;
  network.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (signed("long.wav")(new URL(request.url))) asked.set(requestId, request.headers.Range);
  });
  network.on("Network.responseReceived", ({ requestId, response }) => {
    const range = Object.entries(response.headers).find(([name]) => name.toLowerCase() === "content-range");
    if (asked.has(requestId)) answered.push({ status: response.status, range: range?.[1] ?? "" });
  });
  network.on("Network.dataReceived", ({ requestId, dataLength }) => {
    if (asked.has(requestId)) bytes += dataLength;
  });
  await files.row("long.wav").getByRole("button", { name: "long.wav" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const sound = preview.getByLabel("long.wav");
  await expect.poll(() => sound.evaluate((sound: HTMLAudioElement) => sound.duration)).toBe(8000);
  await expect(sound).toHaveAttribute("src", /X-Amz-Expires=900/);
  await examine(page, "sound is played");
  await sound.evaluate((sound: HTMLAudioElement) => {
    sound.muted = true;
    sound.currentTime = 7990;
    return sound.play();
  });
  await expect.poll(() => sound.evaluate((sound: HTMLAudioElement) => sound.currentTime)).toBeGreaterThan(7990);
  expect([...asked.values()].filter((range) => !range?.startsWith("bytes="))).toEqual([]);
  expect(answered.length).toBeGreaterThan(1);
  expect(answered.filter(({ status, range }) => status !== 206 || !range.endsWith(`/${whole.length}`))).toEqual([]);
  expect(answered.some(({ range }) => Number(/^bytes (\d+)-/.exec(range)?.[1]) > whole.length * 0.99), "the end by itself").toBe(true);
  expect(bytes).toBeLessThan(whole.length / 4);
  expect(page.url()).not.toContain("X-Amz");
  await page.keyboard.press("Escape");
  await expect(preview).toBeHidden();
});

test("what is played goes on where it was when its URL has ended", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}long.wav`, wav(4000), "audio/wav");
  let refused = 0;
  // As S3 answers when the URL has ended.
  const ended = { status: 403, contentType: "application/xml", body: "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>" };
  guard.expect(/403/);
  await entrance.signIn(user);
  await files.row("long.wav").getByRole("button", { name: "long.wav" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const sound = preview.getByLabel("long.wav");
  const time = () => sound.evaluate((sound: HTMLAudioElement) => sound.currentTime);
  await expect.poll(() => sound.evaluate((sound: HTMLAudioElement) => sound.readyState)).toBeGreaterThan(0);
  let after = 0;
  await page.route(signed("long.wav"), (route) => {
    if (refused === 0) {
      refused++;
      return route.fulfill(ended);
    }
    after++;
    return route.continue();
  });
  await sound.evaluate((sound: HTMLAudioElement) => {
    sound.muted = true;
    void sound.play();
    sound.currentTime = 3900;
  });
  await expect.poll(() => refused).toBe(1);
  await expect.poll(time, "it goes on there").toBeGreaterThan(3900);
  expect(await sound.evaluate((sound: HTMLAudioElement) => sound.paused)).toBe(false);
  expect(after, "it was asked for again").toBeGreaterThan(0);
  await expect(preview.getByRole("alert")).toHaveCount(0);
});

test("a file that may not be read any more is said to be so, and played once it may", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.wav`, wav(), "audio/wav");
  await entrance.signIn(user);
  guard.expect(/403/);
  const refused = { status: 403, contentType: "application/xml", body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>" };
  const isFile = (url: URL) => url.pathname.endsWith("/a.wav");
  let probes = 0;
  await page.route(isFile, async (route) => {
    const isFirst = !signed("a.wav")(new URL(route.request().url())) && probes++ === 0;
    await (isFirst ? route.continue() : route.fulfill({ ...refused, headers: { "Access-Control-Allow-Origin": "*" } }));
  });
  await files.row("a.wav").getByRole("button", { name: "a.wav" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview.getByRole("alert")).toContainText("Couldn't play the file");
  await expect(preview.locator("audio")).toBeHidden();
  await examine(page, "what cannot be played is said");
  await page.unroute(isFile);
  await preview.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => preview.getByLabel("a.wav").evaluate((sound: HTMLAudioElement) => sound.readyState)).toBeGreaterThan(0);
  await expect(preview.getByRole("alert")).toHaveCount(0);
});

test("a policy that refuses what a browser asks for by itself is said to refuse, not that the file can't be played", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.wav`, wav(), "audio/wav");
  await entrance.signIn(user);
  guard.expect(/403/);
  const says = "User: u is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a resource-based policy";
  const body = `<Error><Code>AccessDenied</Code><Message>${says}</Message></Error>`;
  const isPlayed = signed("a.wav");
  await page.route(isPlayed, (route) =>
    route.fulfill({ status: 403, contentType: "application/xml", body, headers: { "Access-Control-Allow-Origin": "*" } }),
  );
  await files.row("a.wav").getByRole("button", { name: "a.wav" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview.getByRole("alert")).toContainText("You don't have permission to play files here. Ask the site owner for access.");
  await expect(preview).not.toContainText("can't play this file");
  await preview.getByText("Technical details").click();
  await expect(preview.getByRole("alert")).toContainText(new RegExp(`s3:GetObject \\(arn:aws:s3:::.*/a\\.wav\\)`));
  expect(await preview.textContent()).not.toContain("X-Amz");
  await examine(page, "playing is refused");
  await page.unroute(isPlayed);
  await preview.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => preview.getByLabel("a.wav").evaluate((sound: HTMLAudioElement) => sound.readyState)).toBeGreaterThan(0);
});

/** A second of a film, as this browser makes it. */
function film(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 180];
    const drawing = canvas.getContext("2d")!;
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let at = 0; at < 25; at++) {
      drawing.fillStyle = `hsl(${at * 14} 60% 40%)`;
      drawing.fillRect(0, 0, 320, 180);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  });
}

test("a film is shown; what this browser cannot play is to be downloaded", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await entrance.signIn(user);
  await owner.putObject(`${prefix}a.webm`, Buffer.from(await film(page), "base64"), "text/html");
  await owner.putObject(`${prefix}b.mp4`, Buffer.concat([Buffer.from("\0\0\0\x20ftypisom"), Buffer.alloc(5000, 7)]), "video/mp4");
  await page.reload();
  await files.row("a.webm").getByRole("button", { name: "a.webm" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect.poll(() => preview.getByLabel("a.webm").evaluate((film: HTMLVideoElement) => film.videoWidth)).toBe(320);
  await examine(page, "a film is looked at");
  await preview.getByRole("button", { name: "Next" }).click();
  await expect(preview).toContainText("This browser can't play this file. Download it to play it.");
  await expect(preview.locator("video")).toBeHidden();
  await expect(preview.getByRole("button", { name: "Download" })).toBeVisible();
});

test("a long text is cut and says so, and what is gone or refused is said", async ({ page, entrance, files, user, guard }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}long.txt`, "é".repeat(400_000), "text/plain");
  await owner.putObject(`${prefix}now.txt`, "here", "text/plain");
  await entrance.signIn(user);
  await files.expectNames(["long.txt", "now.txt"]);
  await owner.deleteObject(`${prefix}now.txt`);
  await files.row("long.txt").getByRole("button", { name: "long.txt" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview).toContainText("Showing the first 524 kB of 800 kB.");
  guard.expect(/404/);
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("alert")).toContainText("Couldn't open the file");
  await page.keyboard.press("ArrowLeft");
  await expect(preview).toContainText("Showing the first 524 kB of 800 kB.");
});

test("a picture larger than one answer is shown whole, and a file that grew is not shown as if it ended there", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  // What follows its end is nothing to a browser.
  await owner.putObject(`${prefix}a.png`, Buffer.concat([PNG, Buffer.alloc(9 * 1024 * 1024, 7)]), "image/png");
  await owner.putObject(`${prefix}b.txt`, "here", "text/plain");
  await entrance.signIn(user);
  await files.expectNames(["a.png", "b.txt"]);
  await owner.putObject(`${prefix}b.txt`, "é".repeat(400_000), "text/plain");
  await files.row("a.png").getByRole("button", { name: "a.png" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect.poll(() => preview.getByRole("img", { name: "a.png" }).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(2);
  await page.keyboard.press("ArrowRight");
  await expect(preview).toContainText("Showing the first 524 kB of 800 kB.");
});

test("a browser that shows no PDF documents offers to save them", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.pdf`, pdf("Hello"), "application/pdf");
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "pdfViewerEnabled", { value: false }));
  await entrance.signIn(user);
  await files.row("a.pdf").getByRole("button", { name: "a.pdf" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview).toContainText("This is a PDF document. Download it to open it.");
  await expect(preview.locator("iframe")).toHaveCount(0);
});

const MARKDOWN = `---
title: Front matter
---
# Packing list

See [the map](https://map.example/lisbon), not [this](javascript:document.title='owned') or [that](other.md).

![Harbour](https://pictures.example/harbour.png) <img src=x onerror="document.title='owned'">

- [x] Passport
- [ ] Umbrella

| What | Weight |
|------|-------:|
| Tent |  2.1 kg |

<script>document.title = 'owned'</script>
`;

test("Markdown is shown as it is meant, runs nothing, fetches nothing, and its source is one press away", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  await owner.putObject(`${prefix}a.md`, MARKDOWN, "text/markdown");
  await owner.putObject(`${prefix}b.md`, "*other*", "text/markdown");
  const elsewhere: string[] = [];
  page.on("request", (request) => /\.example|other\.md/.test(request.url()) && elsewhere.push(request.url()));
  await entrance.signIn(user);
  await files.row("a.md").getByRole("button", { name: "a.md" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const content = preview.getByRole("group", { name: "Content of a.md" });
  await expect(content.getByRole("heading", { name: "Packing list" })).toBeVisible();
  const links = content.getByRole("link");
  await expect(links).toHaveText(["the map", "Harbour"]);
  await expect(links.first()).toHaveAttribute("href", "https://map.example/lisbon");
  await expect(links.first()).toHaveAttribute("rel", "noopener noreferrer");
  await expect(content.getByRole("checkbox", { name: "Done", exact: true })).toBeChecked();
  await expect(content.getByRole("columnheader", { name: "Weight" })).toBeVisible();
  await expect(content).toContainText("<script>document.title = 'owned'</script>");
  await expect(content.locator("img, script")).toHaveCount(0);
  await examine(page, "Markdown is looked at");
  await preview.getByRole("radio", { name: "Rendered" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(preview.getByRole("radio", { name: "Source" })).toBeChecked();
  await expect(content).toContainText("# Packing list");
  await preview.getByRole("button", { name: "Next" }).click();
  await expect(preview.getByRole("group", { name: "Content of b.md" }), "the choice stays").toHaveText("*other*");
  expect(await page.title()).not.toBe("owned");
  expect(elsewhere).toEqual([]);
});

test("separated values are a table, of which the first rows are shown", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  const rows = Array.from({ length: 600 }, (_, at) => `${at};"Town ""${at}"";
${at},5"\r\n`).join("");
  await owner.putObject(`${prefix}a.csv`, `\ufeffNumber;Name\r\n${rows}`, "text/csv");
  await owner.putObject(`${prefix}b.tsv`, "City\tCountry, code\nLisbon\tPT\n", "text/plain");
  await entrance.signIn(user);
  await files.row("a.csv").getByRole("button", { name: "a.csv" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  const content = preview.getByRole("group", { name: "Content of a.csv" });
  await expect(content.getByRole("columnheader")).toHaveText(["Number", "Name"]);
  await expect(content.getByRole("row")).toHaveCount(501);
  await expect(content.getByRole("row").nth(1).getByRole("cell").nth(1)).toContainText('Town "0";');
  await expect(preview).toContainText("Showing the first 500 of 600 rows.");
  await examine(page, "a table is looked at");
  await content.focus();
  await page.keyboard.press("ArrowRight");
  await expect(content, "arrows scroll the table").toBeVisible();
  await preview.getByRole("button", { name: "Next" }).click();
  const next = preview.getByRole("group", { name: "Content of b.tsv" });
  await expect(next.getByRole("columnheader")).toHaveText(["City", "Country, code"]);
  await expect(preview).toContainText("1 row");
  await preview.getByText("Source").click();
  await expect(next).toHaveText(/City\tCountry/);
});

test("pictures have a strip of those around them, and text its numbers and a way to the editor", async ({ page, entrance, files, user }) => {
  const prefix = await privatePrefix(user);
  for (const at of Array.from({ length: 14 }, (_, at) => at)) await owner.putObject(`${prefix}p${at}.png`, png(60, 40, [20 * at, 120, 180]), "image/png");
  await owner.putObject(`${prefix}text.rs`, "fn main() {\n\n    println!(\"مرحبا\");\n}\n", "text/plain");
  await entrance.signIn(user);
  await files.expectLoaded();
  await files.row("p6.png").getByRole("button", { name: "p6.png" }).click();
  const preview = page.getByRole("dialog", { name: "Preview" });
  await expect(preview.getByRole("img", { name: "p6.png" })).toBeVisible();
  const strip = preview.locator(".film-strip").locator("button");
  await expect(strip).toHaveCount(11);
  await expect(strip.locator("canvas")).toHaveCount(11);
  await expect(preview.locator(".film-strip .current")).toHaveAttribute("title", "p6.png");
  await strip.last().click();
  await expect(preview.getByRole("img", { name: "p11.png" })).toBeVisible();
  await expect(preview.locator(".film-strip .current")).toHaveAttribute("title", "p11.png");
  await expect(strip.last()).toHaveAttribute("title", "text.rs");
  await page.keyboard.press("ArrowLeft");
  await expect(preview.getByRole("img", { name: "p10.png" })).toBeVisible();
  await examine(page, "a picture with its strip");

  await strip.last().click();
  const text = preview.getByRole("group", { name: "Content of text.rs" });
  await expect(text.locator(".numbered-line")).toHaveCount(4);
  expect(await text.evaluate((text) => text.textContent)).toBe('fn main() {\n\n    println!("مرحبا");\n}\n');
  await expect(strip).toHaveCount(0);
  const mode = preview.getByRole("group", { name: "Mode" });
  await expect(mode.getByRole("button", { name: "Read" })).toHaveAttribute("aria-pressed", "true");
  await examine(page, "code with its numbers");
  await preview.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("dialog", { name: "Share link" })).toBeVisible();
  await page.keyboard.press("Escape");
  await preview.getByRole("button", { name: "Details" }).click();
  await expect(preview).toBeHidden();
  await expect(files.details.getByRole("heading", { name: "text.rs" })).toBeVisible();
});
