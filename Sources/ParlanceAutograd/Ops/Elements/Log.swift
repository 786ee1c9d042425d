import ParlanceArrays

/// The natural logarithm, element by element.
public func log(_ x: Tensor) -> Tensor { .unary("log", .log, x) }
