"""API Gateway: what the template's APIs answer (`mock_integrations`, `gateway_responses`) and to which pages
(`http_api_cors`).
"""
