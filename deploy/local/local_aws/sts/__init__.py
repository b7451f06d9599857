"""STS: who may assume a role."""
