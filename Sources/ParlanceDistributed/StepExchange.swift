import ParlanceArrays
import ParlanceAutograd

/// What a training step came to: on one rank, or on all of them.
public struct StepTotals: Sendable, Equatable {
  /// The mean loss in nats, over `count`; on a rank that has none, anything.
  public var loss: Double
  /// What the loss is the mean of: tokens, or texts.
  public var count: Int
  /// The tokens that were read.
  public var tokens: Int
  /// The signal with which a stop was asked for, or nil.
  public var stop: Int32?
  /// Whether it is time for a checkpoint.
  public var isDue: Bool

  /// Creates totals.
  public init(loss: Double, count: Int, tokens: Int, stop: Int32? = nil, isDue: Bool = false) {
    (self.loss, self.count, self.tokens) = (loss, count, tokens)
    (self.stop, self.isDue) = (stop, isDue)
  }

  /// Of a step in which a rank has no rows.
  public static var nothing: StepTotals { StepTotals(loss: 0, count: 0, tokens: 0) }

  /// Whether the loss is a number; that of nothing is.
  public var isFinite: Bool { count == 0 || loss.isFinite }
}

/// Makes of P ranks' steps one step of all rows: the same gradients and totals on each rank.
///
/// The gradient of the mean loss of all rows is Σᵣ nᵣ/n · gᵣ, with gᵣ that of rank r's mean over its nᵣ.
/// Sums are taken in the ranks' order, so that a number of ranks gives the same bits always, whatever
/// carries the bytes.
public struct StepExchange {
  /// The ranks.
  public let communicator: any Communicator
  private let parameters: [Parameter]

  /// Creates an exchange of the parameters' gradients; all ranks give the same parameters in the same
  /// order.
  public init(_ communicator: any Communicator, parameters: [Parameter]) {
    self.communicator = communicator
    self.parameters = parameters
  }

  /// Sums the gradients of all ranks where they are, weighted by the counts; gives the totals.
  ///
  /// A rank without rows brings a count of 0, and no gradients. Where the loss of some rank is NaN or
  /// infinite, so is that of the totals, and the gradients stay as they are. The stop is that of the
  /// first rank which was asked, and it is time where it is for rank 0: a clock of each would part them.
  /// A single rank's gradients and totals keep their bits. Throws what the
  /// communicator throws.
  public func combine(_ gradients: inout Gradients, _ local: StepTotals) throws -> StepTotals {
    if communicator.size == 1 { return local }
    var forms = parameters.map { GradientForm(gradients[gradient: $0]) }
    if local.count == 0 { forms = forms.map { _ in .zero } }
    let headers = try communicator.gather(
      [
        local.count == 0 ? 0 : local.loss.bitPattern, UInt64(local.count), UInt64(local.tokens),
        UInt64(UInt32(bitPattern: local.stop ?? 0)), local.isDue ? 1 : 0,
      ] + forms.map(\.code), zero: 0)
    let totals = Self.totals(headers)
    guard totals.isFinite else { return totals }
    let sum = GradientSum(
      communicator: communicator, parameters: parameters,
      forms: headers.map { $0.dropFirst(5).map(GradientForm.init(code:)) },
      share: totals.count == 0 ? 0 : Double(local.count) / Double(totals.count))
    try sum.take(&gradients)
    return totals
  }

  /// The mean loss of all, in the ranks' order.
  private static func totals(_ headers: [[UInt64]]) -> StepTotals {
    let counts = headers.map { Int($0[1]) }
    let count = counts.reduce(0, +)
    let sum = zip(headers, counts).reduce(0.0) {
      $1.1 == 0 ? $0 : $0 + Double(bitPattern: $1.0[0]) * Double($1.1)
    }
    let stop = headers.lazy.map { Int32(bitPattern: UInt32($0[3])) }.first { $0 != 0 }
    return StepTotals(
      loss: count == 0 ? 0 : sum / Double(count), count: count,
      tokens: headers.reduce(0) { $0 + Int($1[2]) }, stop: stop, isDue: headers[0][4] == 1)
  }
}
