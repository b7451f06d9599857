import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { fetchAuthSession } from "aws-amplify/auth";
import { useEffect, useState } from "react";

/** The visitor's own items: those whose partition key is their identity id. */
export function Items({ table, region }) {
  const [items, setItems] = useState([]);
  const [error, setError] = useState();

  useEffect(() => {
    ownItems(table, region).then(setItems, setError);
  }, [table, region]);

  if (error) return <p role="alert">{error.message}</p>;
  return (
    <ul aria-label="Items">
      {items.map((item) => (
        <li key={item[table.sort_key]}>{JSON.stringify(item)}</li>
      ))}
    </ul>
  );
}

async function ownItems(table, region) {
  const { credentials, identityId } = await fetchAuthSession();
  const client = new DynamoDBClient({ region, credentials });
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "#key = :me",
      ExpressionAttributeNames: { "#key": table.partition_key },
      ExpressionAttributeValues: { ":me": { S: identityId } },
    }),
  );
  return Items.map((item) => unmarshall(item));
}
