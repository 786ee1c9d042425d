import ParlanceNN

/// What a model is made of, to be shown.
public struct ModelInspection {
  /// A table of numbers: a parameter, or the n-grams of one order.
  public struct Part: Encodable, Sendable {
    /// As in the model's file.
    public let name: String
    public let shape: [Int]
    public let count: Int
    /// The part of another name that this one is, where weights are tied.
    public let tiedTo: String?

    /// Creates a part.
    public init(name: String, shape: [Int], tiedTo: String? = nil) {
      self.name = name
      self.shape = shape
      count = shape.reduce(1, *)
      self.tiedTo = tiedTo
    }
  }

  /// What `model.json` says of it.
  public let architecture: any Encodable & Sendable
  /// The same for people, from the most to the least important: a name and a value each.
  public var facts: [(name: String, value: String)]
  public let parts: [Part]

  /// Creates an inspection.
  public init(
    _ architecture: some Encodable & Sendable, _ facts: [(name: String, value: String)],
    _ parts: [Part]
  ) {
    self.architecture = architecture
    self.facts = facts
    self.parts = parts
  }

  /// Creates an inspection of a model whose parts are the parameters of a module.
  public init(
    _ architecture: some Encodable & Sendable, _ facts: [(name: String, value: String)],
    of module: any Module
  ) {
    var names: [ObjectIdentifier: String] = [:]
    let parts = zip(module.namedParameters(includingAliases: true), module.stateDictionary).map {
      let (name, parameter) = $0
      let first = names[ObjectIdentifier(parameter)]
      if first == nil { names[ObjectIdentifier(parameter)] = name }
      return Part(name: name, shape: $1.array.shape, tiedTo: first)
    }
    self.init(architecture, facts, parts)
  }

  /// Numbers in all parts, tied ones counted once.
  public var parameterCount: Int {
    parts.reduce(0) { $0 + ($1.tiedTo == nil ? $1.count : 0) }
  }
}
