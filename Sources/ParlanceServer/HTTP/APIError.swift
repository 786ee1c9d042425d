import ParlanceHosting
import ParlanceSystem

/// What is answered where a request cannot be served: `{"error": {"message", "type", "param", "code"}}`.
struct APIError: Error {
  var status: Int
  var message: String
  var param: String?
  var code: String
  /// Seconds after which it may be asked again.
  var retryAfter: Int?
  /// Whether nothing more is read from the connection.
  var closes = false
  /// The methods that the path has, where that is what is wrong.
  var allow: String?

  init(_ status: Int, _ code: String, _ message: String, param: String? = nil) {
    (self.status, self.code, self.message, self.param) = (status, code, message, param)
  }

  var json: JSONValue {
    let type =
      switch status {
      case 401: "authentication_error"
      case 404: "not_found_error"
      case 429: "rate_limit_error"
      case 500...: "server_error"
      default: "invalid_request_error"
      }
    return [
      "error": [
        "message": .string(message), "type": .string(type),
        "param": param.map { .string($0) } ?? .null, "code": .string(code),
      ]
    ]
  }

  /// A field of another kind than it should have.
  static func wrongType(_ param: String, expected: String, found: JSONValue) -> APIError {
    APIError(
      400, "wrong_type", "\(param): expected \(expected), found \(found.kind)", param: param)
  }

  /// A field whose value cannot be.
  static func outOfRange(_ param: String, expected: String, found: String) -> APIError {
    APIError(
      422, "out_of_range", "\(param): expected \(expected), found \(found)", param: param)
  }

  /// The server ends before it has answered.
  static func draining(_ message: String) -> APIError {
    var error = APIError(503, "draining", message)
    (error.closes, error.retryAfter) = (true, 5)
    return error
  }

  /// What any error is to a client.
  ///
  /// - `field`: what has the text.
  init(_ error: any Error, field: String = "input") {
    switch error {
    case let error as APIError: self = error
    case let error as HostError: self.init(error, field)
    case let error as JSONProblem:
      self.init(400, "bad_json", "the body is not JSON: \(error)")
    case let error as InputError: self.init(422, "unfit", error.description)
    case is CancellationError:
      self.init(499, "cancelled", "the client has gone")
    default: self.init(500, "internal", "something went wrong")
    }
  }

  private init(_ error: HostError, _ field: String) {
    switch error {
    case .queueFull:
      self.init(429, "queue_full", "\(error)")
      retryAfter = 1
    case .expired:
      self.init(503, "too_late", "\(error)")
      retryAfter = 5
    case .unsuited: self.init(422, "unsuited_model", "\(error)", param: "model")
    case .tooLong: self.init(422, "too_long", "\(field): \(error)", param: field)
    case .refused(let problem):
      let name = Self.fields[problem.setting] ?? problem.setting
      self = .outOfRange(name, expected: problem.expected, found: problem.found)
    case .unknownWord(let word):
      let message = "\(field): \"\(word.prefix(100))\" has no vector"
      self.init(422, "unknown_word", message, param: field)
    }
  }

  /// What fields are called in the code.
  private static let fields = [
    "topK": "top_k", "topP": "top_p", "length": "max_tokens", "lengthPenalty": "length_penalty",
    "noRepeatNgram": "no_repeat_ngram", "minimumLength": "min_tokens",
  ]
}
