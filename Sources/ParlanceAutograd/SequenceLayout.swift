/// How the axes of a sequence's batch lie.
public enum SequenceLayout: String, Sendable, Codable {
  /// [B, T, C]: the library's own.
  case channelsLast
  /// [B, C, T]: that of PyTorch's convolutions.
  case channelsFirst

  /// The place of the time axis in a shape of three axes.
  var timeAxis: Int { self == .channelsLast ? 1 : 2 }
  /// The place of the channel axis in a shape of three axes.
  var channelAxis: Int { self == .channelsLast ? 2 : 1 }
}

/// What is put before and after a sequence before windows slide over it.
public enum Padding: Sendable, Hashable, ExpressibleByIntegerLiteral {
  /// Nothing: only whole windows count.
  case valid
  /// As much as keeps the length at stride 1; of an odd number, the greater part comes after.
  case same
  /// The same number of steps on both sides.
  case both(Int)
  /// A number of steps before and one after.
  case sides(before: Int, after: Int)

  public init(integerLiteral value: Int) { self = .both(value) }

  /// The steps on each side, for windows that reach over `reach` steps.
  func steps(_ operation: String, reach: Int, stride: Int) -> (before: Int, after: Int) {
    switch self {
    case .valid: return (0, 0)
    case .same:
      guard stride == 1 else {
        fatalError("\(operation): padding that keeps the length needs stride 1, found \(stride)")
      }
      return ((reach - 1) / 2, reach / 2)
    case .both(let count): return (count, count)
    case .sides(let before, let after): return (before, after)
    }
  }
}
