// Users import Gatehouse only. It re-exports the modules whose types the API of the gate uses.
@_exported public import GatehouseCore
@_exported public import GatewayInterface
@_exported public import HTTPTypes
