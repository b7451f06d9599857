"""The CORS configuration of an HTTP API that a template created.

MiniStack keeps it as the template writes it (`AllowOrigins`) and looks for it as the API does (`allowOrigins`), so that
every page is refused. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from ministack.services import apigateway

from ..pinned import replaces


@replaces(apigateway, "_cors_response_headers", "1cd36db5d0c4")
def cors_response_headers(original, cors_cfg, origin):
    return original(as_the_api_does(cors_cfg), origin)


@replaces(apigateway, "_cors_preflight_response", "48dec7964484")
def cors_preflight_response(original, cors_cfg, origin):
    return original(as_the_api_does(cors_cfg), origin)


def as_the_api_does(configuration: dict | None) -> dict:
    return {name[0].lower() + name[1:]: value for name, value in (configuration or {}).items()}
