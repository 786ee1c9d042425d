import ParlanceArrays

/// 1 where an element is not a number, else 0; without a graph.
public func isNaN(_ x: Tensor) -> Tensor { x .!= x }

/// 1 where an element is infinite, else 0; without a graph.
public func isInfinite(_ x: Tensor) -> Tensor { abs(x.detached) .== .infinity }

/// 1 where an element is neither infinite nor NaN, else 0; without a graph.
public func isFinite(_ x: Tensor) -> Tensor { abs(x.detached) .< .infinity }
