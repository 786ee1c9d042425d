#if Server
  @testable import ParlanceServer

  /// JSON Schema as far as the description of the API uses it.
  struct Schema {
    let document: JSONValue

    init() throws {
      document = try JSONValue(reading: APIResponder.descriptionBytes)
    }

    /// What of a value does not fit a schema; none where all does.
    func problems(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
      if case .string(let name)? = schema["$ref"] {
        return problems(value, resolved(name), at: path)
      }
      if case .array(let choices)? = schema["anyOf"] {
        let found = choices.map { problems(value, $0, at: path) }
        return found.contains { $0.isEmpty } ? [] : found[0]
      }
      if case .array(let values)? = schema["enum"], !values.contains(value) {
        return ["\(path): \(value.text) is none of \(schema["enum"]!.text)"]
      }
      if let type = schema["type"], !fits(value, type) {
        return ["\(path): \(value.kind) is not \(type.text)"]
      }
      switch value {
      case .number(let number):
        if case .number(let least)? = schema["minimum"], number < least {
          return ["\(path): < \(least)"]
        }
        if case .number(let most)? = schema["maximum"], number > most {
          return ["\(path): > \(most)"]
        }
        return []
      case .array(let values):
        guard let items = schema["items"] else { return [] }
        return values.enumerated().flatMap { problems($1, items, at: "\(path)[\($0)]") }
      case .object(let members): return problems(members, schema, path)
      default: return []
      }
    }

    private func problems(
      _ members: [JSONValue.Member], _ schema: JSONValue, _ path: String
    ) -> [String] {
      var found: [String] = []
      if case .array(let names)? = schema["required"] {
        for case .string(let name) in names where !members.contains(where: { $0.name == name }) {
          found.append("\(path): \(name) is missing")
        }
      }
      for member in members {
        let place = "\(path).\(member.name)"
        if let own = schema["properties"]?[member.name] {
          found += problems(member.value, own, at: place)
        } else if schema["additionalProperties"] == .bool(false) {
          found.append("\(place): is not described")
        } else if case .object? = schema["additionalProperties"] {
          found += problems(member.value, schema["additionalProperties"]!, at: place)
        }
      }
      return found
    }

    private func fits(_ value: JSONValue, _ type: JSONValue) -> Bool {
      if case .array(let types) = type { return types.contains { fits(value, $0) } }
      switch (value, type) {
      case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"),
        (.object, "object"), (.number, "number"):
        return true
      case (.number(let number), "integer"): return number == number.rounded()
      default: return false
      }
    }

    private func resolved(_ reference: String) -> JSONValue {
      reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    /// The schema of a request, or of an answer by its status.
    func body(_ path: String, answer status: Int? = nil) -> JSONValue? {
      guard let operation = document["paths"]?[path]?["post"] ?? document["paths"]?[path]?["get"]
      else { return nil }
      guard let status else { return content(operation["requestBody"]) }
      return content(operation["responses"]?["\(status)"])
    }

    private func content(_ value: JSONValue?) -> JSONValue? {
      guard case .string(let name)? = value?["$ref"] else {
        return value?["content"]?["application/json"]?["schema"]
      }
      return content(resolved(name))
    }
  }
#endif
