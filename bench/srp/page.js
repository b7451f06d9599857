// Both SRP computations in one page. Each signs in once to a service that answers at once, and says how long the
// computation took: the public value A, then the proof. What the service would check comes back with it.
import init, { SignIn } from "./dist/srp.js";

await init();

function satchel({ pool, user, password, challenge, timestamp }) {
  const started = performance.now();
  const signIn = new SignIn(crypto.getRandomValues(new Uint8Array(32)));
  const srpA = signIn.srp_a();
  const { USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK } = challenge;
  const signature = signIn.password_claim_signature(
    USER_ID_FOR_SRP, SRP_B, SALT, SECRET_BLOCK, pool, password, timestamp,
  );
  const ms = performance.now() - started;
  signIn.free();
  return { ms, srpA, timestamp, signature };
}

// Through its public API, with only the network replaced, so that exactly what a visitor waits for is timed.
function peer({ pool, user, password, challenge }) {
  const { AuthenticationDetails, CognitoUser, CognitoUserPool } = AmazonCognitoIdentity;
  const userPool = new CognitoUserPool({ UserPoolId: `us-east-1_${pool}`, ClientId: "bench" });
  const cognitoUser = new CognitoUser({ Username: user, Pool: userPool });
  let proof;
  cognitoUser.client = {
    request(operation, input, answer) {
      if (operation === "InitiateAuth") {
        proof = { srpA: input.AuthParameters.SRP_A };
        answer(null, { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters: challenge });
      } else {
        const { TIMESTAMP, PASSWORD_CLAIM_SIGNATURE } = input.ChallengeResponses;
        proof = { ...proof, timestamp: TIMESTAMP, signature: PASSWORD_CLAIM_SIGNATURE };
      }
    },
  };
  const details = new AuthenticationDetails({ Username: user, Password: password });
  const refused = (error) => { throw error; };
  const started = performance.now();
  cognitoUser.authenticateUser(details, { onFailure: refused });
  return { ms: performance.now() - started, ...proof };
}

window.signIn = { satchel, peer };
