/// The fields of a request's body, read with what they may be.
struct Fields {
  private let object: JSONValue

  /// Takes a body.
  ///
  /// - Throws: `APIError` where it is no object, or has a field of another name or one twice.
  init(_ body: JSONValue, known: [String]) throws {
    guard case .object(let members) = body else {
      throw APIError(400, "wrong_type", "expected an object, found \(body.kind)")
    }
    var seen: Set<String> = []
    for member in members {
      guard known.contains(member.name) else {
        throw APIError(
          422, "unknown_field",
          "\(member.name.prefix(100)): there is no such field; there "
            + (known.isEmpty ? "is none" : "are " + known.joined(separator: ", ")),
          param: String(member.name.prefix(100)))
      }
      guard seen.insert(member.name).inserted else {
        throw APIError(
          422, "repeated_field", "\(member.name): expected once, found again", param: member.name)
      }
    }
    object = body
  }

  /// A field that is there and not null.
  private func value(_ name: String) -> JSONValue? {
    let value = object[name]
    return value == .null ? nil : value
  }

  func has(_ name: String) -> Bool { value(name) != nil }

  func string(_ name: String) throws -> String? {
    guard let value = value(name) else { return nil }
    guard case .string(let text) = value else {
      throw APIError.wrongType(name, expected: "a string", found: value)
    }
    return text
  }

  func required(_ name: String) throws -> String {
    guard let text = try string(name) else {
      throw APIError(400, "missing_field", "\(name): expected a string, found none", param: name)
    }
    return text
  }

  func bool(_ name: String) throws -> Bool {
    guard let value = value(name) else { return false }
    guard case .bool(let truth) = value else {
      throw APIError.wrongType(name, expected: "true or false", found: value)
    }
    return truth
  }

  func number(_ name: String, _ range: ClosedRange<Double>) throws -> Double? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value else {
      throw APIError.wrongType(name, expected: "a number", found: value)
    }
    guard range.contains(number) else {
      throw APIError.outOfRange(
        name, expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(number)")
    }
    return number
  }

  func integer(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
    guard let value = value(name) else { return nil }
    guard case .number(let number) = value else {
      throw APIError.wrongType(name, expected: "a whole number", found: value)
    }
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw APIError.outOfRange(
        name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
        found: value.text)
    }
    return whole
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ type: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = try string(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw APIError.outOfRange(name, expected: all, found: String(text.prefix(100)))
    }
    return choice
  }

  /// The fields of an object.
  func fields(_ name: String, known: [String]) throws -> Fields? {
    guard let value = value(name) else { return nil }
    guard case .object = value else {
      throw APIError.wrongType(name, expected: "an object", found: value)
    }
    return try Fields(value, known: known)
  }

  /// A string or a list of strings: the strings, and whether it was a list.
  func strings(_ name: String, limit: Int) throws -> (texts: [String], isList: Bool)? {
    guard let value = value(name) else { return nil }
    switch value {
    case .string(let text): return ([text], false)
    case .array(let values):
      guard values.count <= limit else {
        throw APIError.outOfRange(
          name, expected: "at most \(limit) texts", found: "\(values.count)")
      }
      return (
        try values.map { value in
          guard case .string(let text) = value else {
            throw APIError.wrongType(name, expected: "a list of strings", found: value)
          }
          return text
        }, true
      )
    default: throw APIError.wrongType(name, expected: "a string or a list of strings", found: value)
    }
  }

  /// The same of a field that must be there.
  func texts(_ name: String, limit: Int) throws -> (texts: [String], isList: Bool) {
    guard let found = try strings(name, limit: limit), !found.texts.isEmpty else {
      throw APIError(
        400, "missing_field", "\(name): expected a string or a list of strings, found none",
        param: name)
    }
    return found
  }
}
