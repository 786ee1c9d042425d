import Foundation
import ParlanceArrays
import ParlanceSystem

/// Where threads meet: each brings something, and when all are there each takes what the others
/// brought.
final class Meeting: @unchecked Sendable {
  /// What one rank brings: bytes in parts.
  struct Contribution {
    let operation: String
    let bytes: [UInt8]
    let counts: [Int]
  }

  private final class Round {
    var contributions: [Contribution?]
    var arrived = 0

    init(_ size: Int) { contributions = [Contribution?](repeating: nil, count: size) }
  }

  let size: Int
  /// How long a rank waits for the others, in seconds.
  let patience: Double
  private let condition = NSCondition()
  private var round: Round
  private var failure: (any Error)?

  init(size: Int, patience: Double) {
    (self.size, self.patience) = (size, patience)
    round = Round(size)
  }

  /// Waits for all ranks; gives what they brought, in their order.
  ///
  /// Throws on every rank alike: what a rank aborted with, which ranks did not come in time, or that
  /// ranks are at different places of their work.
  func meet(_ rank: Int, _ contribution: Contribution) throws -> [Contribution] {
    condition.lock()
    defer { condition.unlock() }
    if let failure { throw failure }
    let round = round
    round.contributions[rank] = contribution
    round.arrived += 1
    if round.arrived == size {
      self.round = Round(size)
      condition.broadcast()
    }
    let deadline = Date(timeIntervalSinceNow: patience)
    while round.arrived < size {
      if let failure { throw failure }
      if !condition.wait(until: deadline), round.arrived < size {
        throw failing(failure ?? lateness(of: round, at: contribution.operation))
      }
    }
    let all = round.contributions.map { $0! }
    if let other = all.indices.first(where: { all[$0].operation != all[0].operation }) {
      throw failing(
        InputError(
          .failure,
          "rank 0 is at \(all[0].operation), rank \(other) at \(all[other].operation): all ranks "
            + "must take the same steps"))
    }
    return all
  }

  /// Makes all ranks throw, those that come later too; the first error counts.
  func abort(_ error: any Error) {
    condition.lock()
    defer { condition.unlock() }
    _ = failing(error)
  }

  private func failing(_ error: any Error) -> any Error {
    if failure == nil { failure = error }
    condition.broadcast()
    return failure!
  }

  private func lateness(of round: Round, at operation: String) -> InputError {
    let late = (0..<size).filter { round.contributions[$0] == nil }
    return InputError(
      .failure,
      "\(Alone.names(late)) \(late.count == 1 ? "has" : "have") not come to \(operation) after "
        + "\(patience.formatted()) s")
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate func formatted() -> String { self == rounded() ? String(Int(self)) : String(self) }
}
