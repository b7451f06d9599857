"""CloudFormation: how a template's properties and conditions are read. Resources that MiniStack does not know are with the
service they are made of.
"""
