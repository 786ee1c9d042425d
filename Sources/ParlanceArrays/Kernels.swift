import ParlanceSystem

/// All arithmetic over elements: what a kind of device has to provide.
///
/// `ReferenceKernels` (plain Swift loops) defines what is correct; `NativeKernels` is held against
/// it. Shapes are checked by the callers, the operations; kernels trust them. Functions whose last
/// argument is `inout` and whose name begins with `add` accumulate.
package protocol Kernels: Sendable {
  // Elements
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
  /// y += a ⊙ b.
  func addProduct(_ a: NDArray, _ b: NDArray, _ y: inout NDArray)
  /// The same for an alpha of one element that need not be read.
  func addScaled(_ alpha: NDArray, _ x: NDArray, _ y: inout NDArray)
  func scale(_ alpha: Double, _ y: inout NDArray)
  /// alpha · x for an alpha of one element that need not be read; x itself may serve where it is 1.
  func scaled(_ alpha: NDArray, _ x: NDArray) -> NDArray
  func clamp(_ range: ClosedRange<Double>, _ y: inout NDArray)

  // Reductions, in double precision
  /// scale · Σ x, of shape [].
  func sum(_ x: NDArray, scale: Double) -> NDArray
  func sumOfSquares(_ x: NDArray) -> Double
  /// That of each array, read together.
  func sumsOfSquares(_ arrays: [NDArray]) -> [Double]
  func allFinite(_ x: NDArray) -> Bool

  // Reductions of the rows of a matrix [R, W], in double precision
  func reduceRows(_ reduction: RowReduction, _ x: NDArray) -> NDArray
  /// dx += dy · ∂y/∂x, where y = reduceRows(x): [R, W] from [R].
  func addRowsGradient(
    _ reduction: RowReduction, x: NDArray, y: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// Sums of the elements up to each place, with or without it, from either end.
  func cumulativeSum(_ x: NDArray, isExclusive: Bool, isReversed: Bool) -> NDArray
  /// The place of each row's greatest or least element, NaN before all: the first, or the last.
  func extremumPlaces(_ x: NDArray, isMaximum: Bool, isLast: Bool) -> [Int32]
  /// Each row's places in the order of its elements, NaN as the greatest, equal ones as they lie.
  func orderRows(_ x: NDArray, isDescending: Bool) -> [Int32]

  // Views
  /// What the view sees of x, as an array of the view's shape.
  func gather(_ x: NDArray, _ view: View) -> NDArray
  /// Sets y to x where the view sees it; the view sees no element twice.
  func scatter(_ x: NDArray, _ view: View, _ y: inout NDArray)
  /// y += x where the view sees it, the adjoint of `gather`; sums over repeated axes are taken in
  /// double precision, each in one order whoever takes it.
  func addScattered(_ x: NDArray, _ view: View, _ y: inout NDArray)

  // Products
  /// c = op(a) op(b), or c += op(a) op(b), of matrices; a bias is added to each row.
  func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    bias: NDArray?, accumulate: Bool, _ c: inout NDArray)
  /// The same for the matrices in the last two axes, paired as said.
  func matrixProducts(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    _ pairs: MatrixPairs, accumulate: Bool, _ c: inout NDArray)

  // Rows of a table [V, D], or [V], or with more axes than one after the first
  /// table[ids]: [V, D] and N ids → [N, D].
  func gatherRows(_ table: NDArray, _ ids: [Int32]) -> NDArray
  /// table[ids[n]] += rows[n].
  func addRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray)
  /// table[ids[n]] += alpha · rows[n]; no id twice.
  func addScaledRows(_ alpha: Double, _ rows: NDArray, at ids: [Int32], _ table: inout NDArray)

  /// table[ids[n]] = rows[n]; the last of several counts.
  func setRows(_ rows: NDArray, at ids: [Int32], _ table: inout NDArray)
  /// y[b] = Σ weights[n] · table[ids[n]] over n in starts[b] ..< starts[b + 1], with weights of one
  /// where there are none: [V, D] → [bags, D].
  func sumBags(_ table: NDArray, _ ids: [Int32], weights: NDArray?, starts: [Int64]) -> NDArray
  /// The greatest of the first lengths[b] steps, and which element of x it is: [B, T, D] → [B, D];
  /// 0 and −1 for no step. NaN counts as the greatest.
  func maxOverTime(_ x: NDArray, lengths: [Int32]) -> (values: NDArray, places: [Int32])

  // Groups of places over ranges of a table's rows; results are the groups' lines, zeros between
  /// x[p] · table[r] + bias[r] of each place and each row of its group: x is [P, D] in the groups'
  /// order.
  func groupProducts(
    _ x: NDArray, _ table: NDArray, bias: NDArray?, _ groups: RowGroups
  ) -> NDArray
  /// The sums of dy times the rows: → [P, D].
  func groupInputGradients(_ dy: NDArray, _ table: NDArray, _ groups: RowGroups) -> NDArray
  /// The sums of dy times the places, for the groups' rows: → [R, D] and [R].
  func groupWeightGradients(
    _ dy: NDArray, _ x: NDArray, _ groups: RowGroups
  ) -> (table: NDArray, bias: NDArray)
  /// Log-softmax over each segment, zeros between them.
  func logSoftmax(_ x: NDArray, _ segments: Segments) -> NDArray
  /// dx += its gradient, with output y.
  func addLogSoftmaxGradient(
    y: NDArray, dy: NDArray, _ segments: Segments, _ dx: inout NDArray)

  // Fused functions
  /// Softmax over the last axis.
  func softmax(_ x: NDArray, logarithm: Bool) -> NDArray
  /// Softmax over the first `limits[row]` places of each row of the last axis, zeros after them; a
  /// row whose places are all −∞ becomes zeros.
  func softmax(_ x: NDArray, limits: [Int32]) -> NDArray
  /// dx += the gradient of softmax (or log-softmax) with output y.
  func addSoftmaxGradient(y: NDArray, dy: NDArray, logarithm: Bool, _ dx: inout NDArray)
  /// For logits [N, V] and N targets: the losses [N] in nats, and scale · (softmax(logits) −
  /// onehot(target)) [N, V]. Where the target equals `ignoring`, both are zero.
  func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32, scale: Double
  ) -> (losses: NDArray, gradient: NDArray)
  /// For logits [N, 1 + K] with the target first: BlackOut's losses [N] in nats, see `blackOutLoss`, and
  /// scale times their gradient [N, 1 + K].
  func blackOut(
    _ logits: NDArray, scale: Double
  ) -> (losses: NDArray, gradient: NDArray)
  /// Over the last axis: normalized [.., D], and 1/deviation [rows].
  func normalize(_ x: NDArray, epsilon: Double) -> (normalized: NDArray, inverse: NDArray)
  /// dx += the gradient of `normalize`.
  func addNormalizeGradient(
    normalized: NDArray, inverse: NDArray, dy: NDArray, _ dx: inout NDArray)
  /// y += x ⊙ mask / (1 − rate), mask from the key. For `sharedSteps` = T > 1 and x [B, T, D], one
  /// mask serves all steps of a sequence.
  func addDropout(
    _ x: NDArray, rate: Double, key: RandomKey, sharedSteps: Int, _ y: inout NDArray)

  // Linear-chain conditional random fields
  /// With targets the losses −ln p(targets | x), else ln Z(x).
  func crfForward(_ input: CRFInput, targets: [Int32]?) -> CRFForward
  /// The gradients of Σ shares[b] · losses[b].
  func crfBackward(
    _ input: CRFInput, _ forward: CRFForward, targets: [Int32]?, shares: NDArray
  ) -> CRFGradients
  /// The most likely tags of all sequences, [B, T] row by row, 0 beyond their lengths.
  func crfBest(_ input: CRFInput) -> [Int32]

  // Recurrent sequences
  /// x with zeros beyond the lengths: [B, T, D]; x itself may serve where it is finite.
  func clearingPadding(_ x: NDArray, lengths: [Int]) -> NDArray
  /// Takes `projected` over: the gates overwrite it where it lies.
  func recurrentForward(_ input: inout RecurrentInput) -> RecurrentOutput
  func recurrentBackward(
    _ input: RecurrentInput, _ output: RecurrentOutput, _ upstream: RecurrentUpstream
  ) -> RecurrentGradients

  // Update rules
  /// Without momentum the velocity is neither read nor written.
  func momentumStep(
    _ rule: MomentumRule, gradient: NDArray, velocity: inout NDArray, _ value: inout NDArray)
  func adamStep(
    _ rule: AdamRule, gradient: NDArray, first: inout NDArray, second: inout NDArray,
    _ value: inout NDArray)
}

