#if Server
  import Foundation
  import HTTPTypes
  import NIOCore
  import NIOHTTPTypes

  extension APIError {
    /// What its answer says beside its text.
    var headers: HTTPFields {
      var fields: HTTPFields = [.contentType: "application/json"]
      if let retryAfter { fields[.retryAfter] = "\(retryAfter)" }
      if let allow { fields[.allow] = allow }
      if status == 401 { fields[.wwwAuthenticate] = "Bearer" }
      if closes { fields[.connection] = "close" }
      return fields
    }
  }

  /// Refuses a request by its head where no model has room that could answer it: what cannot be taken on shall cost
  /// next to nothing, or else a server that is asked too much has no time to answer.
  ///
  /// A request whose body must be read to be understood, of unknown length, say, goes the usual way.
  struct EarlyRefusal: Sendable {
    let api: API
    let metrics: Metrics
    let log: @Sendable (String) -> Void

    /// What was refused, and why.
    struct Answer {
      let record: Record
      let error: APIError

      /// The parts of the answer, after which the request is over.
      func parts(_ allocator: ByteBufferAllocator) -> [HTTPResponsePart] {
        let text = allocator.buffer(string: error.json.text)
        var head = HTTPResponse(status: .init(code: error.status), headerFields: error.headers)
        head.headerFields[.contentLength] = "\(text.readableBytes)"
        head.headerFields[.date] = MessageDate.now
        head.headerFields[.server] = ModelServer.name
        return [.head(head), .body(text), .end(nil)]
      }
    }

    /// → nil for a request that is to be read.
    func answer(to head: HTTPRequest) -> Answer? {
      let path = head.path.map { $0.prefix { $0 != "?" } } ?? ""
      guard head.method == .post, let ability = API.abilities[String(path)],
        let error = api.registry.refusal(ability)
      else { return nil }
      let fields = head.headerFields
      guard let length = fields[.contentLength].flatMap({ Int($0) }),
        (0...api.configuration.bodyBytes).contains(length), fields[.expect] == nil,
        api.configuration.admits(fields[.authorization])
      else { return nil }
      return Answer(
        record: Record(
          method: head.method.rawValue, path: String(path), metrics: metrics, log: log),
        error: APIError(error))
    }
  }

  /// The time as HTTP tells it (RFC 9110, 5.6.7), made once a second.
  private enum MessageDate {
    private static let made = Made()

    private final class Made: @unchecked Sendable {
      let lock = NSLock()
      var second = 0
      var text = ""
    }

    static var now: String {
      let second = Int(Date().timeIntervalSince1970)
      return made.lock.withLock {
        if made.second != second {
          (made.second, made.text) = (second, text(Date(timeIntervalSince1970: Double(second))))
        }
        return made.text
      }
    }

    private static func text(_ date: Date) -> String {
      let formatter = DateFormatter()
      formatter.locale = Locale(identifier: "en_US_POSIX")
      formatter.timeZone = TimeZone(secondsFromGMT: 0)
      formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
      return formatter.string(from: date)
    }
  }
#endif
