import ParlanceSystem

/// The kinds of model that some part of a program knows, and how each is opened.
///
/// ```swift
/// let model = try ModelKinds.all.model(in: RunDirectory("models/book"))
/// print(model.inspection.parameterCount)
/// ```
public struct ModelKinds: Sendable {
  // A type of model is all that its closure captures.
  private struct Kind: @unchecked Sendable {
    let name: String
    let modelTypes: [String?]?
    let open: (ModelStore) throws -> any StoredModel
  }
  private var kinds: [Kind] = []

  /// Knows none.
  public init() {}

  /// These kinds, and that of a type of model.
  public func adding<Model: StoredModel>(_ type: Model.Type) -> ModelKinds {
    var all = self
    all.kinds.append(
      Kind(name: Model.kind, modelTypes: Model.modelTypes) { try $0.model(Model.self) })
    return all
  }

  /// The kinds of both.
  public static func + (a: ModelKinds, b: ModelKinds) -> ModelKinds {
    var all = a
    all.kinds += b.kinds
    return all
  }

  /// Their names, each once.
  public var names: [String] {
    kinds.map(\.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Opens a model directory, whatever kind of model it holds.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public func model(in directory: RunDirectory) throws -> any StoredModel {
    let store = ModelStore(directory)
    let header = try store.header()
    let known = names.joined(separator: " or ")
    guard let name = header.kind else {
      throw store.bad("is not a model's description: the key kind is missing")
    }
    let same = kinds.filter { $0.name == name }
    guard !same.isEmpty else {
      throw store.bad("expected a model of kind \(known), found \(name)")
    }
    guard
      let kind = same.first(where: { $0.modelTypes?.contains(header.modelType) ?? true })
    else {
      let types = same.flatMap { $0.modelTypes ?? [] }.compactMap { $0 }
      throw store.bad(
        "modelType: expected one of \(types.joined(separator: ", ")), found "
          + (header.modelType ?? "none"))
    }
    return try kind.open(store)
  }
}