/// Which matrices of two batches are multiplied: output i is the sum of `terms` products, of
/// matrices `a[i · terms + t]` and `b[i · terms + t]`.
package struct MatrixPairs: Sendable {
  package var a: [Int64]
  package var b: [Int64]
  package var terms: Int

  package init(a: [Int64], b: [Int64], terms: Int = 1) {
    self.a = a
    self.b = b
    self.terms = terms
  }
}

/// v = momentum · v + share · g, then value −= rate · (nesterov ? g + momentum · v : v),
/// where g = gradient + weightDecay · value.
package struct MomentumRule: Sendable {
  package var rate: Double
  package var momentum: Double
  package var share: Double
  package var isNesterov: Bool
  package var weightDecay: Double

  package init(
    rate: Double, momentum: Double, share: Double = 1, isNesterov: Bool, weightDecay: Double
  ) {
    self.rate = rate
    self.share = share
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
  }
}

/// Adam's step with its bias corrections worked out: see `Adam`.
package struct AdamRule: Sendable {
  package var rate: Double
  package var beta1: Double
  package var beta2: Double
  package var epsilon: Double
  /// λ of the L2 penalty: g = gradient + λ · value.
  package var weightDecay: Double
  /// λ of the decoupled decay: value −= rate · λ · value.
  package var decoupledDecay: Double
  /// 1 − β₁^t and 1 − β₂^t at step t.
  package var correction1: Double
  package var correction2: Double

  package init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double,
    decoupledDecay: Double, correction1: Double, correction2: Double
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.decoupledDecay = decoupledDecay
    self.correction1 = correction1
    self.correction2 = correction2
  }
}

extension Kernels {
  package func crossEntropy(
    _ logits: NDArray, targets: [Int32], ignoring: Int32
  ) -> (losses: NDArray, gradient: NDArray) {
    crossEntropy(logits, targets: targets, ignoring: ignoring, scale: 1)
  }
}

extension Kernels {
  /// c = op(a) op(b), or c += op(a) op(b), of matrices.
  package func matrixProduct(
    _ a: NDArray, transposed transposeA: Bool, _ b: NDArray, transposed transposeB: Bool,
    accumulate: Bool, _ c: inout NDArray
  ) {
    matrixProduct(
      a, transposed: transposeA, b, transposed: transposeB, bias: nil, accumulate: accumulate, &c)
  }
}

extension NDArray {
  /// The kernels for the array's element type.
  package var kernels: any Kernels {
    elementType == .float32 ? NativeKernels.shared : ReferenceKernels<Double>.shared
  }
}
