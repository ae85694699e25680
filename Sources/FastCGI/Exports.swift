// Users import only FastCGI: its API uses requests, responses and loggers of these modules.
@_exported public import GatewayInterface
@_exported public import HTTPTypes
@_exported public import Logging
