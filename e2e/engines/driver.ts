/** What the journeys need of a browser, whatever protocol drives it. Each call is one attempt; `Screen` does the waiting. */

export interface Driver {
  /** Firefox, WebKit. */
  readonly name: string;
  /** The address of the page for this browser, with a slash at its end. */
  readonly site: string;

  open(url: string): Promise<void>;
  /** What is shown and has this role and exactly this name, as assistive technology finds it. */
  find(role: Role, name: string): Promise<Control | undefined>;
  /** The field that is shown with this label. Fields of passwords have no role to be found by. */
  field(label: string): Promise<Control | undefined>;
  /** All text that is shown. */
  text(): Promise<string>;
  /** What a JavaScript expression gives in the page. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses a button that opens the file chooser, and chooses a file in it. */
  choose(button: Control, path: string): Promise<void>;
  screenshot(): Promise<Uint8Array>;
  /** Ends the browser and everything that was started for it. */
  close(): Promise<void>;
}

export interface Control {
  isEnabled(): Promise<boolean>;
  click(): Promise<void>;
  /** Replaces what a field holds, key by key. */
  fill(text: string): Promise<void>;
}

/** The roles that the journeys look for, and the elements that can have them. */
export const ELEMENTS = {
  button: "button",
  checkbox: "input[type=checkbox]",
  heading: "h1, h2, h3",
  link: "a[href]",
  menuitem: "[role=menuitem]",
  navigation: "nav",
} as const;

export type Role = keyof typeof ELEMENTS;

export const FIELDS = "input, textarea";

/**
 * Keeps the input that would open a file chooser, for whose answer there is no protocol: a driver sets its files instead.
 * Drivers reach only what is in the document.
 */
export const KEEP_CHOOSER = `HTMLInputElement.prototype.click = function () {
  if (!this.isConnected) document.body.append(this);
  window.chooser = this;
}`;
