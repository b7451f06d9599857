// The service's side of SRP, so that every measured sign-in is also a checked one. Its numbers come from the project's
// test vectors, its arithmetic from Node's own BigInt and crypto: none of it is shared with what it checks.
import { createHash, createHmac, getDiffieHellman, hkdfSync } from "node:crypto";
import { readFileSync } from "node:fs";

const { vectors } = JSON.parse(readFileSync(new URL("../../tests/fixtures/srp_vectors.json", import.meta.url)));
const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);

/** The users of the service: a pool, a password, and the challenge that each is asked with. */
export const users = vectors.map((vector) => ({
  name: vector.name,
  pool: vector.pool_name,
  user: vector.user_id_for_srp,
  password: vector.password,
  timestamp: vector.timestamp,
  challenge: {
    USER_ID_FOR_SRP: vector.user_id_for_srp,
    SRP_B: vector.srp_b,
    SALT: vector.salt,
    SECRET_BLOCK: vector.secret_block,
  },
  secret: { b: number(vector.server_b), verifier: number(vector.verifier) },
}));

/** Throws unless the proof shows knowledge of the user's password. */
export function check({ name, pool, user, challenge, secret }, { srpA, timestamp, signature }) {
  const A = number(srpA);
  const u = createHash("sha256").update(padded(A)).update(padded(number(challenge.SRP_B))).digest();
  const S = power(A * power(secret.verifier, number(u.toString("hex"))), secret.b);
  const salt = padded(number(u.toString("hex")));
  const key = Buffer.from(hkdfSync("sha256", padded(S), salt, "Caldera Derived Key", 16));
  const expected = createHmac("sha256", key)
    .update(pool)
    .update(user)
    .update(Buffer.from(challenge.SECRET_BLOCK, "base64"))
    .update(timestamp)
    .digest("base64");
  if (signature !== expected) throw new Error(`The proof of “${name}” is wrong.`);
}

function number(hex) {
  return BigInt(`0x${hex}`);
}

/** A number's bytes as Cognito hashes them: the shortest, never with the high bit set. */
function padded(number) {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}

function power(base, exponent) {
  let result = 1n;
  for (let square = base % N; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}
