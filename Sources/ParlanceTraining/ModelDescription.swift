import Foundation
import ParlanceArrays

extension RunDirectory {
  /// Writes `model.json`.
  package func write(description: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(
      String(decoding: encoder.encode(description), as: UTF8.self) + "\n", to: file("model.json"))
  }

  /// The kind of model that `model.json` names.
  ///
  /// - Throws: `InputError` where there is no such file, or it is no description.
  public func modelKind() throws -> String? {
    struct Header: Decodable { let kind: String? }
    return try description(Header.self).kind
  }

  /// What `model.json` says; a value of another form is named.
  package func description<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let path = file("model.json")
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(
        .missingInput, file: path, "there is no such file; a model directory has a model.json")
    }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw InputError(.badData, file: path, "is not a model's description: \(error.place)")
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: path, error.message)
    }
  }
}

extension DecodingError {
  /// Which key is wrong, and how.
  fileprivate var place: String {
    switch self {
    case .keyNotFound(let key, _): "the key \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      ([context.codingPath.map(\.stringValue).joined(separator: "."), context.debugDescription])
        .filter { !$0.isEmpty }.joined(separator: ": ")
    @unknown default: "unknown"
    }
  }
}
