// As much of AWS as a first file row takes: one user of a user pool, whose proof is checked, one identity, one folder.
import { text } from "./server.js";
import { check, users } from "./srp_service.js";

const { name, pool, password, user, challenge, timestamp, secret } = users[0];
const IDENTITY = "us-east-1:01234567-89ab-cdef-0123-456789abcdef";
const BUCKET = "satchel-bench-data";
const FILES = 30;

/** Where the visitor's files are. */
export const home = { bucket: BUCKET, prefix: `private/${IDENTITY}/` };

/** Who signs in, and what they see first. */
export const visitor = { email: "ann@example.com", password, firstFile: "File 1.txt" };

const own = { label: "My files", bucket: BUCKET, region: "us-east-1", prefix: "private/{identity_id}/",
  access: { authenticated: ["get", "list", "write", "delete"] } };

/** A place with all that is below a prefix of another bucket. */
export const placeOf = (bucket, prefix) => ({ label: bucket, bucket, region: "us-east-1", prefix, access: { authenticated: ["get", "list"] } });

/** The page's `config.json` with all services at `origin`. */
export const config = (origin, place = own) => ({
  region: "us-east-1",
  user_pool: { id: `us-east-1_${pool}`, client_id: "1h57kf5cpq17m0eml12EXAMPLE" },
  identity_pool: { id: "us-east-1:fedcba98-7654-3210-fedc-ba9876543210" },
  storage: { places: [place] },
  endpoints: { "cognito-idp": origin, "cognito-identity": origin, s3: origin },
});

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = (use) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user, email: visitor.email, iss: `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_${pool}`,
    token_use: use, "cognito:username": user, iat: now, auth_time: now, exp: now + 3600 };
  return `${encoded({ alg: "RS256", kid: "bench" })}.${encoded(claims)}.${encoded("unsigned")}`;
};
const tokens = () => ({ IdToken: token("id"), AccessToken: token("access"), RefreshToken: "refresh", ExpiresIn: 3600, TokenType: "Bearer" });

const OPERATIONS = {
  InitiateAuth({ AuthFlow, AuthParameters }) {
    if (AuthFlow === "REFRESH_TOKEN_AUTH") return { AuthenticationResult: tokens() };
    srpA = AuthParameters.SRP_A;
    return { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: { ...challenge, USERNAME: user } };
  },
  GetTokensFromRefreshToken: () => ({ AuthenticationResult: tokens() }),
  RespondToAuthChallenge({ ChallengeResponses }) {
    const { TIMESTAMP, PASSWORD_CLAIM_SIGNATURE } = ChallengeResponses;
    check({ name, pool, user, challenge, secret }, { srpA, timestamp: TIMESTAMP, signature: PASSWORD_CLAIM_SIGNATURE });
    return { AuthenticationResult: tokens() };
  },
  GetId: () => ({ IdentityId: IDENTITY }),
  GetCredentialsForIdentity: () => ({
    IdentityId: IDENTITY,
    Credentials: { AccessKeyId: "ASIAEXAMPLE", SecretKey: "secret", SessionToken: "session", Expiration: Date.now() / 1000 + 3600 },
  }),
};
let srpA;

const listing = (prefix) => `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${BUCKET}</Name><Prefix>${prefix}</Prefix><KeyCount>${FILES}</KeyCount>
<MaxKeys>1000</MaxKeys><Delimiter>/</Delimiter><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${Array.from(
    { length: FILES },
    (_, index) => `<Contents><Key>${prefix}File+${index + 1}.txt</Key><LastModified>2026-11-01T12:00:00.000Z</LastModified>
<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag><Size>${1000 + index}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  ).join("")}</ListBucketResult>`;

/** AWS's answer to a request, or nothing if it is not for AWS: its status, type and content. */
export async function answer(request) {
  const { method, headers, url } = request;
  const target = headers["x-amz-target"];
  if (target) {
    const [, operation] = target.split(".");
    const output = OPERATIONS[operation]?.(JSON.parse(await text(request)));
    if (!output) throw new Error(`The bench has no ${target}.`);
    return { status: 200, type: "application/x-amz-json-1.1", content: JSON.stringify(output) };
  }
  const { pathname, searchParams } = new URL(url, "http://localhost");
  if (!pathname.startsWith(`/${BUCKET}`)) return undefined;
  if (searchParams.get("list-type") === "2") {
    return { status: 200, type: "application/xml", content: listing(searchParams.get("prefix")) };
  }
  const missing = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchKey</Code><Message>-</Message></Error>';
  return { status: 404, type: "application/xml", content: method === "HEAD" ? "" : missing };
}
