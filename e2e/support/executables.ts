/** The programs of the machine that the tests drive. */

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of these programs that is on `PATH`; a variable of the environment names another, or the path of one. */
export function executable(variable: string, ...names: string[]): string {
  const wanted = process.env[variable];
  const sought = wanted ? [wanted] : names;
  const places = (process.env.PATH ?? "").split(delimiter).flatMap((place) => sought.map((name) => join(place, name)));
  const found = [...(wanted?.includes("/") ? [wanted] : []), ...places].find(isExecutable);
  if (!found) throw new Error(`There is no ${sought.join(" or ")}. Run scripts/setup, or set ${variable} to its path.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
