// What users import is FastCGI; requests and answers are made of these.
@_exported public import GatewayInterface
@_exported public import HTTPTypes
