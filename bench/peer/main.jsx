// What Satchel is measured against: the same page as an Amplify developer writes it today, after the documentation of
// Authenticator and Storage Browser. Sign in, then one's own files and one's own items.
import { Authenticator } from "@aws-amplify/ui-react";
import { createAmplifyAuthAdapter, createStorageBrowser } from "@aws-amplify/ui-react-storage/browser";
import { Amplify } from "aws-amplify";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@aws-amplify/ui-react/styles.css";
import "@aws-amplify/ui-react-storage/styles.css";

import outputs from "../amplify_outputs.json";
import { Items } from "./items.jsx";

Amplify.configure(outputs);

const { StorageBrowser } = createStorageBrowser({ config: createAmplifyAuthAdapter() });

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Authenticator>
      {({ signOut }) => (
        <>
          <button onClick={signOut}>Sign out</button>
          <StorageBrowser />
          <Items table={outputs.custom.tables[0]} region={outputs.auth.aws_region} />
        </>
      )}
    </Authenticator>
  </StrictMode>,
);
