import ParlanceNN

/// A model that a directory can hold: `model.json`, and beside it the files that this lists.
///
/// A task writes what its `model.json` says, its side files, and how it is made from these; reading,
/// checking, writing, copying, inspecting and registering are here once.
public protocol StoredModel: CustomDebugStringConvertible {
  /// What `model.json` says beside the format, the kind and the files.
  associatedtype Description: Codable

  /// The kind of model, as `model.json` names it.
  static var kind: String { get }
  /// Which of the kind's `modelType`s these are; nil for all.
  static var modelTypes: [String?]? { get }
  /// The newest format of the kind that this version writes and reads.
  static var newestFormat: Int { get }

  /// What `model.json` says of this model.
  var description: Description { get }
  /// The files that do not change in training.
  var sideFiles: [ModelFile] { get }
  /// The files that hold its numbers.
  var numberFiles: [ModelFile] { get }

  /// Makes the model from a directory whose `model.json` is read.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  init(_ description: Description, from store: ModelStore) throws

  /// What it is made of, to be shown.
  var inspection: ModelInspection { get }
}

/// A stored model whose numbers are those of one network.
public protocol NetworkModel: StoredModel {
  /// The network.
  var module: any Module { get }
}

extension StoredModel {
  public static var modelTypes: [String?]? { nil }
  public static var newestFormat: Int { 1 }
  public var sideFiles: [ModelFile] { [] }

  /// What it is, in one line; `print` writes this.
  public var debugDescription: String {
    let inspection = inspection
    let kind = inspection.facts.first?.value ?? Self.kind
    return "\(Self.self): \(kind), \(inspection.parameterCount) numbers"
  }

  /// Reads a model directory: Parlance's own, or one written by PyTorch in the same form.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public init(directory: RunDirectory) throws {
    self = try ModelStore(directory).model(Self.self)
  }

  /// Writes a model directory.
  ///
  /// - Throws: `InputError` where the folder may not be written as asked.
  public func save(
    to directory: RunDirectory, _ existing: RunDirectory.Existing = .refuse
  ) throws {
    try directory.check(existing)
    try directory.create(existing)
    let store = ModelStore(directory)
    try store.write(files: sideFiles + numberFiles)
    // Without it, what an interrupted save leaves is no model.
    try store.write(description: self)
  }
}

extension NetworkModel {
  public var numberFiles: [ModelFile] { [.weights(of: module)] }
}
