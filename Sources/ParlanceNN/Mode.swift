import ParlanceArrays
import ParlanceSystem

/// Whether a model is evaluated or trained; in training, with the key of its random masks.
///
/// Evaluation is what a model does unless told otherwise. A trainer makes one key for each step, and
/// a model one part of it for each of its layers, so that a mask depends on nothing else but the place
/// in the step's whole batch.
public struct Mode: Sendable {
  /// The key of this step's masks; nil in evaluation.
  public let key: RandomKey?
  /// Where the rows that are read begin among those of the step's whole batch, which several processes
  /// may share.
  public let firstRow: Int

  /// No random masks.
  public static let evaluation = Mode(key: nil, firstRow: 0)

  /// Random masks from a key.
  public static func training(_ key: RandomKey, firstRow: Int = 0) -> Mode {
    Mode(key: key, firstRow: firstRow)
  }

  /// Whether this is training.
  public var isTraining: Bool { key != nil }

  /// The same mode with a key of its own for one part of a model, known by the name of its field.
  ///
  /// - `index`: which one of several.
  public func part(_ name: String, _ index: Int? = nil) -> Mode {
    guard let key = key?.folding(in: name) else { return self }
    return Mode(key: index.map { key.folding(in: UInt64($0)) } ?? key, firstRow: firstRow)
  }
}
