import ParlanceSystem

/// Functions of elements.
package protocol ElementKernels: Sendable {
  func fill(_ value: Double, _ y: inout NDArray)
  func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray
  /// dx += dy ⊙ f′(x), where y = f(x).
  func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// The arrays have the same shape; one that has a single element stands for all places.
  func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray
  /// As with `binary`.
  func ternary(_ function: TernaryFunction, _ a: NDArray, _ b: NDArray, _ c: NDArray) -> NDArray
  /// y += alpha · x.
  func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray)
  /// The same for an alpha of one element that need not be read.
  func addScaled(_ alpha: NDArray, _ x: NDArray, _ y: inout NDArray)
  /// y += a ⊙ b.
  func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray)
  func scale(_ alpha: Double, _ y: inout NDArray)
  /// alpha · x for an alpha of one element that need not be read; x itself may serve where it is 1.
  func scaled(_ alpha: NDArray, _ x: NDArray) -> NDArray
  func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray)
  /// y += x ⊙ mask / (1 − rate), mask from the key and the places from `firstPlace` on. For
  /// `sharedSteps` = T > 1 and x [B, T, D], one mask serves all steps of a sequence.
  func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, firstPlace: Int,
    _ y: inout NDArray)
  /// function(a, b, c) in double precision, for functions that have no kernel of their own; arrays as
  /// with `binary`.
  func mapping(
    _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray
  /// The steps of a chain: outputs of one count that are there already, inputs of that count or of one.
  func chain(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray])
}

extension PartialKernels {
  package func fill(_ value: Double, _ y: inout NDArray) {
    standIn().fill(value, &y)
  }

  package func unary(_ function: UnaryFunction, _ x: NDArray) -> NDArray {
    standIn().unary(function, x)
  }

  package func chain(_ chain: ElementChain, _ inputs: [NDArray], _ outputs: inout [NDArray]) {
    standIn().chain(chain, inputs, &outputs)
  }

  package func addUnaryGradient(
    _ function: UnaryFunction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray
  ) {
    standIn().addUnaryGradient(function, x: x, y: y, dy: dy, &dx)
  }

  package func binary(_ function: BinaryFunction, _ a: NDArray, _ b: NDArray) -> NDArray {
    standIn().binary(function, a, b)
  }

  package func ternary(
    _ function: TernaryFunction, _ a: NDArray, _ b: NDArray, _ c: NDArray
  ) -> NDArray {
    standIn().ternary(function, a, b, c)
  }

  package func addScaled(_ alpha: Double, _ x: NDArray, _ y: inout NDArray) {
    standIn().addScaled(alpha, x, &y)
  }

  package func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray) {
    standIn().addProduct(a, b, &y)
  }

  package func scale(_ alpha: Double, _ y: inout NDArray) {
    standIn().scale(alpha, &y)
  }

  package func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray) {
    standIn().clamp(range, &y)
  }

  package func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, firstPlace: Int,
    _ y: inout NDArray
  ) {
    standIn().addDropout(
      x, rate: rate, key: key, sharedSteps: sharedSteps, firstPlace: firstPlace, &y)
  }

  package func mapping(
    _ a: NDArray, _ b: NDArray, _ c: NDArray,
    _ function: @Sendable (Double, Double, Double) -> Double
  ) -> NDArray {
    standIn().mapping(a, b, c, function)
  }
}
