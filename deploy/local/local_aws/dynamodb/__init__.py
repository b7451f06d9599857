"""DynamoDB: the condition keys of its policies."""
