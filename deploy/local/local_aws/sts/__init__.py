"""STS: who may assume a role, and for how long."""
