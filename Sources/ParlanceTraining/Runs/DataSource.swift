import ParlanceSystem

/// Where the data of a run come from.
public struct DataSource: Sendable, Equatable {
  /// A file or folder each; for training nil takes what is built in, for validation what is held out of
  /// the training data.
  public var train: String?
  public var validation: String?
  public var test: String?

  /// Creates a source.
  public init(train: String? = nil, validation: String? = nil, test: String? = nil) {
    (self.train, self.validation, self.test) = (train, validation, test)
  }

  /// The share of the training data that is held out where no validation data are given.
  public static let validationFraction = 0.1

  /// The files by what settings call them.
  public var files: [String: String] {
    ["train": train, "validation": validation, "test": test].compactMapValues(\.self)
  }

  /// For people.
  public var name: String { train ?? "the built-in recipes" }

  /// Reads the three parts.
  ///
  /// - `builtIn`: makes training data where no file is given.
  /// - `whole`: told of the training data before anything is held out of them.
  /// - `holdOut`: takes validation data out of the training data.
  /// - Throws: what these throw; where `holdOut` names no file, that of the training data is named.
  public func read<Part>(
    _ read: (String) throws -> Part, builtIn: () throws -> Part,
    whole look: (Part) throws -> Void = { _ in },
    holdOut: (Part) throws -> (training: Part, validation: Part)
  ) throws -> (training: Part, validation: Part, test: Part?) {
    let whole = try train.map(read) ?? builtIn()
    try look(whole)
    let parts: (training: Part, validation: Part)
    if let validation {
      parts = (whole, try read(validation))
    } else {
      do {
        parts = try holdOut(whole)
      } catch let error as InputError where error.file == nil {
        throw InputError(error.kind, file: train, error.message)
      }
    }
    return (parts.training, parts.validation, try test.map(read))
  }
}
