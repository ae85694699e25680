// What users import is FastCGI; requests and answers are made of these, and a server has a logger.
@_exported public import GatewayInterface
@_exported public import HTTPTypes
@_exported public import Logging
