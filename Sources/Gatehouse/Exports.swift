// What users import is Gatehouse; the gate itself is in GatehouseCore, and requests are made of these.
@_exported public import GatehouseCore
@_exported public import GatewayInterface
@_exported public import HTTPTypes
