"""API Gateway: what the template's APIs do (`mock_integrations`, `service_integrations`), what comes piece by piece
(`response_streaming`), whom they refuse and how (`request_validators`, `gateway_responses`), and which pages read it
(`http_api_cors`).
"""
